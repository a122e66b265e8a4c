"""`compassion format`."""

import re
import sys
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

import click

from compassion_audio.cli.command import Command
from compassion_audio.errors import CompassionAudioError

DONE, FAILED, SOME_FAILED = 0, 1, 3


@click.command(
    "format",
    cls=Command,
    example="compassion format my-practice.md\ncompassion format --check scripts/*.md",
)
@click.argument("files", metavar="FILE|-...", nargs=-1, required=True)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a file would change.")
@click.option("--diff", is_flag=True, help="Write nothing; print what would change.")
def command(*, files: tuple[str, ...], check: bool, diff: bool) -> int:
    """Bring practices into their canonical form: the same words, one sentence a line.

    Files are rewritten where they are. - reads standard input and writes standard output.
    """
    failed = changed = 0
    for name in files:
        try:
            old = _read(name)
            new = _formatted(old, name)
        except CompassionAudioError as cause:
            if len(files) == 1:
                raise
            failed += 1
            for line in cause.lines():
                click.echo(f"Error: {line}", err=True)
            continue
        changed += old != new
        if diff:
            click.echo("".join(_difference(old, new, name)), nl=False)
        if check and old != new:
            click.echo(f"Would change {_shown(name)}", err=True)
        if not check and not diff:
            _write(name, old, new)
    if failed:
        return FAILED if failed == len(files) else SOME_FAILED
    return FAILED if check and changed else DONE


def _shown(name: str) -> str:
    return "standard input" if name == "-" else name


def _read(name: str) -> bytes:
    from compassion_audio.files import read_bytes

    return sys.stdin.buffer.read() if name == "-" else read_bytes(Path(name))


def _formatted(data: bytes, name: str) -> bytes:
    from compassion_audio.files import decode
    from compassion_audio.script.format import formatted

    shown = _shown(name)
    return formatted(decode(data, shown), name=shown).encode()


def _write(name: str, old: bytes, new: bytes) -> None:
    """Write what changed; a link keeps pointing where it does, and its file is rewritten."""
    from compassion_audio.files import whole_file

    if name == "-":
        click.echo(new, nl=False)
    elif new != old:
        with whole_file(Path(name).resolve()) as file:
            file.write(new)
        click.echo(f"Formatted {name}", err=True)


def _difference(old: bytes, new: bytes, name: str) -> Iterator[str]:
    """Give a unified diff; a last line without a line break is told as `diff` tells it."""
    before, after = (re.findall(r"[^\n]*\n|[^\n]+", text.decode()) for text in (old, new))
    for line in unified_diff(before, after, _shown(name), f"{_shown(name)} (formatted)"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
