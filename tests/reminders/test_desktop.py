"""The way of macOS and Windows, driven on Linux: the real library, a real server."""

import asyncio
import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from compassion_audio.reminders.notify.notice import (
    Action,
    Closed,
    Delivered,
    Failed,
    Notice,
    Notifier,
    Pressed,
)
from tests.patience import HANGS
from tests.reminders.desk import Desk
from tests.reminders.waiting import Waiting

ASK = Notice(
    title="Time for a pause",
    actions=(Action("play", "Play"), Action("skip", "Skip")),
    expires=timedelta(),
)


@pytest.fixture
def notifier(desk: Desk, on_desk: Callable[[], None], loop: Waiting) -> Iterator[Notifier]:
    """Give a notifier on the desktop."""
    if importlib.util.find_spec("desktop_notifier") is None:
        reason = "desktop-notifier is not here; install the extra: test"
        if os.environ.get("COMPASSION_REQUIRE_ALL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    from compassion_audio.reminders.notify.desktop import DesktopNotifier

    assert desk.address
    on_desk()
    made = DesktopNotifier(wake=loop.wake)
    yield made
    asyncio.run_coroutine_threadsafe(_hang_up(made), made._loop).result(HANGS)
    made.close()


async def _hang_up(notifier: Any) -> None:
    """Close the connection that the library leaves open on Linux, or Python complains of it."""
    bus = getattr(notifier._library._backend, "bus", None)
    if bus is not None:
        bus.disconnect()
        await bus.wait_for_disconnect()


@pytest.fixture
def loop() -> Waiting:
    """Give a loop that waits."""
    return Waiting()


def test_a_button_is_pressed_by_its_name(desk: Desk, notifier: Notifier, loop: Waiting) -> None:
    """It is told once, by its key."""
    ticket = notifier.show(ASK)
    assert loop.next_of(notifier) == Delivered(ticket)
    assert desk.look().summary == "Time for a pause"
    desk.press("Play")
    assert loop.next_of(notifier) == Pressed(ticket, "play")
    notifier.withdraw(ticket)
    desk.control("close-all")  # dunst leaves it where it is; macOS and Windows do not
    again = notifier.show(ASK)
    assert loop.next_of(notifier) == Delivered(again)
    desk.dismiss()
    assert loop.next_of(notifier) == Closed(again, "dismissed")


def test_one_takes_the_place_of_another_and_is_withdrawn(
    desk: Desk, notifier: Notifier, loop: Waiting
) -> None:
    """Each ends once."""
    first = notifier.show(ASK)
    assert loop.next_of(notifier) == Delivered(first)
    second = notifier.show(ASK, replaces=first)
    assert loop.next_of(notifier) == Closed(first, "replaced")
    assert loop.next_of(notifier) == Delivered(second)
    assert desk.count() == 1
    notifier.withdraw(second)
    assert loop.next_of(notifier) == Closed(second, "withdrawn")
    notifier.withdraw(second)
    third = notifier.show(ASK)
    assert loop.next_of(notifier) == Delivered(third)
    assert desk.count() == 1


def test_what_expires_is_told_though_the_library_is_silent(
    notifier: Notifier, loop: Waiting
) -> None:
    """By our own clock."""
    ticket = notifier.show(Notice(title="soon", expires=timedelta(milliseconds=50)))
    assert loop.next_of(notifier) == Delivered(ticket)
    assert loop.next_of(notifier) == Closed(ticket, "expired")


def test_where_nobody_takes_it_the_name_it_got_is_not_believed(
    desk: Desk, notifier: Notifier, loop: Waiting
) -> None:
    """The library returns one all the same."""
    desk.end_server()
    ticket = notifier.show(ASK)
    event = loop.next_of(notifier)
    assert isinstance(event, Failed)
    assert event.ticket == ticket


def test_it_is_imported_only_where_it_is_used() -> None:
    """The service on Linux stays small."""
    import subprocess

    code = (
        "import sys, compassion_audio.reminders.notify.finding as f, io;"
        "n = f.notifier_here(wake=lambda: None, out=io.StringIO(), environ={});"
        "print([m for m in ('asyncio', 'desktop_notifier', 'numpy') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert told.stdout.strip() == "[]"
