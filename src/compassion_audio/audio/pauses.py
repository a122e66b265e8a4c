"""Where speech begins and ends in a recording, told from how loud each millisecond is."""

from collections.abc import Sequence

import numpy as np

from compassion_audio.audio.measure import NOTHING, Levels
from compassion_audio.units import Decibels, Milliseconds

HEARD = Decibels(-42.0)
"""Below a line's own peak: what is quieter is not taken for speech, by a measure of its own that
is stricter than the one by which clips are trimmed."""

FAINTLY_HEARD = Decibels(-50.5)
"""The same for the faintest that belongs to speech: clips are trimmed at -50, see `audio.trim`, and
levels are in halves of a decibel."""

FAINTEST_LINE = Decibels(-45.0)
"""Of full scale: a line whose peak lies lower is not there. The softest preset and a whisper in it
peak above -30; what a bell that was taken away leaves lies below -50."""

ABOVE_BED = Decibels(2.0)
"""So far above the loudest moment of the bed around it speech is told from it."""

_EDGE = 3_000
"""Milliseconds before the first line and after the last that are looked at."""

_MARGINS = (60, 110)
"""Milliseconds before and after a line in which its clip, or what an encoder made of it, sounds."""

Stretch = tuple[Milliseconds, Milliseconds]


def heard(
    levels: Levels,
    lines: Sequence[Stretch],
    *,
    faintest: Decibels = HEARD,
    over_bed: bool = False,
) -> list[Stretch | None]:
    """Find where each line is heard.

    Args:
        levels: Of each millisecond, as `measure` gives them.
        lines: Where each is meant to be, in order.
        faintest: Below a line's own peak, what still counts.
        over_bed: Whether a bed lies under them: only what stands above it is found, and a soft
            beginning or end is not.

    Returns:
        From the first sound of each line to its last; None where it is not heard at all.
    """
    found: list[Stretch | None] = []
    for index, (start, end) in enumerate(lines):
        before = lines[index - 1][1] if index else max(0, start - _EDGE)
        after = lines[index + 1][0] if index + 1 < len(lines) else min(end + _EDGE, len(levels))
        first = (before + start) // 2 if index else before
        last = (end + after) // 2 if index + 1 < len(lines) else after
        own = float(levels[start:end].min(initial=NOTHING))
        if own > -2 * FAINTEST_LINE:
            found.append(None)
            continue
        least = own - 2 * faintest
        if over_bed:
            least = min(least, _over_bed(levels, (start, end), (first, last)))
        loud = np.flatnonzero(levels[first:last] < least)
        found.append(
            _stretch(first + int(loud[0]), first + int(loud[-1]) + 1) if len(loud) else None
        )
    return found


def _over_bed(levels: Levels, line: tuple[int, int], around: tuple[int, int]) -> float:
    """Give the level, counted downwards, above which a line stands out from its bed."""
    (start, end), (first, last) = line, around
    before, after = _MARGINS
    bed = np.concatenate([levels[first : max(first, start - before)], levels[end + after : last]])
    return float(bed.min(initial=NOTHING)) - 2 * ABOVE_BED


def loudest(levels: Levels, start: int, end: int) -> Decibels:
    """Give the level of the loudest millisecond of a stretch."""
    return Decibels(float(levels[max(0, start) : end].min(initial=NOTHING)) / -2)


def unexplained(levels: Levels, busy: Sequence[Stretch], most: Decibels) -> list[Milliseconds]:
    """Find where something sounds that nothing in `busy` explains, each stretch of it once.

    Args:
        levels: Of each millisecond.
        busy: Where something is meant to sound.
        most: What quiet is allowed to hold.
    """
    is_loud = levels < -2 * most
    for start, end in busy:
        is_loud[max(0, start) : max(0, end)] = False
    places = np.flatnonzero(is_loud)
    if not len(places):
        return []
    first = np.concatenate([[True], np.diff(places) > _EDGE])
    return [Milliseconds(int(place)) for place in places[first]]


def _stretch(start: int, end: int) -> Stretch:
    return Milliseconds(start), Milliseconds(end)
