"""With whom something was shared: notes that stay on this computer."""

import os
from datetime import datetime
from typing import TYPE_CHECKING

import click

from compassion_audio import settings
from compassion_audio.cli.command import say
from compassion_audio.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from compassion_audio.settings import Folders


def check_label(label: str) -> None:
    """Check that a label can be kept, before anything is made.

    Raises:
        click.UsageError: It cannot.
    """
    from compassion_audio.journal.shared import Shared

    try:
        Shared(label, datetime.now().astimezone(), (), "")
    except ValueError as cause:
        raise click.UsageError(f"--label: {cause}") from cause


def remember(
    label: str, names: tuple[str, ...], made: "Sequence[Path]", folders: "Folders | None"
) -> None:
    """Keep a label for everything that was made.

    Raises:
        FileError: There is no place to keep it in, or it cannot be written.
    """
    from compassion_audio.journal.shared import Shared, add_shared, shared_file

    if folders is None:
        raise FileError("no label is kept: there is no home", hint="name one in COMPASSION_DATA")
    for path in made:
        one = Shared(label, datetime.now().astimezone(), names, path.name)
        add_shared(one, file=shared_file(folders.data))


def show_labels() -> None:
    """Print every label that was kept.

    Raises:
        CompassionAudioError: They cannot be read.
    """
    from compassion_audio.journal.shared import read_shared, shared_file

    folders = settings.folders(os.environ)
    notes = read_shared(shared_file(folders.data)) if folders else ()
    if not notes:
        say("No label was given yet: compassion share NAME --label 'Tuesday, 4 pm'")
    for one in notes:
        say(f"{one.at:%Y-%m-%d %H:%M}  {one.label}: {', '.join(one.names)} ({one.place})")
