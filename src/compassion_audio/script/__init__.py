"""A practice as text: its model, and the strict reading of it. Pure: text in, values out."""

from compassion_audio.script.model import (
    BREATH,
    Alone,
    Bed,
    Bell,
    Break,
    Breath,
    FrontMatter,
    If,
    LongerThan,
    Pause,
    Rest,
    Say,
    Script,
    Section,
    Silence,
    Sound,
    Step,
    Turn,
    Variable,
)
from compassion_audio.script.parse import parse
from compassion_audio.script.pronounce import said
from compassion_audio.script.resolve import Choices, every_line, resolve, thresholds

__all__ = [
    "BREATH",
    "Alone",
    "Bed",
    "Bell",
    "Break",
    "Breath",
    "Choices",
    "FrontMatter",
    "If",
    "LongerThan",
    "Pause",
    "Rest",
    "Say",
    "Script",
    "Section",
    "Silence",
    "Sound",
    "Step",
    "Turn",
    "Variable",
    "every_line",
    "parse",
    "resolve",
    "said",
    "thresholds",
]
