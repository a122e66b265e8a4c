"""What a practice is made of, once read."""

from dataclasses import dataclass, field
from typing import Literal

from compassion_audio.units import Milliseconds


@dataclass(frozen=True, slots=True)
class Say:
    """One sentence, or a part of one where a mark stands inside it, as plain words."""

    text: str
    """Never empty, without markup, white space folded to single spaces."""

    line: int
    """Where it begins in the file; it travels with the words to the caption."""


@dataclass(frozen=True, slots=True)
class Rest:
    """The breathing space that is there without a mark, right after a `Say` or a `Bell`."""

    after: Literal["sentence", "paragraph"]


@dataclass(frozen=True, slots=True)
class Pause:
    """A rest that the writer asked for, from the end of speech to the start of speech."""

    natural: Milliseconds
    shortest: Milliseconds
    longest: Milliseconds
    """The limits when a length is asked for: `shortest <= natural <= longest`."""

    line: int


@dataclass(frozen=True, slots=True)
class Silence:
    """Unguided time, a chapter of its own."""

    natural: Milliseconds
    line: int


@dataclass(frozen=True, slots=True)
class Bell:
    """Strokes of a bell."""

    kind: str
    times: int
    """At least 1."""

    line: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading: what follows is a chapter of the recording."""

    name: str
    line: int


Step = Say | Rest | Pause | Silence | Bell | Section


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a practice says of itself above its words. Only the title is required."""

    title: str
    summary: str = ""
    minutes: int | None = None
    """The natural length at the default pace, from 1."""

    language: str = "en"
    tradition: str = ""
    components: tuple[str, ...] = ()
    audience: str = ""
    intensity: str = ""
    caution: str = ""
    when: str = ""
    sources: tuple[str, ...] = ()
    version: int = 1
    """The version of the script language."""


@dataclass(frozen=True, slots=True)
class Script:
    """A practice, read."""

    front: FrontMatter
    steps: tuple[Step, ...] = field(default=())

    @property
    def sentences(self) -> tuple[Say, ...]:
        """Everything that is spoken, in order."""
        return tuple(step for step in self.steps if isinstance(step, Say))
