"""How loud speech and bells are in a recording."""

from collections.abc import Iterable

from compassion_audio.audio.clip import Clip
from compassion_audio.units import Decibels

SPEECH_PEAK = Decibels(-4.0)
"""Where the loudest passage peaks, below full scale. It leaves room for a bell's tail under
speech and for what MP3 adds to peaks."""

BELL_BELOW_SPEECH = Decibels(-6.0)
"""A bell's peak against the speech's: it calls, it does not startle."""


def as_factor(level: Decibels) -> float:
    """Turn decibels into a factor."""
    return float(10 ** (level / 20))


def speech_gain(clips: Iterable[Clip]) -> float:
    """Give the one factor that brings the loudest of the clips to `SPEECH_PEAK`.

    One factor for all keeps the voice's own rise and fall from line to line.
    """
    peak = max((clip.peak for clip in clips), default=0.0)
    return as_factor(SPEECH_PEAK) / peak if peak else 1.0


def bell_gain() -> float:
    """Give the factor for a bell whose own peak is at full scale."""
    return as_factor(Decibels(SPEECH_PEAK + BELL_BELOW_SPEECH))
