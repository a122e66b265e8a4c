"""`compassion remind list`, `show` and `next`."""

from datetime import UTC, datetime
from itertools import islice
from zoneinfo import ZoneInfo

import click

from compassion_audio.cli.command import Command, json_option, print_json, say
from compassion_audio.cli.remind_words import (
    home_zone,
    is_finished,
    manner,
    moment,
    now,
    occurrence_data,
    own_file,
    rule_data,
    what,
    when,
    zone_of,
)
from compassion_audio.reminders.book import read_book
from compassion_audio.reminders.moments import upcoming
from compassion_audio.reminders.written import read_zone, write_window

_MOST = 100_000
_NONE_YET = (
    "There are no reminders yet. To make one:\n  compassion remind add breathing-space --at 08:30"
)


@click.command("list", cls=Command, example="compassion remind list")
@json_option
def list_rules(*, as_json: bool) -> None:
    """List your reminders, and say in which file they are; you may edit it."""
    file = own_file()
    book = read_book(file)
    quiet = write_window(book.quiet) if book.quiet else None
    if as_json:
        rules = [
            rule_data(rule) | ({"finished": is_finished(rule)} if rule.course else {})
            for rule in book.rules
        ]
        print_json({"file": f"{file}", "quiet": quiet, "rules": rules})
        return
    if not book.rules:
        say(_NONE_YET)
    width = max((len(rule.id) for rule in book.rules), default=0)
    for rule in book.rules:
        end = "; all days are done" if is_finished(rule) else ""
        say(f"{rule.id:{width}}  {what(rule)}, {when(rule)}; {manner(rule)}{end}")
    if quiet:
        say(f"Quiet hours: {quiet}")
    if book.rules:
        say(f"Your file: {file}")


@click.command("show", cls=Command, example="compassion remind show breathing-space-1")
@click.argument("called", metavar="ID")
@json_option
def show(*, called: str, as_json: bool) -> None:
    """Show a reminder with everything that it says, and the next three times it comes."""
    rule = read_book(own_file()).rule(called)
    home = home_zone()
    following = list(islice(upcoming([rule], after=now(), home=home), 3))
    if as_json:
        coming = [occurrence_data(one, rule, home) for one in following]
        print_json(rule_data(rule) | {"next": coming})
        return
    say(f"{rule.id}: {what(rule)}, {when(rule)}; {manner(rule)}\n")
    for key, value in rule_data(rule).items():
        if key != "id" and value is not None:
            shown = value if not isinstance(value, bool) else "yes" if value else "no"
            say(f"  {key:8} {shown}")
    for at, one in enumerate(following):
        say(f"  {'' if at else 'next':8} {moment(one.due, zone_of(rule, home), home)}")


@click.command("next", cls=Command, example="compassion remind next --count 10")
@click.option(
    "--count",
    type=click.IntRange(1, _MOST),
    default=5,
    show_default=True,
    metavar="N",
    help="How many.",
)
@click.option(
    "--after",
    metavar="TIME",
    help="Not from now on, but after: 2026-03-08, 2026-03-08T01:00, 2026-03-08T06:00Z.",
)
@click.option("--zone", metavar="NAME", help="As if this computer were there: America/New_York.")
@json_option
def next_ones(*, count: int, after: str | None, zone: str | None, as_json: bool) -> None:
    """Show what comes next, to the minute, with the offset from UTC.

    Each is shown as the clock shows it where it belongs: here, or in the zone of its reminder.
    """
    book = read_book(own_file())
    home = home_zone() if zone is None else _zone(zone)
    begin = now() if after is None else _instant(after, home)
    rules = {rule.id: rule for rule in book.rules}
    following = list(islice(upcoming(book.rules, after=begin, home=home), count))
    if as_json:
        print_json([occurrence_data(one, rules[one.rule], home) for one in following])
        return
    if not following:
        say("Nothing comes any more." if book.rules else _NONE_YET)
    for one in following:
        rule = rules[one.rule]
        say(f"{moment(one.due, zone_of(rule, home), home)}  {what(rule)}  [{rule.id}]")


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(read_zone(name))
    except ValueError as cause:
        raise click.UsageError(f"--zone: {cause}") from cause


def _instant(text: str, home: ZoneInfo) -> datetime:
    """Read an instant; one without an offset is what the clock shows here."""
    try:
        found = datetime.fromisoformat(text.strip())
        return (found if found.tzinfo else found.replace(tzinfo=home)).astimezone(UTC)
    except (ValueError, OverflowError) as cause:
        told = f"--after: {text[:40]!r} is not a time; write it 2026-03-08T01:00"
        raise click.UsageError(told) from cause
