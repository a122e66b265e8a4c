"""`compassion play` and `compassion stop`, at a real terminal and a real sound server."""

import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

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
from tests.patience import HANGS

from .conftest import Said

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the sound server of the test is Linux's"
)

Call = Callable[..., Said]

CALM = "---\ntitle: Calm\n---\n# Here\n\nYou are welcome here.\n"
LONG = CALM + "\nRest your hands on something warm. [pause 4s]\n" * 40


@dataclass(frozen=True, slots=True)
class Server:
    """A sound server of the test's own."""

    pactl: str
    parec: str
    home: Path
    recorders: list["Recorder"] = field(default_factory=list)

    def sink(self, name: str) -> str:
        """Add a sink that leads nowhere, and give the number by which it is taken away."""
        load = [self.pactl, "load-module", "module-null-sink", f"sink_name={name}", "rate=48000"]
        told = subprocess.run(load, check=True, capture_output=True, text=True)
        return told.stdout.strip()

    def recorder(self, sink: str) -> "Recorder":
        """Record what comes out of a sink, until the test is over."""
        self.recorders.append(Recorder(self, sink))
        return self.recorders[-1]

    def __enter__(self) -> Self:
        """Be left at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """End what still records, whatever has failed."""
        for one in self.recorders:
            one.end()

    def unload(self, module: str) -> None:
        """Take a sink away."""
        subprocess.run([self.pactl, "unload-module", module], check=True)

    def default(self, name: str) -> None:
        """Let this sink be the one that is preferred."""
        subprocess.run([self.pactl, "set-default-sink", name], check=True)


@pytest.fixture
def server(
    tmp_path: Path, program: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Server]:
    """Start a sound server without any sink."""
    pulseaudio, pactl, parec = map(program, ("pulseaudio", "pactl", "parec"))
    home = tmp_path / "sound"
    home.mkdir(mode=0o700)
    for name in ("HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.setenv("PULSE_SERVER", f"unix:{home}/socket")
    module = f"module-native-protocol-unix socket={home}/socket auth-anonymous=1"
    options = ("-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "-L", module)
    with subprocess.Popen([pulseaudio, *options], stderr=subprocess.DEVNULL) as running:
        try:
            give_up = time.monotonic() + HANGS
            while subprocess.run([pactl, "info"], capture_output=True, check=False).returncode:
                assert time.monotonic() < give_up
                assert running.poll() is None
            with Server(pactl, parec, home) as here:
                yield here
        finally:
            running.terminate()


class Recorder:
    """Records what comes out of a sink."""

    def __init__(self, server: Server, sink: str) -> None:
        self._path = server.home / f"{sink}.raw"
        self._file = self._path.open("wb")
        words = [server.parec, "-d", f"{sink}.monitor", "--raw", "--latency-msec=50"]
        words += ["--format=float32le", "--rate=48000", "--channels=1"]
        self._process = subprocess.Popen(words, stdout=self._file, stderr=subprocess.DEVNULL)

    def heard(self) -> Samples:
        """Give what was heard so far, without silence: a busy machine leaves gaps in it."""
        return without_silence(self._samples())

    def _samples(self) -> Samples:
        data = self._path.read_bytes()
        return np.frombuffer(data[: len(data) // 4 * 4], dtype="<f4")

    def wait(self, seconds: float) -> None:
        """Wait until so much was heard."""
        give_up = time.monotonic() + HANGS
        while len(self.heard()) < seconds * 48_000:
            assert time.monotonic() < give_up, "it is never heard"
            select.select([], [], [], 0.02)

    def wait_for_quiet(self) -> None:
        """Wait until nothing is heard any more; the last of it comes after its player has ended."""
        give_up = time.monotonic() + HANGS
        while np.any(self._samples()[-4_800:]):
            assert time.monotonic() < give_up, "it never ends"
            select.select([], [], [], 0.02)

    def end(self) -> Samples:
        """Record no more, and give what was heard."""
        self._process.terminate()
        self._process.wait(HANGS)
        self._file.close()
        return self.heard()


def without_silence(samples: Samples) -> Samples:
    """Leave out every sample that is exactly zero."""
    sounding: Samples = samples[samples != 0]
    return sounding


def likeness(heard: Samples, known: Samples) -> float:
    """Give the greatest normalised correlation, wherever one lies in the other."""
    size = 1 << (len(heard) + len(known)).bit_length()
    spectrum = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(known, size))
    strength = float(np.linalg.norm(heard) * np.linalg.norm(known))
    return float(np.abs(np.fft.irfft(spectrum)).max()) / strength


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
    known = without_silence(made(CALM))
    recorder.wait(0.99 * len(known) / 48_000)
    heard = recorder.end()
    assert likeness(heard, known) > 0.9
    other = without_silence(made(CALM.replace("You are welcome", "Notice what is hard just now")))
    assert likeness(heard, other) < 0.3


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
