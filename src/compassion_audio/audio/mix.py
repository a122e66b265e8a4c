"""Many clips into one stream, block by block, in memory that does not grow with the length."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from compassion_audio.audio.clip import Clip, Samples
from compassion_audio.units import SAMPLE_RATE, Milliseconds, frames_at

BLOCK = SAMPLE_RATE
"""Frames in a block of the stream: one second."""


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A clip with its place in the recording."""

    clip: Clip
    start: Milliseconds
    gain: float
    """A factor, 1 for the clip as it is."""


def mix(placed: Iterable[Placed], *, length: Milliseconds) -> Iterator[Samples]:
    """Sum clips at their places.

    Args:
        placed: Clips of one channel at 48 kHz, in any order; each may be used many times.
        length: Of the whole stream.

    Yields:
        Blocks of shape (frames, 1), float32, `BLOCK` frames each, the last one shorter. Where
        no clip sounds, every sample is exactly zero.
    """
    waiting = sorted(placed, key=lambda one: one.start, reverse=True)
    sounding: list[Placed] = []
    total = frames_at(length)
    for begin in range(0, total, BLOCK):
        end = min(begin + BLOCK, total)
        while waiting and frames_at(waiting[-1].start) < end:
            sounding.append(waiting.pop())
        block = np.zeros((end - begin, 1), dtype=np.float32)
        for one in sounding:
            _add(block, begin, one)
        sounding = [one for one in sounding if frames_at(one.start) + one.clip.frames > end]
        yield block


def _add(block: Samples, begin: int, one: Placed) -> None:
    offset = frames_at(one.start) - begin
    piece = one.clip.samples[max(0, -offset) : len(block) - offset]
    place = max(0, offset)
    block[place : place + len(piece)] += np.float32(one.gain) * piece


def quantised(blocks: Iterable[Samples]) -> Iterator[npt.NDArray[np.int16]]:
    """Round a stream to 16 bits.

    Triangular dither keeps quiet tails free of the lines that bare rounding draws; where the
    stream is exactly silent it stays so. The same stream gives the same samples.

    Yields:
        Blocks of the same shapes, int16.
    """
    dither = _dither()
    for block in blocks:
        scaled = block * np.float32(32767)
        scaled += dither[: len(block)]
        np.rint(scaled, out=scaled)
        scaled[block == 0] = 0
        np.clip(scaled, -32768, 32767, out=scaled)
        yield scaled.astype(np.int16)


@cache
def _dither() -> Samples:
    """Give a block of triangular noise, one step of 16 bits to either side."""
    noise = np.random.default_rng(0)
    shape = (BLOCK, 1)
    return noise.random(shape, dtype=np.float32) - noise.random(shape, dtype=np.float32)
