"""Digests, by which a file is known again: SHA-256 in hexadecimal, 64 characters."""

import hashlib
from pathlib import Path
from typing import IO

from compassion_audio.files import file_error

_PIECE = 1 << 20


def digest_of(data: bytes | Path) -> str:
    """Take the digest of bytes, or of what a file holds.

    Raises:
        FileError: The file cannot be read.
    """
    if isinstance(data, bytes):
        return hashlib.sha256(data).hexdigest()
    try:
        with data.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as cause:
        raise file_error("cannot read", data, cause) from cause


def digest_until(file: IO[bytes], end: int) -> str:
    """Take the digest of an open file from its first byte to before the one at `end`."""
    file.seek(0)
    hasher = hashlib.sha256()
    while end > 0 and (piece := file.read(min(_PIECE, end))):
        hasher.update(piece)
        end -= len(piece)
    return hasher.hexdigest()
