"""What a person wants done, one function each: where the rooms below meet."""
