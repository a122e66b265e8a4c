"""`compassion play`."""

import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compassion_audio import settings
from compassion_audio.cli.asking import asking, cast_of, length_of, otherwise_of, values_of
from compassion_audio.cli.command import (
    Command,
    anything_called,
    json_option,
    print_json,
    say,
)
from compassion_audio.cli.finishing import finish_of, finishing
from compassion_audio.cli.led import Lead
from compassion_audio.cli.listening import listen, prepare
from compassion_audio.studio.finish import Finish
from compassion_audio.units import Milliseconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from compassion_audio.studio.playing import Track
    from compassion_audio.studio.rendering import Rendering, Substitute


@click.command(
    "play",
    cls=Command,
    example="compassion play self-compassion-break\n"
    "compassion play my-practice.md --bed rain --volume 60\n"
    "compassion play audio_out/self-compassion-break.mp3",
)
@click.argument("practice", metavar="NAME|FILE|-", required=False)
@asking
@finishing
@click.option(
    "--volume", type=click.IntRange(0, 100), default=100, show_default=True, help="0 to 100."
)
@click.option("--device", metavar="NAME", help="What to play on, by its name or a part of it.")
@click.option("--devices", "lists_devices", is_flag=True, help="List what can be played on.")
@click.option("-q", "--quiet", is_flag=True, help="Show nothing but errors.")
@click.option("--led", "is_led", is_flag=True, hidden=True)
@click.option("--fade-in", type=click.IntRange(0, 60_000), default=0, hidden=True)
@json_option
def command(
    *,
    practice: str | None,
    voices: tuple[str, ...],
    otherwise: str | None,
    pace: str | None,
    length: str | None,
    pairs: tuple[str, ...],
    file: str | None,
    ask: bool,
    bed: str | None,
    bed_level: float | None,
    swell: bool,
    voice_only: bool,
    preset: str | None,
    volume: int,
    device: str | None,
    lists_devices: bool,
    quiet: bool,
    is_led: bool,
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
    asked = _Asked(
        voices=voices,
        otherwise=otherwise,
        pace=pace,
        length=length,
        pairs=pairs,
        file=file,
        ask=ask,
        finish=finish_of(bed, bed_level, preset, swells=swell, voice_only=voice_only),
    )
    if is_led and practice == "-":
        raise click.UsageError("with --led, standard input is for cues")
    with _track(practice, asked, quiet=quiet) as track:
        listen(
            track,
            volume=volume,
            device=device,
            quiet=quiet or is_led,
            lead=Lead() if is_led else None,
            fade_in=Milliseconds(fade_in) if fade_in else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """How a practice is to be made."""

    voices: tuple[str, ...]
    otherwise: str | None
    pace: str | None
    length: str | None
    pairs: tuple[str, ...]
    file: str | None
    ask: bool
    finish: Finish

    @property
    def is_nothing(self) -> bool:
        """Whether a person left everything as it is."""
        words = (*self.voices, *self.pairs, self.otherwise, self.pace, self.length, self.file)
        return not any(words) and not self.ask and self.finish == Finish()


@contextmanager
def _track(practice: str, asked: _Asked, *, quiet: bool) -> "Iterator[Track]":
    """Open what is to be played."""
    from compassion_audio.studio.playing import is_sound, recording

    if is_sound(practice):
        if not asked.is_nothing:
            raise click.UsageError(f"{practice} is finished: only a practice can be made otherwise")
        with recording(Path(practice)) as finished:
            yield finished
        return
    rendering = _rendering(practice, asked)
    if rendering.length is not None:
        prepare(quiet=quiet)
    from compassion_audio.studio.live import live

    with live(rendering, folders=settings.folders(os.environ)) as unfolding:
        yield unfolding
        if unfolding.substitutes:  # even with --quiet: it is not what was asked for
            with suppress(OSError):
                click.echo(_told(unfolding.substitutes), err=True)


def _rendering(practice: str, asked: _Asked) -> "Rendering":
    from compassion_audio.studio.rendering import Rendering

    cast = cast_of(asked.voices, asked.pace)
    source = anything_called(practice)
    return Rendering(
        source,
        cast.voice,
        cast.pace,
        roles=cast.roles,
        paces=cast.paces,
        length=length_of(asked.length),
        values=values_of(source, asked.pairs, asked.file, ask=asked.ask),
        finish=asked.finish,
        otherwise=otherwise_of(asked.otherwise),
    )


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
