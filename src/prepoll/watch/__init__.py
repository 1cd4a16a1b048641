"""Following feeds: fetch and clock are handed in."""
