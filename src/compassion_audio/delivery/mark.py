"""The mark by which the program knows its own unchanged work, in every format.

A tag holds the SHA-256 of everything else in the file. It is written last, over as many zeros, and
is taken over the file as it was with these zeros. In an Ogg the page that holds it has a checksum,
which is part of what is signed: it is taken anew with the zeros in their place.
"""

import hashlib
import io
import re
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO

from mutagen import MutagenError
from mutagen.ogg import OggPage

from compassion_audio.delivery import comments, flac, tags, wav
from compassion_audio.delivery.mp4 import DIGEST as MP4_DIGEST
from compassion_audio.delivery.tags import NO_DIGEST

_PIECE = 1 << 20
_MOST_TAGS = 1 << 26
"""Bytes of tags that are looked through; ours have a hundredth."""

_ID3_HEADER_BYTES = 10
_BLANK = NO_DIGEST.encode()
_DIGEST = rb"([0-9a-f]{64})"
_IN_ID3 = re.compile(re.escape(tags.DIGEST.encode()) + rb"\0" + _DIGEST)
"""Nothing else in the tags can look like it: titles are UTF-16."""

_IN_COMMENTS = re.compile(re.escape(comments.DIGEST.encode()) + b"=" + _DIGEST)
_OWNER, _NAME = (part.encode() for part in MP4_DIGEST.split(":")[1:])
_IN_MP4 = re.compile(
    rb"mean\0{4}" + re.escape(_OWNER) + rb".{4}name\0{4}" + _NAME + rb".{4}data.{8}" + _DIGEST,
    re.DOTALL,
)

_PATH_OF_TAGS = ((b"moov", 0), (b"udta", 0), (b"meta", 4), (b"ilst", 0), (b"----", 0))
"""Atoms from the outermost to the tags, and the bytes before what each holds."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file has its digest."""

    at: int
    """From the file's beginning."""

    page: tuple[int, int] | None = None
    """Where the Ogg page that holds it begins and ends; None where nothing has a checksum."""


def sign(file: IO[bytes]) -> None:
    """Write the digest of everything else into a finished recording.

    Args:
        file: Open for reading, writing and seeking; left at its end.
    """
    place = place_of(file)
    assert place is not None  # noqa: S101  # whoever calls has just written it
    digest = digest_of(file, place)
    assert digest is not None  # noqa: S101  # the same
    _put(file, place, digest.encode())
    file.seek(0, 2)


def is_unchanged(file: IO[bytes], place: Place) -> bool:
    """Tell whether the digest in a file is that of the rest of it."""
    file.seek(place.at)
    claimed = file.read(len(_BLANK))
    digest = digest_of(file, place)
    return digest is not None and claimed == digest.encode()


def digest_of(file: IO[bytes], place: Place) -> str | None:
    """Take the digest of a file with its own digest blank; None where a page is damaged."""
    begin, end = place.page or (place.at, place.at + len(_BLANK))
    digest = hashlib.sha256()
    file.seek(0)
    left = begin
    while left and (piece := file.read(min(left, _PIECE))):
        digest.update(piece)
        left -= len(piece)
    held = file.read(end - begin)
    blank = _with_digest(held, place, _BLANK)
    if blank is None:
        return None
    digest.update(blank)
    while piece := file.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()


def place_of(file: IO[bytes]) -> Place | None:
    """Find the digest of a recording of ours, whatever its format; None in any other file."""
    file.seek(0)
    head = file.read(12)
    find = next((find for begin, find in _FINDERS.items() if head.startswith(begin)), None)
    if head[4:8] == b"ftyp":
        find = _in_mp4
    try:
        return find(file) if find else None
    except (MutagenError, EOFError, struct.error, ValueError, OverflowError):
        return None


def _with_digest(held: bytes, place: Place, digest: bytes) -> bytes | None:
    """Give the same bytes with another digest, and the checksum that goes with it."""
    if place.page is None:
        return digest
    try:
        if bytes(OggPage(io.BytesIO(held)).write()) != held:
            return None
        begin = place.at - place.page[0]
        changed = held[:begin] + digest + held[begin + len(digest) :]
        return bytes(OggPage(io.BytesIO(changed)).write())
    except (MutagenError, EOFError, struct.error, ValueError):
        return None


def _put(file: IO[bytes], place: Place, digest: bytes) -> None:
    begin, end = place.page or (place.at, place.at + len(_BLANK))
    file.seek(begin)
    changed = _with_digest(file.read(end - begin), place, digest)
    assert changed is not None  # noqa: S101  # its digest was just taken
    file.seek(begin)
    file.write(changed)


def _searched(file: IO[bytes], at: int, size: int, pattern: re.Pattern[bytes]) -> Place | None:
    file.seek(at)
    found = pattern.search(file.read(min(size, _MOST_TAGS)))
    return Place(at + found.start(1)) if found else None


def _in_id3(file: IO[bytes]) -> Place | None:
    file.seek(0)
    size = 0
    for byte in file.read(_ID3_HEADER_BYTES)[6:]:
        size = size << 7 | byte & 0x7F
    return _searched(file, 0, _ID3_HEADER_BYTES + size, _IN_ID3)


def _in_wav(file: IO[bytes]) -> Place | None:
    place = wav.id3_place(file)
    return _searched(file, *place, _IN_ID3) if place else None


def _in_flac(file: IO[bytes]) -> Place | None:
    for kind, at, size in flac.metadata_blocks(file):
        if kind == flac.COMMENTS:
            return _searched(file, at, size, _IN_COMMENTS)
    return None


def _in_ogg(file: IO[bytes]) -> Place | None:
    """The comments begin on the second page, and the digest is the first of them."""
    file.seek(0)
    OggPage(file)
    begin = file.tell()
    OggPage(file)
    end = file.tell()
    found = _searched(file, begin, end - begin, _IN_COMMENTS)
    return Place(found.at, (begin, end)) if found else None


def _in_mp4(file: IO[bytes]) -> Place | None:
    for at, size in _freeforms(file):
        found = _searched(file, at, size, _IN_MP4)
        if found:
            return found
    return None


def _freeforms(file: IO[bytes]) -> Iterator[tuple[int, int]]:
    """Find the tags of an MP4 that have names of their own, each in an atom within atoms."""
    levels = [(0, file.seek(0, 2))]
    for wanted, skipped in _PATH_OF_TAGS:
        found = [
            (at + skipped, at + size)
            for begin, end in levels
            for name, at, size in _atoms(file, begin, end)
            if name == wanted
        ]
        levels = found
    yield from ((begin, end - begin) for begin, end in levels)


def _atoms(file: IO[bytes], at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Walk through atoms: name, place and size of what is in each."""
    while at + 8 <= end:
        file.seek(at)
        size, name = struct.unpack(">I4s", file.read(8))
        header = 8
        if size == 1:
            size, header = int.from_bytes(file.read(8)), 16
        if size < header or at + size > end:
            return
        yield name, at + header, size - header
        at += size


_FINDERS: Mapping[bytes, Callable[[IO[bytes]], Place | None]] = {
    b"ID3": _in_id3,
    b"RIFF": _in_wav,
    b"RF64": _in_wav,
    flac.NAME: _in_flac,
    b"OggS": _in_ogg,
}
