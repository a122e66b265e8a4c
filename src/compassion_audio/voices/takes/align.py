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
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from compassion_audio.units import Milliseconds


@dataclass(frozen=True, slots=True)
class Island:
    """A stretch of sound in a recording."""

    start: Milliseconds
    end: Milliseconds

    @property
    def length(self) -> int:
        """Its length in milliseconds."""
        return self.end - self.start


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


MOST_ISLANDS = 8
"""Of one line: a sentence with seven commas, each a rest."""

PACES = (55.0, 75.0, 100.0, 130.0, 170.0)
"""Milliseconds for a unit of size that a reader may begin with: some 220 to 70 words a minute inside
the speech. The reader's own is found from there, so that half of a practice is not taken for all of
it."""

_LIKELY_PACE, _PACE_SPREAD = 95.0, 0.5
"""The middle of them, and how far readers lie from it, as a share."""

_ROUNDS = 3

SPREAD = 0.15
"""How far lengths lie from what sizes tell, as a share, before the reader's own is known."""

_LEAST_SPREAD, _MOST_SPREAD = 0.1, 0.25
"""Synthesised voices have 0.06 to 0.08, measured; nobody reads as evenly."""

_MISSING, _MISSING_TOO, _NOT_YET = 5.0, 1.5, 0.3
"""A line; each that is missing after it; and each before the first sound, or after the last: who
stops in the midst leaves out all the rest."""

_LEFT, _LEFT_PER_SECOND, _LEFT_MOST = 0.2, 1.5, 4.0
_TOUCHING = 300
"""Milliseconds. What is so near to a line is rather a word of it than a cough."""

_SAME = 0.12
"""How far two readings of a line differ in length, as a share."""

_BREATH_TOO_MANY, _BREATH_TOO_FEW = 0.8, 0.2
"""A gap within a line that no comma tells, and a comma where there is none."""

_GAP_SLOPE = 4.0
_GAP_MOST = 5.0
_SURE = 2.5
"""What the next best reading has to cost more: it is then twelve times less likely."""

_ODD = 2.5
"""Deviations of a length that are worth a listen, however well everything else fits."""

_NEVER = math.inf
_ROUNDING = 1e-9
_ENOUGH = 3
"""Lines that have to be found before they tell a reader's habits."""

_BREATH = 4
_CLAUSE = re.compile(r"[,;:.?!…–—][\"'”’)]*\s")


def size_of(text: str) -> float:
    """Say how long a line takes, in letters; where the reader takes a breath counts as four.

    Source: fitted to two practices in four synthesised voices, where it leaves 6 to 8 %
    unexplained; letters alone leave 8 to 11 %, words 9 to 12 %, syllables 8 to 15 %.
    """
    return sum(map(str.isalnum, text)) + _BREATH * (1 + len(_CLAUSE.findall(text)))


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
    tries = [
        _Reading(islands, lines, _Habits(pace, gap)) for pace in PACES for gap in sorted(guesses)
    ]
    best = min(tries, key=lambda one: one.price)
    for _ in range(_ROUNDS):
        habits = best.learned()
        if habits == best.habits:
            break
        best = _Reading(islands, lines, habits)
    return best.alignment()


@dataclass(frozen=True, slots=True)
class _Habits:
    """How someone reads."""

    pace: float
    """Milliseconds for a unit of size."""

    gap: float
    """Milliseconds from which on a gap rather ends a line."""

    spread: float = SPREAD
    """How far lengths lie from what sizes tell, as a share."""


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
    """The cheapest reading at a pace, by dynamic programming from both ends.

    `_ahead[i][j]` is the least price of the first `i` islands and `j` lines, `_behind[i][j]` that
    of all that follows them.
    """

    def __init__(self, islands: Sequence[Island], lines: Sequence[str], habits: _Habits) -> None:
        self.habits = habits
        self._islands = islands
        self._sizes = [size_of(text) for text in lines]
        self._breaths = [len(_CLAUSE.findall(text)) for text in lines]
        self._sound = [0]
        for island in islands:
            self._sound.append(self._sound[-1] + island.length)
        self._within, self._apart = self._gap_prices()
        self._expected = [habits.pace * size for size in self._sizes]
        self._shared = self._shared_prices()
        self._prices = [self._line_prices(line) for line in range(len(lines))]
        self._left = self._left_prices()
        self._ahead = self._swept()
        unlikely = math.log(habits.pace / _LIKELY_PACE) / _PACE_SPREAD
        self.cost = self._ahead[-1][-1]
        self.price = self.cost + unlikely * unlikely / 2

    def learned(self) -> _Habits:
        """Give the reader's habits as this reading shows them."""
        spans = self._path()
        if len(spans) < _ENOUGH:
            return self.habits
        ratios = sorted(
            (self._sound[last + 1] - self._sound[first]) / self._sizes[line]
            for line, first, last in spans
        )
        pace = ratios[len(ratios) // 2]
        off = sorted(abs(math.log(ratio / pace)) for ratio in ratios)
        spread = off[len(off) // 2] * 1.48  # of a normal distribution, by its median deviation
        spread = min(max(spread, _LEAST_SPREAD), _MOST_SPREAD)
        inner = [self._gap(at) for _, first, last in spans for at in range(first, last)]
        outer = [self._gap(last) for _, _, last in spans if last + 1 < len(self._islands)]
        gap = self.habits.gap
        if inner and outer:
            gap = math.sqrt(math.prod(sorted(gaps)[len(gaps) // 2] for gaps in (inner, outer)))
        return _Habits(pace, gap, spread)

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

    def _gap(self, at: int) -> int:
        """Give the gap after an island."""
        return max(1, self._islands[at + 1].start - self._islands[at].end)

    def _gap_prices(self) -> tuple[list[float], list[float]]:
        """Give what each gap costs within a line, and what it costs between two."""
        within, apart = [], []
        for at in range(len(self._islands) - 1):
            odds = _GAP_SLOPE * math.log(self._gap(at) / self.habits.gap)
            within.append(min(_GAP_MOST, math.log1p(math.exp(min(30.0, odds)))))
            apart.append(min(_GAP_MOST, math.log1p(math.exp(min(30.0, -odds)))))
        return [*within, 0.0], [*apart, 0.0]

    def _spread(self, line: int) -> float:
        """Give how far the length of a line may lie from the expected one: short ones further."""
        return math.hypot(self.habits.spread, 100 / self._expected[line])

    def _deviations(self, line: int, first: int, last: int) -> float:
        sound = max(1, self._sound[last + 1] - self._sound[first])
        return math.log(sound / self._expected[line]) / self._spread(line)

    def _shared_prices(self) -> list[list[tuple[float, float]]]:
        """Give, from each island on, for so many: the logarithm of their length, and their gaps' price.

        Whichever line they are.
        """
        shared = []
        for first in range(len(self._islands)):
            row, inner = [], 0.0
            for last in range(first, min(first + MOST_ISLANDS, len(self._islands))):
                length = max(1, self._sound[last + 1] - self._sound[first])
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
        odds = _GAP_SLOPE * math.log(_TOUCHING / self._gap(at))
        return math.log1p(math.exp(min(30.0, odds)))

    def _missing_too(self, islands: int) -> float:
        return _NOT_YET if islands in (0, len(self._islands)) else _MISSING_TOO

    def _swept(self) -> list[list[float]]:
        count, lines = len(self._islands), len(self._sizes)
        best = [[_NEVER] * (lines + 1) for _ in range(count + 1)]
        best[0][0] = 0.0
        for i, row in enumerate(best):
            missing, too = _NEVER, self._missing_too(i)
            for j in range(lines + 1):
                read = row[j]
                here = row[j] = min(read, missing)
                missing = min(missing + too, read + _MISSING)
                if i == count or here == _NEVER:
                    continue
                for more, price in enumerate(self._left[i], start=i + 1):
                    best[more][j] = min(best[more][j], here + price)
                if j < lines:
                    for more, price in enumerate(self._prices[j][i], start=i + 1):
                        if here + price < best[more][j + 1]:
                            best[more][j + 1] = here + price
        return best

    def _swept_back(self) -> list[list[float]]:
        count, lines = len(self._islands), len(self._sizes)
        best = [[_NEVER] * (lines + 1) for _ in range(count + 1)]
        best[count][lines] = 0.0
        for i in range(count, -1, -1):
            missing, too = _NEVER, self._missing_too(i)
            for j in range(lines, -1, -1):
                read = best[i][j]
                if i < count:
                    for more, price in enumerate(self._left[i], start=i + 1):
                        read = min(read, price + best[more][j])
                    if j < lines:
                        for more, price in enumerate(self._prices[j][i], start=i + 1):
                            read = min(read, price + best[more][j + 1])
                best[i][j] = min(read, missing)
                missing = min(missing + too, read + _MISSING)
        return best

    def _path(self) -> list[tuple[int, int, int]]:
        """Follow the cheapest reading back from its end: line, first and last island."""
        ahead = self._ahead
        i, j = len(self._islands), len(self._sizes)
        spans = []
        while i or j:
            here = ahead[i][j] + _ROUNDING
            for more in range(1, min(MOST_ISLANDS, i) + 1):
                if j and ahead[i - more][j - 1] + self._prices[j - 1][i - more][more - 1] <= here:
                    spans.append((j - 1, i - more, i - 1))
                    i, j = i - more, j - 1
                    break
                if ahead[i - more][j] + self._left[i - more][more - 1] <= here:
                    i -= more
                    break
            else:
                j -= 1
        return spans[::-1]

    def _later_wins(self, spans: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
        """Move each line that was read twice to its last reading.

        That is something nobody's between two lines, apart from them, and as long as the one
        before it: somebody's second reading is nearer to the first than another line is.
        """
        moved = []
        for at, span in enumerate(spans):
            following = spans[at + 1] if at + 1 < len(spans) else None
            moved.append(self._later(span, following))
        return moved

    def _later(
        self, span: tuple[int, int, int], following: tuple[int, int, int] | None
    ) -> tuple[int, int, int]:
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
        before = self._gap(first - 1) if first else _NEVER
        after = self._gap(last) if last + 1 < len(self._islands) else _NEVER
        return min(before, after) >= self.habits.gap

    def _differ(self, one: tuple[int, int], other: tuple[int, int]) -> float:
        """Say by what share the sound of two stretches differs in length."""
        lengths = [
            max(1, self._sound[last + 1] - self._sound[first]) for first, last in (one, other)
        ]
        return abs(math.log(lengths[0] / lengths[1]))

    def _is_sure(self, line: int, first: int, last: int, behind: list[list[float]]) -> bool:
        """Tell whether any other place for a line, or none, would cost much more."""
        if abs(self._deviations(line, first, last)) > _ODD:
            return False
        nearest = _NEVER
        for i in range(len(self._islands) + 1):
            here = self._ahead[i][line]
            nearest = min(nearest, here + _MISSING + behind[i][line + 1])
            if i == len(self._islands):
                break
            for more, price in enumerate(self._prices[line][i], start=1):
                if (i, i + more - 1) != (first, last):
                    nearest = min(nearest, here + price + behind[i + more][line + 1])
        return nearest - self.cost >= _SURE
