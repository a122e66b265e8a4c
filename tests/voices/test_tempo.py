"""The search finds the numbers of a pace, for fine engines, coarse ones and those too quick."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.units import WordsPerMinute
from compassion_audio.voices.system import SAPI5_RATES
from compassion_audio.voices.tempo import Tempo, tempo_at


class Voice:
    """A voice whose pace is known, and that counts how often it had to speak."""

    def __init__(self, *, offset: float = 20, slope: float = 0.9) -> None:
        self.spoken = 0
        self._offset = offset
        self._slope = slope

    def pace(self, tempo: Tempo) -> float:
        """Tell its pace at a tempo."""
        self.spoken += 1
        return (self._offset + self._slope * tempo.rate) / (1 + tempo.gap / 10)


class Sapi5(Voice):
    """A voice that hears whole numbers from -10 to 10, as pyttsx3 makes them of a rate."""

    def pace(self, tempo: Tempo) -> float:
        """Tell its pace: three times as quick at 10, a third at -10."""
        self.spoken += 1
        step = int(math.log(tempo.rate / 156.63, 1.11))
        if not -10 <= step <= 10:
            raise AssertionError(tempo)  # it would refuse it
        return 150 * 3 ** (step / 10)


class Stubborn(Voice):
    """A voice that minds only every fortieth rate."""

    def pace(self, tempo: Tempo) -> float:
        """Tell its pace."""
        return super().pace(Tempo(tempo.rate // 40 * 40, 0))


@given(pace=st.floats(60, 200), offset=st.floats(-20, 40), slope=st.floats(0.7, 1.3))
def test_a_pace_is_found_within_a_few_tries(pace: float, offset: float, slope: float) -> None:
    """Within one step of the voice, and each try costs eight sentences."""
    voice = Voice(offset=offset, slope=slope)
    rates = range(40, 451)
    found = tempo_at(WordsPerMinute(pace), voice.pace, rates=rates)
    tries = voice.spoken
    reachable = min(max(pace, voice.pace(Tempo(40, 0))), voice.pace(Tempo(450, 0)))
    assert voice.pace(found) == pytest.approx(reachable, rel=0.01, abs=slope)
    assert tries <= 8


@given(pace=st.floats(60, 200))
def test_sapi5_is_given_its_nearest_step(pace: float) -> None:
    """It has 21 of them, 11 percent apart, and each can be reached; few have to be tried."""
    voice = Sapi5()
    found = tempo_at(WordsPerMinute(pace), voice.pace, rates=SAPI5_RATES)
    assert voice.spoken <= 6
    paces = [voice.pace(Tempo(rate, 0)) for rate in SAPI5_RATES]
    assert paces == pytest.approx([150 * 3 ** (step / 10) for step in range(-10, 11)])
    assert abs(voice.pace(found) - pace) == pytest.approx(min(abs(one - pace) for one in paces))


@given(pace=st.floats(60, 200))
def test_a_voice_that_hardly_minds_its_rate_is_not_tried_for_ever(pace: float) -> None:
    """A straight line would creep along its steps, eight sentences each time."""
    voice = Stubborn(offset=0, slope=1)
    found = tempo_at(WordsPerMinute(pace), voice.pace, rates=range(40, 401))
    assert voice.spoken <= 17
    assert abs(voice.pace(found) - pace) <= 20


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


@given(pace=st.floats(90, 160), slope=st.floats(0.95, 1.05), error=st.floats(-0.04, 0.04))
def test_a_good_guess_saves_the_search(pace: float, slope: float, error: float) -> None:
    """It is tried, and then what its pace makes likely: two tries, where a search takes four."""
    voice = Voice(offset=0, slope=slope)
    likely = round(pace / slope * (1 + error))
    found = tempo_at(WordsPerMinute(pace), voice.pace, rates=range(80, 451), likely=likely)
    assert voice.spoken <= 2 or abs(voice.pace(found) - pace) <= slope
    assert voice.pace(found) == pytest.approx(pace, abs=slope)
    if slope / pace < 0.009:  # half a step is near enough
        assert voice.spoken <= 3  # the last one is this test's own


@given(pace=st.floats(60, 200), likely=st.integers(-5, 900))
def test_a_bad_guess_does_no_harm(pace: float, likely: int) -> None:
    """Wherever it lies, what is found is as near as without it."""
    near = [
        Voice().pace(tempo_at(WordsPerMinute(pace), Voice().pace, rates=range(80, 451), likely=one))
        for one in (0, likely)
    ]
    assert abs(near[1] - pace) <= max(abs(near[0] - pace), 0.005 * pace)
