"""The thread between the service and the notification server."""

import logging
import os
import select
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from compassion_audio.reminders.notify.bus import NOTIFICATIONS, Asker, NoBus
from compassion_audio.reminders.notify.calls import call, call_to_show, listening
from compassion_audio.reminders.notify.notice import (
    Closed,
    Delivered,
    Event,
    Failed,
    Notice,
    Pressed,
    Reason,
    Ticket,
)

if TYPE_CHECKING:
    import queue

    from jeepney import Message
    from jeepney.io.blocking import DBusConnection

_AGAIN = 1.0
"""Seconds from one attempt to reach a bus or a server that is not there to the next."""

_REASONS: dict[int, Reason] = {1: "expired", 2: "dismissed", 3: "withdrawn"}
"""Source: Desktop Notifications Specification 1.2, NotificationClosed; 4 is reserved."""

_NOBODY = (
    "org.freedesktop.DBus.Error.ServiceUnknown",
    "org.freedesktop.DBus.Error.NameHasNoOwner",
    "org.freedesktop.DBus.Error.NoReply",
    "org.freedesktop.DBus.Error.Disconnected",
    "org.freedesktop.DBus.Error.Spawn.",
    "org.freedesktop.DBus.Error.TimedOut",
)
"""Errors that end when a server comes."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Show:
    """An order to show a notice."""

    ticket: Ticket
    notice: Notice
    replaces: Ticket | None
    give_up: float
    """On the monotonic clock."""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """An order to take one away."""

    ticket: Ticket


class Courier:
    """Everything that happens in the notifier's thread."""

    def __init__(
        self,
        address: str,
        tell: Callable[[Event], None],
        orders: "queue.SimpleQueue[Show | Withdraw | None]",
        heard: int,
    ) -> None:
        self.about = ""
        self._address = address
        self._tell = tell
        self._orders = orders
        self._heard = heard
        self._is_over = False
        self._bus: DBusConnection | None = None
        self._abilities: frozenset[str] | None = None  # None: of a server nobody has asked yet
        self._questions: dict[int, Callable[[Message], None]] = {}
        self._waiting: list[Show] = []
        self._sent: dict[int, Show] = {}  # by the serial of the call
        self._shown: dict[int, Ticket] = {}  # by the server's number
        self._try_at = 0.0
        self._trouble = ""

    def run(self) -> None:
        """Carry notices and answers until `None` is ordered."""
        self._meet()
        while not self._is_over:
            try:
                self._turn()
            except OSError as cause:
                self._lose_bus(f"the session bus has gone: {cause}")
            except Exception:
                _log.exception("a notice went wrong")
                self._lose_bus("it went wrong; the log says where")
        if self._bus:
            self._bus.close()

    def _turn(self) -> None:
        self._listen()
        self._take_orders()
        if self._is_over:
            return
        if self._waiting and time.monotonic() >= self._try_at:
            self._carry()
        self._give_up()

    def _listen(self) -> None:
        ends = [self._heard] if self._bus is None else [self._heard, self._bus.sock]
        ready, _, _ = select.select(ends, [], [], self._until_next())
        if self._heard in ready:
            os.read(self._heard, 4096)
        if self._bus is not None and self._bus.sock in ready:
            self._receive(self._bus)

    def _receive(self, bus: "DBusConnection") -> None:
        """Heed every message that is there.

        Called after anything else has read from the connection, too: what came along with an
        answer lies in its parser, where `select` does not see it.
        """
        while True:
            try:
                message = bus.receive(timeout=0)
            except TimeoutError:
                return
            self._heed(message)

    def _until_next(self) -> float | None:
        """Give the seconds until something must be done; None for no end."""
        moments = [one.give_up for one in (*self._waiting, *self._sent.values())]
        if self._waiting:
            moments.append(self._try_at)
        return max(0.0, min(moments) - time.monotonic()) if moments else None

    def _take_orders(self) -> None:
        while not self._orders.empty():
            order = self._orders.get()
            if order is None:
                self._is_over = True
            elif isinstance(order, Withdraw):
                self._end(order.ticket, "withdrawn")
            else:
                self._waiting.append(order)
                self._try_at = 0.0

    # What goes out

    def _meet(self) -> None:
        """Learn who is there before anything is to be shown; nobody is started for that."""
        try:
            self._bus = listening(self._address)
            if Asker(self._bus).has(NOTIFICATIONS):
                self._ask("GetCapabilities", self._learn)
            self._receive(self._bus)
        except (NoBus, OSError) as cause:
            self._trouble = str(cause)

    def _carry(self) -> None:
        """Send what waits, or ask first who is there and what they can do."""
        self._try_at = time.monotonic() + _AGAIN
        if self._bus is None:
            try:
                self._bus = listening(self._address)
            except NoBus as cause:
                self._trouble = str(cause)
                return
            self._receive(self._bus)
        if self._abilities is None:
            if not self._questions:
                self._ask("GetCapabilities", self._learn)
            return
        waiting, self._waiting = self._waiting, []
        for show in waiting:
            number = self._number_of(show.replaces) or 0
            message = call_to_show(show.notice, replaces=number, abilities=self._abilities)
            self._sent[self._send(message)] = show

    def _send(self, message: "Message") -> int:
        """Send a call and give its serial, which its answer will name."""
        assert self._bus  # noqa: S101  # whoever sends has looked
        serial = next(self._bus.outgoing_serial)
        self._bus.send(message, serial=serial)
        return int(serial)

    def _ask(self, method: str, then: "Callable[[Message], None]") -> None:
        self._questions[self._send(call(method))] = then

    # What comes in

    def _heed(self, message: "Message") -> None:
        from jeepney import HeaderFields, MessageType

        fields = message.header.fields
        if message.header.message_type is MessageType.signal:
            self._heed_signal(str(fields.get(HeaderFields.member)), message.body)
            return
        serial = fields.get(HeaderFields.reply_serial)
        is_error = message.header.message_type is MessageType.error
        if then := self._questions.pop(serial, None):
            if is_error:
                self._heed_error(message, None)
            else:
                then(message)
        elif show := self._sent.pop(serial, None):
            if is_error:
                self._heed_error(message, show)
            else:
                self._heed_shown(show, int(message.body[0]))
        elif not is_error and message.header.fields.get(HeaderFields.signature) == "u":
            self._dismiss(int(message.body[0]))  # taken after all, when we had given up on it

    def _learn(self, message: "Message") -> None:
        self._abilities = frozenset(message.body[0])
        self._try_at = 0.0
        self._ask("GetServerInformation", self._learn_name)

    def _learn_name(self, message: "Message") -> None:
        name, _, version, *_ = message.body
        self.about = f"{name} {version}".strip()

    def _heed_signal(self, member: str, body: tuple[Any, ...]) -> None:
        if member == "NameOwnerChanged":
            self._change_server(is_there=bool(body[2]))
        elif member == "ActionInvoked" and body[0] in self._shown:
            self._tell(Pressed(self._shown.pop(body[0]), str(body[1])))
            self._dismiss(body[0])  # some servers leave it where it is
        elif member == "NotificationClosed" and body[0] in self._shown:
            ticket = self._shown.pop(body[0])
            self._tell(Closed(ticket, _REASONS.get(body[1], "unknown")))

    def _heed_shown(self, show: Show, number: int) -> None:
        before = self._number_of(show.replaces)
        if before is not None:
            self._tell(Closed(self._shown.pop(before), "replaced"))
            if before != number:
                self._dismiss(before)
        self._shown[number] = show.ticket
        self._tell(Delivered(show.ticket))

    def _heed_error(self, message: "Message", show: Show | None) -> None:
        from jeepney import HeaderFields

        name = str(message.header.fields.get(HeaderFields.error_name, ""))
        if name.startswith(_NOBODY):
            self._trouble = "no notification server is running"
            self._waiting += [show] if show else []
            return
        self._trouble = f"the notification server says: {name}"
        if show:
            self._tell(Failed(show.ticket, self._trouble))
        elif self._abilities is None:  # it does not say: then it can do what everyone must
            self._abilities = frozenset()
            self._try_at = 0.0

    def _change_server(self, *, is_there: bool) -> None:
        """Begin anew: a server that was started again knows nothing of what was before."""
        self._forget_server()
        if is_there:
            self._try_at = 0.0
            self._ask("GetCapabilities", self._learn)

    # What ends

    def _end(self, ticket: Ticket, reason: Reason) -> None:
        number = self._number_of(ticket)
        waits = [one for one in self._waiting if one.ticket == ticket]
        sent = [serial for serial, one in self._sent.items() if one.ticket == ticket]
        if number is not None:
            del self._shown[number]
            self._dismiss(number)
        for show in waits:
            self._waiting.remove(show)
        for serial in sent:
            del self._sent[serial]  # its number is not known yet: closed when it comes
        if number is not None or waits or sent:
            self._tell(Closed(ticket, reason))

    def _dismiss(self, number: int) -> None:
        """Take a notice away; that it is gone already is an answer nobody waits for."""
        if self._bus is not None:
            self._send(call("CloseNotification", "u", (number,)))

    def _give_up(self) -> None:
        now = time.monotonic()
        for show in [one for one in self._waiting if one.give_up <= now]:
            self._waiting.remove(show)
            self._tell(Failed(show.ticket, self._trouble or "no notification server answers"))
        for serial in [one for one, show in self._sent.items() if show.give_up <= now]:
            show = self._sent.pop(serial)
            self._tell(Failed(show.ticket, "the notification server does not answer"))

    def _forget_server(self) -> None:
        self._abilities = None
        self._questions.clear()
        self.about = ""
        lost, self._shown = self._shown, {}
        for ticket in lost.values():
            self._tell(Closed(ticket, "lost"))
        self._waiting += self._sent.values()
        self._sent.clear()

    def _lose_bus(self, trouble: str) -> None:
        self._trouble = trouble
        if self._bus is not None:
            self._bus.close()
            self._bus = None
        self._forget_server()
        self._try_at = time.monotonic() + _AGAIN

    def _number_of(self, ticket: Ticket | None) -> int | None:
        return next((number for number, one in self._shown.items() if one == ticket), None)
