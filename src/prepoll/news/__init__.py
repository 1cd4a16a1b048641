"""Room 2: an article becomes statements: clean, segment, find names, resolve, find claims, attribute, date."""
