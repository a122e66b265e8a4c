"""A sound in figures tells the master what hearing it again would."""

import numpy as np
import pytest

from compassion_audio.audio.clip import Clip, mono
from compassion_audio.audio.loudness import rows_of
from compassion_audio.audio.measured import measured
from compassion_audio.audio.peaks import crests, kept_power
from compassion_audio.units import Decibels

CEILING = Decibels(-2.0)


def speech(seed: int) -> Clip:
    """Give three seconds that swell and pause as syllables do."""
    dice = np.random.default_rng(seed)
    swell = np.repeat(dice.choice([0.0, 0.05, 0.2, 0.5, 1.0], 24), 6_000)
    pulse = np.sin(2 * np.pi * 130 * np.arange(len(swell)) / 48_000) ** 5
    return mono(0.9 * np.convolve(swell, np.hanning(2_400) / 1_200, mode="same") * pulse)


@pytest.mark.parametrize("over", [0.3, 1.4, 2.7, 4.6, 7.5, 11.5, 17.0])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_a_limiter_leaves_is_told_between_the_steps_too(over: float, seed: int) -> None:
    """Within 0.15 dB of what it leaves when its ceiling is set there."""
    clip = speech(seed)
    found = measured(clip)
    gain = 10 ** ((CEILING + over) / 20) / found.peak
    highest, rows = crests(clip.samples), rows_of(clip.samples)
    left = kept_power(highest, rows, found.peak * 10 ** (-over / 20))
    told = found.kept_power(gain, CEILING)
    assert left < 1
    assert 10 * np.log10(told / left) == pytest.approx(0, abs=0.15)


def test_below_the_ceiling_nothing_is_lost() -> None:
    """To the bit, and silence has nothing to lose."""
    found = measured(speech(1))
    assert found.kept_power(10 ** (CEILING / 20) / found.peak, CEILING) == pytest.approx(1.0)
    assert found.kept_power(0.1, CEILING) == 1.0
    silent = measured(mono(np.zeros(4_800)))
    assert silent.kept_power(100.0, CEILING) == 1.0
    assert silent.kept.tolist() == [1.0] * len(silent.kept)
