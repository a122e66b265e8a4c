"""`compassion takes record`, at a real terminal and a real sound server."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from compassion_audio.voices.takes.folder import TakesFolder
from tests.cli.terminal import Terminal
from tests.hearing import Server, server

from ..voices.rooms import word
from .conftest import Said

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the sound server of the test is Linux's"
)

__all__ = ["server"]

Call = Callable[..., Said]


@pytest.fixture
def mine(surroundings: Path, compassion: Call) -> TakesFolder:
    """Make a set of two lines."""
    text = "---\ntitle: Calm\n---\nYou are welcome here.\n\nRest your hands.\n"
    (surroundings / "calm.md").write_text(text, encoding="utf-8")
    assert compassion("takes", "new", "calm.md", "--name", "mine").status == 0
    return TakesFolder(Path(os.environ["COMPASSION_DATA"]) / "takes", "mine")


@pytest.fixture
def speak(server: Server, program: Callable[[str], str]) -> Callable[[Path], None]:
    """Let the microphone hear what is played, and give what plays a file."""
    server.sink("loop")
    server.hear("loop")
    paplay = program("paplay")

    def play(path: Path) -> None:
        subprocess.run([paplay, str(path)], check=True)

    return play


def played() -> Path:
    """Write what is said into the microphone."""
    row = np.concatenate([np.zeros(19_200), word(900), np.zeros(19_200)])
    soundfile.write("word.wav", row, 48_000)
    return Path("word.wav")


def test_lines_are_recorded_one_by_one(mine: TakesFolder, speak: Callable[[Path], None]) -> None:
    """Read again, kept, skipped: what is kept is what was played, cut to its speech."""
    person = Terminal("takes", "record", "mine", "--count-in", "0")
    assert "You are welcome here." in person.wait_for("Enter ends the line")
    person.type("\n")
    assert "record it again" in person.wait_for("quit: ")
    person.type("\n")
    person.wait_for("Enter ends the line")
    speak(played())
    person.type("\n")
    assert "dB below the voice" in person.wait_for("quit: ")
    person.type("\n")
    assert "Rest your hands." in person.wait_for("Enter ends the line")
    person.type("\n")
    person.wait_for("quit: ")
    person.type("s\n")
    assert person.status() == 0
    assert "1 of 2 lines kept" in person.seen
    assert "=====" in person.seen
    assert "ALSA" not in person.seen
    first, second = mine.load().lines
    assert second.take is None
    assert first.take
    assert first.take.origin == "the microphone"
    heard = mine.sound(first.take).samples[30 * 48 : -80 * 48, 0]
    known = word(900)
    best = np.correlate(np.pad(heard, 4_800), known[: len(heard)], mode="valid")
    assert first.take.length == pytest.approx(30 + 900 + 80, abs=60)
    strength = np.linalg.norm(heard) * np.linalg.norm(known)
    assert np.abs(best).max() / strength > 0.9


def test_ctrl_c_ends_it_and_keeps_what_was_kept(
    mine: TakesFolder, speak: Callable[[Path], None]
) -> None:
    """130, one line, the terminal free again."""
    person = Terminal("takes", "record", "mine", "--count-in", "1")
    person.wait_for("Enter ends the line")
    speak(played())
    person.type("\n")
    person.wait_for("quit: ")
    person.type("k\n")
    person.wait_for("Enter ends the line")
    person.type("\x03")
    assert person.status() == 130
    assert "Traceback" not in person.seen
    assert mine.load().line(1).take


def test_without_a_microphone_it_says_so(
    mine: TakesFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence and 1, and none of the 35 lines of ALSA."""
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")
    person = Terminal("takes", "record", "mine")
    assert person.status() == 1
    told = [line for line in person.seen.splitlines() if line]
    assert len(told) == 1
    assert told[0].startswith("Error: there is no microphone here; record with any other program")
    assert not any(line.take for line in mine.load().lines)


def test_with_every_line_recorded_there_is_nothing_to_do(
    mine: TakesFolder, compassion: Call
) -> None:
    """It says how to go over them again."""
    for number in (1, 2):
        soundfile.write(f"{number}.wav", np.pad(word(900), 9_600), 48_000)
    compassion("takes", "add", "mine", "1.wav", "2.wav")
    told = compassion("takes", "record", "mine")
    assert told.status == 0
    assert told.err == "Every line of mine is recorded. Again from a line: --from N\n"
    assert mine.load().line(2).take
