"""Until when somebody wants to be left alone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from compassion_audio.reminders.pausing import read_until

OSLO = ZoneInfo("Europe/Oslo")
NOW = datetime(2026, 6, 1, 15, 30, tzinfo=OSLO)


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("2h", "2026-06-01T17:30"),
        ("45m", "2026-06-01T16:15"),
        ("1H30M", "2026-06-01T17:00"),
        ("2d", "2026-06-03T15:30"),
        ("tomorrow", "2026-06-02T00:00"),
        ("until tomorrow", "2026-06-02T00:00"),
        ("until 18:00", "2026-06-01T18:00"),
        ("9:15", "2026-06-02T09:15"),
        ("until 15:30", "2026-06-02T15:30"),
        ("until 2026-12-24", "2026-12-24T00:00"),
        ("until 2026-12-24T09:00", "2026-12-24T09:00"),
        ("2026-06-01T20:00+00:00", "2026-06-01T22:00"),
    ],
)
def test_what_people_type_is_understood(typed: str, until: str) -> None:
    """A time of the day is the next one, and tomorrow begins at midnight."""
    expected = datetime.fromisoformat(until).replace(tzinfo=OSLO)
    found = read_until(typed, now=NOW.astimezone(UTC), home=OSLO)
    assert found == expected
    assert found.tzinfo is UTC


def test_a_time_that_clocks_skip_is_an_hour_later() -> None:
    """In the night in which spring begins."""
    night = datetime(2026, 3, 29, 1, tzinfo=OSLO)
    found = read_until("until 02:30", now=night.astimezone(UTC), home=OSLO)
    assert found == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    ["", "banana", "until", "25:00", "2", "-2h", "h", "2026-13-01", "²h", "0001-01-01T00:00+05:00"],
)
def test_what_makes_no_sense_is_told_what_would(typed: str) -> None:
    """In one line."""
    with pytest.raises(ValueError, match="say 2h, 45m"):
        read_until(typed, now=NOW.astimezone(UTC), home=OSLO)


def test_what_is_over_or_too_long_is_refused() -> None:
    """A pause has an end that people remember."""
    for typed, why in (("0m", "is over"), ("2020-01-01", "is over"), ("999d", "a year at most")):
        with pytest.raises(ValueError, match=why):
            read_until(typed, now=NOW.astimezone(UTC), home=OSLO)
