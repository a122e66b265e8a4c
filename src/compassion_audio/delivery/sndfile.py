"""Encoding by libsndfile, into a file aside: its own tags are left out when it is copied."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO

import soundfile

from compassion_audio.audio.clip import Samples
from compassion_audio.delivery.pcm import Whole
from compassion_audio.files import aside_file
from compassion_audio.units import SAMPLE_RATE


class _Kept:
    """A file whose failures are kept: a callback out of C can raise nothing."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.failure: BaseException | None = None
        self.read, self.seek, self.tell = file.read, file.seek, file.tell

    def write(self, data: bytes) -> int:
        if self.failure is None:
            try:
                return self._file.write(data)
            except BaseException as failure:  # Ctrl-C, too: `encoded` raises it
                self.failure = failure
        return 0


@contextmanager
def encoded(
    blocks: Iterable[Samples | Whole],
    *,
    channels: int,
    container: str,
    kind: str,
    compression: float | None = None,
) -> Iterator[IO[bytes]]:
    """Encode a stream at 48 kHz, and hand out the finished file, open at its beginning.

    Args:
        blocks: Shape (frames, channels): float32, or int32 of which all 32 bits count.
        channels: One or two.
        container: As libsndfile calls it.
        kind: What is in it, as libsndfile calls it.
        compression: 0 to 1, as libsndfile takes it; None for its usual.

    Raises:
        FileError: The folder for temporary files cannot be written.
    """
    with aside_file() as aside:
        kept = _Kept(aside)
        try:
            with soundfile.SoundFile(
                kept,
                "w",
                SAMPLE_RATE,
                channels,
                kind,
                format=container,
                compression_level=compression,
            ) as file:
                for block in blocks:
                    file.write(block)
        except (AssertionError, soundfile.SoundFileError):
            if kept.failure is None:
                raise
        if kept.failure is not None:
            raise kept.failure
        aside.flush()
        aside.seek(0)
        yield aside
