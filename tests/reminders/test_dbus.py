"""Notices on a real desktop: shown, pressed, closed, and over the end of their server."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from compassion_audio.reminders.notify.bus import NoBus, address_of_bus
from compassion_audio.reminders.notify.calls import server_name
from compassion_audio.reminders.notify.dbus import DBusNotifier
from compassion_audio.reminders.notify.notice import (
    Action,
    Closed,
    Delivered,
    Failed,
    Notice,
    Pressed,
    Ticket,
)
from tests.reminders.desk import Desk
from tests.reminders.waiting import Waiting

ASK = Notice(
    title="Time for a pause",
    body="Whenever you like.",
    actions=(Action("play", "Play"), Action("later", "Later"), Action("skip", "Skip")),
    without_buttons="compassion play calm",
    expires=timedelta(),
)


@pytest.fixture
def loop() -> Waiting:
    """Give a loop that waits."""
    return Waiting()


@pytest.fixture
def notifier(desk: Desk, loop: Waiting) -> Iterator[DBusNotifier]:
    """Give a notifier on the desktop."""
    made = DBusNotifier(desk.address, wake=loop.wake)
    yield made
    made.close()


def shown(notifier: DBusNotifier, loop: Waiting, notice: Notice = ASK) -> Ticket:
    """Show a notice and wait until it is taken."""
    ticket = notifier.show(notice)
    assert loop.next_of(notifier) == Delivered(ticket)
    return ticket


@pytest.mark.parametrize(("label", "key"), [("Play", "play"), ("Later", "later"), ("Skip", "skip")])
def test_a_button_is_pressed_by_its_name(
    desk: Desk, notifier: DBusNotifier, loop: Waiting, label: str, key: str
) -> None:
    """What is told is its key, once, and the notice is gone."""
    ticket = shown(notifier, loop)
    assert desk.look().summary == "Time for a pause"
    desk.press(label)
    assert loop.next_of(notifier) == Pressed(ticket, key)
    again = shown(notifier, loop)
    assert desk.count() == 1
    desk.dismiss()
    assert loop.next_of(notifier) == Closed(again, "dismissed")


def test_it_comes_quietly_under_its_own_name(
    desk: Desk, notifier: DBusNotifier, loop: Waiting
) -> None:
    """Of normal urgency, for as long as was asked."""
    shown(notifier, loop)
    seen = desk.look()
    assert (seen.urgency, seen.timeout, seen.app_name) == ("NORMAL", "0", "compassion-audio")
    assert seen.category == "x-compassion-audio.reminder"
    assert seen.body == "Whenever you like."
    assert notifier.about.startswith("dunst")
    assert server_name(desk.address) == notifier.about


def test_words_are_words_and_no_markup(desk: Desk, notifier: DBusNotifier, loop: Waiting) -> None:
    """Nor is what D-Bus cannot carry the end of the connection."""
    shown(notifier, loop, Notice(title="<b>Me & you</b>", body="1 < 2 & <i>so</i>"))
    seen = desk.look()
    assert seen.body == "1 < 2 & <i>so</i>" or seen.body == "1 &lt; 2 &amp; &lt;i&gt;so&lt;/i&gt;"
    shown(notifier, loop, Notice(title="half \ud800 a zero \0 in it"))
    assert desk.look().summary == "half ? a zero  in it"


def test_a_notice_that_expires_says_so(desk: Desk, notifier: DBusNotifier, loop: Waiting) -> None:
    """And is told from one that was closed by hand."""
    ticket = shown(notifier, loop, Notice(title="soon", expires=timedelta(milliseconds=50)))
    assert loop.next_of(notifier) == Closed(ticket, "expired")
    assert desk.count() == 0


def test_a_notice_is_withdrawn(desk: Desk, notifier: DBusNotifier, loop: Waiting) -> None:
    """It ends once; what is gone already is withdrawn without a word."""
    ticket = shown(notifier, loop)
    notifier.withdraw(ticket)
    assert loop.next_of(notifier) == Closed(ticket, "withdrawn")
    notifier.withdraw(ticket)
    shown(notifier, loop)
    assert desk.count() == 1


def test_one_notice_takes_the_place_of_another(
    desk: Desk, notifier: DBusNotifier, loop: Waiting
) -> None:
    """The first is over, the second has its buttons; one is on the screen."""
    first = shown(notifier, loop)
    stop = Notice(title="Playing", actions=(Action("stop", "Stop"),), expires=timedelta())
    second = notifier.show(stop, replaces=first)
    assert loop.next_of(notifier) == Closed(first, "replaced")
    assert loop.next_of(notifier) == Delivered(second)
    assert desk.count() == 1
    desk.press("Stop")
    assert loop.next_of(notifier) == Pressed(second, "stop")


def test_the_end_of_the_server_is_told_and_the_next_one_found(
    desk: Desk, notifier: DBusNotifier, loop: Waiting
) -> None:
    """Its numbers begin anew, and are not mistaken for the old ones."""
    lost = shown(notifier, loop)
    desk.end_server()
    assert loop.next_of(notifier) == Closed(lost, "lost")
    desk.start_server()
    ticket = shown(notifier, loop)
    desk.press("Play")
    assert loop.next_of(notifier) == Pressed(ticket, "play")


def test_a_notice_waits_for_a_server_that_is_being_started(
    desk: Desk, notifier: DBusNotifier, loop: Waiting
) -> None:
    """As at login, where the order is anyone's."""
    desk.end_server()
    ticket = notifier.show(ASK)
    desk.start_server()
    assert loop.next_of(notifier) == Delivered(ticket)
    desk.press("Skip")
    assert loop.next_of(notifier) == Pressed(ticket, "skip")


def test_where_no_server_comes_it_has_failed(desk: Desk, loop: Waiting) -> None:
    """With a reason; and the one that comes later is used again."""
    desk.end_server()
    notifier = DBusNotifier(desk.address, wake=loop.wake, patience=0.2)
    ticket = notifier.show(ASK)
    assert loop.next_of(notifier) == Failed(ticket, "no notification server is running")
    assert server_name(desk.address) is None
    notifier.close()


def test_a_server_that_hangs_is_not_waited_for(desk: Desk, loop: Waiting) -> None:
    """What it shows after all is taken away: nothing is on the screen that nobody minds."""
    notifier = DBusNotifier(desk.address, wake=loop.wake, patience=0.2)
    shown(notifier, loop)
    desk.hang_server()
    ticket = notifier.show(ASK)
    assert loop.next_of(notifier) == Failed(ticket, "the notification server does not answer")
    desk.wake_server()
    while desk.count() != 1:
        pass
    notifier.close()


@pytest.mark.parametrize(
    "address", ["unix:path=/nowhere/bus", "tcp:host=localhost,port=1", "nonsense", "unix:x"]
)
def test_where_there_is_no_bus_it_fails_and_says_why(address: str, loop: Waiting) -> None:
    """Whatever stands in the environment."""
    notifier = DBusNotifier(address, wake=loop.wake, patience=0.0)
    ticket = notifier.show(ASK)
    event = loop.next_of(notifier)
    assert isinstance(event, Failed)
    assert event.ticket == ticket
    assert "bus" in event.reason
    notifier.close()
    with pytest.raises(NoBus):
        server_name(address)


def test_the_bus_is_found_in_the_runtime_folder_too(desk: Desk) -> None:
    """A service of systemd may have no variable for it."""
    runtime = desk.environ["XDG_RUNTIME_DIR"]
    assert address_of_bus({"XDG_RUNTIME_DIR": runtime}) == desk.address
    assert address_of_bus({"XDG_RUNTIME_DIR": "/nowhere"}) is None
    assert address_of_bus({}) is None
    assert address_of_bus({"DBUS_SESSION_BUS_ADDRESS": "unix:path=/x"}) == "unix:path=/x"
