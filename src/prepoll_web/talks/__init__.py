"""Talks: approaches, offers that are valued as they come, the other side on the same server, agreements."""
