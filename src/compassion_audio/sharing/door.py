"""Where a folder is found while it is served: the same each time, so that a subscription stays.

A file in the person's own folder remembers it. The folders are named there by digests.
"""

import hashlib
import json
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from compassion_audio.errors import FileError
from compassion_audio.files import decode, read_bytes, whole_file

_FILE = "served.json"
_SECRET = re.compile(r"[A-Za-z0-9_-]{22,64}")
_SECRET_BYTES = 16
"""128 bits: nobody guesses it."""


@dataclass(frozen=True, slots=True)
class Door:
    """How a folder is reached."""

    secret: str
    """The first part of every path."""

    port: int
    """0 where it never was served."""


def new_door(port: int = 0) -> Door:
    """Draw a path that nobody guesses."""
    return Door(secrets.token_urlsafe(_SECRET_BYTES), port)


def kept_door(folder: Path, *, home: Path | None) -> Door | None:
    """Give the door that a folder had the last time.

    Args:
        folder: The one that is served.
        home: The person's data folder; None to remember nothing.
    """
    return _doors(home).get(_name(folder)) if home else None


def keep_door(folder: Path, door: Door, *, home: Path | None) -> None:
    """Remember a door, for the person's eyes alone.

    Raises:
        FileError: The data folder cannot be written.
    """
    if home is None:
        return
    doors = {**_doors(home), _name(folder): door}
    data = {name: [one.secret, one.port] for name, one in doors.items()}
    with whole_file(home / _FILE, is_private=True) as file:
        file.write(json.dumps(data, indent=1).encode() + b"\n")


def _name(folder: Path) -> str:
    return hashlib.sha256(str(folder.resolve()).encode()).hexdigest()


def _doors(home: Path) -> dict[str, Door]:
    """Read them; a damaged file remembers nothing, and a new path is drawn."""
    path = home / _FILE
    with suppress(FileError, ValueError, TypeError, AttributeError, RecursionError):
        rows = json.loads(decode(read_bytes(path), str(path)))
        return {name: Door(*row) for name, row in rows.items() if _is_door(*row)}
    return {}


def _is_door(secret: object, port: object) -> bool:
    is_port = type(port) is int and 0 <= port < 1 << 16
    return is_port and isinstance(secret, str) and bool(_SECRET.fullmatch(secret))
