"""A voice is softened and brought to 48 kHz at once, and nothing else happens to it."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compassion_audio.audio.clip import mono
from compassion_audio.audio.softening import softened
from compassion_audio.units import SAMPLE_RATE, Hertz

RATE = 22_050
Row = npt.NDArray[np.float64]


def heard(samples: Row, rate: int = RATE) -> Row:
    """Soften a row of samples, and give what came of it."""
    clip = softened(mono(samples, Hertz(rate)))
    assert clip.rate == SAMPLE_RATE
    return clip.samples[:, 0].astype(np.float64)


def sine(pitch: float, rate: int = RATE) -> Row:
    """Give a second of a sine of half scale."""
    row: Row = 0.5 * np.sin(2 * np.pi * pitch * np.arange(rate) / rate)
    return row


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 24_000, 44_100])
@pytest.mark.parametrize("pitch", [50, 200, 1_000, 3_000])
def test_the_curve_is_that_of_a_gentle_low_pass_at_every_rate(rate: int, pitch: int) -> None:
    """A sine keeps its pitch, its place and its shape, to the hundred-thousandth."""
    expected = np.sin(2 * np.pi * pitch * np.arange(SAMPLE_RATE) / SAMPLE_RATE)
    expected *= 0.5 * (1 + (pitch / 4_000) ** 2) ** -0.5
    found = heard(sine(pitch, rate), rate)
    assert len(found) == SAMPLE_RATE
    np.testing.assert_allclose(found[2_000:-2_000], expected[2_000:-2_000], atol=1e-5)


@pytest.mark.parametrize(
    ("pitch", "loss"), [(200, 0.0), (1_000, 0.3), (4_000, 3.0), (8_000, 7.0), (9_500, 8.2)]
)
def test_consonants_are_softened_and_vowels_are_not(pitch: int, loss: float) -> None:
    """3 dB at 4 kHz, and nothing to speak of where a voice lives."""
    found = heard(sine(pitch))[2_000:-2_000]
    assert 20 * np.log10(np.std(found) / np.std(sine(pitch))) == pytest.approx(-loss, abs=0.1)


@pytest.mark.parametrize("pitch", [1_000, 5_000, 9_000, 10_500, 10_900])
def test_no_image_is_left(pitch: int) -> None:
    """What lies above half the old rate was no part of the voice: 100 dB under full scale."""
    found = heard(sine(pitch))[2_000:-2_000]
    window = np.blackman(len(found)) ** 2
    spectrum = np.abs(np.fft.rfft(found * window)) / window.sum() * 2
    above = np.fft.rfftfreq(len(found), 1 / SAMPLE_RATE) > RATE / 2 + 200
    assert spectrum[above].max() < 1e-5


@pytest.mark.parametrize("frame", [0, 500, 1_023, 7_000])
def test_nothing_moves_in_time(frame: int) -> None:
    """A click stays where it was, and none comes round from one end of the line to the other."""
    click = np.zeros(frame + 1_024)
    click[frame] = 0.9
    found = np.abs(heard(click))
    place = frame * SAMPLE_RATE / RATE
    assert int(found.argmax()) == pytest.approx(place, abs=1)
    assert found[np.abs(np.arange(len(found)) - place) > 160].max() < 1e-5


@given(st.integers(0, 9_000), st.sampled_from([8_000, 16_000, 22_050, 44_100]))
@settings(max_examples=25)
def test_a_sound_of_any_length_keeps_it(frames: int, rate: int) -> None:
    """To the frame, a part of one counting as one; and a steady sound is steady to its ends."""
    found = heard(np.full(frames, 0.5), rate)
    assert len(found) == -(-frames * SAMPLE_RATE // rate)
    middle = found[600:-600]
    np.testing.assert_allclose(middle, 0.5, atol=1e-5)


@given(st.integers(1, 30_000), st.integers(0, 2**16))
@settings(max_examples=15)
def test_what_follows_changes_nothing_before_it(frames: int, seed: int) -> None:
    """A sound is the same to the bit, whatever length of silence it is handed over with."""
    noise = np.random.default_rng(seed).uniform(-0.5, 0.5, frames)
    alone = heard(noise)
    followed = heard(np.concatenate([noise, np.zeros(9_000)]))
    np.testing.assert_array_equal(followed[: len(alone)], alone)


def test_it_is_the_same_to_the_bit_in_many_threads() -> None:
    """Lines are softened as many at once as there are processors."""
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, 60_000)
    alone = heard(noise)
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(heard, [noise] * 12):
            np.testing.assert_array_equal(found, alone)
