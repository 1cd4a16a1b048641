"""What templates of other applications may show of the evidence."""
