"""An open workbench for pre-poll alliances: who is where, what it would change, on what terms, what now."""

__version__ = "0.1.0"
