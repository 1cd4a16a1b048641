"""Room 4: past results, splits, polls and field reports become own strength, and draws of it."""
