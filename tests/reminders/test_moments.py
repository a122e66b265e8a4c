"""When rules come due: the table of hard cases, and what holds for every rule in every zone."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.reminders.moments import occurrences, times_of, upcoming
from compassion_audio.reminders.rule import Chance, Fixed, Occurrence, Once, Repeated, Rule

from .rules import MINUTE, ZONES, chances, daily, rules, windowed

NEW_YORK, TOKYO = ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")
DAY = timedelta(days=1)


def between(
    rule: Rule, begin: str, end: str, home: ZoneInfo = NEW_YORK
) -> list[tuple[str, str, str]]:
    """Give what comes due between two moments of a zone: as its clock shows it, and the key."""
    first, last = (datetime.fromisoformat(at).replace(tzinfo=home) for at in (begin, end))
    return [
        (f"{one.due.astimezone(home):%Y-%m-%d %H:%M %z}", one.key, f"{one.day}")
        for one in occurrences(rule, begin=first, end=last, home=home)
    ]


def shown(rule: Rule, begin: str, end: str, home: ZoneInfo = NEW_YORK) -> list[str]:
    """Give the moments alone."""
    return [at for at, _, _ in between(rule, begin, end, home)]


# The table of FIELD


def test_a_time_that_clocks_skip_comes_as_much_later() -> None:
    """New York, spring: 02:30 is 03:30 that day and 02:30 the next, once each."""
    assert between(daily("02:30"), "2026-03-08", "2026-03-10") == [
        ("2026-03-08 03:30 -0400", "r|2026-03-08|02:30", "2026-03-08"),
        ("2026-03-09 02:30 -0400", "r|2026-03-09|02:30", "2026-03-09"),
    ]


def test_a_time_that_clocks_show_twice_counts_once() -> None:
    """New York, autumn: the first 01:30, still in summer time, and no second."""
    assert between(daily("01:30"), "2026-11-01", "2026-11-02") == [
        ("2026-11-01 01:30 -0400", "r|2026-11-01|01:30", "2026-11-01")
    ]


def test_half_an_hour_of_change_is_half_an_hour() -> None:
    """Lord Howe: 02:15 comes at 02:45 in spring, and the first 01:45 alone in autumn."""
    howe = ZoneInfo("Australia/Lord_Howe")
    assert shown(daily("02:15"), "2026-10-04", "2026-10-05", howe) == ["2026-10-04 02:45 +1100"]
    assert shown(daily("01:45"), "2026-04-05", "2026-04-06", howe) == ["2026-04-05 01:45 +1100"]


def test_a_clock_that_was_set_changes_no_key() -> None:
    """Whenever and in whatever range it is computed, 10:00 has the same key and instant."""
    rule = daily("10:00")
    (once,) = between(rule, "2026-06-01T09:00", "2026-06-01T10:30")
    assert once in between(rule, "2026-06-01T09:30", "2026-07-01")
    assert once in between(rule, "2026-01-01", "2026-07-01")


def test_a_clock_that_was_a_month_ahead_hides_nothing() -> None:
    """What comes after the right time is asked anew, whatever was asked before."""
    rule = daily("10:00")
    ahead = datetime(2026, 7, 1, 9, tzinfo=NEW_YORK)
    assert next(upcoming([rule], after=ahead, home=NEW_YORK)).day == date(2026, 7, 1)
    right = ahead - 30 * DAY
    assert next(upcoming([rule], after=right, home=NEW_YORK)).day == date(2026, 6, 1)


def test_a_sleep_of_hours_leaves_one_and_one_of_days_a_few() -> None:
    """What came due while a computer slept is all there to be decided about, in order."""
    rule = daily("10:00")
    assert len(between(rule, "2026-06-01T09:30", "2026-06-01T11:10")) == 1
    assert len(between(rule, "2026-06-01T09:30", "2026-06-01T14:30")) == 1
    assert len(between(rule, "2026-06-01T09:30", "2026-06-04T09:30")) == 3


def test_a_journey_keeps_the_hour_and_names_each_day_once() -> None:
    """New York to Tokyo at noon: 08:00 there, the next day 08:00 here, with keys of their own."""
    rule = daily("08:00")
    noon = datetime(2026, 6, 1, 12, tzinfo=NEW_YORK)
    before = list(occurrences(rule, begin=noon - DAY / 2, end=noon, home=NEW_YORK))
    after = next(upcoming([rule], after=noon, home=TOKYO))
    assert [one.due for one in before] == [datetime(2026, 6, 1, 12, tzinfo=UTC)]
    assert after.due.astimezone(TOKYO) == datetime(2026, 6, 2, 8, tzinfo=TOKYO)
    assert [one.key for one in before] == ["r|2026-06-01|08:00"]
    assert after.key == "r|2026-06-02|08:00"


def test_a_day_that_did_not_exist_falls_together_with_the_next() -> None:
    """Apia left out 2011-12-30: 08:00 comes on the 31st, once, and keeps the name of the 31st."""
    apia = ZoneInfo("Pacific/Apia")
    assert between(daily("08:00"), "2011-12-29", "2012-01-01", apia) == [
        ("2011-12-29 08:00 -1000", "r|2011-12-29|08:00", "2011-12-29"),
        ("2011-12-31 08:00 +1400", "r|2011-12-31|08:00", "2011-12-31"),
    ]


# Which days, which zone


def test_a_range_has_its_beginning_and_not_its_end() -> None:
    """Ranges that follow on one another have everything once."""
    assert len(between(daily("10:00"), "2026-06-01T10:00", "2026-06-02T10:00")) == 1
    assert between(daily("10:00"), "2026-06-01T10:00", "2026-06-01T10:00") == []


@pytest.mark.parametrize("weekday", range(7))
def test_each_weekday_is_its_own(weekday: int) -> None:
    """A week from any day on has it once, on that day."""
    rule = daily("08:00", weekdays=frozenset((weekday,)))
    ((_, _, day),) = between(rule, "2026-06-03", "2026-06-10")
    assert date.fromisoformat(day).weekday() == weekday


def test_the_last_day_is_a_day_like_any_other() -> None:
    """`until` is inclusive, in the zone of the rule, and nothing comes after it."""
    rule = daily("23:59", until=date(2026, 6, 2))
    assert shown(rule, "2026-06-01", "2027-01-01")[-1] == "2026-06-02 23:59 -0400"
    elsewhere = replace(rule, zone="Asia/Tokyo")
    assert shown(elsewhere, "2026-06-01", "2027-01-01")[-1] == "2026-06-02 10:59 -0400"


def test_a_rule_with_a_zone_does_not_travel() -> None:
    """08:00 in Tokyo is the same instant wherever the computer is."""
    rule = daily("08:00", zone="Asia/Tokyo")
    begin = datetime(2026, 6, 1, tzinfo=UTC)
    one, other = (
        list(occurrences(rule, begin=begin, end=begin + 3 * DAY, home=home))
        for home in (NEW_YORK, TOKYO)
    )
    assert one == other
    assert one[0].due == datetime(2026, 6, 1, 23, tzinfo=UTC)


def test_what_is_switched_off_never_comes() -> None:
    """Nor does it stand in the way of others."""
    off, on = daily("08:00", id="off", is_enabled=False), daily("09:00", id="on")
    after = datetime(2026, 6, 1, tzinfo=UTC)
    assert [one.rule for one in islice(upcoming([off, on], after=after, home=NEW_YORK), 3)] == [
        "on",
        "on",
        "on",
    ]


def test_a_single_time_comes_once() -> None:
    """In its gap later, in its fold first, and then never again."""
    once = Rule(id="r", name="x", when=Once(datetime(2026, 3, 8, 2, 30)))  # noqa: DTZ001  # as the wall shows it
    assert shown(once, "2026-01-01", "2030-01-01") == ["2026-03-08 03:30 -0400"]
    assert list(upcoming([once], after=datetime(2026, 3, 9, tzinfo=UTC), home=NEW_YORK)) == []


# Windows


def test_a_repetition_begins_with_its_window() -> None:
    """Every 90 minutes from 09:00, to the last that fits, 16:30."""
    rule = Rule(id="r", name="x", when=Repeated(timedelta(minutes=90), windowed("09:00", "17:00")))
    assert [at[11:16] for at in shown(rule, "2026-06-01", "2026-06-02")] == [
        "09:00",
        "10:30",
        "12:00",
        "13:30",
        "15:00",
        "16:30",
    ]


def test_the_end_of_a_window_belongs_to_it() -> None:
    """Every hour to 12:00 includes 12:00."""
    rule = Rule(id="r", name="x", when=Repeated(timedelta(hours=1), windowed("10:00", "12:00")))
    assert len(shown(rule, "2026-06-01", "2026-06-02")) == 3


def test_a_window_over_midnight_is_counted_to_the_day_it_begins() -> None:
    """A Friday from 22:00 to 02:00 goes on into Saturday, and is Friday's."""
    hours = Repeated(timedelta(hours=2), windowed("22:00", "02:00"))
    rule = Rule(id="r", name="x", when=hours, weekdays=frozenset((4,)))
    assert between(rule, "2026-06-01", "2026-06-08") == [
        ("2026-06-05 22:00 -0400", "r|2026-06-05|22:00", "2026-06-05"),
        ("2026-06-06 00:00 -0400", "r|2026-06-05|00:00", "2026-06-05"),
        ("2026-06-06 02:00 -0400", "r|2026-06-05|02:00", "2026-06-05"),
    ]


def test_the_last_night_before_the_end_is_whole() -> None:
    """What begins on the last day goes on after midnight."""
    hours = Repeated(timedelta(hours=2), windowed("22:00", "02:00"))
    rule = Rule(id="r", name="x", when=hours, until=date(2026, 6, 1))
    assert shown(rule, "2026-06-01T12:00", "2026-07-01")[-1] == "2026-06-02 02:00 -0400"


def test_a_long_window_far_in_the_west_reaches_two_days_of_the_world() -> None:
    """In Honolulu what began yesterday at noon still comes when it is late this evening in UTC."""
    honolulu = ZoneInfo("Pacific/Honolulu")
    rule = Rule(id="r", name="x", when=Repeated(timedelta(hours=1), windowed("12:00", "11:00")))
    begin = datetime(2026, 6, 2, 20, 30, tzinfo=UTC)
    found = list(occurrences(rule, begin=begin, end=begin + DAY / 24, home=honolulu))
    assert [one.key for one in found] == ["r|2026-06-01|11:00"]


def test_in_a_gap_repetitions_fall_together() -> None:
    """Half-hours of the skipped hour come an hour later, where others are already."""
    halves = Repeated(timedelta(minutes=30), windowed("01:00", "04:00"))
    rule = Rule(id="r", name="x", when=halves)
    found = between(rule, "2026-03-08", "2026-03-09")
    assert [at[11:16] for at, _, _ in found] == ["01:00", "01:30", "03:00", "03:30", "04:00"]
    assert [key[-5:] for _, key, _ in found] == ["01:00", "01:30", "03:00", "03:30", "04:00"]


def test_a_whole_day_is_a_window_without_an_end() -> None:
    """Every hour of it: 24 a day, and midnight is not there twice."""
    rule = Rule(id="r", name="x", when=Repeated(timedelta(hours=1), windowed("07:00", "07:00")))
    found = between(rule, "2026-06-01", "2026-06-11")
    assert len({key for _, key, _ in found}) == len(found) == 240


# Chance


def test_random_moments_are_known_to_nobody_and_always_the_same() -> None:
    """Other days have others, other rules have others, and a restart changes nothing."""
    chance = Chance(3, windowed("10:00", "18:00"), 45 * MINUTE)
    one = Rule(id="one", name="x", when=chance)
    first = shown(one, "2026-06-01", "2026-06-02")
    assert len(first) == 3
    assert first == shown(one, "2026-06-01", "2026-06-02")
    assert [at[11:16] for at in first] != [
        at[11:16] for at in shown(one, "2026-06-02", "2026-06-03")
    ]
    assert first != shown(replace(one, id="two"), "2026-06-01", "2026-06-02")


def test_the_draw_of_a_day_does_not_change_from_one_version_to_the_next() -> None:
    """What was handled is known by it: these three are drawn for ever."""
    chance = Chance(3, windowed("10:00", "18:00"), 45 * MINUTE)
    found = between(Rule(id="bell-2", name="x", when=chance), "2026-06-01", "2026-06-02")
    assert [key for _, key, _ in found] == [
        "bell-2|2026-06-01|12:54",
        "bell-2|2026-06-01|13:58",
        "bell-2|2026-06-01|17:52",
    ]


def test_random_moments_come_at_every_hour_of_their_window() -> None:
    """Over a year none of eight hours is left out, or has twice its share."""
    chance = Chance(1, windowed("10:00", "17:59"), 5 * MINUTE)
    hours = [
        at[11:13] for at in shown(Rule(id="r", name="x", when=chance), "2026-01-01", "2027-01-01")
    ]
    counts = [hours.count(f"{hour}") for hour in range(10, 18)]
    assert sum(counts) == 365
    assert min(counts) > 23
    assert max(counts) < 92


def test_a_window_that_a_gap_shortens_has_fewer() -> None:
    """Of half an hour that is left of two, random moments keep their distance, or stay out."""
    chance = Chance(4, windowed("01:30", "03:30"), 30 * MINUTE)
    rule = Rule(id="r", name="x", when=chance)
    found = list(
        occurrences(
            rule,
            begin=datetime(2026, 3, 8, tzinfo=NEW_YORK),
            end=datetime(2026, 3, 9, tzinfo=NEW_YORK),
            home=NEW_YORK,
        )
    )
    assert 1 <= len(found) < 4
    assert all(later.due - one.due >= chance.apart for one, later in pairwise(found))
    assert found[-1].due <= datetime(2026, 3, 8, 3, 30, tzinfo=NEW_YORK).astimezone(UTC)


@given(chances(), st.sampled_from(ZONES), st.dates(date(2011, 12, 20), date(2012, 1, 5)))
def test_random_moments_stay_in_their_window_and_apart(
    chance: Chance, zone: str, day: date
) -> None:
    """On every day in every zone, clock changes among them; on usual days all are there."""
    home = ZoneInfo(zone)
    begin = datetime.combine(day, chance.window.begin, home)
    end = begin + chance.window.length
    rule = Rule(id="r", name="x", when=chance)
    around = occurrences(rule, begin=begin - 2 * DAY, end=end + 2 * DAY, home=home)
    found = [one for one in around if one.day == day]
    first, last = begin.astimezone(UTC), end.astimezone(UTC)
    if last - first == chance.window.length:
        # the day that Apia left out gives its moments away to the next
        assert len(found) == chance.count or zone == "Pacific/Apia"
    for one in found:
        assert first <= one.due <= last
    for one, later in pairwise(found):
        assert later.due - one.due >= chance.apart


# What holds for every rule


begins = st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1)).map(  # noqa: DTZ001  # drawn in UTC
    lambda at: at.replace(tzinfo=UTC)
)


@given(rules(), begins, st.sampled_from(ZONES), st.integers(0, 20), st.integers(0, 20))
def test_the_same_comes_in_whatever_range_it_is_asked_for(
    rule: Rule, begin: datetime, zone: str, before: int, after: int
) -> None:
    """In order, none twice, each with a key of its own, and all within the range."""
    home = ZoneInfo(zone)
    end = begin + 3 * DAY
    found = list(occurrences(rule, begin=begin, end=end, home=home))
    wider = occurrences(rule, begin=begin - before * DAY, end=end + after * DAY, home=home)
    assert found == [one for one in wider if begin <= one.due < end]
    assert all(one.due < later.due for one, later in pairwise(found))
    assert len({one.key for one in found}) == len(found)
    halves = [
        *occurrences(rule, begin=begin, end=begin + DAY, home=home),
        *occurrences(rule, begin=begin + DAY, end=end, home=home),
    ]
    assert halves == found


@given(rules(st.just(Fixed((time(2, 30), time(23, 45))))), begins)
def test_a_time_of_the_day_is_what_the_clock_shows_unless_it_skips_it(
    rule: Rule, begin: datetime
) -> None:
    """And it counts to a day that the rule has."""
    home = ZoneInfo("Africa/Cairo")
    zone = ZoneInfo(rule.zone) if rule.zone else home
    for one in occurrences(rule, begin=begin, end=begin + 9 * DAY, home=home):
        wall = datetime.combine(one.day, time.fromisoformat(one.key[-5:]))
        assert one.due == wall.replace(tzinfo=zone).astimezone(UTC)
        assert one.due.astimezone(zone).replace(tzinfo=None) >= wall
        assert one.day.weekday() in rule.weekdays
        assert rule.until is None or one.day <= rule.until


@given(st.lists(rules(), max_size=4), begins)
def test_what_comes_next_is_all_that_comes_in_order(drawn: list[Rule], begin: datetime) -> None:
    """`upcoming` is the occurrences of every rule, merged, without the instant itself."""
    several = [replace(rule, id=f"r-{at}") for at, rule in enumerate(drawn)]
    expected: list[Occurrence] = sorted(
        one
        for rule in several
        for one in occurrences(rule, begin=begin, end=begin + 2 * DAY, home=NEW_YORK)
        if one.due > begin
    )
    found = islice(upcoming(several, after=begin, home=NEW_YORK), len(expected))
    assert list(found) == expected


def test_the_instant_itself_is_not_after_it() -> None:
    """Who asks again from what came gets what follows."""
    rule = daily("08:00")
    first = next(upcoming([rule], after=datetime(2026, 6, 1, tzinfo=UTC), home=NEW_YORK))
    second = next(upcoming([rule], after=first.due, home=NEW_YORK))
    assert second.due - first.due == DAY


def test_time_itself_has_a_beginning_and_an_end() -> None:
    """The first and the last days of the calendar break nothing."""
    rule = daily("08:00")
    end = datetime.max.replace(tzinfo=UTC)
    assert (
        list(islice(upcoming([rule], after=end - 30 * DAY, home=TOKYO), 100))[-1].day.year == 9999
    )
    first = next(upcoming([rule], after=datetime.min.replace(tzinfo=UTC), home=NEW_YORK))
    assert first.day.year == 1
    assert list(upcoming([rule], after=end, home=NEW_YORK)) == []


def test_times_of_a_window_say_which_are_past_midnight() -> None:
    """For those who write them elsewhere."""
    hours = Repeated(timedelta(hours=2), windowed("22:00", "02:00"))
    assert list(times_of(hours)) == [(time(22), 0), (time(0), 1), (time(2), 1)]
