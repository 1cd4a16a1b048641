"""How the tables of `scenarios` came to be."""
