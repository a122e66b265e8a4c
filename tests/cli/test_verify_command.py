"""`compassion verify` measures recordings, says what is off, and ends with the right status."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import soundfile

from compassion_audio.library import Source
from compassion_audio.notice import notice
from compassion_audio.studio.render import render
from compassion_audio.studio.rendering import Rendering
from compassion_audio.units import WordsPerMinute
from tests.cli.conftest import Said

Compassion = Callable[..., Said]


@cache
def made() -> bytes:
    """Render a few words."""
    words = "---\ntitle: A trial\n---\n[bell]\n\nHere we are. [pause 2s] And here."
    rendering = Rendering(Source("trial", "trial.md", words), "tone", WordsPerMinute(115))
    render(rendering, to=Path("made.mp3"))
    return Path("made.mp3").read_bytes()


def recording(name: str = "trial.mp3") -> str:
    """Give a recording of ours."""
    Path(name).write_bytes(made())
    return name


def loud(name: str = "loud.wav") -> str:
    """Give a foreign recording that is far too loud."""
    time = np.arange(48_000 * 2) / 48_000
    soundfile.write(name, 0.999 * np.sin(2 * np.pi * 440 * time), 48_000)
    return name


def test_a_recording_that_passes(compassion: Compassion) -> None:
    """The verdict comes first, then every measure with its unit; status 0."""
    said = compassion("verify", recording())
    assert said.status == 0
    assert said.out.splitlines()[0] == "trial.mp3: passes, held against default"
    assert "LUFS" in said.out
    assert "2 lines and 1 pause" in said.out
    assert said.err == ""


def test_the_line_of_ones_own_is_in_whatever_is_made(compassion: Compassion) -> None:
    """In each file of a session, in each day of a course, and in a voice's trial."""
    line = "Ext. 12"
    assert compassion("settings", "notice", line).status == 0
    Path("mine.md").write_text("---\ntitle: Mine\n---\nHere we are. [pause 2s]")
    Path("two.yaml").write_text("title: T\nitems:\n  - practice: mine.md\n  - practice: mine.md\n")
    Path("days.yaml").write_text("title: D\ndays:\n  - practice: mine.md\n")
    assert compassion("render", "two.yaml", "--separate", "-o", "a", "--voice", "tone").status == 0
    assert compassion("render", "days.yaml", "-o", "b", "--voice", "tone").status == 0
    assert compassion("voices", "try", "tone", "-o", "c.mp3").status == 0
    files = sorted(map(str, Path().rglob("*.mp3")))
    assert len(files) == 4
    found = json.loads(compassion("verify", *files, "--json").out)["files"]
    assert {one["notice"] for one in found} == {notice("en", line)}


def test_the_notice_is_read_back(compassion: Compassion) -> None:
    """From the file alone, with the line that whoever made it has in their settings."""
    assert compassion("settings", "notice", "Dr. Vane, on weekdays: ext. 12").status == 0
    Path("mine.md").write_text("---\ntitle: Mine\n---\nHere we are. [pause 2s]")
    assert compassion("render", "mine.md", "-o", "mine.mp3", "--voice", "tone").status == 0
    (found,) = json.loads(compassion("verify", "mine.mp3", "--json").out)["files"]
    assert found["notice"] == notice("en", "Dr. Vane, on weekdays: ext. 12")
    assert compassion("settings", "notice", "--unset").status == 0
    assert compassion("render", "mine.md", "-o", "mine.mp3", "--voice", "tone").status == 0
    (found,) = json.loads(compassion("verify", "mine.mp3", "--json").out)["files"]
    assert found["notice"] == notice("en")
    (found,) = json.loads(compassion("verify", loud(), "--json").out)["files"]
    assert found["notice"] is None


def test_what_is_off_comes_first(compassion: Compassion) -> None:
    """With what was measured and what is wanted; status 1."""
    said = compassion("verify", loud())
    assert said.status == 1
    first, second, *_ = said.out.splitlines()
    assert "off, held against default" in first
    assert second.startswith("  ! ")
    assert "wanted" in second


def test_one_of_several_that_is_off_gives_status_three(compassion: Compassion) -> None:
    """And all of several that are off, status 1."""
    assert compassion("verify", recording(), loud()).status == 3
    assert compassion("verify", loud(), "gone.wav").status == 1


def test_what_cannot_be_read_is_one_line_and_the_rest_goes_on(compassion: Compassion) -> None:
    """The name, what it is, what to do; the others are measured."""
    Path("words.txt").write_text("words")
    said = compassion("verify", "words.txt", "gone.mp3", recording())
    assert said.status == 3
    assert len(said.err.splitlines()) == 2
    assert said.err.startswith("Error: words.txt is no sound file, or is damaged; ")
    assert "trial.mp3: passes" in said.out


def test_quiet_says_nothing_of_what_passes(compassion: Compassion) -> None:
    """What is off is still told."""
    said = compassion("verify", "-q", recording(), loud())
    assert "trial.mp3" not in said.out
    assert "loud.wav" in said.out
    assert compassion("verify", "-q", recording()).out == ""


def test_json_has_every_measure_and_finding(compassion: Compassion) -> None:
    """Of each file, also of one that cannot be read; silence has no number."""
    soundfile.write("silent.wav", np.zeros(48_000), 48_000)
    said = compassion("verify", "--json", recording(), loud(), "silent.wav", "gone.mp3")
    ours, foreign, silent, gone = json.loads(said.out)["files"]
    assert ours["passes"] is True
    assert ours["compared"]["lines"] == 2
    assert ours["title"] == "A trial"
    assert foreign["compared"] is None
    assert {one["name"] for one in foreign["findings"] if one["is_off"]} >= {"loudness"}
    assert silent["loudness_lufs"] is None
    assert gone == {"file": "gone.mp3", "passes": False, "unread": gone["unread"]}
    assert said.status == 3


def test_another_preset_holds_it_to_something_else(compassion: Compassion) -> None:
    """And one that does not exist is a slip of the hand."""
    assert "held against acx" in compassion("verify", "--preset", "acx", recording()).out
    assert compassion("verify", "--preset", "acxx", recording()).status == 2


def test_the_picture_is_drawn_and_never_over_another_file(compassion: Compassion) -> None:
    """Unless that is asked for."""
    assert compassion("verify", recording(), "--picture", "a.svg").status == 0
    ET.parse("a.svg")  # noqa: S314  # our own
    Path("a.svg").write_text("mine")
    said = compassion("verify", recording(), "--picture", "a.svg")
    assert said.status == 1
    assert "a.svg is there already" in said.err
    assert Path("a.svg").read_text() == "mine"
    assert compassion("verify", recording(), "--picture", "a.svg", "--force").status == 0
    ET.parse("a.svg")  # noqa: S314  # our own


def test_a_picture_is_of_one_recording(compassion: Compassion) -> None:
    """Two of them would be written over each other."""
    assert compassion("verify", recording(), loud(), "--picture", "a.svg").status == 2
    assert not Path("a.svg").exists()
