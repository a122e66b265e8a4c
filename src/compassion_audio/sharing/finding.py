"""What a look for personal data finds, and the pieces of text in which it looks."""

from dataclasses import dataclass
from enum import Enum

_SHOWN = 60
"""Characters of anything that is shown."""


class Kind(Enum):
    """What was found: its name, why it matters, and what to do."""

    NAME = (
        "name",
        "It is on your list of names, and tells whose recording this is.",
        "Take it out, or rename the file, and share that.",
    )
    EMAIL = (
        "e-mail",
        "An e-mail address leads to one person.",
        "Take it out, unless it is yours and meant to be seen.",
    )
    PHONE = (
        "telephone",
        "A telephone number leads to one person.",
        "Take it out, unless it is yours and meant to be seen.",
    )
    BIRTH = (
        "date of birth",
        "With a date of birth, few others are left.",
        "Take it out.",
    )
    DATE = (
        "date",
        "A date in a name may be a day of birth, or tell when somebody was in therapy.",
        "Rename it.",
    )
    PATH = (
        "path",
        "The path of a folder at home has the name of its owner in it.",
        "Take it out, or save the file anew from another folder.",
    )
    ACCOUNT = (
        "account",
        "It is the name of your account or of your computer.",
        "Take it out, unless it is meant to be seen.",
    )
    SOFTWARE = (
        "software",
        "It tells which program, and often which machine, the file comes from.",
        "Render it with compassion-audio, or take the tag out with a tag editor.",
    )
    PICTURE = (
        "picture data",
        "Pictures keep the camera, the time and the program that made them.",
        "Save the picture anew without its metadata.",
    )
    PLACE = (
        "place",
        "It tells where the file was made, often to the house.",
        "Save it anew without its location.",
    )
    VALUE = (
        "personal words",
        "They were filled in for one person.",
        "Render it without them, or share it with this person alone.",
    )
    UNSEEN = (
        "not looked at",
        "What cannot be opened cannot be looked through.",
        "Look through what is in it before it is packed.",
    )

    def __init__(self, label: str, why: str, advice: str) -> None:
        self.label = label
        self.why = why
        self.advice = advice


class Scope(Enum):
    """What kind of text a piece is: some traces count in names and tags alone."""

    NAME = "name"
    """Of a file, a folder, an entry of an archive."""

    LABEL = "label"
    """A tag, a comment, a property: a few words beside the thing itself."""

    TEXT = "text"
    """Running words, which may have anything in them."""

    SCRAPS = "scraps"
    """What could be read in a file of unknown kind: much of it is chance."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that stands somewhere in a file."""

    where: str
    """Such as `tag TIT2`; empty for the text of the file itself."""

    text: str
    scope: Scope


@dataclass(frozen=True, slots=True)
class Mark:
    """What is found by where it stands and not by its words: an encoder's tag, a position."""

    where: str
    kind: Kind
    found: str
    """As it may be shown."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found in one file, however often."""

    file: str
    """As it was named; behind `!`, entries of archives."""

    where: str
    """The tag, the line, the entry's name; the first of several places."""

    kind: Kind
    found: str
    """Shortened: enough to find it by, and no more."""

    times: int = 1

    @property
    def is_trace(self) -> bool:
        """Whether it is something found, and not something that could not be looked at."""
        return self.kind is not Kind.UNSEEN

    @property
    def why(self) -> str:
        """Why it matters."""
        return self.kind.why

    @property
    def advice(self) -> str:
        """What to do."""
        return self.kind.advice


def shown(text: str) -> str:
    """Give text that is nobody's secret as one short line that can be printed."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def initials(text: str) -> str:
    """Give the first letter of each word: `A… E…`."""
    words = text.split()[:4]
    return " ".join(f"{word[0]}…" for word in words)
