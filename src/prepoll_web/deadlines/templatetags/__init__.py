"""What templates of other applications may show of whose turn it is."""
