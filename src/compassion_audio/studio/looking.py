"""Looking for personal data in what is to be shared, by what this machine knows of its owner."""

from collections.abc import Sequence
from pathlib import Path

from compassion_audio.machine import owner
from compassion_audio.settings import Folders
from compassion_audio.sharing.finding import Finding
from compassion_audio.sharing.names import names_in
from compassion_audio.sharing.privacy import look

NO_PROGRAM_HEARS = (
    "No program hears whose voice it is: a recorded voice is personal by itself. Nor does it know"
    " what words mean: a practice that tells somebody's story has to be read by a person."
)


def looked_through(
    paths: Sequence[Path], *, folders: Folders | None, values: Sequence[str] = ()
) -> tuple[Finding, ...]:
    """Look through what is to be shared, by the names that the person keeps.

    Args:
        paths: Files and folders.
        folders: Where the names are kept; None where nothing is.
        values: Words that were filled in for somebody.

    Returns:
        What was found, and what could not be looked at (no `is_trace`).

    Raises:
        FileError: A path is not there, or the names cannot be read.
    """
    names = names_in(folders.data) if folders else ()
    return look(paths, names=names, values=values, owner=owner())
