"""Where on a picture things lie: rows of equal time, the ticks of their axis, room for words."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from compassion_audio.units import Milliseconds

WIDTH = 1200
LEFT, RIGHT = 48.0, 1152.0
"""The edges of every row, in the picture's own units."""

_WIDE = 1.0
_NARROW = 0.58
"""How wide a character is, about, as a share of its size; a picture cannot measure its font."""

MOST_ROWS = 8
_MOST_TICKS = 10
_LEAST_APART = 44.0
"""Between the labels of two ticks."""

_SECOND, _MINUTE, _HOUR = 1000, 60_000, 3_600_000
_ROWS = (
    *(count * _SECOND for count in (10, 15, 20, 30)),
    *(count * _MINUTE for count in (1, 2, 3, 5, 10, 15, 20, 30)),
    *(count * _HOUR for count in (1, 2, 3)),
)
_TICKS = (
    *(count * _SECOND for count in (1, 2, 3, 5, 10, 15, 30)),
    *(count * _MINUTE for count in (1, 2, 3, 5, 10, 15, 30)),
    *(count * _HOUR for count in (1, 2, 3, 6, 12, 24)),
)


@dataclass(frozen=True, slots=True)
class Ruler:
    """The rows of one picture."""

    total: Milliseconds
    """Of the whole recording."""

    @property
    def row(self) -> int:
        """How many milliseconds one row holds.

        What lasts a minute or less is one row; the rest has rows of at least a minute, so that
        pauses look alike from practice to practice.
        """
        for row in _ROWS:
            if self.total <= row <= _MINUTE or (row >= _MINUTE and self.total <= MOST_ROWS * row):
                return row
        return -(-self.total // (MOST_ROWS * _ROWS[-1])) * _ROWS[-1]

    @property
    def count(self) -> int:
        """How many rows there are; at least one."""
        return max(1, -(-self.total // self.row))

    @property
    def finest(self) -> int:
        """How many milliseconds one unit of the picture holds, at least; finer is not seen."""
        return max(1, int(self.row / (RIGHT - LEFT)))

    def row_of(self, moment: int) -> int:
        """Give the row in which a moment lies; the very last moment lies in the last row."""
        return min(moment // self.row, self.count - 1)

    def span_of(self, row: int) -> tuple[int, int]:
        """Give the first and the last moment of a row."""
        return row * self.row, min((row + 1) * self.row, self.total)

    def x(self, moment: int, row: int) -> float:
        """Give where a moment lies in a row."""
        return LEFT + (moment - row * self.row) / self.row * (RIGHT - LEFT)

    def pieces(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Cut a stretch of time where rows end: the row, the start and the end of each piece."""
        while start < end:
            row = self.row_of(start)
            until = end if row == self.count - 1 else min(end, (row + 1) * self.row)
            yield row, start, until
            start = until

    def ticks(self, row: int) -> Iterator[int]:
        """Give the moments of a row that its axis names, its first and its last among them."""
        apart = next(
            (tick for tick in _TICKS if self.row % tick == 0 and self.row // tick <= _MOST_TICKS),
            self.row,
        )
        start, end = self.span_of(row)
        for moment in range(start, end, apart):
            if moment == start or self.x(end, row) - self.x(moment, row) >= _LEAST_APART:
                yield moment
        if end > start:
            yield end


def width_of(words: str, size: float) -> float:
    """Give about how wide words of one size are."""
    return size * sum(
        _WIDE if unicodedata.east_asian_width(character) in "WF" else _NARROW for character in words
    )


def cut(words: str, room: int) -> str:
    """Cut words to about so many narrow characters; empty where not even a few have room."""
    if room < 4:
        return ""
    if len(words) <= room and width_of(words, 1) <= room * _NARROW:
        return words
    kept = words[: room - 1]
    while width_of(kept, 1) > (room - 1) * _NARROW:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"
