"""From a stream of samples to a finished file with its tags."""
