"""What is measured in a recording is what is in it, and what other meters read."""

import math
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from compassion_audio.audio.bed import BEDS, bed
from compassion_audio.audio.bell import BELLS, strike
from compassion_audio.audio.clip import Samples
from compassion_audio.audio.measure import NOTHING, Measured, measure
from compassion_audio.audio.read import opened_sound
from compassion_audio.audio.struck import Stroke
from compassion_audio.units import Milliseconds

RATE = 48_000


def tone(level: float, seconds: float, hertz: float = 997.0, channels: int = 1) -> Samples:
    """Make a sine with so many dB of full scale."""
    time = np.arange(round(seconds * RATE)) / RATE
    wave = 10 ** (level / 20) * np.sin(2 * np.pi * hertz * time)
    fade = np.minimum(1, np.minimum(time, time[::-1]) / 0.02)
    return np.repeat((wave * fade)[:, np.newaxis], channels, axis=1).astype(np.float32)


def quiet(seconds: float, channels: int = 1) -> Samples:
    """Make digital silence."""
    return np.zeros((round(seconds * RATE), channels), dtype=np.float32)


def measured(*pieces: Samples, strokes: tuple[Stroke, ...] = ()) -> Measured:
    """Measure pieces, one after the other."""
    return measure(iter(pieces), channels=pieces[0].shape[1], strokes=strokes)


def test_the_levels_of_a_sine_are_those_it_was_made_with() -> None:
    """Length, peaks, RMS and loudness of a tone of -23 dB."""
    found = measured(tone(-23, 20))
    assert found.frames == 20 * RATE
    assert found.peak == pytest.approx(-23, abs=0.01)
    assert found.true_peak == pytest.approx(-23, abs=0.05)
    assert found.rms == pytest.approx(-26.01, abs=0.05)
    assert found.loudness == pytest.approx(-26.0, abs=0.1)
    assert found.momentary == pytest.approx(found.short_term, abs=0.05)


def test_another_meter_reads_the_same(program: Callable[[str], str]) -> None:
    """Ffmpeg's ebur128 over swelling noise, its loudness, range and true peak: within 0.1."""
    dice = np.random.default_rng(5)
    swell = np.repeat(dice.uniform(0, 0.3, 40), RATE // 2)
    noise = (swell * dice.standard_normal(len(swell)) * 0.3).astype(np.float32)
    soundfile.write("noise.wav", noise, RATE, subtype="FLOAT")
    graph = ["-af", "ebur128=peak=true", "-f", "null", "-"]
    command = [program("ffmpeg"), "-nostats", "-i", "noise.wav", *graph]
    told = subprocess.run(command, capture_output=True, check=True, text=True).stderr
    summary = told.rpartition("Summary:")[2]
    loudness, span, peak = (
        float(value) for value in re.findall(r"(?:I|LRA|Peak): +(-?[\d.]+) (?:LU|dB)", summary)
    )
    with opened_sound(Path("noise.wav")) as opened:
        found = measure(opened.blocks, channels=opened.channels)
    assert found.loudness == pytest.approx(loudness, abs=0.1)
    assert found.range == pytest.approx(span, abs=0.3)
    assert found.true_peak == pytest.approx(peak, abs=0.1)


def test_a_peak_between_samples_is_found_and_placed() -> None:
    """A tone at a quarter of the rate, whose samples miss its peaks by 3 dB."""
    time = np.arange(RATE)
    wave = (0.5 * np.sin(np.pi / 2 * time + np.pi / 4)).astype(np.float32)[:, np.newaxis]
    found = measured(quiet(7), wave * np.hanning(RATE)[:, np.newaxis].astype(np.float32))
    assert found.true_peak - found.peak == pytest.approx(3.0, abs=0.2)
    assert found.true_peak_at == pytest.approx(7500, abs=60)


def test_the_noise_floor_is_that_of_the_quietest_half_second() -> None:
    """Found under speech, and placed; the silence an encoder put at the end does not hide it."""
    hiss = np.random.default_rng(1).normal(0, 10 ** (-62 / 20), (2 * RATE, 1)).astype(np.float32)
    found = measured(tone(-20, 4), hiss, tone(-20, 4), quiet(0.4))
    assert found.noise_floor == pytest.approx(-62, abs=0.3)
    assert 4000 <= found.noise_floor_at <= 5600


def test_pauses_of_digital_silence_are_no_noise() -> None:
    """And it is said how much of it there is."""
    found = measured(tone(-20, 4), quiet(4))
    assert found.noise_floor == -math.inf
    assert found.silent == pytest.approx(4000, abs=2)


def test_rms_is_given_with_pauses_and_without() -> None:
    """A recording that is half silence is 3 dB lower in all than where it sounds."""
    found = measured(tone(-20, 10), quiet(10))
    assert found.sounding_rms == pytest.approx(-23.0, abs=0.2)
    assert found.rms == pytest.approx(-26.0, abs=0.1)


def test_clipping_is_counted_and_placed_wherever_it_falls() -> None:
    """Three samples in a row at full scale, across the edge of two parts of the work too."""
    sound = tone(-6, 12)
    for at in (RATE, 5 * RATE - 1, 10 * RATE - 2):
        sound[at : at + 3] = 1.0
    sound[3 * RATE : 3 * RATE + 2] = 1.0
    found = measured(sound)
    assert found.clipped_at == (1000, 4999, 9999)
    assert found.clipped == 3


@given(st.lists(st.integers(1, 400_000), min_size=1, max_size=6), st.integers(0, 2**16))
@settings(max_examples=12)
def test_how_a_stream_is_handed_over_leaves_no_trace(sizes: list[int], seed: int) -> None:
    """In many blocks or in one, everything that is measured is the same."""
    noise = np.random.default_rng(seed).normal(0, 0.2, (sum(sizes), 2)).astype(np.float32)
    ends = np.cumsum(sizes)
    pieces = [noise[end - size : end] for size, end in zip(sizes, ends, strict=True)]
    one, other = measured(noise), measured(*pieces)
    for name in ("frames", "loudness", "true_peak", "rms", "noise_floor", "clipped_at", "clicks"):
        assert getattr(one, name) == getattr(other, name), name
    np.testing.assert_array_equal(one.levels, other.levels)
    np.testing.assert_array_equal(one.highs, other.highs)


def test_a_known_bell_is_taken_away() -> None:
    """What is left where it rang is silence, also across the parts of the work."""
    bell = strike("chime")
    sound = quiet(20)
    sound[4 * RATE : 4 * RATE + bell.frames] += 0.5 * bell.samples
    found = measured(sound, strokes=(Stroke("chime", Milliseconds(4000), 0.5),))
    assert found.levels.min() > 200
    assert found.with_bells.min() == pytest.approx(12, abs=1)
    assert found.with_bells[3999] == NOTHING


def test_silence_alone_can_be_measured() -> None:
    """And so can next to nothing: no number is made up for what is not there."""
    found = measured(quiet(3))
    assert (found.loudness, found.true_peak, found.rms) == (-math.inf,) * 3
    assert measured(quiet(0.01)).length == 10
    assert measure(iter([]), channels=1).frames == 0


@pytest.mark.parametrize("kind", sorted(BELLS))
def test_no_bell_of_ours_clicks(kind: str) -> None:
    """Also the wooden one, which strikes in two milliseconds."""
    assert measured(quiet(1), 0.5 * strike(kind).samples).clicks == 0


@pytest.mark.parametrize("kind", sorted(BEDS))
def test_no_bed_of_ours_clicks(kind: str) -> None:
    """Neither its drops and bubbles nor the place where its loop begins again."""
    loop = 0.1 * bed(kind).samples
    around = np.concatenate([loop[-6 * RATE :], loop[: 6 * RATE]])
    faded = around * np.hanning(len(around)).astype(np.float32)[:, np.newaxis]
    assert measured(faded).clicks == 0


def planted() -> Iterator[tuple[str, Samples, int]]:
    """Give steps of -30 dB in a pause, in a loud tone, under noise, on one channel."""
    step = (0.0316 * np.exp(-np.arange(4800) / 900)).astype(np.float32)[:, np.newaxis]
    hiss = np.random.default_rng(3).normal(0, 0.0003, (3 * RATE, 1)).astype(np.float32)
    for name, sound in (
        ("pause", quiet(3)),
        ("tone", tone(-12, 3, hertz=180)),
        ("hiss", hiss),
    ):
        planted = sound.copy()
        planted[70_000:74_800] += step
        yield name, planted, 1458
    both = tone(-12, 3, hertz=180, channels=2)
    both[70_000:74_800, 1:] -= step
    yield "one channel", both, 1458


@pytest.mark.parametrize(("name", "sound", "at"), list(planted()))
def test_a_planted_click_is_found(name: str, sound: Samples, at: int) -> None:
    """Once, and to the millisecond."""
    assert name
    assert measured(sound).clicks_at == (at,)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux counts it")
def test_memory_hardly_grows() -> None:
    """Twenty minutes of stereo are 460 MB of samples; measuring them takes a fraction of that."""
    look = (
        "import resource, numpy as np;"
        "from compassion_audio.audio.measure import measure;"
        "usage = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        "block = np.full((48_000, 2), 0.01, dtype=np.float32);"
        "measure((block for _ in range(20)), channels=2); before = usage();"
        "measure((block for _ in range({})), channels=2); print(usage() - before)"
    )
    command = [sys.executable, "-c", look.format(300)]
    grown = int(subprocess.run(command, capture_output=True, check=True).stdout)
    assert grown < 25_000
