"""A notification server that can do as little as some do, and be told to do odd things."""

import itertools
import os
import queue
import select
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from compassion_audio.reminders.notify.bus import NOTIFICATIONS, PLACE, connected
from tests.patience import HANGS

if TYPE_CHECKING:
    from jeepney import Message

Notify = tuple[str, int, str, str, str, list[str], dict[str, tuple[str, Any]], int]


@dataclass(slots=True)
class Server:
    """What one has been told, and what it can do."""

    abilities: tuple[str, ...] | None
    """None: it answers with an error."""

    refuses: bool = False
    notified: "queue.SimpleQueue[Notify]" = field(default_factory=queue.SimpleQueue)
    closed: "queue.SimpleQueue[int]" = field(default_factory=queue.SimpleQueue)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    emit: Callable[[str, str, tuple[Any, ...]], None] = lambda *_: None

    def next_notified(self) -> Notify:
        """Wait for a notice."""
        return self.notified.get(timeout=HANGS)

    def next_closed(self) -> int:
        """Wait until one is taken away."""
        return self.closed.get(timeout=HANGS)

    def answer(self, member: str, body: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]] | None:
        """Do what was asked; None is an error."""
        if member == "GetCapabilities":
            return None if self.abilities is None else ("as", (list(self.abilities),))
        if member == "GetServerInformation":
            return "ssss", ("plain", "tests", "0.1", "1.2")
        if member == "Notify":
            self.notified.put(body)
            return None if self.refuses else ("u", (body[1] or next(self.numbers),))
        self.closed.put(body[0])
        return "", ()


@contextmanager
def serving(address: str, server: Server) -> Iterator[Server]:
    """Put a server on a bus that has none."""
    from jeepney import DBusAddress, MessageType, new_error, new_method_return, new_signal
    from jeepney.bus_messages import message_bus

    bus = connected(address)
    heard, bell = os.pipe()

    def emit(member: str, signature: str, body: tuple[Any, ...]) -> None:
        bus.send(new_signal(DBusAddress(PLACE, interface=NOTIFICATIONS), member, signature, body))

    def heed(message: "Message") -> None:
        if message.header.message_type is not MessageType.method_call:
            return
        from jeepney import HeaderFields

        told = server.answer(str(message.header.fields[HeaderFields.member]), message.body)
        if told is None:
            bus.send(new_error(message, "org.example.Error.NotToday"))
        else:
            signature, body = told
            bus.send(new_method_return(message, signature or None, body))

    def serve() -> None:
        ready: list[object] = []
        while heard not in ready:
            while True:  # also what came along with the answer to our request
                try:
                    heed(bus.receive(timeout=0))
                except TimeoutError:
                    break
            ready, _, _ = select.select([heard, bus.sock], [], [])

    server.emit = emit
    bus.send_and_get_reply(message_bus.RequestName(NOTIFICATIONS), timeout=HANGS)
    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        os.write(bell, b".")
        thread.join(HANGS)
        bus.close()
        os.close(heard)
        os.close(bell)
