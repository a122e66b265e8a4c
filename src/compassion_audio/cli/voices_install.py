"""`compassion voices install` and `compassion voices remove`."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compassion_audio.cli.command import Command
from compassion_audio.errors import CompassionAudioError, FetchFailed
from compassion_audio.units import write_size

if TYPE_CHECKING:
    from collections.abc import Callable

    from compassion_audio.settings import Folders
    from compassion_audio.studio.installing import Wish
    from compassion_audio.voices.models import Brought


@click.command(
    "install",
    cls=Command,
    example="compassion voices install kokoro\n"
    "compassion voices install piper:en_GB-alba-medium --yes\n"
    "compassion voices install kokoro --from /media/stick",
)
@click.argument("name")
@click.option("--yes", "is_agreed", is_flag=True, help="Do not ask before fetching.")
@click.option(
    "--from",
    "source",
    metavar="FOLDER",
    help="Take the files from a folder, for a machine without internet.",
)
def install(*, name: str, is_agreed: bool, source: str | None) -> None:
    """Bring the files of a neural voice to this machine.

    The only command that goes out to the internet, and only to the addresses it shows. What was
    fetched in part is kept, and the next try goes on there.
    """
    from compassion_audio import settings
    from compassion_audio.studio.installing import install as bring
    from compassion_audio.studio.installing import wish_for

    folders = settings.folders(os.environ)
    place = _folder(source) if source is not None else None
    show = _progress()
    wish = wish_for(name, folders, asks_sizes=place is None, progress=show)
    _clear()
    if not wish.missing:
        _tell(f"{wish.models.name} is here and whole, in {wish.models.folder}")
        _tell_what_is_left(name, folders)
        return
    _show(wish, place)
    if place is None and not is_agreed:
        _ask(wish)
    try:
        bring(wish, source=place, progress=show)
    except KeyboardInterrupt:
        _clear()
        _tell("What has arrived is kept: the same command goes on there.")
        raise
    finally:
        _clear()
    _tell(f"Installed {wish.models.name} in {wish.models.folder}")
    _tell_what_is_left(name, folders)


@click.command("remove", cls=Command, example="compassion voices remove kokoro")
@click.argument("name")
def remove(*, name: str) -> None:
    """Remove the files of a neural voice, and free their room."""
    from compassion_audio import settings
    from compassion_audio.studio.installing import remove as take_away

    freed = take_away(name, settings.folders(os.environ))
    if not freed:
        raise CompassionAudioError(
            f"nothing of {name} is installed", hint="see what is: compassion voices"
        )
    _tell(f"Removed {name}: {write_size(freed)} are free again.")


def _folder(text: str) -> Path:
    try:
        folder = Path(text).expanduser()
    except RuntimeError:
        folder = Path(text)
    if not text or not folder.is_dir():
        raise FetchFailed(f"there is no folder {text!r}", hint="name the folder with the files")
    return folder


def _show(wish: "Wish", source: Path | None) -> None:
    """Tell each file, its size, where it is from and goes, and its licence."""
    models = wish.models
    _tell(f"{models.name} needs {_files(len(wish.missing))}:")
    for file in wish.missing:
        size = write_size(file.size) if file.size else "size unknown"
        _tell(f"  {file.name:30} {size:>9}   {source or file.address}")
    _tell(f"They go into {models.folder}")
    _tell(f"Licence: {models.licence}")


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


def _ask(wish: "Wish") -> None:
    """Ask whether to fetch.

    Raises:
        CompassionAudioError: Nobody is there to answer.
        click.Abort: The answer is no.
    """
    if sys.stdin is None or not sys.stdin.isatty():
        raise CompassionAudioError(
            "nothing was fetched, because nobody is here to ask", hint="say yes with --yes"
        )
    if not click.confirm(f"Fetch {write_size(wish.size)} now?", err=True):
        raise CompassionAudioError("nothing was fetched")


def _tell_what_is_left(name: str, folders: "Folders | None") -> None:
    from compassion_audio.studio.installing import still_missing

    left = still_missing(name, folders)
    if left:
        _tell(f"Hear it: compassion voices try {name}")
    else:
        _tell(f"It still needs {left.missing}: {left.fix}")


def _progress() -> "Callable[[Brought], None]":
    """Choose how progress is shown: as a bar on a terminal, or not."""
    from compassion_audio.voices.models import ignore_progress

    is_terminal = sys.stderr is not None and sys.stderr.isatty()
    return _draw if is_terminal else ignore_progress


def _draw(at: "Brought") -> None:
    share = min(1.0, at.done / at.total) if at.total else 0.0
    sizes = f"{write_size(at.done)} of {write_size(at.total)}" if at.total else write_size(at.done)
    with suppress(OSError):
        width = (os.get_terminal_size(sys.stderr.fileno()).columns or 80) - 1
        line = f"[{'=' * round(share * 20):20}] {share:4.0%}  {at.stage} {at.name}, {sizes}"
        sys.stderr.write(f"\r{line[:width]:{width}}")
        sys.stderr.flush()


def _clear() -> None:
    if sys.stderr is not None and sys.stderr.isatty():
        with suppress(OSError):
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()


def _tell(line: str) -> None:
    with suppress(OSError):  # whoever watched has left; the files are brought all the same
        click.echo(line, err=True)
