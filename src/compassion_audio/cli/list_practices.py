"""`compassion list`."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compassion_audio.cli.command import Command, json_option, own_library, print_json, say
from compassion_audio.script.front_matter import AUDIENCES, COMPONENTS, INTENSITIES

if TYPE_CHECKING:
    from compassion_audio.studio.listing import Entry, Listing

_WIDTH = 100
_SORTS = ("practice", "session", "course")
_HEADINGS = {"practice": "Practices", "session": "Sessions", "course": "Courses"}


@click.command(
    "list",
    cls=Command,
    example="compassion list\ncompassion list --component kindness --max-minutes 6\n"
    "compassion list --kind course",
)
@click.argument("words", metavar="[WORD]…", nargs=-1)
@click.option("--kind", type=click.Choice(_SORTS), help="Only practices, sessions or courses.")
@click.option("--component", type=click.Choice(COMPONENTS), help="What is to be in it.")
@click.option(
    "--max-minutes",
    metavar="MINUTES",
    type=click.IntRange(min=1),
    help="How long it may be; of a course, each day.",
)
@click.option("--audience", type=click.Choice(AUDIENCES), help="For whom it was made.")
@click.option("--tradition", metavar="NAME", help="Where it comes from: MSC, CFT, MBCT and so on.")
@click.option("--intensity", type=click.Choice(INTENSITIES), help="How deep it goes.")
@json_option
def command(
    *,
    words: tuple[str, ...],
    kind: str | None,
    component: str | None,
    max_minutes: int | None,
    audience: str | None,
    tradition: str | None,
    intensity: str | None,
    as_json: bool,
) -> None:
    """List practices, sessions and courses: the name to type, the minutes, what each one is.

    A session has the components and traditions of its practices. WORDs are looked for in names,
    titles and summaries; all of them must be there.

    What lies in the folder of the setting library is yours, and wins over what came along.
    """
    from compassion_audio.studio.listing import Wanted, listing

    wanted = Wanted(
        words,
        kind or "",
        component or "",
        tradition or "",
        audience or "",
        intensity or "",
        max_minutes,
    )
    own = own_library()
    found = listing(wanted, own=own)
    if as_json:
        print_json([_data(entry) for entry in found.entries])
    elif found.entries:
        say("\n".join(_lines(found.entries)))
    _tell_what_is_missing(found, own)


def _data(entry: "Entry") -> dict[str, object]:
    data = asdict(entry)
    data["kind"] = data.pop("sort")
    data["yours"] = data.pop("is_own")
    return data


def _lines(entries: "tuple[Entry, ...]") -> list[str]:
    """Give the table, under headings where there is more than one kind."""
    lines: list[str] = []
    sorts = list(dict.fromkeys(entry.sort for entry in entries))
    for sort in sorts:
        if len(sorts) > 1:
            lines += ["", f"{_HEADINGS[sort]}:", ""]
        for entry in entries:
            if entry.sort == sort:
                head = f"{entry.name:26} {_size(entry):>8}  "
                told = f"(yours) {entry.summary}".strip() if entry.is_own else entry.summary
                lines.append(click.wrap_text(told or entry.title, _WIDTH, head, " " * len(head)))
    return lines[1:] if len(sorts) > 1 else lines


def _size(entry: "Entry") -> str:
    if entry.days is not None:
        return f"{entry.days} day{'' if entry.days == 1 else 's'}"
    return f"{entry.minutes or '?'} min"


def _tell_what_is_missing(found: "Listing", own: Path | None) -> None:
    for one in found.unread:
        click.echo(f"Not listed: {one.lines()[0]}", err=True)
    if own is not None and not own.is_dir():
        click.echo(f"Your library {own} is not there; see: compassion settings library", err=True)
    if not found.entries:
        click.echo("Nothing here is like that; see everything with: compassion list", err=True)
