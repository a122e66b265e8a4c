"""The stand-in that ships: it hums for as long as the words would take.

For trying out pacing, for tests, and for hearing where the silences fall.
"""

from functools import lru_cache

import numpy as np

from compassion_audio.audio.clip import Clip, mono
from compassion_audio.units import SAMPLE_RATE, WordsPerMinute
from compassion_audio.voices.engine import Availability, Home, Voice
from compassion_audio.voices.pace import count_words

_PITCHES = {"low": 130.8, "middle": 174.6, "high": 220.0}
_FALL = 0.12
"""How far the pitch sinks over a line, as a share of it."""

_DIP = 0.65
"""How far the hum sinks between two words, as a share of its strength."""

_EDGE = 0.004
"""Seconds in which a line swells and ends."""


class ToneEngine:
    """Hums: exact in time, the same everywhere, and in no need of anything."""

    name = "tone"
    about = "It hums instead of speaking, for trying out the pacing."
    warmth = 0
    is_recorded = False
    hands = 1

    def __init__(self, home: Home | None = None) -> None:
        """Need nothing; it keeps nothing between runs."""

    def available(self) -> Availability:
        """It always is."""
        return Availability()

    def voices(self) -> tuple[Voice, ...]:
        """Three hums."""
        return tuple(
            Voice(f"tone:{pitch}", "any", f"a {pitch} hum as long as the words would take")
            for pitch in ("middle", "low", "high")
        )

    def knows(self, voice: str) -> bool:
        """Say whether there is such a hum."""
        return voice in _PITCHES

    def version(self, voice: str) -> str:  # noqa: ARG002  # the protocol's
        """Humming again is as quick as reading what was kept."""
        return ""

    def speak(self, text: str, *, voice: str, pace: WordsPerMinute) -> Clip:
        """Hum for exactly as long as the words take at this pace, a swell for each word."""
        return _hum(max(1, count_words(text)), _PITCHES[voice], pace)

    def close(self) -> None:
        """Nothing to let go of."""


@lru_cache(maxsize=24)  # a minute and a half of sound; lines of as many words are the same hum
def _hum(words: int, pitch: float, pace: WordsPerMinute) -> Clip:
    frames = round(words * 60 / pace * SAMPLE_RATE)
    through = np.linspace(0.0, 1.0, frames)
    beats = through * frames / SAMPLE_RATE * (1 - _FALL / 2 * through) * pitch
    phase = (2 * np.pi * (beats - np.floor(beats))).astype(np.float32)
    turn = np.cos(phase)
    # the sine with 0.3 of its double and 0.1 of its triple, by their formulas
    hum = np.sin(phase) * (0.9 + turn * (0.6 + 0.4 * turn))
    hum *= 1 - _DIP * (0.5 + 0.5 * np.cos((2 * np.pi * words * through).astype(np.float32)))
    edge = max(1, min(frames // 2, round(_EDGE * SAMPLE_RATE)))
    rise = np.linspace(0.05, 1.0, edge, dtype=np.float32)
    hum[:edge] *= rise
    hum[-edge:] *= rise[::-1]
    return mono(0.5 * hum)
