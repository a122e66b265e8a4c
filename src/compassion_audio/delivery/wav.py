"""WAV: every sample in 24 bits, with chapters as markers and the tags of the MP3.

Beyond 4 GB its 32-bit sizes end, after four hours of stereo; it is an RF64 then.

Source: Microsoft, "Multimedia Programming Interface and Data Specifications 1.0" (RIFF, `cue `,
`LIST adtl`, `LIST INFO`); EBU Tech 3306 for RF64, whose reserved chunk is `JUNK` until
it is needed.
"""

import os
import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from compassion_audio.audio.clip import Samples
from compassion_audio.delivery.comments import MAKER
from compassion_audio.delivery.pcm import BITS, packed
from compassion_audio.delivery.tags import ARTIST, GENRE, Tags, id3_bytes
from compassion_audio.timeline import Chapter
from compassion_audio.units import SAMPLE_RATE, frames_at

_MOST = 0xFFFFFFFF
"""The largest size a RIFF can name; in an RF64 it means: look into `ds64`."""

_MOST_IN_RIFF = _MOST - 1
_DS64_BYTES = 28
_PCM = 1
_NAME_AND_SIZE = 8
_ID3 = (b"id3 ", b"ID3 ")


def write_wav(file: IO[bytes], tags: Tags, blocks: Iterable[Samples], *, channels: int = 1) -> None:
    """Write a stream at 48 kHz with its tags, which come after the sound as others write them.

    Args:
        file: Empty, open for writing and seeking.
        tags: What it says of itself.
        blocks: Shape (frames, channels), float32.
        channels: One or two.
    """
    file.write(_head(channels, samples=0, rest=0))
    samples = 0
    for block in blocks:
        samples += len(block)
        file.write(packed(block))
    odd = samples * _frame_bytes(channels) % 2
    file.write(bytes(odd))
    rest = _chunks_behind(tags)
    file.write(rest)
    file.seek(0)
    file.write(_head(channels, samples=samples, rest=odd + len(rest)))
    file.seek(0, os.SEEK_END)


def chunks(file: IO[bytes]) -> Iterator[tuple[bytes, int, int]]:
    """Walk through a WAV: name, place and size of what is in each chunk.

    It ends where the file does, or at a chunk that makes no sense.
    """
    file.seek(0, os.SEEK_END)
    end = file.tell()
    at, long_data = 12, 0
    while at + _NAME_AND_SIZE <= end:
        file.seek(at)
        name, size = struct.unpack("<4sI", file.read(_NAME_AND_SIZE))
        at += _NAME_AND_SIZE
        if name == b"ds64":
            long_data = int.from_bytes(file.read(16)[8:], "little")
        if name == b"data" and size == _MOST:
            size = long_data
        if at + size > end:
            return
        yield name, at, size
        at += size + size % 2


def id3_place(file: IO[bytes]) -> tuple[int, int] | None:
    """Find where the ID3 tags of a WAV are, and how many bytes they have."""
    found = (place for name, *place in chunks(file) if name in _ID3)
    at, size = next(found, (0, 0))
    return (at, size) if size else None


def _frame_bytes(channels: int) -> int:
    return channels * BITS // 8


def _head(channels: int, *, samples: int, rest: int) -> bytes:
    """Write everything before the sound; its size does not depend on what it says."""
    frame = _frame_bytes(channels)
    rate = SAMPLE_RATE * frame
    shape = struct.pack("<HHIIHH", _PCM, channels, SAMPLE_RATE, rate, frame, BITS)
    data = samples * frame
    before = 4 + 2 * _NAME_AND_SIZE + _DS64_BYTES + len(shape) + _NAME_AND_SIZE
    whole = before + data + rest
    if whole <= _MOST_IN_RIFF:
        opening = b"RIFF" + struct.pack("<I", whole) + b"WAVE"
        reserved = _chunk(b"JUNK", bytes(_DS64_BYTES))
    else:
        opening = b"RF64" + struct.pack("<I", _MOST) + b"WAVE"
        reserved = _chunk(b"ds64", struct.pack("<QQQI", whole, data, samples, 0))
        data = _MOST
    return opening + reserved + _chunk(b"fmt ", shape) + b"data" + struct.pack("<I", data)


def _chunks_behind(tags: Tags) -> bytes:
    return (
        _chunk(b"cue ", _cues(tags.chapters))
        + _chunk(b"LIST", b"adtl" + b"".join(_labels(tags.chapters)))
        + _chunk(b"LIST", b"INFO" + b"".join(_infos(tags)))
        + _chunk(b"id3 ", id3_bytes(tags))
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)


def _cues(chapters: Sequence[Chapter]) -> bytes:
    """Mark where chapters begin, counted from 0 as FFmpeg counts those in the ID3.

    It reads both, and takes what has one number for one chapter.
    """
    points = (
        struct.pack("<II4sIII", number, start, b"data", 0, 0, start)
        for number, start in enumerate(frames_at(one.start) for one in chapters)
    )
    return struct.pack("<I", len(chapters)) + b"".join(points)


def _labels(chapters: Sequence[Chapter]) -> Iterator[bytes]:
    for number, chapter in enumerate(chapters):
        yield _chunk(b"labl", struct.pack("<I", number) + chapter.name.encode() + b"\0")


def _infos(tags: Tags) -> Iterator[bytes]:
    said = {
        b"INAM": tags.title,
        b"IART": ARTIST,
        b"IPRD": tags.album,
        b"IGNR": GENRE,
        b"IPRT": tags.track.told if tags.track else "",
        b"ICMT": tags.comment,
        b"ISFT": MAKER,
    }
    for name, value in said.items():
        if value:
            yield _chunk(name, value.encode() + b"\0")
