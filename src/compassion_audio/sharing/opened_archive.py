"""Archives: zip, and all that is one, such as EPUB and Word documents."""

import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO

from compassion_audio.sharing.finding import Mark, Piece, Scope
from compassion_audio.sharing.opened import Allowance, Found, Inner, unseen

_ENCRYPTED = 0x1
_BLOCK = 1 << 18
_IN_MEMORY = 8 << 20
"""Bytes of an entry that are unpacked in memory; the rest goes to a nameless file."""


def archive(file: IO[bytes], allowance: Allowance) -> Iterator[Found]:
    """Give the names, comments and contents of an archive."""
    with zipfile.ZipFile(file) as packed:
        yield Piece("comment of the archive", _decoded(packed.comment), Scope.LABEL)
        hidden = 0
        for entry in packed.infolist():
            allowance.entries -= 1
            if allowance.entries < 0:
                yield unseen("it has too many entries: the rest was not looked at")
                return
            yield Piece("comment of an entry", _decoded(entry.comment), Scope.LABEL)
            if entry.flag_bits & _ENCRYPTED and not entry.is_dir():
                hidden += 1
                yield Piece("name of an entry", entry.filename, Scope.NAME)
            else:
                yield from _entry(packed, entry, allowance)
        if hidden:
            count = "1 entry is" if hidden == 1 else f"{hidden} entries are"
            yield unseen(f"{count} encrypted: only names and comments could be looked at")


def _entry(
    packed: zipfile.ZipFile, entry: zipfile.ZipInfo, allowance: Allowance
) -> Iterator[Inner | Mark | Piece]:
    if entry.is_dir():
        yield Piece("name of an entry", entry.filename, Scope.NAME)
        return
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as out:
        why = _unpacked(packed, entry, out, allowance)
        if why:
            yield Piece("name of an entry", entry.filename, Scope.NAME)
            yield unseen(why, where=f"entry {entry.filename}")
        else:
            yield Inner(entry.filename, out, is_named=True)


def _unpacked(
    packed: zipfile.ZipFile, entry: zipfile.ZipInfo, out: IO[bytes], allowance: Allowance
) -> str:
    """Unpack one entry, and say why it could not be done; an empty string where it could."""
    try:
        with packed.open(entry) as source:
            while block := source.read(_BLOCK):
                if not allowance.take(len(block)):
                    return "it holds more than anyone would unpack: it was not looked at"
                out.write(block)
    # the same as in `opened`: one bad entry does not hide the others
    except Exception:
        return "it is damaged, or packed in an unknown way"
    return ""


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", errors="replace")
