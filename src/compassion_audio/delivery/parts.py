"""A piece without silence, in parts that can be encoded side by side, and what repeats in it.

A bed goes round and round. Where it is heard by itself its frames come again, sample by sample, so
one round is encoded once and stands in for them wherever they come. They are found by their
digests: what is not the same to the last bit is encoded.

Parts overlap: each begins with some frames of what was before it, so that its encoder is in full
swing where it takes over.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import lcm

import numpy as np
import numpy.typing as npt

SAMPLES_PER_FRAME = 1152

LONGEST_PART = 1024
"""Frames in one part: 25 seconds."""

PRE_ROLL = 32
"""Frames that a part has in common with the one before it: three quarters of a second."""

_OVERLAP = 24
"""Frames that what comes again has in common with the part before it."""

_ENOUGH = 80
"""Frames that must come again before any are taken from elsewhere: what surrounds them is encoded
for `_OVERLAP` and `PRE_ROLL` frames more than it would be."""

_LONGEST_AGAIN = 512
"""Frames that are taken from elsewhere at once: 12 seconds."""

_FIRST = 40
"""Frames of a refrain that nothing is taken from: its encoder is in full swing after them."""

_LONGEST_ROUND = 3_000
"""Frames: 72 seconds. One that is longer comes again too seldom."""

Pcm = npt.NDArray[np.int16]
"""Shape (frames, channels)."""


@dataclass(frozen=True, slots=True, eq=False)
class Sounding:
    """A piece to be encoded on its own, or a part of one."""

    samples: Pcm
    """Shape (frames, SAMPLES_PER_FRAME, channels)."""

    before: int = 0
    """How many of its frames are the last ones of the part before it."""

    goes_on: bool = False
    """Whether the next part belongs to the same piece."""


@dataclass(frozen=True, slots=True, eq=False)
class Refrain:
    """What comes again and again, by itself."""

    period: int
    """Frames after which it is the same again."""


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """A refrain that may come from now on: encoded once, and not a part of the stream."""

    refrain: Refrain
    part: Sounding
    """A round of it, and some more."""


@dataclass(frozen=True, slots=True, eq=False)
class Again:
    """A part that is in a refrain, sample by sample; another part of its piece follows."""

    part: Sounding
    refrain: Refrain
    begin: int
    """The frame of the refrain that is its first."""


def is_worth_it(period: int, samples: int) -> bool:
    """Say whether a sound that repeats comes again often enough to be encoded apart.

    Args:
        period: Samples after which it is the same again.
        samples: For how long it lies there.
    """
    frames = _frames(period)
    return frames <= _LONGEST_ROUND and samples > 8 * frames * SAMPLES_PER_FRAME


class Parts:
    """Gathers the frames of one piece after another, and gives its parts."""

    def __init__(self) -> None:
        self._open: list[Pcm] = []
        """Frames that are in no part yet, each of shape (SAMPLES_PER_FRAME, channels)."""

        self._before = 0
        """How many of them the part before has as well."""

        self._places: dict[bytes, tuple[_Place, bytes]] = {}
        """Where in which refrain a frame stands, by its first samples; and its digest."""

        self._last: _Place | None = None
        """Where there the last frame stands."""

        self._run = 0
        """How many of the last frames stand there one after another."""

        self._is_again = False
        """Whether all that is open is to be taken from there."""

    @property
    def is_open(self) -> bool:
        """Whether there is a piece that has not ended."""
        return bool(self._open)

    def learn(self, period: int, pcm: Callable[[int], Pcm], offset: int) -> Learnt:
        """Look out for what comes again and again from now on.

        Args:
            period: Samples after which it is the same again.
            pcm: Gives the first so many samples.
            offset: Samples of the stream's current frame that lie before it.
        """
        refrain = Refrain(_frames(period))
        frames = _FIRST + refrain.period + _LONGEST_AGAIN + _ENOUGH
        first = pcm(frames * SAMPLES_PER_FRAME - offset)
        samples = np.pad(first, ((offset, 0), (0, 0))).reshape(frames, SAMPLES_PER_FRAME, -1)
        for place in range(_FIRST, _FIRST + refrain.period):
            frame = samples[place]
            self._places.setdefault(_first(frame), (_Place(refrain, place), _digest(frame)))
        return Learnt(refrain, Sounding(samples, goes_on=True))

    def add(self, frames: Pcm) -> Iterator[Sounding | Again]:
        """Take frames of the piece, and give the parts that are whole by them.

        Args:
            frames: Shape (frames, SAMPLES_PER_FRAME, channels).
        """
        for frame in frames:
            place = self._found(frame)
            goes_on = place is not None and place.follows(self._last)
            if self._is_again and not goes_on:
                yield self._again(len(self._open))
                self._is_again = False
            self._run = self._run * goes_on + (place is not None)
            self._last = place
            self._open.append(frame)
            if self._is_again:
                if len(self._open) == _LONGEST_AGAIN + _ENOUGH:
                    yield self._again(_LONGEST_AGAIN)
            elif self._run == _ENOUGH:
                before = len(self._open) - _ENOUGH
                yield self._sounding(before + _OVERLAP, _OVERLAP)
                self._is_again = True
            elif len(self._open) - self._before > LONGEST_PART:
                yield self._sounding(len(self._open) - 1, PRE_ROLL)
                self._run = min(self._run, len(self._open))

    def end(self) -> Iterator[Sounding | Again]:
        """Give the rest of the piece."""
        if self._is_again:
            yield self._again(len(self._open))
        yield Sounding(np.stack(self._open), self._before)
        self._open, self._before = [], 0
        self._last, self._run, self._is_again = None, 0, False

    def _found(self, frame: Pcm) -> "_Place | None":
        """Find where a frame stands in a refrain, the same to the last bit."""
        place, digest = self._places.get(_first(frame), (None, b""))
        return place if place and digest == _digest(frame) else None

    def _again(self, count: int) -> Again:
        """Give so many frames as what comes again."""
        assert self._last  # noqa: S101  # the last of them
        refrain, last = self._last.refrain, self._last.frame
        begin = _FIRST + (last - len(self._open) + 1 - _FIRST) % refrain.period
        return Again(self._sounding(count, PRE_ROLL), refrain, begin)

    def _sounding(self, count: int, overlap: int) -> Sounding:
        """Give so many frames as a part, and keep the last of them for the next one as well."""
        part = Sounding(np.stack(self._open[:count]), self._before, goes_on=True)
        self._open, self._before = self._open[count - overlap :], overlap
        return part


@dataclass(frozen=True, slots=True)
class _Place:
    refrain: Refrain
    frame: int

    def follows(self, last: "_Place | None") -> bool:
        """Say whether it is the next one in the same refrain, which goes round."""
        if last is None or last.refrain is not self.refrain:
            return False
        return (self.frame - last.frame - 1) % self.refrain.period == 0


def _frames(period: int) -> int:
    """Give after how many whole frames something is the same again."""
    return lcm(period, SAMPLES_PER_FRAME) // SAMPLES_PER_FRAME


def _first(frame: Pcm) -> bytes:
    return frame[:16].tobytes()


def _digest(frame: Pcm) -> bytes:
    return hashlib.blake2b(frame.data, digest_size=16).digest()
