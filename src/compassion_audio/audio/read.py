"""Sound that people bring, from whatever file it is in.

Its length is anybody's: an hour is decoded piece by piece into a file of its own that the system
pages in and out, so that no more than a piece of it is ever held in memory.
"""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import soxr

from compassion_audio.audio.clip import Clip, Samples
from compassion_audio.errors import FileError
from compassion_audio.files import aside_file, file_error
from compassion_audio.machine import quiet_errors
from compassion_audio.units import SAMPLE_RATE, Hertz

if TYPE_CHECKING:
    import soundfile

FORMATS = (".wav", ".mp3", ".flac", ".ogg", ".oga", ".aif", ".aiff", ".caf", ".w64")
"""What any machine reads, by the ending of the name. What is inside decides, not the name."""

FORMATS_OF_PHONES = (".m4a", ".mp4", ".aac", ".webm", ".opus", ".mov", ".3gp", ".amr", ".wma")
"""What PyAV reads, which is an extra."""

QUIETEST = 10 ** (-70 / 20)
"""A recording whose loudest sample is below this is one of a microphone that was switched off:
the noise of 16 bits alone lies at -90 dB, the softest speech measured peaks above -50."""

_SLOWEST, _FASTEST = 4_000, 768_000
"""Hertz. A rate beyond is that of a damaged head; resampling from it would fill the disk."""

_PIECE = 1 << 18
"""Frames that are decoded at once."""

_HINT = "record it again, or save it as WAV"


def read_sound(path: Path) -> Clip:
    """Read a recording.

    WAV, MP3, FLAC, Ogg and their like are read everywhere; M4A, AAC, WebM and what else phones
    make where PyAV is installed.

    Returns:
        One channel at 48 kHz, the mean of those it had. The samples are those of a file that is
        gone when nobody uses them any more, and cannot be written to.

    Raises:
        FileError: It is not there, no sound, damaged, empty or silent, or in a format that needs
            the extra `formats`.
    """
    check_sound_file(path)
    with aside_file() as aside:
        with quiet_errors():  # libmpg123 prints what it thinks of a damaged file
            peak = _decoded(path, aside)
        aside.flush()
        if not aside.tell():
            raise FileError(f"{path} is empty: it holds no sound", hint=_HINT)
        samples = np.memmap(aside, dtype=np.float32, mode="r")
    if peak < QUIETEST:
        raise FileError(
            f"{path} is silent", hint="check that the microphone was on, and record it again"
        )
    return Clip(np.asarray(samples).reshape(-1, 1))


def check_sound_file(path: Path) -> None:
    """Check that something can be read there.

    Raises:
        FileError: It is not there, no ordinary file, or empty.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            what = "a folder" if path.is_dir() else "no ordinary file"
            raise FileError(f"cannot read {path}: it is {what}", hint="name a sound file")
        with path.open("rb") as file:
            if not file.read(1):
                raise FileError(f"{path} is empty", hint=_HINT)
    except OSError as cause:
        raise file_error("cannot read", path, cause) from cause


def _decoded(path: Path, to: IO[bytes]) -> float:
    """Write a recording's samples at 48 kHz, and give its peak."""
    import soundfile

    try:
        with soundfile.SoundFile(str(path)) as file:
            rows = (one.mean(axis=1, dtype=np.float32) for one in _blocks(file))
            return _resampled(rows, Hertz(file.samplerate), path, to)
    except soundfile.LibsndfileError as cause:
        if to.tell():
            raise _damaged(path, to) from cause
    with _decoded_by_av(path) as (rate, blocks):
        return _resampled(blocks, rate, path, to)


def _blocks(file: "soundfile.SoundFile") -> Iterator[Samples]:
    while len(block := file.read(_PIECE, dtype="float32", always_2d=True)):
        yield block


def _resampled(
    blocks: Iterator[npt.NDArray[np.float32]], rate: Hertz, path: Path, to: IO[bytes]
) -> float:
    if not _SLOWEST <= rate <= _FASTEST:
        raise FileError(f"{path} is damaged: it says it has {rate} samples a second", hint=_HINT)
    stream = soxr.ResampleStream(rate, SAMPLE_RATE, 1, dtype="float32", quality="HQ")
    peak = 0.0
    for block in blocks:
        if not np.isfinite(block).all():
            raise _damaged(path, to)
        peak = max(peak, float(np.abs(block).max(initial=0.0)))
        to.write(stream.resample_chunk(block).tobytes())
    to.write(stream.resample_chunk(np.zeros(0, dtype=np.float32), last=True).tobytes())
    return peak


def _damaged(path: Path, to: IO[bytes]) -> FileError:
    at = to.tell() / 4 / SAMPLE_RATE
    return FileError(f"{path} is damaged, {at:.0f} seconds from its beginning", hint=_HINT)


@contextmanager
def _decoded_by_av(path: Path) -> Iterator[tuple[Hertz, Iterator[Samples]]]:
    """Open what phones and browsers make.

    Raises:
        FileError: PyAV is not here and is needed, or it cannot read the file either.
    """
    try:
        import av
    except ImportError as cause:
        raise unreadable(path) from cause
    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                raise FileError(f"{path} has no sound in it", hint=_HINT)
            stream = container.streams.audio[0]
            resampler = av.AudioResampler(format="fltp")
            pieces = (
                piece.to_ndarray().mean(axis=0, dtype=np.float32)
                for frame in container.decode(audio=0)
                for piece in resampler.resample(frame)
            )
            yield Hertz(stream.rate), pieces
    except av.FFmpegError as cause:
        raise FileError(f"{path} is no sound file, or is damaged", hint=_HINT) from cause


def unreadable(path: Path) -> FileError:
    """Say what is missing to read a file that only PyAV could."""
    with path.open("rb") as file:
        head = file.read(12)
    is_of_phone = head[4:8] == b"ftyp" or head[:4] == b"\x1aE\xdf\xa3"
    if is_of_phone or path.suffix.lower() in FORMATS_OF_PHONES:
        return FileError(
            f"{path} is in a format of phones and browsers",
            hint="to read it: pip install 'compassion-audio[formats]'",
        )
    return FileError(f"{path} is no sound file, or is damaged", hint=_HINT)
