"""Who shows notices on this machine."""

import os
import sys
from collections.abc import Callable, Mapping
from typing import TextIO

from compassion_audio.reminders.notify.bus import NoBus, address_of_bus
from compassion_audio.reminders.notify.notice import Notifier
from compassion_audio.reminders.notify.terminal import TerminalNotifier

_IS_LINUX = sys.platform not in ("win32", "darwin")


def notifier_here(
    *,
    wake: Callable[[], None],
    out: TextIO | None,
    environ: Mapping[str, str] = os.environ,
) -> Notifier:
    """Make what shows notices here; where nothing can, they are printed.

    Args:
        wake: Called, from any thread, when there are events.
        out: Where they are printed then; None where nobody would read it.
        environ: Where the session bus is found.
    """
    reason = _missing(environ)
    if reason:
        return TerminalNotifier(out, wake=wake, reason=reason)
    if _IS_LINUX:
        from compassion_audio.reminders.notify.dbus import DBusNotifier

        return DBusNotifier(address_of_bus(environ) or "", wake=wake)
    from compassion_audio.reminders.notify.desktop import DesktopNotifier

    return DesktopNotifier(wake=wake)


def server_here(environ: Mapping[str, str] = os.environ) -> tuple[str, str]:
    """Say who shows notices here, or why nobody does: one of the two is empty.

    Nobody is started by the question, so a server that begins with the first notice is not seen.
    """
    reason = _missing(environ)
    if reason:
        return "", reason
    if not _IS_LINUX:
        return "desktop-notifier", ""
    from compassion_audio.reminders.notify.calls import server_name

    try:
        name = server_name(address_of_bus(environ) or "")
    except NoBus as cause:
        return "", str(cause)
    return (name, "") if name else ("", "no notification server is running")


def _missing(environ: Mapping[str, str]) -> str:
    """Say what is missing, as a half sentence; nothing where all is there."""
    from importlib.util import find_spec

    package = "jeepney" if _IS_LINUX else "desktop_notifier"
    if find_spec(package) is None:
        return f"the Python package {package.replace('_', '-')} is not here"
    if _IS_LINUX and address_of_bus(environ) is None:
        return "there is no desktop session: no session bus"
    return ""
