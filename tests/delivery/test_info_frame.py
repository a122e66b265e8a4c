"""The Info frame says the truth about the stream, field by field, read by hand from the bytes."""

import io
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.delivery.info_frame import Crc, info_frame
from compassion_audio.delivery.mp3 import write_mp3

HEADER = bytes.fromhex("fffb74c4")
"""MPEG-1, layer III, 96 kbit/s, 48 kHz, one channel, no padding."""


def crc_16(data: bytes) -> int:
    """Take CRC-16/ARC bit by bit, as its definition says: polynomial 8005 mirrored, from 0."""
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ 0xA001 if value & 1 else value >> 1
    return value


@dataclass(frozen=True)
class Info:
    """What an Info frame says, as a decoder of one channel reads it."""

    name: bytes
    flags: int
    frames: int
    size: int
    contents: bytes
    encoder: bytes
    method: int
    delay: int
    padding: int
    bit_rate: int
    music_length: int
    music_crc: int
    own_crc: int
    covered: bytes
    """What its own CRC is taken of."""


def read(frame: bytes) -> Info:
    """Read the fields at the places where every decoder looks for them."""

    def number(begin: int, end: int) -> int:
        return int.from_bytes(frame[begin:end], "big")

    xing = 4 + 17  # the header, and the side information of one channel
    lame = xing + 4 + 4 + 4 + 4 + 100 + 4
    return Info(
        name=frame[xing : xing + 4],
        flags=number(xing + 4, xing + 8),
        frames=number(xing + 8, xing + 12),
        size=number(xing + 12, xing + 16),
        contents=frame[xing + 16 : xing + 116],
        encoder=frame[lame : lame + 9],
        method=frame[lame + 9] & 0x0F,
        bit_rate=frame[lame + 20],
        delay=number(lame + 21, lame + 24) >> 12,
        padding=number(lame + 21, lame + 24) & 0xFFF,
        music_length=number(lame + 28, lame + 32),
        music_crc=number(lame + 32, lame + 34),
        own_crc=number(lame + 34, lame + 36),
        covered=frame[: lame + 34],
    )


def built(*, delay: int = 576, padding: int = 1_000, frames: int = 1_234) -> bytes:
    """Build a frame whose fields can be told apart."""
    return info_frame(
        HEADER,
        frame_bytes=288,
        frames=frames,
        bit_rate=96,
        channels=1,
        delay=delay,
        padding=padding,
        music_crc=0xABCD,
    )


def test_the_crc_of_these_tests_is_the_right_one() -> None:
    """The catalogue of CRCs gives BB3D for the nine digits."""
    assert crc_16(b"123456789") == 0xBB3D


def test_every_field_is_in_its_place() -> None:
    """A frame of the stream's own size, all four Xing fields, and what LAME adds to them."""
    frame = built()
    info = read(frame)
    assert len(frame) == 288
    assert frame[:4] == HEADER
    assert not any(frame[4 : 4 + 17])
    assert (info.name, info.flags) == (b"Info", 0b1111)
    assert (info.frames, info.size) == (1_234, 1_235 * 288)
    assert (info.encoder, info.method) == (b"LAME3.100", 1)
    assert (info.delay, info.padding) == (576, 1_000)
    assert info.bit_rate == 96
    assert (info.music_length, info.music_crc) == (1_235 * 288, 0xABCD)
    assert info.own_crc == crc_16(info.covered)
    assert not any(frame[len(info.covered) + 2 :])


@given(delay=st.integers(0, 4095), padding=st.integers(0, 4095))
def test_delay_and_padding_share_three_bytes(delay: int, padding: int) -> None:
    """Neither spills into the other, and the CRC follows both."""
    info = read(built(delay=delay, padding=padding))
    assert (info.delay, info.padding) == (delay, padding)
    assert info.own_crc == crc_16(info.covered)


def test_a_player_can_seek_by_its_table() -> None:
    """A constant bit rate: the hundredths of the time lie at as many parts of the bytes."""
    table = list(read(built()).contents)
    assert len(table) == 100
    assert all(abs(place - share * 2.56) <= 1 for share, place in enumerate(table))


@given(
    data=st.binary(max_size=2_000),
    row=st.integers(1, 300),
    cuts=st.lists(st.integers(0, 2_000), max_size=5),
)
def test_the_crc_of_a_growing_stream(data: bytes, row: int, cuts: list[int]) -> None:
    """Whatever its rows and however it comes, it is the CRC of the bytes."""
    crc = Crc(row)
    marks = [0, *sorted(cuts), len(data)]
    for begin, end in pairwise(marks):
        crc.add(data[begin:end])
    assert crc.value == crc_16(data)


def test_the_crc_of_a_long_stream() -> None:
    """It is taken in batches of a megabyte; the joints between them leave no trace."""
    data = np.random.default_rng(0).bytes(300_000) * 8
    crc = Crc(288)
    for begin in range(0, len(data), 99_999):
        crc.add(data[begin : begin + 99_999])
    table = [crc_16(bytes([byte])) for byte in range(256)]
    value = 0
    for byte in data:
        value = value >> 8 ^ table[(value ^ byte) & 0xFF]
    assert crc.value == value


def test_the_crc_can_be_read_on_the_way() -> None:
    """Asking for it changes nothing."""
    crc = Crc(4)
    crc.add(b"12345")
    assert crc.value == crc_16(b"12345")
    crc.add(b"6789")
    assert crc.value == 0xBB3D


@pytest.mark.parametrize("samples", [1_000, 48_000, 100_001])
def test_the_info_frame_of_a_stream_tells_the_truth(samples: int) -> None:
    """Frames counted, bytes counted, delay and padding, and both CRCs, over a whole file."""
    file = io.BytesIO()
    noise = np.random.default_rng(0).integers(-3_000, 3_000, (samples, 1), dtype=np.int16)
    noise[samples // 3 : samples // 2] = 0
    write_mp3(file, [noise])
    data = file.getvalue()
    info = read(data)
    frames = [data[begin : begin + 288] for begin in range(0, len(data), 288)]
    assert all(frame[:2] == HEADER[:2] for frame in frames)
    assert {frame[2] for frame in frames} == {HEADER[2]}
    assert info.frames == len(frames) - 1
    assert info.size == info.music_length == len(data)
    assert info.delay == 576
    assert info.delay + samples + info.padding == info.frames * 1152
    assert info.padding >= 529  # a decoder's own delay: without it the last word is cut
    assert info.music_crc == crc_16(data[288:])
    assert info.own_crc == crc_16(info.covered)


def test_others_write_the_same_fields(tmp_path: Path, program: Callable[[str], str]) -> None:
    """The frame that ffmpeg writes reads the same way, so this page reads at the right places.

    Its own CRC does not: ffmpeg takes it of 190 bytes also where, with one channel, LAME takes it
    of 175. The frame that LAME itself gives through its C API was read here too, and all of it,
    both CRCs included, holds.
    """
    path = tmp_path / "theirs.mp3"
    sound = "sine=frequency=300:sample_rate=48000:duration=1"
    tail = ["-ac", "1", "-c:a", "libmp3lame", "-b:a", "96k", "-id3v2_version", "0", str(path)]
    command = [program("ffmpeg"), "-v", "error", "-f", "lavfi", "-i", sound, *tail]
    subprocess.run(command, check=True)
    data = path.read_bytes()
    theirs = read(data)
    assert (theirs.name, theirs.flags) == (b"Info", 0b1111)
    assert theirs.frames == len(data) // 288 - 1
    assert theirs.size == theirs.music_length == len(data)
    assert theirs.delay == 576
    assert theirs.delay + 48_000 + theirs.padding == theirs.frames * 1152
    assert theirs.music_crc == crc_16(data[288:])
