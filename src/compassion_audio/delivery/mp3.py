"""MP3 by LAME, on all cores, silence encoded once, its length exact.

A practice is half silence. Where both sides of a cut are digital silence, streams that were
encoded apart join without a trace, provided that each is whole frames, begins with one silent
frame and ends with two (at the two ends of the stream nothing joins), and that the one frame the
encoder adds when it is flushed is dropped: the encoder's delay spills from each piece into its
own silence. So the sound is cut at its pauses, the pieces are encoded side by side, and the
pauses between are one silent frame, repeated.

Under a bed there is no silence to cut at. A piece that goes on and on is handed to one encoder
part by part, while what comes next is mixed.

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

QUALITY = 5
"""LAME's -q: 2 is the most careful, 7 the fastest. Between 3 and 5 lies a quarter of the time, and
nothing that is heard in speech at these rates."""

SAMPLES_PER_FRAME = 1152

ENCODER_DELAY = 576
"""Samples that LAME puts before the sound, by its own count."""

_DECODED_DELAY = ENCODER_DELAY + 529
"""Samples before the sound once decoded: a decoder adds its own."""

ENCODED_LEVEL = 0.95
"""What LAME makes of a level of 1 at the usual rates: it turns everything down by 0.45 dB, so that
peaks which encoding raises do not clip. Source: LAME 3.100, `presets.c`, and measured."""

_LEVEL_OF_HIGH_RATES = {192: 0.97, 224: 0.98, 256: 1.0, 320: 1.0}
"""The same where it differs, by kilobits a second. Source: measured, LAME 3.100."""

_HEAD, _TAIL = 1, 2
"""Silent frames that a piece keeps before and after its sound."""

_MOST_SILENT = 4096
"""Silent frames in one piece, so that a day of silence takes no more memory than a minute."""

_MOST_SOUNDING = 1024
"""Frames in one part of a piece: 25 seconds."""

Pcm = npt.NDArray[np.int16]
"""Shape (frames, channels)."""


@dataclass(frozen=True, slots=True)
class Coding:
    """How a stream is encoded. At 48 kHz every frame has the same size, and none is padded."""

    channels: int

    asked: int | None = None
    """Kilobits a second; None for the usual."""

    @property
    def bit_rate(self) -> int:
        """Kilobits a second, constant: more than speech needs, and more for two channels."""
        return self.asked or (96 if self.channels == 1 else 128)

    @property
    def frame_bytes(self) -> int:
        """Size of each frame."""
        return 144 * self.bit_rate * 1000 // SAMPLE_RATE

    def encoder(self) -> lameenc.Encoder:
        """Begin a stream."""
        encoder = lameenc.Encoder()
        encoder.set_channels(self.channels)
        encoder.set_in_sample_rate(SAMPLE_RATE)
        encoder.set_out_sample_rate(SAMPLE_RATE)  # at low rates LAME would choose another
        encoder.set_bit_rate(self.bit_rate)
        encoder.set_quality(QUALITY)
        return encoder


@dataclass(frozen=True, slots=True, eq=False)
class Sounding:
    """A piece to be encoded on its own, or a part of one."""

    samples: Pcm
    """Whole frames."""

    goes_on: bool = False
    """Whether the next part belongs to the same piece."""


@dataclass(frozen=True, slots=True)
class Silent:
    """Frames of nothing."""

    frames: int


def encoded_level(bit_rate: int | None) -> float:
    """Give what LAME makes of a level of 1 at a constant bit rate; None for the usual one.

    At a variable bit rate it turns nothing down.
    """
    return _LEVEL_OF_HIGH_RATES.get(bit_rate or 0, ENCODED_LEVEL)


def frames_to_decode(samples: int) -> int:
    """Give how many frames a stream needs, so that its last sample is decoded."""
    return _frames(samples + _DECODED_DELAY)


def write_mp3(
    file: IO[bytes], blocks: Iterable[Pcm], *, channels: int = 1, bit_rate: int | None = None
) -> None:
    """Encode a stream at 48 kHz, its Info frame first.

    Args:
        file: Open for writing and seeking; the Info frame goes to where it stands.
        blocks: Of shape (frames, channels), in order.
        channels: One or two.
        bit_rate: Kilobits a second; None for the usual.

    The decoded length is exactly that of the stream. The same samples give the same bytes,
    however many cores there are.
    """
    coding = Coding(channels, bit_rate)
    begin = file.tell()
    file.write(bytes(coding.frame_bytes))
    pieces = _Pieces(channels)
    crc = Crc(coding.frame_bytes)
    frames = 0
    for encoded in _encoded(pieces.cut(blocks), coding):
        frames += len(encoded)
        crc.add(encoded)
        file.write(encoded)
    frames //= coding.frame_bytes
    file.seek(begin)
    file.write(
        info_frame(
            _silence(1, coding)[:4],
            frame_bytes=coding.frame_bytes,
            frames=frames,
            bit_rate=coding.bit_rate,
            channels=channels,
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

    def __init__(self, channels: int) -> None:
        self.samples = 0
        self._frame = (SAMPLES_PER_FRAME, channels)
        self._open: list[Pcm] = []
        self._is_begun = False
        self._quiet = 0

    def cut(self, blocks: Iterable[Pcm]) -> Iterator[Sounding | Silent]:
        """Give the stream in pieces, with as much silence after it as its decoding needs.

        No frame more: some players take the count of frames for the length.
        """
        for frames in self._whole_frames(blocks):
            sounds = frames.any(axis=(1, 2))
            edges = np.flatnonzero(np.diff(sounds)) + 1
            for stretch in np.split(frames, edges):
                if stretch.any():
                    yield from self._begin()
                    self._open.append(stretch)
                    yield from self._hand_over()
                else:
                    self._quiet += len(stretch)
        needed = frames_to_decode(self.samples)
        yield from self._finish(self._quiet + needed - _frames(self.samples))

    def _whole_frames(self, blocks: Iterable[Pcm]) -> Iterator[Pcm]:
        rest = np.zeros((0, self._frame[1]), dtype=np.int16)
        for block in blocks:
            self.samples += len(block)
            rest = np.concatenate([rest, block])
            whole = len(rest) // SAMPLES_PER_FRAME * SAMPLES_PER_FRAME
            yield rest[:whole].reshape(-1, *self._frame)
            rest = rest[whole:]
        if len(rest):
            missing = SAMPLES_PER_FRAME - len(rest)
            yield np.pad(rest, ((0, missing), (0, 0))).reshape(1, *self._frame)

    def _begin(self) -> Iterator[Sounding | Silent]:
        """Sound follows `_quiet` silent frames: cut there when they are enough to cut in."""
        is_open = bool(self._open) or self._is_begun
        if self._quiet > _TAIL + _HEAD or (not is_open and self._quiet > _HEAD):
            yield from self._finish(self._quiet - _HEAD)
            self._quiet = _HEAD
        if self._quiet:
            self._open.append(self._silent(self._quiet))
        self._quiet = 0

    def _hand_over(self) -> Iterator[Sounding]:
        """Give a part of a piece that has grown long, and go on with it."""
        if sum(map(len, self._open)) >= _MOST_SOUNDING:
            yield Sounding(np.concatenate(self._open), goes_on=True)
            self._open, self._is_begun = [], True

    def _finish(self, quiet: int) -> Iterator[Sounding | Silent]:
        """Close the open piece with its tail, and give the rest of the silence."""
        if self._open or self._is_begun:
            tail = min(quiet, _TAIL)
            self._open.append(self._silent(tail))
            yield Sounding(np.concatenate(self._open))
            quiet -= tail
        self._open, self._is_begun = [], False
        for done in range(0, quiet, _MOST_SILENT):
            yield Silent(min(_MOST_SILENT, quiet - done))

    def _silent(self, frames: int) -> Pcm:
        return np.zeros((frames, *self._frame), dtype=np.int16)


def _frames(samples: int) -> int:
    """Give how many whole frames hold so many samples."""
    return -(-samples // SAMPLES_PER_FRAME)


class _Piece:
    """One piece on its way through an encoder, part by part."""

    def __init__(self, coding: Coding) -> None:
        self._coding = coding
        self._encoder = coding.encoder()
        self._before: Future[bytes] | None = None
        self._owed = 0
        """Bytes that the frames so far come to, less those that were given."""

    def submit(self, part: Sounding, pool: ThreadPoolExecutor) -> Future[bytes]:
        """Encode a part behind the one before it."""
        self._before = pool.submit(self._encode, part, self._before)
        return self._before

    def _encode(self, part: Sounding, before: Future[bytes] | None) -> bytes:
        if before is not None:
            before.result()
        data = bytes(self._encoder.encode(part.samples.astype("<i2", copy=False).tobytes()))
        self._owed += len(part.samples) * self._coding.frame_bytes
        if not part.goes_on:
            # flushing gives one frame more than there are
            data = (data + bytes(self._encoder.flush()))[: self._owed]
        self._owed -= len(data)
        return data


def _encoded(pieces: Iterable[Sounding | Silent], coding: Coding) -> Iterator[bytes]:
    """Encode pieces on all cores, in order, never far ahead of what is taken."""
    workers = cores()
    with ThreadPoolExecutor(workers, thread_name_prefix="mp3") as pool:
        waiting: deque[Future[bytes]] = deque()
        piece: _Piece | None = None
        try:
            for one in pieces:
                if isinstance(one, Silent):
                    waiting.append(pool.submit(_silence, one.frames, coding))
                else:
                    piece = piece or _Piece(coding)
                    waiting.append(piece.submit(one, pool))
                    piece = piece if one.goes_on else None
                while len(waiting) > 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


@cache
def _silent_pair(coding: Coding) -> bytes:
    encoder = coding.encoder()
    nothing = bytes(2 * 2 * coding.channels * SAMPLES_PER_FRAME)
    data = bytes(encoder.encode(nothing)) + bytes(encoder.flush())
    return data[: 2 * coding.frame_bytes]


def _silence(frames: int, coding: Coding) -> bytes:
    """Give encoded silence: its first frame, and then the second again and again."""
    pair = _silent_pair(coding)
    first, again = pair[: coding.frame_bytes], pair[coding.frame_bytes :]
    return first + again * (frames - 1)
