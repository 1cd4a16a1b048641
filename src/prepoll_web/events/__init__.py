"""The record: who did or read what, when, in which team; rows are added, never changed, and chained by hashes."""
