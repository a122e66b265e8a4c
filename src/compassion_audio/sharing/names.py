"""The names of persons that a look for personal data goes by. They never leave this machine."""

from collections.abc import Iterable
from pathlib import Path

from compassion_audio.errors import CompassionAudioError, shortened
from compassion_audio.files import decode, read_bytes, whole_file
from compassion_audio.sharing.sought import WORDS_TOO

NAMES_FILE = "names.txt"
"""In the folder for what cannot be made again; one name a line."""

_LONGEST = 100
_FEWEST = 2


def names_in(data: Path) -> tuple[str, ...]:
    """Read the list; empty where there is none.

    Args:
        data: The folder that holds it.

    Raises:
        FileError: It is there and cannot be read, or is not UTF-8.
    """
    file = data / NAMES_FILE
    if not file.exists():
        return ()
    lines = decode(read_bytes(file), str(file)).splitlines()
    return tuple(name for line in lines if (name := " ".join(line.split())))


def add_names(names: Iterable[str], *, data: Path) -> tuple[str, ...]:
    """Put names on the list, unless they are on it, and give those that are new.

    Raises:
        CompassionAudioError: One of them cannot be a name; the list stays as it was.
        FileError: The list cannot be read or written.
    """
    known = names_in(data)
    fresh: list[str] = []
    for name in map(_checked, names):
        if name.casefold() not in {one.casefold() for one in (*known, *fresh)}:
            fresh.append(name)
    if fresh:
        _write((*known, *fresh), data)
    return tuple(fresh)


def remove_names(names: Iterable[str], *, data: Path) -> None:
    """Take names off the list.

    Raises:
        CompassionAudioError: One of them is not on it; the list stays as it was.
        FileError: The list cannot be read or written.
    """
    known = names_in(data)
    gone = {" ".join(name.split()).casefold() for name in names}
    missing = gone - {one.casefold() for one in known}
    if missing:
        raise CompassionAudioError(
            f"{shortened(min(missing))!r} is not on the list",
            hint="see it with: compassion privacy names list",
        )
    _write(tuple(one for one in known if one.casefold() not in gone), data)


def is_word_too(name: str) -> bool:
    """Whether a name alone would be found in texts that mean nobody: `Will`, `Grace`."""
    return name.strip().casefold() in WORDS_TOO


def _checked(name: str) -> str:
    short = " ".join(name.split())
    if not name.isprintable() or len(short) > _LONGEST:
        raise CompassionAudioError(
            f"{shortened(short)!r} cannot be a name", hint="write a name on one line"
        )
    if sum(map(str.isalpha, short)) < _FEWEST:
        raise CompassionAudioError(
            f"{short!r} is too short to look for", hint="write the whole name"
        )
    return short


def _write(names: tuple[str, ...], data: Path) -> None:
    with whole_file(data / NAMES_FILE, is_private=True) as file:
        file.write("".join(f"{name}\n" for name in names).encode())
