"""When each step of a practice sounds, and how it is made exactly as long as asked. Pure."""

from compassion_audio.timeline.fit import Reach, Unreachable, fitted, reach
from compassion_audio.timeline.plan import (
    BELL_APART,
    BELL_HOLD,
    LEAD,
    STEP,
    TAIL,
    Chapter,
    Clips,
    Cue,
    Timeline,
    frozen,
    lay_out,
    span,
)

__all__ = [
    "BELL_APART",
    "BELL_HOLD",
    "LEAD",
    "STEP",
    "TAIL",
    "Chapter",
    "Clips",
    "Cue",
    "Reach",
    "Timeline",
    "Unreachable",
    "fitted",
    "frozen",
    "lay_out",
    "reach",
    "span",
]
