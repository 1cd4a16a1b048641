"""Deadlines: when something lapses, what the clock says, who is reminded, whose turn it is."""
