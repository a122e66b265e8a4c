"""MP3 by LAME, on all cores, silence encoded once, its length exact.

A practice is half silence. Where both sides of a cut are digital silence, streams that were
encoded apart join without a trace, provided that each is whole frames, begins with one silent
frame and ends with two (at the two ends of the stream nothing joins), and that the one frame the
encoder adds when it is flushed is dropped: the encoder's delay spills from each piece into its
own silence. So the sound is cut at its pauses, the pieces are encoded side by side, and the
pauses between are one silent frame, repeated.

Source: measured with LAME 3.100 at 48 kHz, constant bit rate; `tests/delivery/test_mp3.py`
measures it again.
"""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import IO

import lameenc
import numpy as np
import numpy.typing as npt

from compassion_audio.delivery.info_frame import Crc, info_frame
from compassion_audio.machine import cores
from compassion_audio.units import SAMPLE_RATE

BIT_RATE = 96
"""Kilobits a second, constant. Speech of one channel is transparent well below."""

QUALITY = 3
"""LAME's -q: 2 is the most careful, 7 the fastest."""

SAMPLES_PER_FRAME = 1152
FRAME_BYTES = 144 * BIT_RATE * 1000 // SAMPLE_RATE
"""288: at 48 kHz every frame has the same size, and none is padded."""

ENCODER_DELAY = 576
"""Samples that LAME puts before the sound, by its own count."""

_DECODED_DELAY = ENCODER_DELAY + 529
"""Samples before the sound once decoded: a decoder adds its own."""

_HEAD, _TAIL = 1, 2
"""Silent frames that a piece keeps before and after its sound."""

_MOST_SILENT = 4096
"""Silent frames in one piece, so that a day of silence takes no more memory than a minute."""

Pcm = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True, eq=False)
class Sounding:
    """A piece to be encoded on its own."""

    samples: Pcm
    """Whole frames."""


@dataclass(frozen=True, slots=True)
class Silent:
    """Frames of nothing."""

    frames: int


def write_mp3(file: IO[bytes], blocks: Iterable[Pcm]) -> None:
    """Encode a stream of one channel at 48 kHz, its Info frame first.

    Args:
        file: Open for writing and seeking; the Info frame goes to where it stands.
        blocks: Of shape (frames, 1), in order.

    The decoded length is exactly that of the stream. The same samples give the same bytes,
    however many cores there are.
    """
    begin = file.tell()
    file.write(bytes(FRAME_BYTES))
    pieces = _Pieces()
    crc = Crc(FRAME_BYTES)
    frames = 0
    for encoded in _encoded(pieces.cut(blocks)):
        frames += len(encoded) // FRAME_BYTES
        crc.add(encoded)
        file.write(encoded)
    file.seek(begin)
    file.write(
        info_frame(
            _silence(1)[:4],
            frame_bytes=FRAME_BYTES,
            frames=frames,
            bit_rate=BIT_RATE,
            delay=ENCODER_DELAY,
            padding=frames * SAMPLES_PER_FRAME - ENCODER_DELAY - pieces.samples,
            music_crc=crc.value,
        )
    )
    file.seek(0, os.SEEK_END)


class _Pieces:
    """Cuts a stream at its silences.

    `_open` holds the frames of the piece that is being gathered, and `_quiet` counts how many
    silent ones came after them and are not in it yet.
    """

    def __init__(self) -> None:
        self.samples = 0
        self._open: list[Pcm] = []
        self._quiet = 0

    def cut(self, blocks: Iterable[Pcm]) -> Iterator[Sounding | Silent]:
        """Give the stream in pieces, with as much silence after it as its decoding needs.

        No frame more: some players take the count of frames for the length.
        """
        for frames in self._whole_frames(blocks):
            sounds = frames.any(axis=1)
            edges = np.flatnonzero(np.diff(sounds)) + 1
            for stretch in np.split(frames, edges):
                if stretch.any():
                    yield from self._begin()
                    self._open.append(stretch)
                else:
                    self._quiet += len(stretch)
        needed = _frames(self.samples + _DECODED_DELAY)
        yield from self._finish(self._quiet + needed - _frames(self.samples))

    def _whole_frames(self, blocks: Iterable[Pcm]) -> Iterator[Pcm]:
        rest = np.zeros(0, dtype=np.int16)
        for block in blocks:
            self.samples += len(block)
            rest = np.concatenate([rest, block[:, 0]])
            whole = len(rest) // SAMPLES_PER_FRAME * SAMPLES_PER_FRAME
            yield rest[:whole].reshape(-1, SAMPLES_PER_FRAME)
            rest = rest[whole:]
        if len(rest):
            yield np.pad(rest, (0, SAMPLES_PER_FRAME - len(rest))).reshape(1, -1)

    def _begin(self) -> Iterator[Sounding | Silent]:
        """Sound follows `_quiet` silent frames: cut there when they are enough to cut in."""
        if self._quiet > _TAIL + _HEAD or (not self._open and self._quiet > _HEAD):
            yield from self._finish(self._quiet - _HEAD)
            self._quiet = _HEAD
        if self._quiet:
            self._open.append(np.zeros((self._quiet, SAMPLES_PER_FRAME), dtype=np.int16))
        self._quiet = 0

    def _finish(self, quiet: int) -> Iterator[Sounding | Silent]:
        """Close the open piece with its tail, and give the rest of the silence."""
        if self._open:
            tail = min(quiet, _TAIL)
            self._open.append(np.zeros((tail, SAMPLES_PER_FRAME), dtype=np.int16))
            yield Sounding(np.concatenate(self._open))
            quiet -= tail
        self._open = []
        for done in range(0, quiet, _MOST_SILENT):
            yield Silent(min(_MOST_SILENT, quiet - done))


def _frames(samples: int) -> int:
    """Give how many whole frames hold so many samples."""
    return -(-samples // SAMPLES_PER_FRAME)


def _encoded(pieces: Iterable[Sounding | Silent]) -> Iterator[bytes]:
    """Encode pieces on all cores, in order, never far ahead of what is taken."""
    workers = cores()
    with ThreadPoolExecutor(workers, thread_name_prefix="mp3") as pool:
        waiting: deque[Future[bytes]] = deque()
        try:
            for piece in pieces:
                if isinstance(piece, Silent):
                    waiting.append(pool.submit(_silence, piece.frames))
                else:
                    waiting.append(pool.submit(_encode, piece.samples))
                while len(waiting) > 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _encode(samples: Pcm) -> bytes:
    """Encode whole frames to as many; the one that flushing adds is dropped."""
    encoder = lameenc.Encoder()
    encoder.set_channels(1)
    encoder.set_in_sample_rate(SAMPLE_RATE)
    encoder.set_bit_rate(BIT_RATE)
    encoder.set_quality(QUALITY)
    data = encoder.encode(samples.astype("<i2", copy=False).tobytes()) + encoder.flush()
    return bytes(data[: samples.size // SAMPLES_PER_FRAME * FRAME_BYTES])


@cache
def _silent_pair() -> bytes:
    return _encode(np.zeros((2, SAMPLES_PER_FRAME), dtype=np.int16))


def _silence(frames: int) -> bytes:
    """Give encoded silence: its first frame, and then the second again and again."""
    first, again = _silent_pair()[:FRAME_BYTES], _silent_pair()[FRAME_BYTES:]
    return first + again * (frames - 1)
