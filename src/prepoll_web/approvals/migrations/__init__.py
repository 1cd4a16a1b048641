"""How the tables of `approvals` came to be."""
