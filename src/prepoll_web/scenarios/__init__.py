"""Scenarios: what-ifs on a board and a map, kept by name, compared, shared."""
