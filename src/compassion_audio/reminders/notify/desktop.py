"""Notices on macOS and Windows, through desktop-notifier.

Neither has been verified on its own system yet: the tests drive the library on Linux, against a
real notification server. On macOS the library hears of pressed buttons only while the main thread
runs a loop of Apple's, and a Python that is not signed shows nothing; Windows asks for nothing.
The library never tells that a notice has expired, so that is told by our own clock.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from compassion_audio.reminders.notify.notice import (
    Closed,
    Delivered,
    Event,
    Failed,
    Notice,
    Pressed,
    Reason,
    Ticket,
    Told,
    tickets,
)

if TYPE_CHECKING:
    from desktop_notifier import DesktopNotifier as Library
    from desktop_notifier import Notification

_PATIENCE = 10.0
"""Seconds for the system to take a notice."""

_FORGOTTEN = 3600.0
"""Seconds after which a notice of which nothing was heard is no longer waited for."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Shown:
    identifier: str
    clock: asyncio.TimerHandle


class DesktopNotifier:
    """Shows notices through desktop-notifier, in a thread of its own.

    Args:
        wake: Called in that thread when there is something in `events`.

    Raises:
        ImportError: The library is not here.
    """

    def __init__(self, *, wake: Callable[[], None]) -> None:
        import desktop_notifier

        logging.getLogger("desktop_notifier").setLevel(logging.ERROR)  # we tell it ourselves
        self._module = desktop_notifier
        self._library: Library | None = None  # made in the thread: it keeps to its loop
        self._told = Told(wake)
        self._next = tickets()
        self._shown: dict[Ticket, _Shown] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="notices", daemon=True)
        self._thread.start()

    @property
    def about(self) -> str:
        """Name the library: it does not say who shows what it is given."""
        return f"desktop-notifier {self._module.__version__}"

    def show(self, notice: Notice, *, replaces: Ticket | None = None) -> Ticket:
        """Show a notice; the system knows no places, so the other is taken away first."""
        ticket = self._next()
        self._soon(self._show(ticket, notice, replaces))
        return ticket

    def withdraw(self, ticket: Ticket) -> None:
        """Take a notice away."""
        self._soon(self._take_away(ticket, "withdrawn"))

    def events(self) -> tuple[Event, ...]:
        """Give what has happened since the last call."""
        return self._told.take()

    def close(self) -> None:
        """End the thread; what is shown stays."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_PATIENCE)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            self._loop.close()

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _show(self, ticket: Ticket, notice: Notice, replaces: Ticket | None) -> None:
        if replaces is not None:
            await self._take_away(replaces, "replaced")
        try:
            await asyncio.wait_for(self._dispatch(ticket, notice), _PATIENCE)
        except TimeoutError:
            self._told.tell(Failed(ticket, "the system does not answer"))
        except Exception as cause:
            _log.exception("a notice went wrong")
            self._told.tell(Failed(ticket, f"the system says: {cause}"))

    async def _dispatch(self, ticket: Ticket, notice: Notice) -> None:
        if self._library is None:
            self._library = self._module.DesktopNotifier("compassion-audio", app_icon=None)
        if not await self._library.get_capabilities():  # a stand-in of the library's own
            why = "this Python may show no notices: it is not signed, or there is no desktop"
            self._told.tell(Failed(ticket, why))
            return
        is_taken = False

        def take() -> None:
            nonlocal is_taken
            is_taken = True

        sent = self._notification(ticket, notice, take)
        await self._library.send_notification(sent)
        if not is_taken:  # it returns a name for it all the same
            self._told.tell(Failed(ticket, "the system did not take it"))
            return
        has_end = notice.expires is not None and notice.expires > timedelta()
        seconds = notice.expires.total_seconds() if notice.expires and has_end else _FORGOTTEN
        reason: Reason = "expired" if has_end else "unknown"
        clock = self._loop.call_later(seconds, lambda: self._soon(self._take_away(ticket, reason)))
        self._shown[ticket] = _Shown(sent.identifier, clock)
        self._told.tell(Delivered(ticket))

    def _notification(
        self, ticket: Ticket, notice: Notice, take: Callable[[], None]
    ) -> "Notification":
        module = self._module
        keys = {one.key for one in notice.actions}
        seconds = -1 if notice.expires is None else int(notice.expires.total_seconds())
        clicked: Event = Closed(ticket, "dismissed")
        if "default" in keys:
            clicked = Pressed(ticket, "default")
        made: Notification = module.common.Notification(
            title=notice.title,
            message=notice.body,
            urgency=module.Urgency.Low if notice.urgency == "low" else module.Urgency.Normal,
            buttons=tuple(
                module.Button(one.label, self._ending(ticket, Pressed(ticket, one.key)))
                for one in notice.actions
                if one.key != "default"
            ),
            on_dispatched=take,
            on_clicked=self._ending(ticket, clicked),
            on_dismissed=self._ending(ticket, Closed(ticket, "dismissed")),
            timeout=seconds,
        )
        return made

    def _ending(self, ticket: Ticket, event: Event) -> Callable[[], None]:
        """Give what tells that a notice is over, from whichever thread the system calls."""

        def end() -> None:
            self._loop.call_soon_threadsafe(self._end, ticket, event)

        return end

    def _end(self, ticket: Ticket, event: Event) -> None:
        shown = self._shown.pop(ticket, None)
        if shown is not None:  # else it has ended already
            shown.clock.cancel()
            self._told.tell(event)

    async def _take_away(self, ticket: Ticket, reason: Reason) -> None:
        shown = self._shown.get(ticket)
        if shown is None:
            return
        self._end(ticket, Closed(ticket, reason))
        with suppress(Exception):  # it is gone already: each system says that in its own way
            if self._library is not None:
                await asyncio.wait_for(self._library.clear(shown.identifier), _PATIENCE)
