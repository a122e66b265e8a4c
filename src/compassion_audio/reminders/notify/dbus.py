"""Notices on a Linux desktop, by any server that keeps the Desktop Notifications Specification.

A thread holds the connection; everything that comes from the service reaches it through a queue
and a pipe. While nothing happens it sleeps without end, and costs nothing.
"""

import os
import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from compassion_audio.reminders.notify.courier import Courier, Show, Withdraw
from compassion_audio.reminders.notify.notice import Event, Notice, Ticket, Told, tickets

PATIENCE = 10.0
"""Seconds for a server that is being started, or started again, to take a notice."""


class DBusNotifier:
    """Shows notices on a Linux desktop.

    A server that goes away and comes back is found again; what it had shown is told as lost, and
    what is to be shown meanwhile waits for it, for `patience` seconds.

    Args:
        address: Of the session bus, as `address_of_bus` finds it.
        wake: Called in another thread when there is something in `events`.
        patience: Seconds after which a notice that nobody took has failed.
    """

    def __init__(
        self, address: str, *, wake: Callable[[], None], patience: float = PATIENCE
    ) -> None:
        self._patience = patience
        self._next = tickets()
        self._told = Told(wake)
        self._orders: queue.SimpleQueue[Show | Withdraw | None] = queue.SimpleQueue()
        self._heard, self._bell = os.pipe()
        os.set_blocking(self._bell, False)
        self._courier = Courier(address, self._told.tell, self._orders, self._heard)
        self._thread = threading.Thread(target=self._courier.run, name="notices", daemon=True)
        self._thread.start()

    @property
    def about(self) -> str:
        """Name the server, once one has answered."""
        return self._courier.about

    def show(self, notice: Notice, *, replaces: Ticket | None = None) -> Ticket:
        """Show a notice, in the place of another where that is still there."""
        ticket = self._next()
        self._order(Show(ticket, notice, replaces, time.monotonic() + self._patience))
        return ticket

    def withdraw(self, ticket: Ticket) -> None:
        """Take a notice away."""
        self._order(Withdraw(ticket))

    def events(self) -> tuple[Event, ...]:
        """Give what has happened since the last call."""
        return self._told.take()

    def close(self) -> None:
        """Let go of the bus; what is shown stays."""
        self._order(None)
        self._thread.join(self._patience)
        if not self._thread.is_alive():
            os.close(self._heard)
            os.close(self._bell)

    def _order(self, order: Show | Withdraw | None) -> None:
        self._orders.put(order)
        with suppress(BlockingIOError):  # full of bells that were not heard yet: one will do
            os.write(self._bell, b".")
