"""`compassion show` in other forms than the words: its timeline, its exports, its picture."""

import json
import os
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from compassion_audio.studio.exporting import FORMS

from .conftest import Said

Call = Callable[..., Said]
MINE = """\
---
title: Mine
minutes: 1
---
# Arriving

Here we are, {name|friend}. [pause 5s..40s]

[if 5m or longer]
There is time. [silence 1m]
[else]
It is a short one.
[end]

[bell]
"""
TONE = ("--voice", "tone")


@pytest.fixture(autouse=True)
def mine(surroundings: Path) -> Path:
    """Stand beside a small practice of one's own."""
    path = surroundings / "mine.md"
    path.write_text(MINE, encoding="utf-8")
    return path


def test_a_length_shows_when_each_line_would_sound(compassion: Call, surroundings: Path) -> None:
    """The timeline ends at the length, the conditions are decided by it, and nothing is made."""
    told = compassion("show", "mine.md", "--length", "5m", *TONE)
    lines = told.out.splitlines()
    assert (told.status, told.err) == (0, "")
    assert lines[0].split() == ["begins", "lasts"]
    assert lines[-1].split() == ["5:00.000", "end"]
    assert "There is time." in told.out
    assert "It is a short one." not in told.out
    assert [path.name for path in surroundings.iterdir()] == ["mine.md"]


def test_a_length_out_of_reach_says_what_can_be_reached(compassion: Call) -> None:
    """The same answer as `render` gives."""
    told = compassion("show", "mine.md", "--length", "10s", *TONE)
    assert told.status == 1
    assert "mine.md: it cannot be 0:10 long; it can be " in told.err


def test_the_timeline_is_in_the_voice_of_the_settings(
    compassion: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless a flag names another; the pace counts as well."""
    monkeypatch.setenv("COMPASSION_VOICE", "tone")
    slow = json.loads(compassion("show", "mine.md", "--json", "--pace", "60").out)
    quick = json.loads(compassion("show", "mine.md", "--json", "--pace", "120").out)
    assert slow["spoken_ms"] == pytest.approx(2 * quick["spoken_ms"], rel=0.01)


def test_the_timeline_as_data_has_every_step(compassion: Call) -> None:
    """Kind, begin, end and words; the kind of a bell has its own name."""
    data = json.loads(compassion("show", "mine.md", "--json", *TONE).out)
    kinds = [cue["kind"] for cue in data["cues"]]
    assert kinds == ["section", "say", "pause", "say", "rest", "bell"]
    assert data["cues"][-1]["bell"] == "bowl"
    assert data["cues"][1].items() >= {"text": "Here we are, friend.", "line": 7}.items()
    assert set(data["cues"][1]) == {"kind", "start_ms", "end_ms", "text", "line", "role"}
    assert data["cues"][2]["end_ms"] - data["cues"][2]["start_ms"] == 5000
    assert data["length_ms"] > data["cues"][-1]["start_ms"]


def test_the_words_as_data_say_what_each_step_is(compassion: Call) -> None:
    """Inside conditions, too, and a bell is called a bell."""
    steps = json.loads(compassion("show", "mine.md", "--json").out)["steps"]
    (condition,) = [step for step in steps if step["kind"] == "if"]
    assert condition["condition"] == {"kind": "longerthan", "length": 300_000}
    assert [step["kind"] for step in condition["then"]] == ["say", "silence"]
    assert steps[-2] == {"kind": "bell", "bell": "bowl", "times": 1, "line": 15}


@pytest.mark.parametrize(
    ("form", "beginning"),
    [
        ("ssml", '<speak version="1.1"'),
        ("speech-markdown", '[mark:"section-1-Arriving"]'),
        ("text", "Mine\n\n\nArriving\n\nHere we are, friend.\n"),
        ("reading", "<!DOCTYPE html>"),
        ("picture", "<svg "),
    ],
)
def test_each_form_goes_to_standard_output_and_to_a_file(
    form: str, beginning: str, compassion: Call
) -> None:
    """The same in both, and nothing else on standard output."""
    voice = TONE if form == "picture" else ()
    told = compassion("show", "mine.md", "--as", form, *voice)
    assert (told.status, told.err) == (0, "")
    assert told.out.startswith(beginning)
    assert compassion("show", "mine.md", "--as", form, *voice, "-o", "out/page").out == ""
    assert Path("out/page").read_text(encoding="utf-8") == told.out
    assert compassion("show", "mine.md", "--as", form, *voice, "-o", "-").out == told.out


@pytest.mark.parametrize("form", FORMS)
def test_a_form_can_be_asked_for_at_a_length(form: str, compassion: Call) -> None:
    """Its pauses and its conditions are those of a recording so long."""
    told = compassion("show", "mine.md", "--as", form, "--length", "5m", *TONE)
    assert told.status == 0
    assert form == "speech-markdown" or "There is time." in told.out
    assert "It is a short one." not in told.out
    if form == "ssml":
        breaks = [one.get("time", "") for one in ET.fromstring(told.out).iter() if one.get("time")]  # noqa: S314  # our own
        assert sum(float(one.removesuffix("s")) for one in breaks) > 240


def test_a_file_that_is_there_is_kept_unless_forced(compassion: Call) -> None:
    """Nothing is lost by a slip, and the message says how to mean it."""
    Path("page.txt").write_text("mine", encoding="utf-8")
    told = compassion("show", "mine.md", "--as", "text", "-o", "page.txt")
    assert told.status == 1
    assert told.err == (
        "Error: page.txt is there already; choose another name with -o, or overwrite it with "
        "--force\n"
    )
    assert Path("page.txt").read_text(encoding="utf-8") == "mine"
    assert compassion("show", "mine.md", "--as", "text", "-o", "page.txt", "--force").status == 0
    assert Path("page.txt").read_text(encoding="utf-8").startswith("Mine\n")


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_a_folder_is_no_place_for_a_page(force: tuple[str, ...], compassion: Call) -> None:
    """Not even when forced."""
    Path("folder").mkdir()
    told = compassion("show", "mine.md", "--as", "text", "-o", "folder", *force)
    assert told.err == "Error: cannot write folder: it is a folder; name a file after -o\n"
    assert Path("folder").is_dir()


@pytest.mark.parametrize("form", [None, *FORMS])
def test_personal_words_are_hidden_unless_they_are_asked_for(
    form: str | None, compassion: Call
) -> None:
    """What a page or a picture shows may be seen by anyone."""
    words = ["show", "mine.md", "--set", "name=Anna"]
    words += ["--as", form] if form else []
    words += TONE if form in (None, "picture") else ()
    hidden, shown = compassion(*words).out, compassion(*words, "--personal").out
    assert "Anna" not in hidden
    assert "Here we are, …." in hidden
    assert "Here we are, Anna." in shown


def test_personal_words_are_hidden_in_the_data(compassion: Call) -> None:
    """JSON is shown as easily as anything."""
    words = ("show", "mine.md", "--json", "--set", "name=Anna", *TONE)
    assert "Anna" not in compassion(*words).out
    assert "Anna" in compassion(*words, "--personal").out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--as", "ssml", "--json"), "--as and --json are two forms; choose one of them"),
        (("-o", "page.txt"), "-o goes with --as"),
        (
            ("--as", "ssml", "--voice", "tone"),
            "--voice and --pace change nothing in the form ssml unless --length is given",
        ),
        (("--as", "pdf"), "'pdf' is not one of 'ssml', 'speech-markdown', 'text'"),
    ],
)
def test_what_would_be_passed_over_is_refused(
    words: tuple[str, ...], message: str, compassion: Call
) -> None:
    """A flag that does nothing is a mistake worth one line."""
    told = compassion("show", "mine.md", *words)
    assert told.status == 2
    assert message in told.err


@pytest.mark.parametrize("form", ["ssml", "speech-markdown", "text", "reading"])
def test_a_form_of_words_needs_no_voice_for_a_role(form: str, compassion: Call) -> None:
    """Whoever reads the page is the voice; only measured time needs one."""
    Path("two.md").write_text("---\ntitle: Two\n---\n[voice second] Hello.\n", encoding="utf-8")
    assert compassion("show", "two.md", "--as", form).status == 0
    told = compassion("show", "two.md", "--as", "picture", *TONE)
    assert "the role 'second' has no voice; give it one with --voice second=NAME" in told.err


def test_a_form_is_utf_8_wherever_it_goes(command_line: list[str]) -> None:
    """Its head says so, whatever the terminal speaks."""
    practice = "---\ntitle: Thé\n---\n呼吸, 𐐨.\n"
    done = subprocess.run(
        [*command_line, "show", "-", "--as", "reading"],
        input=practice.encode(),
        capture_output=True,
        check=True,
        env=os.environ | {"PYTHONIOENCODING": "latin-1"},
    )
    assert "呼吸, 𐐨." in done.stdout.decode("utf-8")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full disk to lend")
def test_a_full_disk_behind_standard_output_is_told_in_a_line(command_line: list[str]) -> None:
    """No traceback."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*command_line, "show", "mine.md", "--as", "text"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.startswith(b"Error: cannot write to the output: the disk is full")


def test_a_reader_that_leaves_early_is_no_error(command_line: list[str]) -> None:
    """`compassion show … --as text | head -1` ends quietly."""
    with subprocess.Popen(
        [*command_line, "show", "mine.md", "--as", "text"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.parametrize("word", ["a" * 1_000_000, "a" + "." * 1_000_000, "a-" * 500_000])
def test_a_word_without_end_is_shown_whole(word: str, compassion: Call) -> None:
    """It comes to an end, and nothing of the word is lost."""
    Path("long.md").write_text(f"---\ntitle: T\n---\nOne {word} two.\n", encoding="utf-8")
    assert word in compassion("show", "long.md").out
