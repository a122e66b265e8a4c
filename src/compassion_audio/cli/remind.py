"""`compassion remind`: the table of its commands, each loaded when it is called."""

import importlib
from typing import cast

import click

from compassion_audio.cli.command import Group

SUBCOMMANDS = {
    "add": ("remind_rules", "add", "Make a reminder."),
    "list": ("remind_shown", "list_rules", "List your reminders."),
    "show": ("remind_shown", "show", "Show one, and when it comes."),
    "next": ("remind_shown", "next_ones", "Show what comes next, to the minute."),
    "edit": ("remind_rules", "edit", "Change a reminder."),
    "disable": ("remind_rules", "disable", "Switch one off, and keep it."),
    "enable": ("remind_rules", "enable", "Switch one on again."),
    "remove": ("remind_rules", "remove", "Remove one."),
    "quiet": ("remind_rules", "quiet", "Set the hours in which nothing is shown."),
    "export": ("remind_export", "export", "Write a calendar, so that a phone reminds you too."),
    "on": ("remind_autostart", "on", "Start reminding, now and at every login."),
    "off": ("remind_autostart", "off", "Remind no more."),
    "status": ("remind_service", "status", "Say whether reminders are running."),
    "pause": ("remind_service", "pause", "Have no reminders for a while."),
    "resume": ("remind_service", "resume", "Have them again."),
    "test": ("remind_service", "test", "Show one now, to try it."),
    "run": ("remind_service", "run", "Remind for as long as this command runs."),
}
"""Each command's module in this room, its name there, and what it does."""


class Subcommands(Group):
    """The commands, of which one is imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Give the names in the order in which a newcomer needs them."""
        return list(SUBCOMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's signature
        """Load one command."""
        if cmd_name not in SUBCOMMANDS:
            return None
        module, name, _ = SUBCOMMANDS[cmd_name]
        loaded = importlib.import_module(f"compassion_audio.cli.{module}")
        return cast("click.Command", getattr(loaded, name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's signature
        """Print the table of commands without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, _, about) in SUBCOMMANDS.items()])


@click.group(
    "remind",
    cls=Subcommands,
    example="compassion remind add breathing-space --at 08:30,13:00 --on weekdays\n"
    "compassion remind add --how sound --random 3 --between 10:00-18:00\n"
    "compassion remind on",
)
def command() -> None:
    """Be reminded of a practice, at times that you choose.

    A notification asks whether you want to practise now, later or not this time. Nothing is
    counted, and nothing nags.
    """
