"""Reading and writing files: whole or not at all, and never a bare errno for a person to read."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from compassion_audio.errors import FileError

_REASONS = {
    errno.ENOSPC: ("the disk is full", "make room, or choose another place with -o"),
    errno.EDQUOT: ("your share of the disk is used up", "make room, or choose another place"),
    errno.EFBIG: ("the file would be larger than allowed here", "choose another place with -o"),
    errno.EACCES: ("permission is denied", "choose a place you may write to, or change its rights"),
    errno.EPERM: ("permission is denied", "choose a place you may write to, or change its rights"),
    errno.EROFS: ("the disk is read-only", "choose another place with -o"),
    errno.ENOENT: ("there is no such file or folder", "check the name"),
    errno.ENOTDIR: ("a part of the path is a file, not a folder", "check the path"),
    errno.EEXIST: ("a part of the path is a file, not a folder", "check the path"),
    errno.EISDIR: ("it is a folder", "name a file"),
    errno.ENAMETOOLONG: ("the name is too long", "choose a shorter name with -o"),
    errno.EPIPE: ("the program that was reading has closed the pipe", "check the command after |"),
}


def file_error(action: str, path: Path | str, cause: OSError) -> FileError:
    """Say in words why `path` could not be read or written.

    Args:
        action: What was tried, as in `cannot read`.
        path: The file or folder, as the person knows it.
        cause: What the system said.
    """
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


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Write a file that appears whole or not at all.

    The bytes go to a hidden file beside `path`, reach the disk, and take its name in one step;
    whatever ends the block early, Ctrl-C included, leaves nothing behind. Folders on the way are
    made. The file that is handed out can be read and sought.

    Raises:
        FileError: The folder or the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(
            prefix=f".{path.name[:60]}.", suffix=".part", dir=path.parent
        )
    except OSError as cause:
        raise file_error("cannot write", path, cause) from cause
    part = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.chmod(_usual_mode(path))
        part.replace(path)
    except OSError as cause:
        raise file_error("cannot write", path, cause) from cause
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


def _usual_mode(path: Path) -> int:
    """Give the rights a new file would have here: those of the one it replaces, or the umask's."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
