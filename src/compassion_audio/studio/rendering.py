"""What to make, and how far it is: values that say everything and do nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from compassion_audio.library import Source
from compassion_audio.settings import WARMEST
from compassion_audio.studio.finish import Finish
from compassion_audio.units import Milliseconds, WordsPerMinute


@dataclass(frozen=True, slots=True)
class Rendering:
    """What to make: a pure value that says everything about the sound."""

    source: Source
    voice: str
    """As people name it: `engine:voice`, or an engine alone."""

    pace: WordsPerMinute
    roles: Mapping[str, str] = field(default_factory=dict)
    """The voice of each further role."""

    paces: Mapping[str, WordsPerMinute] = field(default_factory=dict)
    """The pace of each role that has one of its own."""

    length: Milliseconds | None = None
    """Exactly how long; None for the natural length."""

    values: Mapping[str, str] = field(default_factory=dict)
    """A person's own words for the practice's variables."""

    is_alone: bool = True
    """Whether it stands for itself, with its welcome and its closing."""

    finish: Finish = field(default_factory=Finish)

    otherwise: str = WARMEST
    """Who speaks the lines that a recorded voice has no take of."""

    own: Path | None = None
    """The person's own library, where a guide may find what it names."""

    may_leave: bool = False
    """Whether a guide may name files outside its folder."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rendering is."""

    stage: Literal["speaking", "writing"]
    done: int
    total: int
    words: str
    """What is being said; empty while writing."""


@dataclass(frozen=True, slots=True)
class Substitute:
    """A line that another voice speaks, because the one that was asked for has no take of it."""

    line: int
    """In the practice's file."""

    reason: str
    """As a half sentence: `it was not recorded`."""

    voice: str
    """Who speaks it."""

    practice: str = ""
    """The practice's short name."""


Listener = Callable[[Progress], None]


def ignore_progress(_: Progress) -> None:
    """Listen to no progress."""
