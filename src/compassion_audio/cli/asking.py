"""How a person says who speaks, how long, and with which words: options of several commands."""

import os
import sys
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from compassion_audio.errors import CompassionAudioError
from compassion_audio.files import decode, read_bytes

if TYPE_CHECKING:
    from compassion_audio.library import Source
    from compassion_audio.script import Script
    from compassion_audio.units import Milliseconds

Function = TypeVar("Function", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--voice",
        "voices",
        metavar="[ROLE=]NAME",
        multiple=True,
        help="Who speaks; see `compassion voices`. With ROLE=, who speaks that role.",
    ),
    click.option(
        "--otherwise",
        metavar="NAME",
        help="Who speaks lines that a recorded voice has no take of. [default: your setting]",
    ),
    click.option("--pace", metavar="WPM", help="Spoken words a minute, 60 to 200. [default: 115]"),
    click.option("--length", metavar="TIME", help="Exactly how long: 10m, 7:30 or 600s."),
    click.option(
        "--set", "pairs", metavar="NAME=WORDS", multiple=True, help="Words for a variable."
    ),
    click.option(
        "--values", "file", metavar="FILE", help='Words for variables, as name = "words" lines.'
    ),
    click.option("--ask", is_flag=True, help="Type the words for the variables, seen by no one."),
)


def asking(function: Function) -> Function:
    """Give a command the options that say who speaks, how long, and with which words."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def split_voices(voices: tuple[str, ...]) -> tuple[str | None, dict[str, str]]:
    """Tell the practice's own voice from those of further roles.

    Raises:
        click.UsageError: One of them is named twice.
    """
    own: str | None = None
    roles: dict[str, str] = {}
    for voice in voices:
        role, equals, name = voice.partition("=")
        if (role in roles) if equals else own is not None:
            raise click.UsageError(f"--voice is given twice: {voice}")
        if equals:
            roles[role] = name
        else:
            own = voice
    return own, roles


def otherwise_of(name: str | None) -> str:
    """Choose who speaks lines without a take: the voice named, else the one that is preferred."""
    from compassion_audio import settings
    from compassion_audio.studio.voices import able_to_say_anything

    if name is not None:
        return name
    preferred = settings.in_force(settings.choose({}, os.environ)).voice
    return able_to_say_anything(preferred, settings.folders(os.environ))


def length_of(text: str | None) -> "Milliseconds | None":
    """Read a length.

    Raises:
        CompassionAudioError: It is none.
    """
    from compassion_audio.units import read_length

    if text is None:
        return None
    try:
        return read_length(text)
    except ValueError as cause:
        raise CompassionAudioError(f"--length cannot be {text!r}", hint=str(cause)) from cause


def values_of(
    source: "Source", pairs: tuple[str, ...], file: str | None, *, ask: bool
) -> dict[str, str]:
    """Collect a person's own words: from a file, over it `--set`, over both what is typed in.

    Raises:
        click.UsageError: A pair has no equals sign.
        CompassionAudioError: The file cannot be read, or asking is not possible.
    """
    values = _values_in(Path(file)) if file else {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise click.UsageError('--set takes a name and words: --set wish="I rest"')
        values[name] = value
    if ask:
        values |= _asked_for(source, values)
    return values


def _values_in(file: Path) -> dict[str, str]:
    try:
        table = tomllib.loads(decode(read_bytes(file), str(file)))
    except tomllib.TOMLDecodeError as cause:
        raise CompassionAudioError(
            f"{file}: {cause}", hint='write one line for each: wish = "I meet this gently"'
        ) from cause
    for name, value in table.items():
        if not isinstance(value, str):
            raise CompassionAudioError(f"{file}: {name} is not text", hint="put it in quotes")
    return table


def _asked_for(source: "Source", known: Mapping[str, str]) -> dict[str, str]:
    """Ask for each variable once, on the terminal alone."""
    from compassion_audio.studio.catalogue import read

    script: Script = read(source)
    if not sys.stdin.isatty():
        raise CompassionAudioError(
            "--ask needs a terminal to type on", hint="use --values FILE instead"
        )
    answers: dict[str, str] = {}
    for variable in script.variables:
        if variable.name not in known and variable.name not in answers:
            answers[variable.name] = click.prompt(
                variable.name, default=variable.default or "", err=True
            )
    return {name: value for name, value in answers.items() if value}
