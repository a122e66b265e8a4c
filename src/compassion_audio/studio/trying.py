"""Hearing a voice before it is chosen: one sentence of the library."""

import re
from pathlib import Path

from compassion_audio import library
from compassion_audio.library import Source
from compassion_audio.script import Say
from compassion_audio.script.words import count_words
from compassion_audio.settings import Folders
from compassion_audio.studio.catalogue import read
from compassion_audio.studio.render import Report, render
from compassion_audio.studio.rendering import Listener, Rendering, ignore_progress
from compassion_audio.units import WordsPerMinute

_PRACTICE = "self-compassion-break"
_TITLE = "A voice to try"
_FEWEST_WORDS = 12
"""Fewer tell too little of a voice."""


def sentence() -> str:
    """Give the sentence that is said, the first of a practice that is long enough.

    Raises:
        CompassionAudioError: The library cannot be read.
    """
    steps = read(library.read(_PRACTICE)).steps
    lines = [step.text for step in steps if isinstance(step, Say) and "{" not in step.text]
    long = (line for line in lines if count_words(line) >= _FEWEST_WORDS)
    return next(long, max(lines, key=count_words))


def slug_of(name: str) -> str:
    """Give a voice's name as a part of a file's: `try-kokoro-af_heart`."""
    return "try-" + re.sub(r"[^\w.]+", "-", name).strip("-")


def tried(name: str, pace: WordsPerMinute) -> Rendering:
    """Give what a voice is tried with, to be rendered or played.

    Args:
        name: `engine:voice`, or an engine alone for its best voice.
        pace: Words a minute, measured inside the speech.
    """
    text = f"---\ntitle: {_TITLE}\n---\n{sentence()}\n"
    return Rendering(Source(slug_of(name), "the sentence", text), name, pace)


def try_voice(
    name: str,
    *,
    to: Path,
    pace: WordsPerMinute,
    may_overwrite: bool = False,
    own_line: str = "",
    progress: Listener = ignore_progress,
    folders: Folders | None = None,
) -> Report:
    """Let a voice say a sentence of the library.

    Args:
        name: `engine:voice`, or an engine alone for its best voice.
        to: The file.
        pace: Words a minute, measured inside the speech.
        may_overwrite: Also over a file that this program did not make.
        own_line: What the person adds to the notice in the tags.
        progress: Called before the sentence is spoken, and as the file is written.
        folders: Where spoken lines and what engines have learned are kept; None to keep nothing.

    Raises:
        VoiceError: The voice is not there, or fails.
        FileError: The file cannot be written, or would destroy someone's work.
    """
    return render(
        tried(name, pace),
        to=to,
        may_overwrite=may_overwrite,
        own_line=own_line,
        progress=progress,
        folders=folders,
    )
