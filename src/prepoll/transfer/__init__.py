"""Room 5: what a partner's voters do when their party stands down."""
