"""Room 1: a case folder becomes a `Case`, with every defect named."""
