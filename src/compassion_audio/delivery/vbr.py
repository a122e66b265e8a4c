"""MP3 at a variable bit rate, one stream from beginning to end.

Its frames differ in size, so nothing can be repeated or counted by its bytes; silence takes next to
nothing as it is.

Source: LAME 3.100; ISO 11172-3, 2.4.2.3, for the sizes of frames.
"""

import os
from array import array
from collections.abc import Iterable, Iterator
from typing import IO

import lameenc
import numpy as np

from compassion_audio.delivery.coding import QUALITY
from compassion_audio.delivery.info_frame import Crc, Variable, info_frame
from compassion_audio.delivery.parts import SAMPLES_PER_FRAME, Pcm
from compassion_audio.delivery.pieces import ENCODER_DELAY, frames_to_decode
from compassion_audio.units import SAMPLE_RATE

_BIT_RATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
"""Kilobits a second, by the number that frames have for them."""

_BYTES_PER_KILOBIT = 144 * 1000 // SAMPLE_RATE
_OF_INFO = 128
"""Kilobits a second of the first frame, which must hold what it says."""

_NUMBER_OF_INFO = _BIT_RATES.index(_OF_INFO)
_ROW = 512
_NEWEST_METHOD = 4
"""LAME's own way, `vbr_mtrh`."""


def write_vbr(file: IO[bytes], blocks: Iterable[Pcm], *, channels: int = 1, quality: int) -> None:
    """Encode a stream at 48 kHz, its Xing frame first.

    Args:
        file: Open for writing and seeking; the Xing frame goes to where it stands.
        blocks: Of shape (frames, channels), in order.
        channels: One or two.
        quality: LAME's -V, 0 to 9.

    The decoded length is exactly that of the stream.
    """
    begin = file.tell()
    first = _OF_INFO * _BYTES_PER_KILOBIT
    file.write(bytes(first))
    stream = _Stream(channels, quality)
    crc, header = Crc(_ROW), b""
    for frame in stream.frames(blocks):
        header = header or frame[:4]
        crc.add(frame)
        file.write(frame)
    frames = len(stream.sizes)
    file.seek(begin)
    file.write(
        info_frame(
            _header_of_info(header),
            frame_bytes=first,
            frames=frames,
            bit_rate=0,
            channels=channels,
            delay=ENCODER_DELAY,
            padding=frames * SAMPLES_PER_FRAME - ENCODER_DELAY - stream.samples,
            music_crc=crc.value,
            variable=Variable(first + sum(stream.sizes), _contents(stream.sizes, first), quality),
        )
    )
    file.seek(0, os.SEEK_END)


class _Stream:
    """A stream on its way through the encoder."""

    def __init__(self, channels: int, quality: int) -> None:
        self.samples = 0
        self.sizes = array("H")
        """Bytes of each frame that was given."""

        self._channels = channels
        self._encoder = lameenc.Encoder()
        self._encoder.set_channels(channels)
        self._encoder.set_in_sample_rate(SAMPLE_RATE)
        self._encoder.set_out_sample_rate(SAMPLE_RATE)
        self._encoder.set_quality(QUALITY)
        self._encoder.set_vbr(_NEWEST_METHOD)
        self._encoder.set_vbr_quality(quality)

    def frames(self, blocks: Iterable[Pcm]) -> Iterator[bytes]:
        """Give the frames that decoding needs, and none that the encoder adds at its end."""
        rest = b""
        for data in self._encoded(blocks):
            rest += data
            while len(rest) >= 4 and len(rest) >= (size := _size(rest)):
                yield from self._taken(rest[:size])
                rest = rest[size:]

    def _encoded(self, blocks: Iterable[Pcm]) -> Iterator[bytes]:
        for block in blocks:
            self.samples += len(block)
            yield bytes(self._encoder.encode(block.astype("<i2", copy=False).tobytes()))
        quiet = frames_to_decode(self.samples) * SAMPLES_PER_FRAME - self.samples
        nothing = np.zeros((quiet, self._channels), dtype="<i2")
        yield bytes(self._encoder.encode(nothing.tobytes())) + bytes(self._encoder.flush())

    def _taken(self, frame: bytes) -> Iterator[bytes]:
        if not self._is_whole():
            self.sizes.append(len(frame))
            yield frame

    def _is_whole(self) -> bool:
        return len(self.sizes) >= frames_to_decode(self.samples)


def _size(frame: bytes) -> int:
    return _BIT_RATES[frame[2] >> 4] * _BYTES_PER_KILOBIT


def _header_of_info(header: bytes) -> bytes:
    """Give a frame's header for the first one: its own bit rate, and no joint stereo."""
    return header[:2] + bytes([_NUMBER_OF_INFO << 4 | header[2] & 0x0F, header[3] & 0xCF])


def _contents(sizes: "array[int]", first: int) -> bytes:
    """Say for each hundredth of the time which 256th of the bytes it lies at."""
    places = first + np.concatenate([[0], np.cumsum(np.asarray(sizes, dtype=np.int64))])
    at = places[np.arange(100) * len(sizes) // 100]
    return bytes(np.minimum(255, at * 256 // places[-1]).astype(np.uint8))
