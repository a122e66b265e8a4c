"""Peaks are found between the samples, and none gets past the limiter."""

import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

from compassion_audio.audio.clip import Samples
from compassion_audio.audio.level import as_factor
from compassion_audio.audio.peaks import crests, kept_power, limited, true_peaks
from compassion_audio.units import Decibels

RATE = 48_000


def decibels(factor: float) -> float:
    """Give a factor in dB."""
    return 20 * float(np.log10(factor))


def noise(seed: int, frames: int, level: float, channels: int = 1) -> Samples:
    """Give noise of a level."""
    dice = np.random.default_rng(seed)
    return (dice.standard_normal((frames, channels)) * level).astype(np.float32)


def through(sound: Samples, ceiling: float, *, block: int = RATE) -> Samples:
    """Limit a sound that is handed over in blocks."""
    blocks = (sound[at : at + block] for at in range(0, len(sound), block))
    return np.concatenate(list(limited(blocks, Decibels(ceiling))))


@pytest.mark.parametrize(
    ("hertz", "phase"), [(12_000, 45), (6_000, 0), (6_000, 30), (16_000, 60), (1_000, 10)]
)
def test_the_peak_of_a_tone_is_found_between_its_samples(hertz: int, phase: int) -> None:
    """EBU Tech 3341, cases 15 to 19: -6 dB true peak, whatever the samples reach, +0.2/-0.4 dB."""
    time = np.arange(RATE) / RATE
    tone = 0.5 * np.sin(2 * np.pi * hertz * time + np.deg2rad(phase))
    # a window, because a tone that is cut off has peaks of its own there
    sound = (tone * np.hanning(RATE)).astype(np.float32)[:, np.newaxis]
    assert -6.4 <= decibels(true_peaks(sound).max()) <= -5.8


def test_another_way_finds_the_same_peaks() -> None:
    """Resampled to eight times the rate by soxr, noise without treble has no higher peak."""
    dice = np.random.default_rng(3)
    rough = dice.standard_normal(24_000)
    sound = soxr.resample(rough, 24_000, RATE, quality="VHQ").astype(np.float32)[2_000:-2_000]
    fine = soxr.resample(sound.astype(np.float64), RATE, 8 * RATE, quality="VHQ")
    inside = true_peaks(sound[:, np.newaxis])[500:-500].max()
    assert decibels(inside / np.abs(fine[4_000:-4_000]).max()) == pytest.approx(0, abs=0.3)


@given(st.integers(0, 2**16), st.floats(0.01, 1.5), st.sampled_from([1, 2]))
@settings(max_examples=20)
def test_no_peak_gets_past(seed: int, level: float, channels: int) -> None:
    """However loud it was, the true peak is at the ceiling or below, and nothing is made louder.

    Above 16 kHz, where neither speech nor an encoder keeps anything, a curve could hide a peak half
    a decibel higher between two samples.
    """
    frames = 3 * RATE // 2
    lines = np.fft.rfft(noise(seed, frames, level, channels), axis=0)
    lines[frames // 3 :] = 0
    sound = np.fft.irfft(lines, n=frames, axis=0).astype(np.float32)
    heard = through(sound, -2.0)
    assert decibels(true_peaks(heard).max()) <= -2.0 + 0.01
    assert (np.abs(heard) <= np.abs(sound) + 1e-6).all()


def test_what_is_quiet_enough_goes_through_untouched() -> None:
    """To the bit, and silence stays silence."""
    sound = noise(1, 2 * RATE, 0.05)
    sound[RATE // 2 : RATE] = 0
    assert np.array_equal(through(sound, -2.0), sound)


def test_a_peak_is_led_up_to_and_leaves_the_rest_alone() -> None:
    """18 ms before and after it, the sound is its own again; between, the gain moves smoothly."""
    time = np.arange(RATE) / RATE
    sound = (0.2 * np.sin(2 * np.pi * 200 * time)).astype(np.float32)[:, np.newaxis]
    loud = sound.copy()
    loud[24_000:24_240] *= 6
    heard = through(loud, -2.0)
    touched = np.flatnonzero((heard != loud)[:, 0])
    assert touched.min() >= 24_000 - 18 * 48
    assert touched.max() <= 24_240 + 18 * 48
    strong = np.abs(loud[:, 0]) > 0.05
    gains = heard[strong, 0] / loud[strong, 0]
    assert np.abs(np.diff(gains)).max() < 0.02


@pytest.mark.parametrize("block", [2_400, 4_848, 48_000])
def test_the_blocks_leave_no_trace(block: int) -> None:
    """A peak at a border is limited as anywhere else."""
    sound = noise(5, 48_000, 0.4)
    np.testing.assert_allclose(
        through(sound, -2.0, block=block), through(sound, -2.0, block=48_000), atol=2e-4
    )


def test_two_channels_sink_together() -> None:
    """A peak in one leaves the place of the sound where it was."""
    sound = noise(6, RATE, 0.02, channels=2)
    sound[24_000, 0] = 1.0
    heard = through(sound, -6.0)
    touched = heard[:, 1] != sound[:, 1]
    assert touched.any()
    left, right = (heard[touched, side] / sound[touched, side] for side in (0, 1))
    np.testing.assert_allclose(left, right, rtol=1e-4)


@given(st.integers(0, 2**16), st.floats(0.2, 4.0))
@settings(max_examples=20)
def test_what_the_limiter_leaves_is_told_beforehand(seed: int, gain: float) -> None:
    """Within 0.5 dB of what it does leave, without limiting anything."""
    dice = np.random.default_rng(seed)
    swell = np.repeat(dice.uniform(0.02, 0.4, 20), RATE // 20)
    sound = (swell * dice.standard_normal(RATE)).astype(np.float32)[:, np.newaxis] * 0.6
    powers = np.square(sound[:, 0].astype(np.float64)).reshape(-1, 48).mean(axis=1)
    told = kept_power(crests(sound), powers, 10 ** (-2 / 20) / gain)
    heard = through(np.float32(gain) * sound, -2.0)
    kept = np.square(heard).sum() / np.square(gain * sound).sum()
    assert 10 * np.log10(told / kept) == pytest.approx(0, abs=0.5)


def test_no_sound_is_no_trouble() -> None:
    """Nothing in, nothing out; and a stream of one short block."""
    assert list(limited([], Decibels(-1.0))) == []
    short = np.full((10, 1), 0.99, dtype=np.float32)
    assert np.abs(through(short, -6.0)).max() <= as_factor(Decibels(-6.0)) + 1e-6
