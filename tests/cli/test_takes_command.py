"""`compassion takes`: sets made, filled, shown and removed, and nothing silently."""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import soundfile

from ..voices.rooms import in_room, session, word
from .conftest import Said

Call = Callable[..., Said]

PRACTICE = """\
---
title: Calm
---
You are welcome here.

Rest your hands for now. [pause 3s]

Let your eyes close, or rest on one spot.
"""


@pytest.fixture
def practice(surroundings: Path) -> Path:
    """Write a practice of three lines."""
    path = surroundings / "calm.md"
    path.write_text(PRACTICE, encoding="utf-8")
    return path


@pytest.fixture
def mine(practice: Path, compassion: Call) -> Path:
    """Make a set of it, called mine, and give its folder."""
    assert compassion("takes", "new", practice.name, "--name", "mine").status == 0
    return Path(os.environ["COMPASSION_DATA"]) / "takes" / "mine"


def recording(name: str, *, noise: float = -50.0) -> str:
    """Write a recording."""
    soundfile.write(name, in_room(word(900), noise=noise).samples, 48_000)
    return name


def test_a_set_is_made_with_a_page_and_what_to_do_next(practice: Path, compassion: Call) -> None:
    """Made again after an edit, it tells what is new."""
    told = compassion("takes", "new", practice.name, "--name", "mine")
    assert told.status == 0
    assert told.out.startswith("3 lines, all new, in ")
    assert told.out.endswith("  Then: compassion takes record mine\n")
    page = re.search(r"To read from: (.*)", told.out)
    assert page
    assert "You are welcome here." in Path(page[1]).read_text(encoding="utf-8")
    practice.write_text(PRACTICE + "\nOne more.\n", encoding="utf-8")
    again = compassion("takes", "new", practice.name, "--name", "mine")
    assert again.out.startswith("4 lines, 1 of them new, in ")


def test_recordings_are_added_and_shown(mine: Path, compassion: Call) -> None:
    """Each file with its line; each line with its take, or that it has none."""
    told = compassion(
        "takes", "add", "mine", recording("001.wav"), recording("rest your hands.wav")
    )
    assert told.status == 0
    assert told.out.splitlines() == [
        "   1  from 001.wav              You are welcome here.",
        "   2  from rest your hands.wav  Rest your hands for now.",
    ]
    assert told.err == "2 takes kept\n"
    shown = compassion("takes", "show", "mine").out
    assert f"takes:mine in {mine}" in shown
    assert "Calm: 2 of 3 lines recorded" in shown
    assert re.search(r"^   1    1\.0 s  .* dB  room -\d+  You are welcome here\.$", shown, re.M)
    assert re.search(r"^   3  not recorded +Let your eyes close", shown, re.M)
    assert "takes:mine                   2 of   3  Calm" in compassion("takes", "list").out


@pytest.mark.usefixtures("mine")
def test_what_is_not_used_is_told_and_fails_in_part(compassion: Call) -> None:
    """3 when some were used, 1 when none was; the warning stands beside its line."""
    Path("2.wav").write_bytes(b"words")
    noisy = recording("1.wav", noise=-25)
    told = compassion("takes", "add", "mine", noisy, "2.wav")
    assert told.status == 3
    assert "      ! noisy: the room is only " in told.out
    assert "   -  2.wav: 2.wav is no sound file, or is damaged; record it again" in told.out
    assert told.err == "1 take kept, 1 not used\n"
    assert compassion("takes", "add", "mine", "2.wav").status == 1
    again = compassion("takes", "add", "mine", noisy)
    assert "      ! in the place of an earlier take" in again.out


@pytest.mark.usefixtures("mine")
def test_a_long_recording_is_cut(compassion: Call) -> None:
    """Line by line with its place, and as data."""
    rows = [word(2_200), word(2_500), word(3_900)]
    soundfile.write("long.wav", session(rows, missing=(2,)).clip.samples, 48_000)
    told = compassion("takes", "cut", "mine", "long.wav")
    assert told.status == 3
    assert re.search(r"^   1  0:0\d\.\d to 0:0\d\.\d +You are welcome here\.$", told.out, re.M)
    assert "   3  not found " in told.out
    assert "1 line not found" in told.err
    data = json.loads(compassion("takes", "cut", "mine", "long.wav", "--json").out)
    assert [one["line"] for one in data["kept"]] == [1, 2]
    assert data["missing"] == [3]
    assert all(one["replaced"] for one in data["kept"])
    assert compassion("takes", "cut", "mine", "gone.wav").status == 1


@pytest.mark.usefixtures("mine")
def test_render_tells_plainly_who_speaks_what_is_not_recorded(
    practice: Path, compassion: Call
) -> None:
    """On standard error, even with --quiet, and in the JSON."""
    compassion("takes", "add", "mine", recording("1.wav"), recording("3.wav"))
    text = PRACTICE.replace("You are welcome here", "You are very welcome here")
    practice.write_text(text, encoding="utf-8")
    expected = (
        "2 of 3 lines have no take and are spoken by tone:low: "
        "line 4 (its words have changed since it was recorded); line 6 (it was not recorded)\n"
    )
    asked = ("render", "calm.md", "--voice", "takes:mine", "--otherwise", "tone:low")
    assert compassion(*asked).err.startswith(expected)
    assert compassion(*asked, "--quiet").err == expected
    data = compassion(*asked, "--json")
    assert data.err == expected
    told = json.loads(data.out)
    assert told["voice"] == "takes:mine"
    assert told["lines"] == 3
    assert told["substitutes"][1] == {
        "line": 6,
        "reason": "it was not recorded",
        "voice": "tone:low",
    }


@pytest.mark.usefixtures("mine")
def test_the_preferred_voice_speaks_the_others(
    compassion: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one in the settings; and if that is one's own, the warmest that can say anything."""
    compassion("takes", "add", "mine", recording("1.wav"))
    asked = ("render", "calm.md", "--voice", "takes:mine")
    monkeypatch.setenv("COMPASSION_VOICE", "tone:high")
    assert "are spoken by tone:high: lines 6, 8 (it was" in compassion(*asked).err
    monkeypatch.setenv("COMPASSION_VOICE", "takes:mine")
    monkeypatch.setenv("PATH", "")
    assert "are spoken by espeak:" in compassion("render", "calm.md").err
    assert "2 of 3 lines recorded" not in compassion("takes", "show", "mine").out


@pytest.mark.usefixtures("mine")
def test_each_recording_of_a_session_tells_it_too(surroundings: Path, compassion: Call) -> None:
    """In pieces as in one, even with --quiet."""
    compassion("takes", "add", "mine", recording("1.wav"), recording("3.wav"))
    guide = "version: 1\ntitle: Both\nitems:\n  - practice: ./calm.md\n  - bell: bowl\n"
    (surroundings / "both.yaml").write_text(guide, encoding="utf-8")
    asked = ("--voice", "takes:mine", "--otherwise", "tone:low", "-q")
    expected = "1 of 3 lines has no take and is spoken by tone:low: line 6 (it was not recorded)"
    for words, name in (((), ""), (("--separate",), "01-calm.mp3: ")):
        told = compassion("render", "both.yaml", *asked, *words)
        assert told.err.startswith(f"{name}{expected}"), told.err


@pytest.mark.usefixtures("mine")
def test_a_recorded_voice_is_no_stand_in(compassion: Call) -> None:
    """One line, with what to type."""
    told = compassion("render", "calm.md", "--voice", "takes:mine", "--otherwise", "takes:mine")
    assert told.status == 1
    assert told.err.startswith("Error: takes:mine cannot speak the lines that have no take")
    assert "--otherwise" in told.err
    assert not list(Path().glob("audio_out/*"))


@pytest.mark.usefixtures("mine")
def test_the_voices_show_the_set(compassion: Call) -> None:
    """Above all others, with how much of what it has."""
    told = compassion("voices").out
    assert "takes:mine                     en     0 of 3 lines of Calm" in told
    compassion("takes", "remove", "mine", "--yes")
    told = compassion("voices").out
    assert "To bring it: compassion takes new SCRIPT --name mine" in told


def test_removing_asks_first(mine: Path, compassion: Call) -> None:
    """Without a terminal it removes nothing unless it is told not to ask."""
    compassion("takes", "add", "mine", recording("1.wav"), recording("2.wav"))
    told = compassion("takes", "remove", "mine")
    assert told.status == 1
    assert "add --yes" in told.err
    assert compassion("takes", "remove", "mine", "1", "--yes").err == "Removed takes 1 of mine\n"
    assert "1 of 3 lines recorded" in compassion("takes", "show", "mine").out
    assert compassion("takes", "remove", "mine", "1", "--yes").status == 1
    compassion("takes", "remove", "mine", "--yes")
    assert not mine.exists()
    assert compassion("takes", "list").out.startswith("There are no sets yet.")


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (("show", "mien"), 1, "there is no set of takes called 'mien'; did you mean mine?"),
        (("add", "your own", "a.wav"), 1, "a set of takes cannot be called 'your own'"),
        (("add", "mine"), 2, "Missing argument"),
        (("new", "calm.md"), 2, "Missing option '--name'"),
        (("remove", "mine", "7", "--yes"), 1, "there is no line 7"),
        (("cut", "mine", "calm.md"), 1, "calm.md is no sound file, or is damaged"),
        (("record", "mine", "--from", "9"), 1, "there is no line 9 to record"),
        (("record", "mine"), 1, "recording needs a terminal to show the lines on"),
        (("shwo",), 2, "compassion takes has no 'shwo'; did you mean show?"),
    ],
)
def test_what_cannot_be_is_one_line(
    words: tuple[str, ...], status: int, message: str, mine: Path, compassion: Call
) -> None:
    """Names that nothing has, files that are none, a terminal that is not there."""
    told = compassion("takes", *words)
    assert told.status == status
    assert message in told.err
    assert mine.exists()


@pytest.mark.usefixtures("mine")
def test_show_gives_data_of_every_line(practice: Path, compassion: Call) -> None:
    """For programs: numbers, states, takes, and what a changed line was."""
    compassion("takes", "add", "mine", recording("1.wav"))
    text = PRACTICE.replace("You are welcome here", "You are very welcome here")
    practice.write_text(text, encoding="utf-8")
    compassion("takes", "new", "calm.md", "--name", "mine")
    data = json.loads(compassion("takes", "show", "mine", "--json").out)
    told = [(one["number"], one["state"], one["was"]) for one in data["practices"][0]["lines"]]
    assert told == [(4, "changed", 1), (2, "missing", None), (3, "missing", None)]
    assert data["left_over"][0]["take"]["from"] == "1.wav"
    assert json.loads(compassion("takes", "list", "--json").out) == {
        "mine": {"calm": {"lines": 3, "recorded": 0}}
    }
    assert "changed since recorded" in compassion("takes", "show", "mine").out
