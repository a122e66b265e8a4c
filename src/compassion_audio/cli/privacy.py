"""`compassion privacy`."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compassion_audio import settings
from compassion_audio.cli.command import (
    Command,
    Group,
    UsualGroup,
    json_option,
    print_json,
    say,
    wrapped,
)
from compassion_audio.errors import CompassionAudioError

if TYPE_CHECKING:
    from compassion_audio.sharing.finding import Finding

DONE, FOUND = 0, 1
_USUAL = "look"
_STAYS = "The list stays on this computer, for your eyes alone; nothing ever sends it anywhere."


@click.group(
    "privacy",
    cls=UsualGroup,
    usual=_USUAL,
    example="compassion privacy audio_out\ncompassion privacy names add",
)
def command() -> None:
    """Look for personal data in whatever you want to share, before you share it.

    `privacy FOLDER` looks through names of files, tags, texts, pages, feeds, pictures and
    archives. It finds addresses, telephone numbers, dates of birth, paths, what cameras and other
    programs left, and the names on a list that you keep with `privacy names`.
    """


@command.command(
    _USUAL,
    cls=Command,
    short_help="Look through files and folders.",
    example="compassion privacy audio_out\ncompassion privacy bundle.zip --values client.toml",
)
@click.argument("paths", metavar="FOLDER|FILE...", nargs=-1, required=True)
@click.option("--values", metavar="FILE", help="Also look for the words filled in from this file.")
@json_option
def look(*, paths: tuple[str, ...], values: str | None, as_json: bool) -> int:
    """Say what is personal in files and folders, and where.

    Exit 0 when nothing was found, 1 when something was. A folder called `names` is ./names here.
    """
    from compassion_audio.cli.asking import values_in
    from compassion_audio.studio.looking import looked_through

    words = tuple(values_in(values).values()) if values else ()
    found = looked_through(
        [Path(one) for one in paths], folders=settings.folders(os.environ), values=words
    )
    traces = [one for one in found if one.is_trace]
    if as_json:
        print_json([_data(one) for one in found])
    else:
        _tell(traces, [one for one in found if not one.is_trace])
    return FOUND if traces else DONE


@command.group("names", cls=Group, example="compassion privacy names add")
def names() -> None:
    """Keep the names of people who must not be found in what you share.

    They lie in a file on this computer, readable by you alone, and are never sent or written
    anywhere else. `compassion erase` erases it.
    """


@names.command(
    "add",
    cls=Command,
    example='compassion privacy names add\ncompassion privacy names add "Anna Example"',
)
@click.argument("people", metavar="[NAME]...", nargs=-1)
def add(*, people: tuple[str, ...]) -> None:
    """Put names on the list. Without NAME you type them in, a line each: in no shell history.

    A first and a last name together are found in either order, and each of them alone.
    """
    from compassion_audio.sharing.names import add_names, is_word_too

    added = add_names(people or _typed(), data=_data_folder())
    for name in filter(is_word_too, added):
        click.echo(
            f"{name} is a word of practices, too, and will be found in most of them: a whole name"
            " is better.",
            err=True,
        )
    count = "1 name was" if len(added) == 1 else f"{len(added)} names were"
    click.echo(f"{count} added. {_STAYS}", err=True)


@names.command("list", cls=Command, example="compassion privacy names list")
@json_option
def list_(*, as_json: bool) -> None:
    """Show the list."""
    from compassion_audio.sharing.names import names_in

    known = names_in(_data_folder())
    if as_json:
        print_json(list(known))
    elif known:
        say("\n".join(known))
    else:
        click.echo("There are no names yet. Add some: compassion privacy names add", err=True)


@names.command("remove", cls=Command, example='compassion privacy names remove "Anna Example"')
@click.argument("people", metavar="NAME...", nargs=-1, required=True)
def remove(*, people: tuple[str, ...]) -> None:
    """Take names off the list."""
    from compassion_audio.sharing.names import remove_names

    remove_names(people, data=_data_folder())
    click.echo("They are off the list.", err=True)


def _typed() -> list[str]:
    if sys.stdin is None:
        raise CompassionAudioError("standard input is closed", hint="write the names behind add")
    if sys.stdin.isatty():
        click.echo("A name a line; an empty line ends.", err=True)
    lines: list[str] = []
    for line in sys.stdin:
        if not line.strip():
            if sys.stdin.isatty():
                break
            continue
        lines.append(line.strip())
    return lines


def _data_folder() -> Path:
    folders = settings.folders(os.environ)
    if folders is None:
        raise CompassionAudioError(
            "there is no home folder to keep names in",
            hint="name a folder for them in COMPASSION_DATA",
        )
    return folders.data


def _tell(traces: "list[Finding]", unseen: "list[Finding]") -> None:
    """Print each finding, what each kind of them means, and what was not looked at."""
    from compassion_audio.studio.looking import NO_PROGRAM_HEARS

    for one in (*traces, *unseen):
        say(row(one))
    kinds = {one.kind: one for one in traces}
    if kinds:
        say("")
    for kind, one in kinds.items():
        say(wrapped(f"{kind.label}: {one.why} {one.advice}", "", "  "))
    if kinds or unseen:
        click.echo("", err=True)
    rest = " Not everything could be looked at." if unseen else ""
    click.echo(wrapped(f"{_count(traces)}{rest} {NO_PROGRAM_HEARS}"), err=True)


def _count(traces: "list[Finding]") -> str:
    files = len({one.file for one in traces})
    if not traces:
        return "Nothing was found."
    things = "1 thing" if len(traces) == 1 else f"{len(traces)} things"
    return f"Found {things} in {files} {'file' if files == 1 else 'files'}."


def row(one: "Finding") -> str:
    """Tell one thing that was found, in a line."""
    where = f": {_printable(one.where)}" if one.where else ""
    times = f" ({one.times} times)" if one.times > 1 else ""
    return f"{_printable(one.file)}{where}: {one.kind.label}: {_printable(one.found)}{times}"


def _printable(text: Iterable[str]) -> str:
    """Let no name of a file move the cursor."""
    return "".join(sign if sign.isprintable() else "�" for sign in text)


def _data(one: "Finding") -> dict[str, str | int | bool]:
    return {
        "file": one.file,
        "where": one.where,
        "kind": one.kind.label,
        "found": one.found,
        "times": one.times,
        "is_trace": one.is_trace,
        "why": one.why,
        "advice": one.advice,
    }
