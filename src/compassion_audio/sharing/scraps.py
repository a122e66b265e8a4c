"""What can be read in bytes of unknown form."""

import re
from collections.abc import Iterator
from typing import IO

from compassion_audio.sharing.finding import Piece, Scope

_MOST = 16 << 20
"""Bytes that are read."""

_PLAIN = re.compile(rb"[\x20-\x7e]{8,}")
_WIDE = re.compile(rb"(?:[\x20-\x7e]\0){8,}")
"""Shorter runs of letters are chance."""


def scraps(file: IO[bytes]) -> Iterator[Piece]:
    """Give the runs of plain letters in a file, in ASCII and UTF-16."""
    file.seek(0)
    yield from scraps_in(file.read(_MOST), "")


def scraps_in(data: bytes, where: str) -> Iterator[Piece]:
    """Give the runs of plain letters in some bytes."""
    runs = [run.decode("ascii") for run in _PLAIN.findall(data)]
    runs += [run.decode("utf-16-le") for run in _WIDE.findall(data)]
    if runs:
        yield Piece(where, "\n\n".join(runs), Scope.SCRAPS)
