"""A clip is float32 by frames and channels, and resampling changes nothing that can be heard."""

import os
import subprocess
import sys

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.audio.clip import Clip, mono, resampled
from compassion_audio.units import SAMPLE_RATE, Hertz

RATES = (8_000, 16_000, 22_050, 24_000, 44_100)
"""What the voices of the house speak at, and what people's own files have."""


def tone(pitch: float, rate: int, *, seconds: float = 1.0) -> Clip:
    """Make a sine of half scale."""
    time = np.arange(round(seconds * rate)) / rate
    return mono(0.5 * np.sin(2 * np.pi * pitch * time), Hertz(rate))


Row = npt.NDArray[np.floating]


def middle(clip: Clip) -> Row:
    """Give a clip's one row without the tenth at either end, where a resampler swings in."""
    edge = clip.frames // 10
    return clip.samples[edge:-edge, 0].astype(np.float64)


def spectrum(clip: Clip) -> tuple[Row, Row]:
    """Measure frequencies, and their levels in dB against a sine of full scale."""
    heard = middle(clip)
    window = np.kaiser(len(heard), 20)  # its own side lobes lie below -150 dB
    strength = np.abs(np.fft.rfft(heard * window)) * 2 / window.sum()
    frequencies = np.arange(len(strength)) * (clip.rate / len(heard))
    return frequencies, 20 * np.log10(strength + 1e-12)


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(10, dtype=np.float32),
        np.zeros((10, 1), dtype=np.float64),
        np.zeros((10, 1), dtype=np.int16),
        np.zeros((10, 1, 1), dtype=np.float32),
    ],
)
def test_a_clip_refuses_any_other_shape_or_number(samples: npt.NDArray[np.float32]) -> None:
    """What is not float32 by frames and channels is refused when it is made, not when heard."""
    with pytest.raises(ValueError, match="float32"):
        Clip(samples)


def test_a_row_of_samples_becomes_one_channel() -> None:
    """`mono` keeps values and order, and says the rate it was told."""
    clip = mono([0.5, -1, 0.25], Hertz(16_000))
    assert clip.samples.dtype == np.float32
    assert clip.samples.tolist() == [[0.5], [-1.0], [0.25]]
    assert clip.rate == 16_000


def test_length_is_cut_to_whole_milliseconds() -> None:
    """One frame short of eleven milliseconds is ten, at any rate."""
    assert mono(np.zeros(11 * 48 - 1)).length == 10
    assert mono(np.zeros(11 * 48)).length == 11
    assert mono(np.zeros(22_050), Hertz(22_050)).length == 1_000


def test_the_peak_is_the_largest_sample_on_either_side() -> None:
    """A trough counts as a crest does, and a clip of nothing has none."""
    assert mono([0.25, -0.75, 0.5]).peak == 0.75
    assert mono([]).peak == 0.0


def test_a_clip_at_48_khz_is_left_as_it_is() -> None:
    """There is nothing to compute, and nothing is lost."""
    clip = tone(440, SAMPLE_RATE, seconds=0.1)
    assert resampled(clip) is clip


@pytest.mark.parametrize("rate", [*RATES, 96_000])
def test_resampling_keeps_the_length(rate: int) -> None:
    """A second stays a second, to the frame."""
    clip = resampled(tone(440, rate))
    assert clip.rate == SAMPLE_RATE
    assert abs(clip.frames - SAMPLE_RATE) <= 1


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("share", [0.02, 0.2, 0.4])
def test_resampling_keeps_a_tone_and_adds_no_image(rate: int, share: float) -> None:
    """Pitch and level stay; everything else, images above all, lies below -80 dB."""
    pitch = share * rate
    clip = resampled(tone(pitch, rate))
    frequencies, levels = spectrum(clip)
    assert frequencies[int(np.argmax(levels))] == pytest.approx(pitch, abs=2)
    assert np.std(middle(clip)) == pytest.approx(0.5 / np.sqrt(2), rel=0.001)
    elsewhere = np.abs(frequencies - pitch) > 40
    assert levels[elsewhere].max() < -80


def test_resampling_down_folds_nothing_back() -> None:
    """What 48 kHz cannot hold is gone; it does not come back as another pitch."""
    _, levels = spectrum(resampled(tone(30_000, 96_000)))
    assert levels.max() < -80


def test_resampling_keeps_channels_apart() -> None:
    """What sounds on one side stays there."""
    left = tone(440, 22_050).samples
    both = Clip(np.hstack([left, np.zeros_like(left)]), Hertz(22_050))
    clip = resampled(both)
    assert clip.samples.shape[1] == 2
    assert np.abs(clip.samples[:, 0]).max() > 0.4
    assert not clip.samples[:, 1].any()


def test_nothing_resampled_is_nothing() -> None:
    """An engine that says nothing gives no clip to stumble over."""
    assert resampled(mono([], Hertz(22_050))).samples.shape == (0, 1)


@given(st.integers(1, 2), st.sampled_from([8_000, 44_100, 48_000]), st.integers(0, 2**32 - 1))
def test_a_clip_goes_to_pydub_and_back(channels: int, rate: int, seed: int) -> None:
    """Shape, rate and every sample to 24 bits; pydub sees the same length."""
    draw = np.random.default_rng(seed)
    samples = draw.uniform(-1, 1, (rate // 10, channels)).astype(np.float32)
    clip = Clip(samples, Hertz(rate))
    segment = clip.to_pydub()
    assert len(segment) == 100
    back = Clip.from_pydub(segment)
    assert back.rate == rate
    np.testing.assert_allclose(back.samples, samples, atol=2**-24)


def test_what_is_over_full_scale_is_cut_off_and_not_turned_over() -> None:
    """Whole numbers that overflow would turn a peak into its opposite."""
    back = Clip.from_pydub(mono([1.5, -1.5, 1.0, -1.0]).to_pydub())
    np.testing.assert_allclose(back.samples[:, 0], [1, -1, 1, -1], atol=1e-6)


def test_any_width_comes_from_pydub() -> None:
    """Files that pydub reads have 16 bits, or 24 in 32."""
    segment = mono([0.5, -0.25, 0.0, 0.125]).to_pydub().set_sample_width(2)
    assert Clip.from_pydub(segment).samples[:, 0].tolist() == [0.5, -0.25, 0.0, 0.125]


def test_pydub_says_nothing_of_itself() -> None:
    """No ffmpeg on the PATH, an old audioop, wrong escapes in its source: none of our people's."""
    look = (
        "from compassion_audio.audio.clip import mono; mono([0.5]).to_pydub();"
        "import warnings; print(len(warnings.filters) > 0)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", look],
        capture_output=True,
        check=False,
        env=os.environ | {"PATH": "", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
