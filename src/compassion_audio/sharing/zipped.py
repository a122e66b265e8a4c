"""A bundle as one zip file, with a password where one is wanted.

A password hides what is in the files and not their names, so those tell nothing then. Windows
Explorer could not open such a file in 2018; the README of a bundle says what can.
"""

import hashlib
import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from compassion_audio.errors import FileError, NotOurs
from compassion_audio.files import file_error, whole_file

_MARK = b"compassion-audio bundle "
"""Begins the comment, which ends with a digest of all that stands before it."""

_DIGEST = 64
_MIDNIGHT = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip file can hold: the day on which it was made is nobody's business."""

_READABLE = 0o644 << 16
_PIECE = 1 << 20


def write_zip(
    folder: Path,
    names: Sequence[str],
    to: Path,
    *,
    passphrase: str = "",
    may_overwrite: bool = False,
) -> None:
    """Put files of a folder into a zip file, which appears whole or not at all.

    Without a passphrase the same files give the same bytes.

    Args:
        folder: Where they are.
        names: Their names there, and in the zip file, in this order.
        to: The zip file.
        passphrase: With which they are encrypted, by AES-256; empty for none.
        may_overwrite: Also over a file that is not this program's own unchanged work.

    Raises:
        NotOurs: A file is there already that is not ours, or was changed.
        FileError: It cannot be written, or a file cannot be read.
    """

    def check() -> None:
        if not may_overwrite:
            refuse_to_lose_zip(to)

    check()
    with whole_file(to, before_it_appears=check) as file:
        with _opened(file, passphrase) as archive:
            for name in names:
                _add(archive, folder / name, name)
            archive.comment = _MARK + b"0" * _DIGEST
        _sign(file)


def refuse_to_lose_zip(path: Path) -> None:
    """Check that what stands there, if anything does, is a zip file of ours and unchanged.

    Raises:
        NotOurs: It is not.
        FileError: It cannot be read.
    """
    hint = "choose another name with -o, or overwrite it with --force"
    try:
        if not path.exists():
            return
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _DIGEST - len(_MARK)))
            tail = file.read()
            if not tail.startswith(_MARK):
                raise NotOurs(f"{path} is there already, and not of our making", hint=hint)
            if tail[len(_MARK) :] != _digest(file, size - _DIGEST):
                raise NotOurs(f"{path} was changed since it was made", hint=hint)
    except OSError as cause:
        raise file_error("cannot read", path, cause) from cause


def _opened(file: IO[bytes], passphrase: str) -> zipfile.ZipFile:
    if not passphrase:
        return zipfile.ZipFile(file, "w")
    import pyzipper

    archive = pyzipper.AESZipFile(file, "w", encryption=pyzipper.WZ_AES)
    archive.setpassword(passphrase.encode())
    archive.setencryption(pyzipper.WZ_AES, nbits=256)
    opened: zipfile.ZipFile = archive
    return opened


def _add(archive: zipfile.ZipFile, path: Path, name: str) -> None:
    """Add one file; sound is as small as it gets already."""
    entry = getattr(archive, "zipinfo_cls", zipfile.ZipInfo)(name, _MIDNIGHT)
    is_sound = path.suffix == ".mp3"
    entry.compress_type = zipfile.ZIP_STORED if is_sound else zipfile.ZIP_DEFLATED
    entry.create_system = 3  # Unix, on every system: the same bytes
    entry.external_attr = _READABLE
    try:
        entry.file_size = path.stat().st_size
        source = path.open("rb")
    except OSError as cause:
        raise file_error("cannot read", path, cause) from cause
    with source, archive.open(entry, "w") as out:
        shutil.copyfileobj(source, out, _PIECE)


def _sign(file: IO[bytes]) -> None:
    size = file.seek(0, 2)
    digest = _digest(file, size - _DIGEST)
    file.seek(size - _DIGEST)
    file.write(digest)


def _digest(file: IO[bytes], until: int) -> bytes:
    """Take the digest of a file's beginning, as it stands in the comment."""
    file.seek(0)
    hasher = hashlib.sha256()
    while until > 0:
        piece = file.read(min(_PIECE, until))
        if not piece:
            raise FileError("the zip file became shorter while it was read", hint="try again")
        hasher.update(piece)
        until -= len(piece)
    return hasher.hexdigest().encode()
