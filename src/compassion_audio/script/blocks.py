"""The lines of a practice, put together: paragraphs, list items, and the lines that stand apart."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from compassion_audio.script.body import Line

_APART = re.compile(
    r"\s*+(?:(?P<heading>(?P<signs>#+)(?P<gap>\s*)(?P<words>.*))"
    r"|(?P<rule>(?P<sign>[-=*_])(?:\s*(?P=sign))+\s*\Z)"
    r"|(?P<fence>```|~~~)"
    r"|(?P<quotation>>)"
    r"|(?P<table>\|)"
    r"|\Z)"
)
"""A line that no paragraph holds: a heading, a blank one, or a kind that the language has not."""

_BULLET = re.compile(r"\s*(?:[-+*•]\s+)+(?=\S)")
_NUMBERED = re.compile(r"\s*\d{1,3}[.)]\s+(?=\S)")
_SIGNS = re.compile(r"\s*[-=*_]+(?!\S)")


@dataclass(frozen=True, slots=True)
class Apart:
    """A line that stands by itself."""

    line: Line
    found: re.Match[str]
    """What kind it is: `heading`, `rule`, `fence`, `quotation` or `table`; blank if none."""

    @property
    def kind(self) -> str:
        """Give the kind; empty for a blank line."""
        return self.found.lastgroup or ""


@dataclass(frozen=True, slots=True)
class Words:
    """The lines of one paragraph, or of one list item."""

    lines: tuple[Line, ...]
    """At least one; the sign of an item is blanked, so that every place stays true."""

    sign: str = ""
    """What makes it an item, as written, comments veiled; empty for a paragraph."""


def blocks(lines: Iterable[Line]) -> Iterator[Apart | Words]:
    """Put lines together.

    A number begins an item only at the beginning of a paragraph or in a list: a line of prose
    may begin with one.
    """
    block: list[Line] = []
    sign = ""
    is_listing = False
    for line in lines:
        bare = line.bare
        apart = _APART.match(bare)
        item = None if apart else _BULLET.match(bare)
        if not apart and not item and (not block or is_listing):
            item = _NUMBERED.match(bare)
        if (apart or item) and block:
            yield Words(tuple(block), sign)
            block, sign = [], ""
        if apart:
            yield Apart(line, apart)
        elif item:
            sign = line.text[: item.end()]
            block.append(Line(line.number, " " * item.end() + line.text[item.end() :]))
        else:
            block.append(line)
        is_listing = bool(item) or (is_listing and not apart)
    if block:
        yield Words(tuple(block), sign)


def stands_apart(bare: str) -> bool:
    """Say whether a line is part of no paragraph, and of no list."""
    return bool(_APART.match(bare))


def item_sign(bare: str) -> str:
    """Give the sign with which a line begins a list item; empty if it does not."""
    found = _BULLET.match(bare) or _NUMBERED.match(bare)
    return found.group() if found else ""


def begins_block(bare: str) -> bool:
    """Say whether a line that begins so might be no part of a paragraph, whatever surrounds it."""
    patterns = (_APART, _BULLET, _NUMBERED, _SIGNS)
    return any(pattern.match(bare) for pattern in patterns)
