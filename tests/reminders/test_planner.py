"""What is shown, and what is over: every row of the table of clocks, and every reason to wait."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.reminders.ledger import Later, Outcome, Pause
from compassion_audio.reminders.planner import (
    BY_ITSELF,
    LOOK_AGAIN,
    REST,
    Plan,
    Showing,
    Situation,
    fingerprint,
    is_quiet,
    plan,
)
from compassion_audio.reminders.rule import Fixed, Occurrence, Once, Repeated, Rule, Window

NEW_YORK, TOKYO, OSLO = (
    ZoneInfo(name) for name in ("America/New_York", "Asia/Tokyo", "Europe/Oslo")
)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def daily(*times: str, name: str = "calm", **more: object) -> Rule:
    """Make a rule for some times of each day."""
    when = Fixed(tuple(time.fromisoformat(at) for at in times))
    return replace(Rule(id=name, name="soles-of-the-feet", when=when), **more)  # type: ignore[arg-type]


@dataclass
class Life:
    """A program that plans at moments a test names, and remembers what was said."""

    rules: Sequence[Rule]
    zone: ZoneInfo
    situation: Situation = field(init=False)
    shown: list[Showing] = field(default_factory=list)
    over: dict[str, Outcome] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with rules that have been there for long."""
        since = {rule.id: LONG_AGO for rule in self.rules}
        self.situation = Situation(now=LONG_AGO, home=self.zone, since=since)

    def at(self, moment: str | datetime, *, zone: ZoneInfo | None = None) -> Plan:
        """Plan at a moment, as the clock on the wall shows it there, and do what is said."""
        self.zone = zone or self.zone
        if isinstance(moment, str):
            moment = datetime.fromisoformat(moment).replace(tzinfo=self.zone)
        now = moment.astimezone(UTC)
        self.situation = replace(self.situation, now=now, home=self.zone)
        made = plan(self.rules, self.situation)
        over = {one.key: why for one, why in made.over}
        if made.show:
            self.shown.append(made.show)
            over |= {one.key: "folded" for one in made.show.folded}
            over[made.show.occurrence.key] = "shown"
        self.over |= over
        self.situation = replace(self.situation, handled=self.situation.handled | over.keys())
        return made

    def through(self, begin: str, end: str) -> list[str]:
        """Wake whenever the plan says so, and give when something was shown, with its offset."""
        now: datetime | None = datetime.fromisoformat(begin).replace(tzinfo=self.zone)
        last = datetime.fromisoformat(end).replace(tzinfo=self.zone)
        told = []
        while now is not None and now.astimezone(UTC) <= last.astimezone(UTC):
            made = self.at(now)
            if made.show:
                told.append(now.astimezone(self.zone).isoformat())
            now = made.wake
        return told

    @property
    def keys(self) -> list[str]:
        """Give the keys of what was shown."""
        return [one.occurrence.key for one in self.shown]


# The table of clocks


def test_a_time_that_spring_skips_comes_an_hour_later() -> None:
    """Once that day, and once at its own time the next."""
    told = Life([daily("02:30")], NEW_YORK).through("2026-03-07T12:00", "2026-03-09T12:00")
    assert told == ["2026-03-08T03:30:00-04:00", "2026-03-09T02:30:00-04:00"]


def test_a_time_that_autumn_shows_twice_counts_once() -> None:
    """The first of the two."""
    told = Life([daily("01:30")], NEW_YORK).through("2026-10-31T12:00", "2026-11-01T12:00")
    assert told == ["2026-11-01T01:30:00-04:00"]


@pytest.mark.parametrize(
    ("at", "begin", "told"),
    [
        ("02:15", "2026-10-03T12:00", "2026-10-04T02:45:00+11:00"),
        ("01:45", "2026-04-04T12:00", "2026-04-05T01:45:00+11:00"),
    ],
)
def test_clocks_that_move_by_half_an_hour_are_followed(at: str, begin: str, told: str) -> None:
    """Lord Howe has such."""
    end = (datetime.fromisoformat(begin) + timedelta(days=1)).isoformat()
    assert Life([daily(at)], ZoneInfo("Australia/Lord_Howe")).through(begin, end) == [told]


def test_a_clock_set_back_shows_nothing_again() -> None:
    """What was shown at 10:00 stays shown when it is 9:30 once more, and when it is 10:00."""
    life = Life([daily("10:00")], OSLO)
    assert life.at("2026-06-01T10:00").show
    assert not life.at("2026-06-01T09:30").show
    assert not life.at("2026-06-01T10:00").show
    assert not life.at("2026-06-01T10:30").show


def test_a_late_one_is_shown_once_and_says_how_late_it_is() -> None:
    """The lid was closed from 9:30 to 11:10 and a minute more."""
    life = Life([daily("10:00")], OSLO)
    life.at("2026-06-01T09:30")
    show = life.at("2026-06-01T11:11").show
    assert show
    assert show.late == timedelta(minutes=71)
    assert not life.at("2026-06-01T11:12").show


def test_what_is_too_late_is_written_down_and_not_shown() -> None:
    """After five hours of sleep."""
    life = Life([daily("10:00")], OSLO)
    assert not life.at("2026-06-01T14:30").show
    assert life.over["calm|2026-06-01|10:00"] == "missed"


def test_after_days_of_sleep_there_is_one_notification_at_most() -> None:
    """Three days of a rule every hour, and another one, are one late showing."""
    hourly = Repeated(timedelta(hours=1), Window(time(9), time(17)))
    rules = [replace(daily("10:00"), when=hourly), daily("10:30", name="other")]
    life = Life(rules, OSLO)
    life.at("2026-06-01T08:00")
    life.at("2026-06-04T11:10")
    assert life.keys == ["calm|2026-06-04|11:00"]
    day = {key: why for key, why in life.over.items() if "06-04" in key}
    assert day == {
        "calm|2026-06-04|09:00": "missed",
        "calm|2026-06-04|10:00": "folded",
        "calm|2026-06-04|11:00": "shown",
        "other|2026-06-04|10:30": "folded",
    }
    assert sum(why == "missed" and "06-02" in key for key, why in life.over.items()) == 10
    life.at("2026-06-04T11:40")
    assert len(life.shown) == 1


def test_a_traveller_meets_eight_o_clock_once_a_day() -> None:
    """In New York, and the next day in Tokyo."""
    life = Life([daily("08:00")], NEW_YORK)
    told = life.through("2026-06-01T07:00", "2026-06-01T12:00")
    life.zone = TOKYO
    told += life.through("2026-06-02T01:00", "2026-06-02T20:00")
    assert told == ["2026-06-01T08:00:00-04:00", "2026-06-02T08:00:00+09:00"]


def test_a_flight_to_the_west_repeats_nothing() -> None:
    """It is eight o'clock of the same day once more, and it was shown in Tokyo."""
    life = Life([daily("08:00")], TOKYO)
    assert life.through("2026-06-01T07:00", "2026-06-01T12:00")
    life.zone = NEW_YORK
    told = life.through("2026-05-31T23:00", "2026-06-02T09:00")
    assert told == ["2026-06-02T08:00:00-04:00"]


def test_a_day_that_did_not_exist_falls_together_with_the_next() -> None:
    """Samoa left out 2011-12-30."""
    life = Life([daily("08:00")], ZoneInfo("Pacific/Apia"))
    told = life.through("2011-12-29T07:00", "2012-01-01T07:00")
    assert told == ["2011-12-29T08:00:00-10:00", "2011-12-31T08:00:00+14:00"]


# What is shown together


def test_what_falls_due_together_is_one_notification() -> None:
    """The latest speaks; of two at one moment, the one that plays."""
    early, late = daily("10:00", name="a"), daily("10:05", name="b")
    playing = daily("10:05", name="c", how="play")
    life = Life([playing, late, early], OSLO)
    show = life.at("2026-06-01T10:06").show
    assert show
    assert show.rule is playing
    assert {one.rule for one in show.folded} == {"a", "b"}
    assert not life.at("2026-06-01T10:07").show


def test_what_is_late_makes_no_sound_by_itself() -> None:
    """It is asked instead of played, and told instead of rung."""
    for how, late in (("play", "ask"), ("sound", "text"), ("ask", "ask"), ("text", "text")):
        rules = [daily("10:00", how=how)]
        soon = Life(rules, OSLO).at("2026-06-01T10:04").show
        after = Life(rules, OSLO).at("2026-06-01T10:06").show
        assert soon
        assert after
        assert (soon.how, after.how) == (how, late)
    assert timedelta(minutes=4) < BY_ITSELF < timedelta(minutes=6)


def test_even_without_grace_a_slow_wake_shows_it() -> None:
    """No computer wakes to the millisecond."""
    rules = [daily("10:00", grace=timedelta())]
    assert Life(rules, OSLO).at("2026-06-01T10:00:59").show
    assert not Life(rules, OSLO).at("2026-06-01T10:01:01").show


# Since when


def test_a_rule_has_no_past_before_it_was_made() -> None:
    """Made at nine, it does not remind of half past eight."""
    life = Life([daily("08:30")], OSLO)
    made = datetime(2026, 6, 1, 9, tzinfo=OSLO)
    life.situation = replace(life.situation, since={"calm": made})
    assert life.at("2026-06-01T09:00:01").over == ()
    assert life.keys == []
    assert life.through("2026-06-01T09:01", "2026-06-02T12:00") == ["2026-06-02T08:30:00+02:00"]


def test_a_rule_nobody_has_noticed_yet_begins_now() -> None:
    """It shows what comes, and nothing that was."""
    life = Life([daily("08:30")], OSLO)
    life.situation = replace(life.situation, since={})
    assert life.at("2026-06-01T08:31") == Plan(
        None, (), (), "", datetime(2026, 6, 2, 6, 30, tzinfo=UTC)
    )


def test_a_fingerprint_changes_with_the_moments_alone() -> None:
    """Another volume does not make a rule begin anew, another time does."""
    rule = daily("08:30")
    assert fingerprint(rule) == fingerprint(replace(rule, volume=3, name="kind-wishes", how="play"))
    others = (
        daily("08:31"),
        replace(rule, weekdays=frozenset({1})),
        replace(rule, zone="Asia/Tokyo"),
        replace(rule, is_enabled=False),
        replace(rule, when=Once(datetime(2026, 6, 1, 8, 30))),  # noqa: DTZ001  # of a wall
        replace(rule, until=date(2026, 6, 1)),
    )
    assert len({fingerprint(one) for one in (rule, *others)}) == 7


def test_a_rule_that_is_switched_off_shows_nothing() -> None:
    """And nothing of it is missed."""
    life = Life([daily("08:30", is_enabled=False)], OSLO)
    made = life.at("2026-06-01T08:31")
    assert made == Plan(None, (), (), "", None)


# Reasons to wait


def test_what_is_held_is_shown_afterwards_within_grace() -> None:
    """Once, and it is looked at again soon."""
    life = Life([daily("10:00")], OSLO)
    life.situation = replace(life.situation, hold="the microphone is in use")
    made = life.at("2026-06-01T10:00")
    assert made.show is None
    assert [one.key for one in made.held] == ["calm|2026-06-01|10:00"]
    assert made.reason == "the microphone is in use"
    assert made.wake == life.situation.now + LOOK_AGAIN
    life.situation = replace(life.situation, hold="")
    show = life.at("2026-06-01T10:50").show
    assert show
    assert show.late == timedelta(minutes=50)


def test_what_is_held_for_longer_than_its_grace_is_missed() -> None:
    """It does not wait for ever."""
    life = Life([daily("10:00")], OSLO)
    life.situation = replace(life.situation, hold="do not disturb is on")
    assert life.at("2026-06-01T12:00").held
    assert not life.at("2026-06-01T12:00:01").held
    assert life.over == {"calm|2026-06-01|10:00": "missed"} | {
        key: why for key, why in life.over.items() if "06-01" not in key
    }


@pytest.mark.parametrize(
    ("window", "quiet", "free"),
    [
        ("22:00-07:00", "23:30 00:00 22:00 06:59", "07:00 12:00 21:59"),
        ("13:00-14:00", "13:00", "14:00"),
    ],
)
def test_quiet_hours_may_cross_midnight(window: str, quiet: str, free: str) -> None:
    """Their last minute is the one before they end."""
    begin, end = map(time.fromisoformat, window.split("-"))
    for told, expected in ((quiet, True), (free, False)):
        for at in told.split():
            now = datetime.combine(date(2026, 6, 1), time.fromisoformat(at), OSLO)
            assert is_quiet(Window(begin, end), now.astimezone(UTC), OSLO) is expected, at


def test_quiet_hours_hold_until_they_end() -> None:
    """What came due in the last of them is shown when they are over."""
    life = Life([daily("06:30")], OSLO)
    life.situation = replace(life.situation, quiet=Window(time(22), time(7)))
    assert life.at("2026-06-01T06:30").reason == "quiet hours"
    assert life.at("2026-06-01T07:00").show


def test_a_pause_is_not_made_up_for() -> None:
    """Not what came due in it, and not what was held when it began."""
    life = Life([daily("09:59", "10:30", "11:10")], OSLO)
    begin = datetime(2026, 6, 1, 10, tzinfo=OSLO)
    until = begin + timedelta(hours=1)
    life.situation = replace(life.situation, pause=Pause(begin, until))
    life.at("2026-06-01T10:01")
    life.at("2026-06-01T11:00")
    assert life.keys == []
    today = {key[-5:]: why for key, why in life.over.items() if "06-01" in key}
    assert today == {"09:59": "paused", "10:30": "paused"}
    assert life.at("2026-06-01T11:10").show


def test_after_a_practice_nothing_is_suggested_for_a_while() -> None:
    """What came due in it or soon after was done already."""
    ended = datetime(2026, 6, 1, 10, tzinfo=OSLO)
    for at, shown in (("09:50", False), ("10:19", False), ("10:20", True), ("11:00", True)):
        life = Life([daily(at)], OSLO)
        life.situation = replace(life.situation, practice_ended=ended)
        life.at(f"2026-06-01T{max(at, '10:01')}")
        assert bool(life.shown) is shown, at
        assert shown or life.over[f"calm|2026-06-01|{at}"] == "practised"
    assert timedelta(minutes=20) == REST


def test_what_came_due_soon_after_a_practice_is_done_however_late_it_is_noticed() -> None:
    """The lid was closed in between."""
    life = Life([daily("10:10")], OSLO)
    ended = datetime(2026, 6, 1, 10, tzinfo=OSLO)
    life.situation = replace(life.situation, practice_ended=ended)
    life.at("2026-06-01T10:45")
    assert life.shown == []


def test_a_practice_in_the_future_is_no_practice() -> None:
    """A clock was wrong."""
    life = Life([daily("10:00")], OSLO)
    ended = datetime(2026, 6, 1, 12, tzinfo=OSLO)
    life.situation = replace(life.situation, practice_ended=ended)
    assert life.at("2026-06-01T10:00").show


# Later


def later(due: str, key: str = "calm|2026-06-01|10:00", count: int = 1) -> Later:
    """Make a Later of an occurrence at ten o'clock in Oslo."""
    rule, day, at = key.split("|")
    origin = datetime.fromisoformat(f"{day}T{at}").replace(tzinfo=OSLO).astimezone(UTC)
    moment = datetime.fromisoformat(due).replace(tzinfo=OSLO).astimezone(UTC)
    return Later(Occurrence(origin, key, rule, date.fromisoformat(day)), moment, count)


def test_a_later_comes_back_at_its_moment() -> None:
    """With the key it had, and how often it was put off."""
    life = Life([daily("10:00")], OSLO)
    life.at("2026-06-01T10:00")
    life.situation = replace(life.situation, laters=[later("2026-06-01T10:05", count=2)])
    waiting = life.at("2026-06-01T10:01")
    assert waiting.show is None
    assert waiting.wake == life.situation.laters[0].due
    show = life.at("2026-06-01T10:06").show
    assert show
    assert (show.late, show.laters) == (timedelta(minutes=1), 2)
    assert show.occurrence.key == "calm|2026-06-01|10:00"


def test_a_later_of_a_rule_that_is_gone_is_over() -> None:
    """Nobody is reminded of what they have removed."""
    life = Life([], OSLO)
    life.situation = replace(life.situation, laters=[later("2026-06-01T10:05")])
    made = life.at("2026-06-01T10:06")
    assert made.show is None
    assert [why for _, why in made.over] == ["missed"]


def test_a_later_and_a_new_one_are_one_notification() -> None:
    """What was put off speaks, where both are due at one moment."""
    life = Life([daily("10:00", "10:05")], OSLO)
    life.at("2026-06-01T10:00")
    life.situation = replace(life.situation, laters=[later("2026-06-01T10:05")])
    show = life.at("2026-06-01T10:05").show
    assert show
    assert show.laters == 1
    assert [one.key for one in show.folded] == ["calm|2026-06-01|10:05"]


# Whatever the clock does

MINUTES = st.integers(0, 4 * 24 * 60)


@given(
    st.lists(MINUTES, min_size=1, max_size=40), st.lists(st.sampled_from([OSLO, TOKYO, NEW_YORK]))
)
def test_whatever_the_clock_does_nothing_is_shown_twice(
    moments: list[int], zones: list[ZoneInfo]
) -> None:
    """Forwards, backwards, and from zone to zone; and whatever is due has met some fate."""
    hourly = Repeated(timedelta(minutes=45), Window(time(22), time(7)))
    life = Life([daily("08:00", "12:30"), replace(daily("08:00", name="b"), when=hourly)], OSLO)
    begin = datetime(2026, 3, 27, tzinfo=UTC)
    for number, minute in enumerate(moments):
        zone = zones[number % len(zones)] if zones else OSLO
        made = life.at(begin + timedelta(minutes=minute), zone=zone)
        assert made.wake is None or made.wake > life.situation.now
    assert len(set(life.keys)) == len(life.keys)
    assert plan(life.rules, life.situation).show is None
