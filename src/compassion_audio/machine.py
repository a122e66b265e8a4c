"""What this machine gives to the program."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

State = Literal["ok", "note", "mend"]
"""All is well; all is well and more could be had; something does not work."""

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


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found when one part was looked at."""

    about: str
    """The part: `voices`."""

    told: str
    """How it is, as a half sentence."""

    state: State = "ok"

    fix: str = ""
    """What to do; empty where there is nothing to do."""


def diagnosed_folder(about: str, folder: Path, *, is_private: bool = False) -> Diagnosis:
    """Look at a folder that is written to; where it is not there, at where it would be made.

    Args:
        about: What is kept there.
        folder: The whole path.
        is_private: Nobody else may look into it.
    """
    choose = "change its rights, or choose another place"
    try:
        there = next((one for one in (folder, *folder.parents) if one.exists()), folder)
        is_folder, rights = there.is_dir(), there.stat().st_mode
    except OSError as cause:
        return Diagnosis(about, f"{folder}: {cause.strerror or cause}", "mend", choose)
    if not is_folder:
        return Diagnosis(about, f"{there} is no folder", "mend", "move that file away")
    if not os.access(
        there, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids
    ):
        return Diagnosis(about, f"nothing can be written in {there}", "mend", choose)
    if is_private and there == folder and os.name == "posix" and rights & 0o077:
        fix = f"chmod 700 '{folder}'"
        return Diagnosis(about, f"others may look into {folder}", "mend", fix)
    return Diagnosis(about, f"{folder}{'' if there == folder else ' (not there yet)'}")


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
