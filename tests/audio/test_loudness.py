"""The meter shows what the standards say it must, and what another meter shows."""

import re
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from compassion_audio.audio.clip import Samples
from compassion_audio.audio.loudness import (
    BLOCK_HOPS,
    SHORT_HOPS,
    SILENCE,
    Meter,
    integrated,
    loudest,
    loudness_range,
    powers_of,
    rows_of,
)

RATE = 48_000


def tone(*steps: tuple[float, float], hertz: float = 1000.0, channels: int = 2) -> Samples:
    """Give a sine of (dBFS, seconds) after (dBFS, seconds), the same in each channel."""
    levels = np.concatenate(
        [np.full(round(seconds * RATE), 10 ** (level / 20)) for level, seconds in steps]
    )
    sine = levels * np.sin(2 * np.pi * hertz * np.arange(len(levels)) / RATE)
    return np.repeat(sine[:, np.newaxis], channels, axis=1).astype(np.float32)


@pytest.mark.parametrize(
    ("case", "steps", "expected"),
    [
        (1, [(-23, 20)], -23.0),
        (2, [(-33, 20)], -33.0),
        (3, [(-36, 10), (-23, 60), (-36, 10)], -23.0),
        (4, [(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)], -23.0),
        (5, [(-26, 20), (-20, 20.1), (-26, 20)], -23.0),
    ],
)
def test_the_integrated_loudness_is_that_of_the_standard(
    case: int, steps: list[tuple[float, float]], expected: float
) -> None:
    """EBU Tech 3341, table 1, cases 1 to 5: within 0.1 LU."""
    assert integrated(powers_of(tone(*steps))) == pytest.approx(expected, abs=0.1), case


def test_steady_sound_has_one_loudness_in_every_measure() -> None:
    """Tech 3341, cases 1 and 2: momentary, short-term and integrated agree."""
    powers = powers_of(tone((-23, 20)))
    for hops in (BLOCK_HOPS, SHORT_HOPS):
        assert loudest(powers, hops) == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize("offset", range(0, 20, 4))
def test_a_burst_is_as_loud_as_it_lasts(offset: int) -> None:
    """Tech 3341, cases 10 and 13: a tone of the window's own length, wherever it begins."""
    start = 0.005 * offset
    for hops, seconds in ((SHORT_HOPS, 3.0), (BLOCK_HOPS, 0.4)):
        burst = tone((-200, start), (-23, seconds), (-200, 1))
        # a hop is 100 ms, so a burst between two of them loses at most what they share
        lost = 10 * np.log10(1 - 0.05 / seconds)
        assert -23.1 + lost <= loudest(powers_of(burst), hops) <= -22.9


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([(-20, 20), (-30, 20)], 10.0),
        ([(-20, 20), (-15, 20)], 5.0),
        ([(-40, 20), (-20, 20)], 20.0),
        ([(-50, 20), (-35, 20), (-20, 20), (-35, 20), (-50, 20)], 15.0),
    ],
)
def test_the_range_is_that_of_the_standard(
    steps: list[tuple[float, float]], expected: float
) -> None:
    """EBU Tech 3342, table 1, cases 1 to 4: within 1 LU."""
    assert loudness_range(powers_of(tone(*steps))) == pytest.approx(expected, abs=1.0)


def test_bass_counts_less_and_brightness_more() -> None:
    """The ear's own weighting: at 40 Hz some 5 dB less than at 1 kHz, at 8 kHz some 3 to 4 more."""
    middle, low, high = (
        integrated(powers_of(tone((-23, 4), hertz=hertz))) for hertz in (1000.0, 40.0, 8000.0)
    )
    assert -6.5 < low - middle < -4.5
    assert 2.8 < high - middle < 4.2


def test_sound_is_weighed_as_the_standard_writes_it() -> None:
    """BS.1770-4, tables 1 and 2, sample by sample: the same power in every millisecond.

    The second half is silence, in which the filters ring on for as long as they do.
    """
    noise = np.random.default_rng(3).normal(0.1, 0.1, (2 * RATE // 10, 1)).astype(np.float32)
    noise[RATE // 10 :] = 0
    weighed = noise[:, 0].astype(np.float64).tolist()
    for (b0, b1, b2), (a1, a2) in (
        (
            (1.53512485958697, -2.69169618940638, 1.19839281085285),
            (-1.69065929318241, 0.73248077421585),
        ),
        ((1.0, -2.0, 1.0), (-1.99004745483398, 0.99007225036621)),
    ):
        last: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
        for index, now in enumerate(weighed):
            x1, x2, y1, y2 = last
            out = b0 * now + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
            last, weighed[index] = (now, x1, out, y1), out
    expected = np.square(weighed).reshape(-1, 48).mean(axis=1)
    np.testing.assert_allclose(rows_of(noise), expected, rtol=1e-4, atol=1e-12)


def test_two_channels_are_three_lu_louder_than_one() -> None:
    """The same sound in both is twice the power."""
    one, both = (integrated(powers_of(tone((-23, 5), channels=many))) for many in (1, 2))
    assert both - one == pytest.approx(10 * np.log10(2), abs=1e-6)


def test_silence_has_no_loudness() -> None:
    """Nor has what lies under the absolute gate."""
    assert integrated(powers_of(np.zeros((RATE, 1), dtype=np.float32))) == SILENCE
    assert integrated(powers_of(tone((-75, 5)))) == SILENCE
    assert loudness_range(powers_of(tone((-23, 1)))) == 0.0


def test_pauses_do_not_count() -> None:
    """A practice that is half silence is as loud as its speech."""
    spoken = powers_of(tone((-23, 3), (-30, 2)))
    paused = np.concatenate([spoken, np.zeros(50), spoken, np.zeros(100)])
    assert integrated(paused) == pytest.approx(integrated(spoken), abs=0.35)


@given(st.lists(st.integers(1, 30_000), min_size=1, max_size=8), st.integers(0, 2**16))
@settings(max_examples=25)
def test_how_a_stream_is_handed_over_leaves_no_trace(sizes: list[int], seed: int) -> None:
    """Block by block or as a whole, the power is the same."""
    noise = np.random.default_rng(seed).uniform(-0.5, 0.5, (sum(sizes), 2)).astype(np.float32)
    meter = Meter(2)
    for begin, end in pairwise([0, *np.cumsum(sizes).tolist()]):
        meter.add(noise[begin:end])
    whole = Meter(2)
    whole.add(noise)
    np.testing.assert_allclose(meter.powers, whole.powers, rtol=1e-6)


def test_another_meter_shows_the_same(program: Callable[[str], str]) -> None:
    """Ffmpeg's ebur128, over noise that swells and pauses: within 0.1 LU."""
    dice = np.random.default_rng(7)
    swell = np.repeat(dice.uniform(0, 0.3, 60), RATE // 2)
    noise = (swell * dice.standard_normal(len(swell)) * 0.3).astype(np.float32)
    file = Path("noise.wav")
    soundfile.write(file, noise, RATE, subtype="FLOAT")
    command = [program("ffmpeg"), "-nostats", "-i", str(file), "-af", "ebur128", "-f", "null", "-"]
    told = subprocess.run(command, capture_output=True, check=True, text=True).stderr
    summary = told.rpartition("Summary:")[2]
    loudness, span = (float(found) for found in re.findall(r"(?:I|LRA): +(-?[\d.]+) LU", summary))
    powers = powers_of(noise[:, np.newaxis])
    assert integrated(powers) == pytest.approx(loudness, abs=0.1)
    assert loudness_range(powers) == pytest.approx(span, abs=0.3)
