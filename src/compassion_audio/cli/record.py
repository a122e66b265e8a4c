"""`compassion takes record`: line by line, at the terminal and the microphone."""

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import click

from compassion_audio import settings
from compassion_audio.cli.command import Command
from compassion_audio.errors import NoMicrophone, SpeechFailed

if TYPE_CHECKING:
    from compassion_audio.playback.microphone import Listening
    from compassion_audio.voices.takes.collection import Line
    from compassion_audio.voices.takes.edit import Edited

_BEAT = 0.7
"""Seconds between the numbers of the count-in: those of a calm heart."""

_FRAME = 0.08
"""Seconds between two pictures of the meter."""

_METER = 30
_QUIET, _LOUD = -60.0, -3.0
"""Decibels, at the ends of the meter; above the second the recording is about to be cut off."""


@click.command(
    "record",
    cls=Command,
    example="compassion takes record mine\ncompassion takes record mine --from 7",
)
@click.argument("name")
@click.option("--from", "first", type=int, metavar="N", help="Begin with this line, taken or not.")
@click.option(
    "--count-in", type=click.IntRange(0, 9), default=3, show_default=True, help="Beats before each."
)
def record(*, name: str, first: int | None, count_in: int) -> None:
    """Read the lines to the microphone, one after the other; those with a take are passed over.

    Enter ends a line. Then: Enter keeps it, a reads it again, s skips it, q ends. What was kept
    stays whatever happens after.
    """
    from compassion_audio.playback.microphone import listening
    from compassion_audio.studio.taking import to_record

    folders = settings.folders(os.environ)
    lines = to_record(name, folders=folders, first=first)
    if not lines:
        click.echo(f"Every line of {name} is recorded. Again from a line: --from N", err=True)
        return
    if sys.stdin is None or not sys.stdin.isatty() or not sys.stderr.isatty():
        raise NoMicrophone(
            "recording needs a terminal to show the lines on",
            hint=f"record with any other program, then: compassion takes add {name} FILE",
        )
    with listening() as ear:
        kept = _read_through(ear, lines, name, count_in)
    click.echo(
        f"{kept} of {len(lines)} lines kept. See them: compassion takes show {name}", err=True
    )


def _read_through(ear: "Listening", lines: "tuple[Line, ...]", name: str, count_in: int) -> int:
    """Go through the lines, and give how many were kept."""
    from compassion_audio.studio.taking import keep_take

    kept = 0
    for at, line in enumerate(lines, start=1):
        while True:
            click.echo(f"\n{at}/{len(lines)}  line {line.number}\n\n    {line.text}\n", err=True)
            take = _one(ear, count_in)
            answer = _answer(take)
            if answer == "q":
                return kept
            if answer == "k" and take:
                keep_take(name, line.number, take, folders=settings.folders(os.environ))
                kept += 1
            if answer != "a":
                break
    return kept


def _one(ear: "Listening", count_in: int) -> "Edited | None":
    """Record a line until Enter, and say what it is like; None when there was no speech."""
    from compassion_audio.voices.takes.edit import edited

    for beat in range(count_in, 0, -1):
        click.echo(f"\r{beat} ", nl=False, err=True)
        time.sleep(_BEAT)
    _forget_typed()
    ear.begin()
    with _meter(ear):
        ended = sys.stdin.readline()
    clip = ear.end()
    if not ended:
        raise click.Abort
    try:
        take = edited(clip)
    except SpeechFailed as cause:
        click.echo(f"    {cause.lines()[0]}", err=True)
        return None
    click.echo(
        f"    {take.clip.length / 1000:.1f} s, the room {-take.noise:.0f} dB below the voice",
        err=True,
    )
    for warning in take.warnings:
        click.echo(f"    ! {warning}", err=True)
    return take


def _forget_typed() -> None:
    """Forget an Enter from before the line began; it would end it at once."""
    with suppress(ImportError, OSError):  # Windows has no termios
        import termios

        termios.tcflush(sys.stdin, termios.TCIFLUSH)


def _answer(take: "Edited | None") -> str:
    """Ask what becomes of a line: k, a, s or q."""
    default = "k" if take else "a"
    choices = "Enter keeps it, a again, s skip, q quit" if take else "Enter again, s skip, q quit"
    while True:
        click.echo(f"    {choices}: ", nl=False, err=True)
        typed = sys.stdin.readline()
        if not typed:
            raise click.Abort
        answer = typed.strip()[:1].casefold() or default
        if answer in "asq" or (answer == "k" and take):
            return answer


@contextmanager
def _meter(ear: "Listening") -> Iterator[None]:
    """Draw how loud it is, in a thread of its own, while this one waits for Enter.

    The other way round a Ctrl-C would leave a thread in the midst of reading the terminal.
    """
    over = threading.Event()

    def draw() -> None:
        while not over.wait(_FRAME):
            _picture(ear.level)

    drawing = threading.Thread(target=draw, daemon=True)
    drawing.start()
    try:
        yield
    finally:
        over.set()
        drawing.join()


def _picture(level: float) -> None:
    share = min(1.0, max(0.0, (level - _QUIET) / -_QUIET))
    note = "too loud" if level > _LOUD else "Enter ends the line"
    with suppress(OSError):
        sys.stderr.write(f"\r\033[K  [{'=' * round(share * _METER):{_METER}}] {note}")
        sys.stderr.flush()
