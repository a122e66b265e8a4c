"""The bowl rings as a bowl does, swells without a click, and ends in silence."""

from functools import cache

import numpy as np
import numpy.typing as npt
import pytest

from compassion_audio.audio.bell import BELLS, strike
from compassion_audio.units import SAMPLE_RATE

FUNDAMENTAL = 216.0
PARTIALS = ((1, 1.0), (2.71, 0.55), (5.02, 0.28), (7.83, 0.13), (11.1, 0.06), (14.7, 0.03))
"""Ratio and amplitude, as they were measured on singing bowls."""

BEAT = 1 / 0.7
"""Seconds from one swell of the fundamental to the next."""

Row = npt.NDArray[np.float64]


@cache
def bowl() -> Row:
    """Give the bowl's samples."""
    return strike("bowl").samples[:, 0].astype(np.float64)


def second(begin: float, length: float) -> Row:
    """Cut a stretch out of the bowl's ring."""
    return bowl()[round(begin * SAMPLE_RATE) : round((begin + length) * SAMPLE_RATE)]


def only(sound: Row, lowest: float, highest: float) -> Row:
    """Keep what sounds between two frequencies."""
    spectrum = np.fft.rfft(sound)
    frequencies = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE)
    spectrum[(frequencies < lowest) | (frequencies > highest)] = 0
    return np.fft.irfft(spectrum, n=len(sound))


def level(sound: Row) -> float:
    """Measure a root mean square, in dB of full scale."""
    return float(10 * np.log10(np.mean(sound**2) + 1e-20))


def test_every_bell_peaks_at_full_scale_for_as_long_as_it_rings() -> None:
    """So one gain fits any bell, and the plan knows how long its tail is."""
    for kind, bell in BELLS.items():
        stroke = strike(kind)
        assert stroke.peak == pytest.approx(1, abs=1e-6)
        assert stroke.length == bell.ring
        assert stroke.rate == SAMPLE_RATE


def loudest_near(pitch: float, length: float) -> tuple[float, float]:
    """Find the loudest tone near a pitch just after the stroke: its frequency and its strength."""
    stroke = second(0.010, length)
    fine = 1 << 16  # zeros after the stroke: the peak is met between the bins too
    spectrum = np.abs(np.fft.rfft(stroke * np.hanning(len(stroke)), n=fine))
    frequencies = np.fft.rfftfreq(fine, 1 / SAMPLE_RATE)
    near = np.abs(frequencies - pitch) < 60
    loudest = int(np.argmax(spectrum[near]))
    return float(frequencies[near][loudest]), float(spectrum[near][loudest])


@pytest.mark.parametrize(("ratio", "amplitude"), PARTIALS)
def test_each_partial_sounds_at_its_ratio_and_strength(ratio: float, amplitude: float) -> None:
    """The stroke holds the six tones of a bowl, in tune, each as strong as it should be."""
    pitch = FUNDAMENTAL * ratio
    found, _ = loudest_near(pitch, 0.25)
    assert found == pytest.approx(pitch, abs=2)
    _, strength = loudest_near(pitch, 0.04)
    _, fundamental = loudest_near(FUNDAMENTAL, 0.04)
    assert 20 * np.log10(strength / fundamental / amplitude) == pytest.approx(0, abs=2.5)


def test_nothing_sounds_between_the_partials() -> None:
    """It is six tones and no noise."""
    stroke = second(0.05, 1.0)
    spectrum = np.abs(np.fft.rfft(stroke * np.kaiser(len(stroke), 14)))
    frequencies = np.fft.rfftfreq(len(stroke), 1 / SAMPLE_RATE)
    between = np.all([np.abs(frequencies - FUNDAMENTAL * r) > 50 for r, _ in PARTIALS], axis=0)
    assert 20 * np.log10(spectrum[between].max() / spectrum.max()) < -80


def test_the_fundamental_is_thirty_decibels_down_after_eight_seconds() -> None:
    """It dies away by 60 dB in 16 s, measured over whole beats."""
    early = level(only(second(0.1, BEAT), 180, 260))
    late = level(only(second(0.1 + 6 * BEAT, BEAT), 180, 260))
    assert (early - late) / (6 * BEAT) * 8 == pytest.approx(30, abs=1)


def test_high_partials_die_first() -> None:
    """After four seconds the bowl is its low tones: the highest three are gone."""
    assert level(only(second(0.01, 0.5), 1_500, 4_000)) > -40
    assert level(only(second(4.0, 0.5), 1_500, 4_000)) < -70


def test_the_fundamental_beats_and_never_falls_silent() -> None:
    """It swells and sinks slowly, by about 12 dB, and does not stop at the trough."""
    near = second(0.2, 4 * BEAT)
    time = np.arange(len(near)) / SAMPLE_RATE
    steady = only(near * 10 ** (3 * time / 16), 180, 260)
    windows = steady[: len(steady) // 2400 * 2400].reshape(-1, 2400)
    swell = np.array([level(window) for window in windows])[4:-4]
    assert swell.max() - swell.min() == pytest.approx(12, abs=2)


def test_the_stroke_swells_without_a_click() -> None:
    """It begins at nothing, takes about 9 ms, and throws no sound above its highest tone."""
    assert bowl()[0] == 0
    assert np.abs(second(0, 0.001)).max() < 0.03
    assert 0.004 < float(np.abs(bowl()).argmax()) / SAMPLE_RATE < 0.050
    assert np.abs(only(bowl(), 6_000, 24_000)).max() < 10 ** (-95 / 20)


def test_the_ring_ends_in_silence() -> None:
    """Where the clip ends nothing is heard, and its last frame is nothing at all."""
    assert bowl()[-1] == 0
    assert np.abs(bowl()[-SAMPLE_RATE // 5 :]).max() < 10 ** (-90 / 20)


def test_every_stroke_is_the_same() -> None:
    """A practice rendered again rings the same bell."""
    np.testing.assert_array_equal(strike("bowl").samples, strike("bowl").samples)


@pytest.mark.parametrize("kind", sorted(BELLS))
def test_every_bell_falls_by_sixty_decibels_in_its_time(kind: str) -> None:
    """It rings on until then, and no tone of it much longer than its lowest is said to."""
    sound = strike(kind).samples[:, 0].astype(np.float64)
    lasts = BELLS[kind].partials[0].decay

    def loudest(begin: float, end: float) -> float:
        part = sound[round(begin * lasts * SAMPLE_RATE) : round(end * lasts * SAMPLE_RATE)]
        return float(20 * np.log10(np.abs(part).max(initial=1e-9)))

    assert loudest(0.4, 0.6) > -45
    assert loudest(1.0, 9.0) < -57
    assert loudest(0.0, 0.2) > loudest(0.2, 0.4) > loudest(0.4, 0.6) > loudest(0.6, 0.8)
