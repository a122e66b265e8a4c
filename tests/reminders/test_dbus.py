"""Notices on a real desktop: shown, pressed, closed, and over the end of their server."""

import time
from collections.abc import Iterator
from dataclasses import replace
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
from tests.patience import HANGS
from tests.reminders.desk import Desk
from tests.reminders.server import Server, serving
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
    assert desk.look().summary == "<b>Me & you</b>"
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
    event = loop.next_of(notifier)
    assert isinstance(event, Failed)
    assert event.ticket == ticket
    assert event.reason.startswith("no notification server")
    assert server_name(desk.address) is None
    notifier.close()


def test_a_server_that_hangs_is_not_waited_for(desk: Desk, loop: Waiting) -> None:
    """What it shows after all is taken away: nothing is on the screen that nobody minds."""
    notifier = DBusNotifier(desk.address, wake=loop.wake, patience=1.0)
    shown(notifier, loop)
    desk.hang_server()
    ticket = notifier.show(ASK)
    assert loop.next_of(notifier) == Failed(ticket, "the notification server does not answer")
    desk.wake_server()
    give_up = time.monotonic() + HANGS
    while desk.count() != 1:
        assert time.monotonic() < give_up
    notifier.close()


def test_the_server_is_known_before_anything_is_shown(
    desk: Desk, notifier: DBusNotifier, loop: Waiting
) -> None:
    """So that status can name it; and the next one too."""
    give_up = time.monotonic() + HANGS
    while not notifier.about.startswith("dunst"):
        assert time.monotonic() < give_up
    desk.end_server()
    with serving(desk.address, Server(("body",))):
        while notifier.about != "plain 0.1":
            assert time.monotonic() < give_up
    assert loop.is_calm(notifier)


def test_what_a_server_can_do_is_heeded(desk: Desk, notifier: DBusNotifier, loop: Waiting) -> None:
    """No button where there are none: then the words say what to type, and are not escaped."""
    desk.end_server()
    notice = replace(ASK, body="You & me")
    with serving(desk.address, Server(("body",))) as server:
        shown(notifier, loop, notice)
        told = server.next_notified()
        assert (told[3], told[4]) == ("Time for a pause", "You & me\ncompassion play calm")
        assert (told[5], told[7]) == ([], 0)
        assert {name: value for name, (_, value) in told[6].items()} == {
            "urgency": 1,
            "category": "x-compassion-audio.reminder",
            "desktop-entry": "compassion-audio",
            "suppress-sound": True,
        }
    loop.next_of(notifier)
    with serving(desk.address, Server(("body", "body-markup", "actions"))) as server:
        shown(notifier, loop, notice)
        told = server.next_notified()
        assert told[4] == "You &amp; me"
        assert told[5] == ["play", "Play", "later", "Later", "skip", "Skip"]


def test_a_server_that_cannot_say_what_it_can_is_asked_for_little(
    desk: Desk, notifier: DBusNotifier, loop: Waiting
) -> None:
    """It is shown all the same."""
    desk.end_server()
    with serving(desk.address, Server(None)) as server:
        shown(notifier, loop)
        assert server.next_notified()[5] == []


def test_a_server_that_says_no_is_no_hang(
    desk: Desk, notifier: DBusNotifier, loop: Waiting
) -> None:
    """What it said is the reason."""
    desk.end_server()
    with serving(desk.address, Server(("body",), refuses=True)):
        ticket = notifier.show(ASK)
        reason = "the notification server says: org.example.Error.NotToday"
        assert loop.next_of(notifier) == Failed(ticket, reason)


def test_a_notice_that_stays_after_its_button_is_taken_away(
    desk: Desk, notifier: DBusNotifier, loop: Waiting
) -> None:
    """Each notice ends once, whatever a server tells twice, and about whom."""
    desk.end_server()
    with serving(desk.address, Server(("actions",))) as server:
        ticket = shown(notifier, loop)
        server.emit("ActionInvoked", "us", (7, "play"))
        server.emit("NotificationClosed", "uu", (7, 2))
        server.emit("ActionInvoked", "us", (1, "play"))
        server.emit("ActionInvoked", "us", (1, "play"))
        server.emit("NotificationClosed", "uu", (1, 2))
        assert loop.next_of(notifier) == Pressed(ticket, "play")
        assert server.next_closed() == 1
        ticket = shown(notifier, loop)
        server.emit("NotificationClosed", "uu", (2, 4))
        assert loop.next_of(notifier) == Closed(ticket, "unknown")


def test_a_server_is_told_whose_place_a_notice_takes(
    desk: Desk, notifier: DBusNotifier, loop: Waiting
) -> None:
    """By its own number; one that is gone already has no place."""
    desk.end_server()
    with serving(desk.address, Server(("actions",))) as server:
        first = shown(notifier, loop)
        second = notifier.show(ASK, replaces=first)
        assert loop.next_of(notifier) == Closed(first, "replaced")
        assert loop.next_of(notifier) == Delivered(second)
        third = notifier.show(ASK, replaces=first)
        assert loop.next_of(notifier) == Delivered(third)
        assert [server.next_notified()[1] for _ in range(3)] == [0, 1, 0]


def test_nonsense_on_the_bus_ends_nothing(
    desk: Desk, notifier: DBusNotifier, loop: Waiting, caplog: pytest.LogCaptureFixture
) -> None:
    """A signal of another shape is noted in the log."""
    desk.end_server()
    with serving(desk.address, Server(("actions",))) as server:
        lost = shown(notifier, loop)
        server.emit("NotificationClosed", "as", (["nonsense"],))
        assert loop.next_of(notifier) == Closed(lost, "lost")
        shown(notifier, loop)
        assert "a notice went wrong" in caplog.text


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
