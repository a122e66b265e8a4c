"""Recordings to share, made once: short, hummed, with chapters, and one with a twin."""

import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path

from compassion_audio.library import Source
from compassion_audio.sharing.item import Item
from compassion_audio.studio.handing import item_of
from compassion_audio.studio.render import render
from compassion_audio.studio.rendering import Rendering
from compassion_audio.units import WordsPerMinute

WISHES = """---
title: Kind wishes
summary: A wish for somebody, and one for you.
---
# Somebody

Think of someone easy to like. [pause 2s] May your feet be dry.

# You

May I be on good terms with myself. [pause 12s] And again, as slowly as you like. [pause 12s]

# Out of doors

The next thing can begin slowly.
"""

BREAK = """---
title: A short break
---
This is a hard moment. [pause 6s] Others know it, too.
"""


def rendered(text: str, path: Path) -> Path:
    """Render a practice, hummed."""
    source = Source("sample", "sample.md", text)
    render(Rendering(source, "tone", WordsPerMinute(115)), to=path)
    return path


@cache
def samples(folder: Path) -> tuple[Item, Item]:
    """Give a recording with a twin and one with a caution, made in that folder once."""
    path = rendered(WISHES, folder / "wishes.mp3")
    twin = Path(shutil.copy(path, folder / "voice.mp3"))  # a bed takes seconds, and is not heard
    wishes = item_of(path, voice_only=twin)
    short = item_of(rendered(BREAK, folder / "break.mp3"))
    return wishes, replace(short, caution="Kindness can stir up old pain. Go slowly.")
