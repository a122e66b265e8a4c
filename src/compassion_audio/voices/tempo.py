"""The numbers that give a pace, found by speaking: a voice's own numbers are never believed."""

from bisect import bisect_left
from collections.abc import Callable
from typing import NamedTuple

from compassion_audio.units import WordsPerMinute

_CLOSE_ENOUGH = 0.01


class Tempo(NamedTuple):
    """An engine's own two numbers for speed."""

    rate: int
    """The more, the quicker."""

    gap: int
    """The more, the wider apart the words; 0 where an engine has no such number."""


def tempo_at(
    pace: WordsPerMinute,
    measured: Callable[[Tempo], float],
    *,
    rates: range,
    widest_gap: int = 0,
) -> Tempo:
    """Find the numbers whose measured pace comes nearest to the one asked for.

    The slowest rate of some engines is still quick for a practice; below it, wider gaps between
    the words slow the voice down.

    Args:
        pace: Words a minute, measured inside the speech.
        measured: Speaks at a tempo, and tells its pace.
        rates: The engine's own numbers, from slow to quick. Several may give the same pace.
        widest_gap: As many gaps may be tried; 0 where the engine has none.
    """
    gap = 0
    heard = measured(Tempo(rates[0], gap))
    if heard > pace * (1 + _CLOSE_ENOUGH) and widest_gap:
        gaps = range(widest_gap)
        gap = bisect_left(gaps, -pace, 1, key=lambda gap: -measured(Tempo(rates[0], gap)))
        heard = measured(Tempo(rates[0], gap))
    return _searched(pace, measured, Tempo(rates[0], gap), heard, fastest=rates[-1])


def _searched(
    pace: WordsPerMinute,
    measured: Callable[[Tempo], float],
    low: Tempo,
    heard: float,
    *,
    fastest: int,
) -> Tempo:
    """Find the rate from `low` upward, in a straight line, or by halves where that is slow."""
    slow, quick = (low.rate, heard), (fastest + 1, 0.0)
    best = (abs(heard - pace), low)
    rate = low.rate
    width, is_shrinking = quick[0] - slow[0], True
    while best[0] > pace * _CLOSE_ENOUGH and width > 1:
        rate = round(rate * pace / heard)
        if quick[1]:
            share = (pace - slow[1]) / (quick[1] - slow[1]) if is_shrinking else 0.5
            rate = round(slow[0] + share * (quick[0] - slow[0]))
        rate = min(max(rate, slow[0] + 1), quick[0] - 1)
        heard = measured(Tempo(rate, low.gap))
        best = min(best, (abs(heard - pace), Tempo(rate, low.gap)), key=lambda found: found[0])
        slow, quick = ((rate, heard), quick) if heard < pace else (slow, (rate, heard))
        # an engine of coarse steps has plateaus, along which a straight line creeps
        is_shrinking = (quick[0] - slow[0]) * 2 <= width
        width = quick[0] - slow[0]
    return best[1]
