"""The finished file: tags, sound, and the mark by which the program knows its own work."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import IO

import mutagen
import numpy as np
import numpy.typing as npt
from mutagen.id3 import ID3

from compassion_audio.delivery.mp3 import write_mp3
from compassion_audio.delivery.tags import DIGEST, MARK, NO_DIGEST, Tags, id3_bytes
from compassion_audio.errors import NotOurs
from compassion_audio.files import file_error

_PIECE = 1 << 20
_PLACEHOLDER = NO_DIGEST.encode()


def write_recording(file: IO[bytes], tags: Tags, blocks: Iterable[npt.NDArray[np.int16]]) -> None:
    """Write a recording with its tags.

    Args:
        file: Empty, open for writing, reading and seeking.
        tags: What it says of itself.
        blocks: The sound, 48 kHz, shape (frames, 1).
    """
    head = id3_bytes(tags)
    file.write(head)
    write_mp3(file, blocks)
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(_PIECE):
        digest.update(piece)
    file.seek(head.index(_PLACEHOLDER))
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
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as cause:
        raise file_error("cannot read", path, cause) from cause
    claimed = _claimed_digest(path)
    if claimed is None:
        raise NotOurs(
            f"{path} is there already, and this program did not make it",
            hint="choose another name with -o, or overwrite it with --force",
        )
    unsigned = data.replace(claimed.encode(), _PLACEHOLDER, 1)
    if hashlib.sha256(unsigned).hexdigest() != claimed:
        raise NotOurs(
            f"{path} was changed since this program made it",
            hint="choose another name with -o, or overwrite it with --force",
        )


def _claimed_digest(path: Path) -> str | None:
    """Give the digest that a file with the program's mark carries, or None."""
    try:
        tags = ID3(path)
    except mutagen.MutagenError:
        return None
    digest = tags.get(f"TXXX:{DIGEST}")
    is_ours = f"TXXX:{MARK}" in tags and digest is not None and len(str(digest)) == len(NO_DIGEST)
    return str(digest) if is_ours else None
