"""A timeline as a recording keeps it in its tags: what was meant to sound when.

Whoever has the file can hold its sound against it, years later and without the practice. It says
nothing that the recording's other tags do not say: of a person's own words it has `…` alone.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from compassion_audio.script import Bed, Bell, Say, Section
from compassion_audio.timeline.plan import LEAD, TAIL, Chapter, Cue, Timeline
from compassion_audio.units import LONGEST_LENGTH, Milliseconds

VERSION = 1

KINDS = ("say", "sound", "bell", "rest", "pause", "breath", "silence", "section", "bed")
"""What a cue can be: the steps of a timeline, in small letters."""

_LARGEST = 16 << 20
"""Characters. A day of nothing but short lines has less."""

_LOUDEST = 64.0


@dataclass(frozen=True, slots=True)
class KeptCue:
    """One step and when it sounds, as the ear has it."""

    kind: str
    """One of `KINDS`."""

    start: Milliseconds
    end: Milliseconds
    """Of a line: where its speech begins and ends, without the margins of its clip."""

    words: str = ""
    """The caption of a line; the name of a section, a bell or a bed."""

    strokes: tuple[Milliseconds, ...] = ()
    """When a bell is struck."""

    ring: Milliseconds | None = None
    """How long a stroke of a bell is heard."""

    level: float = 0.0
    """The peak of a stroke, full scale at 1."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was meant to sound when."""

    length: Milliseconds
    preset: str
    """The name of what the recording was finished as."""

    has_bed: bool
    """Whether anything lies under the voice."""

    chapters: tuple[Chapter, ...]
    cues: tuple[KeptCue, ...]
    recipe: str = ""
    """A digest of all that it was made of, so that it need not be made again; mostly empty."""

    def of_kind(self, *kinds: str) -> tuple[KeptCue, ...]:
        """Give the cues of these kinds, in order."""
        return tuple(cue for cue in self.cues if cue.kind in kinds)


def kept_of(
    timeline: Timeline,
    *,
    ring: Mapping[str, Milliseconds],
    preset: str,
    has_bed: bool,
    bell_level: float,
    recipe: str = "",
) -> Kept:
    """Take from a timeline what is kept of it.

    Args:
        timeline: Of the recording.
        ring: How long each kind of bell rings from its stroke.
        preset: What the recording is finished as.
        has_bed: Whether anything lies under the voice.
        bell_level: The peak of a stroke, full scale at 1.
        recipe: A digest of all that it was made of.
    """
    return Kept(
        timeline.length,
        preset,
        has_bed,
        timeline.chapters,
        tuple(_kept(cue, ring, bell_level) for cue in timeline.cues),
        recipe,
    )


def _kept(cue: Cue, ring: Mapping[str, Milliseconds], bell_level: float) -> KeptCue:
    start, end = cue.start, cue.end
    kind = type(cue.step).__name__.lower()
    match cue.step:
        case Say(caption=caption):
            start, end = Milliseconds(start + LEAD), Milliseconds(end - TAIL)
            return KeptCue(kind, start, max(start, end), caption)
        case Bell(kind=bell):
            level = round(bell_level, 6)
            return KeptCue(kind, start, end, bell, cue.strokes, ring[bell], level)
        case Section(name=name):
            return KeptCue(kind, start, end, name)
        case Bed(kind=bed, is_own=False):
            return KeptCue(kind, start, end, bed)
        case _:
            return KeptCue(kind, start, end)


def written(kept: Kept) -> str:
    """Write it as one line of JSON, as short as can be: `read` gives it back."""
    data = {
        "version": VERSION,
        "length": kept.length,
        "preset": kept.preset,
        "bed": kept.has_bed,
        "chapters": [[one.name, one.start, one.end] for one in kept.chapters],
        "cues": [_row(cue) for cue in kept.cues],
    }
    if kept.recipe:
        data["recipe"] = kept.recipe
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _row(cue: KeptCue) -> list[object]:
    row: list[object] = [cue.kind, cue.start, cue.end]
    if cue.strokes:
        return [*row, cue.words, list(cue.strokes), cue.ring, cue.level]
    return [*row, cue.words] if cue.words else row


def read(text: str) -> Kept:
    """Read back what `written` wrote, and nothing else.

    Raises:
        ValueError: It is damaged, or of a later version; the message says which.
    """
    data = _data(text)
    try:
        length = _moment(data["length"], LONGEST_LENGTH)
        kept = Kept(
            length,
            _words(data["preset"]),
            _flag(data["bed"]),
            tuple(_chapter(row, length) for row in _rows(data["chapters"])),
            tuple(_cue(row, length) for row in _rows(data["cues"])),
            _words(data.get("recipe", "")),
        )
        _check_order(kept)
    except (KeyError, TypeError, ValueError) as cause:
        raise ValueError("the timeline in its tags is damaged") from cause
    return kept


def _data(text: str) -> Mapping[str, object]:
    try:
        data = json.loads(text[: _LARGEST + 1]) if len(text) <= _LARGEST else None
    except (ValueError, RecursionError):
        data = None
    version = data.get("version") if isinstance(data, dict) else None
    if type(version) is not int or version < VERSION:
        raise ValueError("the timeline in its tags is damaged")
    if version > VERSION:
        raise ValueError("the timeline in its tags was written by a later version of this program")
    assert isinstance(data, dict)  # noqa: S101  # it has a version
    return data


def _check_order(kept: Kept) -> None:
    """Refuse what no recording has: chapters with gaps, cues that run backwards."""
    edges = [0, *(edge for one in kept.chapters for edge in (one.start, one.end)), kept.length]
    starts = [cue.start for cue in kept.cues]
    if any(before != after for before, after in zip(edges[::2], edges[1::2], strict=True)):
        raise ValueError("its chapters do not join")
    if any(before > after for before, after in pairwise(starts)):
        raise ValueError("its cues run backwards")


def _chapter(row: Sequence[object], length: Milliseconds) -> Chapter:
    name, start, end = row
    return Chapter(_words(name), *_stretch(start, end, length))


def _cue(row: Sequence[object], length: Milliseconds) -> KeptCue:
    name, start, end, *rest = row
    kind = _words(name)
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no kind of cue")
    if len(rest) not in ((4,) if kind == "bell" else (0, 1)):
        raise ValueError("a cue has another number of parts")
    words = _words(rest[0]) if rest else ""
    if kind != "bell":
        return KeptCue(kind, *_stretch(start, end, length), words)
    strokes = tuple(_moment(one, length) for one in _items(rest[1]))
    ring, level = _moment(rest[2], LONGEST_LENGTH), _level(rest[3])
    return KeptCue(kind, *_stretch(start, end, length), words, strokes, ring, level)


def _stretch(start: object, end: object, length: Milliseconds) -> tuple[Milliseconds, Milliseconds]:
    last = _moment(end, length)
    return _moment(start, last), last


def _moment(value: object, last: Milliseconds) -> Milliseconds:
    if type(value) is not int or not 0 <= value <= last:
        raise ValueError("a moment lies outside the recording")
    return Milliseconds(value)


def _level(value: object) -> float:
    if type(value) not in (int, float) or not 0 <= (level := float(str(value))) <= _LOUDEST:
        raise ValueError("a level is a number")
    return level


def _words(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("words are text")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("it is either so or not")
    return value


def _rows(value: object) -> list[list[object]]:
    return [_items(row) for row in _items(value)]


def _items(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("a list is missing")
    return value
