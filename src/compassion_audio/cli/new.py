"""`compassion new`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from compassion_audio.cli.command import Command, Group, own_library, say

if TYPE_CHECKING:
    from compassion_audio.studio.starting import Template


@click.group("new", cls=Group, example="compassion new practice evening-calm")
def command() -> None:
    """Begin a practice or a guide of your own, from a template with notes.

    The file goes into your library where one is set (compassion settings library ~/calm), else
    into the folder you are in. Nothing is ever overwritten.
    """


@command.command("practice", cls=Command, example="compassion new practice evening-calm")
@click.argument("name")
def practice(*, name: str) -> None:
    """Begin a practice: three minutes that can be heard at once, for your own words."""
    path = _begin(name, "practice")
    called = name if own_library() else path.name
    click.echo(
        f"Write in it, and then:  compassion check {called}\n"
        f"Hear it:                compassion render {called}",
        err=True,
    )


@command.command(
    "guide",
    cls=Command,
    example="compassion new guide quiet-sunday\ncompassion new guide my-week --course",
)
@click.argument("name")
@click.option("--course", is_flag=True, help="Begin a course over days, not a session.")
def guide(*, name: str, course: bool) -> None:
    """Begin a guide: a session of several practices, or with --course one over days."""
    path = _begin(name, "course" if course else "session")
    called = name if own_library() else path.name
    click.echo(f"Write in it, and then:  compassion show {called}", err=True)


def _begin(name: str, template: "Template") -> Path:
    from compassion_audio import library
    from compassion_audio.studio.starting import begin_file

    own = own_library()
    known = library.slugs() if template == "practice" else library.guide_slugs()
    path = begin_file(name, template, own=own, here=Path())
    say(str(path))
    if own and name in known:
        click.echo(f"It takes the place of the {name} that came along.", err=True)
    return path
