"""Erasing: all that the program keeps about a person, shown first and then gone.

Only what the program itself has put somewhere is touched, by its name: a folder that was named for
it may hold other things. What a person made on purpose and where they chose, recordings, bundles
and their own library, is theirs and stays.
"""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from compassion_audio.files import file_error
from compassion_audio.settings import Folders

_DATA = {
    "courses.json": "how far you are in your courses",
    "history.sqlite3": "what you practised, with your notes",
    "reminders.sqlite3": "what became of your reminders",
    "reminders": "what the service of the reminders left",
    "shared.json": "with whom you shared what",
    "names.txt": "the names that a look for personal data goes by",
    "served.json": "the addresses of your feeds",
    "playing": "what players left",
    "takes": "recordings of your own voice",
}
"""By their names in the folder for what cannot be made again. Voices that were installed are there
too, and tell nothing of anybody."""

_CACHE = {
    "lines": "spoken lines",
    "pieces": "encoded sound",
    "paces": "measured paces",
    "reminders": "recordings made ahead for reminders",
}
_BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite puts beside a file."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One thing that is kept."""

    about: str
    path: Path
    """A file, or a folder with all that is in it."""

    size: int
    """Bytes."""

    can_be_made_again: bool


def traces(
    folders: Folders | None, *, written: Iterable[tuple[str, Path]] = ()
) -> tuple[Trace, ...]:
    """Find all that is kept about a person.

    Args:
        folders: Where things are kept between runs.
        written: Files that they wrote, each with what it is: the settings, the reminders.

    Raises:
        FileError: A folder cannot be looked into.
    """
    found = [(about, path, False) for about, path in written]
    if folders is not None:
        found += [(about, folders.data / name, False) for name, about in _DATA.items()]
        found += [(about, folders.cache / name, True) for name, about in _CACHE.items()]
    return tuple(
        Trace(about, path, sum(map(_size, parts)), again)
        for about, path, again in found
        if (parts := list(_parts(path)))
    )


def erase(found: Iterable[Trace], *, folders: Folders | None) -> None:
    """Remove what was found, and the folders for it where they are empty then.

    Args:
        found: What `traces` gave, or some of it.
        folders: Where it lay.

    Raises:
        FileError: Something cannot be removed; what came before it is gone.
    """
    for trace in found:
        for part in _parts(trace.path):
            try:
                if part.is_dir() and not part.is_symlink():
                    shutil.rmtree(part)
                else:
                    part.unlink()
            except OSError as cause:
                raise file_error("cannot remove", part, cause) from cause
    for folder in (folders.data, folders.cache) if folders else ():
        with suppress(OSError):  # it holds something else, or is not there
            folder.rmdir()


def _parts(path: Path) -> Iterator[Path]:
    """Give a file or a folder, and what belongs to it, where they are there."""
    for one in (path, *(path.with_name(path.name + ending) for ending in _BESIDE)):
        if one.is_symlink() or one.exists():
            yield one


def _size(path: Path) -> int:
    try:
        if path.is_symlink() or not path.is_dir():
            return path.lstat().st_size
        return sum(one.lstat().st_size for one in path.rglob("*") if not one.is_dir())
    except OSError as cause:
        raise file_error("cannot look into", path, cause) from cause
