"""Where recordings go, and what they are written as."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from compassion_audio.delivery.formats import Encoding, Format


def refuse_streams(*, as_json: bool, with_captions: bool, several: bool) -> None:
    """Check that one recording, and nothing else, can go to standard output.

    Raises:
        click.UsageError: It cannot.
    """
    if as_json:
        raise click.UsageError("the recording and the JSON cannot both go to standard output")
    if sys.stdout is None or sys.stdout.isatty():
        raise click.UsageError("a recording is no text; send standard output to a file or a pipe")
    if with_captions:
        raise click.UsageError("captions go beside a file; name one after -o")
    if several:
        raise click.UsageError("several recordings need a folder; name one after -o")


def folder_for(
    slug: str,
    output: str | None,
    folder: Path,
    format_name: str | None,
    bit_rate: int | None,
    vbr: int | None,
) -> "tuple[Path, Encoding]":
    """Decide in which folder a series goes, and what its recordings are written as."""
    from compassion_audio.delivery.formats import MP3, format_named, format_of
    from compassion_audio.errors import FileError

    path = Path(output).expanduser() if output else folder / slug
    if format_of(path) or path.is_file():
        raise FileError(f"{path} cannot be a folder", hint="name a folder after -o")
    return path, _encoding(format_named(format_name) if format_name else MP3, bit_rate, vbr)


def _encoding(format_: "Format", bit_rate: int | None, vbr: int | None) -> "Encoding":
    from compassion_audio.delivery.formats import Encoding

    try:
        return Encoding(format_, bit_rate, vbr)
    except ValueError as cause:
        raise click.UsageError(str(cause)) from cause


def file_for(
    slug: str,
    output: str | None,
    folder: Path,
    format_name: str | None,
    bit_rate: int | None,
    vbr: int | None,
) -> "tuple[Path, Encoding]":
    """Decide where the recording goes, and what it is written as."""
    from compassion_audio.delivery.formats import MP3, format_named, format_of
    from compassion_audio.studio.render import recording_path

    asked = format_named(format_name) if format_name else None
    path = recording_path(slug, wanted=output, folder=folder, format_=asked)
    return path, _encoding(format_of(path) or MP3, bit_rate, vbr)
