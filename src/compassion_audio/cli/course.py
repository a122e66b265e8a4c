"""`compassion course`."""

import json
import os
import shlex
import sys
from typing import TYPE_CHECKING

import click

from compassion_audio import settings
from compassion_audio.cli.command import (
    Command,
    Group,
    json_option,
    own_library,
    print_json,
    say,
    wrapped,
)
from compassion_audio.cli.handed import NAMED
from compassion_audio.errors import CompassionAudioError

if TYPE_CHECKING:
    from compassion_audio.session import Place
    from compassion_audio.settings import Folders
    from compassion_audio.studio.courses import Underway

_COMMANDS_AT = 30
"""The column in which what can be typed begins."""


@click.group("course", cls=Group, example="compassion course start two-weeks")
def command() -> None:
    """Go through a course, a day at a time.

    A day follows when you call the one before it done, whenever that is. There is no calendar,
    and nobody falls behind.
    """


@command.command("list", cls=Command, example="compassion course list")
@json_option
def list_courses(*, as_json: bool) -> None:
    """List the courses, and where you are in each."""
    from compassion_audio.studio.courses import course_called, place_of
    from compassion_audio.studio.listing import Wanted, listing

    own = own_library()
    rows = []
    for entry in listing(Wanted(sort="course"), own=own).entries:
        source, course = course_called(entry.name, own)
        rows.append((entry, place_of(source, course, folders=_folders())))
    if as_json:
        print_json(
            [
                {
                    "name": entry.name,
                    "title": entry.title,
                    "days": entry.days,
                    "done": place.done if place else None,
                }
                for entry, place in rows
            ]
        )
        return
    for entry, place in rows:
        head = f"{entry.name:20} {f'{entry.days} days':>8}  "
        told = f"{_where(place)} {entry.summary}".strip()
        say(click.wrap_text(told, 100, head, " " * len(head)))


def _where(place: "Place | None") -> str:
    if place is None:
        return ""
    return "(all days done)" if place.is_finished else f"(day {place.next_day} is next)"


@command.command("show", cls=Command, example="compassion course show two-weeks")
@click.argument("name")
@json_option
def show(*, name: str, as_json: bool) -> None:
    """Show all days of a course."""
    from compassion_audio.cli.show_guide import show_guide
    from compassion_audio.studio.courses import course_called

    source, _ = course_called(name, own_library())
    show_guide(source, as_json=as_json, may_leave=False)


@command.command("start", cls=Command, example="compassion course start two-weeks")
@click.argument("name")
@click.option("--again", is_flag=True, help="Begin again without being asked.")
def start(*, name: str, again: bool) -> None:
    """Begin a course. One that you are in the middle of begins again only if you say so."""
    from compassion_audio.studio.courses import begin, course_called, place_of

    source, course = course_called(name, own_library())
    place = place_of(source, course, folders=_folders())
    if place and place.done and not (place.is_finished or again or _agrees(name, place)):
        click.echo("Nothing was changed.", err=True)
        return
    one = begin(source, course, folders=_folders())
    say("\n".join([course.about.title, "=" * len(course.about.title), "", *_day(one)]))


def _agrees(name: str, place: "Place") -> bool:
    """Ask whether a place in the middle of a course may be given up."""
    told = f"day {place.next_day} of {place.days} of {name} is waiting for you"
    if sys.stdin is None or not sys.stdin.isatty():
        raise CompassionAudioError(told, hint="to begin at the first day again, add --again")
    asked = f"{told[:1].upper()}{told[1:]}. Begin at the first day again?"
    return click.confirm(asked, err=True)


@command.command("today", cls=Command, example="compassion course today")
@click.argument("name", required=False, envvar=NAMED)
@click.option("--day", type=int, hidden=True)  # for the reminders: what that day is, in a word
@json_option
def today(*, name: str | None, day: int | None, as_json: bool) -> None:
    """Show the day that is next. Looking changes nothing.

    NAME is a course that you have begun; without it, the one you were in last.
    """
    from compassion_audio.studio.courses import underway

    if day is not None and name:
        say(json.dumps({"today": _kind_of(name, day)}))
        return
    one = underway(name, own=own_library(), folders=_folders())
    if as_json:
        print_json(_day_data(one))
    else:
        say("\n".join(_day(one)))


def _kind_of(name: str, number: int) -> str:
    """Say whether there is something to hear on a day; of a course not begun, too."""
    from compassion_audio.studio.courses import course_called

    _, course = course_called(name, own_library())
    if not 1 <= number <= len(course.days):
        return "finished"
    return "heard" if course.days[number - 1].items else "rest"


@command.command("done", cls=Command, example="compassion course done")
@click.argument("name", required=False, envvar=NAMED)
@click.option("--undo", is_flag=True, help="Take it back: go one day back.")
@click.option("--day", type=int, hidden=True)  # for the reminders: if that is still the next one
def done(*, name: str | None, undo: bool, day: int | None) -> None:
    """Call the day done, and see which one is next.

    A day off is called done, too, when you feel like going on.
    """
    from compassion_audio.studio.courses import call_done, take_back, underway

    if day is not None and name:
        _call_heard(name, day)
        return
    one = underway(name, own=own_library(), folders=_folders())
    if undo:
        say("\n".join(_day(take_back(one, folders=_folders()))))
        return
    if one.place.is_finished:
        say("\n".join(_day(one)))
        return
    after = call_done(one, folders=_folders())
    if after.place.is_finished:
        say("\n".join(_day(after)))
        return
    say("\n".join([f"Day {after.place.done} is done. The next one waits until you come.", ""]))
    say("\n".join(_day(after)))


def _call_heard(name: str, day: int) -> None:
    """Call a day done that a reminder has played, and begin a course that was not begun yet."""
    from compassion_audio.studio.courses import begin, call_done, course_called, place_of, underway

    source, course = course_called(name, own_library())
    if place_of(source, course, folders=_folders()) is None:
        begin(source, course, folders=_folders())
    one = underway(name, own=own_library(), folders=_folders())
    if one.place.next_day == day:
        call_done(one, folders=_folders())


def _day(one: "Underway") -> list[str]:
    """Give the page of the day that is next, or the end."""
    course, number = one.course, one.place.next_day
    if number is None:
        end = course.ending or "Those were all the days. Whatever was good company can stay."
        return [wrapped(end)]
    day = course.days[number - 1]
    count, week = course.week_of(number)
    lines = [f"Day {number} of {one.place.days}{': ' if day.title else ''}{day.title}"]
    if week.title:
        lines.append(f"Week {count}: {week.title}")
        is_first_of_week = number == 1 or course.week_of(number - 1)[0] != count
        lines += ["", wrapped(week.note)] if week.note and is_first_of_week else []
    lines += ["", wrapped(day.note)] if day.note else []
    lines += ["", *_what_to_hear(one, number)]
    when = "When you feel like going on:" if not day.items else "Whenever you have:"
    return [*lines, f"{when:{_COMMANDS_AT}}compassion course done"]


def _what_to_hear(one: "Underway", number: int) -> list[str]:
    """Give the commands that make what there is to hear."""
    from compassion_audio.library import names_file
    from compassion_audio.session import PracticeItem, SessionItem

    file = one.source.file
    lines = []
    for item in one.course.days[number - 1].items:
        if isinstance(item, PracticeItem | SessionItem):
            name = str(file.parent / item.name) if file and names_file(item.name) else item.name
            lines.append(f"{'To hear it:':{_COMMANDS_AT}}compassion render {shlex.quote(name)}")
    return lines


def _day_data(one: "Underway") -> dict[str, object]:
    from compassion_audio.session import PracticeItem, SessionItem

    number = one.place.next_day
    data: dict[str, object] = {
        "course": one.source.slug,
        "title": one.course.about.title,
        "days": one.place.days,
        "done": one.place.done,
        "day": number,
    }
    if number is None:
        return data | {"ending": one.course.ending}
    day = one.course.days[number - 1]
    heard = [item.name for item in day.items if isinstance(item, PracticeItem | SessionItem)]
    told = {"title": day.title, "note": day.note, "rest": day.is_rest, "names": heard}
    return data | {"today": told}


def _folders() -> "Folders | None":
    return settings.folders(os.environ)
