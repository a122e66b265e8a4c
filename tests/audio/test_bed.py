"""Beds go round without a seam, are the same in every run, and disturb nobody."""

import hashlib

import numpy as np
import numpy.typing as npt
import pytest

from compassion_audio.audio.bed import BEDS, bed
from compassion_audio.audio.clip import Clip
from compassion_audio.audio.loudness import integrated, loudest, powers_of
from compassion_audio.script.marks import BEDS as WRITTEN
from compassion_audio.units import SAMPLE_RATE


@pytest.fixture(scope="module", params=sorted(BEDS))
def loop(request: pytest.FixtureRequest) -> Clip:
    """Compute each bed once."""
    return bed(request.param)


def treble(sound: npt.NDArray[np.float32]) -> float:
    """Give the power above 10 kHz around the middle of a short sound, where a click shows."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
    return float(spectrum[len(spectrum) * 10 // 24 :].mean())


def test_there_is_a_bed_for_each_name_of_the_language() -> None:
    """No `[bed …]` that parses is without its sound."""
    assert set(BEDS) == set(WRITTEN)


def test_it_goes_round_without_a_seam(loop: Clip) -> None:
    """Over the end into the beginning there is no more click than anywhere else."""
    sound = loop.samples[:, 0]
    seam = treble(np.concatenate([sound[-512:], sound[:512]]))
    elsewhere = [treble(sound[at : at + 1024]) for at in range(0, len(sound) - 1024, 24_000)]
    assert seam <= np.percentile(elsewhere, 95) * 4
    # the same measure hears a seam that is there
    cut = treble(np.concatenate([sound[30_000:30_512], -sound[90_000:90_512] + 0.05]))
    assert cut > seam


def test_it_has_two_sides(loop: Clip) -> None:
    """Left and right are as loud as each other, and not the same."""
    assert loop.samples.shape[1] == 2
    left, right = (np.sqrt(np.square(side).mean()) for side in loop.samples.T)
    assert 20 * np.log10(left / right) == pytest.approx(0, abs=1.5)
    assert float(np.asarray(np.corrcoef(loop.samples.T))[0, 1]) < 0.9


def test_it_neither_clips_nor_startles(loop: Clip) -> None:
    """Its peak is below full scale, nothing moves a speaker for ever, and no 400 ms leap out."""
    assert loop.peak == pytest.approx(0.5, abs=1e-3)
    assert np.abs(loop.samples.mean(axis=0)).max() < 1e-3
    powers = np.tile(powers_of(loop.samples), 2)
    assert loudest(powers, 4) - integrated(powers) < 8


def test_it_lasts_long_enough_not_to_be_noticed(loop: Clip) -> None:
    """At least twenty seconds."""
    assert loop.frames >= 20 * SAMPLE_RATE


def test_one_round_of_it_is_whole_frames_of_an_mp3(loop: Clip) -> None:
    """So that one round is encoded for all of them."""
    assert loop.frames % 1_152 == 0


@pytest.mark.parametrize("kind", ["rain", "drone"])
def test_it_is_the_same_in_every_run(kind: str) -> None:
    """Its dice are seeded by its name."""
    one, two = (hashlib.sha256(bed(kind).samples.tobytes()).hexdigest() for _ in range(2))
    assert one == two
