"""An MP3 at a variable bit rate is as exact as one at a constant one."""

import io
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from compassion_audio.delivery.vbr import write_vbr
from tests.delivery.sample import sound
from tests.delivery.test_info_frame import crc_16

SIZES = [0, 96, 120, 144, 168, 192, 240, 288, 336, 384, 480, 576, 672, 768, 960]
"""Bytes of a frame at 48 kHz, by its bit rate's number. Source: ISO 11172-3, 2.4.2.3."""


def encoded(frames: int, *, quality: int = 4, channels: int = 1, block: int = 48_000) -> bytes:
    """Encode the sample's hum."""
    file = io.BytesIO()
    rows = (sound(channels, frames) * 30_000).astype(np.int16)
    write_vbr(
        file,
        (rows[at : at + block] for at in range(0, frames, block)),
        channels=channels,
        quality=quality,
    )
    return file.getvalue()


def frames_of(data: bytes) -> Iterator[bytes]:
    """Walk from frame to frame."""
    at = 0
    while at < len(data):
        size = SIZES[data[at + 2] >> 4]
        assert data[at : at + 2] == b"\xff\xfb"
        yield data[at : at + size]
        at += size
    assert at == len(data)


@given(
    frames=st.integers(1, 20_000),
    quality=st.integers(0, 9),
    channels=st.integers(1, 2),
    block=st.sampled_from([1_000, 1_152, 48_000]),
)
@settings(max_examples=15)
def test_the_decoded_length_is_exact(frames: int, quality: int, channels: int, block: int) -> None:
    """At every quality, at 48 kHz, however the sound comes."""
    data = encoded(frames, quality=quality, channels=channels, block=block)
    heard, rate = soundfile.read(io.BytesIO(data), always_2d=True)
    assert (rate, heard.shape) == (48_000, (frames, channels))


def test_its_first_frame_tells_the_truth() -> None:
    """Frames, bytes, places to seek to, delay, padding, and both checksums."""
    data = encoded(300_000)
    first, *rest = frames_of(data)
    assert len(set(map(len, rest))) > 3  # it does vary
    assert len(rest) == -(-(300_000 + 576 + 529) // 1152)  # and none that decoding does not need
    at = 4 + 17
    assert first[at : at + 8] == b"Xing\0\0\0\x0f"
    assert int.from_bytes(first[at + 8 : at + 12]) == len(rest)
    assert int.from_bytes(first[at + 12 : at + 16]) == len(data)
    lame = at + 120
    assert first[lame + 9] & 0x0F == 4
    both = int.from_bytes(first[lame + 21 : lame + 24])
    assert both >> 12 == 576
    assert 576 + 300_000 + (both & 0xFFF) == len(rest) * 1152
    assert int.from_bytes(first[lame + 32 : lame + 34]) == crc_16(data[len(first) :])
    assert int.from_bytes(first[lame + 34 : lame + 36]) == crc_16(first[: lame + 34])


def test_a_player_can_seek_by_its_table() -> None:
    """Each hundredth of the time lies where the table says, within a 256th of the bytes."""
    data = encoded(400_000)
    first, *rest = frames_of(data)
    table = first[4 + 17 + 16 :][:100]
    places = np.cumsum([len(first), *map(len, rest)])
    for share in (0, 1, 33, 50, 75, 99):
        true = places[share * len(rest) // 100] * 256 / len(data)
        assert true - 1 < table[share] <= true


def test_a_better_quality_takes_more_room() -> None:
    """The choice reaches the encoder."""
    sizes = [len(encoded(96_000, quality=quality)) for quality in (0, 4, 9)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 1.3 * sizes[2]


@pytest.mark.parametrize("channels", [1, 2])
def test_mp3val_and_mpg123_find_nothing(
    channels: int, tmp_path: Path, program: Callable[[str], str]
) -> None:
    """Every frame is where it should be."""
    path = tmp_path / "sample.mp3"
    path.write_bytes(encoded(200_000, channels=channels))
    said = subprocess.run(
        [program("mp3val"), str(path)], capture_output=True, text=True, check=True
    ).stdout
    warnings = [line for line in said.splitlines() if line.startswith(("WARNING", "ERROR"))]
    assert [line for line in warnings if "No supported tags" not in line] == []
    done = subprocess.run(
        [program("mpg123"), "-q", "-t", str(path)], capture_output=True, text=True, check=True
    )
    assert done.stdout + done.stderr == ""
