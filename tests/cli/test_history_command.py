"""Looking back on what was practised."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from compassion_audio.cli.practised import playing_folder, write_down
from compassion_audio.journal.history import History, Practised, history_file
from compassion_audio.playback.presence import last_practice
from compassion_audio.studio.playing import Performed
from compassion_audio.units import Milliseconds

from .conftest import Said

Call = Callable[..., Said]


@pytest.fixture
def file(surroundings: Path) -> Path:
    """Give the place of the history."""
    return history_file(surroundings.parent / "data")


@pytest.fixture
def kept(file: Path) -> Path:
    """Practise three times."""
    with History(file) as history:
        for day, title, minutes in (
            (3, "A long one", 12),
            (4, "A short one", 3),
            (4, "A long one", 12),
        ):
            history.add(
                Practised(
                    began=datetime(2026, 11, day, 9, tzinfo=UTC),
                    heard=Milliseconds(minutes * 60_000),
                    name="a",
                    title=title,
                    is_whole=title != "A short one",
                )
            )
    return file


def test_without_any_it_says_where_to_begin(compassion: Call) -> None:
    """And that is no error."""
    said = compassion("history")
    assert said.status == 0
    assert "Nothing was practised yet." in said.out


def heard(seconds: int, practice: str = "soles-of-the-feet", *, is_whole: bool = True) -> None:
    """Have heard something."""
    long = Milliseconds(seconds * 1000)
    began = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
    write_down(practice, "Soles of the feet", began, Performed(long, long, is_whole))


def test_of_what_was_only_tried_nothing_is_known(file: Path) -> None:
    """Neither in the history nor where reminders look whether somebody has practised."""
    long = Milliseconds(600_000)
    for practice in (None, ""):
        began = datetime.now().astimezone()
        write_down(practice, "Soles of the feet", began, Performed(long, long, is_whole=True))
        assert not file.exists()
        folder = playing_folder()
        assert folder
        assert (last_practice(folder) is None) == (practice is None)


def test_what_was_heard_is_written_down(compassion: Call) -> None:
    """How long, and whether to its end; what was only looked into, or has no name, is not."""
    heard(240)
    heard(20, is_whole=False)
    heard(9)
    heard(240, practice="")
    data = json.loads(compassion("history", "--json").out)
    assert [(one["name"], one["seconds"], one["whole"]) for one in data] == [
        ("soles-of-the-feet", 240.0, True),
        ("soles-of-the-feet", 20.0, False),
    ]


def test_nothing_is_written_down_for_who_does_not_want_it(compassion: Call, file: Path) -> None:
    """There is no file then."""
    compassion("settings", "history", "off")
    heard(240)
    assert not file.exists()
    assert compassion("settings", "history", "maybe").status == 1


def test_a_history_that_cannot_be_written_is_no_reason_to_fail(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is told in a line."""
    file.parent.mkdir(parents=True)
    file.write_bytes(b"no database at all, but many words" * 100)
    heard(240)
    assert "It is not in your history" in capsys.readouterr().err


@pytest.mark.usefixtures("kept")
def test_it_sums_up_days_minutes_and_practices(compassion: Call) -> None:
    """The longest first."""
    assert compassion("history").out.splitlines() == [
        "You practised on 2 days, 27 min in all.",
        "",
        "  A long one     2 times   24 min",
        "  A short one     1 time    3 min",
    ]
    assert "1 day, 15 min" in compassion("history", "--since", "2026-11-04").out
    assert (
        compassion("history", "--since", "2027-01-01").out == "Nothing was practised since then.\n"
    )


@pytest.mark.usefixtures("kept")
def test_every_time_is_data(compassion: Call) -> None:
    """As JSON and as CSV, the same."""
    data = json.loads(compassion("history", "--json").out)
    assert data[0] == {
        "number": 1,
        "began": "2026-11-03T09:00:00+00:00",
        "day": "2026-11-03",
        "seconds": 720.0,
        "name": "a",
        "title": "A long one",
        "whole": True,
        "note": "",
        "before": None,
        "after": None,
    }
    rows = list(csv.DictReader(io.StringIO(compassion("history", "--csv").out)))
    assert [row["began"] for row in rows] == [entry["began"] for entry in data]
    assert [row["whole"] for row in rows] == ["yes", "no", "yes"]


@pytest.mark.usefixtures("kept")
def test_a_note_is_no_formula_in_a_spreadsheet(compassion: Call) -> None:
    """What it begins with would be one."""
    compassion("history", "note", "=1+1")
    row = list(csv.DictReader(io.StringIO(compassion("history", "--csv").out)))[-1]
    assert row["note"] == "'=1+1"


@pytest.mark.usefixtures("kept")
def test_after_a_fall_there_is_a_gentle_word(compassion: Call) -> None:
    """And after a rise there is none."""
    said = compassion("history", "note", "heavy", "--before", "5", "--after", "3")
    assert "felt 5 before, 3 after  “heavy”" in said.out
    assert "that happens to many" in said.out
    assert "soles-of-the-feet" in said.out
    said = compassion("history", "note", "--after", "7")
    assert "happens" not in said.out
    assert "“heavy”" in said.out


@pytest.mark.usefixtures("kept")
def test_one_time_is_chosen_by_its_number(compassion: Call) -> None:
    """Where the last is not meant."""
    assert compassion("history", "note", "first", "--of", "1").status == 0
    shown = compassion("history", "--all").out.splitlines()
    assert ["“first”" in row for row in shown] == [True, False, False]
    assert "not to its end" in shown[1]


def test_what_cannot_be_is_told(compassion: Call) -> None:
    """Nothing to write to, nothing written, a feeling beyond its range, a day that is none."""
    assert compassion("history", "note", "a").status == 1
    assert compassion("history", "note").status == 2
    assert compassion("history", "note", "--after", "11").status == 2
    assert "write a day as 2026-11-01" in compassion("history", "--since", "then").err
    assert "choose one of" in compassion("history", "--plot", "--json").err


def test_the_calendar_is_drawn(compassion: Call, kept: Path) -> None:
    """With a mark for today."""
    with History(kept) as history:
        history.add(
            Practised(
                began=datetime.now().astimezone(),
                heard=Milliseconds(600_000),
                name="a",
                title="A",
                is_whole=True,
            )
        )
    last = compassion("history", "--plot").out.splitlines()[-3]
    assert last.endswith(("●", "O"))


def test_forgetting_asks_unless_told(compassion: Call, kept: Path) -> None:
    """Some by their numbers; all only when somebody says so."""
    assert compassion("history", "delete").status == 2
    assert compassion("history", "delete", "1", "--all").status == 2
    assert compassion("history", "delete", "77").status == 1
    assert compassion("history", "delete", "2").out == "1 time forgotten.\n"
    said = compassion("history", "delete", "--all")
    assert (said.status, "add --yes" in said.err) == (1, True)
    assert compassion("history", "delete", "--all", "--yes").out == "2 times forgotten.\n"
    with History(kept) as history:
        assert history.entries() == ()
