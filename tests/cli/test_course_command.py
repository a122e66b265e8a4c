"""`compassion course`."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Said

Call = Callable[..., Said]

COURSE = """\
title: Three days
ending: That was all. Be well.
days:
  - {title: One, note: Slowly., practice: soles-of-the-feet}
  - {title: Off, rest: yes}
  - {title: Beside it, practice: ./two words.md}
"""


@pytest.fixture
def mine(surroundings: Path) -> str:
    """Put a short course into the folder."""
    (surroundings / "mine.yaml").write_text(COURSE)
    return "mine.yaml"


def test_a_course_is_gone_through_day_by_day(compassion: Call, mine: str) -> None:
    """Each day follows the one that is done, and the end is a gentle one."""
    begun = compassion("course", "start", mine)
    assert begun.status == 0
    assert "Day 1 of 3: One" in begun.out
    assert "compassion render soles-of-the-feet" in begun.out
    today = compassion("course", "today")
    assert today.out in begun.out
    assert compassion("course", "today").out == today.out
    second = compassion("course", "done").out
    assert second.startswith("Day 1 is done. The next one waits until you come.\n")
    assert "Day 2 of 3: Off" in second
    assert "When you feel like going on:" in second
    third = compassion("course", "done").out
    assert "/two words.md'" in third
    assert compassion("course", "done").out == "That was all. Be well.\n"
    assert compassion("course", "done").out == "That was all. Be well.\n"
    assert compassion("course", "today").out == "That was all. Be well.\n"


def test_a_slip_is_taken_back(compassion: Call, mine: str) -> None:
    """One day back, as often as there is one."""
    compassion("course", "start", mine)
    compassion("course", "done")
    assert "Day 1 of 3" in compassion("course", "done", "--undo").out
    assert "Day 1 of 3" in compassion("course", "done", "--undo").out


def test_beginning_again_asks(compassion: Call, mine: str) -> None:
    """Without a terminal to ask on nothing changes; --again says it at once."""
    compassion("course", "start", mine)
    compassion("course", "start", mine)  # nothing would be lost
    compassion("course", "done")
    told = compassion("course", "start", mine)
    assert told.status == 1
    assert told.err == (
        "Error: day 2 of 3 of mine.yaml is waiting for you; "
        "to begin at the first day again, add --again\n"
    )
    assert "Day 2" in compassion("course", "today").out
    assert "Day 1" in compassion("course", "start", mine, "--again").out
    assert "Day 1" in compassion("course", "today").out


class Terminal(io.StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:
        """Say that it is one."""
        return True


@pytest.mark.parametrize(("answer", "day", "is_kept"), [("n", 2, True), ("y", 1, False)])
def test_the_answer_is_heard(
    compassion: Call,
    mine: str,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    day: int,
    *,
    is_kept: bool,
) -> None:
    """No is no error."""
    compassion("course", "start", mine)
    compassion("course", "done")
    monkeypatch.setattr("sys.stdin", Terminal(f"{answer}\n"))
    told = compassion("course", "start", mine)
    assert told.status == 0
    assert "Day 2 of 3 of mine.yaml is waiting for you. Begin at the first day" in told.err
    assert ("Nothing was changed." in told.err) == is_kept
    assert f"Day {day} of 3" in compassion("course", "today").out


def test_a_course_that_is_done_begins_again_unasked(compassion: Call, mine: str) -> None:
    """There is no place in it that could be lost."""
    compassion("course", "start", mine)
    for _ in range(3):
        compassion("course", "done")
    assert "Day 1 of 3" in compassion("course", "start", mine).out


def test_two_courses_keep_their_places(
    compassion: Call, mine: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The last one is meant where none is named; each is found from every folder."""
    compassion("course", "start", mine)
    compassion("course", "done")
    compassion("course", "start", "two-weeks")
    whole = str(Path(mine).resolve())
    monkeypatch.chdir(tmp_path)
    assert "Day 1 of 14" in compassion("course", "today").out
    assert "Day 2 of 3" in compassion("course", "today", whole).out
    compassion("course", "done", whole)
    assert "Day 3 of 3" in compassion("course", "today").out


def test_a_course_that_lost_days_is_at_its_end(compassion: Call, mine: str) -> None:
    """The file was edited; whoever was further has done it all."""
    compassion("course", "start", mine)
    compassion("course", "done")
    compassion("course", "done")
    Path(mine).write_text("title: Short\ndays:\n  - {rest: yes}\n")
    assert "Those were all the days" in compassion("course", "today").out


def test_the_list_says_where_one_is(compassion: Call) -> None:
    """And nothing of those that were not begun."""
    compassion("course", "start", "two-weeks")
    compassion("course", "done")
    told = " ".join(compassion("course", "list").out.split())
    assert "two-weeks 14 days (day 2 is next)" in told
    assert told.count("is next") == 1
    rows = {one["name"]: one for one in json.loads(compassion("course", "list", "--json").out)}
    assert (rows["two-weeks"]["done"], rows["eight-weeks"]["done"]) == (1, None)


def test_today_as_json_is_data(compassion: Call, mine: str) -> None:
    """What a reminder or a page of one's own would ask for."""
    compassion("course", "start", mine)
    data = json.loads(compassion("course", "today", "--json").out)
    assert (data["course"], data["days"], data["done"], data["day"]) == ("mine", 3, 0, 1)
    assert data["today"]["names"] == ["soles-of-the-feet"]
    for _ in range(3):
        compassion("course", "done")
    data = json.loads(compassion("course", "today", "--json").out)
    assert (data["day"], data["ending"]) == (None, "That was all. Be well.")


@pytest.mark.parametrize("words", [("today",), ("done",), ("done", "--undo")])
def test_where_no_course_was_begun_the_way_in_is_told(
    compassion: Call, words: tuple[str, ...]
) -> None:
    """Without blame."""
    told = compassion("course", *words)
    assert told.status == 1
    assert told.err.startswith("Error: no course was begun yet; begin one with: compassion course")


def test_a_session_is_no_course(compassion: Call) -> None:
    """What it is, and how it is heard."""
    told = compassion("course", "start", "hard-day")
    assert told.status == 1
    assert "hard-day is a session, not a course; hear it with" in told.err


def test_a_course_that_was_not_begun_has_no_today(
    compassion: Call, mine: str, tmp_path: Path
) -> None:
    """Looking begins nothing."""
    told = compassion("course", "today", mine)
    assert told.status == 1
    assert "mine.yaml was not begun yet" in told.err
    assert not (tmp_path / "data" / "courses.json").exists()


def test_a_broken_journal_stays_as_it_is(compassion: Call, mine: str, tmp_path: Path) -> None:
    """A person's place is not thrown away for being unreadable."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "courses.json").write_text("{")
    told = compassion("course", "start", mine)
    assert told.status == 1
    assert "this is not the journal of courses" in told.err
    assert (tmp_path / "data" / "courses.json").read_text() == "{"
