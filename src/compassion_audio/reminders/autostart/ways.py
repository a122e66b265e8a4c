"""Installing, finding and removing what starts the service, in the way of the system it is on."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from compassion_audio.errors import CompassionAudioError
from compassion_audio.files import file_error, whole_file
from compassion_audio.reminders.autostart.launchd import AGENT, LABEL, agent
from compassion_audio.reminders.autostart.startup import Startup
from compassion_audio.reminders.autostart.systemd import UNIT, unit
from compassion_audio.reminders.autostart.windows import TASK, task
from compassion_audio.reminders.autostart.xdg import ENTRY, entry

Way = Literal["systemd", "xdg", "launchd", "windows"]

WORDS: dict[Way, str] = {
    "systemd": "a unit of systemd",
    "xdg": "an entry in the desktop's autostart folder",
    "launchd": "an agent of macOS",
    "windows": "a task of Windows",
}
"""What each way is called."""

_PATIENCE = 20.0
"""Seconds for one call of the system's program."""

_GLANCE = 3.0
"""Seconds for a question that it answers at once, or never."""

_FOREGROUND = "start it yourself with: compassion remind run"


@dataclass(frozen=True, slots=True)
class Part:
    """A file that is installed."""

    path: Path
    content: bytes

    @property
    def text(self) -> str:
        """The content, to be read by a person."""
        is_wide = self.content.startswith((b"\xff\xfe", b"\xfe\xff"))
        return self.content.decode("utf-16" if is_wide else "utf-8").replace("\r\n", "\n")


def way_here(environ: Mapping[str, str] = os.environ) -> Way:
    """Choose how it is done on this system: by systemd only where the user's own is running."""
    if sys.platform == "win32":
        return "windows"
    if sys.platform == "darwin":
        return "launchd"
    words = ("systemctl", "--user", "show-environment")
    return "systemd" if _ran(words, environ, patience=_GLANCE) else "xdg"


def parts(way: Way, startup: Startup, environ: Mapping[str, str] = os.environ) -> tuple[Part, ...]:
    """Give what would be installed.

    With the unit comes an entry that systemd passes over, for desktops whose sessions systemd does
    not manage: the unit never begins there.
    """
    places = _places(way, environ)
    if way == "windows":
        user = "\\".join(filter(None, (environ.get("USERDOMAIN"), environ.get("USERNAME"))))
        return (Part(places[0], task(startup, user=user)),)
    if way == "launchd":
        return (Part(places[0], agent(startup)),)
    if way == "xdg":
        return (Part(places[0], entry(startup, has_unit=False).encode()),)
    return (
        Part(places[0], unit(startup).encode()),
        Part(places[1], entry(startup, has_unit=True).encode()),
    )


def install(
    startup: Startup,
    *,
    start: Callable[[Startup], None],
    way: Way | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Way:
    """Start the service now and at every login; what was installed before is replaced.

    Args:
        startup: What is started.
        start: Starts it now where the system does not.
        way: How; None chooses.
        environ: Where the folders and programs are found.

    Raises:
        FileError: A file cannot be written.
        CompassionAudioError: The system says no.
    """
    way = way or way_here(environ)
    found = parts(way, startup, environ)
    for part in found:
        with whole_file(part.path) as out:
            out.write(part.content)
    if way == "systemd":
        for words in (("daemon-reload",), ("enable", UNIT), ("restart", UNIT)):
            _do(("systemctl", "--user", *words), environ)
    elif way == "launchd":
        _ran(("launchctl", "bootout", f"{_domain()}/{LABEL}"), environ)
        _do(("launchctl", "bootstrap", _domain(), str(found[0].path)), environ)
    elif way == "windows":
        _do(("schtasks", "/Create", "/F", "/TN", TASK, "/XML", str(found[0].path)), environ)
        _do(("schtasks", "/Run", "/TN", TASK), environ)
    else:
        start(startup)
    return way


def remove(environ: Mapping[str, str] = os.environ) -> bool:
    """Start it no more, and end what the system started; say whether anything was installed.

    Raises:
        FileError: A file cannot be removed.
    """
    was_there = installed(environ) is not None
    if sys.platform == "win32":
        _ran(("schtasks", "/End", "/TN", TASK), environ)
        _ran(("schtasks", "/Delete", "/F", "/TN", TASK), environ)
    elif sys.platform == "darwin":
        _ran(("launchctl", "bootout", f"{_domain()}/{LABEL}"), environ)
    elif _places("systemd", environ)[0].exists():
        _ran(("systemctl", "--user", "disable", "--now", UNIT), environ)
    for path in _places(_kind(), environ):
        try:
            path.unlink(missing_ok=True)
        except OSError as cause:
            raise file_error("cannot remove", path, cause) from cause
    if sys.platform == "linux" and was_there:
        _ran(("systemctl", "--user", "daemon-reload"), environ)
    return was_there


def installed(environ: Mapping[str, str] = os.environ) -> Way | None:
    """Say how it is started at login; None where it is not."""
    kind = _kind()
    if kind != "systemd":
        return kind if _places(kind, environ)[0].exists() else None
    if _places("systemd", environ)[0].exists():
        return "systemd"
    return "xdg" if _places("xdg", environ)[0].exists() else None


def is_current(way: Way, startup: Startup, environ: Mapping[str, str] = os.environ) -> bool:
    """Say whether what is installed starts this program, and not one that was here before.

    The environment may differ: it holds what was wished when it was installed.
    """
    try:
        there = Part(_places(way, environ)[0], _places(way, environ)[0].read_bytes()).text
    except (OSError, ValueError):
        return False
    bare = parts(way, Startup(startup.command), environ)[0].text
    if way == "systemd":
        wanted = next(line for line in bare.splitlines() if line.startswith("ExecStart="))
    elif way == "xdg":
        wanted = next(line[5:] for line in bare.splitlines() if line.startswith("Exec="))
    elif way == "launchd":
        wanted = bare[bare.index("<array>") : bare.index("</array>")]
    else:
        wanted = bare[bare.index("<Exec>") : bare.index("</Exec>")]
    return wanted in there


def _kind() -> Way:
    """Give the way of this system with the most places."""
    if sys.platform == "win32":
        return "windows"
    return "launchd" if sys.platform == "darwin" else "systemd"


def _places(way: Way, environ: Mapping[str, str]) -> tuple[Path, ...]:
    """Give where the files of a way stand."""
    home = Path(environ.get("HOME") or Path.home())
    if way == "windows":
        local = environ.get("LOCALAPPDATA")
        folder = Path(local) if local else home / "AppData" / "Local"
        return (folder / "compassion-audio" / "reminders.xml",)
    if way == "launchd":
        return (home / "Library" / "LaunchAgents" / AGENT,)
    named = environ.get("XDG_CONFIG_HOME", "")
    config = Path(named) if Path(named).is_absolute() else home / ".config"
    autostart = config / "autostart" / ENTRY
    return (config / "systemd" / "user" / UNIT, autostart) if way == "systemd" else (autostart,)


def _domain() -> str:
    return f"gui/{os.getuid()}" if sys.platform != "win32" else ""


def _ran(
    words: tuple[str, ...], environ: Mapping[str, str], *, patience: float = _PATIENCE
) -> bool:
    """Run one of the system's programs, and say whether it is there and did what it was asked."""
    try:
        _do(words, environ, patience=patience)
    except CompassionAudioError:
        return False
    return True


def _do(words: tuple[str, ...], environ: Mapping[str, str], *, patience: float = _PATIENCE) -> None:
    """Run one of the system's programs.

    Raises:
        CompassionAudioError: It is not there, hangs, or says no.
    """
    program = shutil.which(words[0], path=environ.get("PATH"))
    if program is None:
        raise CompassionAudioError(f"{words[0]} is not here", hint=_FOREGROUND)
    try:
        told = subprocess.run(  # noqa: S603  # the system's own program
            [program, *words[1:]],
            capture_output=True,
            timeout=patience,
            check=False,
            stdin=subprocess.DEVNULL,
            env=dict(environ),
        )
    except (OSError, subprocess.SubprocessError) as cause:
        raise CompassionAudioError(f"{' '.join(words)}: {cause}", hint=_FOREGROUND) from cause
    if told.returncode:
        lines = told.stderr.decode(errors="replace").strip().splitlines() or ["it failed"]
        raise CompassionAudioError(f"{' '.join(words)}: {lines[-1]}", hint=_FOREGROUND)
