"""Finished recordings, decoded as they are heard, with the channels that they have."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import soxr

from compassion_audio.audio.clip import Samples
from compassion_audio.audio.read import check_sound_file, unreadable
from compassion_audio.errors import FileError
from compassion_audio.machine import quiet_errors
from compassion_audio.units import SAMPLE_RATE, Hertz, Milliseconds

if TYPE_CHECKING:
    import av.container
    import soundfile

_PIECE = 1 << 16
"""Frames that are decoded at once: the first are there within a moment."""

_SLOWEST, _FASTEST = 4_000, 768_000
"""Hertz. A rate beyond is that of a damaged head."""

_HINT = "make it again, or play another"


@dataclass(frozen=True, slots=True)
class Stream:
    """A sound file that is open."""

    channels: int
    """One or two; of more, their mean."""

    length: Milliseconds | None
    """None where only its end will tell."""

    blocks: Iterator[Samples]
    """Shape (frames, channels), float32 at 48 kHz. Raises FileError where it is damaged."""


@contextmanager
def streamed(path: Path) -> Iterator[Stream]:
    """Open a sound file.

    WAV, MP3, FLAC, Ogg and their like are read everywhere; M4A, AAC, WebM and what else phones
    make where PyAV is installed.

    Raises:
        FileError: It is not there, no sound, damaged, or in a format that needs the extra.
    """
    import soundfile

    check_sound_file(path)
    try:
        with quiet_errors():  # libmpg123 prints what it thinks of a damaged file
            file = soundfile.SoundFile(str(path))
    except soundfile.LibsndfileError:
        with _opened_by_av(path) as container:
            yield _of_container(container, path)
        return
    with file:
        yield _of_file(file, path)


def _of_file(file: "soundfile.SoundFile", path: Path) -> Stream:
    rate = Hertz(file.samplerate)
    if not _SLOWEST <= rate <= _FASTEST:
        raise FileError(f"{path} is damaged: it says it has {rate} samples a second", hint=_HINT)
    channels = file.channels if file.channels <= 2 else 1
    length = Milliseconds(file.frames * 1000 // rate)
    return Stream(channels, length, _at_48_kilohertz(_read(file, path), rate, channels))


def _read(file: "soundfile.SoundFile", path: Path) -> Iterator[Samples]:
    import soundfile

    try:
        while len(block := file.read(_PIECE, dtype="float32", always_2d=True)):
            few = block if block.shape[1] <= 2 else block.mean(axis=1, keepdims=True)
            yield np.nan_to_num(few, posinf=1.0, neginf=-1.0)
    except soundfile.LibsndfileError as cause:
        raise FileError(f"{path} is damaged", hint=_HINT) from cause


def _at_48_kilohertz(blocks: Iterator[Samples], rate: Hertz, channels: int) -> Iterator[Samples]:
    if rate == SAMPLE_RATE:
        yield from blocks
        return
    stream = soxr.ResampleStream(rate, SAMPLE_RATE, channels, dtype="float32", quality="HQ")
    for block in blocks:
        yield _rows(stream.resample_chunk(np.ascontiguousarray(block)), channels)
    rest = np.zeros((0, channels), dtype=np.float32)
    yield _rows(stream.resample_chunk(rest, last=True), channels)


def _rows(samples: Samples, channels: int) -> Samples:
    """Give what soxr returns, which has one axis for one channel."""
    return samples.reshape(-1, channels)


@contextmanager
def _opened_by_av(path: Path) -> Iterator["av.container.InputContainer"]:
    try:
        import av
    except ImportError as cause:
        raise unreadable(path) from cause
    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                raise FileError(f"{path} has no sound in it", hint=_HINT)
            yield container
    except av.FFmpegError as cause:
        raise FileError(f"{path} is no sound file, or is damaged", hint=_HINT) from cause


def _of_container(container: "av.container.InputContainer", path: Path) -> Stream:
    length = None if container.duration is None else Milliseconds(container.duration // 1000)
    channels = 1 if container.streams.audio[0].channels == 1 else 2
    return Stream(channels, length, _decoded(container, path, channels))


def _decoded(
    container: "av.container.InputContainer", path: Path, channels: int
) -> Iterator[Samples]:
    import av

    # never from one channel to two: it would make each 3 dB softer
    layout = "mono" if channels == 1 else "stereo"
    resampler = av.AudioResampler(format="flt", layout=layout, rate=SAMPLE_RATE)
    try:
        for frame in container.decode(audio=0):
            for piece in resampler.resample(frame):
                yield piece.to_ndarray().reshape(-1, channels).astype(np.float32, copy=False)
        for piece in resampler.resample(None):
            yield piece.to_ndarray().reshape(-1, channels).astype(np.float32, copy=False)
    except av.FFmpegError as cause:
        raise FileError(f"{path} is damaged", hint=_HINT) from cause
