"""Lines that were spoken before, kept between runs.

An entry is found by everything that decides its sound. Its name is a keyed digest, and the key
lies beside the entries, so that a list of names tells nothing of what was said. An entry appears
whole or not at all, and one that was damaged since is noticed, and made again.
"""

import os
import secrets
import struct
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from compassion_audio.audio.clip import Clip
from compassion_audio.files import file_error

if TYPE_CHECKING:
    from compassion_audio.errors import FileError

USUAL_LIMIT = 2 * 2**30
"""Bytes. Some six hours of speech."""

FULL_SCALE = 32767
_MAGIC = b"line\x02"
_HEAD = struct.Struct("<5sIf")
"""Magic, checksum of the rest, and what full scale stands for. The checksum is against accidents;
a digest takes six times as long, most of what reading a line takes."""

_KEY_BYTES = 32
_STALE = 60.0
"""Seconds. An unfinished entry that is older belongs to nobody."""


def packed(clip: Clip) -> tuple[float, bytes]:
    """Write a clip of one channel at 48 kHz as 16-bit samples under its own peak.

    The error lies 98 dB below the peak: under the noise of any voice.
    """
    peak = clip.peak or 1.0
    pcm = np.rint(clip.samples[:, 0] * np.float32(FULL_SCALE / peak)).astype("<i2")
    return peak, pcm.tobytes()


def unpacked(peak: float, data: bytes) -> Clip:
    """Read what `packed` has written."""
    pcm = np.frombuffer(data, dtype="<i2").astype(np.float32)
    return Clip((pcm * np.float32(peak / FULL_SCALE)).reshape(-1, 1))


@dataclass(frozen=True, slots=True)
class Contents:
    """What a cache holds."""

    lines: int
    size: int
    """Bytes."""


class LineCache:
    """Spoken lines in a folder, the least recently used given up first.

    Nothing that goes wrong with it keeps a line from being spoken: what cannot be read is not
    there, and what cannot be written is told once, in `trouble`.

    Args:
        folder: Where; made when something is kept, for this user alone.
        limit: Bytes it may hold when it is left.
    """

    def __init__(self, folder: Path, *, limit: int = USUAL_LIMIT) -> None:
        self._folder = folder
        self._limit = limit
        self._has_grown = False
        self.trouble: FileError | None = None
        """Why lines could not be kept."""

    @property
    def folder(self) -> Path:
        """Where they are kept."""
        return self._folder

    def has(self, *told: str) -> bool:
        """Say whether there is a line of these words, whole or not."""
        return self._path(told).exists()

    def get(self, *told: str) -> Clip | None:
        """Give the line of these words, or None; one that is damaged is removed.

        Args:
            told: Everything that decides the sound, in the same order as for `put`.
        """
        path = self._path(told)
        try:
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        if len(data) >= _HEAD.size:
            magic, checksum, peak = _HEAD.unpack_from(data)
            rest = data[_HEAD.size :]
            if magic == _MAGIC and checksum == _checksum(peak, rest):
                return unpacked(peak, rest)
        with suppress(OSError):
            path.unlink()
        return None

    def put(self, clip: Clip, *told: str) -> None:
        """Keep a line; its clip is of one channel at 48 kHz."""
        if self.trouble:
            return
        peak, rest = packed(clip)
        peak = float(np.float32(peak))
        path = self._path(told)
        part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # without fsync, which would take longer than the speaking: a checksum tells a torn one
            part.write_bytes(_HEAD.pack(_MAGIC, _checksum(peak, rest), peak) + rest)
            part.replace(path)
        except OSError as cause:
            self.trouble = file_error("cannot keep spoken lines in", self._folder, cause)
            with suppress(OSError):
                part.unlink()
        self._has_grown = True

    def close(self) -> None:
        """Give up lines, if it has grown over its limit."""
        if self._has_grown:
            self.prune(self._limit)

    def contents(self) -> Contents:
        """Count what it holds."""
        sizes = [size for _, size, _ in self._entries()]
        return Contents(len(sizes), sum(sizes))

    def prune(self, limit: int) -> Contents:
        """Give up the least recently used lines until it holds no more than `limit` bytes.

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


def _checksum(peak: float, rest: bytes) -> int:
    return zlib.crc32(rest, zlib.crc32(struct.pack("<f", peak)))
