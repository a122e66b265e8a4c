"""How reminders are told: in words for people, as data for programs."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from compassion_audio import settings
from compassion_audio.cli.command import own_library
from compassion_audio.errors import CompassionAudioError
from compassion_audio.reminders.book import reminders_file
from compassion_audio.reminders.composing import fields_of_when, values_of
from compassion_audio.reminders.rule import EVERY_DAY, Fixed, Occurrence, Once, Repeated, Rule
from compassion_audio.reminders.written import write_clock, write_days, write_span

_HOWS = {
    "ask": "asks first",
    "play": "begins by itself",
    "sound": "a sound alone",
    "text": "words alone",
}


def home_zone() -> ZoneInfo:
    """Give the zone of this computer."""
    from compassion_audio.reminders.clock import SystemClock

    return SystemClock().zone()


def now() -> datetime:
    """Give this instant."""
    return datetime.now(UTC)


def zone_of(rule: Rule, home: ZoneInfo) -> ZoneInfo:
    """Give the zone whose clock a rule goes by."""
    return ZoneInfo(rule.zone) if rule.zone else home


def what(rule: Rule) -> str:
    """Name what is played, or heard, or read."""
    if rule.course:
        return f"{rule.course}, its next day"
    return rule.name or ("a bell" if rule.how == "sound" else "a few words")


def when(rule: Rule) -> str:
    """Say when a rule comes due, in words."""
    days = "" if rule.weekdays == EVERY_DAY else f", {write_days(rule.weekdays)}"
    days += f", until {rule.until}" if rule.until else ""
    days += f", in {rule.zone}" if rule.zone else ""
    return f"{_times(rule)}{days}"


def _times(rule: Rule) -> str:
    fields = fields_of_when(rule.when)
    begin, _, end = fields.get("between", "").partition("-")
    between = f"from {begin} to {end}" if begin != end else f"all day from {begin} on"
    match rule.when:
        case Fixed(times):
            *most, last = map(write_clock, times)
            return f"at {', '.join(most)} and {last}" if most else f"at {last}"
        case Once(moment):
            return f"once, {moment:%a} {moment.date()} at {write_clock(moment.time())}"
        case Repeated():
            return f"every {fields['every']} {between}"
        case chance:
            if chance.count == 1:
                return f"once a day by chance {between}"
            apart = write_span(chance.apart)
            return f"{chance.count} times by chance {between}, at least {apart} apart"


def manner(rule: Rule) -> str:
    """Say in which way a rule reminds, and whether it is switched on."""
    return _HOWS[rule.how] if rule.is_enabled else f"{_HOWS[rule.how]}; switched off"


def moment(due: datetime, zone: ZoneInfo, home: ZoneInfo) -> str:
    """Write an instant as the clock of a zone shows it, and as that of this computer does."""
    there, here = due.astimezone(zone), due.astimezone(home)
    told = f"{there:%a} {there.date()} {there:%H:%M} {offset(there)}"
    is_elsewhere = there.utcoffset() != here.utcoffset()
    return f"{told} ({here:%a %H:%M} here)" if is_elsewhere else told


def offset(at: datetime) -> str:
    """Write how far a clock is from UTC: `+05:30`."""
    minutes = round((at.utcoffset() or timedelta()) / timedelta(minutes=1))
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def is_finished(rule: Rule) -> bool:
    """Say whether all days of its course are done; of one that cannot be read, nobody knows."""
    if not rule.course:
        return False
    from compassion_audio.studio.courses import course_called, place_of

    try:
        source, course = course_called(rule.course, own_library())
        place = place_of(source, course, folders=settings.folders(os.environ))
    except CompassionAudioError:
        return False
    return place is not None and place.is_finished


def rule_data(rule: Rule) -> dict[str, Any]:
    """Give a rule as data, under the keys of the file."""
    usual = {"id": rule.id, "how": rule.how, "zone": rule.zone or None}
    own = {"volume": rule.volume, "grace": write_span(rule.grace), "enabled": rule.is_enabled}
    return usual | values_of(rule) | own


def occurrence_data(one: Occurrence, rule: Rule, home: ZoneInfo) -> dict[str, Any]:
    """Give an occurrence as data: its instant in its own zone, with the offset, and in UTC."""
    zone = zone_of(rule, home)
    return {
        "due": one.due.astimezone(zone).isoformat(timespec="seconds"),
        "utc": one.due.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "zone": zone.key,
        "rule": rule.id,
        "key": one.key,
        "play": rule.name,
        "course": rule.course,
        "how": rule.how,
    }


def own_file() -> Path:
    """Give the path of this person's reminders.

    Raises:
        SettingsError: There is no home folder.
    """
    return reminders_file(os.environ)
