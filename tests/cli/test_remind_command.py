"""`compassion remind`: making, showing and changing reminders."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from compassion_audio.errors import CompassionAudioError
from compassion_audio.reminders.instance import Instance, service_folder

from .conftest import Said

Call = Callable[..., Said]

COURSE = "title: Two days\ndays:\n  - {title: One, practice: soles-of-the-feet}\n"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="TZ names no zone on Windows")


@pytest.fixture(autouse=True)
def in_new_york(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in New York."""
    monkeypatch.setenv("TZ", "America/New_York")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give the file of reminders."""
    return tmp_path / "config" / "reminders.toml"


def listed(compassion: Call) -> Any:
    """Give all reminders as data."""
    return json.loads(compassion("remind", "list", "--json").out)


def following(compassion: Call, *words: str) -> list[Any]:
    """Give what comes next as data."""
    told: list[Any] = json.loads(compassion("remind", "next", "--json", *words).out)
    return told


def test_a_reminder_is_made_listed_and_removed(compassion: Call, file: Path) -> None:
    """With words for people, and a file that is named."""
    made = compassion("remind", "add", "breathing-space", "--at", "13:00,8:30", "--on", "weekdays")
    assert made.status == 0
    head, following_line = made.out.splitlines()
    assert head == ("breathing-space-1: breathing-space, at 08:30 and 13:00, weekdays; asks first")
    assert following_line.startswith("  Next: ")
    assert following_line.endswith(("-05:00", "-04:00"))
    assert made.err == "Reminders are not running. To start: compassion remind on\n"
    told = compassion("remind", "list").out
    assert "breathing-space-1  breathing-space, at 08:30 and 13:00, weekdays" in told
    assert f"Your file: {file}" in told
    gone = compassion("remind", "remove", "breathing-space-1")
    assert gone.out == "Removed breathing-space-1: breathing-space, at 08:30 and 13:00, weekdays.\n"
    assert "There are no reminders yet" in compassion("remind", "list").out


def test_a_service_that_runs_is_told_of_every_change(compassion: Call, tmp_path: Path) -> None:
    """So that it need not look by itself; and nothing is said of starting it."""
    asked: list[Any] = []

    def answer(question: Any) -> dict[str, Any]:
        asked.append(question)
        return {}

    with Instance(service_folder(tmp_path / "data"), answer=answer):
        assert compassion("remind", "add", "breathing-space", "--at", "8:30").err == ""
        compassion("remind", "edit", "breathing-space-1", "--at", "9:30")
        compassion("remind", "disable", "breathing-space-1")
        compassion("remind", "quiet", "22:00-07:00")
        compassion("remind", "remove", "breathing-space-1")
        compassion("remind", "list")
    assert asked == [{"do": "reload"}] * 5


def test_a_service_that_does_not_answer_hinders_nothing(compassion: Call, tmp_path: Path) -> None:
    """It will see the file by itself."""

    def answer(_: Any) -> dict[str, Any]:
        raise CompassionAudioError("busy")

    with Instance(service_folder(tmp_path / "data"), answer=answer):
        told = compassion("remind", "add", "breathing-space", "--at", "8:30")
    assert (told.status, told.err) == (0, "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--every", "90m", "--between", "09:00-17:00"], "every 1h30m from 09:00 to 17:00"),
        (
            ["--random", "3", "--between", "10:00-18:00", "--apart", "45m"],
            "3 times by chance from 10:00 to 18:00, at least 45m apart",
        ),
        (["--every", "1h", "--between", "00:00-24:00"], "every 1h all day from 00:00 on"),
        (["--random", "1", "--between", "10:00-18:00"], "once a day by chance from 10:00 to 18:00"),
        (["--once", "2099-12-01T18:00"], "once, Tue 2099-12-01 at 18:00"),
        (
            ["--at", "7:30", "--zone", "Europe/Oslo", "--until", "2099-01-01", "--on", "sat-mon"],
            "at 07:30, mon,sat,sun, until 2099-01-01, in Europe/Oslo",
        ),
    ],
)
def test_every_kind_of_reminder_is_told_in_words(
    compassion: Call, words: list[str], told: str
) -> None:
    """As it was meant."""
    made = compassion("remind", "add", "breathing-space", *words)
    assert made.status == 0
    assert f"breathing-space, {told}; asks first" in made.out


def test_what_is_made_is_data_for_programs(compassion: Call) -> None:
    """Under the keys of the file."""
    words = ("--random", "2", "--between", "22:00-02:00", "--how", "sound", "--volume", "40")
    made = json.loads(compassion("remind", "add", *words, "--json").out)
    assert made == {
        "id": "sound-1",
        "how": "sound",
        "zone": None,
        "random": 2,
        "between": "22:00-02:00",
        "volume": 40,
        "grace": "2h",
        "enabled": True,
    }
    assert listed(compassion)["rules"] == [made]
    shown = json.loads(compassion("remind", "show", "sound-1", "--json").out)
    assert len(shown.pop("next")) == 3
    assert shown == made


def test_what_is_to_be_played_must_be_there(compassion: Call, surroundings: Path) -> None:
    """A practice, a session, a course, a file; a file is kept with its whole path."""
    (surroundings / "my own.md").write_text("---\ntitle: Mine\n---\nHello.\n")
    (surroundings / "calm.mp3").write_bytes(b"")
    (surroundings / "mine.yaml").write_text(COURSE)
    at = ("--at", "8:30")
    assert "did you mean breathing-space" in compassion("remind", "add", "breathing-spac", *at).err
    assert "there is no file nothing.mp3" in compassion("remind", "add", "nothing.mp3", *at).err
    assert "cannot read nothing.md" in compassion("remind", "add", "nothing.md", *at).err
    assert "--course two-weeks" in compassion("remind", "add", "two-weeks", *at).err
    assert "is a session" in compassion("remind", "add", "--course", "hard-day", *at).err
    assert compassion("remind", "add", "-", *at).status == 2
    assert compassion("remind", "add", "breathing-space", "--how", "sound", *at).status == 2
    assert not listed(compassion)["rules"]
    for words in (["hard-day"], ["my own.md"], ["calm.mp3"], ["--course", "mine.yaml"]):
        assert compassion("remind", "add", *words, *at).status == 0
    assert compassion("remind", "add", "calm.mp3", "--how", "sound", *at).status == 0
    first, second, third, fourth, last = listed(compassion)["rules"]
    assert first["play"] == "hard-day"
    assert (second["id"], second["play"]) == ("my-own-2", str(surroundings / "my own.md"))
    assert third["play"] == str(surroundings / "calm.mp3")
    assert fourth["course"] == str(surroundings / "mine.yaml")
    assert last["id"] == "calm-5"


def test_what_was_mistyped_is_told_all_at_once(compassion: Call, file: Path) -> None:
    """With what is accepted, and nothing is written."""
    told = compassion("remind", "add", "breathing-space", "--at", "8", "--on", "never")
    assert told.status == 2
    assert "--at: '8' is not a time of the day; write it 08:30" in told.err
    assert "--on: 'never' is not a day; write weekdays" in told.err
    assert "did you mean add?" in compassion("remind", "ad").err
    assert not file.exists()


def test_a_moment_that_is_over_makes_no_reminder(compassion: Call, file: Path) -> None:
    """Nor one whose last day is past."""
    for words in (["--once", "2020-01-01T08:00"], ["--at", "8:30", "--until", "2020-01-01"]):
        told = compassion("remind", "add", "breathing-space", *words)
        assert told.status == 1
        assert "that is over; give a moment that is still to come" in told.err
    assert not file.exists()


def test_what_comes_next_is_exact(compassion: Call) -> None:
    """Through the night in which clocks go forward, with offsets, in order, of all reminders."""
    compassion("remind", "add", "breathing-space", "--at", "02:30")
    compassion("remind", "add", "--course", "two-weeks", "--at", "07:20", "--zone", "Europe/Oslo")
    told = following(compassion, "--after", "2026-03-07T12:00", "--count", "4")
    assert [one["due"] for one in told] == [
        "2026-03-08T07:20:00+01:00",
        "2026-03-08T03:30:00-04:00",
        "2026-03-09T07:20:00+01:00",
        "2026-03-09T02:30:00-04:00",
    ]
    assert told[1] == {
        "due": "2026-03-08T03:30:00-04:00",
        "utc": "2026-03-08T07:30:00Z",
        "zone": "America/New_York",
        "rule": "breathing-space-1",
        "key": "breathing-space-1|2026-03-08|02:30",
        "play": "breathing-space",
        "course": "",
        "how": "ask",
    }
    lines = compassion("remind", "next", "--after", "2026-03-07T12:00", "--count", "2").out
    assert lines.splitlines() == [
        "Sun 2026-03-08 07:20 +01:00 (Sun 01:20 here)  two-weeks, its next day  [two-weeks-2]",
        "Sun 2026-03-08 03:30 -04:00  breathing-space  [breathing-space-1]",
    ]


def test_next_can_look_from_elsewhere(compassion: Call) -> None:
    """`--zone` is where the computer would be, for reminders and for `--after` alike."""
    compassion("remind", "add", "breathing-space", "--at", "02:30")
    for after in ("2026-03-07T23:00", "2026-03-07T15:00Z", "2026-03-08"):
        (one,) = following(compassion, "--zone", "Asia/Tokyo", "--after", after, "--count", "1")
        assert one["due"] == "2026-03-08T02:30:00+09:00"
    assert "did you mean Asia/Tokyo?" in compassion("remind", "next", "--zone", "tokyo").err
    assert "write it 2026" in compassion("remind", "next", "--after", "soon").err


def test_a_reminder_that_is_over_comes_no_more(compassion: Call, file: Path) -> None:
    """And that is said, not an empty page."""
    assert "no reminders yet" in compassion("remind", "next").out
    file.parent.mkdir(exist_ok=True)
    file.write_text('[rule.a]\nplay = "x"\nonce = "2020-01-01T08:00"\n')
    assert compassion("remind", "next").out == "Nothing comes any more.\n"
    assert following(compassion) == []
    compassion("remind", "disable", "a")
    assert "is over" in compassion("remind", "enable", "a").err
    assert listed(compassion)["rules"][0]["enabled"] is False


def test_a_reminder_is_changed_switched_off_and_on(compassion: Call) -> None:
    """What is not named stays."""
    compassion("remind", "add", "breathing-space", "--at", "8:30", "--volume", "60")
    changed = compassion(
        "remind", "edit", "breathing-space-1", "--every", "2h", "--between", "9:00-17:00"
    )
    assert "every 2h from 09:00 to 17:00" in changed.out
    assert listed(compassion)["rules"][0]["volume"] == 60
    assert "switched off" in compassion("remind", "disable", "breathing-space-1").out
    assert following(compassion) == []
    assert "Next: " in compassion("remind", "enable", "breathing-space-1").out
    compassion("remind", "edit", "breathing-space-1", "--play", "kind-wishes", "--on", "sun")
    compassion("remind", "edit", "breathing-space-1", "--on", "")
    assert "kind-wishes, every 2h from 09:00 to 17:00; asks first" in (
        compassion("remind", "list").out
    )
    assert compassion("remind", "edit", "breathing-space-1").status == 2
    assert compassion("remind", "edit", "breathing-space-1", "--play", "nothing").status == 1
    assert "did you mean breathing-space-1?" in compassion("remind", "show", "breathing-space").err


def test_quiet_hours_are_set_and_taken_away(compassion: Call) -> None:
    """And shown."""
    assert compassion("remind", "quiet").out == "There are no quiet hours.\n"
    assert compassion("remind", "quiet", "22:00-7:00").out == "Quiet hours: 22:00-07:00\n"
    assert listed(compassion)["quiet"] == "22:00-07:00"
    assert "write it 09:00-17:00" in compassion("remind", "quiet", "at night").err
    assert compassion("remind", "quiet", "--off").out == "There are no quiet hours.\n"


def test_a_broken_file_is_told_line_by_line(compassion: Call, file: Path) -> None:
    """By every command, and none writes over it."""
    file.parent.mkdir(exist_ok=True)
    broken = '[rule.a]\nplay = "x"\nat = "25:00"\n[rule.b]\nplay = "x"\n'
    file.write_text(broken)
    for words in (
        ["list"],
        ["next"],
        ["show", "a"],
        ["remove", "a"],
        ["quiet", "22:00-07:00"],
        ["add", "breathing-space", "--at", "8:00"],
    ):
        told = compassion("remind", *words)
        assert told.status == 1
        assert f"Error: {file}: line 3: [rule.a] at: '25:00' is not a time" in told.err
        assert f"Error: {file}: line 4: [rule.b]: it does not say when" in told.err
    assert file.read_text() == broken


def test_a_calendar_is_written_for_a_phone(compassion: Call, surroundings: Path) -> None:
    """To a file or to standard output, without names unless they are asked for."""
    compassion("remind", "add", "breathing-space", "--at", "8:30,13:00")
    compassion("remind", "add", "--course", "two-weeks", "--at", "7:30")
    told = compassion("remind", "export", "--ics", "mine.ics")
    assert told.out == "2 reminders in mine.ics, as 3 events\n"
    data = (surroundings / "mine.ics").read_bytes()
    assert len(list(Calendar.from_ical(data).walk("VEVENT"))) == 3
    assert b"SUMMARY:Time for a pause" in data
    named = compassion("remind", "export", "--names", "--ics", "-")
    titles = {str(one["summary"]) for one in Calendar.from_ical(named.out).walk("VEVENT")}
    assert len(titles) == 2
    assert not any("pause" in title for title in titles)
    compassion("remind", "add", "--how", "text", "--random", "2", "--between", "9:00-17:00")
    assert "Random moments end after 28 days" in (
        compassion("remind", "export", "--ics", "mine.ics").out
    )


def test_a_calendar_takes_no_other_files_place(compassion: Call, surroundings: Path) -> None:
    """Only one that was written here is written again."""
    (surroundings / "letter.txt").write_text("Dear")
    assert "still to come" in compassion("remind", "export", "--ics", "x.ics").err
    compassion("remind", "add", "breathing-space", "--at", "8:30")
    told = compassion("remind", "export", "--ics", "letter.txt")
    assert told.status == 1
    assert "this program did not make it" in told.err
    assert (surroundings / "letter.txt").read_text() == "Dear"


def test_what_comes_next_needs_no_sound(compassion: Call) -> None:
    """Neither numpy nor anything else that is slow to load is behind `remind next`."""
    from subprocess import run

    compassion("remind", "add", "breathing-space", "--at", "8:30")
    code = (
        "import sys; from compassion_audio.cli.app import run; run(['remind', 'next']); "
        "print(sorted({'numpy', 'tomlkit', 'icalendar', 'sqlite3', 'asyncio', 'yaml'} "
        "& set(sys.modules)))"
    )
    told = run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "breathing-space" in told
    assert told.endswith("[]\n")


def test_another_file_can_be_named(compassion: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the environment, as for settings."""
    monkeypatch.setenv("COMPASSION_REMINDERS", "elsewhere.toml")
    compassion("remind", "add", "breathing-space", "--at", "8:30")
    assert Path("elsewhere.toml").is_file()
    assert listed(compassion)["file"] == str(Path("elsewhere.toml").absolute())
