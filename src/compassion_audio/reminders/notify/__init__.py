"""Ways to show a person something, and to hear what they chose."""
