"""Who shows notices on a machine, and the lines where nobody can."""

import io
import sys
from pathlib import Path

import pytest

from compassion_audio.reminders.notify.finding import notifier_here, server_here
from compassion_audio.reminders.notify.notice import Action, Closed, Delivered, Failed, Notice
from tests.reminders.desk import Desk

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="these are the ways of Linux")

ASK = Notice(
    title="Time for a pause", body="Now.", actions=(Action("a", "A"),), without_buttons="compassion"
)


def test_a_desktop_is_found(desk: Desk) -> None:
    """With its server's name; and it is told when that has gone."""
    name, reason = server_here(desk.environ)
    assert name.startswith("dunst")
    assert reason == ""
    notifier = notifier_here(wake=lambda: None, out=None, environ=desk.environ)
    assert type(notifier).__name__ == "DBusNotifier"
    notifier.close()
    desk.end_server()
    assert server_here(desk.environ) == ("", "no notification server is running")


@pytest.mark.parametrize(
    ("environ", "reason"),
    [
        ({}, "there is no desktop session: no session bus"),
        (
            {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"},
            "the session bus cannot be reached: [Errno 2] No such file or directory",
        ),
    ],
)
def test_where_there_is_none_the_reason_is_told(environ: dict[str, str], reason: str) -> None:
    """As a half sentence."""
    assert server_here(environ) == ("", reason)


def test_lines_are_printed_where_nothing_can_be_shown() -> None:
    """With what to type; each ends once."""
    out = io.StringIO()
    rung: list[None] = []
    notifier = notifier_here(wake=lambda: rung.append(None), out=out, environ={})
    first = notifier.show(ASK)
    second = notifier.show(Notice(title="Playing"), replaces=first)
    notifier.withdraw(second)
    notifier.withdraw(second)
    assert out.getvalue() == "Time for a pause\nNow.\ncompassion\nPlaying\n"
    assert notifier.events() == (
        Delivered(first),
        Closed(first, "replaced"),
        Delivered(second),
        Closed(second, "withdrawn"),
    )
    assert len(rung) == 4
    assert notifier.about == "lines of text"
    notifier.close()


def test_where_nobody_reads_nothing_was_delivered(tmp_path: Path) -> None:
    """A terminal that was closed is no delivery."""
    closed = (tmp_path / "out").open("w", encoding="utf-8")
    closed.close()
    for out in (None, closed):
        notifier = notifier_here(wake=lambda: None, out=out, environ={})
        notifier.show(ASK)
        (event,) = notifier.events()
        assert isinstance(event, Failed)
