"""A bundle as one zip file, with a password where one is wanted.

A password hides what is in the files and not their names, so those tell nothing then. Windows
Explorer could not open such a file in 2018; the leaflet of a bundle says what can.
"""

import shutil
import zipfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import IO

from compassion_audio.files import file_error
from compassion_audio.sharing.signed import OF_ZIPS, write_signed

_MIDNIGHT = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip file can hold: the day on which it was made is nobody's business."""

_READABLE = 0o644 << 16
_UNIX = 3
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
    pack = partial(_pack, folder, names, passphrase)
    write_signed(pack, to, OF_ZIPS, may_overwrite=may_overwrite)


def _pack(folder: Path, names: Sequence[str], passphrase: str, file: IO[bytes]) -> None:
    with _opened(file, passphrase) as archive:
        for name in names:
            _add(archive, folder / name, name)
        archive.comment = OF_ZIPS.empty


def _opened(file: IO[bytes], passphrase: str) -> zipfile.ZipFile:
    if not passphrase:
        return zipfile.ZipFile(file, "w")
    import pyzipper

    archive = pyzipper.AESZipFile(file, "w")
    archive.setpassword(passphrase.encode())
    archive.setencryption(pyzipper.WZ_AES, nbits=256)
    opened: zipfile.ZipFile = archive
    return opened


def _add(archive: zipfile.ZipFile, path: Path, name: str) -> None:
    """Add one file; sound is as small as it gets already."""
    entry = getattr(archive, "zipinfo_cls", zipfile.ZipInfo)(name, _MIDNIGHT)
    is_sound = path.suffix == ".mp3"
    entry.compress_type = zipfile.ZIP_STORED if is_sound else zipfile.ZIP_DEFLATED
    entry.create_system = _UNIX  # on every system: the same bytes
    entry.external_attr = _READABLE
    try:
        entry.file_size = path.stat().st_size
        source = path.open("rb")
    except OSError as cause:
        raise file_error("cannot read", path, cause) from cause
    with source, archive.open(entry, "w") as out:
        shutil.copyfileobj(source, out, _PIECE)
