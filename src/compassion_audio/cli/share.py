"""`compassion share`."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compassion_audio import settings
from compassion_audio.cli.asked import making
from compassion_audio.cli.command import Command
from compassion_audio.cli.progress import cleared, shown_progress
from compassion_audio.cli.share_labels import remember, show_labels
from compassion_audio.cli.share_wish import Wish, path_of, wished
from compassion_audio.errors import CompassionAudioError
from compassion_audio.units import clock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from compassion_audio.settings import Folders
    from compassion_audio.studio.bundling import Gathered
    from compassion_audio.studio.wrapping import Shape


@click.command(
    "share",
    cls=Command,
    example="compassion share soles-of-the-feet breathing-space -o for-you\n"
    "compassion share my-recording.mp3 --sealed -o for-you\n"
    "compassion share hard-day --zip --password --label 'Tuesday, 4 pm'",
)
@click.argument("names", nargs=-1, metavar="NAME|FILE…")
@click.option(
    "-o",
    "--output",
    metavar="FOLDER",
    help="The folder that is made; of a file, its name without the ending. "
    "[default: in the folder audio_out, under the first name]",
)
@click.option("--zip", "as_zip", is_flag=True, help="One zip file instead of a folder.")
@click.option("--password", is_flag=True, help="Encrypt the zip file; it asks for a passphrase.")
@click.option("--single", is_flag=True, help="One page with the sound inside it.")
@click.option("--sealed", is_flag=True, help="One page that opens only with a passphrase.")
@click.option("--epub", is_flag=True, help="A book that reads itself aloud.")
@click.option(
    "--passphrase-file", metavar="FILE", help="Take the passphrase from the first line of a file."
)
@click.option("--title", metavar="TEXT", help="Over all of it. [default: of the first recording]")
@click.option("--note", metavar="TEXT", help="A word from you, on the page.")
@click.option("--label", metavar="NAME", help="Remember with whom, on this computer alone.")
@click.option("--labels", is_flag=True, help="Show what was shared with whom, and do nothing else.")
@click.option("--no-twin", is_flag=True, help="Leave out the voice alone of what has a background.")
@click.option("--personal", is_flag=True, help="Show your own words in texts, too.")
@click.option("--accept", is_flag=True, help="Share in spite of what the look for names finds.")
@click.option("--force", is_flag=True, help="Overwrite what is not this program's unchanged work.")
@making
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@wished
def command(wish: Wish) -> None:
    """Make something to hand to somebody: a page that plays, with the words to read along.

    NAME is a practice, a session or a course of `compassion list`, FILE one of your own or a
    finished MP3. What is made is looked through for names and other personal data first, and
    nothing is sent anywhere. With --values or --ask it holds words for one person, which are kept
    nowhere else.
    """
    if wish.labels:
        show_labels()
        return
    wish.check()
    _share(wish)


def _share(wish: Wish) -> None:
    from compassion_audio.studio.bundling import gathered
    from compassion_audio.studio.wrapping import refuse_to_lose

    base = wish.base()
    for shape in () if wish.force else wish.shapes:
        refuse_to_lose(shape, path_of(shape, base))
    order = wish.order()
    passphrase = _passphrase(wish.passphrase_file) if any(map(wish.locks, wish.shapes)) else ""
    folders = settings.folders(os.environ)
    try:
        with gathered(order, folders=folders, progress=shown_progress(quiet=wish.quiet)) as ready:
            cleared(quiet=wish.quiet)
            _look_through(ready, folders, called=base.name, accept=wish.accept)
            _hand_over(ready, wish, base, passphrase, folders)
    finally:
        cleared(quiet=wish.quiet)


def _hand_over(
    ready: "Gathered", wish: Wish, base: Path, passphrase: str, folders: "Folders | None"
) -> None:
    """Make each shape; what was made before one of them failed is there, and is told."""
    made: dict[Shape, Path] = {}
    try:
        for shape in wish.shapes:
            words = passphrase if wish.locks(shape) else ""
            made[shape] = _put(ready, shape, path_of(shape, base), words, wish.force)
    finally:
        if made and not wish.quiet:
            with suppress(OSError):
                click.echo("\n".join(_summary(ready, wish, made)), err=True)
        if made and wish.label:
            remember(wish.label, wish.names, tuple(made.values()), folders)


def _passphrase(file: str | None) -> str:
    """Take the passphrase from a file, or have it typed twice; it is shown only if it is drawn."""
    from compassion_audio.files import decode, read_bytes
    from compassion_audio.sharing.passphrase import checked, spoken_passphrase

    if file is not None:
        text = decode(read_bytes(Path(file)), file)
        return checked(text.splitlines()[0] if text else "")
    if sys.stdin is None or not sys.stdin.isatty() or not sys.stderr.isatty():
        raise CompassionAudioError(
            "there is no terminal to ask for a passphrase on", hint="use --passphrase-file FILE"
        )
    click.echo("A passphrase, or Enter for six words that are drawn for you.", err=True)
    typed = click.prompt("Passphrase", default="", show_default=False, hide_input=True, err=True)
    if not typed:
        drawn = spoken_passphrase()
        click.echo(f"\n  {drawn}\n", err=True)
        click.echo(
            "It is shown this once. Tell it in another way than you send the file.", err=True
        )
        return drawn
    typed = checked(typed)
    again = click.prompt("Once more", default="", show_default=False, hide_input=True, err=True)
    if checked(again) != typed:
        raise CompassionAudioError("the two passphrases differ", hint="try again")
    return typed


def _look_through(
    ready: "Gathered", folders: "Folders | None", *, called: str, accept: bool
) -> None:
    """Look for personal data, and share nothing that has some unless that was accepted."""
    from compassion_audio.cli.privacy import row
    from compassion_audio.studio.bundling import personal_data

    found = personal_data(ready, folders=folders, called=called)
    for one in found:
        click.echo(row(one), err=True)
    if any(one.is_trace for one in found) and not accept:
        raise CompassionAudioError(
            "nothing was shared, because of what stands above",
            hint="mend it, or add --accept where it is meant to be there",
        )


def _put(ready: "Gathered", shape: "Shape", path: Path, passphrase: str, force: bool) -> Path:  # noqa: FBT001  # passed on
    from compassion_audio.studio import wrapping

    match shape:
        case "folder":
            wrapping.put_folder(ready, path, may_overwrite=force)
        case "zip":
            wrapping.put_zip(ready, path, passphrase=passphrase, may_overwrite=force)
        case "single":
            wrapping.put_single(ready, path, may_overwrite=force)
        case "sealed":
            wrapping.put_sealed(ready, path, passphrase=passphrase, may_overwrite=force)
        case "epub":
            wrapping.put_book(ready, path, may_overwrite=force)
    return path


def _summary(ready: "Gathered", wish: Wish, made: "Mapping[Shape, Path]") -> list[str]:
    lines = [f"Made {path}" for path in made.values()]
    lines += [f"  {item.title}, {clock(item.length)}" for item in ready.items]
    if ready.order.is_personal:
        lines.append("  It holds words for one person; they are kept nowhere else.")
    if any(map(wish.locks, made)):
        lines.append("  Tell the passphrase in another way than you send the file.")
    return lines
