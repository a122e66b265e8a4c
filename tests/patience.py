"""How long a test waits for what comes at once on a machine that has time for it."""

HANGS = 120.0
"""Seconds. Where this is over something hangs; a busy machine alone has never taken so long."""
