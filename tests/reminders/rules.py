"""Rules for tests: some written out, any drawn by hypothesis."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from compassion_audio.reminders.rule import (
    HOWS,
    MOST_A_DAY,
    SHORTEST,
    Chance,
    Fixed,
    Once,
    Repeated,
    Rule,
    When,
    Window,
)

MINUTE = timedelta(minutes=1)

ZONES = (
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Europe/Oslo",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "America/St_Johns",
    "UTC",
)
"""With summer time at midnight, by half an hour, and with a day left out."""


def daily(*times: str, **more: Any) -> Rule:
    """Give a rule for chosen times of every day."""
    fixed = Fixed(tuple(time.fromisoformat(at) for at in times))
    return replace(Rule(id="r", name="breathing-space", when=fixed), **more)


def windowed(begin: str, end: str) -> Window:
    """Give a part of the day."""
    return Window(time.fromisoformat(begin), time.fromisoformat(end))


times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
windows = st.builds(Window, times, times)
days = st.dates(date(2010, 1, 1), date(2030, 12, 31))


@st.composite
def chances(draw: st.DrawFn) -> Chance:
    """Draw random moments that fit into their window."""
    window = draw(windows.filter(lambda one: one.length >= SHORTEST))
    count = draw(st.integers(1, min(MOST_A_DAY, window.length // SHORTEST + 1)))
    most = window.length // max(1, count - 1) // MINUTE
    return Chance(count, window, MINUTE * draw(st.integers(5, max(5, most))))


@st.composite
def repetitions(draw: st.DrawFn) -> Repeated:
    """Draw a repetition: seldom enough to be quick."""
    return Repeated(MINUTE * draw(st.integers(20, 1440)), draw(windows))


def _in_order(at: list[time]) -> Fixed:
    return Fixed(tuple(sorted(at)))


fixed = st.lists(times, min_size=1, max_size=4, unique=True).map(
    lambda at: Fixed(tuple(sorted(at)))
)
onces = st.builds(lambda day, at: Once(datetime.combine(day, at)), days, times)
whens: st.SearchStrategy[When] = st.one_of(fixed, repetitions(), chances(), onces)


@st.composite
def rules(draw: st.DrawFn, when: st.SearchStrategy[Any] = whens) -> Rule:
    """Draw any rule that can be written."""
    drawn = draw(when)
    is_once = isinstance(drawn, Once)
    how = draw(st.sampled_from(HOWS))
    plays = draw(st.sampled_from(("name", "course"))) if how in ("ask", "play") else "name"
    weekdays = st.frozensets(st.integers(0, 6), min_size=1)
    return Rule(
        id="r-1",
        name="breathing-space" if plays == "name" else "",
        course="two-weeks" if plays == "course" else "",
        when=drawn,
        weekdays=frozenset(range(7)) if is_once else draw(weekdays),
        zone=draw(st.sampled_from(("", *ZONES))),
        until=None if is_once else draw(st.none() | days),
        how=how,
        volume=draw(st.integers(0, 100)),
        grace=MINUTE * draw(st.integers(0, 1440)),
        is_enabled=draw(st.booleans()),
    )
