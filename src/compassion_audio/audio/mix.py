"""Many sounds into one stream, block by block, in memory that does not grow with the length."""

import hashlib
import struct
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from math import lcm
from operator import itemgetter
from typing import Protocol

import numpy as np
import numpy.typing as npt

from compassion_audio.audio.clip import Clip, Samples
from compassion_audio.units import (
    FRAMES_PER_MILLISECOND,
    SAMPLE_RATE,
    Frames,
    Milliseconds,
    frames_at,
)

BLOCK = SAMPLE_RATE
"""Frames in a block of the stream: one second."""

APART = SAMPLE_RATE // 5
"""Frames of silence that part two stretches, at least."""

EDITION = "2"
"""Of what is done here to sounds; counted up whenever the same sounds would be mixed otherwise."""

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

    frames: Frames
    """How long the clip is."""

    digest: bytes | None = None
    """Of its samples; None where nothing that is made of it may be kept."""

    @property
    def end(self) -> int:
        """The frame after its last."""
        return frames_at(self.start) + self.frames


class Loop(Protocol):
    """A sound at 48 kHz whose end goes on at its beginning: a `Clip`, or one that lies on disk."""

    @property
    def frames(self) -> int:
        """How long it is."""

    def part(self, begin: int, end: int) -> Samples:
        """Give the samples from one frame to another, fewer at its end."""


@dataclass(frozen=True, slots=True, eq=False)
class Looped:
    """A bed: a loop that goes round from the beginning of the recording to its end."""

    loop: Loop
    """Of two channels, or of one that goes to both."""

    gain: float
    fades: Curve
    """How much of it is there, from 0 to 1, in equal power: two beds that cross have one's."""

    ducking: Curve
    """A factor besides."""


@dataclass(frozen=True, slots=True, eq=False)
class Steady:
    """How a bed sounds under a stretch wherever it is heard by itself, and lies level."""

    period: int
    """Frames after which it is the same again, to the last bit once it is `quantised`."""

    length: int
    """Frames of the stretch."""

    sound: Callable[[int], Iterator[Samples]]
    """Gives so many frames of it from the beginning of the stretch, in blocks as the stretch's."""


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """A part of a recording in which something sounds; between two of them lies exact silence."""

    begin: Frames
    end: Frames
    sound: Callable[[], Iterator[Samples]]
    """Gives its samples in blocks of `BLOCK` frames, the last one shorter, float32, of shape
    (frames, channels). The same each time."""

    digest: bytes | None
    """Of everything that decides its samples; None where it is not to be kept."""

    is_private: bool = False
    """Whether something sounds in it of which nothing may be kept."""

    steady: tuple[Steady, ...] = ()
    """What is heard in it again and again."""


def stretches(
    placed: Iterable[Placed],
    *,
    length: Milliseconds,
    beds: Sequence[Looped] = (),
    finished: Callable[[Iterator[Samples]], Iterator[Samples]] = iter,
    finish: str = "",
) -> Iterator[Stretch]:
    """Sum sounds at their places.

    Args:
        placed: In any order; what begins before the beginning is heard from there on.
        length: Of the whole.
        beds: What lies under it.
        finished: What is done to the sound of each stretch.
        finish: Tells that apart from anything else that could be done.

    Yields:
        The stretches in order, at least `APART` between two of them.
    """
    total = frames_at(length)
    waiting = [one for one in placed if frames_at(one.start) < total and one.end > 0]
    waiting.sort(key=lambda one: one.start)
    spans: list[tuple[int, int]] = [
        (max(0, frames_at(one.start)), min(one.end, total)) for one in waiting
    ]
    spans += [_span(one, total) for one in beds]
    waiting.reverse()
    for begin, end in _joined(sorted(spans)):
        here = []
        while waiting and frames_at(waiting[-1].start) < end:
            here.append(waiting.pop())
        yield Stretch(
            Frames(begin),
            Frames(end),
            partial(_finished, finished, here, begin, end, beds),
            None if beds else _digest(here, begin, finish),
            any(one.digest is None for one in here),
            tuple(_steady(one, begin, end, finished) for one in beds),
        )


def _span(bed: Looped, total: int) -> tuple[int, int]:
    (first, at_first), (last, at_last) = bed.fades[0], bed.fades[-1]
    begin = 0 if at_first else max(0, frames_at(first))
    return begin, total if at_last else min(frames_at(last), total)


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join spans that lie near each other."""
    open_span: tuple[int, int] | None = None
    for begin, end in spans:
        if open_span and begin - open_span[1] < APART:
            open_span = (open_span[0], max(open_span[1], end))
            continue
        if open_span:
            yield open_span
        open_span = (begin, end)
    if open_span:
        yield open_span


def _digest(placed: Sequence[Placed], begin: int, finish: str) -> bytes | None:
    digest = hashlib.sha256(f"{EDITION} {finish}".encode())
    for one in placed:
        if one.digest is None:
            return None
        digest.update(one.digest)
        digest.update(struct.pack("<qd", frames_at(one.start) - begin, one.gain))
    return digest.digest()


def _steady(
    bed: Looped, begin: int, end: int, finished: Callable[[Iterator[Samples]], Iterator[Samples]]
) -> Steady:
    level = ((Milliseconds(0), 1.0),)
    alone = replace(bed, fades=level, ducking=level)

    def sound(frames: int) -> Iterator[Samples]:
        return _finished(finished, (), begin, begin + frames, (alone,))

    return Steady(lcm(bed.loop.frames, BLOCK), end - begin, sound)


def _finished(
    finished: Callable[[Iterator[Samples]], Iterator[Samples]],
    placed: Sequence[Placed],
    begin: int,
    end: int,
    beds: Sequence[Looped],
) -> Iterator[Samples]:
    return finished(_mixed(placed, begin, end, beds))


def _mixed(
    placed: Sequence[Placed], first: int, last: int, beds: Sequence[Looped]
) -> Iterator[Samples]:
    """Sum what sounds from one frame to another, block by block."""
    waiting = list(reversed(placed))
    sounding: list[tuple[Placed, Clip]] = []
    for begin in range(first, last, BLOCK):
        end = min(begin + BLOCK, last)
        while waiting and frames_at(waiting[-1].start) < end:
            one = waiting.pop()
            sounding.append((one, one.fetch()))
        block = np.zeros((end - begin, 2 if beds else 1), dtype=np.float32)
        for one, clip in sounding:
            _add(block, begin, one, clip)
        for bed in beds:
            _underlay(block, begin, bed)
        sounding = [(one, clip) for one, clip in sounding if one.end > end]
        yield block


def joined(parts: Iterable[Stretch], *, length: Milliseconds, channels: int) -> Iterator[Samples]:
    """Give a whole recording as one stream, with the silence between its stretches.

    Yields:
        Blocks of shape (frames, channels), float32, at most `BLOCK` frames each. Where nothing
        sounds, every sample is exactly zero.
    """
    at = 0
    for one in parts:
        yield from silence(one.begin - at, channels)
        yield from one.sound()
        at = one.end
    yield from silence(frames_at(length) - at, channels)


def mix(
    placed: Iterable[Placed], *, length: Milliseconds, beds: Sequence[Looped] = ()
) -> Iterator[Samples]:
    """Sum sounds at their places, as one stream; see `stretches` and `joined`."""
    parts = stretches(placed, length=length, beds=beds)
    return joined(parts, length=length, channels=2 if beds else 1)


def silence(frames: int, channels: int) -> Iterator[Samples]:
    """Give so many frames of nothing, in blocks."""
    for done in range(0, frames, BLOCK):
        yield _nothing(channels)[: frames - done]


@cache
def _nothing(channels: int) -> Samples:
    """Give a block of silence, to be read only."""
    block = np.zeros((BLOCK, channels), dtype=np.float32)
    block.flags.writeable = False
    return block


def _add(block: Samples, begin: int, one: Placed, clip: Clip) -> None:
    offset = frames_at(one.start) - begin
    piece = clip.samples[max(0, -offset) : len(block) - offset]
    place = max(0, offset)
    louder = np.float32(one.gain) * piece[:, 0]
    # by channels, because numpy takes twice as long for many short rows
    for channel in block.T:
        channel[place : place + len(piece)] += louder


def _underlay(block: Samples, begin: int, bed: Looped) -> None:
    factors = _factors(bed, begin, len(block))
    if not factors.any():
        return
    place, done = begin % bed.loop.frames, 0
    while done < len(block):
        piece = bed.loop.part(place, place + len(block) - done)
        part = block[done : done + len(piece)]
        if len(factors) == 1:
            part += factors * piece
        else:
            here = factors[done : done + len(piece)]
            for channel, one in zip(part.T, np.broadcast_to(piece, part.shape).T, strict=True):
                np.add(channel, here * one, out=channel)
        place, done = 0, done + len(piece)


def _factors(bed: Looped, begin: int, frames: int) -> Samples:
    """Give the factor of each frame; it moves once a millisecond, which no ear can follow.

    Returns:
        Shape (frames,), or (1,) where it does not move.
    """
    first, last = begin // _STEP, -(-(begin + frames) // _STEP)
    moments = np.arange(first, last, dtype=np.float64)
    factors = np.sin(_on(bed.fades, moments) * (np.pi / 2)) * _on(bed.ducking, moments)
    rows: Samples = (bed.gain * factors).astype(np.float32)
    if len(rows) == 1:
        return rows
    return np.repeat(rows, _STEP)[begin - first * _STEP :][:frames]


def _on(curve: Curve, moments: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Give the factor at each moment, or the one factor of them all."""
    begin = bisect_left(curve, moments[0], key=itemgetter(0))
    end = bisect_right(curve, moments[-1], key=itemgetter(0))
    times, factors = zip(*curve[max(0, begin - 1) : end + 1], strict=True)
    if min(factors) == max(factors):
        return np.array(factors[:1])
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
        sounds = block != 0
        if not sounds.any():
            yield np.zeros(block.shape, dtype=np.int16)
            continue
        scaled = block * np.float32(32767 * gain)
        scaled += _dither(block.shape[1])[: len(block)]
        np.rint(scaled, out=scaled)
        if not sounds.all():
            scaled[~sounds] = 0
        np.clip(scaled, -32768, 32767, out=scaled)
        yield scaled.astype(np.int16)


@cache
def _dither(channels: int) -> Samples:
    """Give a block of triangular noise, one step of 16 bits to either side."""
    noise = np.random.default_rng(0)
    shape = (BLOCK, channels)
    return noise.random(shape, dtype=np.float32) - noise.random(shape, dtype=np.float32)
