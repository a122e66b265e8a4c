"""Where speech is heard is told to the millisecond, and under a bed as well as it can be."""

import numpy as np

from compassion_audio.audio.measure import NOTHING, Levels
from compassion_audio.audio.pauses import heard, loudest, unexplained
from compassion_audio.units import Decibels, Milliseconds

Stretch = tuple[Milliseconds, Milliseconds]


def at(start: int, end: int) -> Stretch:
    """Make a stretch."""
    return Milliseconds(start), Milliseconds(end)


def levels(*spans: tuple[int, int, float], floor: int = NOTHING) -> Levels:
    """Make ten seconds in which stretches have a level in dB."""
    found = np.full(10_000, floor, dtype=np.uint8)
    for start, end, level in spans:
        found[start:end] = round(-2 * level)
    return found


def test_each_line_is_found_where_it_sounds() -> None:
    """Whatever the other is like; what is far below its own peak does not count."""
    sound = levels((1000, 2000, -10), (4010, 5000, -30), (5000, 5100, -80))
    assert heard(sound, [at(1000, 2000), at(4000, 5000)]) == [at(1000, 2000), at(4010, 5000)]


def test_a_line_that_comes_late_is_found_late() -> None:
    """In the pause after where it was meant to be."""
    sound = levels((1200, 2200, -10), (6000, 7000, -10))
    assert heard(sound, [at(1000, 2000), at(6000, 7000)])[0] == at(1200, 2200)


def test_a_line_that_is_missing_is_not_found() -> None:
    """Digital silence in its place is nobody's speech."""
    assert heard(levels((1000, 2000, -10)), [at(1000, 2000), at(5000, 6000)])[1] is None


def test_under_a_bed_speech_is_what_stands_above_it() -> None:
    """Its loud part is found; without one there is no line."""
    sound = levels((1000, 2000, -12), floor=90)
    lines = [at(1000, 2000), at(5000, 6000)]
    assert heard(sound, lines, over_bed=True) == [at(1000, 2000), None]


def test_what_nothing_explains_is_told_once_a_stretch() -> None:
    """A sound beside the line, and another far away; what is quiet enough is not told."""
    sound = levels((1000, 2000, -10), (2500, 2600, -70), (3000, 3100, -70), (8000, 8100, -85))
    busy = [at(1000, 2000)]
    assert unexplained(sound, busy, Decibels(-80.0)) == [2500]
    assert unexplained(sound, busy, Decibels(-90.0)) == [2500, 8000]


def test_the_loudest_of_a_stretch_is_given_in_decibels() -> None:
    """Of nothing, that of digital silence."""
    sound = levels((1000, 2000, -10))
    assert loudest(sound, 900, 1100) == Decibels(-10.0)
    assert loudest(sound, -5, 0) < -120
