"""Speech comes to one level, keeps its own rise and fall, and leaves room for a bell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.audio.clip import Clip, mono
from compassion_audio.audio.level import as_factor, bell_gain, speech_gain
from compassion_audio.units import Decibels

PEAKS = st.lists(st.floats(0.001, 4.0), min_size=1, max_size=8)


def clips(peaks: list[float]) -> list[Clip]:
    """Make a clip of each peak."""
    return [mono([0, -peak, peak / 2]) for peak in peaks]


@pytest.mark.parametrize(
    ("level", "factor"), [(0, 1), (20, 10), (-20, 0.1), (-6.0206, 0.5), (6.0206, 2)]
)
def test_decibels_are_factors_of_amplitude(level: float, factor: float) -> None:
    """Twenty decibels are ten times as much, six are twice."""
    assert as_factor(Decibels(level)) == pytest.approx(factor, rel=1e-4)


@given(PEAKS)
def test_the_loudest_line_peaks_at_minus_four_decibels(peaks: list[float]) -> None:
    """However loud or soft the voice is, its loudest line comes to the same place."""
    gain = speech_gain(clips(peaks))
    assert gain * max(peaks) == pytest.approx(10 ** (-4 / 20), rel=1e-5)


def test_lines_may_come_one_by_one() -> None:
    """The gain takes any stream of clips, read once."""
    assert speech_gain(clip for clip in clips([0.1, 0.4, 0.2])) == pytest.approx(1.5774, rel=1e-3)


@pytest.mark.parametrize("silent", [[], [mono([])], [mono([0.0, 0.0])]])
def test_nothing_to_level_is_left_as_it_is(silent: list[Clip]) -> None:
    """A practice without speech has no loudest line, and no division by nothing."""
    assert speech_gain(silent) == 1


def test_a_bell_calls_from_below_the_speech() -> None:
    """Its peak lies 6 dB under that of the speech, at -10 dB."""
    assert bell_gain() == pytest.approx(10 ** (-10 / 20))


def test_a_bell_under_the_loudest_word_does_not_reach_full_scale() -> None:
    """Both peaks at once still fit, so no word is distorted while a bell rings on."""
    loudest = mono([1.0])
    assert speech_gain([loudest]) * loudest.peak + bell_gain() < 0.97
