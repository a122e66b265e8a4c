"""Who is playing, so that `compassion stop` can ask them to end; they fade out by themselves.

Each player holds a lock on a file of its own for as long as it lives. The system lets go of it
whatever ends the player, so what a killed one left behind is told from a living one without a look
at process numbers, which others may have by now, and nobody's process is ever killed.
"""

import os
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from compassion_audio.files import file_error

_PLAYING, _ASKED = ".playing", ".stop"
_LAST = "last"

PATIENCE = 6.0
"""Seconds in which a player that was asked to end has ended: its fade, and what its sound card
still keeps."""

_LOOK = 0.05


@dataclass(frozen=True, slots=True)
class Presence:
    """One player, as others see it."""

    path: Path | None
    """None where nobody can see it."""

    def is_asked_to_stop(self) -> bool:
        """Say whether somebody wants it to end."""
        return self.path is not None and self.path.with_suffix(_ASKED).exists()


@dataclass(frozen=True, slots=True)
class Stopped:
    """What became of the players that were asked to end."""

    ended: int
    left: int
    """Those that had not ended when patience did."""


@contextmanager
def present(folder: Path | None) -> Iterator[Presence]:
    """Be seen as playing.

    Args:
        folder: Where players are seen, made for this user alone; None to be seen by nobody.

    Raises:
        FileError: The folder cannot be written.
    """
    if folder is None:
        yield Presence(None)
        return
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = _held(folder)
    except OSError as cause:
        raise file_error("cannot write in", folder, cause) from cause
    path = Path(file.name)
    try:
        yield Presence(path)
    finally:
        # A file that is open cannot be removed on Windows; between closing and removing, another
        # may take it for one left behind, and remove it itself.
        if sys.platform == "win32":
            file.close()
        _clear_away(path)
        file.close()


def stop_all(folder: Path, *, patience: float = PATIENCE) -> Stopped:
    """Ask every player to end, and wait until they have.

    Args:
        folder: Where players are seen.
        patience: Seconds to wait.

    Raises:
        FileError: A player is there, and cannot be asked.
    """
    asked = [path for path in sorted(folder.glob(f"*{_PLAYING}")) if _is_alive(path)]
    for path in asked:
        try:
            path.with_suffix(_ASKED).touch(mode=0o600)
        except OSError as cause:
            raise file_error("cannot ask the player to end by a file in", folder, cause) from cause
    give_up = time.monotonic() + patience
    left = asked
    while (left := [path for path in left if _is_alive(path)]) and time.monotonic() < give_up:
        time.sleep(_LOOK)
    return Stopped(len(asked) - len(left), len(left))


def is_anyone_playing(folder: Path) -> bool:
    """Say whether a player is there, whoever began it.

    Args:
        folder: Where players are seen.
    """
    return any(_is_alive(path) for path in folder.glob(f"*{_PLAYING}"))


def remember_practice(folder: Path) -> None:
    """Remember that a practice has just ended: when, and nothing else.

    Raises:
        OSError: The folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / _LAST).touch(mode=0o600)


def last_practice(folder: Path) -> datetime | None:
    """Say when a practice ended last, in UTC; None where none is known.

    Args:
        folder: Where players are seen.
    """
    try:
        return datetime.fromtimestamp((folder / _LAST).stat().st_mtime, UTC)
    except OSError:
        return None


def _held(folder: Path) -> IO[bytes]:
    """Make a file that is locked for as long as it is open."""
    while True:
        path = folder / f"{secrets.token_hex(8)}{_PLAYING}"
        file = path.open("xb", buffering=0)
        try:
            _lock(file)
            if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                return file
        except FileNotFoundError:
            pass  # taken for one left behind before it was locked
        except BaseException:
            file.close()
            raise
        file.close()


def _is_alive(path: Path) -> bool:
    """Say whether a player holds its file; what a killed one left behind is removed."""
    try:
        with path.open("rb+", buffering=0) as file:
            _lock(file)
            if sys.platform != "win32":  # still locked: no player can be about to take it
                _clear_away(path)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    _clear_away(path)
    return False


def _clear_away(path: Path) -> None:
    for one in (path, path.with_suffix(_ASKED)):
        with suppress(OSError):
            one.unlink()


def _lock(file: IO[bytes]) -> None:
    """Lock a file without waiting.

    Raises:
        OSError: Another process holds it.
    """
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
