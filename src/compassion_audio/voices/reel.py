"""The spoken lines of one rendering, on disk while it lasts, so that memory stays flat."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from threading import Lock
from types import TracebackType
from typing import IO

from compassion_audio.audio.clip import Clip
from compassion_audio.errors import FileError
from compassion_audio.files import aside_file
from compassion_audio.script import Say
from compassion_audio.units import Milliseconds
from compassion_audio.voices.cache import packed, unpacked


@dataclass(frozen=True, slots=True)
class _Kept:
    peak: float
    begin: int
    """Where its samples begin in the file; -1 where they are in memory."""

    size: int
    """Bytes of its samples."""

    data: bytes
    """Its samples, where they are in memory."""

    length: Milliseconds


class Reel(Mapping[Say, Clip], AbstractContextManager["Reel"]):
    """Clips by their lines, in the order in which they were spoken.

    They lie in one nameless temporary file, and are read when they are asked for. A line that
    holds a person's own words stays in memory, and so does every other where no such file can be
    had.
    """

    def __init__(self) -> None:
        self._kept: dict[Say, _Kept] = {}
        self._stack = ExitStack()
        self._turn = Lock()
        self._file: IO[bytes] | None = None
        self._end = 0

    def __exit__(
        self, kind: type[BaseException] | None, value: object, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def add(self, line: Say, clip: Clip) -> None:
        """Keep a clip of one channel at 48 kHz."""
        peak, data = packed(clip)
        length = clip.length
        if not line.public and self._write(data):
            self._kept[line] = _Kept(peak, self._end, len(data), b"", length)
            self._end += len(data)
        else:
            self._kept[line] = _Kept(peak, -1, len(data), data, length)

    def length(self, line: Say) -> Milliseconds:
        """Give how long a clip is, without reading it."""
        return self._kept[line].length

    def __getitem__(self, line: Say) -> Clip:
        one = self._kept[line]
        if one.begin < 0 or self._file is None:
            return unpacked(one.peak, one.data)
        with self._turn:  # lines are asked for from several threads
            self._file.seek(one.begin)
            data = self._file.read(one.size)
        return unpacked(one.peak, data)

    def __iter__(self) -> Iterator[Say]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)

    def _write(self, data: bytes) -> bool:
        try:
            if self._file is None:
                self._file = self._stack.enter_context(aside_file())
            self._file.seek(self._end)
            self._file.write(data)
            self._file.flush()
        except FileError:
            return False
        return True
