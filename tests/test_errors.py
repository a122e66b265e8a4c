"""What people read when something goes wrong."""

import re

import pytest

from compassion_audio import errors
from compassion_audio.errors import (
    CompassionAudioError,
    NotFound,
    Problem,
    ScriptError,
    nearest,
    shortened,
)


def test_the_drawn_tree_is_the_tree() -> None:
    """The picture at the top of the module shows every error, and each below its true parent."""
    above: dict[int, str] = {}
    drawn: dict[str, str] = {}
    picture = errors.__doc__ or ""
    for branch, name in re.findall(r"^    ([│├└─ ]*)([A-Z]\w+)", picture, re.MULTILINE):
        depth = len(branch) // 4
        above[depth] = name
        drawn[name] = above[depth - 1] if depth else "Exception"
    there = {
        name: kind.__base__.__name__
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, Exception) and kind.__base__
    }
    assert drawn == there


def test_an_error_is_one_line_of_what_happened_and_what_to_do() -> None:
    """The hint follows the message, and its place is empty when there is none."""
    with_hint = NotFound("there is no practice called 'sleep'", hint="see them all")
    assert with_hint.lines() == ("there is no practice called 'sleep'; see them all",)
    assert str(with_hint) == with_hint.message == "there is no practice called 'sleep'"
    assert CompassionAudioError("the disk is full").lines() == ("the disk is full",)


def test_a_problem_reads_as_place_then_matter_then_advice() -> None:
    """The form that the language promises, hint or no hint."""
    unknown = Problem(12, 5, "unknown mark [puase 5s]", "did you mean [pause 5s]?")
    assert str(unknown) == "line 12, column 5: unknown mark [puase 5s]; did you mean [pause 5s]?"
    assert str(Problem(1, 2, "odd")) == "line 1, column 2: odd"


def test_a_script_error_lists_its_problems_in_the_order_of_the_file() -> None:
    """Line 9 comes before line 10 and column 2 before column 11, each with the file's name."""
    places = [(10, 1), (9, 11), (9, 2)]
    error = ScriptError("mine.md", [Problem(line, column, "odd") for line, column in places])
    assert error.lines() == (
        "mine.md: line 9, column 2: odd",
        "mine.md: line 9, column 11: odd",
        "mine.md: line 10, column 1: odd",
    )
    assert str(error) == error.lines()[0]


def test_near_names_are_offered_nearest_first() -> None:
    """A slip of the keys or of the shift key finds the name that was meant."""
    known = ("soles-of-the-feet", "breathing-space", "supportive-touch")
    assert nearest("Breathing-Spcae", known) == "did you mean breathing-space?"
    assert nearest("PACE", ["pace"]) == "did you mean pace?"
    assert nearest("pacee", ["place", "pace"]) == "did you mean pace or place?"


def test_a_name_like_no_other_gets_no_guess() -> None:
    """A wrong guess would send a person astray."""
    assert nearest("quartz", ("breathing-space", "pace")) == ""
    assert nearest("pace", ()) == ""


def test_three_guesses_are_the_most() -> None:
    """A list of everything helps nobody."""
    assert nearest("voice", ["voice1", "voice2", "voice3", "voice4"]).count("voice") == 3


@pytest.mark.parametrize("length", [0, 1, 40])
def test_a_short_text_is_shown_whole(length: int) -> None:
    """What fits into a message is not cut."""
    assert shortened("a" * length) == "a" * length


@pytest.mark.parametrize("length", [41, 1_000_000])
def test_a_long_text_is_shown_by_its_beginning(length: int) -> None:
    """A message stays short, and says that something was cut."""
    assert shortened("b" + "a" * (length - 1)) == "b" + "a" * 39 + "…"
