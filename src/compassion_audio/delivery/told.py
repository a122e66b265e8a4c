"""What a recording of ours says of itself, read back from its tags."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mutagen
from mutagen.id3 import ID3, ID3NoHeaderError

from compassion_audio.delivery.tags import MARK, TIMELINE
from compassion_audio.errors import FileError
from compassion_audio.files import file_error
from compassion_audio.timeline import Chapter
from compassion_audio.units import Milliseconds


@dataclass(frozen=True, slots=True)
class Told:
    """What a recording says of itself."""

    title: str
    version: str
    """Of the program that made it."""

    chapters: tuple[Chapter, ...]
    timeline: str
    """As `timeline.kept` writes it; empty where there is none."""

    voice: str


def told_of(path: Path) -> Told | None:
    """Read what a recording says of itself; None where this program did not make it.

    Raises:
        FileError: It cannot be read.
    """
    try:
        tags = ID3(path)
    except ID3NoHeaderError:
        return None
    except mutagen.MutagenError as cause:
        if isinstance(cause.__context__, OSError):
            raise file_error("cannot read", path, cause.__context__) from cause
        raise FileError(f"the tags of {path} are damaged", hint="make it again") from cause
    if f"TXXX:{MARK}" not in tags:
        return None
    found = sorted(tags.getall("CHAP"), key=lambda one: int(one.start_time))
    return Told(
        title=_text(tags, "TIT2"),
        version=_text(tags, f"TXXX:{MARK}"),
        chapters=tuple(map(_chapter, found)),
        timeline=_text(tags, f"TXXX:{TIMELINE}"),
        voice=_text(tags, "TXXX:voice"),
    )


def _text(tags: ID3, name: str) -> str:
    return str(tags[name]) if name in tags else ""


def _chapter(one: Any) -> Chapter:  # noqa: ANN401  # mutagen ships few types
    name = str(one.sub_frames["TIT2"]) if "TIT2" in one.sub_frames else ""
    return Chapter(name, Milliseconds(int(one.start_time)), Milliseconds(int(one.end_time)))
