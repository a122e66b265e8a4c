"""Sound from whatever file it is in, ours or what people bring.

Its length is anybody's: an hour is decoded piece by piece into a file of its own that the system
pages in and out, so that no more than a piece of it is ever held in memory.
"""

import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import soxr

from compassion_audio.audio.clip import Clip, Samples
from compassion_audio.errors import FileError
from compassion_audio.files import aside_file, file_error
from compassion_audio.machine import quiet_errors
from compassion_audio.units import SAMPLE_RATE, Frames, Hertz

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

_UNKNOWN = 1 << 40
"""So many frames or more, libsndfile says of a stream whose length it cannot tell."""

_HINT = "record it again, or save it as WAV"


@dataclass(frozen=True, slots=True)
class Opened:
    """A sound file that is being read."""

    channels: int
    """Of the blocks."""

    rate: Hertz
    """Of the file itself; its blocks are at 48 kHz."""

    frames: Frames | None
    """How long the file says it is, at its own rate; None where it does not say."""

    blocks: Iterator[Samples]
    """Shape (frames, channels), 48 kHz, in order, each once. They may raise `FileError`."""


@contextmanager
def opened_sound(path: Path, *, most_channels: int = 2) -> Iterator[Opened]:
    """Open a sound file to read it in blocks, in memory that does not grow with its length.

    Formats are those of `read_sound`. What an MP3's encoder put before and after the sound is left
    out, where the file says how much that is.

    Args:
        path: The file.
        most_channels: Of a file with more, every block is the mean of them all, in one channel.

    Raises:
        FileError: It is not there, no sound, or in a format that needs the extra `formats`. While
            blocks are read, too: it is damaged, or its rate makes no sense.
    """
    _check_file(path)
    with ExitStack() as stack:
        source = _opened_here(path, stack) or stack.enter_context(_opened_by_av(path))
        channels = source.channels if source.channels <= most_channels else 1
        blocks = _resampled(_mixed(source.blocks, channels), source.rate, channels, path)
        yield Opened(channels, source.rate, source.frames, blocks)


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
    peak = 0.0
    with opened_sound(path, most_channels=1) as opened, aside_file() as aside:
        for block in opened.blocks:
            peak = max(peak, float(np.abs(block).max(initial=0.0)))
            aside.write(block.tobytes())
        aside.flush()
        if not aside.tell():
            raise FileError(f"{path} is empty: it holds no sound", hint=_HINT)
        samples = np.memmap(aside, dtype=np.float32, mode="r")
    if peak < QUIETEST:
        raise FileError(
            f"{path} is silent", hint="check that the microphone was on, and record it again"
        )
    return Clip(np.asarray(samples).reshape(-1, 1))


def _check_file(path: Path) -> None:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            what = "a folder" if path.is_dir() else "no ordinary file"
            raise FileError(f"cannot read {path}: it is {what}", hint="name a sound file")
        with path.open("rb") as file:
            if not file.read(1):
                raise FileError(f"{path} is empty", hint=_HINT)
    except OSError as cause:
        raise file_error("cannot read", path, cause) from cause


def _opened_here(path: Path, stack: ExitStack) -> Opened | None:
    """Open what any machine reads; None for what it cannot begin to read."""
    import soundfile

    try:
        with quiet_errors():  # libmpg123 prints what it thinks of a damaged file
            file = stack.enter_context(soundfile.SoundFile(str(path)))
            first = _piece(file)
    except soundfile.LibsndfileError:
        return None
    frames = Frames(file.frames) if 0 < file.frames < _UNKNOWN else None
    return Opened(file.channels, Hertz(file.samplerate), frames, _pieces(file, first, path))


def _pieces(file: "soundfile.SoundFile", first: Samples, path: Path) -> Iterator[Samples]:
    import soundfile

    piece, done = first, 0
    while len(piece):
        yield piece
        done += len(piece)
        try:
            with quiet_errors():
                piece = _piece(file)
        except soundfile.LibsndfileError as cause:
            raise _damaged(path, done / file.samplerate) from cause


def _piece(file: "soundfile.SoundFile") -> Samples:
    piece: Samples = file.read(_PIECE, dtype="float32", always_2d=True)
    return piece


def _mixed(blocks: Iterator[Samples], channels: int) -> Iterator[Samples]:
    for block in blocks:
        if block.shape[1] == channels:
            yield block
        else:
            yield block.mean(axis=1, dtype=np.float32, keepdims=True)


def _resampled(
    blocks: Iterator[Samples], rate: Hertz, channels: int, path: Path
) -> Iterator[Samples]:
    if not _SLOWEST <= rate <= _FASTEST:
        raise FileError(f"{path} is damaged: it says it has {rate} samples a second", hint=_HINT)
    if rate == SAMPLE_RATE:
        yield from _sane(blocks, rate, path)
        return
    stream = soxr.ResampleStream(rate, SAMPLE_RATE, channels, dtype="float32", quality="HQ")
    for block in _sane(blocks, rate, path):
        yield stream.resample_chunk(block).reshape(-1, channels)
    end = np.zeros((0, channels), dtype=np.float32)
    yield stream.resample_chunk(end, last=True).reshape(-1, channels)


def _sane(blocks: Iterator[Samples], rate: Hertz, path: Path) -> Iterator[Samples]:
    """Give the blocks until one holds what is no number."""
    done = 0
    for block in blocks:
        if not np.isfinite(block).all():
            raise _damaged(path, done / rate)
        done += len(block)
        yield block


def _damaged(path: Path, at: float) -> FileError:
    return FileError(f"{path} is damaged, {at:.0f} seconds from its beginning", hint=_HINT)


@contextmanager
def _opened_by_av(path: Path) -> Iterator[Opened]:
    """Open what phones and browsers make.

    Raises:
        FileError: PyAV is not here and is needed, or it cannot read the file either.
    """
    try:
        import av
    except ImportError as cause:
        raise _unread(path) from cause
    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                raise FileError(f"{path} has no sound in it", hint=_HINT)
            stream = container.streams.audio[0]
            resampler = av.AudioResampler(format="fltp")
            pieces = (
                np.asarray(piece.to_ndarray().T, dtype=np.float32)
                for frame in container.decode(audio=0)
                for piece in resampler.resample(frame)
            )
            first = next(pieces, np.zeros((0, 1), dtype=np.float32))
            yield Opened(first.shape[1], Hertz(stream.rate), None, chain([first], pieces))
    except av.FFmpegError as cause:
        raise FileError(f"{path} is no sound file, or is damaged", hint=_HINT) from cause


def _unread(path: Path) -> FileError:
    with path.open("rb") as file:
        head = file.read(12)
    is_of_phone = head[4:8] == b"ftyp" or head[:4] == b"\x1aE\xdf\xa3"
    if is_of_phone or path.suffix.lower() in FORMATS_OF_PHONES:
        return FileError(
            f"{path} is in a format of phones and browsers",
            hint="to read it: pip install 'compassion-audio[formats]'",
        )
    return FileError(f"{path} is no sound file, or is damaged", hint=_HINT)
