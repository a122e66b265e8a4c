"""The sound file that another program has written, read only if it is whole."""

import struct
from pathlib import Path

from compassion_audio.audio.clip import Clip, mono
from compassion_audio.units import Hertz

_KINDS = {
    b"RIFF": ("<", {b"WAVE"}, b"data"),
    b"FORM": (">", {b"AIFF", b"AIFC"}, b"SSND"),
}
_HEAD, _CHUNK = 12, 8


class NotWhole(ValueError):
    """It is no sound, or a part of one; the message says which, as in `it holds no sound`."""


def read_sound(path: Path) -> Clip:
    """Read a WAV, AIFF or AIFF-C file.

    Its chunks are walked first, because libsndfile reads a file that breaks off as if it had
    ended there, and nobody would hear why a line has no end.

    Returns:
        One channel, the mean of those in the file, at its own rate.

    Raises:
        NotWhole: It is missing, of another kind, empty, or breaks off.
    """
    import soundfile

    try:
        _check_chunks(path.read_bytes())
        samples, hertz = soundfile.read(str(path), dtype="float32", always_2d=True)
    except FileNotFoundError as cause:
        raise NotWhole("there is no file") from cause
    except (OSError, soundfile.SoundFileError) as cause:
        raise NotWhole("it cannot be read") from cause
    if not len(samples):
        raise NotWhole("it holds no sound")
    return mono(samples.mean(axis=1), Hertz(hertz))


def _check_chunks(data: bytes) -> None:
    """Check that the chunk with the samples is there, and as long as it says."""
    order, forms, wanted = _KINDS.get(data[:4], ("", set[bytes](), b""))
    if not data:
        raise NotWhole("it is empty")
    if data[8:_HEAD] not in forms:
        raise NotWhole("it is neither WAV nor AIFF")
    place = _HEAD
    while place + _CHUNK <= len(data):
        name, size = struct.unpack_from(f"{order}4sI", data, place)
        place += _CHUNK
        if name == wanted:
            if place + size > len(data):
                raise NotWhole("it breaks off")
            return
        place += size + size % 2
    raise NotWhole("it breaks off")
