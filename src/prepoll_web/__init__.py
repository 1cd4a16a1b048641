"""The team workbench: cases, briefs and the record of who did what, for each team apart."""
