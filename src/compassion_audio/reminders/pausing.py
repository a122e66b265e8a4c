"""Until when a person wants no reminders, as they type it."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONGEST = timedelta(days=366)

_ACCEPTED = "say 2h, 45m, 1h30m, tomorrow, until 18:00, or until 2026-12-24T09:00"
_LENGTH = re.compile(r"(?:(\d{1,3})d)?(?:(\d{1,4})h)?(?:(\d{1,5})m)?", re.ASCII)


def read_until(text: str, *, now: datetime, home: ZoneInfo) -> datetime:
    """Read when a pause ends, in UTC.

    Tomorrow begins at midnight where the computer is; a time of the day is the next one.

    Args:
        text: Such as `2h`, `tomorrow`, `until 18:00`.
        now: The instant it is.
        home: The zone of the computer.

    Raises:
        ValueError: It is nothing of that, lies in the past, or more than a year ahead.
    """
    told = text.strip().casefold().removeprefix("until ").strip()
    try:
        end = _read(told, now=now, home=home).astimezone(UTC)
    except OverflowError as cause:  # in the first or the last hours of the calendar
        raise ValueError(_ACCEPTED) from cause
    if not now < end:
        raise ValueError(f"{text} is over; {_ACCEPTED}")
    if end - now > LONGEST:
        raise ValueError("a pause is a year at most; to have none at all: compassion remind off")
    return end


def _read(told: str, *, now: datetime, home: ZoneInfo) -> datetime:
    local = now.astimezone(home)
    if told == "tomorrow":
        return datetime.combine(local.date() + timedelta(days=1), time(), home)
    found = _LENGTH.fullmatch(told)
    if found and told:
        days, hours, minutes = (int(part or 0) for part in found.groups())
        return now + timedelta(days=days, hours=hours, minutes=minutes)
    try:
        if re.fullmatch(r"\d{1,2}:\d{2}", told, re.ASCII):
            return _next(time.fromisoformat(told.zfill(5)), local, home)
        if re.fullmatch(r"\d{4}-\d\d-\d\d", told, re.ASCII):
            return datetime.combine(date.fromisoformat(told), time(), home)
        moment = datetime.fromisoformat(told.upper())
    except ValueError as cause:
        raise ValueError(_ACCEPTED) from cause
    return moment if moment.tzinfo else moment.replace(tzinfo=home)


def _next(at: time, local: datetime, home: ZoneInfo) -> datetime:
    today = datetime.combine(local.date(), at, home)
    if today.astimezone(UTC) > local.astimezone(UTC):
        return today
    return datetime.combine(local.date() + timedelta(days=1), at, home)
