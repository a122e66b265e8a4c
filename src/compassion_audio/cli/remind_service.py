"""`compassion remind run`, `status`, `pause`, `resume` and `test`."""

import os
import signal
import sys
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from compassion_audio import settings
from compassion_audio.cli.command import Command, json_option, print_json, say
from compassion_audio.errors import CompassionAudioError

if TYPE_CHECKING:
    from collections.abc import Callable

    from compassion_audio.reminders.ledger import Ledger, Pause
    from compassion_audio.settings import Folders


@click.command("run", cls=Command, example="compassion remind run")
def run() -> None:
    """Remind for as long as this command runs. Ctrl-C ends it.

    `compassion remind on` has the same done in the background, now and at every login.
    """
    _stay_small()
    import logging

    from compassion_audio.cli.remind_playing import Company, Repertoire, shown_name
    from compassion_audio.reminders.book import reminders_file
    from compassion_audio.reminders.clock import SystemClock
    from compassion_audio.reminders.file_of_rules import FileOfRules
    from compassion_audio.reminders.instance import Instance, service_folder
    from compassion_audio.reminders.ledger import Ledger, ledger_file
    from compassion_audio.reminders.notify.finding import notifier_here
    from compassion_audio.reminders.performance import ChildProcesses
    from compassion_audio.reminders.service import Around, Service

    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    folders, wakeup = _folders(), threading.Event()
    with (
        Instance(service_folder(folders.data)) as instance,
        Ledger(ledger_file(folders.data)) as ledger,
    ):
        notifier = notifier_here(wake=wakeup.set, out=sys.stdout)
        service = Service(
            Around(
                clock=SystemClock(),
                notifier=notifier,
                stage=ChildProcesses(wakeup.set),
                ledger=ledger,
                rules=FileOfRules(reminders_file(os.environ)),
                surroundings=Company(folders.data / "playing"),
                commands=Repertoire(folders, os.environ),
                wakeup=wakeup,
                name_of=shown_name,
            )
        )
        _heed_signals(service.stop)
        instance.listen(service.answer)
        try:
            service.run()
        finally:
            notifier.close()


@click.command("status", cls=Command, example="compassion remind status")
@json_option
def status(*, as_json: bool) -> None:
    """Say whether reminders are running, and what comes next."""
    from compassion_audio.reminders.instance import ask, is_running, service_folder

    folder = service_folder(_folders().data)
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

    told = ask(service_folder(_folders().data), {"do": "test", "rule": called})
    click.echo(f"Shown by {told.get('notifier') or 'nobody yet'}.", err=True)


def _tell_or_keep(question: dict[str, str], pause: "Pause | None") -> None:
    """Tell the service; where none runs, write down what it will find when it does."""
    from compassion_audio.reminders.instance import NotRunning, ask, service_folder
    from compassion_audio.reminders.ledger import Ledger, ledger_file

    folders = _folders()
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


def _folders() -> "Folders":
    """Give where things are kept.

    Raises:
        CompassionAudioError: There is no home folder.
    """
    found = settings.folders(os.environ)
    if found is None:
        raise CompassionAudioError(
            "there is no home folder to keep reminders in",
            hint="name one in COMPASSION_DATA, and one in COMPASSION_CACHE",
        )
    return found


def _stay_small() -> None:
    """Let `hashlib` do without OpenSSL, which takes 4 MB all day; Python has a SHA-256 of its own.

    What runs in this process has nothing else to do with cryptography.
    """
    if "hashlib" not in sys.modules:
        sys.modules["_hashlib"] = None  # type: ignore[assignment]  # how an import is refused


def _heed_signals(stop: "Callable[[], None]") -> None:
    """End gently when the system or a person asks: what plays fades out.

    A thread hears of it by a pipe. A signal that comes just before the loop begins to wait would
    not be heeded before it has waited, and its handler may not touch what the loop waits for.
    """
    heard, told = os.pipe()
    os.set_blocking(told, False)

    def heed() -> None:
        os.read(heard, 1)
        stop()

    threading.Thread(target=heed, name="signals", daemon=True).start()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: None)
    if sys.platform == "win32":  # there, only a socket could tell
        signal.signal(signal.SIGINT, lambda *_: os.write(told, b"."))
    else:
        signal.set_wakeup_fd(told, warn_on_full_buffer=False)
