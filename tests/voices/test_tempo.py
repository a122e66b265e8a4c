"""The search finds the numbers of a pace, for fine engines, coarse ones and those too quick."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.units import WordsPerMinute
from compassion_audio.voices.tempo import Tempo, tempo_at


class Voice:
    """A voice whose pace is known, and that counts how often it had to speak."""

    def __init__(self, *, offset: float = 20, slope: float = 0.9, steps: bool = False) -> None:
        self.spoken = 0
        self._offset = offset
        self._slope = slope
        self._steps = steps

    def pace(self, tempo: Tempo) -> float:
        """Tell its pace at a tempo."""
        self.spoken += 1
        rate = float(tempo.rate)
        if self._steps:  # as pyttsx3's driver for SAPI5 turns a rate into a whole number
            rate = 156.63 * 1.11 ** int(math.log(rate / 156.63, 1.11))
        return (self._offset + self._slope * rate) / (1 + tempo.gap / 10)


@given(pace=st.floats(60, 200), offset=st.floats(-20, 40), slope=st.floats(0.7, 1.3))
def test_a_pace_is_found_within_a_few_tries(pace: float, offset: float, slope: float) -> None:
    """Within one step of the voice, and each try costs eight sentences."""
    voice = Voice(offset=offset, slope=slope)
    rates = range(40, 451)
    found = tempo_at(WordsPerMinute(pace), voice.pace, rates=rates)
    tries = voice.spoken
    reachable = min(max(pace, voice.pace(Tempo(40, 0))), voice.pace(Tempo(450, 0)))
    assert voice.pace(found) == pytest.approx(reachable, rel=0.01, abs=slope)
    assert tries <= 6


@given(pace=st.floats(70, 200))
def test_a_voice_of_coarse_steps_is_given_its_nearest_step(pace: float) -> None:
    """SAPI5's rate has 21 of them, 11 percent apart; none is nearer than the one that is found."""
    voice = Voice(offset=0, slope=1, steps=True)
    rates = range(56, 441)
    found = tempo_at(WordsPerMinute(pace), voice.pace, rates=rates)
    assert voice.spoken <= 16
    off = min(abs(voice.pace(Tempo(rate, 0)) - pace) for rate in rates)
    assert abs(voice.pace(found) - pace) <= max(off, pace * 0.01) + 1e-9


@given(pace=st.floats(60, 85))
def test_below_the_slowest_rate_the_words_are_set_apart(pace: float) -> None:
    """The slowest rate speaks 92 words a minute; gaps of whole numbers bring it down."""
    voice = Voice()
    found = tempo_at(WordsPerMinute(pace), voice.pace, rates=range(80, 451), widest_gap=40)
    assert found.gap > 0
    assert voice.pace(found) == pytest.approx(pace, rel=0.02)


@pytest.mark.parametrize(("pace", "rate"), [(30, 80), (900, 450)])
def test_a_pace_out_of_reach_is_given_the_nearest(pace: int, rate: int) -> None:
    """It ends, and at the end that is nearest."""
    voice = Voice()
    assert tempo_at(WordsPerMinute(pace), voice.pace, rates=range(80, 451)) == Tempo(rate, 0)
