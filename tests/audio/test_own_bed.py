"""A bed of a person's own goes round without a seam, whatever it is made of."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from compassion_audio.audio.clip import Samples
from compassion_audio.audio.loudness import powers_of
from compassion_audio.audio.mix import Looped, mix
from compassion_audio.audio.own_bed import CROSS_FADE, OwnBed, read_own_bed
from compassion_audio.errors import FileError
from compassion_audio.units import Milliseconds

RATE = 48_000
SECONDS = 16
FILE = Path("creek.wav")
Row = npt.NDArray[np.float64]

TIME = np.arange(SECONDS * RATE + 1_234) / RATE
LEVEL = ((Milliseconds(0), 1.0),)


def water() -> Row:
    """Give two channels of noise that have nothing in common, deep enough to show a step."""
    dice = np.random.default_rng(1)
    spectrum = np.fft.rfft(dice.standard_normal((len(TIME), 2)), axis=0)
    spectrum /= np.maximum(np.arange(len(spectrum)), 5_000)[:, np.newaxis]
    sound = np.fft.irfft(spectrum, n=len(TIME), axis=0)
    even: Row = 0.3 * sound / np.abs(sound).max()
    return even


def tone() -> Row:
    """Give a chord whose rounds end nowhere near the end of the file."""
    chord = sum(np.sin(2 * np.pi * pitch * TIME) for pitch in (110.37, 165.11, 220.9))
    return np.stack([0.1 * np.asarray(chord)] * 2, axis=1)


def both() -> Row:
    """Give a chord with water under it."""
    return tone() + 0.2 * water()


def own(sound: npt.NDArray[np.floating], rate: int = RATE) -> OwnBed:
    """Write a bed to a file, and read it."""
    soundfile.write(FILE, sound, rate, subtype="FLOAT")
    return read_own_bed(FILE)


def around(bed: OwnBed, rounds: int = 2) -> Samples:
    """Give it as it goes round."""
    return np.concatenate([bed.part(0, bed.frames)] * rounds)


@pytest.mark.parametrize("make", [water, tone, both])
def test_nothing_clicks_where_it_goes_round(make: Callable[[], Row]) -> None:
    """The joint bends no more than the sound does anywhere."""
    bed = own(make())
    bends = np.abs(np.diff(around(bed), n=2, axis=0)).max(axis=1)
    seam = len(bed.seam)
    for joint in (bed.frames, bed.frames + seam):
        near = bends[joint - 20 : joint + 20].max()
        assert near <= 1.1 * bends[seam + 100 : bed.frames - 100].max()


@pytest.mark.parametrize(("make", "most"), [(water, 1.2), (tone, 0.3), (both, 0.4)])
def test_the_cross_fade_is_as_loud_as_the_rest(make: Callable[[], Row], most: float) -> None:
    """Half a second after half a second: neither the dip of alike nor the bump of unlike sounds."""
    bed = own(make())
    rows = around(bed)[: 2 * bed.frames // 24_000 * 24_000].reshape(-1, 24_000 * 2)
    levels = 10 * np.log10(np.square(rows, dtype=np.float64).mean(axis=1))
    assert np.abs(levels - np.median(levels)).max() < most
    seam = levels[: CROSS_FADE // 500]
    assert seam.mean() == pytest.approx(levels[len(seam) :].mean(), abs=0.5)


def test_beyond_the_seam_it_is_the_file_itself() -> None:
    """Left stays left, and nothing is lost but what the cross-fade takes."""
    sound = water().astype(np.float32)
    bed = own(sound)
    seam = len(bed.seam)
    assert seam == CROSS_FADE * 48
    np.testing.assert_array_equal(bed.part(seam, bed.frames), sound[seam : bed.frames])
    assert len(sound) - bed.frames - seam <= 250 * 48


def test_any_part_of_it_is_the_same_however_it_is_asked_for() -> None:
    """Within the seam, over its end, beyond the last frame."""
    bed = own(both())
    whole, seam = bed.part(0, bed.frames), len(bed.seam)
    for begin, end in ((0, 10), (seam - 5, seam + 5), (seam, seam + 9), (bed.frames - 3, 10**8)):
        np.testing.assert_array_equal(bed.part(begin, end), whole[begin:end])


def test_a_mono_file_lies_equally_on_both_sides() -> None:
    """At the power it has there."""
    bed = own(tone()[:, 0])
    parts = list(mix([], length=Milliseconds(2_000), beds=[Looped(bed, 1.0, LEVEL, LEVEL)]))
    heard = np.concatenate(parts)
    np.testing.assert_array_equal(heard[:, 0], heard[:, 1])
    told, wanted = bed.powers[:20], powers_of(heard)
    assert told[5:] == pytest.approx(wanted[5:], rel=0.02)


def test_silence_at_its_ends_is_left_out() -> None:
    """What an encoder or an editor put there would be a hole in the bed."""
    hole = np.zeros((3 * RATE, 2))
    bed = own(np.concatenate([hole, water(), hole]))
    levels = np.abs(around(bed)[: 2 * bed.frames // 4_800 * 4_800]).reshape(-1, 9_600).max(axis=1)
    assert levels.min() > 0.1 * levels.max()


def test_the_same_file_gives_the_same_bed() -> None:
    """To the bit, also where the seam was measured."""
    first, second = own(both()), own(both())
    np.testing.assert_array_equal(around(first, 1), around(second, 1))


@pytest.mark.parametrize(
    ("sound", "rate", "told"),
    [
        (water()[: RATE * 3 // 2], RATE, "too short for a bed: it sounds for 1.5 seconds"),
        (np.zeros((RATE * 3, 2)), RATE, "silent"),
        (np.full((RATE * 3, 2), 0.25), RATE, "silent"),
        (np.zeros((16 * 60 * 4_000, 1)) + 0.1, 4_000, "longer than 15:00"),
    ],
)
def test_what_cannot_be_a_bed_is_refused(
    sound: npt.NDArray[np.floating], rate: int, told: str
) -> None:
    """Too short, silent (a constant is), too long."""
    with pytest.raises(FileError, match=told):
        own(sound, rate)


def test_a_bed_of_two_seconds_is_one() -> None:
    """Its seam takes a quarter of it."""
    bed = own(water()[: 2 * RATE])
    assert bed.frames >= 1.25 * RATE
    assert len(bed.powers) > 0
