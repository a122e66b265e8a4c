"""`compassion history`."""

import csv
import io
import os
import sys
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import click

from compassion_audio.cli.command import Command, Group, json_option, print_json, say, wrapped
from compassion_audio.errors import CompassionAudioError, FileError
from compassion_audio.units import Milliseconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from compassion_audio.journal.history import History, Practised

NOTHING_YET = "Nothing was practised yet. compassion play soles-of-the-feet takes four minutes."

GROUNDING = (
    "It was lower afterwards, and that happens to many. For a while, let whatever holds you be all"
    " there is to notice: compassion play soles-of-the-feet. If it stays, tell someone."
)
_RECENT = 10


@click.group(
    "history",
    cls=Group,
    invoke_without_command=True,
    example='compassion history --plot\ncompassion history note "lighter than I thought"',
)
@click.option("--since", metavar="DATE", help="From this day on: 2026-11-01, or 30d for 30 days.")
@click.option("--all", "shows_all", is_flag=True, help="Every single time, with its number.")
@click.option("--plot", is_flag=True, help="The last weeks as a small calendar.")
@click.option("--csv", "as_csv", is_flag=True, help="Every time as CSV on standard output.")
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    *,
    since: str | None,
    shows_all: bool,
    plot: bool,
    as_csv: bool,
    as_json: bool,
) -> None:
    """Look back on what you practised: on how many days, how long, and what.

    It is kept on this computer alone, by `compassion play` and by reminders, and not at all with
    `compassion settings history off`. A day begins at four in the morning. Nothing is counted but
    what you did.
    """
    if ctx.invoked_subcommand is not None:
        return
    if shows_all + plot + as_csv + as_json > 1:
        raise click.UsageError("choose one of --all, --plot, --csv and --json")
    begin = _day(since)
    with _history() as history:
        entries = history.entries(since=begin)
    if as_json:
        print_json([_data(entry) for entry in entries])
    elif as_csv:
        say(_csv(entries).rstrip("\r\n"))
    elif not entries:
        say(NOTHING_YET if begin is None else "Nothing was practised since then.")
    elif plot:
        say(_plot(entries))
    elif shows_all:
        say("\n".join(_row(entry) for entry in entries))
    else:
        say(_summary(entries))


@command.command(
    "note", cls=Command, example='compassion history note "slept soon after" --before 4 --after 6'
)
@click.argument("text", required=False)
@click.option("--before", type=click.IntRange(0, 10), help="How you felt before: 0 worst, 10 best.")
@click.option("--after", type=click.IntRange(0, 10), help="How you felt afterwards.")
@click.option("--of", "number", type=int, help="Of which time, by its number; else the last.")
def note(*, text: str | None, before: int | None, after: int | None, number: int | None) -> None:
    """Write a note to the last time you practised, or how you felt.

    An empty note ("") takes a note back.
    """
    if text is None and before is None and after is None:
        raise click.UsageError("write a note, or how you felt with --before and --after")
    with _history() as history:
        chosen = number if number is not None else _last(history)
        try:
            entry = history.amend(chosen, note=text, before=before, after=after)
        except ValueError as cause:
            raise click.UsageError(f"{cause}") from cause
    say(_row(entry))
    if entry.has_fallen:
        say("")
        say(wrapped(GROUNDING))


@command.command("delete", cls=Command, example="compassion history delete 12")
@click.argument("numbers", nargs=-1, type=int, metavar="[NUMBER]...")
@click.option("--all", "everything", is_flag=True, help="All of it.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
def delete(*, numbers: tuple[int, ...], everything: bool, yes: bool) -> None:
    """Forget some times you practised, or all. It cannot be brought back.

    The numbers are those of `compassion history --all`.
    """
    if bool(numbers) == everything:
        raise click.UsageError("name the numbers to forget, or --all")
    with _history() as history:
        if everything and not (yes or _agrees(len(history.entries()))):
            click.echo("Nothing was deleted.", err=True)
            return
        gone = history.delete(None if everything else numbers)
    say(f"{_times(gone)} forgotten.")


def _agrees(count: int) -> bool:
    asked = f"{_times(count)} would be forgotten for good"
    if sys.stdin is None or not sys.stdin.isatty():
        raise CompassionAudioError(asked[:1].lower() + asked[1:], hint="to say so, add --yes")
    return click.confirm(f"{asked}. Go on?", err=True)


def _times(count: int) -> str:
    return "1 time" if count == 1 else f"{count} times"


def _last(history: "History") -> int:
    entries = history.entries()
    if not entries:
        raise CompassionAudioError(
            "there is nothing to write a note to", hint="practise first: compassion play"
        )
    return entries[-1].id


@contextmanager
def _history() -> "Iterator[History]":
    from compassion_audio import settings
    from compassion_audio.journal.history import History, history_file

    folders = settings.folders(os.environ)
    if folders is None:
        raise FileError("no history is kept: there is no home", hint="name one in COMPASSION_DATA")
    with History(history_file(folders.data)) as history:
        yield history


def _day(written: str | None) -> date | None:
    if written is None:
        return None
    if written.endswith("d") and written[:-1].isdecimal() and len(written) < 6:
        return datetime.now().astimezone().date() - timedelta(days=int(written[:-1]))
    try:
        return date.fromisoformat(written)
    except ValueError as cause:
        message = f"--since cannot be {written!r}; write a day as 2026-11-01, or 30d"
        raise click.UsageError(message) from cause


def _data(entry: "Practised") -> dict[str, object]:
    return {
        "number": entry.id,
        "began": entry.began.isoformat(timespec="seconds"),
        "day": entry.day.isoformat(),
        "seconds": round(entry.heard / 1000, 1),
        "name": entry.name,
        "title": entry.title,
        "whole": entry.is_whole,
        "note": entry.note,
        "before": entry.before,
        "after": entry.after,
    }


def _csv(entries: "Sequence[Practised]") -> str:
    out = io.StringIO()
    names = ("number", "began", "day", "seconds", "name", "title", "whole", "note", "before",
             "after")  # fmt: skip
    table = csv.DictWriter(out, names, lineterminator="\n")
    table.writeheader()
    for entry in entries:
        data = {key: _harmless(value) for key, value in _data(entry).items()}
        table.writerow(data | {"whole": "yes" if entry.is_whole else "no"})
    return out.getvalue()


def _harmless(value: object) -> object:
    """Keep a spreadsheet from taking a note for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value


def _row(entry: "Practised") -> str:
    began = f"{entry.began:%Y-%m-%d %H:%M}"
    felt = ", ".join(
        f"{feeling} {when}"
        for feeling, when in ((entry.before, "before"), (entry.after, "after"))
        if feeling is not None
    )
    head = f"{entry.id:>4}  {began}  {_long(entry.heard):>7}  {entry.title}"
    note = f"  “{entry.note}”" if entry.note else ""
    ended = "" if entry.is_whole else ", not to its end"
    return f"{head}{ended}{f'; felt {felt}' if felt else ''}{note}"


def _long(heard: Milliseconds) -> str:
    minutes = round(heard / 60_000)
    if minutes < 1:
        return f"{round(heard / 1000)} s"
    return f"{minutes} min" if minutes < 120 else f"{heard / 3_600_000:.1f} h"


def _summary(entries: "Sequence[Practised]") -> str:
    from compassion_audio.journal.history import summary

    whole = summary(entries)
    days = "1 day" if whole.days == 1 else f"{whole.days} days"
    lines = [f"You practised on {days}, {_long(whole.heard)} in all.", ""]
    shown = whole.by_practice[:_RECENT]
    width = max(len(title) for title, _, _ in shown)
    lines += [
        f"  {title:{width}}  {_times(times):>9}  {_long(heard):>7}" for title, times, heard in shown
    ]
    if len(whole.by_practice) > _RECENT:
        lines.append(f"  and {len(whole.by_practice) - _RECENT} more: compassion history --all")
    return "\n".join(lines)


def _plot(entries: "Sequence[Practised]") -> str:
    from compassion_audio.journal.calendar import DRAWN, TYPED, calendar
    from compassion_audio.journal.history import day_of

    try:
        "●".encode(sys.stdout.encoding or "ascii")
        marks = DRAWN
    except (UnicodeEncodeError, LookupError):
        marks = TYPED
    return calendar(entries, today=day_of(datetime.now().astimezone()), marks=marks)
