"""What a practice is made of, once read."""

from dataclasses import dataclass

from compassion_audio.units import Milliseconds


@dataclass(frozen=True, slots=True)
class Say:
    """One sentence, or a part of one where a mark stands inside it, as plain words.

    In a script as it is read, variables stand in it as they were written, `{name|default}`;
    once it is resolved there are none.
    """

    text: str
    """Never empty, without other markup, white space folded to single spaces."""

    line: int
    """Where it begins in the file; it travels with the words to the caption."""

    role: str = ""
    """Who speaks; empty for the practice's own voice. Known once it is resolved."""

    public: str = ""
    """What may be shown where the text holds personal words; empty where it holds none."""

    goes_on: bool = False
    """Whether a mark cuts the sentence here; no rest of its own stands at the cut."""

    @property
    def caption(self) -> str:
        """What tags, captions and logs show of it."""
        return self.public or self.text


@dataclass(frozen=True, slots=True)
class Break:
    """The end of a paragraph, a heading or a list. Resolved, it is a `Rest` or nothing."""


@dataclass(frozen=True, slots=True)
class Rest:
    """The breathing space that is there without a mark, right after a `Say` or a `Bell`."""

    natural: Milliseconds
    shortest: Milliseconds
    longest: Milliseconds


SENTENCE_REST = Rest(Milliseconds(700), Milliseconds(400), Milliseconds(1500))
PARAGRAPH_REST = Rest(Milliseconds(1500), Milliseconds(1000), Milliseconds(4000))


@dataclass(frozen=True, slots=True)
class Pause:
    """A rest that the writer asked for, from the end of speech to the start of speech."""

    natural: Milliseconds
    shortest: Milliseconds
    longest: Milliseconds
    """The limits when a length is asked for: `shortest <= natural <= longest`."""

    line: int


@dataclass(frozen=True, slots=True)
class Breath:
    """Slow breaths, counted: their time never changes."""

    times: int
    """At least 1."""

    line: int


BREATH = Milliseconds(10_000)
"""One breath: 4 s in and 6 s out, never held."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Unguided time, a chapter of its own. It shrinks to a half, and stretches without limit."""

    natural: Milliseconds
    line: int
    is_exact: bool = False
    """Whether it has its length already, as in a session whose items were fitted."""

    is_chapter: bool = True
    """Not where it lies within an item of a session, whose chapters are its items."""


@dataclass(frozen=True, slots=True)
class Bell:
    """Strokes of a bell."""

    kind: str
    times: int
    """At least 1."""

    line: int


@dataclass(frozen=True, slots=True)
class Bed:
    """From here on another background, cross-faded."""

    kind: str
    """One that is computed; or the name of a file in the script's own folder, which has an ending
    and so is never taken for the other. Empty for none."""

    line: int

    @property
    def is_own(self) -> bool:
        """Whether it is a file of the person's own."""
        return "." in self.kind


@dataclass(frozen=True, slots=True)
class Sound:
    """The person's own sound."""

    file: str
    """Its name, in the script's own folder."""

    line: int


@dataclass(frozen=True, slots=True)
class Turn:
    """From here on another role speaks."""

    role: str
    """Empty for the practice's own voice."""

    line: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading: what follows is a chapter of the recording."""

    name: str
    line: int
    level: int = 1
    """1 to 3; all are chapters alike."""


@dataclass(frozen=True, slots=True)
class LongerThan:
    """Kept when the length asked for is at least so long."""

    length: Milliseconds


@dataclass(frozen=True, slots=True)
class Alone:
    """Kept when the practice is not joined with others."""


@dataclass(frozen=True, slots=True)
class If:
    """Steps that are kept on a condition, and those that stand in for them."""

    condition: LongerThan | Alone
    then: "tuple[Step, ...]"
    otherwise: "tuple[Step, ...]"
    line: int


Step = Say | Break | Rest | Pause | Breath | Silence | Bell | Bed | Sound | Turn | Section | If


@dataclass(frozen=True, slots=True)
class Variable:
    """A place in the words that is filled in when the practice is rendered."""

    name: str
    default: str | None
    """None where a value must be given."""

    line: int
    column: int


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

    pronounce: tuple[tuple[str, str], ...] = ()
    """Words, and how they are said."""


@dataclass(frozen=True, slots=True)
class Script:
    """A practice, read."""

    front: FrontMatter
    steps: tuple[Step, ...] = ()
    """As written: conditions and variables in their places, `Break` between paragraphs."""

    variables: tuple[Variable, ...] = ()
    """Every place that is filled in, in order."""
