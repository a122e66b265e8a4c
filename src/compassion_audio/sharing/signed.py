"""Files that know themselves: a mark at the end by which the program tells its unchanged work."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from compassion_audio.errors import NotOurs
from compassion_audio.files import file_error, whole_file
from compassion_audio.sharing.digest import digest_until

_DIGEST = 64
_FORCE = "choose another name with -o, or overwrite it with --force"


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands at the end of a file, around the digest of all that is before that."""

    before: bytes
    after: bytes = b""

    @property
    def empty(self) -> bytes:
        """The mark with its place for a digest."""
        return self.before + b"0" * _DIGEST + self.after


OF_PAGES = Mark(b"\n<!-- compassion-audio ", b" -->\n")
OF_ZIPS = Mark(b"compassion-audio ")
"""It is the comment of a zip file, which is what such a file ends in."""


def write_signed(
    write: Callable[[IO[bytes]], None], path: Path, mark: Mark, *, may_overwrite: bool = False
) -> None:
    """Write a file that appears whole or not at all, with its mark.

    Args:
        write: Writes the file, and `mark.empty` at its end.
        path: Where it appears.
        mark: Of this kind of file.
        may_overwrite: Also over a file that is not this program's own unchanged work.

    Raises:
        NotOurs: A file is there already that is not ours, or was changed.
        FileError: It cannot be written.
    """

    def check() -> None:
        if not may_overwrite:
            refuse_to_lose(path, mark)

    check()
    with whole_file(path, before_it_appears=check) as file:
        write(file)
        at = file.seek(0, 2) - len(mark.empty) + len(mark.before)
        digest = digest_until(file, at).encode()
        file.seek(at)
        file.write(digest)


def refuse_to_lose(path: Path, mark: Mark) -> None:
    """Check that what stands there, if anything does, is of ours and unchanged.

    Raises:
        NotOurs: It is not.
        FileError: It cannot be read.
    """
    try:
        if not path.exists():
            return
        with path.open("rb") as file:
            begin = max(0, file.seek(0, 2) - len(mark.empty))
            file.seek(begin)
            tail = file.read()
            if not (tail.startswith(mark.before) and tail.endswith(mark.after)):
                raise NotOurs(f"{path} is there already, and not of our making", hint=_FORCE)
            digest = digest_until(file, begin + len(mark.before)).encode()
            if tail[len(mark.before) :][:_DIGEST] != digest:
                raise NotOurs(f"{path} was changed since it was made", hint=_FORCE)
    except OSError as cause:
        raise file_error("cannot read", path, cause) from cause
