"""The words of a practice, taken apart: comments set aside, lines told apart, places remembered."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from compassion_audio.errors import Problem

VEIL = "\0"
"""Stands for each character of a comment, so that columns stay true. No file may hold it."""

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_OPENING = "<!--"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the body."""

    number: int
    """Counted from 1 in the whole file."""

    text: str
    """As written, comments veiled."""

    @property
    def is_only_comment(self) -> bool:
        """Whether nothing but a comment stands here: such a line is not there at all."""
        return VEIL in self.text and not self.text.replace(VEIL, "").strip()


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of words that remembers where each of its characters came from."""

    text: str
    starts: tuple[int, ...] = ()
    """Offsets into `text` at which a piece from another place begins; the first is 0."""

    places: tuple[tuple[int, int], ...] = ()
    """Line and column of each piece, both counted from 1."""

    def place(self, offset: int) -> tuple[int, int]:
        """Give the line and column of a character."""
        index = bisect_right(self.starts, offset) - 1
        line, column = self.places[index]
        return line, column + offset - self.starts[index]

    def without(self, spans: Iterable[tuple[int, int]]) -> "Run":
        """Leave out the given stretches, which are in order and do not overlap."""
        kept, position = [], 0
        for start, end in spans:
            kept.append((position, start))
            position = end
        kept.append((position, len(self.text)))
        return join(
            piece for start, end in kept if start < end for piece in self._pieces(start, end)
        )

    def _pieces(self, start: int, end: int) -> Iterator[tuple[str, tuple[int, int]]]:
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, end - 1)
        edges = [start, *self.starts[first + 1 : last], end]
        for left, right in pairwise(edges):
            yield self.text[left:right], self.place(left)


def join(pieces: Iterable[tuple[str, tuple[int, int]]]) -> Run:
    """Put pieces of text and their places together."""
    texts: list[str] = []
    starts: list[int] = []
    places: list[tuple[int, int]] = []
    length = 0
    for text, place in pieces:
        texts.append(text)
        starts.append(length)
        places.append(place)
        length += len(text)
    return Run("".join(texts), tuple(starts), tuple(places))


def veil_comments(text: str, first_line: int) -> tuple[str, list[Problem]]:
    """Cover each comment, character by character, so that every place stays where it was.

    Args:
        text: The body, with Unix line ends.
        first_line: The number of its first line in the file.

    Returns:
        The text with comments veiled, and a problem for one that is never closed.
    """
    veiled = _COMMENT.sub(lambda found: re.sub(r"[^\n]", VEIL, found.group()), text)
    opened = veiled.find(_OPENING)
    if opened < 0:
        return veiled, []
    line = first_line + veiled.count("\n", 0, opened)
    column = opened - veiled.rfind("\n", 0, opened)
    problem = Problem(line, column, "this comment is never closed", "put --> where it ends")
    rest = re.sub(r"[^\n]", VEIL, veiled[opened:])
    return veiled[:opened] + rest, [problem]


def lines_of(text: str, first_line: int) -> Iterator[Line]:
    """Give the lines, without those that hold nothing but a comment."""
    for number, written in enumerate(text.split("\n"), start=first_line):
        line = Line(number, written)
        if not line.is_only_comment:
            yield line
