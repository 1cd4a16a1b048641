"""How the tables of talks came to be."""
