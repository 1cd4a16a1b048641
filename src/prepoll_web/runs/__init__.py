"""Runs: a brief made from a case, pinned to all that it can be made again from."""
