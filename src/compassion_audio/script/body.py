"""The words of a practice, taken apart: comments set aside, lines told apart, places remembered."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from compassion_audio.errors import Problem

VEIL = "\0"
"""Stands for each character of a comment, so that columns stay true. No file may hold it."""

CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""What no practice may hold: characters that can be neither shown nor spoken.

With those that turn the direction of writing a file reads otherwise on a screen than in a voice.
Source: Unicode Technical Report 36, section 2.10.
"""

INVISIBLE = re.compile(r"[\u00ad\u200b\u200e\u200f\u2060\ufeff]")
"""What pages on the web leave between letters when they are copied. Nobody can see them to take
them out, and so they are dropped; columns are counted as they are seen."""

COMMENT = re.compile(r"<!--.*?(?P<end>-->|\Z)", re.DOTALL)
_COVERED = re.compile(r"[^\n]|(?<=\n)(?=\n)")
"""What a comment's veil covers: its characters, and its empty lines, which end no paragraph."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the body."""

    number: int
    """Counted from 1 in the whole file."""

    text: str
    """As written, comments veiled."""

    @property
    def bare(self) -> str:
        """The text with comments as white space, as the beginning of a line is read."""
        return self.text.replace(VEIL, " ")

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
        left_out = tuple(spans)
        if not left_out:
            return self
        kept, position = [], 0
        for start, end in left_out:
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


def unix_lines(text: str) -> str:
    """Give a file's text without what cannot be seen, its lines ending as they do on Unix."""
    text = INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    # lines to YAML, but to no editor: as spaces they leave every line number true
    return text.replace("\u2028", " ").replace("\u2029", " ")


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
    problems = []
    for found in COMMENT.finditer(text):
        if not found["end"]:
            line = first_line + text.count("\n", 0, found.start())
            column = found.start() - text.rfind("\n", 0, found.start())
            hint = "put --> where it ends"
            problems.append(Problem(line, column, "this comment is never closed", hint))
    return COMMENT.sub(lambda found: _COVERED.sub(VEIL, found.group()), text), problems


def lines_of(text: str, first_line: int) -> Iterator[Line]:
    """Give the lines, without those that hold nothing but a comment.

    Of empty lines in a row only the first counts: a file may hold a million.
    """
    is_blank = False
    for number, written in enumerate(text.split("\n"), start=first_line):
        if is_blank and not written:
            continue
        is_blank = not written
        line = Line(number, written)
        if not line.is_only_comment:
            yield line
