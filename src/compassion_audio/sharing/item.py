"""One recording as it is shared, whoever made it and in whatever it is put."""

from dataclasses import dataclass
from pathlib import Path

from compassion_audio.timeline import Chapter
from compassion_audio.timeline.captions import Caption
from compassion_audio.units import Milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A finished recording and what is said beside it.

    Nothing in it names a person: a bundle, a page and a feed show all of it.
    """

    title: str

    summary: str
    """One sentence; may be empty."""

    language: str
    """A language tag: `en`, `en-GB`."""

    audio: Path
    """An MP3 file."""

    length: Milliseconds
    """Exactly as it is decoded."""

    chapters: tuple[Chapter, ...]
    """Contiguous from 0 to `length`; at least one."""

    captions: tuple[Caption, ...] = ()
    """Empty for a recording that is not ours, or in which nobody speaks."""

    caution: str = ""
    """What to know before listening; mostly empty."""

    voice_only: Path | None = None
    """Its twin without a background: the same length, chapters and captions."""
