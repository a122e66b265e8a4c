"""Many sounds into one stream, block by block, in memory that does not grow with the length."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from compassion_audio.audio.clip import Clip, Samples
from compassion_audio.units import (
    FRAMES_PER_MILLISECOND,
    SAMPLE_RATE,
    Milliseconds,
    frames_at,
)

BLOCK = SAMPLE_RATE
"""Frames in a block of the stream: one second."""

_STEP = FRAMES_PER_MILLISECOND

Curve = Sequence[tuple[Milliseconds, float]]
"""Moments and the factor at each, in order; straight between them, level before and after."""


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A short sound with its place in the recording."""

    fetch: Callable[[], Clip]
    """Gives the clip, of one channel at 48 kHz; called when its moment comes, and again if it is
    placed again, so that no more is in memory than sounds."""

    start: Milliseconds
    gain: float
    """A factor, 1 for the clip as it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Looped:
    """A bed: a loop that goes round from the beginning of the recording to its end."""

    loop: Clip
    """Of two channels at 48 kHz."""

    gain: float
    fades: Curve
    """How much of it is there, from 0 to 1, in equal power: two beds that cross have one's."""

    ducking: Curve
    """A factor besides."""


def mix(
    placed: Iterable[Placed], *, length: Milliseconds, beds: Sequence[Looped] = ()
) -> Iterator[Samples]:
    """Sum sounds at their places.

    Args:
        placed: In any order.
        length: Of the whole stream.
        beds: What lies under it.

    Yields:
        Blocks of shape (frames, channels), float32, `BLOCK` frames each, the last one shorter: two
        channels where there is a bed, else one. Where nothing sounds, every sample is exactly zero.
    """
    waiting = sorted(placed, key=lambda one: one.start, reverse=True)
    sounding: list[tuple[Placed, Clip]] = []
    channels = 2 if beds else 1
    total = frames_at(length)
    for begin in range(0, total, BLOCK):
        end = min(begin + BLOCK, total)
        while waiting and frames_at(waiting[-1].start) < end:
            one = waiting.pop()
            sounding.append((one, one.fetch()))
        block = np.zeros((end - begin, channels), dtype=np.float32)
        for one, clip in sounding:
            _add(block, begin, one, clip)
        for bed in beds:
            _underlay(block, begin, bed)
        sounding = [(one, clip) for one, clip in sounding if _end(one, clip) > end]
        yield block


def _end(one: Placed, clip: Clip) -> int:
    return frames_at(one.start) + clip.frames


def _add(block: Samples, begin: int, one: Placed, clip: Clip) -> None:
    offset = frames_at(one.start) - begin
    piece = clip.samples[max(0, -offset) : len(block) - offset]
    place = max(0, offset)
    block[place : place + len(piece)] += np.float32(one.gain) * piece


def _underlay(block: Samples, begin: int, bed: Looped) -> None:
    factors = bed.gain * _factors(bed, begin, len(block))
    if not factors.any():
        return
    samples = bed.loop.samples
    place, done = begin % len(samples), 0
    while done < len(block):
        piece = samples[place : place + len(block) - done]
        block[done : done + len(piece)] += factors[done : done + len(piece)] * piece
        place, done = 0, done + len(piece)


def _factors(bed: Looped, begin: int, frames: int) -> Samples:
    """Give the factor of each frame; it moves once a millisecond, which no ear can follow."""
    first, last = begin // _STEP, -(-(begin + frames) // _STEP)
    moments = np.arange(first, last, dtype=np.float64)
    factors = np.sin(_on(bed.fades, moments) * (np.pi / 2)) * _on(bed.ducking, moments)
    each = np.repeat(factors.astype(np.float32), _STEP)[begin - first * _STEP :]
    return each[:frames, np.newaxis]


def _on(curve: Curve, moments: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    times, factors = zip(*curve, strict=True)
    found: npt.NDArray[np.float64] = np.interp(moments, times, factors)
    return found


def quantised(blocks: Iterable[Samples], *, gain: float = 1.0) -> Iterator[npt.NDArray[np.int16]]:
    """Round a stream to 16 bits, after a factor.

    Triangular dither keeps quiet tails free of the lines that bare rounding draws; where the
    stream is exactly silent it stays so. The same stream gives the same samples.

    Yields:
        Blocks of the same shapes, int16.
    """
    for block in blocks:
        scaled = block * np.float32(32767 * gain)
        scaled += _dither(block.shape[1])[: len(block)]
        np.rint(scaled, out=scaled)
        scaled[block == 0] = 0
        np.clip(scaled, -32768, 32767, out=scaled)
        yield scaled.astype(np.int16)


@cache
def _dither(channels: int) -> Samples:
    """Give a block of triangular noise, one step of 16 bits to either side."""
    noise = np.random.default_rng(0)
    shape = (BLOCK, channels)
    return noise.random(shape, dtype=np.float32) - noise.random(shape, dtype=np.float32)
