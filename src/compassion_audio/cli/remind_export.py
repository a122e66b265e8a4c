"""`compassion remind export`."""

from pathlib import Path

import click

from compassion_audio.cli.command import Command, own_library, say
from compassion_audio.cli.remind_words import home_zone, now, own_file, what
from compassion_audio.errors import CompassionAudioError, NotOurs
from compassion_audio.files import read_bytes
from compassion_audio.reminders.book import read_book
from compassion_audio.reminders.rule import Rule


@click.command("export", cls=Command, example="compassion remind export --ics reminders.ics")
@click.option("--ics", "file", metavar="FILE", required=True, help="Where; - is standard output.")
@click.option("--names", is_flag=True, help="Name the practices. Others may see your calendar.")
def export(*, file: str, names: bool) -> None:
    """Write a calendar of all reminders that are switched on, so that a phone reminds you too.

    Send it to the phone and open it there. It says "Time for a pause" and no more, unless you
    allow it names. Random moments are written for four weeks; export again after that. An event
    that was read before is changed and not doubled, where the calendar knows how.
    """
    from compassion_audio.files import whole_file
    from compassion_audio.reminders.calendar import AHEAD, calendar

    rules = read_book(own_file()).rules
    titles = {rule.id: _title(rule) for rule in rules} if names else None
    written = calendar(rules, now=now(), home=home_zone(), titles=titles)
    if not written.events:
        raise CompassionAudioError(
            "no reminder is still to come",
            hint="make one with: compassion remind add breathing-space --at 08:30",
        )
    if file == "-":
        click.echo(written.data, nl=False)
        return
    _spare(Path(file))
    with whole_file(Path(file), is_private=True) as out:
        out.write(written.data)
    count = f"{written.rules} reminder{'' if written.rules == 1 else 's'}"
    say(f"{count} in {file}, as {written.events} event{'' if written.events == 1 else 's'}")
    if written.is_drawn:
        say(f"  Random moments end after {AHEAD.days} days; export again then.")


def _spare(file: Path) -> None:
    """Check that no file is lost but a calendar that this program has written.

    Raises:
        NotOurs: Something else is there.
        FileError: It cannot be read.
    """
    from compassion_audio.files import refuse_what_is_no_file
    from compassion_audio.reminders.calendar import MAKER

    refuse_what_is_no_file(file, hint="name a file")
    if file.exists() and MAKER.encode() not in read_bytes(file)[:500]:
        told = f"{file} is there already, and this program did not make it"
        raise NotOurs(told, hint="choose another name, or move it away")


def _title(rule: Rule) -> str:
    """Give the title of what is played; its name where it has none that can be read."""
    from compassion_audio import library
    from compassion_audio.script import parse
    from compassion_audio.studio.guides import read_guide

    try:
        if rule.course:
            return read_guide(library.read_guide(rule.course, own_library())).about.title
        source = library.find(rule.name, own_library())
        if source.kind == "guide":
            return read_guide(source).about.title
        return parse(source.text).front.title
    except CompassionAudioError:
        return what(rule)
