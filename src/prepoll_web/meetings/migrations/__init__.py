"""How the tables of `meetings` came to be."""
