"""The clocks, and what they do when the computer sleeps or travels."""

import logging
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest

from compassion_audio.reminders.clock import LONGEST_WAIT, HandClock, SystemClock, Watch

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
OSLO, TOKYO = ZoneInfo("Europe/Oslo"), ZoneInfo("Asia/Tokyo")


def test_a_sleep_is_noticed() -> None:
    """And mere waiting is not one."""
    clock = HandClock(NOW, OSLO)
    watch = Watch(clock)
    clock.wait(30, threading.Event())
    assert not watch.has_changed()
    clock.sleep(timedelta(hours=2))
    assert watch.has_changed()
    assert not watch.has_changed()


def test_a_clock_that_is_set_back_is_noticed() -> None:
    """By an hour; by a second it is only corrected, as every clock is."""
    clock = HandClock(NOW, OSLO)
    watch = Watch(clock)
    clock.sleep(timedelta(hours=-1))
    assert watch.has_changed()
    clock.sleep(timedelta(seconds=-1))
    assert not watch.has_changed()


def test_another_zone_is_noticed() -> None:
    """Though no clock was set."""
    clock = HandClock(NOW, OSLO)
    watch = Watch(clock)
    clock.home = TOKYO
    assert watch.has_changed()
    assert watch.zone is TOKYO
    assert not watch.has_changed()


def test_another_zone_is_noticed_where_none_has_a_name() -> None:
    """A system that copies its zone, instead of linking to it, does not say which it is."""
    local = []
    for name in ("Europe/Oslo", "Asia/Tokyo"):
        with (files("tzdata.zoneinfo") / name).open("rb") as file:
            local.append(ZoneInfo.from_file(file, key="local"))
    clock = HandClock(NOW, local[0])
    watch = Watch(clock)
    clock.home = local[1]
    assert watch.has_changed()
    assert not watch.has_changed()


def test_a_file_left_behind_is_not_complained_of_each_time(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The log of a service is for what a person should know."""
    SystemClock()
    logging.getLogger("tzlocal").warning("/etc/timezone is deprecated in some distros")
    assert caplog.records == []


def test_waiting_ends_when_there_is_something_to_do() -> None:
    """At once, and the next wait is one again."""
    for clock in (HandClock(NOW, OSLO), SystemClock()):
        wakeup = threading.Event()
        wakeup.set()
        before = clock.now()
        clock.wait(LONGEST_WAIT, wakeup)
        assert not wakeup.is_set()
        assert clock.now() - before < timedelta(seconds=LONGEST_WAIT)
    hand = HandClock(NOW, OSLO)
    hand.wait(3600, threading.Event())
    assert hand.now() == NOW + timedelta(seconds=LONGEST_WAIT)
    hand.wait(-5, threading.Event())
    assert hand.elapsed == LONGEST_WAIT


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps its zone elsewhere")
def test_the_zone_is_found_anew_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """And where it cannot be told, the last one holds."""
    clock = SystemClock()
    for name in ("Europe/Oslo", "Asia/Tokyo"):
        monkeypatch.setenv("TZ", name)
        assert clock.zone() == ZoneInfo(name)
    monkeypatch.setenv("TZ", "Nowhere/At-all")
    assert clock.zone() == TOKYO
    monkeypatch.delenv("TZ")
    clock.zone()
    time.tzset()


def test_the_system_clock_counts_in_utc() -> None:
    """Aware, and forwards."""
    clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert clock.monotonic() <= clock.monotonic()


@pytest.mark.skipif(sys.platform == "win32", reason="TZ is a word of POSIX systems")
def test_the_zone_that_is_plainly_named_is_found_without_a_search(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And follows the next name at once; one that only a search can read is searched for."""
    clock = SystemClock()
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert clock.zone().key == "Asia/Tokyo"
    monkeypatch.setenv("TZ", ":America/New_York")
    assert clock.zone().key == "America/New_York"
    monkeypatch.setenv("TZ", "no/such/zone")
    assert clock.zone().key == "America/New_York"
    monkeypatch.undo()
    time.tzset()
