"""One long recording and the lines that were read in it: which stretch is which line. Pure.

The recording comes as islands of sound with gaps between them. In reading order, each line takes
one island or several neighbours; an island may be nobody's (a cough, a false start, a line that
was read twice), and a line may be missing. Each choice has a price, as an unlikely thing has in
nats, and the cheapest reading of the whole is the answer:

- a line costs by how far its length is from what its size takes at this reader's pace;
- a gap costs where it is short between two lines, or long within one;
- an island that is nobody's costs a little, the more the longer it is;
- a line that is missing costs about as much as a very unlikely length.

How surely a line was found is what the next best reading, with that line elsewhere, costs more.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from compassion_audio.units import Milliseconds
from compassion_audio.voices.takes.odds import (
    LEAST_SPREAD,
    MISSING,
    MOST_ISLANDS,
    MOST_SPREAD,
    Habits,
    Island,
    Odds,
)

PACES = (55.0, 75.0, 100.0, 130.0, 170.0)
"""Milliseconds for a unit of size that a reader may begin with: some 220 to 70 words a minute
inside the speech. The reader's own is found from there, so that half of a practice is not taken
for all of it."""

_LIKELY_PACE, _PACE_SPREAD = 95.0, 0.5
"""The middle of them, and how far readers lie from it, as a share."""

_ROUNDS = 3
_ENOUGH = 3
"""Lines that have to be found before they tell a reader's habits."""

_SAME = 0.12
"""How far two readings of a line differ in length, as a share."""

_SURE = 2.5
"""What the next best reading has to cost more: it is then twelve times less likely."""

_ODD = 2.5
"""Deviations of a length that are worth a listen, however well everything else fits."""

_NEVER = math.inf
_ROUNDING = 1e-9

_Span = tuple[int, int, int]
"""A line, its first island and its last."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a line is in the recording."""

    line: int
    """Its place among the lines that were given."""

    first: int
    last: int
    """Its islands, from the first to the last."""

    start: Milliseconds
    end: Milliseconds
    is_sure: bool
    """False where it is worth a listen."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """What was read where."""

    found: tuple[Found, ...]
    """In the order of the lines; those that are missing are not there."""

    left: tuple[Island, ...]
    """What is nobody's."""


def align(islands: Sequence[Island], lines: Sequence[str]) -> Alignment:
    """Find the lines in a recording.

    Args:
        islands: In order, none touching another.
        lines: Their words, in the order in which they were read.

    Returns:
        The cheapest reading.
    """
    if not islands or not lines:
        return Alignment((), tuple(islands))
    guesses = {_between_lines(islands, len(lines)), _widest_step(islands)}
    tries = (  # one at a time: each holds a table of every island with every line
        _Reading(islands, lines, Habits(pace, gap)) for pace in PACES for gap in sorted(guesses)
    )
    best = min(tries, key=lambda one: one.price)
    for _ in range(_ROUNDS):
        habits = best.learned()
        if habits == best.habits:
            break
        best = _Reading(islands, lines, habits)
    return best.alignment()


def _gaps(islands: Sequence[Island]) -> list[int]:
    return [max(1, after.start - one.end) for one, after in pairwise(islands)]


def _between_lines(islands: Sequence[Island], lines: int) -> float:
    """Guess from which gap on a line ends: as many gaps are longer as there are lines but one."""
    gaps = sorted(_gaps(islands), reverse=True)
    if not gaps:
        return 1.0
    at = min(lines - 1, len(gaps))
    longer = gaps[max(0, at - 1)]
    shorter = gaps[at] if at < len(gaps) else longer / 2
    return math.sqrt(longer * max(1, shorter))


def _widest_step(islands: Sequence[Island]) -> float:
    """Guess it from the gaps alone: in their order, the widest step from one to the next."""
    gaps = sorted(_gaps(islands))
    steps = [(after / one, one * after) for one, after in pairwise(gaps)]
    return math.sqrt(max(steps)[1]) if steps else 1.0


class _Reading:
    """The cheapest reading for a reader of some habits, by dynamic programming from both ends.

    `_ahead[i][j]` is the least price of the first `i` islands and `j` lines.
    """

    def __init__(self, islands: Sequence[Island], lines: Sequence[str], habits: Habits) -> None:
        self.habits = habits
        self._islands = islands
        self._count, self._lines = len(islands), len(lines)
        self._odds = Odds(islands, lines, habits)
        self._ahead = self._swept()
        self.cost = self._ahead[-1][-1]
        unlikely = math.log(habits.pace / _LIKELY_PACE) / _PACE_SPREAD
        self.price = self.cost + unlikely * unlikely / 2

    def learned(self) -> Habits:
        """Give the reader's habits as this reading shows them."""
        spans = self._path()
        if len(spans) < _ENOUGH:
            return self.habits
        ratios = sorted(
            (self._odds.sound[last + 1] - self._odds.sound[first]) / self._odds.sizes[line]
            for line, first, last in spans
        )
        pace = ratios[len(ratios) // 2]
        off = sorted(abs(math.log(ratio / pace)) for ratio in ratios)
        spread = off[len(off) // 2] * 1.48  # of a normal distribution, by its median deviation
        spread = min(max(spread, LEAST_SPREAD), MOST_SPREAD)
        inner = [self._odds.gap(at) for _, first, last in spans for at in range(first, last)]
        outer = [self._odds.gap(last) for _, _, last in spans if last + 1 < len(self._islands)]
        gap = self.habits.gap
        if inner and outer:
            gap = math.sqrt(math.prod(sorted(gaps)[len(gaps) // 2] for gaps in (inner, outer)))
        return Habits(pace, gap, spread)

    def alignment(self) -> Alignment:
        """Give what was read where, and how surely."""
        path = self._path()
        spans = self._later_wins(path)
        behind = self._swept_back()
        found = tuple(
            Found(
                line,
                first,
                last,
                self._islands[first].start,
                self._islands[last].end,
                (line, first, last) in path and self._is_sure(line, first, last, behind),
            )
            for line, first, last in spans
        )
        used = {at for _, first, last in spans for at in range(first, last + 1)}
        left = tuple(one for at, one in enumerate(self._islands) if at not in used)
        return Alignment(found, left)

    def _swept(self) -> list[list[float]]:
        count, lines = self._count, self._lines
        best = [[_NEVER] * (lines + 1) for _ in range(count + 1)]
        best[0][0] = 0.0
        for i, row in enumerate(best):
            missing, too = _NEVER, self._odds.missing_too(i)
            for j in range(lines + 1):
                read = row[j]
                here = row[j] = min(read, missing)
                missing = min(missing + too, read + MISSING)
                if i == count or here == _NEVER:
                    continue
                for more, price in enumerate(self._odds.left[i], start=i + 1):
                    best[more][j] = min(best[more][j], here + price)
                if j < lines:
                    for more, price in enumerate(self._odds.lines[j][i], start=i + 1):
                        if here + price < best[more][j + 1]:
                            best[more][j + 1] = here + price
        return best

    def _swept_back(self) -> list[list[float]]:
        count, lines = self._count, self._lines
        best = [[_NEVER] * (lines + 1) for _ in range(count + 1)]
        best[count][lines] = 0.0
        for i in range(count, -1, -1):
            missing, too = _NEVER, self._odds.missing_too(i)
            for j in range(lines, -1, -1):
                read = best[i][j]
                if i < count:
                    for more, price in enumerate(self._odds.left[i], start=i + 1):
                        read = min(read, price + best[more][j])
                    if j < lines:
                        for more, price in enumerate(self._odds.lines[j][i], start=i + 1):
                            read = min(read, price + best[more][j + 1])
                best[i][j] = min(read, missing)
                missing = min(missing + too, read + MISSING)
        return best

    def _path(self) -> list[_Span]:
        """Follow the cheapest reading back from its end: line, first and last island."""
        ahead = self._ahead
        i, j = len(self._islands), len(self._odds.sizes)
        spans = []
        while i or j:
            here = ahead[i][j] + _ROUNDING
            for more in range(1, min(MOST_ISLANDS, i) + 1):
                if (
                    j
                    and ahead[i - more][j - 1] + self._odds.lines[j - 1][i - more][more - 1] <= here
                ):
                    spans.append((j - 1, i - more, i - 1))
                    i, j = i - more, j - 1
                    break
                if ahead[i - more][j] + self._odds.left[i - more][more - 1] <= here:
                    i -= more
                    break
            else:
                j -= 1
        return spans[::-1]

    def _later_wins(self, spans: list[_Span]) -> list[_Span]:
        """Move each line that was read twice to its last reading.

        That is something nobody's between two lines, apart from them, and as long as the one
        before it: somebody's second reading is nearer to the first than another line is.
        """
        moved = []
        for at, span in enumerate(spans):
            following = spans[at + 1] if at + 1 < len(spans) else None
            moved.append(self._later(span, following))
        return moved

    def _later(self, span: _Span, following: _Span | None) -> _Span:
        line, first, last = span
        end = following[1] if following else len(self._islands)
        for begin in range(end - 1, last, -1):
            for final in range(begin, min(end, begin + MOST_ISLANDS)):
                if not self._is_apart(begin, final):
                    continue
                off = self._differ((begin, final), (first, last))
                other = self._differ((begin, final), following[1:]) if following else _NEVER
                if off <= min(_SAME, other):
                    return line, begin, final
        return span

    def _is_apart(self, first: int, last: int) -> bool:
        before = self._odds.gap(first - 1) if first else _NEVER
        after = self._odds.gap(last) if last + 1 < len(self._islands) else _NEVER
        return min(before, after) >= self.habits.gap

    def _differ(self, one: tuple[int, int], other: tuple[int, int]) -> float:
        """Say by what share the sound of two stretches differs in length."""
        lengths = [
            max(1, self._odds.sound[last + 1] - self._odds.sound[first])
            for first, last in (one, other)
        ]
        return abs(math.log(lengths[0] / lengths[1]))

    def _is_sure(self, line: int, first: int, last: int, behind: list[list[float]]) -> bool:
        """Tell whether any other place for a line, or none, would cost much more."""
        if abs(self._odds.deviations(line, first, last)) > _ODD:
            return False
        nearest = _NEVER
        for i in range(len(self._islands) + 1):
            here = self._ahead[i][line]
            nearest = min(nearest, here + MISSING + behind[i][line + 1])
            if i == len(self._islands):
                break
            for more, price in enumerate(self._odds.lines[line][i], start=1):
                if (i, i + more - 1) != (first, last):
                    nearest = min(nearest, here + price + behind[i + more][line + 1])
        return nearest - self.cost >= _SURE
