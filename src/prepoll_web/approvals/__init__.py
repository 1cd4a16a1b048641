"""Approvals: which bodies of a team must agree to something, and what exactly they have agreed to."""
