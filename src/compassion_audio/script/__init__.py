"""A practice as text: its model, and the strict reading of it. Pure: text in, values out."""

from compassion_audio.script.model import (
    Bell,
    FrontMatter,
    Pause,
    Rest,
    Say,
    Script,
    Section,
    Silence,
    Step,
)
from compassion_audio.script.parse import parse

__all__ = [
    "Bell",
    "FrontMatter",
    "Pause",
    "Rest",
    "Say",
    "Script",
    "Section",
    "Silence",
    "Step",
    "parse",
]
