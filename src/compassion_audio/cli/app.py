"""The roof: the table of commands, and the one place where an error becomes a line of text."""

import importlib
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType
from typing import NoReturn, cast

import click

from compassion_audio import __version__
from compassion_audio.cli.command import say, with_example_first
from compassion_audio.errors import CompassionAudioError, nearest
from compassion_audio.files import file_error

DONE, FAILED, MISTYPED, INTERRUPTED = 0, 1, 2, 130

COMMANDS = {
    "list": ("list_practices", "List practices, sessions and courses."),
    "show": ("show", "Show a practice and its words, or the plan of a guide."),
    "check": ("check", "Read a practice as a careful editor would."),
    "format": ("format", "Bring practices into their canonical form."),
    "import": ("import_script", "Make a practice of a text in another form."),
    "new": ("new", "Begin a practice or a guide of your own."),
    "course": ("course", "Go through a course, a day at a time."),
    "render": ("render", "Make a recording of a practice."),
    "verify": ("verify", "Measure recordings, and say what is off."),
    "play": ("play", "Play a practice or a recording."),
    "stop": ("stop", "End whatever is playing."),
    "remind": ("remind", "Be reminded of a practice, at times that you choose."),
    "share": ("share", "Make something to hand to somebody."),
    "privacy": ("privacy", "Look for personal data before you share."),
    "history": ("history", "Look back on what you practised."),
    "voices": ("voices", "List the voices on this machine."),
    "takes": ("takes", "Record practices in your own voice."),
    "feed": ("feed", "Make a private podcast of recordings."),
    "settings": ("settings", "Show, explain and set your preferences."),
    "doctor": ("doctor", "Look at everything that is needed, and say what to do."),
    "erase": ("erase", "Erase all that is kept about you."),
}
"""Each command's module in this room, loaded when it is called, and what it does."""

GREETING = """\
compassion-audio makes guided self-compassion practices, on your own machine.

Three things to try:

  compassion render self-compassion-break   makes a five-minute recording
  compassion list                           shows every practice
  compassion show soles-of-the-feet         reads one on the screen

Everything else: compassion --help
"""


class Commands(click.Group):
    """The commands, each imported only when it is needed, so that help comes at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Give the names in the order in which a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's signature
        """Load one command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"compassion_audio.cli.{COMMANDS[cmd_name][0]}")
        return cast("click.Command", module.command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was typed, or name the nearest."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            hint = nearest(args[0], COMMANDS) or "see: compassion --help"
            raise click.UsageError(f"there is no command called {args[0]!r}; {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's signature
        """Print the table of commands without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Print help that begins with an example."""
        with_example_first("compassion render self-compassion-break", formatter)
        super().format_help(ctx, formatter)


@click.command(cls=Commands, invoke_without_command=True, no_args_is_help=False)
@click.version_option(__version__, "--version", message="compassion-audio %(version)s")
@click.help_option("-h", "--help")
@click.pass_context
def app(ctx: click.Context) -> None:
    """Guided self-compassion practice, from plain words to a recording, on your own machine."""
    if ctx.invoked_subcommand is None:
        say(GREETING.rstrip())


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: The words after `compassion`; those of the process when None.

    Returns:
        The exit status: 0 done, 1 failed and the reason is on stderr, 2 mistyped, 130 Ctrl-C.
    """
    _speak_any_script()
    try:
        status = app.main(
            None if arguments is None else list(arguments),
            prog_name="compassion",
            standalone_mode=False,
        )
    except click.UsageError as cause:
        cause.show()
        return MISTYPED
    except (click.Abort, KeyboardInterrupt):
        _complain("Stopped. Nothing half-written was left behind.")
        return INTERRUPTED
    except CompassionAudioError as cause:
        for line in cause.lines():
            _complain(f"Error: {line}")
        return FAILED
    except BrokenPipeError:
        return FAILED
    except OSError as cause:
        if not _is_of_output(cause):
            raise
        _complain(f"Error: {file_error('cannot write to', 'standard output', cause).lines()[0]}")
        return FAILED
    finally:
        _let_go_of_output()
    return status if isinstance(status, int) else DONE


def heed_signals() -> None:
    """End on SIGTERM and when the terminal is closed as on Ctrl-C, through every `finally`."""
    signal.signal(signal.SIGTERM, _terminate)
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _terminate)


def _complain(line: str) -> None:
    with suppress(OSError):  # nobody listens; the exit status still tells
        click.echo(line, err=True)


def _is_of_output(cause: OSError) -> bool:
    """Whether click failed to print help, which goes out by click's own hand."""
    at = cause.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    return at is not None and at.tb_frame.f_globals.get("__name__") == "click.utils"


def _speak_any_script() -> None:
    """Let a terminal that lacks a character show a question mark, and not end the program."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _terminate(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def _let_go_of_output() -> None:
    """Drop what the two streams could not take, or Python would complain of it once more."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
