"""What is said on the bus to show a notice, by the Desktop Notifications Specification."""

import html
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from compassion_audio.reminders.notify.bus import NOTIFICATIONS, PLACE, Asker, connected
from compassion_audio.reminders.notify.notice import Notice

if TYPE_CHECKING:
    from jeepney import Message
    from jeepney.io.blocking import DBusConnection

_NORMAL, _LOW = 1, 0

_NEVER = 2**31 - 1
"""The longest that fits: 24 days."""


def call_to_show(notice: Notice, *, replaces: int, abilities: frozenset[str]) -> "Message":
    """Write the call that shows a notice.

    Args:
        notice: What is shown.
        replaces: The server's number of the notice whose place it takes; 0 for none.
        abilities: What the server says it can do.
    """
    can_press = "actions" in abilities
    body = [notice.body, "" if can_press or not notice.actions else notice.without_buttons]
    text = "\n".join(part for part in body if part)
    if "body-markup" in abilities:
        text = html.escape(text, quote=False)
    buttons = [_plain(part) for one in notice.actions for part in (one.key, one.label)]
    hints = {
        "urgency": ("y", _LOW if notice.urgency == "low" else _NORMAL),
        "category": ("s", "x-compassion-audio.reminder"),
        "desktop-entry": ("s", "compassion-audio"),
        "suppress-sound": ("b", True),  # a practice begins gently, or not at all
    }
    details = (
        "compassion-audio",
        replaces,
        "",
        _plain(notice.title),
        _plain(text),
        buttons if can_press else [],
        hints,
        _expiry(notice.expires),
    )
    return call("Notify", "susssasa{sv}i", details)


def call(method: str, signature: str | None = None, body: tuple[Any, ...] = ()) -> "Message":
    """Write a call to whoever shows notices."""
    from jeepney import DBusAddress, new_method_call

    server = DBusAddress(PLACE, bus_name=NOTIFICATIONS, interface=NOTIFICATIONS)
    return new_method_call(server, method, signature, body)


def listening(address: str) -> "DBusConnection":
    """Open a connection that hears what becomes of notices, and of their server.

    Raises:
        NoBus: There is no bus, or it does not answer.
    """
    from jeepney import MatchRule
    from jeepney.bus_messages import message_bus

    bus = connected(address)
    comings = MatchRule(type="signal", interface="org.freedesktop.DBus", member="NameOwnerChanged")
    comings.add_arg_condition(0, NOTIFICATIONS)
    presses = MatchRule(type="signal", interface=NOTIFICATIONS, path=PLACE)
    try:
        for rule in (comings, presses):
            Asker(bus).answer(message_bus.AddMatch(rule))
    except BaseException:
        bus.close()
        raise
    return bus


def server_name(address: str) -> str | None:
    """Ask who shows notices, without starting anybody; None where nobody does.

    Raises:
        NoBus: The bus does not answer.
    """
    bus = connected(address)
    try:
        asker = Asker(bus)
        if not asker.has(NOTIFICATIONS):
            return None
        name, _, version, *_ = asker.call("GetServerInformation", at=PLACE, of=NOTIFICATIONS)
        return f"{name} {version}".strip()
    finally:
        bus.close()


def _expiry(expires: timedelta | None) -> int:
    """Give milliseconds; -1 leaves it to the server, 0 is never."""
    if expires is None:
        return -1
    return min(int(expires / timedelta(milliseconds=1)), _NEVER)


def _plain(text: str) -> str:
    """Give text that can be sent: D-Bus ends the connection over a zero or half a character."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
