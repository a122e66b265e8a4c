"""What a recording of ours says of itself, read back from its file, whatever its format.

The name is not looked at: what is inside decides.
"""

import io
import re
import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO, Any

from mutagen import MutagenError
from mutagen.flac import FLAC
from mutagen.id3 import ID3
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis

from compassion_audio.delivery import comments, mp4, tags
from compassion_audio.delivery.wav import id3_place
from compassion_audio.files import file_error
from compassion_audio.timeline import Chapter
from compassion_audio.units import Milliseconds, seconds

_CLOCK = re.compile(r"(\d+):(\d\d):(\d\d)\.(\d{3})", re.ASCII)
_NAMES_OPUS = b"OpusHead"


@dataclass(frozen=True, slots=True)
class Told:
    """What a recording says of itself."""

    title: str
    version: str
    """Of the program that made it."""

    voice: str
    chapters: tuple[Chapter, ...]
    timeline: str = ""
    """The plan of it, as JSON; empty where none is kept."""

    notice: str = ""
    """That it is no substitute for care, with the line of whoever made it."""

    summary: str = ""
    caution: str = ""
    """What to know before listening."""

    language: str = ""
    """A language tag, of MP3 and WAV without its country; empty where the format keeps none."""


def told_of(path: Path) -> Told | None:
    """Read what a recording says of itself; None for a file that this program did not make.

    Whether it was changed since is another question: `recording.refuse_to_lose`.

    Raises:
        FileError: It is not there, or cannot be read.
    """
    try:
        with path.open("rb") as file:
            return _told(file)
    except OSError as cause:
        raise file_error("cannot read", path, cause) from cause


def _told(file: IO[bytes]) -> Told | None:
    head = file.read(64)
    file.seek(0)
    try:
        if head[4:8] == b"ftyp":
            return _by_mp4(MP4(file))
        read = next((read for begin, read in _READERS.items() if head.startswith(begin)), None)
        return read(file) if read else None
    except (MutagenError, KeyError, IndexError, ValueError, struct.error, EOFError):
        return None  # damaged tags say nothing


def _by_id3(file: IO[bytes]) -> Told | None:
    return _in_id3(ID3(file))


def _by_wav(file: IO[bytes]) -> Told | None:
    place = id3_place(file)
    if place is None:
        return None
    file.seek(place[0])
    return _in_id3(ID3(io.BytesIO(file.read(place[1]))))


def _in_id3(said: ID3) -> Told | None:
    if f"TXXX:{tags.MARK}" not in said:
        return None

    def own(name: str) -> str:
        return str(said.get(f"TXXX:{name}", ""))

    comment = "\n".join(str(one) for one in said.getall("COMM")[:1])
    return Told(
        title=str(said.get("TIT2", "")),
        version=own(tags.MARK),
        voice=own(tags.VOICE),
        chapters=tuple(_chapters_of_id3(said)),
        timeline=own(tags.TIMELINE),
        notice=own(tags.NOTICE),
        summary=_without(comment, own(tags.NOTICE), own(tags.CAUTION)),
        caution=own(tags.CAUTION),
        language=tags.language_tag(str(said.get("TLAN", ""))),
    )


def _without(comment: str, *ends: str) -> str:
    """Leave out what a comment repeats behind the summary, the last of it first."""
    for end in ends:
        comment = comment.removesuffix(end).strip()
    return comment


def _chapters_of_id3(said: ID3) -> Iterable[Chapter]:
    contents = said.getall("CTOC")
    for name in contents[0].child_element_ids if contents else ():
        one = said[f"CHAP:{name}"]
        yield Chapter(
            str(one.sub_frames.get("TIT2", "")),
            Milliseconds(one.start_time),
            Milliseconds(one.end_time),
        )


def _by_flac(file: IO[bytes]) -> Told | None:
    return _in_comments(FLAC(file))


def _by_ogg(file: IO[bytes]) -> Told | None:
    is_opus = _NAMES_OPUS in file.read(64)
    file.seek(0)
    return _in_comments(OggOpus(file) if is_opus else OggVorbis(file))


def _in_comments(said: Any) -> Told | None:  # noqa: ANN401  # mutagen has no type for it
    def own(name: str) -> str:
        return str(said.get(name, [""])[0])

    if not own(comments.MARK):
        return None
    begun: list[tuple[str, Milliseconds]] = []
    while time := _CLOCK.fullmatch(own(number := f"CHAPTER{len(begun):03}")):
        hours, minutes, whole, thousandths = map(int, time.groups())
        start = ((hours * 60 + minutes) * 60 + whole) * 1000 + thousandths
        begun.append((own(f"{number}NAME"), Milliseconds(start)))
    return Told(
        title=own("TITLE"),
        version=own(comments.MARK),
        voice=own(comments.VOICE),
        chapters=_contiguous(begun, seconds(said.info.length)),
        timeline=own(comments.TIMELINE),
        notice=own(comments.NOTICE),
        summary=own("DESCRIPTION"),
        caution=own(comments.CAUTION),
        language=own("LANGUAGE"),
    )


def _by_mp4(said: MP4) -> Told | None:
    def own(name: str) -> str:
        return b"".join(said.get(name, [])[:1]).decode()

    if not own(mp4.VERSION):
        return None
    begun = [(one.title, seconds(one.start)) for one in said.chapters or ()]
    return Told(
        title=str(said.get("\xa9nam", [""])[0]),
        version=own(mp4.VERSION),
        voice=own(mp4.VOICE),
        chapters=_contiguous(begun, Milliseconds(int(own(mp4.LENGTH)))),
        timeline=own(mp4.TIMELINE),
        notice=str(said.get(mp4.NOTICE, [""])[0]),
        summary=str(said.get("desc", [""])[0]),
        caution=own(mp4.CAUTION),
    )


def _contiguous(begun: list[tuple[str, Milliseconds]], length: Milliseconds) -> tuple[Chapter, ...]:
    """Let each chapter end where the next begins: these formats keep beginnings alone."""
    return tuple(
        Chapter(name, start, end) for (name, start), (_, end) in pairwise([*begun, ("", length)])
    )


_READERS: Mapping[bytes, Callable[[IO[bytes]], Told | None]] = {
    b"ID3": _by_id3,
    b"RIFF": _by_wav,
    b"RF64": _by_wav,
    b"fLaC": _by_flac,
    b"OggS": _by_ogg,
}
