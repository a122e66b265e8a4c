"""What can be made again, kept between runs: in a folder, the least recently used given up first.

An entry is found by everything that decides what it holds. Its name is a keyed digest, and the key
lies beside the entries, so that a list of names tells nothing of what was said. Whoever keeps
something here writes a checksum into it: an entry appears whole or not at all, but is not forced
to the disk, and may be damaged later.
"""

import os
import secrets
import struct
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import IO, TYPE_CHECKING

from compassion_audio.files import file_error

if TYPE_CHECKING:
    from compassion_audio.errors import FileError

_KEY_BYTES = 32
_STALE = 60.0
"""Seconds. An unfinished entry that is older belongs to nobody."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a shelf holds."""

    entries: int
    size: int
    """Bytes."""


class Shelf:
    """Entries in a folder.

    Nothing that goes wrong with it keeps a thing from being made: what cannot be read is not
    there, and what cannot be written is told once, in `trouble`.

    Args:
        folder: Where; made when something is kept, for this user alone.
        limit: Bytes it may hold when it is left.
        holding: What is kept, for messages: `spoken lines`.
    """

    def __init__(self, folder: Path, *, limit: int, holding: str) -> None:
        self._folder = folder
        self._limit = limit
        self._holding = holding
        self._has_grown = False
        self.trouble: FileError | None = None
        """Why nothing could be kept."""

    @property
    def folder(self) -> Path:
        """Where they are kept."""
        return self._folder

    def opened(self, *told: str) -> IO[bytes] | None:
        """Open an entry, which counts as using it; None where there is none.

        Args:
            told: Everything that decides what it holds, in the same order as for `put`.
        """
        path = self._path(told)
        try:
            file = path.open("rb", buffering=0)
            os.utime(path)
        except OSError:
            return None
        return file

    def put(self, data: bytes, *told: str) -> bool:
        """Keep something, and say whether it is kept."""
        if self.trouble:
            return False
        path = self._path(told)
        part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # without fsync, which would take longer than the making: a checksum tells a torn one
            part.write_bytes(data)
            part.replace(path)
        except OSError as cause:
            self.trouble = file_error(f"cannot keep {self._holding} in", self._folder, cause)
            with suppress(OSError):
                part.unlink()
        self._has_grown = True
        return self.trouble is None

    def drop(self, *told: str) -> None:
        """Remove an entry that is damaged."""
        with suppress(OSError):
            self._path(told).unlink()

    def close(self) -> None:
        """Give up entries, if it has grown over its limit."""
        if self._has_grown:
            self.prune(self._limit)

    def contents(self) -> Contents:
        """Count what it holds."""
        sizes = [size for _, size, _ in self._entries()]
        return Contents(len(sizes), sum(sizes))

    def prune(self, limit: int) -> Contents:
        """Give up the least recently used entries until it holds no more than `limit` bytes.

        Returns:
            What was given up.
        """
        entries = sorted(self._entries())
        left = sum(size for _, size, _ in entries)
        gone, freed = 0, 0
        for _, size, path in entries:
            if left - freed <= limit:
                break
            with suppress(OSError):
                path.unlink()
                gone, freed = gone + 1, freed + size
        return Contents(gone, freed)

    def _entries(self) -> Iterator[tuple[float, int, Path]]:
        """Give when each was last used, its size, and its path; remove what was never finished."""
        for path in self._folder.glob("??/*"):
            try:
                about = path.stat()
            except OSError:
                continue
            if not path.name.startswith("."):
                yield about.st_mtime, about.st_size, path
            elif time.time() - about.st_mtime > _STALE:
                with suppress(OSError):
                    path.unlink()

    def _path(self, told: tuple[str, ...]) -> Path:
        digest = blake2b(key=self._key, digest_size=20)
        for one in told:
            digest.update(struct.pack("<Q", len(one.encode())) + one.encode())
        name = digest.hexdigest()
        return self._folder / name[:2] / name[2:]

    @cached_property
    def _key(self) -> bytes:
        """Give the key of the names, the same for every process that uses this folder."""
        path = self._folder / "key"
        fresh = self._folder / f".key.{secrets.token_hex(4)}"
        try:
            if not path.exists():
                self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                fresh.write_bytes(secrets.token_bytes(_KEY_BYTES))
                fresh.chmod(0o600)
                with suppress(FileExistsError):
                    path.hardlink_to(fresh)  # of two processes at once, the first makes it
                fresh.unlink()
            if len(key := path.read_bytes()) == _KEY_BYTES:
                return key
            path.unlink()  # damaged: the next run makes another
        except OSError:
            with suppress(OSError):
                fresh.unlink()
        return secrets.token_bytes(_KEY_BYTES)
