"""How a person says who speaks, how long, and with which words: options of several commands."""

import os
import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from compassion_audio.errors import CompassionAudioError
from compassion_audio.files import decode, read_bytes
from compassion_audio.units import WordsPerMinute

if TYPE_CHECKING:
    from compassion_audio.library import Source
    from compassion_audio.script import Variable
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
    click.option(
        "--ask",
        is_flag=True,
        help="Type the words for the variables; they are in no shell history.",
    ),
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


@dataclass(frozen=True, slots=True)
class Cast:
    """Who speaks, and how fast."""

    voice: str
    pace: "WordsPerMinute"
    roles: Mapping[str, str]
    paces: Mapping[str, "WordsPerMinute"]
    """Of each role."""


def cast_of(voices: tuple[str, ...], pace: str | None) -> Cast:
    """Decide who speaks: short names become voices, with the pace that belongs to each.

    A pace that was asked for, by the flag or in the environment, holds for everybody.

    Raises:
        click.UsageError: A role has two voices.
        SettingsError: A setting is not accepted.
    """
    from compassion_audio import settings

    own, roles = split_voices(voices)
    chosen = settings.choose({"voice": own, "pace": pace}, os.environ)
    prefer = settings.in_force(chosen)
    named = settings.named_voices(os.environ)
    is_asked = next(one.origin for one in chosen if one.setting.name == "pace") in (
        "flag",
        "environment",
    )
    everybody = {"": prefer.voice} | roles

    def pace_of(name: str) -> WordsPerMinute:
        known = named.get(name)
        return known.pace if known and known.pace and not is_asked else prefer.pace

    paces = {role: pace_of(name) for role, name in everybody.items()}
    speaking = {
        role: named[name].voice if name in named else name for role, name in everybody.items()
    }
    return Cast(speaking.pop(""), paces.pop(""), speaking, paces)


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
    source: "Source",
    pairs: tuple[str, ...],
    file: str | None,
    *,
    ask: bool,
    may_leave: bool = False,
) -> dict[str, str]:
    """Collect a person's own words: from a file, over it `--set`, over both what is typed in.

    Raises:
        click.UsageError: A pair has no equals sign, a name is set twice, or standard input is to
            be both the practice and the words.
        CompassionAudioError: The file cannot be read, or asking is not possible.
    """
    if file == "-" and (sys.stdin is None or source.name == "standard input"):
        raise click.UsageError("--values - reads standard input, and there is nothing left of it")
    values = values_in(file) if file else {}
    told: set[str] = set()
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise click.UsageError('--set takes a name and words: --set wish="I rest"')
        if name in told:
            raise click.UsageError(f"--set is given twice for {name}")
        told.add(name)
        values[name] = value
    if ask:
        values |= _asked_for(source, values, may_leave=may_leave)
    return values


def values_in(file: str) -> dict[str, str]:
    """Read the words of a file, or of standard input for `-`."""
    shown = "standard input" if file == "-" else file
    data = sys.stdin.buffer.read() if file == "-" else read_bytes(Path(file))
    try:
        table = tomllib.loads(decode(data, shown))
    except tomllib.TOMLDecodeError as cause:
        raise CompassionAudioError(
            f"{shown}: {cause}", hint='write one line for each: wish = "I meet this gently"'
        ) from cause
    for name, value in table.items():
        if not isinstance(value, str):
            raise CompassionAudioError(f"{shown}: {name} is not text", hint="put it in quotes")
    return table


def _variables(source: "Source", *, may_leave: bool) -> "Iterable[Variable]":
    from compassion_audio.cli.command import own_library
    from compassion_audio.studio.catalogue import read
    from compassion_audio.studio.guides import WholeCourse, variables_of, whole_guide

    if source.kind == "practice":
        return read(source).variables
    whole = whole_guide(source, own=own_library(), may_leave=may_leave)
    sessions = whole.days if isinstance(whole, WholeCourse) else (whole,)
    return [one for session in sessions if session for one in variables_of(session)]


def _asked_for(source: "Source", known: Mapping[str, str], *, may_leave: bool) -> dict[str, str]:
    """Ask for each variable once, on the terminal alone."""
    if not sys.stdin.isatty():
        raise CompassionAudioError(
            "--ask needs a terminal to type on", hint="use --values FILE instead"
        )
    click.echo("What you type is shown as you type it, and is in no shell history.", err=True)
    answers: dict[str, str] = {}
    for variable in _variables(source, may_leave=may_leave):
        if variable.name not in known and variable.name not in answers:
            answers[variable.name] = _answer(variable.name, variable.default)
    return {name: value for name, value in answers.items() if value}


def _answer(name: str, default: str | None) -> str:
    """Ask until there is an answer that can be spoken; what has a default may stay empty."""
    from compassion_audio.script.variables import check_value

    while True:
        value: str = click.prompt(name, default=default or "", show_default=bool(default), err=True)
        try:
            check_value(name, value)
        except CompassionAudioError as refused:
            click.echo(f"Error: {refused.lines()[0]}", err=True)
            continue
        if value.strip() or default is not None:
            return value
        click.echo(f"Error: {name} needs words", err=True)
