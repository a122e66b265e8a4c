"""Rules as a calendar file, so that a phone rings as well.

A rule that goes by the computer's clock becomes floating events: the phone's own clock rings them,
wherever it travels. One with a zone of its own carries that zone.

Source: RFC 5545; 3.6.5 for zones, 3.6.6 for alarms. RFC 7986, 5.3, for ids that tell nothing.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from compassion_audio.reminders.moments import occurrences, times_of
from compassion_audio.reminders.rule import DAYS, EVERY_DAY, Chance, Once, Rule

if TYPE_CHECKING:
    from icalendar import Component, Event

NEUTRAL = "Time for a pause"
"""What a calendar shows that others may see."""

AHEAD = timedelta(days=28)
"""For so long random moments are written, which no calendar can draw by itself."""

MAKER = "-//compassion-audio//compassion remind//EN"
"""By which a calendar of ours is known."""

_OURS = uuid.UUID("6d3b8f5e-0f0e-5c39-9c53-6f1ad2b9c7a4")
_YEARS = 10
"""For so long the changes of a zone are written; programs that know the zone use their own."""

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Written:
    """A calendar, and what is in it."""

    data: bytes
    rules: int
    """How many are in it; those that are over or switched off are not."""

    events: int
    is_drawn: bool
    """Whether some are random moments, which end after `AHEAD`."""


def calendar(
    rules: Iterable[Rule],
    *,
    now: datetime,
    home: ZoneInfo,
    titles: Mapping[str, str] | None = None,
) -> Written:
    """Write rules as an iCalendar file.

    Fixed and repeated times become one event each that comes again, random ones an event for each
    moment of the next four weeks. An event has the same id whenever it is written, so that a
    calendar which reads the file again changes its events and does not double them.

    Args:
        rules: Those that are switched off or over are left out.
        now: This instant, aware.
        home: The zone of the computer.
        titles: What to call a rule, by its id; where none is given, it is `NEUTRAL`.
    """
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", MAKER)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    zones: set[str] = set()
    told = events = 0
    is_drawn = False
    for rule in rules:
        name = (titles or {}).get(rule.id, NEUTRAL)
        own = list(_events(rule, name, now, home)) if rule.is_enabled else []
        for event in own:
            made.add_component(event)
        if own:
            zones.add(rule.zone)
            told, events = told + 1, events + len(own)
            is_drawn |= isinstance(rule.when, Chance)
    for zone in sorted(zones - {""}):
        made.subcomponents.insert(0, _zone(zone, now))
    return Written(made.to_ical(), told, events, is_drawn)


def _events(rule: Rule, name: str, now: datetime, home: ZoneInfo) -> Iterator["Event"]:
    if isinstance(rule.when, Chance):
        for one in occurrences(rule, begin=now, end=now + AHEAD, home=home):
            begin = one.due.astimezone(ZoneInfo(rule.zone) if rule.zone else home)
            yield _event(one.key, name, begin if rule.zone else begin.replace(tzinfo=None), now)
        return
    zone = ZoneInfo(rule.zone) if rule.zone else home
    today = now.astimezone(zone).replace(tzinfo=None)
    for at, days_later in times_of(rule.when):
        if found := _first(rule, at, days_later, today):
            begin = found.replace(tzinfo=ZoneInfo(rule.zone)) if rule.zone else found
            event = _event(f"{rule.id}|{at:%H:%M}|{days_later}", name, begin, now)
            if not isinstance(rule.when, Once):
                event.add("rrule", _recurrence(rule, at, days_later))
            yield event


def _first(rule: Rule, at: time, days_later: int, now: datetime) -> datetime | None:
    """Find when a time of the day comes first, as the wall shows it; None where it is over."""
    if isinstance(rule.when, Once):
        return rule.when.moment if rule.when.moment > now else None
    begins = (now.date() + timedelta(days=number) for number in range(-1, 9))
    for day in takewhile(lambda day: rule.until is None or day <= rule.until, begins):
        found = datetime.combine(day + _ONE_DAY * days_later, at)
        if day.weekday() in rule.weekdays and found > now:
            return found
    return None


def _recurrence(rule: Rule, at: time, days_later: int) -> dict[str, object]:
    """Say on which days it comes again, counted from the day on which it is heard."""
    again: dict[str, object] = {"freq": "daily"}
    if rule.weekdays != EVERY_DAY:
        heard = sorted((day + days_later) % 7 for day in rule.weekdays)
        again = {"freq": "weekly", "byday": [DAYS[day][:2].upper() for day in heard]}
    if rule.until:
        last = datetime.combine(rule.until + _ONE_DAY * days_later, at)
        # RFC 5545, 3.3.10: in UTC where the beginning has a zone, floating where it has none
        in_zone = last.replace(tzinfo=ZoneInfo(rule.zone)) if rule.zone else None
        again["until"] = in_zone.astimezone(UTC) if in_zone else last
    return again


def _event(key: str, name: str, begin: datetime, now: datetime) -> "Event":
    """Write one event, which takes no time that others could see as taken, and rings."""
    from icalendar import Alarm, Event

    event = Event()
    event.add("uid", str(uuid.uuid5(_OURS, key)))
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", begin)
    event.add("summary", name)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", name)
    alarm.add("trigger", timedelta())
    event.add_component(alarm)
    return event


def _zone(name: str, now: datetime) -> "Component":
    """Write a zone: what it is at first, and every change for some years.

    icalendar's own writes the beginning of summer time an hour late (7.3.0).
    """
    from icalendar import Timezone

    zone = ZoneInfo(name)
    first = datetime(now.year, 1, 1, tzinfo=UTC)
    made = Timezone()
    made.add("tzid", name)
    made.add_component(_observed(first, first.astimezone(zone).utcoffset(), zone))
    for change in _changes(zone, first):
        before = (change - timedelta(seconds=1)).astimezone(zone).utcoffset()
        made.add_component(_observed(change, before, zone))
    return made


def _observed(begin: datetime, before: timedelta | None, zone: ZoneInfo) -> "Component":
    """Write one stretch of a zone, from an instant on."""
    from icalendar import TimezoneDaylight, TimezoneStandard

    after = begin.astimezone(zone)
    made = TimezoneDaylight() if after.dst() else TimezoneStandard()
    # RFC 5545, 3.6.5: as the clock shows it that is about to be changed
    made.add("dtstart", (begin + (before or timedelta())).replace(tzinfo=None))
    made.add("tzoffsetfrom", before)
    made.add("tzoffsetto", after.utcoffset())
    made.add("tzname", after.tzname())
    return made


def _changes(zone: ZoneInfo, first: datetime) -> Iterator[datetime]:
    """Find the instants at which a zone changes its offset, to the second."""
    last = first.replace(year=first.year + _YEARS)
    while first < last:
        following = first + _ONE_DAY
        if _offset(first, zone) != _offset(following, zone):
            low, high = first, following
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                middle = middle.replace(microsecond=0)
                same = _offset(middle, zone) == _offset(first, zone)
                low, high = (middle, high) if same else (low, middle)
            yield high
        first = following


def _offset(at: datetime, zone: ZoneInfo) -> timedelta | None:
    return at.astimezone(zone).utcoffset()
