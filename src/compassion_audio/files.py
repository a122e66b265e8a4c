"""Reading and writing files: whole or not at all, and never a bare errno for a person to read."""

import errno
import io
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from compassion_audio.errors import FileError

_READ = "choose a file you may read, or change its rights"
_WRITE = "choose a place you may write to, or change its rights"
_REASONS = {
    errno.ENOSPC: ("the disk is full", "make room, or choose another place"),
    errno.EDQUOT: ("your share of the disk is used up", "make room, or choose another place"),
    errno.EFBIG: ("the file would be larger than allowed here", "choose another place"),
    errno.EROFS: ("the disk is read-only", "choose another place"),
    errno.ENOENT: ("there is no such file or folder", "check the name"),
    errno.ENOTDIR: ("a part of the path is a file, not a folder", "check the path"),
    errno.EEXIST: ("a part of the path is a file, not a folder", "check the path"),
    errno.EISDIR: ("it is a folder", "name a file"),
    errno.ENAMETOOLONG: ("the name is too long", "choose a shorter name"),
    errno.EPIPE: ("the program that was reading has closed the pipe", "check the command after |"),
}
_DENIED = (errno.EACCES, errno.EPERM)
_STALE = 24 * 3600
"""Seconds after which a part file is one that a killed process has left behind."""


def file_error(action: str, path: Path | str, cause: OSError) -> FileError:
    """Say in words why `path` could not be read or written.

    Args:
        action: What was tried, as in `cannot read`.
        path: The file or folder, as the person knows it.
        cause: What the system said.
    """
    if cause.errno in _DENIED:
        hint = _READ if action.startswith("cannot read") else _WRITE
        return FileError(f"{action} {path}: permission is denied", hint=hint)
    reason, hint = _REASONS.get(cause.errno or 0, (cause.strerror or str(cause), "check the path"))
    return FileError(f"{action} {path}: {reason}", hint=hint)


def read_bytes(path: Path) -> bytes:
    """Read a file.

    Raises:
        FileError: It is missing, a folder, or may not be read.
    """
    try:
        return path.read_bytes()
    except OSError as cause:
        raise file_error("cannot read", path, cause) from cause


def decode(data: bytes, name: str) -> str:
    """Decode UTF-8, with or without a byte order mark.

    Raises:
        FileError: The bytes are not UTF-8; the message names the line.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as cause:
        # the place counts from behind a byte order mark, and so does the error's own `object`
        line = cause.object.count(b"\n", 0, cause.start) + 1
        raise FileError(
            f"{name}: line {line}: this is not UTF-8 text",
            hint="open it in your editor and save it with the encoding UTF-8",
        ) from cause


def refuse_what_is_no_file(path: Path, *, hint: str) -> None:
    """Check that a file can take this place: that there is one, or nothing.

    Replaced by a file, a device would be gone for everybody.

    Raises:
        FileError: There is a folder or a device, or it cannot be told.
    """
    try:
        is_blocked = path.exists() and not path.is_file()
        what = "a folder" if path.is_dir() else "no ordinary file"
    except OSError as cause:
        raise file_error("cannot write", path, cause) from cause
    if is_blocked:
        raise FileError(f"cannot write {path}: it is {what}", hint=hint)


@contextmanager
def whole_file(
    path: Path,
    *,
    before_it_appears: Callable[[], None] = lambda: None,
    is_private: bool = False,
) -> Iterator[IO[bytes]]:
    """Write a file that appears whole or not at all.

    The bytes go to a hidden file beside `path`, reach the disk, and take its name in one step;
    whatever ends the block early, Ctrl-C included, leaves no file behind. Folders on the way are
    made. A link is followed: what it points to is written. The file that is handed out can be
    read and sought.

    Args:
        path: Where the file appears.
        before_it_appears: Called last; what it raises keeps the file from appearing.
        is_private: Let nobody but its owner read it, whatever is usual here.

    Raises:
        FileError: The folder or the file cannot be written.
    """
    import tempfile

    try:
        target = path.resolve()
        refuse_what_is_no_file(path, hint="choose another name")
        target.parent.mkdir(parents=True, exist_ok=True)
        _clear_away(target)
        handle, name = tempfile.mkstemp(
            prefix=_part_prefix(target), suffix=_PART, dir=target.parent
        )
    except OSError as cause:
        raise file_error("cannot write", path, cause) from cause
    part = Path(name)
    try:
        with io.BufferedRandom(_Told(handle, f"{path}")) as file:
            yield file
            file.flush()
            with _telling(path):
                os.fsync(file.fileno())
        before_it_appears()
        with _telling(path):
            part.chmod(0o600 if is_private else _usual_mode(target))
            part.replace(target)
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


@contextmanager
def aside_file() -> Iterator[IO[bytes]]:
    """Hand out a file that is gone afterwards, for what must be finished before it is sent.

    Raises:
        FileError: The folder for temporary files cannot be written.
    """
    import tempfile

    with tempfile.TemporaryFile() as empty, _telling(Path(tempfile.gettempdir())):
        told = _Told(os.dup(empty.fileno()), f"in {tempfile.gettempdir()}")
    with io.BufferedRandom(told) as file:
        yield file


_PART = ".part"


def _part_prefix(path: Path) -> str:
    return f".{path.name[:60]}."


def _clear_away(path: Path) -> None:
    """Remove the parts that killed processes left here long ago."""
    for part in path.parent.glob("*" + _PART):
        if part.name.startswith(_part_prefix(path)):
            with suppress(OSError):
                if time.time() - part.stat().st_mtime > _STALE:
                    part.unlink()


class _Told(io.FileIO):
    """A file whose failures are told in words, and are its own: other errors keep their names."""

    def __init__(self, handle: int, name: str) -> None:
        super().__init__(handle, "w+b")
        self._path = name

    def write(self, data: Any, /) -> int:  # noqa: ANN401  # io's own signature is wider than types
        with _telling(self._path):
            return super().write(data)


@contextmanager
def _telling(path: Path | str) -> Iterator[None]:
    try:
        yield
    except OSError as cause:
        raise file_error("cannot write", path, cause) from cause


def _usual_mode(path: Path) -> int:
    """Give the rights a new file would have here: those of the one it replaces, or the umask's."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
