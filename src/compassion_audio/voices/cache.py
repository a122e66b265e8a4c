"""Lines that were spoken before, kept between runs, with what the master needs to know of them.

A line that was kept is levelled, placed and found again in the encoded sound by its head alone;
its samples are read only when they are mixed.
"""

import hashlib
import os
import struct
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np

from compassion_audio.audio.clip import Clip
from compassion_audio.audio.measured import STEPS, Measured, measured
from compassion_audio.shelf import Contents, Shelf
from compassion_audio.units import FRAMES_PER_MILLISECOND, Frames, Milliseconds

if TYPE_CHECKING:
    from compassion_audio.errors import FileError

USUAL_LIMIT = 2 * 2**30
"""Bytes. Some six hours of speech."""

FULL_SCALE = 32767
_MAGIC = b"line\x03"
_DIGEST_BYTES = 16
_REST = struct.Struct("<16sIIff")
"""Digest of the samples, count of frames, count of hops, what full scale stands for, and the peak.
The figures follow, and then the samples; before it stand the magic and the digest of what lies
between it and the samples."""

_BEGIN = len(_MAGIC) + _DIGEST_BYTES + _REST.size


def packed(clip: Clip) -> tuple[float, bytes]:
    """Write a clip of one channel at 48 kHz as 16-bit samples under its own peak.

    The error lies 98 dB below the peak: under the noise of any voice.
    """
    peak = clip.peak or 1.0
    pcm = clip.samples[:, 0] * np.float32(FULL_SCALE / peak)
    return float(np.float32(peak)), np.rint(pcm, out=pcm).astype("<i2").tobytes()


def unpacked(peak: float, data: bytes) -> Clip:
    """Read what `packed` has written."""
    pcm = np.frombuffer(data, dtype="<i2").astype(np.float32)
    pcm *= np.float32(peak / FULL_SCALE)
    return Clip(pcm.reshape(-1, 1))


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A spoken line."""

    measured: Measured
    peak: float
    """What full scale of its samples stands for."""

    digest: bytes
    """Of its samples."""

    data: Callable[[], bytes]
    """Gives its samples, as they are packed."""

    is_on_disk: bool = False
    """Whether they lie there, and not in memory."""

    @property
    def length(self) -> Milliseconds:
        """How long it is; lines are whole milliseconds long."""
        return Milliseconds(self.measured.frames // FRAMES_PER_MILLISECOND)

    def read(self) -> Clip:
        """Give its sound: one channel at 48 kHz."""
        return unpacked(self.peak, self.data())

    def with_data(self, data: Callable[[], bytes], *, is_on_disk: bool) -> "Line":
        """Give the same line, its samples in another place."""
        return replace(self, data=data, is_on_disk=is_on_disk)


def line_of(clip: Clip) -> Line:
    """Measure a clip of one channel at 48 kHz; what was kept once gives the same line."""
    peak, data = packed(clip)
    figures = measured(unpacked(peak, data))
    return Line(figures, peak, _digest(data), lambda: data)


class LineCache:
    """Spoken lines on a shelf.

    Args:
        folder: Where; made when something is kept, for this user alone.
        limit: Bytes it may hold when it is left.
    """

    def __init__(self, folder: Path, *, limit: int = USUAL_LIMIT) -> None:
        self._shelf = Shelf(folder, limit=limit, holding="spoken lines")

    @property
    def folder(self) -> Path:
        """Where they are kept."""
        return self._shelf.folder

    @property
    def trouble(self) -> "FileError | None":
        """Why lines could not be kept."""
        return self._shelf.trouble

    def find(self, *told: str, again: Callable[[], Line]) -> Line | None:
        """Find the line of these words by its head alone; one that is damaged is removed.

        Args:
            told: Everything that decides the sound, in the same order as for `put`.
            again: Speaks it, if its samples are damaged or gone when they are asked for.
        """
        file = self._shelf.opened(*told)
        if file is None:
            return None
        with file:
            found = _head(file)
        if found is None:
            self._shelf.drop(*told)
            return None
        figures, peak, digest = found

        def data() -> bytes:
            kept = self._samples(digest, told)
            return again().data() if kept is None else kept

        return Line(figures, peak, digest, data, is_on_disk=True)

    def put(self, line: Line, *told: str) -> bool:
        """Keep a line, and say whether it is kept."""
        return self._shelf.put(_written(line), *told)

    def close(self) -> None:
        """Give up lines, if it has grown over its limit."""
        self._shelf.close()

    def contents(self) -> Contents:
        """Count what it holds."""
        return self._shelf.contents()

    def prune(self, limit: int) -> Contents:
        """Give up the least recently used lines; see `Shelf.prune`."""
        return self._shelf.prune(limit)

    def _samples(self, digest: bytes, told: tuple[str, ...]) -> bytes | None:
        """Read the samples of a line; what is damaged is removed."""
        file = self._shelf.opened(*told)
        if file is None:
            return None
        with file:
            data = file.read() if _head(file) else b""
        if _digest(data) == digest:
            return data
        self._shelf.drop(*told)
        return None


def _written(line: Line) -> bytes:
    figures, data = line.measured, line.data()
    rest = _REST.pack(line.digest, figures.frames, len(figures.hops), line.peak, figures.peak)
    rest += figures.hops.astype("<f4").tobytes() + figures.kept.astype("<f4").tobytes()
    return _MAGIC + _digest(rest) + rest + data


def _head(file: IO[bytes]) -> tuple[Measured, float, bytes] | None:
    """Read up to the samples: the figures, what full scale stands for, and the samples' digest."""
    try:
        begin = file.read(_BEGIN)
        if len(begin) < _BEGIN or not begin.startswith(_MAGIC):
            return None
        fixed = begin[-_REST.size :]
        digest, frames, count, full, peak = _REST.unpack(fixed)
        size = os.fstat(file.fileno()).st_size - 2 * frames - _BEGIN
        if size != 4 * (count + len(STEPS)):
            return None
        rest = file.read(size)
    except OSError:
        return None
    if _digest(fixed + rest) != begin[len(_MAGIC) :][:_DIGEST_BYTES]:
        return None
    values = np.frombuffer(rest, dtype="<f4")
    return Measured(Frames(frames), peak, values[:count], values[count:]), full, digest


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()[:_DIGEST_BYTES]
