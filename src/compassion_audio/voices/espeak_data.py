"""The data of eSpeak NG where it finds it: under a path that it can bear, each voice at once."""

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
    # a copy and no link: phonemizer follows links before it hands the path on
    return Path(shutil.copytree(folder, _place() / folder.name))


@cache
def quick(folder: Path) -> Path:
    """Give a folder like it in which a voice is found without a search.

    eSpeak NG first looks for a file that is called as the voice is, `en-us`; its own are called
    `gmw/en-US`, so it reads all 245 of them to see which is meant. Here each language lies under
    its name in small letters: 3 to 5 ms a line less, and the same bytes (measured).

    Args:
        folder: `espeak-ng-data`, wherever a package keeps it.

    Returns:
        A folder of links that goes with this process; where none can be made, the folder itself.
    """
    try:
        there = _place() / folder.name
        (there / "lang").mkdir(parents=True)
        for one in folder.iterdir():
            if one.name != "lang":
                (there / one.name).symlink_to(one)
        for one in (folder / "lang").rglob("*"):
            if one.is_file():
                (there / "lang" / one.name.lower()).symlink_to(one)
    except OSError:  # no such folder, links not allowed, or nowhere to put them
        return folder
    return there


def _place() -> Path:
    """Make a folder that goes with this process."""
    place = Path(tempfile.mkdtemp(prefix="compassion-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return place
