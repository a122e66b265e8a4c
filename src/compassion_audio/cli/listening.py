"""What the commands that play have in common: the speaker, the keys, and one calm line."""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import click

from compassion_audio.cli.keys import HELP, keys
from compassion_audio.cli.practised import playing_folder, write_down
from compassion_audio.errors import FileError
from compassion_audio.units import clock

if TYPE_CHECKING:
    from compassion_audio.cli.led import Lead
    from compassion_audio.playback.presence import Presence
    from compassion_audio.studio.playing import Now, Performed, Track
    from compassion_audio.units import Milliseconds

Display = Callable[["Now"], None]


def listen(
    track: "Track",
    *,
    volume: int = 100,
    device: str | None = None,
    quiet: bool = False,
    lead: "Lead | None" = None,
    fade_in: "Milliseconds | None" = None,
    practice: str = "",
    is_trial: bool = False,
) -> None:
    """Play something to the person at this terminal, or to nobody in particular.

    Args:
        track: What is played.
        volume: 0 to 100.
        device: Which, by its name or a part of it; None for the one that the system prefers.
        quiet: Show nothing but errors.
        lead: Whoever says when it begins and ends, in the place of keys; None for nobody.
        fade_in: Over how long it begins; None for at once.
        practice: Under which name it is written down; empty for what is no practice.
        is_trial: Nothing at all is written down, not even that something was heard.

    Raises:
        NoSpeaker: There is no device, or none of this name.
        CompassionAudioError: What is played could not be made to its end.
    """
    from compassion_audio.playback.outlet import outlet
    from compassion_audio.playback.speaker import Speaker, get_ready
    from compassion_audio.studio.playing import Surroundings, perform

    if lead:
        get_ready()
        if not lead.wait():
            return
    with keys() as typed, _seen() as presence, _line(quiet=quiet) as show:
        around = Surroundings(
            partial(Speaker, name=device),
            lead.keys if lead else typed,
            lead.show if lead else show,
            presence.is_asked_to_stop,
            outlet,
            _finishing(None if is_trial else practice, track.title, presence, lead),
        )
        perform(track, around, volume=volume, fade_in=fade_in)


def _finishing(
    practice: str | None, title: str, presence: "Presence", lead: "Lead | None"
) -> "Callable[[Performed], None]":
    """Give what tells how far it came, even where it ended because something went wrong."""
    began = datetime.now().astimezone()

    def finished(done: "Performed") -> None:
        write_down(practice, title, began, done)
        if lead:
            was_ended = presence.is_asked_to_stop() or lead.was_ended
            lead.close(done.at, is_whole=done.is_whole and not was_ended)

    return finished


def prepare(*, quiet: bool) -> None:
    """Say why nothing is heard yet."""
    if _is_shown(quiet=quiet):
        click.echo("Speaking every line first, so that the length can be exact.", err=True)


@contextmanager
def _seen() -> "Iterator[Presence]":
    """Be seen by `compassion stop`; where that is not possible, play all the same."""
    from compassion_audio.playback.presence import Presence, present

    seen = present(playing_folder())
    try:
        presence = seen.__enter__()
    except FileError as cause:
        with suppress(OSError):
            click.echo(f"compassion stop cannot end this: {cause.lines()[0]}", err=True)
        yield Presence(None)
        return
    try:
        yield presence
    finally:
        seen.__exit__(None, None, None)


@contextmanager
def _line(*, quiet: bool) -> Iterator[Display]:
    """Keep one line up to date, if somebody sees it."""
    if not _is_shown(quiet=quiet):
        yield lambda _: None
        return
    if sys.stdin is not None and sys.stdin.isatty():
        click.echo(HELP[0].upper() + HELP[1:] + ".", err=True)
    line = _Line()
    try:
        yield line
    finally:
        line.clear()


def _is_shown(*, quiet: bool) -> bool:
    return not quiet and sys.stderr is not None and sys.stderr.isatty()


class _Line:
    """One line on a terminal, written again only when it changes."""

    def __init__(self) -> None:
        self._shown = ""

    def __call__(self, now: "Now") -> None:
        """Show what is heard."""
        width = shutil.get_terminal_size().columns - 1
        text = told(now)
        text = text if len(text) <= width else text[: max(0, width - 1)] + "…"
        if text != self._shown:
            self._write(f"\r\033[K{text}")
            self._shown = text

    def clear(self) -> None:
        """Leave the line empty."""
        self._write("\r\033[K")

    def _write(self, text: str) -> None:
        with suppress(OSError):  # nobody looks any more; it is heard all the same
            sys.stderr.write(text)
            sys.stderr.flush()


def told(now: "Now") -> str:
    """Say what is heard, in one line."""
    time = clock(now.position)
    if now.length is not None:
        time += f" of {clock(now.length)}"
    parts = [now.title, now.moment.section, time]
    if now.note:
        parts.append(now.note)
    elif now.state == "paused":
        parts.append("paused")
    elif now.state == "waiting":
        parts.append("one moment")
    else:
        parts.append(now.moment.words)
    if now.volume != 100:
        parts.insert(3, f"volume {now.volume}")
    return "  |  ".join(part for part in parts if part)
