"""Who speaks: engines behind one small protocol, found by name."""
