"""A text on its way to being a practice: its blocks, and what was changed so far.

Inside a block's text, a mark and a note are set apart by control characters, which no text from
outside has left when it gets here.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from compassion_audio.errors import shortened

MARK = re.compile("\x03([^\x03\x04]*)\x04")
NOTE = re.compile("\x01([^\x01\x02]*)\x02")
_SIGNS = re.compile("[\x01-\x04]")
LINE_BREAK = "\x05"
"""Stands for a line break inside a note, so that lines can still be counted."""


def mark(text: str) -> str:
    """Set a mark apart; `text` is `[pause 5s]`."""
    return f"\x03{text}\x04"


def note(text: str) -> str:
    """Set apart what is to be a comment; one that stands inside it is dissolved."""
    return f"\x01{_SIGNS.sub('', text).replace(LINE_BREAK, ' ')}\x02"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that reads otherwise in the practice than in the text it came from."""

    line: int
    """Counted from 1; in a Word document, the paragraph."""

    found: str
    """As it stood there, cut to a length that a line can show."""

    became: str
    """What stands in its place; empty if nothing does."""

    is_understood: bool = True
    """False where a person is to look at it: it is kept as a comment, or stays as it is."""

    stays: bool = False
    """Whether nothing was changed, because it may be meant to be said."""

    def __str__(self) -> str:
        if self.stays:
            return f"{self.found} stays, and may be a direction"
        if not self.is_understood:
            return f"{self.found} was not understood, and is kept as a comment"
        return f"{self.found} became {self.became}" if self.became else f"left out {self.found}"


class Kind(Enum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or a list item."""

    kind: Kind
    text: str
    """Marks and notes set apart; line breaks where the text had them."""

    line: int
    level: int = 1
    """Of a heading; 0 for the title of the whole."""

    number: str = ""
    """Of a numbered item."""


@dataclass(slots=True)
class Draft:
    """What a reader of a dialect has found."""

    blocks: list[Block] = field(default_factory=list)
    front: str = ""
    """Front matter that is good as it is, as YAML; empty, or ending with a line break."""

    title: str = ""
    language: str = ""
    pronounce: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Words and how they are said, by the words in small letters."""

    changes: list[Change] = field(default_factory=list)

    def changed(self, line: int, found: str, became: str = "") -> None:
        """Take note of a change."""
        self.changes.append(Change(line, _shown(found), _shown(became)))

    def kept(self, line: int, found: str) -> str:
        """Take note of what was not understood, and give it as a comment."""
        self.changes.append(Change(line, _shown(found), "", is_understood=False))
        return note(f"import: {found}")

    def doubted(self, line: int, found: str) -> None:
        """Take note of words that may not be meant to be said."""
        self.changes.append(Change(line, _shown(found), "", is_understood=False, stays=True))

    def commented(self, line: int, found: str) -> str:
        """Take note of what is understood and not for the ear, and give it as a comment."""
        self.changed(line, found, "a comment")
        return note(f"import: {found}")

    def pronounced(self, word: str, way: str) -> bool:
        """Take a way to say a word; False if it has another, or cannot stand in front matter."""
        word, way = (" ".join(text.split()) for text in (word, way))
        if not (_PLAIN.fullmatch(word) and _PLAIN.fullmatch(way)) or "pronounce:" in self.front:
            return False
        if len(self.pronounce) == _MOST_PRONOUNCED and word.casefold() not in self.pronounce:
            return False
        return self.pronounce.setdefault(word.casefold(), (word, way))[1] == way


_MOST_PRONOUNCED = 100
Reader = Callable[[str], Draft]
_PLAIN = re.compile(r"[^\W_](?:(?:[^\W_]|[' -]){0,78}[^\W_])?")


def _shown(text: str) -> str:
    return shortened(" ".join(_SIGNS.sub("", text).replace(LINE_BREAK, " ").split()))
