"""The data of eSpeak NG under a path that it can bear, for packages that load it themselves."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

_LONGEST = 140
"""Bytes. Beyond about 160 eSpeak NG fails to start: it has that much room for a file's path."""


@cache
def bearable(folder: Path) -> Path:
    """Give a path to the folder that is short enough: its own, or one that goes with this process.

    Args:
        folder: `espeak-ng-data`, wherever a package keeps it.
    """
    if len(bytes(folder)) <= _LONGEST:
        return folder
    place = Path(tempfile.mkdtemp(prefix="compassion-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    # a copy and no link: phonemizer follows links before it hands the path on
    return Path(shutil.copytree(folder, place / folder.name))
