"""How far a person is in each course, in one small file of their own.

It holds no dates and no words, only the names of courses and how many days are done.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from compassion_audio.errors import FileError
from compassion_audio.files import decode, file_error, whole_file

VERSION = 1
_FILE = "courses.json"
_LARGEST = 1_000_000
"""Bytes; a file beyond it is not ours."""


@dataclass(frozen=True, slots=True)
class Journal:
    """How far a person is."""

    done: Mapping[str, int] = field(default_factory=dict)
    """How many days are done of each course that was begun, by its name: a short name, or the
    whole path of a file."""

    current: str = ""
    """The course that was begun or gone on with last; empty for none."""


def journal_file(data: Path) -> Path:
    """Give the path of the journal in the folder for what cannot be made again."""
    return data / _FILE


def read_journal(file: Path) -> Journal:
    """Read the journal; where there is none, it is empty.

    Raises:
        FileError: It cannot be read, is of a later version, or is no journal. It is left as it is.
    """
    try:
        with file.open("rb") as opened:
            data = opened.read(_LARGEST)
    except FileNotFoundError:
        return Journal()
    except OSError as cause:
        raise file_error("cannot read", file, cause) from cause
    try:
        return _journal_in(json.loads(decode(data, str(file))))
    except (ValueError, RecursionError) as cause:
        raise FileError(
            f"{file}: this is not the journal of courses: {cause}",
            hint="move it away to begin a new one",
        ) from cause


def write_journal(journal: Journal, *, file: Path) -> None:
    """Write the journal, whole or not at all, for nobody but its owner to read.

    Raises:
        FileError: It cannot be written.
    """
    data = {"version": VERSION, "current": journal.current, "courses": dict(journal.done)}
    with whole_file(file, is_private=True) as out:
        out.write(json.dumps(data, ensure_ascii=False, indent=2).encode() + b"\n")


def _journal_in(data: Any) -> Journal:  # noqa: ANN401  # as JSON has it
    if not isinstance(data, dict) or not isinstance(data.get("courses"), dict):
        raise ValueError("it holds no courses")
    if data.get("version") != VERSION:
        raise ValueError(f"it is of version {data.get('version')!r}, and this program knows 1")
    courses = data["courses"]
    if not all(type(done) is int and done >= 0 for done in courses.values()):
        raise ValueError("a number of days is missing")
    current = data.get("current", "")
    return Journal(courses, current if isinstance(current, str) and current in courses else "")
