"""`compassion render`."""

import os
import sys
from contextlib import suppress
from shlex import quote
from typing import TYPE_CHECKING

import click

from compassion_audio.cli.asking import asking, cast_of, length_of, otherwise_of, values_of
from compassion_audio.cli.command import (
    Command,
    anything_called,
    json_option,
    own_library,
    print_json,
)
from compassion_audio.cli.finishing import finish_of, finishing
from compassion_audio.cli.progress import cleared, shown_progress
from compassion_audio.delivery.formats import FORMAT_NAMES
from compassion_audio.units import clock

if TYPE_CHECKING:
    from pathlib import Path

    from compassion_audio.delivery.formats import Encoding, Format
    from compassion_audio.studio.render import Report
    from compassion_audio.studio.series import Series


@click.command(
    "render",
    cls=Command,
    example="compassion render self-compassion-break\n"
    "compassion render my-practice.md --length 10m --voice espeak:en-us+f3 -o calm.mp3\n"
    "compassion render evening-kindness --separate",
)
@click.argument("practice", metavar="NAME|FILE|-")
@click.option(
    "-o",
    "--output",
    metavar="FILE|FOLDER|-",
    help="Where the recording goes; - is standard output. [default: the folder audio_out]",
)
@asking
@finishing
@click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMAT_NAMES),
    help="What it is written as. [default: as the name after -o ends; else mp3]",
)
@click.option(
    "--bit-rate",
    type=int,
    metavar="KBIT/S",
    help="64 to 320 for mp3, to 256 for opus; 128 to 256 for m4a and m4b. "
    "[default: 96 in mono, 128 in stereo; opus 64, 128; m4a 128, 160]",
)
@click.option(
    "--vbr",
    type=click.IntRange(0, 9),
    metavar="0..9",
    help="A variable bit rate for mp3, as LAME's -V: 0 the best, 9 the smallest.",
)
@click.option(
    "--captions",
    metavar="KIND,…",
    help="Write the words and their moments beside it: vtt, srt, lrc, txt, json.",
)
@click.option(
    "--separate",
    is_flag=True,
    help="Each practice of a session as a numbered file of its own, with a playlist.",
)
@click.option(
    "--allow-outside", is_flag=True, help="Let a guide name files outside of its own folder."
)
@click.option("--personal", is_flag=True, help="Show your own words in tags and captions, too.")
@click.option(
    "--force",
    is_flag=True,
    help="Overwrite a file that is not this program's own unchanged work.",
)
@click.option("--day", type=int, hidden=True)  # for the reminders: one day of a course, to -o
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Print each line as it is spoken.")
@json_option
def command(
    *,
    practice: str,
    output: str | None,
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
    format_name: str | None,
    bit_rate: int | None,
    vbr: int | None,
    captions: str | None,
    separate: bool,
    allow_outside: bool,
    personal: bool,
    force: bool,
    day: int | None,
    quiet: bool,
    verbose: bool,
    as_json: bool,
) -> None:
    """Make a recording of a practice or a session, with chapters, words and a cover.

    NAME is one of `compassion list`, FILE a practice or a guide of your own, - a practice on
    standard input. The recording appears whole or not at all. It is an MP3, or what the name after
    -o ends in. A course becomes a folder with a recording for each day; begun again, it goes on
    where it stopped.
    """
    from compassion_audio import settings
    from compassion_audio.studio.captioning import caption_kinds
    from compassion_audio.studio.guides import is_course
    from compassion_audio.studio.render import render
    from compassion_audio.studio.rendering import Rendering
    from compassion_audio.studio.series import (
        Manner,
        render_course,
        render_day,
        render_separately,
    )

    cast = cast_of(voices, pace)
    prefer = settings.in_force(settings.choose({}, os.environ))
    is_streamed = output == "-"
    if is_streamed and as_json:
        raise click.UsageError("the recording and the JSON cannot both go to standard output")
    if is_streamed and (sys.stdout is None or sys.stdout.isatty()):
        raise click.UsageError("a recording is no text; send standard output to a file or a pipe")
    kinds = caption_kinds(captions) if captions is not None else ()
    if is_streamed and kinds:
        raise click.UsageError("captions go beside a file; name one after -o")
    source = anything_called(practice)
    make = render_course if is_course(source) else render_separately if separate else None
    if day is not None:
        make = None
    if make and is_streamed:
        raise click.UsageError("several recordings need a folder; name one after -o")
    going = None if is_streamed else output
    path, encoding = (_folder_for if make else _going_to)(
        source.slug, going, prefer.output, format_name, bit_rate, vbr
    )
    rendering = Rendering(
        source,
        cast.voice,
        cast.pace,
        roles=cast.roles,
        paces=cast.paces,
        length=length_of(length),
        values=values_of(source, pairs, file, ask=ask, may_leave=allow_outside),
        finish=finish_of(bed, bed_level, preset, swells=swell, voice_only=voice_only),
        otherwise=otherwise_of(otherwise),
        own=own_library(),
        may_leave=allow_outside,
    )
    show = shown_progress(quiet=quiet, verbose=verbose)
    if day is not None:
        folders = settings.folders(os.environ)
        manner = Manner(path.parent, encoding, may_overwrite=force, folders=folders)
        render_day(rendering, day, to=path, manner=manner)
        return
    if make:
        manner = Manner(
            path,
            encoding,
            may_overwrite=force,
            shows_personal=personal,
            own_line=prefer.notice,
            progress=show,
            folders=settings.folders(os.environ),
            captions=kinds,
        )
        try:
            series = make(rendering, manner)
        finally:
            cleared(quiet=quiet, verbose=verbose)
        _tell_series(series, quiet=quiet, as_json=as_json)
        return
    try:
        report = render(
            rendering,
            to=sys.stdout.buffer if is_streamed else path,
            encoding=encoding,
            captions=kinds,
            may_overwrite=force,
            shows_personal=personal,
            own_line=prefer.notice,
            progress=show,
            folders=settings.folders(os.environ),
        )
    finally:
        cleared(quiet=quiet, verbose=verbose)
    if report.substitutes:  # even with --quiet: it is not what was asked for
        with suppress(OSError):
            click.echo(_substitutes(report), err=True)
    if as_json:
        print_json(_as_data(report))
    elif not quiet:
        with suppress(OSError):
            click.echo("\n".join(_summary(report, practice)), err=True)


def _tell_series(series: "Series", *, quiet: bool, as_json: bool) -> None:
    """Tell each recording of a session or a course; what is not as was asked even with --quiet."""
    for entry in series.entries:
        if entry.trouble:
            click.echo(f"Error: {entry.path.name}: {entry.trouble.lines()[0]}", err=True)
        if entry.report and entry.report.substitutes:
            click.echo(f"{entry.path.name}: {_substitutes(entry.report)}", err=True)
    if as_json:
        print_json(
            {
                "playlist": str(series.playlist),
                "recordings": [
                    {
                        "file": str(entry.path),
                        "title": entry.title,
                        "length_ms": entry.length,
                        "made": entry.report is not None,
                        "error": entry.trouble.message if entry.trouble else None,
                    }
                    for entry in series.entries
                ],
            }
        )
    elif not quiet:
        with suppress(OSError):
            click.echo("\n".join(_series(series)), err=True)
    if series.failed:
        sys.exit(1 if len(series.failed) == len(series.entries) else 3)


def _series(series: "Series") -> list[str]:
    made = [entry for entry in series.entries if not entry.trouble]
    lines = [f"  {entry.path.name}  {clock(entry.length)}  {entry.title}" for entry in made]
    there = sum(entry.report is None for entry in made)
    if there:
        lines.append(f"  {there} of them {'was' if there == 1 else 'were'} there already.")
    return [f"Made {series.playlist}", *lines] if made else []


def _folder_for(
    slug: str,
    output: str | None,
    folder: "Path",
    format_name: str | None,
    bit_rate: int | None,
    vbr: int | None,
) -> "tuple[Path, Encoding]":
    """Decide in which folder a series goes, and what its recordings are written as."""
    from pathlib import Path

    from compassion_audio.delivery.formats import MP3, format_named, format_of
    from compassion_audio.errors import FileError

    path = Path(output).expanduser() if output else folder / slug
    if format_of(path) or path.is_file():
        raise FileError(f"{path} cannot be a folder", hint="name a folder after -o")
    return path, _encoding(format_named(format_name) if format_name else MP3, bit_rate, vbr)


def _encoding(format_: "Format", bit_rate: int | None, vbr: int | None) -> "Encoding":
    from compassion_audio.delivery.formats import Encoding

    try:
        return Encoding(format_, bit_rate, vbr)
    except ValueError as cause:
        raise click.UsageError(str(cause)) from cause


def _going_to(
    slug: str,
    output: str | None,
    folder: "Path",
    format_name: str | None,
    bit_rate: int | None,
    vbr: int | None,
) -> "tuple[Path, Encoding]":
    """Decide where the recording goes, and what it is written as."""
    from compassion_audio.delivery.formats import MP3, format_named, format_of
    from compassion_audio.studio.render import recording_path

    asked = format_named(format_name) if format_name else None
    path = recording_path(slug, wanted=output, folder=folder, format_=asked)
    return path, _encoding(format_of(path) or MP3, bit_rate, vbr)


def _summary(report: "Report", practice: str) -> list[str]:
    length = clock(report.timeline.length)
    where = str(report.path) if report.path else "standard output"
    made = [f"Made {where}"]
    if report.captions:
        made.append(f"  Beside it: {', '.join(path.name for path in report.captions)}")
    if not report.lines:
        return [*made, f"  {report.title}, {length}."]
    lines = [*made, f"  {report.title}, {length}, spoken by {report.voice}."]
    lines.append(f"  {report.about}")
    if report.warmer and not report.warmer.fix:
        again = f"compassion render {quote(practice)} --voice {report.warmer.name}"
        lines.append(f"  A warmer voice: {again}")
    elif report.warmer:
        lines.append(
            f"  A warmer voice: {report.warmer.fix}   then add --voice {report.warmer.name}"
        )
    else:
        lines.append("  Other voices: compassion voices")
    if report.trouble:
        lines.append(f"  Next time every line is spoken anew: {report.trouble.lines()[0]}")
    return lines


def _substitutes(report: "Report") -> str:
    """Say which lines another voice speaks, and why, the lines of one reason together."""
    why: dict[str, list[str]] = {}
    several = len({one.practice for one in report.substitutes}) > 1
    for one in report.substitutes:
        where = f"{one.line} of {one.practice}" if several else f"{one.line}"
        why.setdefault(one.reason, []).append(where)
    told = "; ".join(
        f"line{'s' if len(lines) > 1 else ''} {', '.join(lines)} ({reason})"
        for reason, lines in why.items()
    )
    count, voice = len(report.substitutes), report.substitutes[0].voice
    have, speaks = ("has", "is") if count == 1 else ("have", "are")
    return f"{count} of {report.lines} lines {have} no take and {speaks} spoken by {voice}: {told}"


def _as_data(report: "Report") -> dict[str, object]:
    return {
        "file": str(report.path) if report.path else None,
        "captions": [str(path) for path in report.captions],
        "title": report.title,
        "length_ms": report.timeline.length,
        "spoken_ms": report.timeline.spoken,
        "voice": report.voice,
        "pace": report.pace,
        "lines": report.lines,
        "substitutes": [
            {"line": one.line, "reason": one.reason, "voice": one.voice}
            for one in report.substitutes
        ],
        "chapters": [
            {"name": chapter.name, "start_ms": chapter.start, "end_ms": chapter.end}
            for chapter in report.timeline.chapters
        ],
    }
