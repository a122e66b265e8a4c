"""FLAC: every sample in 24 bits, in half the room.

Source: RFC 9639, section 8, for the metadata blocks.
"""

import shutil
from collections.abc import Iterable, Iterator
from typing import IO

from compassion_audio.audio.clip import Samples
from compassion_audio.delivery.comments import comment_block, picture_block
from compassion_audio.delivery.pcm import BITS, whole
from compassion_audio.delivery.sndfile import encoded
from compassion_audio.delivery.tags import Tags

NAME = b"fLaC"
STREAM_INFO, COMMENTS, PICTURE = 0, 4, 6
_LAST = 0x80
_HEADER_BYTES = 4
_UNUSED = 32 - BITS


def write_flac(
    file: IO[bytes], tags: Tags, blocks: Iterable[Samples], *, channels: int = 1
) -> None:
    """Write a stream at 48 kHz with its tags.

    Args:
        file: Empty, open for writing.
        tags: What it says of itself.
        blocks: Shape (frames, channels), float32.
        channels: One or two.
    """
    rows = (whole(block) << _UNUSED for block in blocks)
    with encoded(rows, channels=channels, container="FLAC", kind="PCM_24") as sound:
        places = list(metadata_blocks(sound))
        _, at, size = next(place for place in places if place[0] == STREAM_INFO)
        sound.seek(at)
        file.write(NAME + _block(STREAM_INFO, sound.read(size)))
        file.write(_block(COMMENTS, comment_block(tags, holds_cover=False)))
        file.write(_block(PICTURE | _LAST, picture_block(tags.cover)))
        _, at, size = places[-1]
        sound.seek(at + size)
        shutil.copyfileobj(sound, file, 1 << 20)


def metadata_blocks(file: IO[bytes]) -> Iterator[tuple[int, int, int]]:
    """Walk through the metadata of a FLAC: kind, place and size of what is in each block."""
    at, kind = len(NAME), 0
    while not kind & _LAST:
        file.seek(at)
        header = file.read(_HEADER_BYTES)
        if len(header) < _HEADER_BYTES:
            return
        kind, size = header[0], int.from_bytes(header[1:])
        at += _HEADER_BYTES
        yield kind & ~_LAST, at, size
        at += size


def _block(kind: int, data: bytes) -> bytes:
    return bytes([kind]) + len(data).to_bytes(3) + data
