"""A rule out of what was written, all that is wrong at once, and back."""

from datetime import time, timedelta

import pytest
from hypothesis import given

from compassion_audio.reminders.composing import (
    Miswritten,
    changed,
    compose,
    fields_of,
    usual_apart,
)
from compassion_audio.reminders.rule import Chance, Fixed, Rule

from .rules import rules, windowed


def faults(**fields: str) -> dict[str, str]:
    """Give what is wrong, by its key."""
    with pytest.raises(Miswritten) as caught:
        compose("r", fields)
    return {fault.key: fault.reason for fault in caught.value.faults}


@given(rules())
def test_a_rule_is_written_and_read_again(rule: Rule) -> None:
    """Any rule comes back the same."""
    assert compose(rule.id, fields_of(rule)) == rule


def test_little_must_be_said() -> None:
    """A name and a time: daily, asking, for two hours, at full volume."""
    rule = compose("r", {"play": "x", "at": "08:30"})
    assert rule == Rule(id="r", name="x", when=Fixed((time(8, 30),)))
    assert fields_of(rule) == {"play": "x", "at": "08:30"}


def test_all_that_is_wrong_is_told_at_once() -> None:
    """Each with its key."""
    found = faults(at="8", on="noday", volume="200", zone="Nowhere")
    assert set(found) == {"at", "on", "volume", "zone", ""}
    assert "nothing to play" in found[""]


@pytest.mark.parametrize(
    ("fields", "key", "reason"),
    [
        ({}, "", "it does not say when"),
        ({"at": "8:00", "once": "2026-12-01T18:00"}, "once", "make two rules"),
        ({"every": "90m"}, "every", "between 09:00-17:00"),
        ({"random": "3"}, "random", "between 09:00-17:00"),
        ({"at": "8:00", "between": "9:00-10:00"}, "between", "every or random alone"),
        ({"every": "90m", "between": "9:00-10:00", "apart": "9m"}, "apart", "random alone"),
        ({"once": "2026-12-01T18:00", "on": "mon"}, "on", "leave it out"),
        ({"once": "2026-12-01T18:00", "until": "2026-12-02"}, "until", "leave it out"),
        ({"at": "8:00", "course": "two-weeks"}, "course", "make two rules"),
        ({"random": "30", "between": "9:00-10:00"}, "random", "13 of them fit, 5m apart"),
        (
            {"random": "3", "between": "9:00-10:00", "apart": "45m"},
            "apart",
            "they fit at most 30m apart",
        ),
    ],
)
def test_what_does_not_go_together_is_told(fields: dict[str, str], key: str, reason: str) -> None:
    """With what does."""
    assert reason in faults(play="x", **fields)[key]


def test_keys_are_called_as_the_person_knows_them() -> None:
    """Options on the command line, keys in the file."""
    with pytest.raises(Miswritten, match="--at, --every, --random or --once"):
        compose("r", {"play": "x"}, called=lambda key: f"--{key}")


def test_a_bell_and_words_need_nothing_to_play() -> None:
    """And may not be named what is played."""
    assert compose("r", {"how": "sound", "at": "8:00"}).name == ""
    assert compose("r", {"how": "text", "at": "8:00"}).how == "text"


def test_a_name_is_one_line() -> None:
    """It goes into commands and notifications."""
    assert "play" in faults(play="two\nlines", at="8:00")
    assert "play" in faults(play=" ", at="8:00")


def test_random_moments_share_a_short_window() -> None:
    """Half an hour apart where there is room, else an even share."""
    assert usual_apart(3, windowed("10:00", "18:00")) == timedelta(minutes=30)
    assert usual_apart(4, windowed("10:00", "11:00")) == timedelta(minutes=15)
    rule = compose("r", {"play": "x", "random": "4", "between": "10:00-11:00"})
    assert isinstance(rule.when, Chance)
    assert rule.when.apart == timedelta(minutes=15)


def test_other_times_take_the_place_of_those_there_were() -> None:
    """What belongs to both stays, and what makes no sense any more goes."""
    chance = {"play": "x", "random": "3", "between": "9:00-17:00", "apart": "1h", "on": "mon"}
    assert changed(chance, {"every": "90m"}) == {
        "play": "x",
        "every": "90m",
        "between": "9:00-17:00",
        "on": "mon",
    }
    assert changed(chance, {"random": "2"})["apart"] == "1h"
    assert changed(chance, {"at": "8:00"}) == {"play": "x", "on": "mon", "at": "8:00"}
    assert changed(chance, {"once": "2026-12-01T18:00"}) == {
        "play": "x",
        "once": "2026-12-01T18:00",
    }
    assert changed(chance, {"volume": "5"}) == chance | {"volume": "5"}


def test_an_empty_text_takes_a_key_away() -> None:
    """And a course takes the place of a practice."""
    assert changed({"play": "x", "on": "mon"}, {"on": ""}) == {"play": "x"}
    assert changed({"play": "x"}, {"course": "y"}) == {"course": "y"}
    assert changed({"course": "y"}, {"play": "x"}) == {"play": "x"}


def test_two_kinds_of_times_at_once_are_an_error_still() -> None:
    """Nobody guesses which was meant."""
    both = changed({"play": "x", "at": "8:00"}, {"at": "9:00", "once": "2026-12-01T18:00"})
    assert "make two rules" in faults(**both)["once"]
