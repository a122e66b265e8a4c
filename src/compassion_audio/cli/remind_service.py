"""`compassion remind run`, `status`, `pause`, `resume` and `test`."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from compassion_audio.cli.command import Command, json_option, print_json, say
from compassion_audio.cli.keeping import folders_of_reminders, keep_reminders

if TYPE_CHECKING:
    from compassion_audio.reminders.ledger import Ledger, Pause


@click.command("run", cls=Command, example="compassion remind run")
def run() -> None:
    """Remind for as long as this command runs. Ctrl-C ends it.

    `compassion remind on` has the same done in the background, now and at every login.
    """
    keep_reminders()


@click.command("status", cls=Command, example="compassion remind status")
@json_option
def status(*, as_json: bool) -> None:
    """Say whether reminders are running, and what comes next."""
    from compassion_audio.reminders.instance import ask, is_running, service_folder

    folder = service_folder(folders_of_reminders().data)
    told = {"running": is_running(folder)}
    if told["running"]:
        told |= ask(folder, {"do": "status"})
    if as_json:
        print_json(told)
        return
    say("\n".join(_told(told)))


@click.command("pause", cls=Command, example="compassion remind pause 2h")
@click.argument("until", metavar="LENGTH|tomorrow|TIME", nargs=-1, required=True)
def pause(*, until: tuple[str, ...]) -> None:
    """Have no reminders for a while: 2h, 45m, tomorrow, until 18:00, until 2026-12-24T09:00.

    What comes due meanwhile is not made up for. `compassion remind resume` ends it sooner.
    """
    from compassion_audio.reminders.clock import SystemClock
    from compassion_audio.reminders.ledger import Pause
    from compassion_audio.reminders.pausing import read_until

    clock = SystemClock()
    now, zone = clock.now(), clock.zone()
    try:
        end = read_until(" ".join(until), now=now, home=zone)
    except ValueError as cause:
        raise click.UsageError(str(cause)) from cause
    _tell_or_keep({"do": "pause", "until": end.isoformat()}, Pause(now, end))
    shown = end.astimezone(zone).strftime("%A, %d %B, %H:%M").replace(" 0", " ")
    click.echo(f"No reminders until {shown}.", err=True)


@click.command("resume", cls=Command, example="compassion remind resume")
def resume() -> None:
    """Have reminders again."""
    _tell_or_keep({"do": "resume"}, None)
    click.echo("Reminders are as before.", err=True)


@click.command("test", cls=Command, example="compassion remind test breathing-space-1")
@click.argument("called", metavar="[ID]", default="")
def test(*, called: str) -> None:
    """Show one now, to try it: a sample, or one of your reminders with all that it does.

    Nothing of it is written down.
    """
    from compassion_audio.reminders.instance import ask, service_folder

    told = ask(service_folder(folders_of_reminders().data), {"do": "test", "rule": called})
    click.echo(f"Shown by {told.get('notifier') or 'nobody yet'}.", err=True)


def _tell_or_keep(question: dict[str, str], pause: "Pause | None") -> None:
    """Tell the service; where none runs, write down what it will find when it does."""
    from compassion_audio.reminders.instance import NotRunning, ask, service_folder
    from compassion_audio.reminders.ledger import Ledger, ledger_file

    folders = folders_of_reminders()
    try:
        ask(service_folder(folders.data), question)
    except NotRunning:
        with Ledger(ledger_file(folders.data)) as ledger:
            _keep(ledger, pause)


def _keep(ledger: "Ledger", pause: "Pause | None") -> None:
    if pause:
        ledger.pause(pause)
    else:
        ledger.resume(at=datetime.now(UTC))


def _told(status: dict[str, Any]) -> list[str]:
    """Say how things stand, in a few lines."""
    if not status["running"]:
        return [
            "Reminders are not running.",
            "  Start them now and at every login:   compassion remind on",
            "  or for as long as a terminal is open: compassion remind run",
        ]
    rules = status["enabled"]
    lines = [
        f"Reminders are running: {rules} rule{'s' if rules != 1 else ''}, {status['zone']}.",
        f"  Shown by {status['notifier'] or 'nobody yet'}.",
    ]
    if following := status["next"]:
        moment = _local(following["due"])
        lines.append(f"  Next: {moment:%A, %d %B, %H:%M} ({following['rule']}).")
    if until := status["paused_until"]:
        lines.append(f"  Paused until {_local(until):%A, %d %B, %H:%M}.")
    if status["held"]:
        lines.append(f"  Waiting for a better moment: {status['reason']}.")
    lines += [f"  All days are done, and it is quiet: {one}." for one in status["finished"]]
    if status["playing"]:
        lines.append("  Playing now; to end it: compassion stop")
    lines += [
        f"  The file makes no sense, the rules before it hold: {line}"
        for line in status["rules_trouble"]
    ]
    if status["trouble"]:
        lines.append(f"  Something went wrong: {status['trouble']}")
    return lines


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone()
