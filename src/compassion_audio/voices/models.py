"""What a voice needs beside its program: files that are whole or not there.

A file is known by its size and its SHA-256. Where these cannot be written in the program, because
there are hundreds of voices, they are recorded when the file is first brought, and hold from then
on.
"""

import hashlib
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Literal, Protocol, runtime_checkable

from compassion_audio.errors import CompassionAudioError, FetchFailed, FileError
from compassion_audio.files import file_error, whole_file
from compassion_audio.units import write_size

_BLOCK = 1 << 20
_MARGIN = 20_000_000
"""Bytes that stay free on the disk: a full one harms everything else on the machine."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file, and where it is published."""

    name: str
    """In the folder where it is kept."""

    address: str

    size: int | None = None
    """Bytes; None while nobody has said."""

    sha256: str | None = None
    """In hexadecimal; None until it is recorded."""


@dataclass(frozen=True, slots=True)
class Brought:
    """How far a file is."""

    stage: Literal["fetching", "copying", "checking"]
    name: str
    done: int
    """Bytes."""

    total: int | None
    """Bytes, where it is known."""


Listener = Callable[[Brought], None]


def ignore_progress(_: Brought) -> None:
    """Listen to no progress."""


@dataclass(frozen=True, slots=True)
class Models:
    """The files that make a voice speak."""

    name: str
    """As people type it: `kokoro`, `piper:en_GB-alba-medium`."""

    licence: str
    """Under which the files are given, in a few words."""

    folder: Path
    files: tuple[ModelFile, ...]

    def known(self) -> tuple[ModelFile, ...]:
        """Give the files with the sizes and digests that were recorded."""
        recorded = self._recorded()
        return tuple(
            replace(file, size=recorded[file.name][0], sha256=recorded[file.name][1])
            if file.sha256 is None and file.name in recorded
            else file
            for file in self.files
        )

    def are_there(self) -> bool:
        """Say whether every file is there in its size, without reading any."""
        return all(
            file.sha256 is not None and _size(self.folder / file.name) == file.size
            for file in self.known()
        )

    def missing(self, progress: Listener = ignore_progress) -> tuple[ModelFile, ...]:
        """Give the files that are not there, or not whole; reads each one that is there."""
        return tuple(file for file in self.known() if not is_whole(file, self.folder, progress))

    def record(self, brought: ModelFile) -> None:
        """Keep the size and the digest of a file, where the program does not hold them.

        Raises:
            FileError: They cannot be kept.
        """
        if brought in self.files:
            return
        kept = self._recorded() | {brought.name: (brought.size, brought.sha256)}
        told = {name: {"size": size, "sha256": sha256} for name, (size, sha256) in kept.items()}
        with whole_file(self._record_file) as file:
            file.write(json.dumps(told, indent=1).encode())

    def remove(self) -> int:
        """Remove the files and what is left of downloads; give the bytes that are free again.

        Raises:
            FileError: One of them cannot be removed.
        """
        freed = 0
        names = [file.name for file in self.files]
        parts = [one for name in names for one in (part_name(name), tag_name(name))]
        for name in [*names, *parts, self._record_file.name]:
            path = self.folder / name
            size = _size(path) or 0
            try:
                path.unlink()
            except FileNotFoundError:
                continue
            except OSError as cause:
                raise file_error("cannot remove", path, cause) from cause
            freed += size
        return freed

    @property
    def _record_file(self) -> Path:
        return self.folder / f"{self.name.rpartition(':')[2]}.digests"

    def _recorded(self) -> dict[str, tuple[int, str]]:
        try:
            told = json.loads(self._record_file.read_bytes())
            return {name: (int(one["size"]), str(one["sha256"])) for name, one in told.items()}
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return {}


@runtime_checkable
class Installable(Protocol):
    """An engine whose voices need files that `compassion voices install` brings."""

    def models(self, voice: str) -> Models:
        """Name the files of a voice; of the engine where `voice` is empty.

        Raises:
            VoiceError: There can be no such voice, or nowhere to keep it.
        """


def part_name(name: str) -> str:
    """Name the file that holds what has arrived of another."""
    return f".{name}.part"


def tag_name(name: str) -> str:
    """Name the file that holds which edition a part belongs to."""
    return f".{name}.tag"


def is_whole(file: ModelFile, folder: Path, progress: Listener = ignore_progress) -> bool:
    """Say whether a file is there, byte for byte."""
    path = folder / file.name
    size = _size(path)
    if file.sha256 is None or size is None or file.size not in (None, size):
        return False
    try:
        return digest_of(path, progress) == file.sha256
    except FileError:
        return False


def refuse_damaged(models: Models) -> None:
    """Check every file before it is used.

    Raises:
        FileError: One is not whole; the hint brings it again.
    """
    for file in models.known():
        if not is_whole(file, models.folder):
            raise FileError(
                f"the voice file {models.folder / file.name} is damaged or missing",
                hint=f"bring it again: compassion voices install {models.name}",
            )


def digest_of(path: Path, progress: Listener = ignore_progress) -> str:
    """Give the SHA-256 of a file.

    Raises:
        FileError: It cannot be read.
    """
    digest = hashlib.sha256()
    done, total = 0, _size(path)
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                done += len(block)
                progress(Brought("checking", path.name, done, total))
    except OSError as cause:
        raise file_error("cannot read", path, cause) from cause
    return digest.hexdigest()


def copied(file: ModelFile, source: Path, folder: Path, *, progress: Listener) -> ModelFile:
    """Copy a file that somebody brought, whole or not at all.

    Args:
        file: What it has to be.
        source: The folder in which it lies.
        folder: Where it is kept.
        progress: Called as it is copied.

    Returns:
        The file, with the size and digest it has.

    Raises:
        FetchFailed: It is another file than it has to be.
        FileError: It cannot be read there or written here.
    """
    path = source / file.name
    size = _size(path)
    if size is None or not path.is_file():
        raise FetchFailed(f"{file.name} is not in {source}", hint=f"fetch it from {file.address}")
    refuse_no_room(folder, size)
    digest = hashlib.sha256()

    def refuse() -> None:
        refuse_other(file, size, digest.hexdigest(), path)

    with whole_file(folder / file.name, before_it_appears=refuse) as target:
        for block in _blocks(path):
            digest.update(block)
            target.write(block)
            progress(Brought("copying", file.name, target.tell(), size))
    return replace(file, size=size, sha256=digest.hexdigest())


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block
    except OSError as cause:
        raise file_error("cannot read", path, cause) from cause


def refuse_other(file: ModelFile, size: int, sha256: str, told: object) -> None:
    """Check that what arrived is what has to be there.

    Raises:
        FetchFailed: It is another file.
    """
    if file.size not in (None, size):
        raise FetchFailed(
            f"{told} has {size} bytes and should have {file.size}",
            hint=f"fetch it again from {file.address}",
        )
    if file.sha256 not in (None, sha256):
        raise FetchFailed(
            f"{told} is not the file it should be: its SHA-256 is {sha256}, not {file.sha256}",
            hint="run it again; if it stays so, something on the way changes the file",
        )


def refuse_no_room(folder: Path, size: int) -> None:
    """Check that the disk has room, before anything is fetched.

    Raises:
        FileError: It has not.
    """
    there = next(one for one in (folder, *folder.parents) if one.exists())
    try:
        free = shutil.disk_usage(there).free
    except OSError as cause:
        raise file_error("cannot write", folder, cause) from cause
    if free < size + _MARGIN:
        raise FileError(
            f"{folder} has {write_size(free)} free, and {write_size(size)} are needed",
            hint="make room, or name another folder in COMPASSION_DATA",
        )


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold a folder against a second program that would write the same files.

    Raises:
        FileError: The folder cannot be written.
        CompassionAudioError: Another program holds it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".lock").open("wb")
    except OSError as cause:
        raise file_error("cannot write", folder, cause) from cause
    with lock:
        try:
            _lock(lock)
        except OSError as cause:
            raise CompassionAudioError(
                f"another installation into {folder} is under way", hint="wait until it is done"
            ) from cause
        yield  # the lock ends with the file, or with the process, however that ends


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def _size(path: Path) -> int | None:
    with suppress(OSError):
        return path.stat().st_size
    return None
