"""The mix is the sum of its clips at their places, and silence in it is nothing but zeros."""

import tracemalloc
from dataclasses import replace
from functools import partial
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compassion_audio.audio.clip import Clip, Samples, mono
from compassion_audio.audio.mix import (
    APART,
    BLOCK,
    Looped,
    Placed,
    Stretch,
    mix,
    quantised,
    stretches,
)
from compassion_audio.audio.peaks import limited
from compassion_audio.units import Decibels, Frames, Milliseconds, frames_at

DIGEST = b"of samples"

LEVEL = ((Milliseconds(0), 1.0),)
"""A curve that stays where it is."""

STEP = 1 / 32767
"""One step of 16 bits."""


@st.composite
def mixtures(draw: st.DrawFn) -> tuple[list[Placed], Milliseconds]:
    """Draw clips anywhere in a few seconds, over block borders and over the end."""
    length = Milliseconds(draw(st.integers(0, 3_500)))
    noise = np.random.default_rng(draw(st.integers(0, 99)))
    starts = st.integers(0, 3_600) | st.sampled_from([0, 999, 1_000, 1_001, 2_000, 3_000])
    sizes = st.integers(0, 2_500 * 48) | st.sampled_from([1, BLOCK - 1, BLOCK, BLOCK + 1])
    placed = [
        at(
            mono(noise.uniform(-1, 1, draw(sizes))),
            Milliseconds(draw(starts)),
            draw(st.floats(0.01, 2)),
        )
        for _ in range(draw(st.integers(0, 5)))
    ]
    return placed, length


def at(clip: Clip, start: Milliseconds, gain: float) -> Placed:
    """Place a clip."""
    return Placed(lambda: clip, start, gain, Frames(clip.frames), DIGEST)


def joined(blocks: list[Samples]) -> npt.NDArray[np.float32]:
    """Lay blocks end to end, as one row."""
    return np.concatenate([np.zeros((0, 1), dtype=np.float32), *blocks])[:, 0]


def rounded(*rows: npt.ArrayLike) -> npt.NDArray[np.int16]:
    """Quantise rows as the blocks of one stream, and lay them end to end."""
    blocks = [np.asarray(row, dtype=np.float32).reshape(-1, 1) for row in rows]
    return np.concatenate(list(quantised(blocks)))[:, 0]


@given(mixtures())
@settings(max_examples=60)
def test_a_mix_is_the_sum_of_its_clips(mixture: tuple[list[Placed], Milliseconds]) -> None:
    """Block borders leave no trace: it equals the sum made in one piece, and zeros are zeros."""
    placed, length = mixture
    blocks = list(mix(placed, length=length))
    total = frames_at(length)
    expected = np.zeros(total)
    covered = np.zeros(total, dtype=bool)
    for one in placed:
        begin = frames_at(one.start)
        fitting = one.fetch().samples[: max(0, total - begin), 0]
        expected[begin : begin + len(fitting)] += one.gain * fitting.astype(np.float64)
        covered[begin : begin + len(fitting)] = True
    mixed = joined(blocks)
    np.testing.assert_allclose(mixed, expected, atol=1e-5)
    assert not mixed[~covered].any()
    assert all(0 < len(block) <= BLOCK for block in blocks)
    assert all(block.shape[1:] == (1,) and block.dtype == np.float32 for block in blocks)


@pytest.mark.parametrize("start", [0, 1, 999, 1_000, 1_001, 1_999])
def test_a_clip_begins_at_its_exact_frame(start: int) -> None:
    """A millisecond is 48 frames, on either side of a block's border."""
    click = at(mono([1.0]), Milliseconds(start), 0.5)
    mixed = joined(list(mix([click], length=Milliseconds(2_000))))
    assert np.flatnonzero(mixed).tolist() == [start * 48]
    assert mixed[start * 48] == 0.5


@pytest.mark.parametrize("frames", [BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 1])
@pytest.mark.parametrize("start", [0, 1_000])
def test_a_clip_that_reaches_over_a_border_keeps_its_last_frame(frames: int, start: int) -> None:
    """It is let go when it has ended, and not one frame before."""
    clip = at(mono(np.full(frames, 0.5)), Milliseconds(start), 1.0)
    mixed = joined(list(mix([clip], length=Milliseconds(4_000))))
    sounding = np.flatnonzero(mixed)
    assert (sounding[0], sounding[-1] + 1, len(sounding)) == (
        48 * start,
        48 * start + frames,
        frames,
    )


def test_one_clip_sounds_as_often_as_it_is_placed() -> None:
    """The bell is computed once and struck thrice, in whatever order, over itself too."""
    bell = mono(np.full(30 * 48, 0.25))
    placed = [at(bell, Milliseconds(start), 1.0) for start in (40, 0, 50)]
    mixed = joined(list(mix(placed, length=Milliseconds(100)))).reshape(-1, 480).mean(axis=1)
    assert mixed.tolist() == [0.25, 0.25, 0.25, 0, 0.25, 0.5, 0.5, 0.25, 0, 0]


def test_an_hour_takes_no_more_memory_than_a_moment() -> None:
    """Blocks are made as they are asked for, and none is kept."""
    clicks = [at(mono([1.0]), Milliseconds(minute * 60_000), 1.0) for minute in range(60)]
    heard = 0
    tracemalloc.start()
    try:
        for block in quantised(mix(clicks, length=Milliseconds(3_600_000))):
            heard += int(np.count_nonzero(block))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert heard == 60
    assert most < 5_000_000


@given(mixtures())
@settings(max_examples=60)
def test_stretches_lie_apart_and_nothing_sounds_between(
    mixture: tuple[list[Placed], Milliseconds],
) -> None:
    """Every sample that is not zero lies in one of them, and an encoder can cut between two."""
    placed, length = mixture
    parts = list(stretches(placed, length=length))
    edges = [edge for one in parts for edge in (one.begin, one.end)]
    assert edges == sorted(edges)
    assert all(after.begin - one.end >= APART for one, after in pairwise(parts))
    whole = joined(list(mix(placed, length=length)))
    for one in parts:
        part = joined(list(one.sound()))
        assert len(part) == one.end - one.begin
        np.testing.assert_array_equal(whole[one.begin : one.end], part)
        whole[one.begin : one.end] = 0
    assert not whole.any()


def one_stretch(placed: list[Placed], finish: str = "") -> Stretch:
    """Give the only stretch of what lies near each other."""
    (one,) = stretches(placed, length=Milliseconds(20_000), finish=finish)
    return one


def test_a_stretch_is_known_by_what_decides_its_samples() -> None:
    """Elsewhere in the recording it is the same; with another sound, gain, gap or finish it is not.

    So what was encoded of it is found again after another line was edited.
    """
    line = mono(np.full(4_800, 0.5))

    def pair(start: int = 0, gap: int = 150, gain: float = 0.7, digest: bytes = DIGEST) -> Stretch:
        first = at(line, Milliseconds(start), 1.0)
        return one_stretch(
            [first, replace(at(line, Milliseconds(start + gap), gain), digest=digest)]
        )

    usual = pair().digest
    assert usual is not None
    assert pair(start=7_013).digest == usual
    others = [pair(gap=151), pair(gain=0.70001), pair(digest=b"of others")]
    others.append(one_stretch([at(line, Milliseconds(0), 1.0)]))
    others.append(one_stretch([at(line, Milliseconds(0), 1.0)], finish="limited"))
    assert len({usual, *(one.digest for one in others)}) == 1 + len(others)


def test_what_is_personal_or_endless_is_not_kept() -> None:
    """One sound that must not be kept keeps its whole stretch from it, and so does a bed."""
    line = at(mono(np.full(4_800, 0.5)), Milliseconds(0), 1.0)
    assert one_stretch([line, replace(line, digest=None)]).digest is None
    bed = Looped(Clip(np.ones((480, 2), dtype=np.float32)), 0.1, LEVEL, LEVEL)
    (under,) = stretches([line], length=Milliseconds(500), beds=[bed])
    assert (under.begin, under.end, under.digest) == (0, 24_000, None)


def test_a_bed_by_itself_sounds_as_its_steady_round_to_the_last_bit() -> None:
    """Wherever nothing is spoken and it does not move; so encoders may take the one for the other.

    It begins in the middle of its loop, and of a second.
    """
    dice = np.random.default_rng(5)
    loop = Clip(dice.uniform(-0.1, 0.1, (72_000, 2)).astype(np.float32))
    fades = ((Milliseconds(1_234), 0.0), (Milliseconds(3_234), 1.0))
    low = ((Milliseconds(8_000), 1.0), (Milliseconds(9_000), 0.6))
    high = ((Milliseconds(11_000), 0.6), (Milliseconds(12_000), 1.0))
    bed = Looped(loop, 0.3, fades, (*low, *high))
    line = at(mono(dice.uniform(-0.9, 0.9, 48_000)), Milliseconds(9_500), 1.0)
    (under,) = stretches(
        [line],
        length=Milliseconds(20_000),
        beds=[bed],
        finished=partial(limited, ceiling=Decibels(-2.0)),
    )
    (steady,) = under.steady
    assert steady.period == 144_000  # three seconds: two rounds, and whole seconds of dither
    assert steady.length == under.end - under.begin
    heard = np.concatenate(list(quantised(under.sound(), gain=1.05)))
    alone = np.concatenate(list(quantised(steady.sound(2 * steady.period), gain=1.05)))
    round_of_it = np.resize(alone[: steady.period], heard.shape)
    np.testing.assert_array_equal(alone, round_of_it[: len(alone)])
    is_same = (heard == round_of_it).all(axis=1)
    begin = under.begin
    assert is_same[155_232 - begin : 384_000 - begin].all()
    assert is_same[576_000 - begin :].all()
    assert is_same[432_000 - begin : 528_000 - begin].mean() < 0.1


def test_silence_stays_silent() -> None:
    """Exact zeros get no dither, between sounding frames too."""
    sounding = np.zeros(BLOCK)
    sounding[::3] = 0.1
    heard = rounded(sounding, np.zeros(BLOCK))
    assert heard[:BLOCK:3].all()
    assert not heard[1:BLOCK:3].any()
    assert not heard[BLOCK:].any()


def test_rounding_moves_no_sample_by_more_than_a_step_and_a_half() -> None:
    """Half a step of rounding and one of dither."""
    sound = np.random.default_rng(1).uniform(-0.99, 0.99, BLOCK)
    error = rounded(sound) - sound.astype(np.float32) * 32767
    assert np.abs(error).max() <= 1.51


@pytest.mark.parametrize("steps", [0.1, 0.3, -0.4, 0.75])
def test_a_tail_below_one_step_is_still_there(steps: float) -> None:
    """Bare rounding would lose it or double it; dither keeps it true on the whole, as soft hiss."""
    heard = rounded(np.full(BLOCK, steps * STEP)).astype(float)
    assert heard.mean() == pytest.approx(steps, abs=0.02)
    assert heard.std() == pytest.approx(0.5, abs=0.02)


def test_dither_does_not_follow_the_sound() -> None:
    """A fading sine of one step has no overtones above the hiss: bare rounding draws lines."""
    time = np.arange(BLOCK) / BLOCK
    heard = rounded(STEP * np.sin(2 * np.pi * 1_000 * time)).astype(float)
    spectrum = np.abs(np.fft.rfft(heard))
    hiss = np.median(spectrum)
    assert spectrum[1_000] > 50 * hiss
    assert max(spectrum[3_000], spectrum[5_000], spectrum[7_000]) < 5 * hiss


def test_what_is_too_loud_stops_at_full_scale() -> None:
    """Samples beyond full scale do not turn over into the opposite."""
    loud = rounded(np.tile([1.0, 1.5, 40.0], 1_000))
    deep = rounded(np.tile([-1.0, -1.5, -40.0], 1_000))
    assert loud.min() >= 32_765
    assert deep.max() <= -32_765


def test_the_same_stream_gives_the_same_samples() -> None:
    """Dither is drawn anew for each stream, from the same beginning."""
    blocks = [np.full(BLOCK, 0.1), np.full(BLOCK // 3, 0.2)]
    np.testing.assert_array_equal(rounded(*blocks), rounded(*blocks))
