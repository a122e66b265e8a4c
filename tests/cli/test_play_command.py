"""`compassion play` and `compassion stop`, at a real terminal and a real sound server."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from compassion_audio.audio.clip import Samples
from compassion_audio.audio.mix import quantised
from compassion_audio.cli.keys import Typed
from compassion_audio.library import Source
from compassion_audio.settings import Folders
from compassion_audio.studio.live import live
from compassion_audio.studio.playing import MOVED
from compassion_audio.studio.rendering import Rendering
from compassion_audio.units import WordsPerMinute
from tests.cli.terminal import Terminal
from tests.hearing import Server, likeness, server, without_silence
from tests.patience import HANGS

from .conftest import Said

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the sound server of the test is Linux's"
)

__all__ = ["server"]

Call = Callable[..., Said]

CALM = "---\ntitle: Calm\n---\n# Here\n\nYou are welcome here.\n"
LONG = CALM + "\nRest your hands on something warm. [pause 4s]\n" * 40


def made(text: str) -> Samples:
    """Make the sound of a practice as `play` does, without playing it."""
    rendering = Rendering(Source("x", "x", text), "espeak", WordsPerMinute(115))
    with live(rendering, folders=Folders(Path("data"), Path("cache"))) as track:
        return np.concatenate([block[:, 0] / 32767 for block in quantised(track.blocks())])


def noise(path: Path, seconds: int) -> None:
    """Write a file that is the same throughout."""
    samples = np.random.default_rng(1).uniform(-0.3, 0.3, seconds * 48_000)
    soundfile.write(path, samples.astype(np.float32), 48_000)


def test_what_is_heard_is_the_practice(
    server: Server, surroundings: Path, command_line: list[str]
) -> None:
    """And no other; without a terminal nothing is shown."""
    (surroundings / "calm.md").write_text(CALM, encoding="utf-8")
    server.sink("one")
    recorder = server.recorder("one")
    command = [*command_line, "play", "calm.md"]
    told = subprocess.run(command, capture_output=True, check=False)
    assert (told.returncode, told.stdout, told.stderr) == (0, b"", b"")
    recorder.wait(1)
    recorder.wait_for_quiet()
    heard, known = recorder.end(), without_silence(made(CALM))
    assert len(heard) > 0.9 * len(known)
    assert likeness(heard, known) > 0.5
    other = made(CALM.replace("You are welcome here", "Notice what is hard just now"))
    assert likeness(heard, without_silence(other)) < 0.3


def test_stop_from_another_terminal_fades_it_out(
    server: Server, surroundings: Path, command_line: list[str], compassion: Call
) -> None:
    """Over about 1.5 s, in equal power, to nothing; both end well."""
    noise(surroundings / "noise.wav", 60)
    server.sink("one")
    recorder = server.recorder("one")
    with subprocess.Popen([*command_line, "play", "noise.wav"], stderr=subprocess.PIPE) as playing:
        recorder.wait(0.5)
        while (told := compassion("stop")).status:  # as it says, where the machine is too busy
            assert "try again" in told.err
        assert told.err == "It has faded out.\n"
        assert playing.communicate(timeout=HANGS)[1] == b""
        assert playing.returncode == 0
    recorder.wait_for_quiet()
    heard = recorder.end()
    steps = heard[len(heard) % 4800 :].reshape(-1, 4800)
    power = np.square(steps).mean(axis=1)
    share = power / power[:3].mean()
    full, half, gone = (int(np.flatnonzero(share > least)[-1]) for least in (0.9, 0.5, 0.01))
    assert share[-1] < 0.02
    assert 8 <= gone - full <= 15  # hops of 100 ms
    assert 3 <= gone - half <= 8
    assert compassion("stop").err == "Nothing is playing.\n"


def test_headphones_that_go_away_pause_it(server: Server, surroundings: Path) -> None:
    """It says so, and goes on with space, on what is left."""
    (surroundings / "long.md").write_text(LONG, encoding="utf-8")
    phones, _ = server.sink("phones"), server.sink("room")
    server.default("phones")
    person = Terminal("play", "long.md")
    person.wait_for("You are welcome here.")
    inside = server.recorder("phones")
    inside.wait(0.2)
    inside.end()
    server.unload(phones)
    person.wait_for(MOVED)
    person.type(" ")
    person.wait_for("Rest your hands")
    person.type("q")
    assert person.status() == 0
    assert "Traceback" not in person.seen


def test_keys_are_heeded_and_the_terminal_is_left_as_it_was(
    server: Server, surroundings: Path
) -> None:
    """Pause, volume, forward, and Ctrl-C with 130."""
    (surroundings / "long.md").write_text(LONG, encoding="utf-8")
    server.sink("one")
    person = Terminal("play", "long.md", "--volume", "60")
    before = person.modes()
    assert "Space pauses" in person.wait_for("You are welcome here.")
    assert person.modes() != before
    person.type(" ")
    assert "Calm  |  Here  |  0:0" in person.wait_for("paused")
    person.type("\x1b[B")
    person.wait_for("volume 55")
    person.type("\x1b[C")
    person.wait_for("0:1")
    person.type("\x03")
    person.wait_for("Stopped.")
    assert person.modes() == before
    assert person.status() == 130
    assert "Traceback" not in person.seen


def test_without_a_speaker_it_says_so(
    monkeypatch: pytest.MonkeyPatch, surroundings: Path, command_line: list[str]
) -> None:
    """One sentence and 1, and none of the 35 lines of ALSA."""
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")
    noise(surroundings / "noise.wav", 1)
    told = subprocess.run([*command_line, "play", "noise.wav"], capture_output=True, check=False)
    assert told.returncode == 1
    (line,) = told.stderr.decode().splitlines()
    assert line.startswith("Error: there is nothing to play on here: no speaker was found; make")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "name a practice or a file"),
        (("x.mp3", "--bed", "rain"), "x.mp3 is finished"),
        (("x.md", "--json"), "--json goes with --devices"),
        (("x.md", "--volume", "101"), "101 is not in the range"),
    ],
)
def test_what_makes_no_sense_is_mistyped(
    words: tuple[str, ...], message: str, compassion: Call
) -> None:
    """Status 2, before anything is made."""
    told = compassion("play", *words)
    assert told.status == 2
    assert message in told.err


@pytest.mark.parametrize("name", ["no.mp3", "no.md", "no-such-practice", "."])
def test_what_is_not_there_is_told_before_a_speaker_is_looked_for(
    name: str, compassion: Call
) -> None:
    """One line and 1."""
    told = compassion("play", name)
    assert told.status == 1
    assert len(told.err.splitlines()) == 1


def test_keys_come_one_by_one_however_they_arrive() -> None:
    """Held down, mixed with others, and after the terminal was closed."""
    read, write = os.pipe()
    os.write(write, b"\x1b[Cx\x1b[C \x1b[Zq")
    typed = Typed(read)
    assert [typed(0) for _ in range(5)] == ["forward", "forward", "pause", "quit", ""]
    os.close(write)
    assert [typed(0), typed(0.001)] == ["", ""]
    os.close(read)
