"""`compassion erase`."""

import os
import sys
from typing import TYPE_CHECKING

import click

from compassion_audio import settings
from compassion_audio.cli.command import Command, say
from compassion_audio.cli.remind_autostart import turned_off
from compassion_audio.errors import CompassionAudioError
from compassion_audio.units import write_size

if TYPE_CHECKING:
    from pathlib import Path

    from compassion_audio.studio.erasing import Trace

_STAYS = (
    "Recordings and bundles that you made, your own practices, and installed voices stay where"
    " they are."
)


@click.command("erase", cls=Command, example="compassion erase --dry-run")
@click.option("--dry-run", is_flag=True, help="Show what would be erased, and erase nothing.")
@click.option("--keep-takes", is_flag=True, help="Leave the recordings of your own voice.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
def command(*, dry_run: bool, keep_takes: bool, yes: bool) -> None:
    """Erase everything that the program keeps about you, after asking.

    Your settings and reminders, your place in courses, what you practised, with whom you shared
    what, recordings of your own voice, and whatever was kept to save time. Reminders are turned off
    first. It cannot be brought back.
    """
    from compassion_audio.studio.erasing import erase, traces

    folders = settings.folders(os.environ)
    found = tuple(
        trace
        for trace in traces(folders, written=_written())
        if not (keep_takes and trace.path.name == "takes")
    )
    if not found:
        say("Nothing is kept about you.")
        return
    say("\n".join(_row(trace) for trace in found))
    if dry_run:
        return
    if not (yes or _agrees()):
        click.echo("Nothing was erased.", err=True)
        return
    turned_off()  # or a running service would write its ledger anew
    erase(found, folders=folders)
    click.echo(f"All of it is gone. {_STAYS}", err=True)


def _written() -> "list[tuple[str, Path]]":
    """Give the files that a person wrote, or had written."""
    from compassion_audio.reminders.book import reminders_file

    try:
        rules = reminders_file(os.environ)
        return [
            ("your settings", settings.settings_file(os.environ)),
            ("your reminders", rules),
            ("what kept them from two hands", rules.with_name(f".{rules.name}.lock")),
        ]
    except settings.NoHomeError:
        return []


def _row(trace: "Trace") -> str:
    return f"{trace.about:48} {write_size(trace.size):>9}  {trace.path}"


def _agrees() -> bool:
    if sys.stdin is None or not sys.stdin.isatty():
        raise CompassionAudioError("all of this would be erased", hint="to say so, add --yes")
    return click.confirm("All of this would be gone for good. Erase it?", err=True)
