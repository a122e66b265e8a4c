"""How loud a recording is, moment by moment: what is speech in it, and what is the room."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from compassion_audio.audio.clip import Samples
from compassion_audio.units import SAMPLE_RATE, Decibels, Milliseconds

STEP = Milliseconds(10)
"""The moments: long enough for a period of the lowest voice, short enough for an s."""

_FRAMES = SAMPLE_RATE * STEP // 1000
_SILENT = -120.0
_PIECE = 6_000
"""Moments that are measured at once: a minute."""

_NOISE_PERCENTILE = 10
"""A tenth of any recording of speech is quieter than its speech: the stops inside the words."""

_LOUD_SHARE, _LOUD_MOST = 0.05, 300
"""The loudest moments tell how loud speech is: a twentieth of a line, and 3 s of a recording that
is silent for most of an hour. A slammed door is shorter."""

_ABOVE_NOISE = (9.0, 6.0)
"""Decibels, for the two bands. 10 ms of a rumbling room waver by 3 dB, of its hiss by 0.4 dB."""

_BELOW_SPEECH = 45.0
"""Decibels. Where the room is quieter than any ending of a word, quieter sounds are not speech:
lips, breath. Soft endings lie 35 to 45 dB below the peak in the voices measured."""

_CONTRAST = 12.0
"""Decibels. What wavers by less is a room, or a hum: speech, with its stops, wavers by 25."""

Levels = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Loudness:
    """A recording, measured each 10 ms."""

    level: Levels
    """Decibels below full scale, without what is slower than 50 Hz: rumble, a DC offset."""

    prominence: Levels
    """By how many decibels it is above what counts as a sound here; below 0 it is the room."""

    @property
    def noise(self) -> Decibels:
        """The level of the room, by how often each level occurs."""
        return Decibels(float(np.percentile(self.level, _NOISE_PERCENTILE)))


def loudness(samples: Samples) -> Loudness:
    """Measure a recording.

    A sound is told from the room in two bands, because rooms rumble and an f or an s is all hiss:
    in a room 40 dB below the voice, the f of "myself" lies 5 dB over the room as a whole, and 20
    dB over its upper half.

    Args:
        samples: Shape (frames, 1), at 48 kHz; may be a file that is paged in. What is left over
            after the last whole step is left out.
    """
    level, sharp = _levels(samples)
    bands = [
        _prominence(band, above) for band, above in zip((level, sharp), _ABOVE_NOISE, strict=True)
    ]
    return Loudness(level, np.maximum(*bands))


def _levels(samples: Samples) -> tuple[Levels, Levels]:
    """Give the level of each step, and that of its steepness, where high tones weigh more."""
    count = len(samples) // _FRAMES
    found = np.full((2, count), _SILENT)
    for begin in range(0, count, _PIECE):
        end = min(begin + _PIECE, count)
        piece = np.asarray(samples[begin * _FRAMES : end * _FRAMES, 0]).reshape(-1, _FRAMES)
        for row, band in enumerate((piece, np.diff(piece, axis=1))):
            power = band.var(axis=1, dtype=np.float64)
            found[row, begin:end] = 10 * np.log10(power + 10 ** (_SILENT / 10))
    return found[0], found[1]


def _prominence(found: Levels, above_noise: float) -> Levels:
    if not len(found):
        return found
    noise = float(np.percentile(found, _NOISE_PERCENTILE))
    loudest = max(1, min(_LOUD_MOST, int(len(found) * _LOUD_SHARE)))
    loud = float(np.partition(found, -loudest)[-loudest])
    if loud - noise < _CONTRAST:
        return np.full(len(found), _SILENT)
    prominence: Levels = found - max(noise + above_noise, loud - _BELOW_SPEECH)
    return prominence


def runs(is_heard: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Give the stretches that are true, as first and one after the last."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], is_heard, [False]]).astype(np.int8)))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]


def mean_level(found: Levels) -> Decibels:
    """Give the level of several moments together: that of their mean power."""
    if not len(found):
        return Decibels(_SILENT)
    return Decibels(float(10 * np.log10(np.mean(10 ** (found / 10)))))
