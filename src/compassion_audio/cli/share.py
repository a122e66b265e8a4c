"""`compassion share`."""

import os
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compassion_audio import settings
from compassion_audio.cli.asked import Asked, making
from compassion_audio.cli.command import Command, anything_called, say
from compassion_audio.cli.progress import cleared, shown_progress
from compassion_audio.errors import CompassionAudioError, FileError
from compassion_audio.units import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from compassion_audio.settings import Folders
    from compassion_audio.studio.bundling import Gathered
    from compassion_audio.studio.rendering import Rendering
    from compassion_audio.studio.wrapping import Shape

_ENDINGS = {"folder": "", "zip": ".zip", "single": ".html", "sealed": ".html", "epub": ".epub"}


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
def command(
    *,
    names: tuple[str, ...],
    output: str | None,
    as_zip: bool,
    password: bool,
    single: bool,
    sealed: bool,
    epub: bool,
    passphrase_file: str | None,
    title: str | None,
    note: str | None,
    label: str | None,
    labels: bool,
    no_twin: bool,
    personal: bool,
    accept: bool,
    force: bool,
    asked: Asked,
    quiet: bool,
) -> None:
    """Make something to hand to somebody: a page that plays, with the words to read along.

    NAME is a practice, a session or a course of `compassion list`, FILE one of your own or a
    finished MP3. What is made is looked through for names and other personal data first, and
    nothing is sent anywhere. With --values or --ask it holds words for one person, which are kept
    nowhere else.
    """
    if labels:
        _show_labels()
        return
    if not names:
        raise click.UsageError("name what to share; see: compassion list")
    if passphrase_file is not None and not (password or sealed):
        raise click.UsageError("--passphrase-file alone locks nothing; add --password or --sealed")
    if password and (single or epub):
        open_too = "--single" if single else "--epub"
        raise click.UsageError(
            f"--password locks the zip file alone, and what {open_too} makes would lie open beside"
            " it; leave one of them out, or take --sealed"
        )
    shapes = _shapes(as_zip=as_zip or password, single=single, sealed=sealed, epub=epub)
    _check_label(label)
    base = _base(output, names[0])
    from compassion_audio.studio.bundling import Order, gathered
    from compassion_audio.studio.wrapping import refuse_to_lose

    for shape in () if force else shapes:
        refuse_to_lose(shape, _path(base, shape))
    order = Order(
        wanted=_wanted(names, asked),
        title=" ".join((title or "").split()),
        note=note or "",
        own_line=settings.in_force(settings.choose({}, os.environ)).notice,
        has_twins=not no_twin,
        shows_personal=personal,
    )
    passphrase = _passphrase(passphrase_file) if password or sealed else ""
    folders = settings.folders(os.environ)
    made: list[Path] = []
    try:
        with gathered(order, folders=folders, progress=shown_progress(quiet=quiet)) as ready:
            cleared(quiet=quiet)
            _look_through(ready, folders, called=base.name, accept=accept)
            for shape in shapes:
                words = passphrase if shape != "zip" or password else ""
                made.append(_put(ready, shape, base, words, force))
    finally:  # what was made before something failed is there, and is told
        cleared(quiet=quiet)
        if made and label:
            _remember(label, names, made, folders)
        if made and not quiet:
            with suppress(OSError):
                click.echo("\n".join(_summary(ready, made, is_locked=bool(passphrase))), err=True)


def _shapes(*, as_zip: bool, single: bool, sealed: bool, epub: bool) -> "tuple[Shape, ...]":
    if single and sealed:
        raise click.UsageError("--single and --sealed are both one page; choose one")
    chosen: list[Shape] = []
    if as_zip:
        chosen.append("zip")
    if single:
        chosen.append("single")
    if sealed:
        chosen.append("sealed")
    if epub:
        chosen.append("epub")
    return tuple(chosen) or ("folder",)


def _wanted(names: tuple[str, ...], asked: Asked) -> "tuple[Rendering | Path, ...]":
    from compassion_audio.studio.playing import is_sound

    if all(map(is_sound, names)) and not asked.is_nothing:
        raise click.UsageError(f"{names[0]} is finished: only a practice can be made otherwise")
    return tuple(
        Path(name) if is_sound(name) else asked.rendering(anything_called(name)) for name in names
    )


def _base(output: str | None, name: str) -> Path:
    """Decide what the bundle is called, without any ending."""
    if output is None:
        folder = settings.in_force(settings.choose({}, os.environ)).output
        return folder / f"{Path(name).stem}-to-share"
    path = Path(output).expanduser()
    if output and path.name in ("", ".."):  # `.` is a folder, and has its name elsewhere
        path = path.resolve()
    if not output or not path.name:
        raise FileError("the output has no name", hint="name a folder after -o")
    is_ending = path.suffix and path.suffix in _ENDINGS.values()
    return path.with_suffix("") if is_ending else path


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


def _put(ready: "Gathered", shape: "Shape", base: Path, passphrase: str, force: bool) -> Path:  # noqa: FBT001  # passed on
    from compassion_audio.studio import wrapping

    path = _path(base, shape)
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


def _path(base: Path, shape: "Shape") -> Path:
    return base.with_name(base.name + _ENDINGS[shape])


def _summary(ready: "Gathered", made: "Sequence[Path]", *, is_locked: bool) -> list[str]:
    lines = [f"Made {path}" for path in made]
    lines += [f"  {item.title}, {clock(item.length)}" for item in ready.items]
    if ready.order.is_personal:
        lines.append("  It holds words for one person; they are kept nowhere else.")
    if is_locked:
        lines.append("  Tell the passphrase in another way than you send the file.")
    return lines


def _check_label(label: str | None) -> None:
    from compassion_audio.journal.shared import Shared

    if label is None:
        return
    try:
        Shared(label, datetime.now().astimezone(), (), "")
    except ValueError as cause:
        raise click.UsageError(f"--label: {cause}") from cause


def _remember(
    label: str, names: tuple[str, ...], made: "Sequence[Path]", folders: "Folders | None"
) -> None:
    from compassion_audio.journal.shared import Shared, add_shared, shared_file

    if folders is None:
        raise FileError("no label is kept: there is no home", hint="name one in COMPASSION_DATA")
    for path in made:
        one = Shared(label, datetime.now().astimezone(), names, path.name)
        add_shared(one, file=shared_file(folders.data))


def _show_labels() -> None:
    from compassion_audio.journal.shared import read_shared, shared_file

    folders = settings.folders(os.environ)
    notes = read_shared(shared_file(folders.data)) if folders else ()
    if not notes:
        say("No label was given yet: compassion share NAME --label 'Tuesday, 4 pm'")
    for one in notes:
        say(f"{one.at:%Y-%m-%d %H:%M}  {one.label}: {', '.join(one.names)} ({one.place})")
