"""A person's own sound is whole in its pieces, faded at its edges, and measured as it is."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from compassion_audio.audio.clip import Samples, mono
from compassion_audio.audio.held import PIECE, held
from compassion_audio.audio.loudness import integrated
from compassion_audio.audio.measured import measured
from compassion_audio.audio.own_sound import FADE_IN, FADE_OUT, OwnSound, read_own_sound
from compassion_audio.errors import FileError
from compassion_audio.timeline.plan import STEP

RATE = 48_000
FILE = Path("birds.wav")


def noise(seconds: float, level: float = 0.1, channels: int = 1) -> Samples:
    """Give the same noise each time."""
    dice = np.random.default_rng(5)
    shape = (round(seconds * RATE), channels)
    return (level * dice.standard_normal(shape)).astype(np.float32)


def own(samples: Samples, rate: int = RATE) -> OwnSound:
    """Write a sound to a file, and read it as a recording does."""
    soundfile.write(FILE, samples, rate, subtype="FLOAT")
    return read_own_sound(FILE)


def test_the_pieces_are_the_whole_sound_in_order() -> None:
    """They lie end to end, each short enough for memory, and between the fades nothing changes."""
    samples = noise(23.456)
    pieces = list(own(samples).pieces)
    assert [piece.begin for piece in pieces] == [0, 10_000, 20_000]
    assert max(piece.frames for piece in pieces) == PIECE
    heard = np.concatenate([piece.fetch().samples for piece in pieces])
    begin, end = FADE_IN * 48, len(samples) - FADE_OUT * 48
    np.testing.assert_array_equal(heard[begin:end], samples[begin:end])
    assert len(heard) == len(samples)


@pytest.mark.parametrize("seconds", [0.01, 0.5, 10.0, 10.05])
def test_it_begins_and_ends_without_a_click(seconds: float) -> None:
    """It rises from nothing and falls to nothing, also where a piece ends within the fade."""
    level = np.full((round(seconds * RATE), 1), 0.5, dtype=np.float32)
    level[::2] *= -1
    heard = np.concatenate([piece.fetch().samples for piece in own(level).pieces])[:, 0]
    size = np.abs(heard)
    assert size[0] < 0.02
    assert size[-1] < 0.02
    assert np.abs(np.diff(size)).max() < 0.03
    assert size.max() == pytest.approx(0.5)
    rising = int(np.argmax(size > 0.49))
    assert rising <= min(FADE_IN * 48, len(level) * 0.1)


def test_it_is_measured_in_pieces_as_it_would_be_in_one() -> None:
    """Its loudness and its peak do not depend on where it was cut."""
    samples = noise(21.0) * np.linspace(0.1, 1, 21 * RATE, dtype=np.float32)[:, np.newaxis]
    found, whole = own(samples).measured, measured(mono(samples[:, 0]))
    np.testing.assert_allclose(found.powers, whole.powers, rtol=1e-3, atol=1e-9)
    np.testing.assert_allclose(found.kept, whole.kept, rtol=1e-3)
    assert (found.frames, found.peak) == (whole.frames, whole.peak)
    assert integrated(found.powers) == pytest.approx(integrated(whole.powers), abs=0.01)


def test_it_comes_in_mono_at_48_khz_and_lasts_whole_steps() -> None:
    """Whatever the file has; what follows it in the plan begins on the usual grid."""
    left = np.sin(2 * np.pi * 440 * np.arange(44_100) / 44_100) * 0.2
    found = own(np.stack([left, np.zeros(44_100)], axis=1).astype(np.float32), 44_100)
    assert found.samples.channels == 1
    assert found.samples.frames == pytest.approx(RATE, abs=2)
    assert found.length % STEP == 0
    assert 0 <= found.length - 1000 < STEP + 1
    heard = next(found.pieces).fetch().samples
    assert np.abs(heard).max() == pytest.approx(0.1, rel=0.02)


def test_what_decides_the_samples_decides_the_digest() -> None:
    """So what was encoded of it is found again, and never taken for another; each piece has one."""
    first, again, other = (
        [piece.digest for piece in own(noise(12, level)).pieces] for level in (0.1, 0.1, 0.11)
    )
    assert first == again
    assert len({*first, *other}) == 4


@pytest.mark.parametrize(
    ("samples", "told"),
    [
        (np.zeros((RATE, 1), dtype=np.float32), "silent"),
        (np.full((RATE, 1), 1e-5, dtype=np.float32), "silent"),
        (np.zeros((0, 1), dtype=np.float32), "empty"),
        (noise(31 * 60, channels=1)[::8], "longer than 30:00"),
    ],
)
def test_what_cannot_be_a_sound_is_refused_in_a_line(samples: Samples, told: str) -> None:
    """Silent, empty, or endless; an endless one before it has filled the disk."""
    with pytest.raises(FileError, match=told) as caught:
        own(samples, RATE if len(samples) < 9_000_000 else RATE // 8)
    assert caught.value.hint


def test_what_is_held_is_read_back_from_anywhere() -> None:
    """In order, beyond its end, and not at all; nothing is held of nothing."""
    samples = noise(1.0, channels=2)
    found = held([samples[:100], samples[100:]], 2)
    assert found is not None
    np.testing.assert_array_equal(found.part(0, 10**9), samples)
    np.testing.assert_array_equal(found.part(77, 1_077), samples[77:1_077])
    assert found.part(len(samples), len(samples) + 5).shape == (0, 2)
    assert held([], 1) is None
