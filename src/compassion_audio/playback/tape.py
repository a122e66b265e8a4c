"""What is played, as far as it is made: written by one thread, read anywhere by another.

It lies in one nameless temporary file as 16 bits, so that going back costs nothing, and memory does
not grow. It is made only a little ahead of where it is heard, so that the disk does not fill.
"""

import threading
from collections.abc import Callable, Generator
from contextlib import ExitStack
from types import TracebackType
from typing import IO, Self

import numpy as np

from compassion_audio.audio.clip import Samples
from compassion_audio.audio.mix import quantised
from compassion_audio.files import aside_file
from compassion_audio.units import Frames, Milliseconds, frames_at

AHEAD = Milliseconds(60_000)
"""So much is made before it is heard."""

_REST = 0.2
"""Seconds after which the maker looks again whether more is needed."""

_FULL = np.float32(32767)


class Tape:
    """Sound that is still being made.

    Args:
        blocks: Makes it, shape (frames, channels), float32; closed in the thread that makes it.
        channels: One or two.
        meanwhile: Called when enough is made, to prepare what comes; says whether more is left.

    Raises:
        FileError: The folder for temporary files cannot be written.
    """

    def __init__(
        self,
        blocks: Generator[Samples, None, None],
        *,
        channels: int,
        meanwhile: Callable[[], bool] = lambda: False,
    ) -> None:
        self._blocks = blocks
        self._width = 2 * channels
        self._meanwhile = meanwhile
        self._stack = ExitStack()
        self._file: IO[bytes] = self._stack.enter_context(aside_file())
        self._turn = threading.Lock()
        self._wanted = 0
        self._is_over = threading.Event()
        self._is_ready = threading.Event()
        self._maker = threading.Thread(target=self._make, name="tape", daemon=True)
        self.made = Frames(0)
        """How much is there."""
        self.is_whole = False
        """Whether nothing more will come."""
        self.trouble: BaseException | None = None
        """Why nothing more will come, though it is not at its end."""

    def __enter__(self) -> Self:
        """Begin to make it."""
        self._maker.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: object, trace: TracebackType | None
    ) -> None:
        """Wait until the maker has let go of everything."""
        self._is_over.set()
        self._maker.join()
        self._stack.close()

    def wait(self, seconds: float) -> bool:
        """Wait until something is there, or nothing will come; at most so long."""
        return self._is_ready.wait(seconds)

    def read(self, begin: int, frames: int) -> Samples:
        """Give what is there from a frame on: shape (frames or fewer, 2), float32."""
        self._wanted = begin
        count = max(0, min(frames, self.made - begin))
        with self._turn:
            self._file.seek(begin * self._width)
            data = self._file.read(count * self._width)
        samples = np.frombuffer(data, dtype="<i2").reshape(-1, self._width // 2) / _FULL
        both: Samples = np.broadcast_to(samples, (len(samples), 2))
        return both

    def want(self, begin: int) -> None:
        """Say where it will be heard next."""
        self._wanted = begin

    def _make(self) -> None:
        try:
            for block in quantised(self._blocks):
                self._write(block.astype("<i2", copy=False).tobytes(), len(block))
                if not self._has_time():
                    break
        except BaseException as cause:  # told by whoever listens
            self.trouble = cause
        finally:
            self._blocks.close()
            self.is_whole = True
            self._is_ready.set()

    def _has_time(self) -> bool:
        """Wait until more is needed; False when nobody listens any more."""
        has_more = True
        while not self._is_over.is_set() and self.made - self._wanted > frames_at(AHEAD):
            if has_more:
                has_more = self._meanwhile()
            else:
                self._is_over.wait(_REST)
        return not self._is_over.is_set()

    def _write(self, data: bytes, frames: int) -> None:
        with self._turn:
            self._file.seek(self.made * self._width)
            self._file.write(data)
            self._file.flush()
        self.made = Frames(self.made + frames)
        self._is_ready.set()
