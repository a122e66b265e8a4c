"""Ogg with Vorbis or Opus: encoded by libsndfile, its pages written anew with our own head.

libsndfile draws a stream's serial number by lot and names itself; a recording made again has to
have the same bytes.

Source: RFC 3533 (Ogg), RFC 7845 (Opus in it), Vorbis I specification, section 5.2.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO

from mutagen.ogg import OggPage

from compassion_audio.audio.clip import Samples
from compassion_audio.delivery.comments import comment_block
from compassion_audio.delivery.formats import Encoding
from compassion_audio.delivery.sndfile import encoded
from compassion_audio.delivery.tags import Tags

_SERIAL = 1
_OPUS_LEAST, _OPUS_MOST = 6, 256
"""Kilobits a second and channel between which libsndfile's compression runs, from 1 to 0.
Source: libsndfile 1.2.2, `ogg_opus.c`."""


def write_opus(
    file: IO[bytes],
    tags: Tags,
    blocks: Iterable[Samples],
    *,
    channels: int,
    encoding: Encoding,
) -> None:
    """Write a stream at 48 kHz as Opus, with its tags.

    The bit rate is what speech gets; quiet takes less.

    Args:
        file: Empty, open for writing.
        tags: What it says of itself.
        blocks: Shape (frames, channels), float32.
        channels: One or two.
        encoding: Its bit rate.
    """
    each = encoding.kilobits(channels) / channels
    least = max(0.0, (_OPUS_MOST - each) / (_OPUS_MOST - _OPUS_LEAST))
    head = b"OpusTags" + comment_block(tags, holds_cover=True)
    with encoded(
        blocks, channels=channels, container="OGG", kind="OPUS", compression=least
    ) as sound:
        _copy(sound, file, [head])


def write_vorbis(file: IO[bytes], tags: Tags, blocks: Iterable[Samples], *, channels: int) -> None:
    """Write a stream at 48 kHz as Vorbis, with its tags.

    Args:
        file: Empty, open for writing.
        tags: What it says of itself.
        blocks: Shape (frames, channels), float32.
        channels: One or two.
    """
    head = b"\x03vorbis" + comment_block(tags, holds_cover=True) + b"\x01"
    with encoded(blocks, channels=channels, container="OGG", kind="VORBIS") as sound:
        setup = next(islice(_packets(sound), 2, None))
        sound.seek(0)
        _copy(sound, file, [head, setup])


def _pages(file: IO[bytes]) -> Iterator[OggPage]:
    while True:
        try:
            yield OggPage(file)
        except EOFError:
            return


def _packets(file: IO[bytes]) -> Iterator[bytes]:
    """Give the packets at a stream's beginning, which may spread over pages."""
    packet = b""
    for page in _pages(file):
        for index, part in enumerate(page.packets):
            packet += part
            if index + 1 < len(page.packets) or page.complete:
                yield packet
                packet = b""


def _copy(sound: IO[bytes], file: IO[bytes], head: list[bytes]) -> None:
    """Copy a stream, with these packets behind its first one in place of its own.

    The page after the head begins with sound: both specifications ask for it.
    """
    pages = _pages(sound)
    first = next(pages)
    ours = [first, *OggPage.from_packets(head, sequence=1)]
    left = len(head)
    while left:
        page = next(pages)
        left -= len(page.packets) - (not page.complete)
    for number, page in enumerate(_chained(ours, pages)):
        page.serial, page.sequence = _SERIAL, number
        file.write(page.write())


def _chained(ours: list[OggPage], rest: Iterator[OggPage]) -> Iterator[OggPage]:
    yield from ours
    yield from rest
