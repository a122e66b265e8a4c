"""`compassion render`."""

import os
import sys
from typing import TYPE_CHECKING

import click

from compassion_audio.cli.asked import Asked, making
from compassion_audio.cli.command import Command, anything_called, json_option
from compassion_audio.cli.going import file_for, folder_for, refuse_streams
from compassion_audio.cli.handed import NAMED
from compassion_audio.cli.progress import cleared, shown_progress
from compassion_audio.cli.told_recording import tell, tell_series
from compassion_audio.delivery.formats import FORMAT_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from compassion_audio.library import Source
    from compassion_audio.studio.render import Report
    from compassion_audio.studio.rendering import Rendering
    from compassion_audio.studio.series import Manner, Series


@click.command(
    "render",
    cls=Command,
    example="compassion render self-compassion-break\n"
    "compassion render my-practice.md --length 10m --voice espeak:en-us+f3 -o calm.mp3\n"
    "compassion render evening-kindness --separate",
)
@click.argument("practice", metavar="NAME|FILE|-", envvar=NAMED)
@click.option(
    "-o",
    "--output",
    metavar="FILE|FOLDER|-",
    help="Where the recording goes; - is standard output. [default: the folder audio_out]",
)
@making
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
    asked: Asked,
    format_name: str | None,
    bit_rate: int | None,
    vbr: int | None,
    captions: str | None,
    separate: bool,
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
    from compassion_audio.studio.series import Manner, Series, render_day

    kinds = caption_kinds(captions) if captions is not None else ()
    source = anything_called(practice)
    is_streamed = output == "-"
    make = _series_of(source, separate=separate) if day is None else None
    if is_streamed:
        refuse_streams(as_json=as_json, with_captions=bool(kinds), several=bool(make))
    prefer = settings.in_force(settings.choose({}, os.environ))
    path, encoding = (folder_for if make else file_for)(
        source.slug, None if is_streamed else output, prefer.output, format_name, bit_rate, vbr
    )
    rendering = asked.rendering(source)
    manner = Manner(
        path,
        encoding,
        may_overwrite=force,
        shows_personal=personal,
        own_line=prefer.notice,
        progress=shown_progress(quiet=quiet, verbose=verbose),
        folders=settings.folders(os.environ),
        captions=kinds,
    )
    try:
        if day is not None:
            render_day(rendering, day, to=path, manner=manner)
            return
        made = make(rendering, manner) if make else _one(rendering, manner, is_streamed=is_streamed)
    finally:
        cleared(quiet=quiet, verbose=verbose)
    if isinstance(made, Series):
        tell_series(made, quiet=quiet, as_json=as_json)
    else:
        tell(made, practice, quiet=quiet, as_json=as_json)


def _series_of(
    source: "Source", *, separate: bool
) -> "Callable[[Rendering, Manner], Series] | None":
    """Choose how several recordings are made; None where it is one."""
    from compassion_audio.studio.guides import is_course
    from compassion_audio.studio.series import render_course, render_separately

    if is_course(source):
        return render_course
    return render_separately if separate else None


def _one(rendering: "Rendering", manner: "Manner", *, is_streamed: bool) -> "Report":
    from compassion_audio.studio.render import render

    return render(
        rendering,
        to=sys.stdout.buffer if is_streamed else manner.folder,
        encoding=manner.encoding,
        captions=manner.captions,
        may_overwrite=manner.may_overwrite,
        shows_personal=manner.shows_personal,
        own_line=manner.own_line,
        progress=manner.progress,
        folders=manner.folders,
    )
