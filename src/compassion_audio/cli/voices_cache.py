"""`compassion voices cache`."""

import os

import click

from compassion_audio.cli.command import Command, json_option, print_json, say
from compassion_audio.units import read_size, write_size


@click.command(
    "cache",
    cls=Command,
    example="compassion voices cache\ncompassion voices cache --prune 500MB",
)
@click.option("--prune", metavar="SIZE", help="Give up the least recently used beyond 500MB, 2GB…")
@click.option("--clear", is_flag=True, help="Give up all.")
@json_option
def command(*, prune: str | None, clear: bool, as_json: bool) -> None:
    """Show the spoken lines that are kept, so that they need not be spoken again.

    They can be made again at any time. Lines with personal words are never among them.
    """
    from compassion_audio import settings
    from compassion_audio.errors import FileError
    from compassion_audio.studio.speaking import line_cache

    if clear and prune is not None:
        raise click.UsageError("--clear and --prune cannot both be given")
    limit = _limit(prune, clear=clear)
    folders = settings.folders(os.environ)
    if folders is None:
        raise FileError("no lines are kept: there is no home", hint="name one in COMPASSION_CACHE")
    cache = line_cache(folders)
    gone = cache.prune(limit) if limit is not None else None
    held = cache.contents()
    if as_json:
        freed = {"freed_lines": gone.entries, "freed_bytes": gone.size} if gone else {}
        folder = str(cache.folder)
        print_json({"lines": held.entries, "bytes": held.size, "folder": folder} | freed)
        return
    if gone:
        say(f"Gave up {_lines(gone.entries)}, {write_size(gone.size)}.")
    say(f"{_lines(held.entries)}, {write_size(held.size)}, in {cache.folder}")


def _limit(prune: str | None, *, clear: bool) -> int | None:
    if prune is None:
        return 0 if clear else None
    try:
        return read_size(prune)
    except ValueError as cause:
        raise click.UsageError(f"--prune: {cause}") from cause


def _lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count} lines"
