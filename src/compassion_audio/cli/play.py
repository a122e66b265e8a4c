"""`compassion play`."""

import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compassion_audio import settings
from compassion_audio.cli.asked import Asked, making
from compassion_audio.cli.command import (
    Command,
    anything_called,
    json_option,
    print_json,
    say,
)
from compassion_audio.cli.handed import CALLED, NAMED
from compassion_audio.cli.led import Lead
from compassion_audio.cli.listening import listen, prepare
from compassion_audio.units import Milliseconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compassion_audio.studio.playing import Track
    from compassion_audio.studio.rendering import Substitute


@click.command(
    "play",
    cls=Command,
    example="compassion play self-compassion-break\n"
    "compassion play my-practice.md --bed rain --volume 60\n"
    "compassion play audio_out/self-compassion-break.mp3",
)
@click.argument("practice", metavar="NAME|FILE|-", required=False, envvar=NAMED)
@making
@click.option(
    "--volume", type=click.IntRange(0, 100), default=100, show_default=True, help="0 to 100."
)
@click.option("--device", metavar="NAME", help="What to play on, by its name or a part of it.")
@click.option("--devices", "lists_devices", is_flag=True, help="List what can be played on.")
@click.option("-q", "--quiet", is_flag=True, help="Show nothing but errors.")
@click.option("--led", "is_led", is_flag=True, hidden=True)
@click.option("--trial", "is_trial", is_flag=True, hidden=True)
@click.option("--fade-in", type=click.IntRange(0, 60_000), default=0, hidden=True)
@json_option
def command(
    *,
    practice: str | None,
    asked: Asked,
    volume: int,
    device: str | None,
    lists_devices: bool,
    quiet: bool,
    is_led: bool,
    is_trial: bool,
    fade_in: int,
    as_json: bool,
) -> None:
    """Play a practice or a recording.

    NAME is one of `compassion list`, FILE a practice of your own or a finished sound file, -
    a practice on standard input. Sound begins while the rest is still being made; only with
    --length every line is spoken first, because the length of each pause depends on all of them.

    Space pauses, left and right go 10 seconds, up and down set the volume, q fades out and ends.
    Headphones that are pulled out pause it, on Linux with PulseAudio or PipeWire; elsewhere only a
    device that falls silent does. `compassion stop` ends it from anywhere.
    """
    if lists_devices:
        _list_devices(as_json=as_json)
        return
    if practice is None:
        raise click.UsageError("name a practice or a file; see: compassion list")
    if as_json:
        raise click.UsageError("--json goes with --devices")
    if is_led and practice == "-":
        raise click.UsageError("with --led, standard input is for cues")
    with _track(practice, asked, quiet=quiet) as track:
        listen(
            track,
            volume=volume,
            device=device,
            quiet=quiet or is_led,
            lead=Lead() if is_led else None,
            is_trial=is_trial,
            fade_in=Milliseconds(fade_in) if fade_in else None,
            practice=os.environ.get(CALLED, "") if is_led else Path(practice).stem,
        )


@contextmanager
def _track(practice: str, asked: Asked, *, quiet: bool) -> "Iterator[Track]":
    """Open what is to be played."""
    from compassion_audio.studio.playing import is_sound, recording

    if is_sound(practice):
        if not asked.is_nothing:
            raise click.UsageError(f"{practice} is finished: only a practice can be made otherwise")
        with recording(Path(practice)) as finished:
            yield finished
        return
    rendering = asked.rendering(anything_called(practice))
    if rendering.length is not None:
        prepare(quiet=quiet)
    from compassion_audio.studio.live import live

    with live(rendering, folders=settings.folders(os.environ)) as unfolding:
        yield unfolding
        if unfolding.substitutes:  # even with --quiet: it is not what was asked for
            with suppress(OSError):
                click.echo(_told(unfolding.substitutes), err=True)


def _told(substitutes: "tuple[Substitute, ...]") -> str:
    lines = ", ".join(f"{one.line} ({one.reason})" for one in substitutes)
    return f"Spoken by {substitutes[0].voice}, for want of a take: line {lines}"


def _list_devices(*, as_json: bool) -> None:
    from compassion_audio.playback.speaker import speakers

    names = speakers()
    if as_json:
        print_json([{"name": name} for name in names])
    else:
        say("\n".join(names))
