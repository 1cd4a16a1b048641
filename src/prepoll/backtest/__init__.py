"""The same chain on past elections, scored against what happened."""
