"""The finished file: tags, sound, and the mark by which the program knows its own work."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import IO

import mutagen
from mutagen.id3 import ID3

from compassion_audio.delivery.mp3 import write_mp3
from compassion_audio.delivery.pieces import Pcm, Whole
from compassion_audio.delivery.tags import DIGEST, MARK, NO_DIGEST, Tags, id3_bytes
from compassion_audio.errors import NotOurs
from compassion_audio.files import file_error
from compassion_audio.shelf import Shelf

_PIECE = 1 << 20
_SLOT = DIGEST.encode() + b"\0"
"""What stands before the digest in its frame, and nowhere else: titles are UTF-16."""

_FORCE = "choose another name with -o, or overwrite it with --force"


def write_recording(
    file: IO[bytes],
    tags: Tags,
    blocks: Iterable[Pcm | Whole],
    *,
    channels: int = 1,
    shelf: Shelf | None = None,
) -> None:
    """Write a recording with its tags.

    Args:
        file: Empty, open for writing, reading and seeking.
        tags: What it says of itself.
        blocks: The sound, 48 kHz, shape (frames, channels), or parts that are not made yet.
        channels: One or two.
        shelf: Where encoded pieces are kept between runs; None to keep nothing.
    """
    head = id3_bytes(tags)
    file.write(head)
    write_mp3(file, blocks, channels=channels, shelf=shelf)
    file.seek(0)
    digest = hashlib.sha256()
    _add_rest(digest, file)
    file.seek(head.index(_SLOT + NO_DIGEST.encode()) + len(_SLOT))
    file.write(digest.hexdigest().encode())
    file.seek(0, 2)


def refuse_to_lose(path: Path) -> None:
    """Check that a file may be overwritten: that nothing of the person's would be lost.

    It may when there is none, or when this program made it and no byte of it, tags included,
    was changed since.

    Raises:
        NotOurs: It holds someone's work.
        FileError: It cannot be read.
    """
    try:
        with path.open("rb") as file:
            tags = _our_tags(path)
            if tags is None:
                raise NotOurs(
                    f"{path} is there already, and this program did not make it", hint=_FORCE
                )
            claimed = str(tags[f"TXXX:{DIGEST}"]).encode()
            head = file.read(tags.size)
            digest = hashlib.sha256(head.replace(_SLOT + claimed, _SLOT + NO_DIGEST.encode(), 1))
            _add_rest(digest, file)
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as cause:
        raise file_error("cannot read", path, cause) from cause
    if digest.hexdigest().encode() != claimed:
        raise NotOurs(f"{path} was changed since this program made it", hint=_FORCE)


def _add_rest(digest: "hashlib._Hash", file: IO[bytes]) -> None:
    while piece := file.read(_PIECE):
        digest.update(piece)


def _our_tags(path: Path) -> ID3 | None:
    """Give the tags of a file that carries the program's mark and a digest, or None."""
    try:
        tags = ID3(path)
    except mutagen.MutagenError:
        return None
    digest = tags.get(f"TXXX:{DIGEST}")
    is_ours = f"TXXX:{MARK}" in tags and digest is not None and len(str(digest)) == len(NO_DIGEST)
    return tags if is_ours else None
