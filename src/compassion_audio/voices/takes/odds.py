"""What each choice costs that can be made of a recording and its lines. Pure.

A price is how unlikely a thing is, in nats: 0.7 for one chance in two, 2.3 for one in ten. The
numbers were tuned on two practices in four synthesised voices, with room noise, coughs, false
starts, lines that were read twice and lines that are missing (`nox -s takes` measures them).
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from compassion_audio.units import Milliseconds

MOST_ISLANDS = 8
"""Of one line: a sentence with seven commas, each a rest."""

SPREAD = 0.15
"""How far lengths lie from what sizes tell, as a share, before the reader's own is known."""

LEAST_SPREAD, MOST_SPREAD = 0.1, 0.25
"""Synthesised voices have 0.06 to 0.08, measured; nobody reads as evenly."""

MISSING = 5.0
_MISSING_TOO = 1.5
_NOT_YET = 0.3
"""A line; each that is missing after it; and each before the first sound, or after the last: who
stops in the midst leaves out all the rest."""

_LEFT, _LEFT_PER_SECOND, _LEFT_MOST = 0.2, 1.5, 4.0
"""A sound that is nobody's. A cough is likelier than a sentence that is in no practice."""

_TOUCHING = 300
"""Milliseconds. What is so near to a line is rather a word of it than a cough."""

_BREATH_TOO_MANY, _BREATH_TOO_FEW = 0.8, 0.2
"""A gap within a line that no comma tells, and a comma where there is none."""

_GAP_SLOPE = 4.0
"""How sharply gaps within lines are told from gaps between them."""

_GAP_MOST = 5.0
_SHORTEST = 200
"""Milliseconds by which the length of any line is off, besides its share."""

_BREATH = 4
_CLAUSE = re.compile(r"[,;:.?!…\u2013\u2014][\"'”’)]*\s")


@dataclass(frozen=True, slots=True)
class Island:
    """A stretch of sound in a recording."""

    start: Milliseconds
    end: Milliseconds

    @property
    def length(self) -> int:
        """Its length in milliseconds."""
        return self.end - self.start


def size_of(text: str) -> float:
    """Say how long a line takes, in letters; where the reader takes a breath counts as four.

    Source: fitted to two practices in four synthesised voices, where it leaves 6 to 8 %
    unexplained; letters alone leave 8 to 11 %, words 9 to 12 %, syllables 8 to 15 %.
    """
    return sum(map(str.isalnum, text)) + _BREATH * (1 + len(_CLAUSE.findall(text)))


@dataclass(frozen=True, slots=True)
class Habits:
    """How someone reads."""

    pace: float
    """Milliseconds for a unit of size."""

    gap: float
    """Milliseconds from which on a gap rather ends a line."""

    spread: float = SPREAD
    """How far lengths lie from what sizes tell, as a share."""


class Odds:
    """What each choice costs, for a reader of these habits.

    Attributes:
        lines: For a line, from an island on: the price of being that one, or that and more.
        left: From an island on: the price of that one being nobody's, or that and more.
        sound: The sound in milliseconds before each island.
    """

    def __init__(self, islands: Sequence[Island], lines: Sequence[str], habits: Habits) -> None:
        self._islands = islands
        self._habits = habits
        self.sizes = [size_of(text) for text in lines]
        self._breaths = [len(_CLAUSE.findall(text)) for text in lines]
        self._expected = [max(1.0, habits.pace * size) for size in self.sizes]
        self.sound = [0]
        for island in islands:
            self.sound.append(self.sound[-1] + island.length)
        self._within, self._apart = self._gap_prices()
        self._shared = self._shared_prices()
        self.lines = [self._line_prices(line) for line in range(len(lines))]
        self.left = self._left_prices()

    def gap(self, at: int) -> int:
        """Give the gap after an island."""
        return max(1, self._islands[at + 1].start - self._islands[at].end)

    def missing_too(self, islands: int) -> float:
        """Give what a line costs that is missing, too, after the one before it."""
        return _NOT_YET if islands in (0, len(self._islands)) else _MISSING_TOO

    def deviations(self, line: int, first: int, last: int) -> float:
        """Say by how many deviations a line is longer, or shorter, than its words tell."""
        sound = max(1, self.sound[last + 1] - self.sound[first])
        return math.log(sound / self._expected[line]) / self._spread(line)

    def _spread(self, line: int) -> float:
        """Give how far the length of a line may lie from the expected one: short ones further."""
        return math.hypot(self._habits.spread, _SHORTEST / self._expected[line])

    def _gap_prices(self) -> tuple[list[float], list[float]]:
        """Give what each gap costs within a line, and what it costs between two."""
        within, apart = [], []
        for at in range(len(self._islands) - 1):
            odds = _GAP_SLOPE * math.log(self.gap(at) / self._habits.gap)
            within.append(min(_GAP_MOST, math.log1p(math.exp(min(30.0, odds)))))
            apart.append(min(_GAP_MOST, math.log1p(math.exp(min(30.0, -odds)))))
        return [*within, 0.0], [*apart, 0.0]

    def _shared_prices(self) -> list[list[tuple[float, float]]]:
        """Give what the islands from each on, one and more, cost whichever line they are.

        Returns:
            The logarithm of their length, and the price of the gaps within.
        """
        shared = []
        for first in range(len(self._islands)):
            row, inner = [], 0.0
            for last in range(first, min(first + MOST_ISLANDS, len(self._islands))):
                length = max(1, self.sound[last + 1] - self.sound[first])
                row.append((math.log(length), inner))
                inner += self._within[last]
            shared.append(row)
        return shared

    def _line_prices(self, line: int) -> list[list[float]]:
        """Give what a line costs from each island on, for one island and for more."""
        wanted, spread = math.log(self._expected[line]), self._spread(line)
        scale = 1 / (2 * spread * spread)
        breaths = self._breaths[line]
        odd = [
            _BREATH_TOO_MANY * max(0, gaps - breaths) + _BREATH_TOO_FEW * max(0, breaths - gaps)
            for gaps in range(MOST_ISLANDS)
        ]
        return [
            [
                (length - wanted) ** 2 * scale + gaps + apart + extra
                for (length, gaps), apart, extra in zip(row, self._apart[first:], odd, strict=False)
            ]
            for first, row in enumerate(self._shared)
        ]

    def _left_prices(self) -> list[list[float]]:
        """Give what it costs from each island on that one, or more together, is nobody's."""
        touching = [0.0, *map(self._touch_price, range(len(self._islands) - 1)), 0.0]
        return [
            [
                min(_LEFT_MOST, _LEFT + _LEFT_PER_SECOND * math.exp(length) / 1000)
                + gaps
                + touching[first]
                + touching[first + more]
                for more, (length, gaps) in enumerate(row, start=1)
            ]
            for first, row in enumerate(self._shared)
        ]

    def _touch_price(self, at: int) -> float:
        odds = _GAP_SLOPE * math.log(_TOUCHING / self.gap(at))
        return math.log1p(math.exp(min(30.0, odds)))
