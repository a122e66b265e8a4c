"""Whether reminders can be shown and kept on this machine, a line for each part."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from compassion_audio.errors import CompassionAudioError
from compassion_audio.machine import Diagnosis, State, diagnosed_folder
from compassion_audio.reminders import considerate
from compassion_audio.reminders.autostart.startup import Startup
from compassion_audio.reminders.autostart.ways import WORDS, installed, is_current
from compassion_audio.reminders.book import Book, read_book
from compassion_audio.reminders.instance import is_running, service_folder
from compassion_audio.reminders.moments import upcoming
from compassion_audio.reminders.notify.finding import server_here
from compassion_audio.reminders.rule import Occurrence, Rule

_ON = "compassion remind on"
_NEXT = 5

UNVERIFIED: Mapping[str, tuple[str, ...]] = {
    "linux": (
        "a login with systemd: the unit is verified by systemd-analyze, and no session was begun",
        "notifications of KDE, GNOME and XFCE: those of dunst are tested",
    ),
    "darwin": (
        "notifications: a pressed button may not be heard",
        "starting at login by launchd",
        "Focus and the microphone: they cannot be asked",
    ),
    "win32": (
        "notifications and their buttons",
        "starting at login by a task",
        "the control of a running service over a named pipe",
        "whether a presentation is on, and whether the microphone is in use",
    ),
}
"""What no test has seen yet, for each system."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where to look."""

    file: Path
    """Of the rules."""

    data: Path
    """The folder for what cannot be made again."""

    startup: Startup
    """What would be started at login."""

    now: datetime
    home: ZoneInfo
    environ: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Health:
    """How reminders are."""

    found: tuple[Diagnosis, ...]
    following: tuple[tuple[Occurrence, Rule], ...]
    """The next occurrences, at most five."""


def examine(around: Surroundings) -> Health:
    """Look at everything that reminders need; nothing is changed, and nothing started.

    What does not work is only to be mended where there is a rule that needs it.
    """
    try:
        book, trouble = read_book(around.file), None
    except CompassionAudioError as cause:
        book, trouble = Book(), cause
    enabled = [rule for rule in book.rules if rule.is_enabled]
    is_needed: State = "mend" if enabled or trouble else "note"
    following = tuple(islice(upcoming(book.rules, after=around.now, home=around.home), _NEXT))
    by_id = {rule.id: rule for rule in book.rules}
    found = (
        *_of_rules(book, len(enabled), trouble, around.file),
        _of_notifier(around.environ, is_needed),
        _of_service(around, is_needed),
        _of_autostart(around, is_needed),
        _of_zone(around),
        _of_consideration(around.environ),
        *_of_packages(),
        diagnosed_folder("reminders' folder", service_folder(around.data), is_private=True),
    )
    return Health(found, tuple((one, by_id[one.rule]) for one in following))


def unverified() -> Sequence[str]:
    """Say what has not been verified on this operating system."""
    return UNVERIFIED.get(sys.platform, ("everything: this operating system was never tried",))


def _of_rules(
    book: Book, enabled: int, trouble: CompassionAudioError | None, file: Path
) -> Iterator[Diagnosis]:
    if trouble is not None:
        for line in trouble.lines():
            yield Diagnosis("rules", line, "mend", f"edit {file}")
    elif not book.rules:
        fix = "compassion remind add breathing-space --at 08:30"
        yield Diagnosis("rules", "there are none yet", "note", fix)
    else:
        yield Diagnosis("rules", f"{enabled} of {len(book.rules)} are switched on, in {file}")


def _of_notifier(environ: Mapping[str, str], is_needed: State) -> Diagnosis:
    name, reason = server_here(environ)
    if name:
        return Diagnosis("notifications", f"shown by {name}")
    fix = "log in to a desktop, or start a notification server such as dunst"
    if "package" in reason:
        fix = "python -m pip install --force-reinstall compassion-audio"
    return Diagnosis("notifications", reason, is_needed, fix)


def _of_service(around: Surroundings, is_needed: State) -> Diagnosis:
    if is_running(service_folder(around.data)):
        return Diagnosis("service", "running")
    return Diagnosis("service", "reminders are not running", is_needed, _ON)


def _of_autostart(around: Surroundings, is_needed: State) -> Diagnosis:
    way = installed(around.environ)
    if way is None:
        return Diagnosis("login", "reminders do not start at login", is_needed, _ON)
    if not is_current(way, around.startup, around.environ):
        told = f"{WORDS[way]} starts another program than this one"
        return Diagnosis("login", told, "mend", _ON)
    return Diagnosis("login", f"started by {WORDS[way]}")


def _of_zone(around: Surroundings) -> Diagnosis:
    here = around.now.astimezone(around.home)
    told = f"{around.home.key}, where it is {here:%Y-%m-%d %H:%M} ({here:%z})"
    return Diagnosis("zone", f"{told[:-3]}:{told[-3:]}")


def _of_consideration(environ: Mapping[str, str]) -> Diagnosis:
    reasons = (considerate.do_not_disturb(environ), considerate.microphone_in_use(environ))
    held = " and ".join(filter(None, reasons))
    told = f"reminders are held: {held}" if held else "not just now"
    unknown = considerate.untold(environ)
    if unknown:
        told += f"; it cannot be told {'; nor '.join(unknown)}"
    return Diagnosis("a bad moment", told, "note" if unknown else "ok")


def _of_packages() -> Iterator[Diagnosis]:
    for package in ("schedule", "tzlocal"):
        if find_spec(package) is None:
            fix = f"python -m pip install {package}"
            yield Diagnosis("packages", f"{package} is not here", "mend", fix)
    if os.name == "nt" and find_spec("tzdata") is None:
        fix = "python -m pip install tzdata"
        yield Diagnosis("packages", "Windows has no time zones of its own", "mend", fix)
