"""Notices as lines of text, for a machine on which nothing can show them."""

from collections.abc import Callable
from typing import TextIO

from compassion_audio.reminders.notify.notice import (
    Closed,
    Delivered,
    Event,
    Failed,
    Notice,
    Ticket,
    Told,
    tickets,
)


class TerminalNotifier:
    """Prints notices. No button can be pressed, so it says what to type instead.

    Args:
        out: Where it prints.
        wake: Called after each event.
        reason: Why there is nothing better, as a half sentence.
    """

    def __init__(self, out: TextIO | None, *, wake: Callable[[], None], reason: str = "") -> None:
        self._out = out
        self._told = Told(wake)
        self._next = tickets()
        self._shown: set[Ticket] = set()
        self.reason = reason

    @property
    def about(self) -> str:
        """Say that lines are printed."""
        return "lines of text"

    def show(self, notice: Notice, *, replaces: Ticket | None = None) -> Ticket:
        """Print a notice."""
        ticket = self._next()
        if replaces is not None:
            self._end(replaces, Closed(replaces, "replaced"))
        parts = (notice.title, notice.body, notice.without_buttons if notice.actions else "")
        try:
            if self._out is None:
                raise OSError("there is no terminal")
            self._out.write("\n".join(part for part in parts if part) + "\n")
            self._out.flush()
        except (OSError, ValueError) as cause:  # ValueError: it is closed
            self._told.tell(Failed(ticket, f"nothing can be printed: {cause}"))
            return ticket
        self._shown.add(ticket)
        self._told.tell(Delivered(ticket))
        return ticket

    def withdraw(self, ticket: Ticket) -> None:
        """Forget a notice; a line that was printed stays."""
        self._end(ticket, Closed(ticket, "withdrawn"))

    def events(self) -> tuple[Event, ...]:
        """Give what has happened since the last call."""
        return self._told.take()

    def close(self) -> None:
        """Let go of nothing."""

    def _end(self, ticket: Ticket, event: Event) -> None:
        if ticket in self._shown:
            self._shown.remove(ticket)
            self._told.tell(event)
