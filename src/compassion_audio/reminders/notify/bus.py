"""The session bus of Linux desktops: where it is, and one question at a time.

jeepney is imported where it is used: what is not about desktops has no need of it.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jeepney import Message
    from jeepney.io.blocking import DBusConnection

PATIENCE = 1.0
"""Seconds for one answer."""

NOTIFICATIONS = "org.freedesktop.Notifications"
"""The name, and the interface, of whatever shows notices.

Source: Desktop Notifications Specification 1.2.
"""

PLACE = "/org/freedesktop/Notifications"


class NoBus(Exception):
    """There is no bus, it does not answer, or it says no. Never seen by a person as it is."""


class Refused(NoBus):
    """Somebody answers, and has no such thing."""


def address_of_bus(environ: Mapping[str, str]) -> str | None:
    """Find the session bus; None where there is none.

    A service that systemd starts may lack the variable; the bus is then in the runtime folder.
    """
    if named := environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return named
    runtime = environ.get("XDG_RUNTIME_DIR")
    if runtime and os.name == "posix" and (Path(runtime) / "bus").exists():
        return f"unix:path={Path(runtime) / 'bus'}"
    return None


def connected(address: str) -> "DBusConnection":
    """Open a connection, to be closed by the caller.

    Raises:
        NoBus: jeepney or the bus is not there.
    """
    try:
        from jeepney.io.blocking import DBusConnection, get_bus, prep_socket
    except ImportError as cause:
        raise NoBus("the Python package jeepney is not here") from cause
    try:
        return DBusConnection(prep_socket(get_bus(address), timeout=PATIENCE))
    # What jeepney makes of an address that is no address, besides what sockets say.
    except (OSError, ValueError, RuntimeError, StopIteration) as cause:
        raise NoBus(f"the session bus cannot be reached: {cause}") from cause


@contextmanager
def asking(address: str) -> Iterator["Asker"]:
    """Open a connection for a few questions.

    Raises:
        NoBus: As `connected` says.
    """
    connection = connected(address)
    try:
        yield Asker(connection)
    finally:
        connection.close()


class Asker:
    """Asks what other programs on the bus know; it never starts one of them."""

    def __init__(self, connection: "DBusConnection") -> None:
        self._connection = connection

    def has(self, name: str) -> bool:
        """Say whether somebody answers to a name.

        Raises:
            NoBus: The bus does not answer.
        """
        from jeepney.bus_messages import message_bus

        (found,) = self.answer(message_bus.NameHasOwner(name))
        return bool(found)

    def look_up(self, interface: str, name: str, *, at: str, of: str) -> object:
        """Read a property.

        Args:
            interface: To which it belongs.
            name: The property.
            at: The path of the object.
            of: The name on the bus.

        Raises:
            Refused: There is no such property.
            NoBus: Nobody answers.
        """
        from jeepney import DBusAddress, Properties

        place = DBusAddress(at, bus_name=of, interface=interface)
        ((_, value),) = self.answer(Properties(place).get(name))
        found: object = value
        return found

    def call(self, method: str, *, at: str, of: str) -> tuple[Any, ...]:
        """Call a method that takes nothing; its interface has the name of the program.

        Raises:
            Refused: There is no such method.
            NoBus: Nobody answers.
        """
        from jeepney import DBusAddress, new_method_call

        return self.answer(new_method_call(DBusAddress(at, bus_name=of, interface=of), method))

    def answer(self, question: "Message") -> tuple[Any, ...]:
        """Send a call and give what comes back.

        Raises:
            Refused: It is an error.
            NoBus: Nothing comes back.
        """
        from jeepney import DBusErrorResponse, MessageFlag
        from jeepney.wrappers import unwrap_msg

        question.header.flags = MessageFlag(question.header.flags | MessageFlag.no_auto_start)
        try:
            told: tuple[Any, ...] = unwrap_msg(
                self._connection.send_and_get_reply(question, timeout=PATIENCE)
            )
        except DBusErrorResponse as cause:
            raise Refused(cause.name) from cause
        except OSError as cause:
            raise NoBus(f"the session bus does not answer: {cause}") from cause
        return told
