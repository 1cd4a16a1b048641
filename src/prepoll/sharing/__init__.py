"""Room 7: who stands where: the optimum, and the norms people argue with."""
