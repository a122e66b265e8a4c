"""What this machine gives to the program."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

MOST_CORES = 4
"""More would speak and encode no sooner than a person notices, and take memory for each."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose machine this is, as files made on it may tell. Anything may be empty."""

    account: str = ""
    computer: str = ""
    home: str = ""
    """The home folder."""


def owner() -> Owner:
    """Tell whose machine this is, as far as the system knows."""
    import getpass
    import platform

    account, home = "", ""
    with suppress(OSError, KeyError, ImportError):  # a user without an entry
        account = getpass.getuser()
    with suppress(RuntimeError):
        home = str(Path.home())
    return Owner(account, platform.node(), home)


def cores() -> int:
    """Give how many things to do at once: the processors this process may use, at most four."""
    if hasattr(os, "sched_getaffinity"):
        return min(MOST_CORES, len(os.sched_getaffinity(0)))
    return min(MOST_CORES, os.cpu_count() or 1)


@contextmanager
def quiet_errors() -> Iterator[None]:
    """Let no library print on standard error, past Python, what only its makers understand.

    ALSA prints 35 lines where there is no sound card. For the whole process, so briefly.
    """
    try:
        kept = os.dup(2)
    except OSError:  # there is none
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
