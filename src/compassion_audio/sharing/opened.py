"""What is in a file of any kind: what begins it decides, not its name."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from compassion_audio.sharing.finding import Kind, Mark, Piece

HEAD = 64
"""Bytes by which a file is known."""

_LAYER, _LAYER_THREE = 0x06, 0x02


@dataclass(frozen=True, slots=True)
class Inner:
    """A file within a file."""

    name: str
    file: IO[bytes]
    is_named: bool = False
    """Whether the name came with it, and is not ours."""


class Allowance:
    """How much is unpacked of one file, in all its depth: what a bomb is stopped by.

    Args:
        size: Bytes of the file itself.
    """

    def __init__(self, size: int) -> None:
        self.left = (64 << 20) + 20 * size
        self.entries = 10_000
        self.words = 16 << 20

    def take(self, size: int) -> bool:
        """Take so many bytes off, and say whether there were as many."""
        self.left -= size
        return self.left >= 0


Found = Piece | Mark | Inner


def opened(file: IO[bytes], name: str, allowance: Allowance) -> Iterator[Found]:
    """Give everything in a file that could tell about a person.

    Args:
        file: Open for reading and seeking; has to stay open while what is given is read.
        name: By which text of unknown form is read.
        allowance: Of the outermost file.
    """
    try:
        file.seek(0)
        read = _reader(file.read(HEAD))
        file.seek(0)
        yield from read(file, name, allowance)
    except OSError as cause:
        yield unseen(f"it cannot be read: {cause.strerror or 'damaged'}")
    # Each kind is read by a library of others, and the file may be anybody's: whatever it makes
    # them trip over, this file is said not to be looked at, and the others are.
    except Exception:
        yield unseen("it is damaged, or made to trip whoever opens it")


def unseen(why: str, where: str = "") -> Mark:
    """Say that something was not looked at."""
    return Mark(where, Kind.UNSEEN, why)


_Reader = Callable[[IO[bytes], str, Allowance], Iterator[Found]]


def _reader(head: bytes) -> _Reader:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive
    if _is_picture(head):
        return _picture
    return _sound if _is_sound(head) else _text


def _is_sound(head: bytes) -> bool:
    if head.startswith((b"ID3", b"fLaC", b"OggS", b"RIFF", b"RF64", b"FORM", b"\x30\x26\xb2\x75")):
        return True
    if head[4:8] == b"ftyp":
        return True
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    layer = head[1] & _LAYER
    is_aac = head[1] & 0xF6 == 0xF0
    return is_aac or (layer == _LAYER_THREE and struct.unpack(">H", head[:2])[0] != 0xFFFF)


def _is_picture(head: bytes) -> bool:
    if head[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"):
        return True
    if head.startswith(b"RIFF"):
        return head[8:12] == b"WEBP"
    return head.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*"))


def _archive(file: IO[bytes], _name: str, allowance: Allowance) -> Iterator[Found]:
    from compassion_audio.sharing.opened_archive import archive

    return archive(file, allowance)


def _picture(file: IO[bytes], _name: str, _allowance: Allowance) -> Iterator[Found]:
    from compassion_audio.sharing.opened_picture import picture

    return picture(file)


def _sound(file: IO[bytes], _name: str, _allowance: Allowance) -> Iterator[Found]:
    from compassion_audio.sharing.opened_sound import sound

    return sound(file)


def _text(file: IO[bytes], name: str, allowance: Allowance) -> Iterator[Found]:
    from compassion_audio.sharing.opened_text import text

    return text(file, name, allowance)
