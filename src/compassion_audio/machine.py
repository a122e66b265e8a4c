"""What this machine gives to the program."""

import os

MOST_CORES = 4
"""More would speak and encode no sooner than a person notices, and take memory for each."""


def cores() -> int:
    """Give how many things to do at once: the processors this process may use, at most four."""
    if hasattr(os, "sched_getaffinity"):
        return min(MOST_CORES, len(os.sched_getaffinity(0)))
    return min(MOST_CORES, os.cpu_count() or 1)
