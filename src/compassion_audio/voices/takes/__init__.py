"""A person's own recordings of lines: kept as sets, edited, found by their words."""
