"""`compassion takes`: a person's own recordings of lines."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from compassion_audio import settings
from compassion_audio.cli.command import (
    Command,
    Group,
    json_option,
    print_json,
    say,
    source_called,
)
from compassion_audio.cli.record import record
from compassion_audio.cli.takes_report import WORDS, line_data, report, standing, take_of
from compassion_audio.errors import CompassionAudioError, shortened

FAILED_IN_PART = 3


@click.group(
    "takes",
    cls=Group,
    example="compassion takes new self-compassion-break --name mine\n"
    "compassion takes record mine\n"
    "compassion render self-compassion-break --voice takes:mine",
)
def command() -> None:
    """Record practices in your own voice, line by line, as a voice called takes:NAME.

    Make a set with `new`, read its lines to the microphone with `record`, or bring recordings
    with `add` and `cut`. Lines that you have not recorded are spoken by another voice, and the
    recording's report names each of them.
    """


command.add_command(record)


@command.command(
    "new", cls=Command, example="compassion takes new self-compassion-break --name mine"
)
@click.argument("script", metavar="SCRIPT")
@click.option("--name", required=True, help="What the set is called: the voice takes:NAME.")
def new(*, script: str, name: str) -> None:
    """Make a set for a practice, with its lines numbered and a page to read from.

    Again with the same name, after you have changed the practice or for another one, it adds the
    new lines. Every take stays.
    """
    from compassion_audio.studio.takes import make_set

    made = make_set(source_called(script), name, folders=_folders())
    fresh = "all new" if made.fresh == made.lines else f"{made.fresh} of them new"
    say(f"{made.lines} lines, {fresh}, in {made.folder}")
    say(f"  To read from: {made.page}")
    if made.personal:
        lines = ", ".join(map(str, made.personal))
        say(f"  Not among them, because their words are given each time: line {lines}")
    say(f"  Then: compassion takes record {name}")


@command.command(
    "add",
    cls=Command,
    example="compassion takes add mine recordings/\ncompassion takes add mine 007.m4a",
)
@click.argument("name")
@click.argument("files", metavar="FILE|FOLDER...", nargs=-1, required=True)
@json_option
@click.pass_context
def add(ctx: click.Context, *, name: str, files: tuple[str, ...], as_json: bool) -> None:
    """Take recordings of single lines into a set.

    Each file is matched by the number in its name, else by the first words of its line. Exit
    status: 3 when some files were not used, 1 when none was.
    """
    from compassion_audio.studio.taking import add_files

    show = _progress()
    filled = add_files(name, map(Path, files), folders=_folders(), progress=show)
    report(filled, as_json=as_json)
    if filled.unused:
        ctx.exit(FAILED_IN_PART if filled.kept else 1)


@command.command("cut", cls=Command, example="compassion takes cut mine everything.wav")
@click.argument("name")
@click.argument("file", metavar="LONGFILE")
@click.option("--practice", metavar="NAME", help="Which one was read, where the set has several.")
@click.option("--from", "first", type=int, metavar="N", help="The line it begins with.")
@click.option("--to", "last", type=int, metavar="N", help="The line it ends with.")
@json_option
@click.pass_context
def cut(
    ctx: click.Context,
    *,
    name: str,
    file: str,
    practice: str | None,
    first: int | None,
    last: int | None,
    as_json: bool,
) -> None:
    """Cut one long recording at its silences into takes.

    Read the lines in their order with a second of quiet between them. A line that you read again
    counts as you read it last. What was found is told line by line; where it is not sure, listen
    to that take. Exit status: 3 when some lines were not found, 1 when none was.
    """
    from compassion_audio.studio.taking import cut_recording

    filled = cut_recording(
        name,
        Path(file),
        folders=_folders(),
        practice=practice,
        first=first,
        last=last,
        progress=_progress(),
    )
    report(filled, as_json=as_json)
    if filled.missing:
        ctx.exit(FAILED_IN_PART if filled.kept else 1)


@command.command("show", cls=Command, example="compassion takes show mine")
@click.argument("name")
@json_option
def show(*, name: str, as_json: bool) -> None:
    """Show each line of a set: what its take is like, or that it has none."""
    from compassion_audio.studio.takes import place_of, stand

    practices, left = stand(name, folders=_folders())
    if as_json:
        print_json(
            {
                "name": name,
                "practices": [
                    {
                        "name": one.slug,
                        "title": one.title,
                        "lines": [line_data(row.line, row) for row in rows],
                    }
                    for one, rows in practices
                ],
                "left_over": [line_data(line) for line in left],
            }
        )
        return
    say(f"takes:{name} in {place_of(name, folders=_folders())}")
    for one, rows in practices:
        taken = sum(row.state == "recorded" for row in rows)
        say(f"\n{one.title}: {taken} of {len(rows)} lines recorded")
        for row in rows:
            say(f"{row.line.number:>4}  {standing(row):24}  {shortened(row.line.text, most=WORDS)}")
    if left:
        say("\nTakes of lines that are in no practice any more")
        for line in left:
            say(f"{line.number:>4}  {take_of(line):24}  {shortened(line.text, most=WORDS)}")


@command.command("list", cls=Command, example="compassion takes list")
@json_option
def list_sets(*, as_json: bool) -> None:
    """List your sets, and how many lines of each practice are recorded."""
    from compassion_audio.studio.takes import sets, stand

    folders = _folders()
    found = {name: stand(name, folders=folders)[0] for name in sets(folders=folders)}
    if as_json:
        print_json(
            {
                name: {
                    one.slug: {
                        "lines": len(rows),
                        "recorded": sum(row.state == "recorded" for row in rows),
                    }
                    for one, rows in practices
                }
                for name, practices in found.items()
            }
        )
        return
    for name, practices in found.items():
        for one, rows in practices:
            taken = sum(row.state == "recorded" for row in rows)
            say(f"takes:{name:20} {taken:>3} of {len(rows):>3}  {one.title}")
    if not found:
        say("There are no sets yet. Make one: compassion takes new SCRIPT --name mine")


@command.command("remove", cls=Command, example="compassion takes remove mine 7 12")
@click.argument("name")
@click.argument("numbers", metavar="[NUMBER...]", nargs=-1, type=int)
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(*, name: str, numbers: tuple[int, ...], yes: bool) -> None:
    """Remove the takes of some lines, or without a number the whole set, for good."""
    from compassion_audio.studio.takes import place_of
    from compassion_audio.studio.takes import remove as remove_takes

    where = place_of(name, folders=_folders())
    what = f"takes {', '.join(map(str, numbers))} of {name}" if numbers else f"{name}, in {where}"
    if not yes:
        if sys.stdin is None or not sys.stdin.isatty():
            raise CompassionAudioError(
                "removing asks first, and there is no terminal to ask on", hint="add --yes"
            )
        click.confirm(f"Remove {what}, for good?", abort=True, err=True)
    remove_takes(name, numbers, folders=_folders())
    click.echo(f"Removed {what}", err=True)


def _folders() -> settings.Folders | None:
    return settings.folders(os.environ)


def _progress() -> Any:  # noqa: ANN401  # a listener of one text
    from compassion_audio.studio.taking import ignore

    return _draw if sys.stderr is not None and sys.stderr.isatty() else ignore


def _draw(doing: str) -> None:
    with suppress(OSError):
        sys.stderr.write(f"\r\033[K{shortened(doing, most=70)}\r")
        sys.stderr.flush()
