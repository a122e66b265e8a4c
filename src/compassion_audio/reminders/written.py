"""How people write times, days and windows, on the command line and in the file alike."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import get_args

from compassion_audio.reminders.rule import DAYS, EVERY_DAY, HOWS, MOST_A_DAY, SHORTEST, How, Window
from compassion_audio.units import Milliseconds, read_duration, write_duration

LONGEST_GRACE = timedelta(days=1)

_MINUTE = timedelta(minutes=1)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)
_WINDOW = re.compile(r"(\d{1,2}:\d{2})\s*(?:-|–|to)\s*(\d{1,2}:\d{2})", re.ASCII)  # noqa: RUF001  # people write that dash
_ONCE = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{1,2}:\d{2})", re.ASCII)
_WHOLE = re.compile(r"\d{1,4}", re.ASCII)
_WEEKDAYS, _WEEKENDS = frozenset(range(5)), frozenset((5, 6))
_GROUPS = {"weekdays": _WEEKDAYS, "weekends": _WEEKENDS, "daily": EVERY_DAY, "every day": EVERY_DAY}
_DAYS_ARE = "write weekdays, weekends, daily, or days: mon,wed-fri"
_ZONES_ARE = "write a name such as Europe/Oslo or America/New_York"


def read_clock(text: str) -> time:
    """Read a time of the day: `08:30`, `8:30`.

    Raises:
        ValueError: It is not one.
    """
    found = _CLOCK.fullmatch(text.strip())
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError(f"{text[:20]!r} is not a time of the day; write it 08:30 or 17:05")
    return time(int(found[1]), int(found[2]))


def write_clock(at: time) -> str:
    """Write a time of the day: `08:30`."""
    return f"{at.hour:02}:{at.minute:02}"


def read_times(text: str) -> tuple[time, ...]:
    """Read times of the day: `08:30,13:00`, in any order; one that comes twice counts once.

    Raises:
        ValueError: One of them is not one.
    """
    return tuple(sorted({read_clock(part) for part in text.split(",")}))


def write_times(times: Iterable[time]) -> str:
    """Write times of the day: `08:30,13:00`."""
    return ",".join(map(write_clock, times))


def read_days(text: str) -> frozenset[int]:
    """Read weekdays: `weekdays`, `weekends`, `daily`, `mon,wed-fri`, `sat-mon`; 0 is Monday.

    Raises:
        ValueError: A part of it names no day.
    """
    found: set[int] = set()
    for part in text.casefold().split(","):
        name = " ".join(part.split())
        if name in _GROUPS:
            found |= _GROUPS[name]
            continue
        first, dash, last = name.partition("-")
        begin = _day(first)
        end = _day(last) if dash else begin
        found |= {(begin + step) % 7 for step in range((end - begin) % 7 + 1)}
    return frozenset(found)


def _day(name: str) -> int:
    written = name.strip()
    for number, day in enumerate(DAYS):
        if len(written) >= 2 and day.startswith(written):
            return number
    raise ValueError(f"{name[:20]!r} is not a day; {_DAYS_ARE}")


def write_days(days: frozenset[int]) -> str:
    """Write weekdays; `read_days` gives them back."""
    for name, group in _GROUPS.items():
        if days == group:
            return name
    return ",".join(DAYS[day][:3] for day in sorted(days))


def read_window(text: str) -> Window:
    """Read a part of the day: `09:00-17:00`, over midnight `22:00-02:00`, up to it `18:00-24:00`.

    Raises:
        ValueError: It is not one.
    """
    found = _WINDOW.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text[:30]!r} is not a part of the day; write it 09:00-17:00")
    end = time() if found[2] == "24:00" else read_clock(found[2])
    return Window(read_clock(found[1]), end)


def write_window(window: Window) -> str:
    """Write a part of the day: `09:00-17:00`."""
    return f"{write_clock(window.begin)}-{write_clock(window.end)}"


def read_span(text: str, *, least: timedelta, most: timedelta) -> timedelta:
    """Read a length of time in whole minutes: `90m`, `1h30m`, `2h`.

    Raises:
        ValueError: It is not one, or not within the limits, which are named.
    """
    limits = f"from {write_span(least)} to {write_span(most)}"
    try:
        span = timedelta(milliseconds=read_duration("0m" if text.strip() == "0" else text.strip()))
    except (ValueError, OverflowError) as cause:
        raise ValueError(f"{text[:20]!r} is not a length; write it 90m, 1h30m or 2h") from cause
    if span % _MINUTE or not least <= span <= most:
        raise ValueError(f"{text[:20]!r} is not whole minutes {limits}")
    return span


def write_span(span: timedelta) -> str:
    """Write a length of time: `1h30m`."""
    return write_duration(Milliseconds(span // _MINUTE * 60_000)) if span else "0m"


def read_every(text: str) -> timedelta:
    """Read how often something comes round.

    Raises:
        ValueError: It is not a length from 5 minutes to a day.
    """
    return read_span(text, least=SHORTEST, most=timedelta(days=1))


def read_grace(text: str) -> timedelta:
    """Read for how long after its moment a reminder is still shown.

    Raises:
        ValueError: It is not a length of at most a day.
    """
    return read_span(text, least=timedelta(), most=LONGEST_GRACE)


def read_moment(text: str) -> datetime:
    """Read one single moment as a clock on the wall shows it: `2026-12-01T18:00`, or with a space.

    Raises:
        ValueError: It is not one, or it names an offset.
    """
    found = _ONCE.fullmatch(text.strip())
    if not found:
        hint = "write it 2026-12-01T18:00, and its zone apart: Europe/Oslo"
        raise ValueError(f"{text[:40]!r} is not a date and a time; {hint}")
    return datetime.combine(read_date(found[1]), read_clock(found[2]))


def write_moment(moment: datetime) -> str:
    """Write one single moment: `2026-12-01T18:00`."""
    return moment.isoformat(timespec="minutes")


def read_date(text: str) -> date:
    """Read a date: `2026-12-31`.

    Raises:
        ValueError: It is not one, or no calendar has it.
    """
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip(), re.ASCII):
            raise ValueError
        return date.fromisoformat(text.strip())
    except ValueError as cause:
        raise ValueError(f"{text[:20]!r} is not a date; write it 2026-12-31") from cause


@lru_cache
def read_zone(text: str) -> str:
    """Read the name of a zone that this machine knows.

    Raises:
        ValueError: It knows none of this name; the nearest are told.
    """
    import zoneinfo

    name = text.strip()
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as cause:  # a folder, a path
        like = _zones_like(name) or _ZONES_ARE
        raise ValueError(f"{name[:40]!r} is not a zone; {like}") from cause
    return name


def _zones_like(name: str) -> str:
    """Say which zones have a name like this one, however its letters are written."""
    import zoneinfo
    from difflib import get_close_matches

    known = {one.casefold(): one for one in zoneinfo.available_timezones()}
    sought = name.casefold().replace(" ", "_")
    ends = [one for one in known if one.rpartition("/")[2] == sought]  # a city alone
    close = ends or get_close_matches(sought, known, n=3, cutoff=0.7)
    return f"did you mean {' or '.join(known[one] for one in sorted(close))}?" if close else ""


def read_how(text: str) -> How:
    """Read in which way a person is reminded.

    Raises:
        ValueError: There is no such way.
    """
    for how in get_args(How):
        if text.strip() == how:
            return how  # type: ignore[no-any-return]  # get_args forgets what it was given
    raise ValueError(f"{text[:20]!r} is none of {', '.join(HOWS)}")


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not _WHOLE.fullmatch(text.strip()) or not least <= int(text) <= most:
            raise ValueError(f"{text[:20]!r} is not a whole number from {least} to {most}")
        return int(text)

    return read


read_count = _whole(1, MOST_A_DAY)
"""Read how many random moments a day has. Raises ValueError for what is no such number."""

read_volume = _whole(0, 100)
"""Read a volume. Raises ValueError for what is no such number."""


def read_switch(text: str) -> bool:
    """Read whether a rule is switched on: `true` or `false`, as TOML has it.

    Raises:
        ValueError: It is neither.
    """
    if text not in ("true", "false"):
        raise ValueError(f"{text[:20]!r} is neither true nor false")
    return text == "true"
