"""A piece without silence, in parts that can be encoded side by side, and what repeats in it.

A bed goes round and round. Where it is heard by itself its frames come again, sample by sample, so
one round is encoded once and stands in for them wherever they come. What is not the same to the
last bit is encoded.

Parts overlap: each begins with some frames of what was before it, so that its encoder is in full
swing where it takes over.
"""

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

_OVERLAP = 8
"""Frames that what comes again has in common with the part before it: where it cannot be joined in
them, the encoder of that part goes on until it can."""

_RESUMED = 12
"""Frames that a part has in common with what comes again before it: by the time that something else
is heard in it, its encoder has saved as much room as one that had heard everything."""

_ENOUGH = 40
"""Frames that must come again before any are taken from elsewhere: what surrounds them is encoded
for `_OVERLAP` and `_RESUMED` frames more than it would be."""

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

    samples: Pcm
    """A round of it, and some more: shape (frames, SAMPLES_PER_FRAME, channels)."""


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """A refrain that may come from now on: encoded once, and not a part of the stream."""

    refrain: Refrain

    @property
    def part(self) -> Sounding:
        """What is encoded."""
        return Sounding(self.refrain.samples, goes_on=True)


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

        self._places: dict[bytes, _Place] = {}
        """Where in which refrain a frame stands, by its first samples."""

        self._last: _Place | None = None
        """Where there the last frame stands."""

        self._run = 0
        """How many of the last frames stand there one after another."""

        self._begin: int | None = None
        """Where there the first open frame stands, if all that is open is to be taken from there.
        """

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
        frames = _FIRST + _frames(period) + 2 * _ENOUGH
        first = pcm(frames * SAMPLES_PER_FRAME - offset)
        samples = np.pad(first, ((offset, 0), (0, 0))).reshape(frames, SAMPLES_PER_FRAME, -1)
        refrain = Refrain(_frames(period), samples)
        for place in range(_FIRST, _FIRST + refrain.period):
            self._places.setdefault(_first(samples[place]), _Place(refrain, place))
        return Learnt(refrain)

    def add(self, frames: Pcm) -> Iterator[Sounding | Again]:
        """Take frames of the piece, and give the parts that are whole by them.

        Args:
            frames: Shape (frames, SAMPLES_PER_FRAME, channels).
        """
        for frame in frames:
            place = self._found(frame)
            goes_on = place is not None and place.follows(self._last)
            if self._begin is not None and not goes_on:
                yield self._again(len(self._open), self._begin, _RESUMED)
                self._begin = None
            self._run = self._run * goes_on + (place is not None)
            self._last = place
            self._open.append(frame)
            if place and self._begin is not None:
                period = place.refrain.period
                most = min(_LONGEST_AGAIN, _FIRST + period + _ENOUGH - self._begin)
                if len(self._open) == most + _ENOUGH:
                    yield self._again(most, self._begin, PRE_ROLL)
                    self._begin = place.back(len(self._open) - 1)
            elif place and self._run == _ENOUGH:
                before = len(self._open) - _ENOUGH
                yield self._sounding(before + _OVERLAP, _OVERLAP)
                self._begin = place.back(len(self._open) - 1)
            elif len(self._open) - self._before > LONGEST_PART:
                yield self._sounding(len(self._open) - 1, PRE_ROLL)
                # what comes again begins after what the two have in common
                self._run = min(self._run, len(self._open) - PRE_ROLL + _OVERLAP)

    def end(self) -> Iterator[Sounding | Again]:
        """Give the rest of the piece."""
        if self._begin is not None:
            yield self._again(len(self._open), self._begin, _RESUMED)
        yield Sounding(_joined(self._open), self._before)
        self._open, self._before = [], 0
        self._last, self._run, self._begin = None, 0, None

    def _found(self, frame: Pcm) -> "_Place | None":
        """Find where a frame stands in a refrain, the same to the last bit."""
        place = self._places.get(_first(frame))
        return place if place and place.holds(frame) else None

    def _again(self, count: int, begin: int, overlap: int) -> Again:
        """Give so many frames as what comes again."""
        assert self._last  # noqa: S101  # the last of them
        refrain = self._last.refrain
        samples = refrain.samples[begin : begin + count]
        return Again(self._part(samples, overlap), refrain, begin)

    def _sounding(self, count: int, overlap: int) -> Sounding:
        """Give so many frames as a part."""
        return self._part(_joined(self._open[:count]), overlap)

    def _part(self, samples: Pcm, overlap: int) -> Sounding:
        """Give the first open frames, and keep the last of them for the next part as well."""
        part = Sounding(samples, self._before, goes_on=True)
        self._open, self._before = self._open[len(samples) - overlap :], overlap
        return part


@dataclass(frozen=True, slots=True)
class _Place:
    refrain: Refrain
    frame: int

    def follows(self, last: "_Place | None") -> bool:
        """Say whether it is the next one in the same refrain, which goes round."""
        if last is None or last.refrain is not self.refrain:
            return False
        return self.back(1) == last.frame

    def holds(self, frame: Pcm) -> bool:
        """Say whether a frame is the same to the last bit."""
        there: bytes = self.refrain.samples[self.frame].tobytes()
        return frame.tobytes() == there

    def back(self, frames: int) -> int:
        """Give where the one stands that comes so many frames before it."""
        return _FIRST + (self.frame - frames - _FIRST) % self.refrain.period


def _frames(period: int) -> int:
    """Give after how many whole frames something is the same again."""
    return lcm(period, SAMPLES_PER_FRAME) // SAMPLES_PER_FRAME


def _joined(frames: list[Pcm]) -> Pcm:
    """Give frames as one array; twice as quick as stacking them."""
    return np.concatenate(frames).reshape(len(frames), SAMPLES_PER_FRAME, -1)


def _first(frame: Pcm) -> bytes:
    return frame[:16].tobytes()
