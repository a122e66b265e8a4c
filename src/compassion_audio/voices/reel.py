"""The spoken lines of one rendering, on disk while it lasts, so that memory stays flat."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from threading import Lock
from types import TracebackType
from typing import IO

from compassion_audio.audio.clip import Clip
from compassion_audio.errors import FileError
from compassion_audio.files import aside_file
from compassion_audio.script import Say
from compassion_audio.units import Milliseconds
from compassion_audio.voices.cache import Line


class Reel(Mapping[Say, Clip], AbstractContextManager["Reel"]):
    """Clips by their lines, in the order in which they were spoken.

    What is not kept between runs lies in one nameless temporary file, and is read when it is
    asked for. A line that holds a person's own words stays in memory, and so does every other
    where no such file can be had.
    """

    def __init__(self) -> None:
        self._lines: dict[Say, Line] = {}
        self._stack = ExitStack()
        self._turn = Lock()
        self._file: IO[bytes] | None = None
        self._end = 0

    def __exit__(
        self, kind: type[BaseException] | None, value: object, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def add(self, say: Say, line: Line) -> None:
        """Keep a line while this lasts: its sound, too, if it is kept nowhere else."""
        self._lines[say] = line if line.is_on_disk else self._held(say, line)

    def line(self, say: Say) -> Line:
        """Give a line without reading its sound."""
        return self._lines[say]

    def length(self, say: Say) -> Milliseconds:
        """Give how long a clip is, without reading it."""
        return self._lines[say].length

    def __getitem__(self, say: Say) -> Clip:
        return self._lines[say].read()

    def __iter__(self) -> Iterator[Say]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def _held(self, say: Say, line: Line) -> Line:
        data = line.data()
        begin = -1 if say.public else self._write(data)
        if begin < 0:
            return line
        size = len(data)
        return line.with_data(lambda: self._read(begin, size), is_on_disk=True)

    def _write(self, data: bytes) -> int:
        """Add to the file, and give where it begins there; -1 where that cannot be."""
        try:
            if self._file is None:
                self._file = self._stack.enter_context(aside_file())
            with self._turn:
                self._file.seek(self._end)
                self._file.write(data)
                self._file.flush()
        except FileError:
            return -1
        begin, self._end = self._end, self._end + len(data)
        return begin

    def _read(self, begin: int, size: int) -> bytes:
        assert self._file is not None  # noqa: S101  # it was written to
        with self._turn:  # lines are asked for from several threads
            self._file.seek(begin)
            return self._file.read(size)
