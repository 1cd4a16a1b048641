"""Room 8: who would leave or join, and what would keep them."""
