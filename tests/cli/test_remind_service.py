"""`compassion remind status`, `pause`, `resume` and `test`, and what the service is handed."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import soundfile

from compassion_audio.cli.handed import CALLED, NAMED
from compassion_audio.cli.remind_playing import FADE_IN, PROGRAM, Company, Repertoire, shown_name
from compassion_audio.playback.presence import present, remember_practice
from compassion_audio.reminders.instance import Instance, service_folder
from compassion_audio.reminders.ledger import Ledger, ledger_file
from compassion_audio.reminders.performance import Words
from compassion_audio.reminders.rule import Fixed, Rule
from compassion_audio.settings import Folders, folders

from .conftest import Said

Call = Callable[..., Said]

CALM = Rule(id="calm", name="soles-of-the-feet", when=Fixed((time(8, 30),)))
BELL = replace(CALM, name="", how="sound")
COURSE = replace(CALM, name="", course="mine.yaml")

DAYS = """\
title: Three days
days:
  - {title: One, practice: ./few.md}
  - {title: Off, rest: yes}
  - {title: Three, practice: ./few.md}
"""

STATUS = {
    "process": 7,
    "zone": "Europe/Oslo",
    "enabled": 2,
    "notifier": "dunst 1.9",
    "next": {"rule": "calm", "due": "2026-06-01T06:30:00+00:00"},
    "paused_until": "2026-06-01T06:00:00+00:00",
    "held": ["calm|2026-06-01|08:00"],
    "reason": "the microphone is in use",
    "playing": "calm",
    "finished": ["days"],
    "rules_trouble": ["reminders.toml: line 3: at: no time"],
    "trouble": "the disk is full",
}


@pytest.fixture
def home() -> Folders:
    """Give the folders of the test."""
    found = folders(os.environ)
    assert found
    return found


@pytest.fixture
def asked(home: Folders) -> Iterator[list[Mapping[str, Any]]]:
    """Be a service that is running, and give what it is asked."""
    questions: list[Mapping[str, Any]] = []

    def answer(question: Mapping[str, Any]) -> Mapping[str, Any]:
        questions.append(question)
        return STATUS if question["do"] == "status" else {}

    with Instance(service_folder(home.data), answer=answer):
        yield questions


@pytest.fixture
def repertoire(home: Folders) -> Repertoire:
    """Give the commands of this person."""
    return Repertoire(home, os.environ)


@pytest.fixture
def course(surroundings: Path) -> Path:
    """Put a short course into the folder."""
    (surroundings / "few.md").write_text("---\ntitle: Few\n---\n# Here\n\nWelcome.\n")
    path = surroundings / "mine.yaml"
    path.write_text(DAYS)
    return path


def test_where_nothing_runs_status_says_how_to_begin(compassion: Call) -> None:
    """And it is no error to ask."""
    told = compassion("remind", "status")
    assert (told.status, told.err) == (0, "")
    assert "not running" in told.out
    assert "compassion remind on" in told.out
    assert json.loads(compassion("remind", "status", "--json").out) == {"running": False}
    tried = compassion("remind", "test")
    assert tried.status == 1
    assert "not running" in tried.err


@pytest.mark.usefixtures("asked")
def test_status_tells_all_that_is_to_be_known(compassion: Call) -> None:
    """In a few lines, or as data."""
    told = compassion("remind", "status").out
    for words in (
        "2 rules, Europe/Oslo",
        "dunst 1.9",
        "(calm)",
        "Paused until",
        "the microphone is in use",
        "compassion stop",
        "All days are done, and it is quiet: days.",
        "line 3: at: no time",
        "the disk is full",
    ):
        assert words in told
    assert json.loads(compassion("remind", "status", "--json").out) == {"running": True, **STATUS}


def test_a_pause_is_told_to_the_service(
    compassion: Call, asked: list[Mapping[str, Any]], home: Folders
) -> None:
    """Which keeps it itself."""
    before = datetime.now(UTC)
    assert compassion("remind", "pause", "2h").status == 0
    assert compassion("remind", "pause", "until", "18:00").status == 0
    assert compassion("remind", "resume").status == 0
    assert compassion("remind", "test", "calm").status == 0
    assert [one["do"] for one in asked] == ["pause", "pause", "resume", "test"]
    until = datetime.fromisoformat(asked[0]["until"])
    assert until - before >= timedelta(hours=2)
    assert asked[3]["rule"] == "calm"
    assert not ledger_file(home.data).exists()


def test_a_pause_is_kept_where_no_service_runs(compassion: Call, home: Folders) -> None:
    """It will find it when it is started."""
    assert "No reminders until" in compassion("remind", "pause", "tomorrow").err
    with Ledger(ledger_file(home.data)) as ledger:
        begun = ledger.last_pause()
        assert begun
        assert compassion("remind", "resume").status == 0
        ended = ledger.last_pause()
    assert ended
    assert ended.until < begun.until


def test_a_pause_that_makes_no_sense_is_mistyped(compassion: Call) -> None:
    """With what would make sense."""
    told = compassion("remind", "pause", "banana")
    assert told.status == 2
    assert "say 2h, 45m" in told.err


# What the service is handed


def test_a_notice_names_the_practice_only_for_who_wants_it(compassion: Call) -> None:
    """From the next one on; with settings that make no sense it does not."""
    assert shown_name(CALM) == ""
    assert compassion("settings", "naming", "on").status == 0
    assert shown_name(CALM) == "Soles of the feet"
    assert shown_name(replace(CALM, name="", course="two-weeks")) == "Two weeks"
    assert shown_name(replace(CALM, name="/home/someone/my-own.md")) == "My own"
    assert compassion("settings", "naming", "loud").status == 1
    Path(os.environ["COMPASSION_SETTINGS"]).write_text("naming = [")
    assert shown_name(CALM) == ""


def test_a_practice_is_made_in_the_cache_under_a_name_that_tells_nothing(
    repertoire: Repertoire, home: Folders
) -> None:
    """And played softly, from its beginning on a cue."""
    file = repertoire.file(CALM)
    assert file
    assert file.parent == home.cache / "reminders"
    assert "soles" not in file.name
    made = (*PROGRAM, "render", "-o", str(file), "--force", "--quiet")
    assert repertoire.make(CALM) == around(made, CALM.name)
    how = (*PROGRAM, "play", "--led", "--volume", "40", "--fade-in", f"{FADE_IN}")
    soft = replace(CALM, volume=40)
    assert repertoire.play(soft, is_there=True) == around(how, str(file), CALM.name)
    assert repertoire.play(soft, is_there=False) == around(how, CALM.name, CALM.name)
    assert repertoire.done(CALM, "x:0") is None


def around(command: tuple[str, ...], named: str, called: str = "") -> Words:
    """Give a command with what is handed to it."""
    return Words(command, environ=((NAMED, named), (CALLED, called)))


def test_what_is_only_tried_is_not_written_down(repertoire: Repertoire) -> None:
    """Under no name, and not as something that was heard."""
    words = repertoire.play(CALM, is_there=True, is_trial=True)
    assert words
    assert "--trial" in words.command
    assert dict(words.environ)[CALLED] == ""


def test_no_command_line_tells_what_is_practised(repertoire: Repertoire, course: Path) -> None:
    """Everybody on a computer can read them."""
    for rule in (CALM, replace(COURSE, course=str(course)), replace(CALM, name="/music/sea.ogg")):
        words = [
            repertoire.make(rule),
            repertoire.play(rule, is_there=True),
            repertoire.play(rule, is_there=False),
            *((repertoire.look(rule, "x:2"), repertoire.done(rule, "x:2")) if rule.course else ()),
        ]
        told = " ".join(part for one in words if one for part in one.command)
        assert Path(rule.course or rule.name).stem not in told


def test_the_commands_find_what_was_handed_to_them(
    compassion: Call, repertoire: Repertoire, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A recording is made of what stands in the environment."""
    rule = replace(CALM, name=str(course.with_name("few.md")))
    words, file = repertoire.make(rule), repertoire.file(rule)
    assert words
    assert file
    for name, value in words.environ:
        monkeypatch.setenv(name, value)
    assert compassion(*words.command[len(PROGRAM) :]).status == 0
    assert file.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_nobody_else_can_listen_to_what_was_made(repertoire: Repertoire, home: Folders) -> None:
    """The folder is closed before anything lies in it, and where it was open before."""
    folder = home.cache / "reminders"
    for _ in range(2):
        repertoire.make(CALM)
        assert folder.stat().st_mode & 0o777 == 0o700
        folder.chmod(0o755)


def test_a_finished_recording_is_played_as_it_is(repertoire: Repertoire) -> None:
    """Nothing is made of it."""
    rule = replace(CALM, name="/music/sea.ogg")
    assert repertoire.file(rule) == Path("/music/sea.ogg")
    assert repertoire.make(rule) is None
    words = repertoire.play(rule, is_there=True)
    assert words
    assert (NAMED, "/music/sea.ogg") in words.environ


def test_a_bell_is_made_once_and_words_need_nothing(repertoire: Repertoire) -> None:
    """A bell has its own beginning, and no fade."""
    made = repertoire.make(BELL)
    assert made
    assert "[bell]" in made.typed
    assert repertoire.play(BELL, is_there=False) is None
    words = repertoire.play(BELL, is_there=True)
    assert words
    assert "--fade-in" not in words.command
    assert repertoire.file(replace(BELL, how="text")) is None


def test_a_stamp_changes_with_all_that_is_heard(
    repertoire: Repertoire, surroundings: Path, course: Path, compassion: Call
) -> None:
    """Settings, words beside the practice, and the day of a course."""
    rule = replace(CALM, name="./few.md")
    first = repertoire.stamp(rule)
    assert repertoire.stamp(rule) == first
    (surroundings / "few.md").write_text("---\ntitle: Few\n---\nWelcome, all of you.\n")
    second = repertoire.stamp(rule)
    assert compassion("settings", "pace", "100").status == 0
    assert len({first, second, repertoire.stamp(rule)}) == 3
    mine = replace(COURSE, course=str(course))
    assert repertoire.stamp(mine).endswith(":1")
    compassion("course", "start", str(course))
    compassion("course", "done", str(course))
    assert repertoire.stamp(mine).endswith(":2")
    words = repertoire.done(mine, repertoire.stamp(mine))
    assert words
    assert words.command[len(PROGRAM) :] == ("course", "done", "--day", "2")


def test_a_day_of_a_course_is_rendered_alone(
    compassion: Call, course: Path, tmp_path: Path
) -> None:
    """To the file that is asked for; a day off has nothing to hear, and an end has no day."""
    to = tmp_path / "day.wav"
    told = compassion("render", str(course), "--day", "1", "-o", str(to), "--quiet")
    assert (told.status, told.out, told.err) == (0, "", "")
    assert soundfile.info(to).duration > 0.5
    assert [path.name for path in tmp_path.glob("day*")] == ["day.wav"]
    off = compassion("render", str(course), "--day", "2", "-o", str(to), "--quiet")
    assert off.status == 1
    assert "on day 2 of" in off.err
    end = compassion("render", str(course), "--day", "4", "-o", str(to), "--quiet")
    assert "no day 4" in end.err
    wrong = compassion("render", "soles-of-the-feet", "--day", "1", "-o", str(to), "--quiet")
    assert wrong.status == 1


def test_a_day_that_was_heard_is_called_done_if_it_is_still_the_next(
    compassion: Call, course: Path
) -> None:
    """And a course begins with the first day that a reminder has played."""
    name = str(course)
    assert compassion("course", "done", name, "--day", "1").status == 0
    assert json.loads(compassion("course", "today", name, "--json").out)["day"] == 2
    assert compassion("course", "done", name, "--day", "1").status == 0
    assert json.loads(compassion("course", "today", name, "--json").out)["day"] == 2


def test_a_child_tells_what_a_day_is(
    compassion: Call, repertoire: Repertoire, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a course that was not begun, too; a day off is called done like any other."""
    mine = replace(COURSE, course=str(course))
    days = []
    for _ in range(4):
        stamp = repertoire.stamp(mine)
        look, done = repertoire.look(mine, stamp), repertoire.done(mine, stamp)
        assert done
        monkeypatch.setenv(NAMED, dict(look.environ)[NAMED])
        told = compassion(*look.command[len(PROGRAM) :])
        days.append(json.loads(told.out)["today"])
        assert len(told.out.splitlines()) == 1
        assert compassion(*done.command[len(PROGRAM) :]).status == 0
    assert days == ["heard", "rest", "heard", "finished"]


def test_a_list_says_which_course_is_finished(compassion: Call, course: Path) -> None:
    """In words and as data."""
    assert compassion("remind", "add", "--course", str(course), "--at", "07:30").status == 0
    assert "all days are done" not in compassion("remind", "list").out
    for day in ("1", "2", "3"):
        compassion("course", "done", str(course), "--day", day)
    assert "all days are done" in compassion("remind", "list").out
    assert json.loads(compassion("remind", "list", "--json").out)["rules"][0]["finished"] is True


def test_whoever_plays_is_company(tmp_path: Path) -> None:
    """And the end of a practice is known, whatever began it."""
    company = Company(tmp_path)
    with present(tmp_path):
        assert company.reason_to_wait() == "something is playing"
    assert company.practice_ended() is None
    remember_practice(tmp_path)
    assert company.practice_ended() is not None


def test_cues_do_not_go_with_a_practice_on_standard_input(compassion: Call) -> None:
    """There is one standard input."""
    assert compassion("play", "-", "--led").status == 2
    assert sys.executable in PROGRAM
