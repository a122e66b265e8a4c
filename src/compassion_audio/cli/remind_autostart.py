"""`compassion remind on` and `off`."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compassion_audio.cli.command import Command, say
from compassion_audio.errors import CompassionAudioError

if TYPE_CHECKING:
    from compassion_audio.reminders.autostart.startup import Startup

_CARRIED = "COMPASSION_"

_PLACES = ("COMPASSION_CACHE", "COMPASSION_DATA", "COMPASSION_REMINDERS", "COMPASSION_SETTINGS")
"""Written as whole paths: a login begins in another folder."""

_PATIENCE = 15.0
"""Seconds in which the service has begun, or ended, on a slow machine."""

_LOOK = 0.05

_STARTED: "list[subprocess.Popen[bytes]]" = []
"""Kept, because Python complains of a process that it forgets while it runs."""


@click.command("on", cls=Command, example="compassion remind on\ncompassion remind on --print")
@click.option("--print", "only_shown", is_flag=True, help="Show what it would install, and stop.")
def on(*, only_shown: bool) -> None:
    """Start reminding, now and at every login.

    It needs no rights but your own, and installs one or two small files in your home folder. Your
    settings of the environment (COMPASSION_VOICE and so on) are written into them: after a change,
    call this again.
    """
    from compassion_audio.reminders.autostart import ways

    startup = startup_of(os.environ)
    if only_shown:
        for index, part in enumerate(ways.parts(ways.way_here(), startup)):
            say(("\n" if index else "") + f"# {part.path}")
            say(part.text.rstrip())
        return
    folder = _folder()
    if _ended():  # one that was started by hand, or with other settings
        _wait_until(folder, runs=False)
    way = ways.install(startup, start=start_aside)
    if not _wait_until(folder, runs=True):
        raise CompassionAudioError(
            f"{ways.WORDS[way]} was installed, and the reminders did not start",
            hint="see why with: compassion remind run",
        )
    click.echo(f"Reminders are on, now and at every login ({ways.WORDS[way]}).", err=True)
    click.echo("See what comes next with: compassion remind next", err=True)


@click.command("off", cls=Command, example="compassion remind off")
def off() -> None:
    """Remind no more, neither now nor at a login. Your rules stay as they are."""
    told = "Reminders are off." if turned_off() else "Reminders were not on."
    click.echo(told, err=True)


def turned_off() -> bool:
    """Remind no more; say whether anything was on.

    Raises:
        CompassionAudioError: What runs does not end, or what is installed cannot be removed.
    """
    from compassion_audio.reminders.autostart import ways

    was_there = ways.remove()
    was_running = _ended()
    if was_running and not _wait_until(_folder(), runs=False):
        raise CompassionAudioError(
            "reminders start at login no more, and those that run do not end",
            hint="try again, or end their process",
        )
    return was_there or was_running


def startup_of(environ: Mapping[str, str]) -> "Startup":
    """Give what is started at login: this Python, with the environment that decides what it does.

    Raises:
        CompassionAudioError: A value cannot be written into a file.
    """
    from compassion_audio.reminders.autostart.startup import Startup

    # Without a console window on Windows; without what lies in the folder it is started in.
    python = Path(sys.executable)
    windowless = python.with_name("pythonw.exe")
    if sys.platform == "win32" and windowless.exists():
        python = windowless
    carried = {name: value for name, value in environ.items() if name.startswith(_CARRIED)}
    for name in _PLACES:
        if carried.get(name) and not carried[name].startswith("~"):
            carried[name] = str(Path(carried[name]).absolute())
    if path := environ.get("PATH"):  # a login knows fewer places, and voices may be programs
        carried["PATH"] = path
    command = (str(python), "-P", "-m", "compassion_audio", "remind", "run")
    try:
        return Startup(command, tuple(sorted(carried.items())))
    except ValueError as cause:
        raise CompassionAudioError(
            f"the environment cannot be written down: {cause}",
            hint=f"look at the variables that begin with {_CARRIED}, and at PATH",
        ) from cause


def start_aside(startup: "Startup") -> None:
    """Start the service on its own, where the system starts it only at the next login.

    Raises:
        CompassionAudioError: It cannot be started.
    """
    try:
        _STARTED.append(
            subprocess.Popen(  # noqa: S603  # this program itself
                startup.command,
                env={**os.environ, **dict(startup.environment)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                cwd=Path(sys.executable).anchor,  # or a folder could not be removed while it runs
            )
        )
    except OSError as cause:
        raise CompassionAudioError(
            f"the reminders cannot be started: {cause.strerror}",
            hint="start them yourself with: compassion remind run",
        ) from cause


def _ended() -> bool:
    """Ask the service to end; say whether there was one.

    Raises:
        CompassionAudioError: It runs and does not answer.
    """
    from compassion_audio.reminders.instance import NotRunning, ask

    folder = _folder()
    if folder is None:
        return False
    try:
        ask(folder, {"do": "stop"})
    except NotRunning:
        return False
    return True


def _wait_until(folder: Path | None, *, runs: bool) -> bool:
    """Wait until the service answers, or until it has ended; say whether it came to that."""
    give_up = time.monotonic() + _PATIENCE
    while folder is not None and not (_answers(folder) if runs else _has_ended(folder)):
        has_failed = runs and any(one.poll() is not None for one in _STARTED[-1:])
        if has_failed or time.monotonic() > give_up:
            return False
        time.sleep(_LOOK)
    return True


def _answers(folder: Path) -> bool:
    from compassion_audio.reminders.instance import ask

    try:
        ask(folder, {"do": "status"})
    except CompassionAudioError:  # it has only just begun, and does not listen yet
        return False
    return True


def _has_ended(folder: Path) -> bool:
    from compassion_audio.reminders.instance import is_running

    return not is_running(folder)


def _folder() -> Path | None:
    from compassion_audio import settings
    from compassion_audio.reminders.instance import service_folder

    folders = settings.folders(os.environ)
    return service_folder(folders.data) if folders else None
