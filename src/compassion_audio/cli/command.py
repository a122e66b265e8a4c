"""What the commands share: help that begins with an example, and data as JSON."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compassion_audio.errors import FileError, nearest
from compassion_audio.files import file_error

if TYPE_CHECKING:
    from compassion_audio.library import Source


_WIDTH = 78


def with_example_first(example: str, formatter: click.HelpFormatter) -> None:
    """Write an example above everything else in a help text."""
    formatter.write("Example:\n")
    for line in example.splitlines():
        formatter.write(f"  {line}\n")
    formatter.write("\n")


class Command(click.Command):
    """A command whose help begins with an example."""

    def __init__(self, *args: Any, example: str, **kwargs: Any) -> None:  # noqa: ANN401  # click's own
        kwargs.setdefault("context_settings", {"help_option_names": ["-h", "--help"]})
        super().__init__(*args, **kwargs)
        self.example = example

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Print help that begins with an example."""
        with_example_first(self.example, formatter)
        super().format_help(ctx, formatter)


class Group(Command, click.Group):
    """A command with commands of its own."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Give the names in the order in which they were written."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was typed, or name the nearest."""
        known = self.list_commands(ctx)
        if args and args[0] not in known and not args[0].startswith("-"):
            hint = nearest(args[0], known) or f"see: {ctx.command_path} --help"
            raise click.UsageError(f"{ctx.command_path} has no {args[0]!r}; {hint}", ctx)
        return super().resolve_command(ctx, args)


class UsualGroup(Group):
    """A group whose first word may also be an argument of the command that is mostly meant.

    `feed FOLDER` is `feed make FOLDER`.
    """

    def __init__(self, *args: Any, usual: str, **kwargs: Any) -> None:  # noqa: ANN401  # click's own
        super().__init__(*args, **kwargs)
        self._usual = usual

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the usual command in front, unless another one or help is asked for."""
        if args and args[0] not in (*self.commands, "-h", "--help"):
            args = [self._usual, *args]
        return super().parse_args(ctx, args)


json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print the data as JSON on standard output."
)


def print_json(data: Mapping[str, Any] | list[Any]) -> None:
    """Print data for another program."""
    say(json.dumps(data, ensure_ascii=False, indent=2))


def say(text: str) -> None:
    """Print on standard output.

    Raises:
        FileError: It is a file on a full disk, or the like.
        BrokenPipeError: Whoever was reading has left, which is their right.
    """
    try:
        click.echo(text)
    except BrokenPipeError:
        raise
    except OSError as cause:
        raise file_error("cannot write to", "standard output", cause) from cause


def wrapped(text: str, first: str = "", others: str = "") -> str:
    """Wrap a paragraph.

    A word is not broken, whatever its length: a million letters would take half a minute.
    """
    from textwrap import fill

    return fill(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=others,
        break_long_words=False,
        break_on_hyphens=False,
    )


def own_library() -> Path | None:
    """Give the folder of the person's own library, if they named one.

    Raises:
        SettingsError: The setting makes no sense.
    """
    from compassion_audio import settings

    return settings.own_library(os.environ)


def anything_called(name: str) -> "Source":
    """Read the practice or the guide a person named; `-` is standard input, and a practice.

    Raises:
        CompassionAudioError: There is none, or it cannot be read.
    """
    from compassion_audio import library

    return source_called(name) if name == "-" else library.find(name, own_library())


def source_called(name: str) -> "Source":
    """Read the practice a person named; `-` is standard input.

    Raises:
        CompassionAudioError: There is none, or it cannot be read.
    """
    from compassion_audio import library
    from compassion_audio.files import decode

    if name == "-":
        if sys.stdin is None:
            raise FileError("standard input is closed", hint="name a file, or pipe one in")
        data = sys.stdin.buffer.read()
        return library.Source("practice", "standard input", decode(data, "standard input"))
    return library.read(name, own_library())
