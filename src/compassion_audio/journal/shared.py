"""With whom something was shared: notes for the person who did, in a file for their eyes alone.

They are the one place where a client's name may stand, and never leave this computer.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from compassion_audio.errors import CompassionAudioError, FileError
from compassion_audio.files import decode, file_error, whole_file

VERSION = 1
_FILE = "shared.json"
_LARGEST = 16 << 20
LONGEST_LABEL = 200


@dataclass(frozen=True, slots=True)
class Shared:
    """One time at which something was shared."""

    label: str
    """With whom, or for what: whatever helps to remember."""

    at: datetime
    """Aware."""

    names: tuple[str, ...]
    """What was shared, as it was named."""

    place: str
    """The name of the file or folder it was put into, without the folders above it."""

    def __post_init__(self) -> None:
        """Hold what the fields promise."""
        if not self.label.strip() or not self.label.isprintable():
            raise ValueError("a label is one line of plain words")
        if len(self.label) > LONGEST_LABEL:
            raise ValueError(f"a label has at most {LONGEST_LABEL} characters")


def shared_file(data: Path) -> Path:
    """Give the path of the notes in the folder for what cannot be made again."""
    return data / _FILE


def read_shared(file: Path) -> tuple[Shared, ...]:
    """Read the notes in the order in which they were made; where there are none, none.

    Raises:
        FileError: They cannot be read, are of a later version, or are no notes.
    """
    try:
        with file.open("rb") as opened:
            data = opened.read(_LARGEST)
    except FileNotFoundError:
        return ()
    except OSError as cause:
        raise file_error("cannot read", file, cause) from cause
    try:
        told = json.loads(decode(data, str(file)))
        if told["version"] != VERSION:
            raise ValueError(f"they are of version {told['version']!r}, and this program knows 1")
        return tuple(
            Shared(
                one["label"], datetime.fromisoformat(one["at"]), tuple(one["names"]), one["place"]
            )
            for one in told["shared"]
        )
    except (ValueError, KeyError, TypeError, RecursionError) as cause:
        raise FileError(
            f"{file}: these are no notes of what was shared: {cause}",
            hint="move the file away to begin anew",
        ) from cause


def add_shared(one: Shared, *, file: Path) -> None:
    """Add a note, for nobody but its owner to read.

    Raises:
        FileError: It cannot be read or written.
        CompassionAudioError: There are too many of them.
    """
    notes = [asdict(note) | {"at": note.at.isoformat()} for note in (*read_shared(file), one)]
    written = json.dumps({"version": VERSION, "shared": notes}, ensure_ascii=False, indent=1)
    data = written.encode() + b"\n"
    if len(data) >= _LARGEST:
        raise CompassionAudioError(f"{file} is full", hint="move it away to begin anew")
    with whole_file(file, is_private=True) as out:
        out.write(data)
