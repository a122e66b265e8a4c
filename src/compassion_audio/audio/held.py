"""Sound of any length that is held on disk while it is used, so that memory stays flat."""

import mmap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from compassion_audio.audio.clip import Samples
from compassion_audio.files import aside_file
from compassion_audio.units import SAMPLE_RATE, Frames

PIECE = 10 * SAMPLE_RATE
"""Frames that are read at once where all of it is needed; whole milliseconds and whole hops."""

_BYTES = 4
"""Of one sample."""


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """Samples at 48 kHz in a file that is gone when nobody uses them any more."""

    pages: mmap.mmap
    """The samples, float32, channel beside channel. Several threads may read them at once."""

    channels: int

    @property
    def frames(self) -> Frames:
        """How long it is."""
        return Frames(len(self.pages) // (_BYTES * self.channels))

    def part(self, begin: int, end: int) -> Samples:
        """Read some of it into memory: shape (frames, channels), fewer at its end."""
        count = max(0, min(end, self.frames) - begin) * self.channels
        offset = begin * self.channels * _BYTES
        found: Samples = np.frombuffer(self.pages, dtype=np.float32, count=count, offset=offset)
        found = found.reshape(-1, self.channels).copy()
        if hasattr(mmap, "MADV_DONTNEED"):  # or all that was ever read would count as our memory
            self.pages.madvise(mmap.MADV_DONTNEED)
        return found

    def parts(self) -> Iterator[Samples]:
        """Read all of it, `PIECE` by `PIECE`."""
        for begin in range(0, self.frames, PIECE):
            yield self.part(begin, begin + PIECE)


def held(blocks: Iterable[Samples], channels: int) -> Held | None:
    """Hold a stream of 48 kHz; None where there is nothing to hold.

    Raises:
        FileError: The folder for temporary files cannot be written, or its disk is full.
    """
    with aside_file() as aside:
        for block in blocks:
            aside.write(np.ascontiguousarray(block, dtype=np.float32).data)
        aside.flush()
        if not aside.tell():
            return None
        return Held(mmap.mmap(aside.fileno(), 0, access=mmap.ACCESS_READ), channels)
