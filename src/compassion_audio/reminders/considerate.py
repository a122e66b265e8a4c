"""Whether this is a bad moment: the person wants no disturbance, or is talking to somebody.

Nothing here raises, and nothing waits long: where a desktop does not answer, or cannot be asked,
a reminder is shown, and `untold` says what could not be known.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from compassion_audio.reminders.notify.bus import (
    NOTIFICATIONS,
    PLACE,
    Asker,
    NoBus,
    Refused,
    address_of_bus,
    asking,
)

_PATIENCE = 2.0
"""Seconds for one answer of a program."""

_QUIET = "Do Not Disturb is on"
_TALKING = "the microphone is in use"

_METERS = ("pavucontrol", "org.pulseaudio.pavucontrol", "plasmawindowed", "gnome-control-center")
"""Programs that listen all the time, only to draw how loud it is."""


def do_not_disturb(environ: Mapping[str, str] = os.environ) -> str | None:
    """Say why the person is not to be disturbed; None where they may be, or nobody can tell.

    Args:
        environ: Where the session bus and the desktop's name are found.
    """
    if sys.platform == "win32":
        return _of_windows()
    if sys.platform == "darwin":
        return None
    return _of_bus(environ) or _of_gnome(environ) or _of_xfce(environ)


def microphone_in_use(environ: Mapping[str, str] = os.environ) -> str | None:
    """Say that somebody is heard, as in a call; None where nobody is, or nobody can tell.

    `compassion takes record` counts: a reminder would be in the recording.

    Args:
        environ: Where the sound server is found.
    """
    if sys.platform == "win32":
        return _microphone_of_windows()
    outputs = _listed("source-outputs", environ)
    if not outputs:
        return None
    sources = _listed("sources", environ) or ()
    return _TALKING if any(_hears_a_person(one, sources) for one in outputs) else None


def untold(environ: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Say what cannot be known on this machine, each as a half sentence."""
    if sys.platform == "darwin":
        return (
            "whether Focus is on (macOS holds notifications back by itself)",
            "whether the microphone is in use",
        )
    if sys.platform == "win32":
        return ()
    found = []
    if address_of_bus(environ) is None:
        found.append("whether Do Not Disturb is on: there is no session bus")
    if _listed("source-outputs", environ) is None:
        found.append("whether the microphone is in use: pactl is not here, or no sound server runs")
    return tuple(found)


def _of_bus(environ: Mapping[str, str]) -> str | None:
    """Ask the notification server: KDE has one property for it, dunst another."""
    address = address_of_bus(environ)
    if address is None:
        return None
    try:
        with asking(address) as asker:
            if asker.has(NOTIFICATIONS) and (
                _is_true(asker, NOTIFICATIONS, "Inhibited")
                or _is_true(asker, "org.dunstproject.cmd0", "paused")
            ):
                return _QUIET
    except NoBus:
        pass
    return None


def _is_true(asker: Asker, interface: str, name: str) -> bool:
    try:
        return asker.look_up(interface, name, at=PLACE, of=NOTIFICATIONS) is True
    except Refused:  # this server has no such property
        return False


def _of_gnome(environ: Mapping[str, str]) -> str | None:
    if "GNOME" not in environ.get("XDG_CURRENT_DESKTOP", "").upper().split(":"):
        return None  # elsewhere the setting may be there too, and nobody heeds it
    words = ("gsettings", "get", "org.gnome.desktop.notifications", "show-banners")
    return _QUIET if _output(words, environ) == "false" else None


def _of_xfce(environ: Mapping[str, str]) -> str | None:
    if "XFCE" not in environ.get("XDG_CURRENT_DESKTOP", "").upper().split(":"):
        return None
    words = ("xfconf-query", "--channel", "xfce4-notifyd", "--property", "/do-not-disturb")
    return _QUIET if _output(words, environ) == "true" else None


def _hears_a_person(output: Mapping[str, Any], sources: Sequence[Mapping[str, Any]]) -> bool:
    """Tell a recording of a microphone from one of what the loudspeaker plays, and from meters."""
    about = output.get("properties") or {}
    if output.get("corked") or output.get("resample_method") == "peaks":
        return False
    if about.get("stream.monitor") == "true" or about.get("application.id") in _METERS:
        return False
    source = next((one for one in sources if one.get("index") == output.get("source")), None)
    return source is None or not _is_monitor(source)


def _is_monitor(source: Mapping[str, Any]) -> bool:
    kind = (source.get("properties") or {}).get("device.class")
    return kind == "monitor" or str(source.get("name", "")).endswith(".monitor")


def _listed(what: str, environ: Mapping[str, str]) -> list[Mapping[str, Any]] | None:
    """Ask the sound server for a list; None where it does not answer."""
    told = _output(("pactl", "-f", "json", "list", what), environ)
    try:
        found = json.loads(told) if told else None
    except ValueError:
        return None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else None


def _output(words: Sequence[str], environ: Mapping[str, str]) -> str:
    """Give what one of the system's programs prints; nothing where it is not there or hangs."""
    import shutil  # it stays in memory, and most desktops need no program

    program = shutil.which(words[0], path=environ.get("PATH"))
    if program is None:
        return ""
    try:
        told = subprocess.run(  # noqa: S603  # the system's own program
            [program, *words[1:]],
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
            stdin=subprocess.DEVNULL,
            env={**environ, "LC_ALL": "C"},
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return told.stdout.decode(errors="replace").strip()


def _of_windows() -> str | None:
    """Ask whether a presentation or a full screen is on. Not verified on Windows yet.

    Source: SHQueryUserNotificationState; 1 is nobody there, 5 that all is well, 7 a Windows app.
    """
    import ctypes

    state = ctypes.c_int(5)
    try:
        shell = ctypes.windll.shell32  # type: ignore[attr-defined,unused-ignore]
        failed = shell.SHQueryUserNotificationState(ctypes.byref(state))
    except (AttributeError, OSError):
        return None
    return _QUIET if not failed and state.value in (2, 3, 4, 6) else None


def _microphone_of_windows() -> str | None:
    """Look up who uses the microphone, as Windows shows it. Not verified on Windows yet.

    Each program that may use it has a key; while it does, the time at which it ended is 0.
    """
    if sys.platform != "win32":
        return None
    import winreg

    store = (
        r"Software\Microsoft\Windows\CurrentVersion\CapabilityAccessManager\ConsentStore\microphone"
    )
    for folder in (store, store + r"\NonPackaged"):
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, folder) as key:
                names = [winreg.EnumKey(key, at) for at in range(winreg.QueryInfoKey(key)[0])]
                for name in names:
                    with winreg.OpenKey(key, name) as one:
                        if _ended_never(winreg, one):
                            return _TALKING
        except OSError:
            continue
    return None


def _ended_never(winreg: Any, key: Any) -> bool:  # noqa: ANN401  # a module of Windows alone
    try:
        return bool(winreg.QueryValueEx(key, "LastUsedTimeStop")[0] == 0)
    except OSError:
        return False
