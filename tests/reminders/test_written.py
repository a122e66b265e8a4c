"""How people write times, days and windows; what is not understood is told with what is."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.reminders import written
from compassion_audio.reminders.rule import Window

from .rules import windows


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("08:30,13:00", (time(8, 30), time(13))),
        ("13:00, 8:30", (time(8, 30), time(13))),
        ("8:30,08:30", (time(8, 30),)),
        ("0:00", (time(),)),
    ],
)
def test_times_are_read_in_any_order(text: str, expected: tuple[time, ...]) -> None:
    """And one that is named twice counts once."""
    assert written.read_times(text) == expected


@pytest.mark.parametrize("text", ["", "8", "24:00", "12:60", "8:3", "8.30", "8:30,", "٨:٣٠"])
def test_what_is_no_time_of_the_day_is_told(text: str) -> None:
    """With how one is written."""
    with pytest.raises(ValueError, match="write it 08:30"):
        written.read_times(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("weekdays", {0, 1, 2, 3, 4}),
        ("Weekends", {5, 6}),
        ("daily", set(range(7))),
        ("every day", set(range(7))),
        ("mon,wed-fri", {0, 2, 3, 4}),
        ("sat-mon", {5, 6, 0}),
        ("Thursday, tue", {1, 3}),
        ("weekends,mon", {5, 6, 0}),
        ("wed-wed", {2}),
    ],
)
def test_days_are_read_as_people_write_them(text: str, expected: set[int]) -> None:
    """Names, their beginnings, ranges also over the weekend, and groups."""
    assert written.read_days(text) == expected


@pytest.mark.parametrize("text", ["", "m", "t", "someday", "mon-", "mon,,tue", "1-5"])
def test_what_is_no_day_is_told(text: str) -> None:
    """With what is one."""
    with pytest.raises(ValueError, match="mon,wed-fri"):
        written.read_days(text)


@given(st.frozensets(st.integers(0, 6), min_size=1))
def test_days_are_written_as_they_are_read(days: frozenset[int]) -> None:
    """Any of the 127 sets comes back."""
    assert written.read_days(written.write_days(days)) == days


@given(windows)
def test_windows_are_written_as_they_are_read(window: Window) -> None:
    """Any window comes back; none is a day long or longer."""
    assert written.read_window(written.write_window(window)) == window
    assert timedelta() < window.length < timedelta(days=1)


def test_a_window_may_end_at_midnight_as_people_say_it() -> None:
    """24:00 is 00:00, as the end alone."""
    assert written.read_window("18:00 - 24:00") == Window(time(18), time())
    assert written.read_window("18:00–23:00") == Window(time(18), time(23))  # noqa: RUF001  # people write it
    assert not written.read_window("00:00-24:00").crosses_midnight
    with pytest.raises(ValueError, match="24:00"):
        written.read_window("24:00-06:00")


@pytest.mark.parametrize(
    ("text", "minutes"), [("90m", 90), ("1h30m", 90), ("2h", 120), ("5m", 5), ("24h", 1440)]
)
def test_lengths_are_read_in_whole_minutes(text: str, minutes: int) -> None:
    """From five minutes to a day."""
    assert written.read_every(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "90", "4m", "25h", "90s", "1.5h", "m", "999999999h"])
def test_what_comes_round_too_often_or_too_seldom_is_told(text: str) -> None:
    """With what is accepted."""
    with pytest.raises(ValueError, match=r"90m, 1h30m|from 5m to 24h"):
        written.read_every(text)


def test_grace_may_be_nothing() -> None:
    """Up to a day."""
    assert written.read_grace("0") == written.read_grace("0m") == timedelta()
    assert written.write_span(timedelta()) == "0m"
    with pytest.raises(ValueError, match="24h"):
        written.read_grace("48h")


def test_a_single_moment_is_that_of_a_clock_on_the_wall() -> None:
    """With T or a space; an offset belongs to --zone."""
    expected = datetime(2026, 12, 1, 18)  # noqa: DTZ001  # the wall's
    assert written.read_moment("2026-12-01T18:00") == expected
    assert written.read_moment("2026-12-01 18:00") == expected
    assert written.read_moment(written.write_moment(expected)) == expected


@pytest.mark.parametrize(
    "text",
    ["", "18:00", "2026-12-01", "2026-13-01T18:00", "2026-12-01T18:00Z", "2026-12-01T18:00+01:00"],
)
def test_what_is_no_single_moment_is_told(text: str) -> None:
    """With how one is written."""
    with pytest.raises(ValueError, match="write it 2026-12-"):
        written.read_moment(text)


def test_dates_are_those_of_the_calendar() -> None:
    """And of no other form."""
    assert written.read_date("2028-02-29") == date(2028, 2, 29)
    for text in ("2026-02-29", "2026-1-1", "20260101", "tomorrow", ""):
        with pytest.raises(ValueError, match="write it 2026-12-31"):
            written.read_date(text)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("oslo", "Europe/Oslo"),
        ("europe/oslo", "Europe/Oslo"),
        ("new york", "America/New_York"),
        ("Europe", "Europe/"),
        ("../../etc/passwd", "write a name such as"),
        ("", "write a name such as"),
        ("Europe/Olso", "Europe/Oslo"),
    ],
)
def test_a_zone_that_is_not_there_has_others_like_it(text: str, hint: str) -> None:
    """A city alone is enough to be told its zone."""
    with pytest.raises(ValueError, match=hint):
        written.read_zone(text)


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (written.read_count, "48", 48),
        (written.read_volume, "0", 0),
        (written.read_how, "sound", "sound"),
        (written.read_switch, "true", True),
    ],
)
def test_numbers_and_words_are_read(read: Any, text: str, value: object) -> None:
    """As they stand."""
    assert read(text) == value


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (written.read_count, "0"),
        (written.read_count, "49"),
        (written.read_count, "3.5"),
        (written.read_volume, "101"),
        (written.read_volume, "-1"),
        (written.read_how, "loudly"),
        (written.read_switch, "yes"),
    ],
)
def test_what_is_none_of_them_is_told(read: Any, text: str) -> None:
    """With the value."""
    with pytest.raises(ValueError, match=text):
        read(text)
