"""What is written down when something was heard, for the history and for the reminders."""

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compassion_audio import settings
from compassion_audio.errors import CompassionAudioError

if TYPE_CHECKING:
    from compassion_audio.studio.playing import Performed

PRACTISED = 60_000
"""Milliseconds. Whoever heard no more was looking what it is."""


def write_down(practice: str | None, title: str, began: datetime, done: "Performed") -> None:
    """Write down what was practised, unless that is not wanted; it is never worth an error.

    Args:
        practice: Its name. Empty for what has none: then it is only known that something was heard.
            None for what was only tried: then nothing is written at all.
        title: Of what was heard.
        began: When.
        done: How far it came.
    """
    if practice is None:
        return
    from compassion_audio.journal.history import SHORTEST, History, Practised, history_file

    if done.heard >= PRACTISED:
        _remember_practice()
    folders = settings.folders(os.environ)
    if not practice or not folders or done.heard < SHORTEST:
        return
    entry = Practised(
        began=began, heard=done.heard, name=practice, title=title, is_whole=done.is_whole
    )
    try:
        if not settings.in_force(settings.choose({}, os.environ)).history:
            return
        with History(history_file(folders.data)) as history:
            history.add(entry)
    except CompassionAudioError as cause:
        with suppress(OSError):
            click.echo(f"It is not in your history: {cause.lines()[0]}", err=True)


def _remember_practice() -> None:
    """Let the reminders know that a practice was heard; where that is not possible, never mind."""
    from compassion_audio.playback.presence import remember_practice

    if folder := playing_folder():
        with suppress(OSError):
            remember_practice(folder)


def playing_folder() -> Path | None:
    """Give where players are seen by `compassion stop`; None where nothing can be kept."""
    folders = settings.folders(os.environ)
    return folders.data / "playing" if folders else None
