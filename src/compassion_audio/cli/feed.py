"""`compassion feed`: recordings as a podcast of one's own."""

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compassion_audio import settings
from compassion_audio.cli.command import Command, UsualGroup, say
from compassion_audio.errors import NotOurs

if TYPE_CHECKING:
    from compassion_audio.studio.feeding import Naming, Opened

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", re.ASCII)
_USUAL = "make"
_OUTPUT = "audio_out"


@click.group(
    "feed",
    cls=UsualGroup,
    usual=_USUAL,
    example="compassion feed audio_out --base-url https://example.org/practices/\n"
    "compassion feed serve audio_out --lan",
)
def command() -> None:
    """Make a private podcast of recordings, for the player on a telephone.

    `feed FOLDER` writes a feed into the folder, which you then put on a web host. `feed serve`
    gives the folder to players on this machine, or in your own network, as long as it runs.
    """


def _naming(function: Any) -> Any:  # noqa: ANN401  # click's decorators
    """Give a command the options that say what a feed is called."""
    for option in (
        click.option("--language", metavar="TAG", help="Such as en or pt-BR. [default: theirs]"),
        click.option(
            "--author", metavar="NAME", help="Who it is from. [default: compassion-audio]"
        ),
        click.option(
            "--title",
            metavar="TEXT",
            help="What players call it. [default: Self-compassion practices]",
        ),
    ):
        function = option(function)
    return function


@command.command(
    _USUAL,
    cls=Command,
    short_help="Write a feed beside the recordings of a folder.",
    example="compassion feed audio_out --base-url https://example.org/practices/",
)
@click.argument("folder")
@click.option(
    "--base-url", metavar="URL", required=True, help="Where the folder will be found on the web."
)
@_naming
@click.option("--force", is_flag=True, help="Overwrite what the program did not write.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def make(
    *,
    folder: str,
    base_url: str,
    title: str | None,
    author: str | None,
    language: str | None,
    force: bool,
    quiet: bool,
) -> None:
    """Write feed.xml into FOLDER, with the chapters and the words of its MP3s.

    Then put the whole folder where --base-url says. Nobody finds a private feed but by its
    address: choose one that cannot be guessed. Made again, it has the same bytes, and recordings
    that you renamed or made anew stay the same in every player.
    """
    import time

    from compassion_audio.sharing.address import read_address
    from compassion_audio.studio.feeding import make_feed

    named = _naming_of(title, author, language)
    written = make_feed(
        Path(folder).expanduser(),
        read_address(base_url),
        named,
        now=int(time.time()),
        may_overwrite=force,
    )
    say(str(written.path))
    if not quiet:
        _tell(f"  {_counted(len(written.items))}; players find it at {written.address}")
        if base_url.lower().startswith("http:"):
            _tell("  Everybody on the way can listen: an address with https:// hides the sound.")


@command.command(
    "serve",
    cls=Command,
    short_help="Give a folder to podcast players, until Ctrl-C.",
    example="compassion feed serve audio_out\ncompassion feed serve audio_out --lan",
)
@click.argument("folder", default=_OUTPUT)
@click.option(
    "--port",
    type=click.IntRange(1, 65_535),
    metavar="N",
    help="Where to listen. [default: as the last time]",
)
@click.option("--lan", is_flag=True, help="Let others in your network in, and your telephone.")
@click.option("--new-path", is_flag=True, help="Draw a new path; the old one leads nowhere.")
@click.option("--qr", metavar="FILE", help="Draw the address as an SVG, for a camera.")
@_naming
@click.option("--force", is_flag=True, help="Overwrite the FILE of --qr if it is there.")
def serve(
    *,
    folder: str,
    port: int | None,
    lan: bool,
    new_path: bool,
    qr: str | None,
    title: str | None,
    author: str | None,
    language: str | None,
    force: bool,
) -> None:
    """Give FOLDER to podcast players, until Ctrl-C. FOLDER is audio_out unless you name another.

    Only programs on this machine reach it, and only under a path that nobody guesses. With
    --lan, everybody in your network who has the address can listen, and the sound travels there
    unencrypted: do that at home, not in a café. The path and the port stay the same for a folder.
    """
    import time

    from compassion_audio.sharing.serving import LOOPBACK, address_in_network
    from compassion_audio.studio.feeding import open_folder

    named = _naming_of(title, author, language)
    folders = settings.folders(os.environ)
    opened = open_folder(
        Path(folder).expanduser(),
        named,
        now=int(time.time()),
        host=address_in_network() if lan else LOOPBACK,
        port=port or 0,
        home=folders.data if folders else None,
        with_new_path=new_path,
    )
    with opened.server:
        if qr is not None:
            _draw(qr, opened.feed or opened.page, may_overwrite=force)
        _show(opened, in_network=lan)
        try:
            opened.server.serve_forever()
        except KeyboardInterrupt:
            _tell("\nClosed: nobody reaches it any more.")


def _show(opened: "Opened", *, in_network: bool) -> None:
    """Say where it is, and who can reach it."""
    for address in filter(None, (opened.feed, opened.page)):
        say(address)
    what = _counted(len(opened.items)) if opened.items else "A page"
    if not in_network:
        _tell(f"{what}, for players on this machine alone. A telephone needs --lan.")
    else:
        if sys.stderr is not None and sys.stderr.isatty():
            from compassion_audio.sharing.qr import in_terminal

            is_coloured = not os.environ.get("NO_COLOR")
            _tell(in_terminal(opened.feed or opened.page, is_coloured=is_coloured))
        _tell(
            f"{what}. Everybody in this network who has the address can listen, and the sound\n"
            "travels unencrypted. Give the address to nobody else, and end it when you have it."
        )
    _tell("Ctrl-C ends it.")


def _draw(name: str, address: str, *, may_overwrite: bool) -> None:
    from compassion_audio.files import read_bytes, refuse_what_is_no_file, whole_file
    from compassion_audio.sharing.qr import as_svg

    path, picture = Path(name).expanduser(), as_svg(address)
    refuse_what_is_no_file(path, hint="name a file after --qr")
    if path.exists() and not may_overwrite and read_bytes(path) != picture:
        raise NotOurs(
            f"{path} is there already", hint="choose another name, or overwrite it with --force"
        )
    with whole_file(path, is_private=True) as file:
        file.write(picture)


def _naming_of(title: str | None, author: str | None, language: str | None) -> "Naming":
    """Check what the feed is to be called.

    Raises:
        click.UsageError: A name is empty, or the language is no tag.
    """
    from compassion_audio.studio.feeding import Naming

    for option, text in {"--title": title, "--author": author}.items():
        if text is not None and not text.strip():
            raise click.UsageError(f"{option} is empty; leave it out for the usual one")
    if language is not None and not _LANGUAGE.fullmatch(language):
        raise click.UsageError(f"{language!r} is no language tag such as en or pt-BR")
    return Naming(
        title=(title or "").strip(), author=(author or "").strip(), language=language or ""
    )


def _counted(count: int) -> str:
    return f"{count} recording{'' if count == 1 else 's'}"


def _tell(text: str) -> None:
    click.echo(text, err=True)
