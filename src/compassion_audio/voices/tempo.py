"""The numbers that give a pace, found by speaking: a voice's own numbers are never believed."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import NamedTuple

from compassion_audio.units import WordsPerMinute

_CLOSE_ENOUGH = 0.005
"""About half a step of eSpeak NG's rate; nearer there is seldom any."""

_GUESSES = 2

ESPEAKS_PRACTICES = 1.007
"""How much quicker eSpeak NG has to speak the paragraph than the practices. Source: measured on
the five that come with the program: 0.951 to 1.039 of the paragraph's pace, with two voices."""


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
    rates: Sequence[int],
    widest_gap: int = 0,
    likely: int = 0,
) -> Tempo:
    """Find the numbers whose measured pace comes nearest to the one asked for.

    The slowest rate of some engines is still quick for a practice; below it, wider gaps between
    the words slow the voice down.

    Args:
        pace: Words a minute, measured inside the speech.
        measured: Speaks at a tempo, and tells its pace.
        rates: The engine's own numbers, from slow to quick.
        widest_gap: As many gaps may be tried; 0 where the engine has none.
        likely: Which of the rates is tried first, and then the one that its pace makes likely.
            Where that is near enough, nothing else is tried.
    """
    if found := _guessed(pace, measured, rates, likely):
        return found
    gap = 0
    heard = measured(Tempo(rates[0], gap))
    if heard > pace * (1 + _CLOSE_ENOUGH) and widest_gap:
        gaps = range(widest_gap)
        gap = bisect_left(gaps, -pace, 1, key=lambda gap: -measured(Tempo(rates[0], gap)))
        heard = measured(Tempo(rates[0], gap))
    return _searched(pace, measured, rates, gap, heard)


def _guessed(
    pace: WordsPerMinute, measured: Callable[[Tempo], float], rates: Sequence[int], likely: int
) -> Tempo | None:
    """Try what is likely; None where that is not near enough."""
    for _ in range(_GUESSES):
        if likely not in rates:
            break
        heard = measured(Tempo(likely, 0))
        if abs(heard - pace) <= pace * _CLOSE_ENOUGH:
            return Tempo(likely, 0)
        likely = round(likely * pace / heard)
    return None


def _searched(
    pace: WordsPerMinute,
    measured: Callable[[Tempo], float],
    rates: Sequence[int],
    gap: int,
    heard: float,
) -> Tempo:
    """Find the rate in a straight line, and boldly where a voice hardly minds its rate."""
    slow, quick = (0, heard), (len(rates), 0.0)
    best = (abs(heard - pace), Tempo(rates[0], gap))
    place, width, is_shrinking, boldness = 0, len(rates), True, 1
    while best[0] > pace * _CLOSE_ENOUGH and width > 1:
        guess = rates[place] * (1 + (pace / heard - 1) * boldness)
        boldness *= 2
        if quick[1]:
            share = (pace - slow[1]) / (quick[1] - slow[1]) if is_shrinking else 0.5
            guess = rates[slow[0]] + share * (rates[quick[0]] - rates[slow[0]])
        place = min(max(_nearest(rates, guess), slow[0] + 1), quick[0] - 1)
        tempo = Tempo(rates[place], gap)
        heard = measured(tempo)
        best = min(best, (abs(heard - pace), tempo), key=lambda found: found[0])
        slow, quick = ((place, heard), quick) if heard < pace else (slow, (place, heard))
        is_shrinking = (quick[0] - slow[0]) * 2 <= width
        width = quick[0] - slow[0]
    return best[1]


def _nearest(rates: Sequence[int], guess: float) -> int:
    return min(range(len(rates)), key=lambda place: abs(rates[place] - guess))
