"""A sound server of a test's own, what is heard of it, and whether that is what it should be."""

import os
import select
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from compassion_audio.audio.clip import Samples
from tests.patience import HANGS
from tests.reminders.desk import short_folder

Norms = npt.NDArray[np.float64]
Spectrum = npt.NDArray[np.complex128]

_TENTH = 4_800
"""Frames of a tenth of a second."""

_THERE = 0.98
"""From which correlation on a tenth is the same; of other words by one voice it comes to 0.87."""


@dataclass(frozen=True, slots=True)
class Server:
    """A sound server of the test's own."""

    pactl: str
    parec: str
    home: Path
    environ: dict[str, str]
    """In which it is found."""

    recorders: list["Recorder"] = field(default_factory=list)

    def sink(self, name: str) -> str:
        """Add a sink that leads nowhere, and give the number by which it is taken away."""
        return self._ask("load-module", "module-null-sink", f"sink_name={name}", "rate=48000")

    def source(self, name: str) -> None:
        """Add a microphone that hears nothing."""
        self._ask("load-module", "module-null-source", f"source_name={name}", "rate=48000")

    def recorder(self, sink: str) -> "Recorder":
        """Record what comes out of a sink, until the test is over."""
        self.recorders.append(Recorder(self, sink))
        return self.recorders[-1]

    def unload(self, module: str) -> None:
        """Take a sink away."""
        self._ask("unload-module", module)

    def default(self, name: str) -> None:
        """Let this sink be the one that is preferred."""
        self._ask("set-default-sink", name)

    def hear(self, name: str) -> None:
        """Let the microphone hear what comes out of a sink."""
        self._ask("set-default-source", f"{name}.monitor")

    def answers(self) -> bool:
        """Say whether it has begun."""
        asked = [self.pactl, "info"]
        return not subprocess.run(
            asked, env=self.environ, capture_output=True, check=False
        ).returncode

    def _ask(self, *words: str) -> str:
        asked = [self.pactl, *words]
        told = subprocess.run(asked, env=self.environ, check=True, capture_output=True, text=True)
        return told.stdout.strip()


@contextmanager
def sound_server(program: Callable[[str], str]) -> Iterator[Server]:
    """Start a sound server without any sink."""
    pulseaudio, pactl, parec = map(program, ("pulseaudio", "pactl", "parec"))
    with short_folder() as home:
        environ = {**os.environ, "PULSE_SERVER": f"unix:{home}/socket"}
        environ |= dict.fromkeys(("HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME"), str(home))
        module = f"module-native-protocol-unix socket={home}/socket auth-anonymous=1"
        words = ("-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "-L", module)
        here = Server(pactl, parec, home, environ)
        with subprocess.Popen([pulseaudio, *words], env=environ, stderr=subprocess.DEVNULL) as it:
            try:
                give_up = time.monotonic() + HANGS
                while not here.answers():
                    assert time.monotonic() < give_up
                    assert it.poll() is None
                yield here
            finally:
                for one in here.recorders:
                    one.end()
                it.terminate()


@pytest.fixture
def server(program: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Start a sound server that everything in the test finds."""
    with sound_server(program) as here:
        for name, value in here.environ.items():
            monkeypatch.setenv(name, value)
        yield here


class Recorder:
    """Records what comes out of a sink."""

    def __init__(self, server: Server, sink: str) -> None:
        self._path = server.home / f"{sink}.raw"
        self._file = self._path.open("wb")
        words = [server.parec, "-d", f"{sink}.monitor", "--raw", "--latency-msec=50"]
        words += ["--format=float32le", "--rate=48000", "--channels=1"]
        self._process = subprocess.Popen(
            words, env=server.environ, stdout=self._file, stderr=subprocess.DEVNULL
        )

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
    """Give how much of what was heard is in what is known, from 0 to 1.

    Each tenth of a second counts if it is there, wherever: a busy machine loses a few milliseconds
    here and there, and what lies before and after them is no less like it.
    """
    spectrum = np.fft.rfft(known, 1 << (_TENTH + len(known)).bit_length())
    energy = np.cumsum(np.square(np.pad(known, (1, 0)), dtype=np.float64))
    norms = np.sqrt(np.maximum(energy[_TENTH:] - energy[:-_TENTH], 1e-9))
    tenths = heard[: len(heard) // _TENTH * _TENTH].reshape(-1, _TENTH)
    return float(np.mean([_greatest(spectrum, tenth, norms) > _THERE for tenth in tenths]))


def _greatest(spectrum: Spectrum, tenth: Samples, norms: Norms) -> float:
    """Give the greatest normalised correlation of a tenth with any place."""
    size = 2 * (len(spectrum) - 1)
    strengths = np.fft.irfft(spectrum * np.conj(np.fft.rfft(tenth, size)))[: len(norms)]
    return float((strengths / norms).max() / np.linalg.norm(tenth))
