"""What is shown to a person, and what comes back, whoever shows it.

Every notice has a ticket of ours, because a notification server that is started again begins to
count anew. Each ticket ends in exactly one of `Pressed`, `Closed` and `Failed`.
"""

import itertools
import queue
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, NewType, Protocol

Ticket = NewType("Ticket", int)
"""One showing; never given twice in a process."""

Urgency = Literal["low", "normal"]
"""Nothing here is critical: that would break through Do Not Disturb."""

Reason = Literal["expired", "dismissed", "withdrawn", "replaced", "lost", "unknown"]
"""Why a notice is no longer there: its time was over, the person closed it, we took it away, we
put another in its place, its server is gone, nobody says."""


@dataclass(frozen=True, slots=True)
class Action:
    """A button."""

    key: str
    """What is told when it is pressed; `default` is a press on the notice itself."""

    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is shown. Plain text: whoever shows it escapes what it must."""

    title: str

    body: str = ""

    actions: tuple[Action, ...] = ()

    without_buttons: str = ""
    """Added to the body where no button can be shown: what to type instead."""

    urgency: Urgency = "normal"

    expires: timedelta | None = None
    """Zero keeps it until it is answered; None leaves it to the desktop."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A server has taken the notice. Whether somebody looks at it, nobody can tell."""

    ticket: Ticket


@dataclass(frozen=True, slots=True)
class Pressed:
    """The person has pressed a button; the notice is gone."""

    ticket: Ticket
    key: str


@dataclass(frozen=True, slots=True)
class Closed:
    """The notice is gone, and no button was pressed."""

    ticket: Ticket
    reason: Reason


@dataclass(frozen=True, slots=True)
class Failed:
    """The notice was never shown."""

    ticket: Ticket
    reason: str
    """As a half sentence."""


Event = Delivered | Pressed | Closed | Failed


class Notifier(Protocol):
    """Shows notices; none of its calls waits for anybody.

    It is made with a function that it calls, from any thread, when there is something in `events`.
    """

    @property
    def about(self) -> str:
        """What shows notices here, as far as it is known by now: `dunst 1.9.0`."""

    def show(self, notice: Notice, *, replaces: Ticket | None = None) -> Ticket:
        """Show a notice, in the place of another where that is still there."""

    def withdraw(self, ticket: Ticket) -> None:
        """Take a notice away; one that is gone already is no error."""

    def events(self) -> tuple[Event, ...]:
        """Give what has happened since the last call, in order."""

    def close(self) -> None:
        """Let go of everything; what is shown stays there."""


class Told:
    """Events on their way from the thread of a notifier to the loop of the service.

    Args:
        wake: Called in the notifier's thread after each event.
    """

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()

    def tell(self, event: Event) -> None:
        """Add one."""
        self._events.put(event)
        self._wake()

    def take(self) -> tuple[Event, ...]:
        """Give all that are there."""
        found = []
        while not self._events.empty():
            found.append(self._events.get())
        return tuple(found)


def tickets() -> Callable[[], Ticket]:
    """Give a function that gives a new ticket each time, in any thread."""
    numbers = itertools.count(1)
    return lambda: Ticket(next(numbers))
