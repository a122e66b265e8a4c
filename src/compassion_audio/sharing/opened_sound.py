"""Recordings: every tag of every format, ours and others'."""

import io
import struct
from collections.abc import Iterable, Iterator
from typing import IO, Any

from mutagen import File, MutagenError
from mutagen.apev2 import APEv2
from mutagen.flac import MetadataBlock, Picture
from mutagen.id3 import ID3
from mutagen.mp4 import MP4

from compassion_audio.delivery.comments import MAKER
from compassion_audio.delivery.mp4 import OWNER
from compassion_audio.delivery.wav import chunks
from compassion_audio.sharing.finding import Kind, Mark, Piece, Scope, shown
from compassion_audio.sharing.opened import Found, Inner, unseen
from compassion_audio.sharing.scraps import scraps_in

_SHORT = 200
"""Characters of a tag that is a label; what is longer has running words."""

_MOST_CHUNK = 4 << 20
_MOST_INDEX = 16 << 20
_ID3V1 = 128
_ID3_HEAD = 10
_MOST_TAGS = 16
_LAST = 64 << 10
"""Bytes at the end of an MP3 in which letters are looked for."""

_NUMBER = 4
"""Bytes of the number before a label."""

_PROGRAMS_ID3 = frozenset({"TSSE", "TENC", "TOFN", "PRIV", "GEOB", "UFID", "POPM", "OWNE", "COMR"})
"""What other programs leave. Source: ID3v2.3.0, section 4."""

_PROGRAMS = ("encod", "software", "tool", "itun", "acoustid", "musicbrainz", "isft", "itch", "ieng")
_WM = "wm/"
_PROGRAMS_MP4 = frozenset({"\xa9too", "\xa9enc", "\xa9swr", "apID", "ownr", "purd"})
_PLACES_MP4 = (b"\xa9xyz", b"location.ISO6709", b"loci\0")
_MACHINES_MP4 = (b"\xa9swr", b"\xa9mak", b"\xa9mod", b"quicktime.software", b"quicktime.model")
"""Source: Apple, QuickTime File Format, "User data text strings" and "Metadata keys"."""

_DAMAGED = (MutagenError, KeyError, IndexError, ValueError, struct.error, EOFError)
_SOUND_CHUNKS = frozenset({b"data", b"fmt ", b"fact", b"cue ", b"ds64", b"PEAK"})
_TEXT_CHUNKS = frozenset({b"iXML", b"axml", b"_PMX", b"XMP "})


def sound(file: IO[bytes]) -> Iterator[Found]:
    """Give every tag of a recording, with the pictures in them."""
    head = file.read(12)
    file.seek(0)
    if head[:4] in (b"RIFF", b"RF64"):
        yield from _wave(file)
        return
    if head[4:8] == b"ftyp":
        yield from _tags(file)
        yield from _index(file)
        return
    if head[:4] == b"FORM":
        yield from _form(file)
        file.seek(0)
    if head[:3] == b"ID3":
        try:
            yield from _id3(ID3(file, load_v1=False))
        except _DAMAGED:
            yield unseen("its tags are damaged")
    if head[:4] in (b"fLaC", b"OggS", b"FORM", b"\x30\x26\xb2\x75"):
        file.seek(0)
        yield from _tags(file)
        return
    yield from _further(file)
    yield from _behind(file)


def _tags(file: IO[bytes]) -> Iterator[Found]:
    try:
        told: Any = File(file)
    except _DAMAGED:
        told = None
    if told is None:
        yield unseen("its tags cannot be read")
    elif isinstance(told, MP4):
        yield from _atoms(told.tags)
        yield from _chapters(told)
    elif isinstance(told.tags, ID3):
        yield from _id3(told.tags)
    else:
        yield from _comments(told.tags or {})
        for one in getattr(told, "pictures", ()):
            yield from _of_picture(one)
        for block in getattr(told, "metadata_blocks", ()):
            if type(block) is MetadataBlock:  # of a kind that mutagen does not know
                yield from scraps_in(block.data, "block of a program")


def _comments(tags: Any) -> Iterator[Found]:  # noqa: ANN401  # mutagen's
    vendor = getattr(tags, "vendor", MAKER)
    if vendor != MAKER:
        yield Mark("tag vendor", Kind.SOFTWARE, shown(vendor))
        yield Piece("tag vendor", vendor, Scope.LABEL)
    for key, value in _pairs(tags):
        yield from _comment(key, value)


def _pairs(tags: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  # mutagen's
    for key in tags.keys():  # noqa: SIM118  # of some formats, they are no mappings
        value = tags[key]
        for one in value if isinstance(value, list | tuple) else [value]:
            yield str(key), one


def _comment(key: str, value: object) -> Iterator[Found]:
    if key.upper() == "METADATA_BLOCK_PICTURE":
        import base64

        yield from _of_picture(Picture(base64.b64decode(str(value))))
        return
    yield from _labelled(key, str(value))


def _labelled(key: str, text: str) -> Iterator[Found]:
    where = f"tag {shown(key)}"
    yield _piece(where, text)
    if (
        key.lower().removeprefix(_WM).startswith(_PROGRAMS)
        and text.strip()
        and text.strip() != MAKER
    ):
        yield Mark(where, Kind.SOFTWARE, shown(text))


def _piece(where: str, text: str) -> Piece:
    is_short = len(text) <= _SHORT and "\n" not in text
    return Piece(where, text, Scope.LABEL if is_short else Scope.TEXT)


def _of_picture(one: Picture) -> Iterator[Found]:
    yield Piece("description of a picture", one.desc, Scope.LABEL)
    yield Inner("picture", io.BytesIO(one.data))


def _id3(tags: ID3, of: str = "tag") -> Iterator[Found]:
    for frame in tags.values():
        where = f"{of} {frame.FrameID}"
        text = "\n".join(_texts(vars(frame).values()))
        yield _piece(where, text)
        told = getattr(frame, "desc", "").lower()
        if frame.FrameID in _PROGRAMS_ID3 or told.startswith(_PROGRAMS):
            yield Mark(where, Kind.SOFTWARE, shown(text) or "data of a program")
        if frame.FrameID == "APIC":
            yield Inner("picture", io.BytesIO(frame.data))
        elif isinstance(data := getattr(frame, "data", None), bytes):
            yield Inner(f"data of {where}", io.BytesIO(data))
        if hasattr(frame, "sub_frames"):
            yield from _id3(frame.sub_frames, where)
    for data in getattr(tags, "unknown_frames", ()):
        yield from scraps_in(data, f"{of} of unknown kind")


def _texts(values: Iterable[Any]) -> Iterator[str]:
    """Give every text of a frame, each on a line of its own."""
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list | tuple):
            yield from _texts(value)
        elif hasattr(value, "text") and isinstance(value.text, str):  # a time
            yield value.text


def _further(file: IO[bytes]) -> Iterator[Found]:
    """Give the tags behind the first, which players pass over, and what was added at the end."""
    size = file.seek(0, io.SEEK_END)
    at = _tag_at(file, 0)
    for _ in range(_MOST_TAGS):
        if not (length := _tag_at(file, at)):
            break
        file.seek(at)
        try:
            yield from _id3(ID3(io.BytesIO(file.read(min(length, _MOST_INDEX))), load_v1=False))
        except _DAMAGED:
            yield unseen("its tags are damaged")
        at += length
    file.seek(max(at, size - _LAST))
    yield from scraps_in(file.read(_LAST), "at its end")


def _tag_at(file: IO[bytes], at: int) -> int:
    """Measure the tag that begins here, in bytes; 0 where none does. Source: ID3v2.4.0, 3.1."""
    file.seek(at)
    head = file.read(_ID3_HEAD)
    if len(head) < _ID3_HEAD or head[:3] != b"ID3":
        return 0
    has_footer = bool(head[5] & 0x10)
    length = sum(
        (byte & 0x7F) << shift for byte, shift in zip(head[6:], (21, 14, 7, 0), strict=True)
    )
    return _ID3_HEAD * (1 + has_footer) + length


def _behind(file: IO[bytes]) -> Iterator[Found]:
    """Give the tags at the end of an MP3, which few programs show."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _ID3V1))
    last = file.read(_ID3V1)
    if last[:3] == b"TAG":
        for at, length in ((3, 30), (33, 30), (63, 30), (97, 30)):
            words = last[at : at + length].split(b"\0")[0].decode("cp1252", errors="replace")
            yield Piece("tag ID3v1", words, Scope.LABEL)
    file.seek(0)
    try:
        tags = APEv2(file)
    except MutagenError:
        return
    for key in tags.keys():  # noqa: SIM118  # no mapping
        yield from _labelled(key, str(tags[key]))


def _atoms(tags: Any) -> Iterator[Found]:  # noqa: ANN401  # mutagen's
    for key, values in tags.items() if tags else ():
        yield from _atom(key, values)


def _chapters(told: MP4) -> Iterator[Found]:
    for chapter in told.chapters or ():
        yield Piece("chapter", chapter.title, Scope.LABEL)


def _atom(key: str, values: Any) -> Iterator[Found]:  # noqa: ANN401  # mutagen's
    for value in values if isinstance(values, list) else [values]:
        if key == "covr":
            yield Inner("picture", io.BytesIO(bytes(value)))
            continue
        text = value.decode("utf-8", errors="replace") if isinstance(value, bytes) else str(value)
        where = f"tag {shown(key)}"
        yield _piece(where, text)
        is_others = key.startswith("----:") and not key.startswith(f"----:{OWNER}:")
        if (key in _PROGRAMS_MP4 or is_others) and text.strip() != MAKER:
            yield Mark(where, Kind.SOFTWARE, shown(text))


def _index(file: IO[bytes]) -> Iterator[Found]:
    """Look through the whole index of an MP4: telephones write there where they were."""
    end = file.seek(0, io.SEEK_END)
    at = 0
    while at + 8 <= end:
        file.seek(at)
        size, name = struct.unpack(">I4s", file.read(8))
        size = int.from_bytes(file.read(8)) if size == 1 else size or end - at
        if size < 8:
            return
        if name in (b"moov", b"meta", b"udta", b"uuid"):
            file.seek(at)
            yield from _in_index(file.read(min(size, _MOST_INDEX)))
        at += size


def _in_index(index: bytes) -> Iterator[Found]:
    if any(name in index for name in _PLACES_MP4):
        yield Mark("index", Kind.PLACE, "a position")
    if any(name in index for name in _MACHINES_MP4):
        yield Mark("index", Kind.SOFTWARE, "the device or program that recorded it")
    at = index.find(b"ilst")  # the tags, which were told by name
    end = at - 4 + int.from_bytes(index[at - 4 : at]) if at >= 4 else 0
    yield from scraps_in(index[: max(at, 0)] + index[max(at, end, 0) :], "index")


def _wave(file: IO[bytes]) -> Iterator[Found]:
    for name, at, size in chunks(file):
        if name in _SOUND_CHUNKS:
            continue
        file.seek(at)
        data = file.read(min(size, _MOST_CHUNK))
        where = f"chunk {name.decode('ascii', errors='replace').strip()}"
        if name == b"LIST" and data[:4] in (b"INFO", b"adtl"):
            yield from _infos(data)
        elif name in (b"id3 ", b"ID3 "):
            yield from _id3(ID3(io.BytesIO(data)))
        elif name in _TEXT_CHUNKS:
            yield _piece(where, data.decode("utf-8", errors="replace"))
        else:
            if name == b"bext" and (who := data[256:320].strip(b"\0 ")):
                yield Mark(where, Kind.SOFTWARE, shown(who.decode("cp1252", errors="replace")))
            yield from scraps_in(data, where)


def _form(file: IO[bytes]) -> Iterator[Found]:
    """Look through the chunks of an AIFF, but for its sound."""
    end = file.seek(0, io.SEEK_END)
    at = 12
    while at + 8 <= end:
        file.seek(at)
        name, size = struct.unpack(">4sI", file.read(8))
        if name in (b"NAME", b"AUTH", b"ANNO", b"(c) ", b"APPL"):
            words = file.read(min(size, _MOST_CHUNK)).decode("utf-8", errors="replace")
            yield from _labelled(name.decode(), words.strip("\0"))
        at += 8 + size + size % 2


def _infos(data: bytes) -> Iterator[Found]:
    at = 4
    while at + 8 <= len(data):
        name, size = struct.unpack("<4sI", data[at : at + 8])
        begin = at + 8 + (_NUMBER if name == b"labl" else 0)
        value = data[begin : at + 8 + size].strip(b"\0")
        key = name.decode("ascii", errors="replace").strip()
        yield from _labelled(key, value.decode("utf-8", errors="replace"))
        at += 8 + size + size % 2
