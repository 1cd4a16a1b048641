"""A team's cases: taken in as a zip file, checked, kept as the plain files they are."""
