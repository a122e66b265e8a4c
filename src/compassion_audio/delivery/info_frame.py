"""The first frame of an MP3: it decodes to nothing and says exactly how long the rest is.

Source: the Xing/LAME tag as LAME 3.100 writes it (`VbrTag.c`), and the "MP3 Info Tag rev 1"
specification of its fields.
"""

import struct
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

_SIDE_INFO_BYTES = {1: 17, 2: 32}
"""Of an MPEG-1 frame, by its channels."""

_CONSTANT_BIT_RATE = 0x01
_UNKNOWN_LOWPASS = 0
_FROM_48_KHZ = 0b10_0_000_00
_STEREO_MODE = {1: 0, 2: 3}
"""Of the sound, by its channels: mono, or joint stereo."""

_VARIABLE_BIT_RATE = 0x04
"""By LAME's own way, `vbr_mtrh`."""

_LARGEST_RATE = 255
"""One byte holds it; it stands for all above, too."""

_BATCH = 1 << 20
"""Bytes to gather before their CRC is taken: it is one pass of numpy a batch."""


@dataclass(frozen=True, slots=True)
class Variable:
    """What a stream at a variable bit rate says besides."""

    size: int
    """Bytes of the stream, its first frame included."""

    contents: bytes
    """A hundred places to seek to, in 256ths of the bytes."""

    quality: int
    """LAME's -V."""


def info_frame(
    header: bytes,
    *,
    frame_bytes: int,
    frames: int,
    bit_rate: int,
    channels: int,
    delay: int,
    padding: int,
    music_crc: int,
    variable: Variable | None = None,
) -> bytes:
    """Build the Info frame of a stream at 48 kHz, or the Xing frame of one whose frames differ.

    Args:
        header: The four bytes that begin each frame of the stream.
        frame_bytes: Size of this frame; at a constant bit rate, of each.
        frames: In the stream, this one not counted.
        bit_rate: Kilobits a second; the least of them where they vary.
        channels: One or two.
        delay: Samples before the sound, as the encoder counts them, below 4096.
        padding: Samples after the sound, below 4096.
        music_crc: CRC-16 of the encoded stream.
        variable: None at a constant bit rate.
    """
    whole = variable.size if variable else (frames + 1) * frame_bytes
    table = variable.contents if variable else bytes(at * 256 // 100 for at in range(100))
    name = b"Xing" if variable else b"Info"
    method = _VARIABLE_BIT_RATE if variable else _CONSTANT_BIT_RATE
    quality = 100 - 10 * variable.quality if variable else 100
    frame = header + bytes(_SIDE_INFO_BYTES[channels])
    frame += name + struct.pack(">III", 0b1111, frames, whole) + table
    frame += struct.pack(">I", quality)  # of 100
    frame += b"LAME3.100" + bytes([method, _UNKNOWN_LOWPASS])
    frame += bytes(8)  # peak and replay gains: not stated
    frame += bytes([0, min(bit_rate, _LARGEST_RATE)])
    frame += (delay << 12 | padding).to_bytes(3, "big")
    frame += bytes([_FROM_48_KHZ | _STEREO_MODE[channels] << 2, 0, 0, 0])  # no gain, no preset
    frame += struct.pack(">IH", whole, music_crc)
    check = Crc(frame_bytes)
    check.add(frame)
    frame += struct.pack(">H", check.value)
    return frame.ljust(frame_bytes, b"\0")


class Crc:
    """CRC-16/ARC of a growing stream, many rows at a time so that hours stay quick.

    CRC is linear: the state carried over a row of bytes, xor the CRC of that row alone. And two
    bytes at once push the whole of its state out, so that one look into a table is a step.
    """

    def __init__(self, row: int) -> None:
        self._row = row + row % 2
        self._value = 0
        self._rest = bytearray()

    def add(self, data: bytes) -> None:
        """Add what comes next in the stream."""
        self._rest += data
        if len(self._rest) >= _BATCH:
            self._take_rows()

    @property
    def value(self) -> int:
        """The CRC of all that was added."""
        self._take_rows()
        table = _table(8).tolist()
        value = self._value
        for byte in self._rest:
            value = value >> 8 ^ table[(value ^ byte) & 0xFF]
        return value

    def _take_rows(self) -> None:
        whole = len(self._rest) // self._row * self._row
        pairs = np.frombuffer(bytes(self._rest[:whole]), dtype="<u2").astype(np.uint16)
        rows = pairs.reshape(-1, self._row // 2)
        del self._rest[:whole]
        low, high = _carried_over(self._row)
        for alone in _crc_of_each(rows).tolist():
            self._value = low[self._value & 0xFF] ^ high[self._value >> 8] ^ alone


def _crc_of_each(rows: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint16]:
    states = np.zeros(len(rows), dtype=np.uint16)
    for column in rows.T:
        states = _table(16).take(states ^ column)
    return states


@cache
def _table(bits: int) -> npt.NDArray[np.uint16]:
    """Give what becomes of each state of so many bits when they are pushed out."""
    values = np.arange(1 << bits, dtype=np.uint16)
    for _ in range(bits):
        values = values >> np.uint16(1) ^ np.uint16(0xA001) * (values & np.uint16(1))
    return values


@cache
def _carried_over(row: int) -> tuple[list[int], list[int]]:
    """Give what each low and each high byte of a state becomes after a row of zeros."""
    states = np.concatenate([np.arange(256), np.arange(256) << 8]).astype(np.uint16)
    for _ in range(row // 2):
        states = _table(16).take(states)
    return states[:256].tolist(), states[256:].tolist()
