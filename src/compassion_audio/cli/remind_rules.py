"""`compassion remind add`, `edit`, `enable`, `disable`, `remove` and `quiet`."""

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from compassion_audio.cli.command import Command, json_option, own_library, print_json, say
from compassion_audio.cli.remind_words import (
    home_zone,
    manner,
    moment,
    now,
    own_file,
    rule_data,
    what,
    when,
    zone_of,
)
from compassion_audio.errors import CompassionAudioError, NotFound
from compassion_audio.reminders.composing import Miswritten, changed, compose, fields_of
from compassion_audio.reminders.moments import upcoming
from compassion_audio.reminders.rule import HOWS, Rule

_F = TypeVar("_F", bound=Callable[..., Any])

_HOW = (
    "ask: a notification with Play, Later and Skip. play: it begins by itself. sound: a bell. "
    "text: a notification alone."
)

_OPTIONS = (
    ("course", "NAME", "A course instead: of it the next day that is not done."),
    ("at", "TIMES", "Times of the day: 08:30, or several: 08:30,13:00."),
    ("every", "LENGTH", "Again and again in a part of the day: 90m, 2h; with --between."),
    ("random", "COUNT", "So many moments a day that nobody knows before; with --between."),
    ("once", "MOMENT", "One single time: 2026-12-01T18:00."),
    ("between", "HOURS", "The part of the day: 09:00-17:00, over midnight 22:00-02:00."),
    ("apart", "LENGTH", "Random moments are so far apart: 45m. [default: 30m, or what fits]"),
    ("on", "DAYS", "weekdays, weekends, daily, or days: mon,wed-fri. [default: daily]"),
    ("until", "DATE", "The last day: 2026-12-31."),
    ("zone", "NAME", "Go by the clock of Europe/Oslo. [default: that of this computer]"),
    ("how", "|".join(HOWS), f"{_HOW} [default: ask]"),
    ("volume", "0..100", "How loud. [default: 100]"),
    ("grace", "LENGTH", "For so long it is still shown, as after a sleep. [default: 2h]"),
)  # fmt: skip


def _rule_options(function: _F) -> _F:
    """Add the options of a rule, whose words are those of the file."""
    for name, metavar, about in reversed(_OPTIONS):
        function = click.option(f"--{name}", metavar=metavar, help=about)(function)
    return function


def _called(key: str) -> str:
    return "NAME" if key == "play" else f"--{key}"


@click.command(
    "add",
    cls=Command,
    example="compassion remind add breathing-space --at 08:30,13:00 --on weekdays\n"
    "compassion remind add self-compassion-break --random 3 --between 10:00-18:00\n"
    "compassion remind add --course two-weeks --at 07:30",
)
@click.argument("name", required=False)
@_rule_options
@json_option
def add(*, name: str | None, as_json: bool, **options: str | None) -> None:
    """Make a reminder.

    NAME is a practice or a session, as `compassion list` has them, or a file: a practice of your
    own, or a recording. With --how sound or text there need not be one.
    """
    from compassion_audio.reminders.changing import add_rule

    fields = {key: text for key, text in {"play": name, **options}.items() if text is not None}
    first = _composed("new", fields)
    fields = _found(fields)
    _next_of(first)
    stem = Path(fields.get("play", "")).stem or fields.get("course", first.how)
    rule = add_rule(own_file(), lambda called: _composed(called, fields), stem=stem)
    _tell(rule, as_json=as_json)


@click.command(
    "edit", cls=Command, example="compassion remind edit breathing-space-1 --at 09:00 --volume 60"
)
@click.argument("called", metavar="ID")
@click.option("--play", metavar="NAME", help="Another practice, session or file.")
@_rule_options
@json_option
def edit(*, called: str, as_json: bool, **options: str | None) -> None:
    """Change a reminder; what you do not name stays as it is.

    An empty text takes something away: --until "". What was shown already is not shown again.
    """
    from compassion_audio.reminders.book import read_book
    from compassion_audio.reminders.changing import replace_rule

    by = {key: text for key, text in options.items() if text is not None}
    if not by:
        raise click.UsageError("say what to change, for instance --at 09:00")
    old = read_book(own_file()).rule(called)
    rule = _composed(called, changed(fields_of(old), _found(by)))
    if rule.is_enabled:
        _next_of(rule)
    replace_rule(own_file(), rule)
    _tell(rule, as_json=as_json)


@click.command("enable", cls=Command, example="compassion remind enable breathing-space-1")
@click.argument("called", metavar="ID")
def enable(*, called: str) -> None:
    """Switch a reminder on again."""
    _switch(called, is_on=True)


@click.command("disable", cls=Command, example="compassion remind disable breathing-space-1")
@click.argument("called", metavar="ID")
def disable(*, called: str) -> None:
    """Switch a reminder off, and keep it."""
    _switch(called, is_on=False)


def _switch(called: str, *, is_on: bool) -> None:
    from compassion_audio.reminders.book import read_book
    from compassion_audio.reminders.changing import replace_rule

    rule = replace(read_book(own_file()).rule(called), is_enabled=is_on)
    if is_on:
        _next_of(rule)
    replace_rule(own_file(), rule)
    _tell(rule, as_json=False)


@click.command("remove", cls=Command, example="compassion remind remove breathing-space-1")
@click.argument("called", metavar="ID...", nargs=-1, required=True)
def remove(*, called: tuple[str, ...]) -> None:
    """Remove reminders."""
    from compassion_audio.reminders.changing import remove_rule

    for one in called:
        rule = remove_rule(own_file(), one)
        say(f"Removed {rule.id}: {what(rule)}, {when(rule)}.")
    _heeded()


@click.command("quiet", cls=Command, example="compassion remind quiet 22:00-07:00")
@click.argument("hours", required=False)
@click.option("--off", is_flag=True, help="Have no quiet hours.")
def quiet(*, hours: str | None, off: bool) -> None:
    """Set the hours in which nothing is shown or played, or show them.

    What comes due in them is shown at their end if that is soon enough (--grace of the reminder),
    and else not at all.
    """
    from compassion_audio.reminders.book import read_book
    from compassion_audio.reminders.changing import set_quiet
    from compassion_audio.reminders.written import read_window, write_window

    if hours is not None and off:
        raise click.UsageError("give hours or --off, not both")
    if hours is not None or off:
        try:
            window = None if hours is None else read_window(hours)
        except ValueError as cause:
            raise click.UsageError(str(cause)) from cause
        set_quiet(own_file(), window)
        _heeded()
    kept = read_book(own_file()).quiet
    say(f"Quiet hours: {write_window(kept)}" if kept else "There are no quiet hours.")


def _composed(called: str, fields: Mapping[str, str]) -> Rule:
    """Make a rule of what was typed.

    Raises:
        click.UsageError: With everything that is wrong.
    """
    try:
        return compose(called, fields, called=_called)
    except Miswritten as cause:
        told = [
            f"{_called(fault.key)}: {fault.reason}" if fault.key else fault.reason
            for fault in cause.faults
        ]
        raise click.UsageError("\n       ".join(told)) from cause


def _found(fields: Mapping[str, str]) -> dict[str, str]:
    """Check that what is to be played is there; a file is kept with its whole path.

    Raises:
        CompassionAudioError: It is not, or it is no practice but a course.
    """
    found = dict(fields)
    if name := fields.get("play"):
        found["play"] = _playable(name, is_for_sound=fields.get("how") == "sound")
    if course := fields.get("course"):
        from compassion_audio import library
        from compassion_audio.studio.courses import course_called

        course_called(course, own_library())
        found["course"] = _whole(course) if library.names_file(course) else course
    return found


def _playable(name: str, *, is_for_sound: bool) -> str:
    from compassion_audio import library
    from compassion_audio.studio.guides import is_course
    from compassion_audio.studio.playing import is_sound

    if name == "-":
        raise click.UsageError("standard input is gone when the time comes; name a file")
    if is_sound(name):
        if not Path(name).is_file():
            raise NotFound(f"there is no file {name}", hint="check the path")
        return _whole(name)
    if is_for_sound:
        raise click.UsageError("--how sound plays a bell, or a sound file that you name")
    source = library.find(name, own_library())
    if is_course(source):
        hint = f"be reminded of its days with: compassion remind add --course {name} --at 07:30"
        raise NotFound(f"{name} is a course", hint=hint)
    return _whole(name) if library.names_file(name) else name


def _whole(name: str) -> str:
    """Give the whole path of a file, which is found from anywhere."""
    return str(Path(name).absolute())


def _next_of(rule: Rule) -> str:
    """Say when a rule comes next.

    Raises:
        CompassionAudioError: It never does.
    """
    home = home_zone()
    first = next(upcoming([rule], after=now(), home=home), None)
    if first is None:
        raise CompassionAudioError(
            f"{when(rule)}: that is over", hint="give a moment that is still to come"
        )
    return moment(first.due, zone_of(rule, home), home)


def _tell(rule: Rule, *, as_json: bool) -> None:
    """Print a rule that was made or changed, and whether anybody keeps it."""
    if as_json:
        print_json(rule_data(rule))
    else:
        say(f"{rule.id}: {what(rule)}, {when(rule)}; {manner(rule)}")
        if rule.is_enabled:
            say(f"  Next: {_next_of(rule)}")
    if not _heeded() and rule.is_enabled:
        click.echo("Reminders are not running. To start: compassion remind on", err=True)


def _heeded() -> bool:
    """Let the service read the file now, where it would in half a minute; say whether it runs."""
    from compassion_audio import settings
    from compassion_audio.reminders.instance import NotRunning, ask, service_folder

    folders = settings.folders(os.environ)
    if folders is None:
        return False
    try:
        ask(service_folder(folders.data), {"do": "reload"}, patience=1.0)
    except NotRunning:
        return False
    except CompassionAudioError:  # it is busy, and will see by itself
        return True
    return True
