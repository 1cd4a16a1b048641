"""Executive meetings: what was reported and decided, the mandates that were given, and the line in public."""
