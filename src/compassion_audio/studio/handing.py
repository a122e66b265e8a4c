"""From a finished file to what is shared of it."""

import re
from pathlib import Path
from typing import Any

from mutagen import MutagenError
from mutagen.id3 import ID3
from mutagen.mp3 import MP3

from compassion_audio.delivery.tags import language_tag
from compassion_audio.delivery.told import Told, told_of
from compassion_audio.errors import FileError
from compassion_audio.files import file_error
from compassion_audio.sharing.item import Item
from compassion_audio.timeline import Chapter, kept
from compassion_audio.timeline.captions import captions_of
from compassion_audio.timeline.kept import Kept
from compassion_audio.units import Milliseconds, seconds

UNKNOWN = "und"
"""The language tag of a recording that does not say. Source: BCP 47, ISO 639-2."""

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_NO_LETTER = re.compile("[\ud800-\udfff]")
"""What stands in the name of a file for bytes that are no UTF-8."""

_FRAME = 50
"""Milliseconds by which readers of a head may differ: two frames of an MP3, and rounding."""


def item_of(path: Path, *, voice_only: Path | None = None) -> Item:
    """Make of a file what is shared of it.

    A recording of ours tells everything. Of another's MP3 there are its title, or else its name
    without the ending, its length and its chapters.

    Args:
        path: An MP3.
        voice_only: Its twin without a background.

    Raises:
        FileError: It is not there, cannot be read, or is no MP3; or the twin has another length.
    """
    told, (said, length) = told_of(path), _read(path)
    plan = _plan_of(told, length)
    length = plan.length if plan else length
    if voice_only:
        _refuse_other_length(voice_only, length)
    title = told.title if told else str(said.get("TIT2", ""))
    title = _line(title) or _line(path.stem)
    return Item(
        title=title,
        summary=_line(told.summary) if told else "",
        language=(told.language if told else language_tag(str(said.get("TLAN", "")))) or UNKNOWN,
        audio=path,
        length=length,
        chapters=plan.chapters if plan else _chapters(said, length, title),
        captions=captions_of(plan) if plan else (),
        voice_only=voice_only,
        caution=_line(told.caution) if told else "",
    )


def _line(text: str) -> str:
    """Give one line that a page, a terminal and UTF-8 can show; the file may be anybody's."""
    return " ".join(_NO_LETTER.sub("\ufffd", _CONTROL.sub(" ", text)).split())


def _read(path: Path) -> tuple[ID3, Milliseconds]:
    """Give its tags, which may be none, and its length."""
    try:
        with path.open("rb") as file:
            sound: Any = MP3(file)  # mutagen's types leave out that it may have no tags
        return sound.tags or ID3(), seconds(sound.info.length if sound.info else 0)
    except OSError as cause:
        raise file_error("cannot read", path, cause) from cause
    except MutagenError as cause:
        hint = "share recordings as MP3, which plays everywhere: compassion render --format mp3"
        raise FileError(f"{path} is no MP3 that can be read", hint=hint) from cause


def _plan_of(told: Told | None, length: Milliseconds) -> Kept | None:
    """Read its plan, unless it tells of another sound: editors keep the tags of what they cut."""
    try:
        plan = kept.read(told.timeline) if told and told.timeline else None
    except ValueError:  # damaged, or of a later version: the rest is shared all the same
        return None
    return plan if plan and abs(plan.length - length) <= _FRAME else None


def _refuse_other_length(path: Path, length: Milliseconds) -> None:
    other = _read(path)[1]
    plan = _plan_of(told_of(path), other)
    other = plan.length if plan else other
    if other != length:
        raise FileError(
            f"{path} is no twin: it is {other} ms long, and the recording {length} ms",
            hint="render both of the same practice, the twin with --voice-only",
        )


def _chapters(said: ID3, length: Milliseconds, title: str) -> tuple[Chapter, ...]:
    """Give another's chapters; each lasts until the next, and the first begins at nothing."""
    found = sorted(
        (int(one.start_time), _line(str(one.sub_frames.get("TIT2", ""))) or title)
        for one in said.getall("CHAP")
        if one.start_time < length
    )
    begun = {0: title, **dict(found)}
    edges = [*begun, length]
    return tuple(
        Chapter(name, Milliseconds(start), Milliseconds(end))
        for (start, name), end in zip(begun.items(), edges[1:], strict=True)
    )
