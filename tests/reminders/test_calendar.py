"""The calendar: read back by a library as a phone would, it rings when the reminders come."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from icalendar import Calendar

from compassion_audio.reminders.calendar import AHEAD, calendar
from compassion_audio.reminders.moments import occurrences
from compassion_audio.reminders.rule import Chance, Once, Repeated, Rule

from .rules import MINUTE, daily, windowed

OSLO = ZoneInfo("Europe/Oslo")
NOW = datetime(2026, 6, 3, 9, 0, tzinfo=UTC)
"""A Wednesday, 11:00 in Oslo."""

WEEKDAYS = frozenset(range(5))
NIGHT = Repeated(timedelta(hours=2), windowed("22:00", "02:00"))


def written(*rules: Rule, **more: Any) -> bytes:
    """Write a calendar at `NOW`, in Oslo."""
    return calendar(rules, now=NOW, home=OSLO, **more).data


def events(data: bytes) -> list[Any]:
    """Read its events back."""
    return list(Calendar.from_ical(data).walk("VEVENT"))


def rung(data: bytes, days: int) -> list[datetime]:
    """Give the instants at which a phone in Oslo rings in so many days, as another library says."""
    end = NOW + timedelta(days=days)
    found: list[datetime] = []
    for event in events(data):
        begin = event.decoded("dtstart")
        zone, wall = begin.tzinfo or OSLO, begin.replace(tzinfo=None)
        heard = [wall]
        if "rrule" in event:
            limit = event["rrule"].pop("UNTIL", [wall + timedelta(days=days + 9)])[0]
            last = limit.astimezone(zone).replace(tzinfo=None) if limit.tzinfo else limit
            rule = rrulestr(event["rrule"].to_ical().decode(), dtstart=wall)
            heard = rule.between(wall, last, inc=True)
        found += [at.replace(tzinfo=zone).astimezone(UTC) for at in heard]
    return sorted(at for at in found if NOW < at < end)


@pytest.mark.parametrize(
    "rule",
    [
        daily("08:30", "13:00"),
        daily("08:30", "13:00", weekdays=WEEKDAYS),
        daily("10:00", zone="Asia/Tokyo", weekdays=WEEKDAYS),
        daily("08:30", until=date(2026, 6, 9)),
        daily("23:30", until=date(2026, 6, 9), zone="America/New_York"),
        daily("08:30", weekdays=frozenset((2,))),
        Rule(id="r", name="x", when=NIGHT, weekdays=frozenset((2, 4)), until=date(2026, 6, 19)),
        Rule(id="r", name="x", when=NIGHT, zone="Europe/Oslo"),
        Rule(id="r", name="x", when=Repeated(90 * MINUTE, windowed("09:00", "17:00"))),
        Rule(id="r", name="x", when=Chance(3, windowed("22:00", "02:00"), 45 * MINUTE)),
        Rule(id="r", name="x", when=Once(datetime(2026, 6, 4, 12))),  # noqa: DTZ001  # the wall's
    ],
    ids=repr,
)
def test_a_phone_rings_when_the_reminder_comes(rule: Rule) -> None:
    """For the next weeks: the same instants, none more and none less."""
    end = NOW + timedelta(days=25)
    begin = NOW + timedelta(microseconds=1)
    ours = [one.due for one in occurrences(rule, begin=begin, end=end, home=OSLO)]
    assert rung(written(rule), 25) == ours
    assert ours


def test_a_rule_without_a_zone_travels_with_the_phone() -> None:
    """Its events float; one with a zone names it, and the zone comes along."""
    floating = written(daily("08:30"))
    assert b"DTSTART:20260604T083000\r\n" in floating
    assert b"VTIMEZONE" not in floating
    zoned = written(
        daily("08:30", zone="America/New_York"), daily("09:00", zone="America/New_York")
    )
    assert b"DTSTART;TZID=America/New_York:20260603T083000\r\n" in zoned
    assert zoned.count(b"BEGIN:VTIMEZONE") == 1


def test_the_end_is_in_utc_where_the_beginning_has_a_zone() -> None:
    """And floats where that floats; other forms are refused by some calendars."""
    rule = daily("08:30", until=date(2026, 6, 9))
    assert b"UNTIL=20260609T083000\r\n" in written(rule)
    assert b"UNTIL=20260609T123000Z\r\n" in written(replace(rule, zone="America/New_York"))


@pytest.mark.parametrize(
    "name", ["America/New_York", "Australia/Lord_Howe", "Asia/Tokyo", "Europe/Dublin"]
)
def test_the_zone_that_comes_along_is_the_zone(name: str) -> None:
    """At every hour of a year, also where clocks are changed."""
    read: Any = Calendar.from_ical(written(daily("08:30", zone=name)))
    ours, zone = read.walk("VTIMEZONE")[0].to_tz(lookup_tzid=False), ZoneInfo(name)
    wall = datetime(2026, 1, 2)  # noqa: DTZ001  # the wall's
    for hour in range(365 * 24):
        at = wall + timedelta(hours=hour, minutes=7)
        instant = at.replace(tzinfo=zone).astimezone(UTC)
        is_skipped = instant.astimezone(zone).replace(tzinfo=None) != at
        assert is_skipped or ours.utcoffset(at) == zone.utcoffset(at), at


def test_an_alarm_rings_at_the_moment_itself() -> None:
    """And the time is nobody's to see, and free for others."""
    (event,) = events(written(daily("08:30")))
    (alarm,) = event.walk("VALARM")
    assert alarm["action"] == "DISPLAY"
    assert alarm.decoded("trigger") == timedelta()
    assert event["class"] == "PRIVATE"
    assert event["transp"] == "TRANSPARENT"


def test_a_calendar_tells_nothing_unless_it_may() -> None:
    """Neither the practice nor the id of the rule is in it; a title is, where one is given."""
    rule = daily("08:30", id="grief-1", name="after-a-loss")
    quiet = written(rule)
    assert b"SUMMARY:Time for a pause\r\n" in quiet
    assert b"grief" not in quiet
    assert b"loss" not in quiet
    (event,) = events(written(rule, titles={"grief-1": "Soft, kind; and\nslow " + "é" * 80}))
    assert event["summary"] == "Soft, kind; and\nslow " + "é" * 80


def test_lines_are_as_short_as_calendars_want_them() -> None:
    """At most 75 bytes, each ended as on Windows, whatever the title."""
    data = written(daily("08:30"), titles={"r": "ø, " * 90})
    assert data.count(b"\n") == data.count(b"\r\n")
    assert max(map(len, data.split(b"\r\n"))) <= 75


def test_an_event_keeps_its_id() -> None:
    """Whenever it is written, and whatever else changes; no two share one."""
    rules = [daily("08:30", "13:00"), Rule(id="n", name="x", when=NIGHT)]
    first = [str(event["uid"]) for event in events(written(*rules))]
    again = calendar(
        [replace(one, volume=5, until=date(2027, 1, 1)) for one in rules],
        now=NOW + timedelta(days=3, hours=9),
        home=OSLO,
    )
    assert [str(event["uid"]) for event in events(again.data)] == first
    assert len(set(first)) == len(first) == 5


def test_what_is_over_or_switched_off_is_not_in_it() -> None:
    """And is not counted."""
    over = daily("08:30", until=date(2026, 6, 2))
    off = daily("08:30", is_enabled=False)
    past = Rule(id="r", name="x", when=Once(datetime(2026, 6, 3, 10, 59)))  # noqa: DTZ001  # the wall's
    told = calendar([over, off, past, daily("13:00", id="on")], now=NOW, home=OSLO)
    assert (told.rules, told.events, told.is_drawn) == (1, 1, False)
    assert len(events(told.data)) == 1


def test_random_moments_are_written_for_four_weeks() -> None:
    """Three a day, without a rule that a calendar could not follow."""
    rule = Rule(id="r", name="x", when=Chance(3, windowed("10:00", "18:00"), 45 * MINUTE))
    told = calendar([rule], now=NOW, home=OSLO)
    assert told.is_drawn
    assert 3 * (AHEAD.days - 1) <= told.events <= 3 * (AHEAD.days + 1)
    assert b"RRULE" not in told.data
