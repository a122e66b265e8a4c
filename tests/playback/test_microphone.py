"""The microphone gives what is heard, and says plainly where there is none."""

import array
import sys
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import numpy as np
import pytest

from compassion_audio.errors import NoMicrophone
from compassion_audio.playback import microphone
from compassion_audio.playback.microphone import SILENT, Listening, listening


class Error(Exception):
    """What the library raises."""


def library(*, backend: str = "PulseAudio", fails: str = "") -> SimpleNamespace:
    """Make a stand-in for the library: a device that hears a second of rising level, or fails."""

    class Device:
        def __init__(self, **asked: object) -> None:
            if fails == "open":
                raise Error("no such device")
            assert asked["nchannels"] == 1
            assert asked["sample_rate"] == 48_000
            self.backend = backend
            closed.append(self)

        def start(self, hearing: Iterator[bytes]) -> None:
            if fails == "start":
                raise Error("it is in use")
            heard.append(hearing)

        def close(self) -> None:
            closed.remove(self)

    heard: list[object] = []
    closed: list[object] = []
    return SimpleNamespace(
        CaptureDevice=Device,
        MiniaudioError=Error,
        SampleFormat=SimpleNamespace(FLOAT32=5),
        heard=heard,
        open=closed,
    )


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch) -> Callable[[object], None]:
    """Put a library in the place of the real one."""
    return lambda module: monkeypatch.setitem(sys.modules, "miniaudio", module)


def piece(*samples: float) -> bytes:
    """Make a piece as the sound card gives it."""
    return array.array("f", samples).tobytes()


def test_what_is_heard_between_begin_and_end_is_given() -> None:
    """Nothing from before and nothing from after; the meter shows the last piece."""
    ear = Listening()
    hearing = ear.hear()
    next(hearing)
    hearing.send(piece(0.9, 0.9))
    ear.begin()
    hearing.send(piece(0.5, -0.25))
    hearing.send(piece(0.125))
    clip = ear.end()
    hearing.send(piece(0.1))
    assert clip.samples[:, 0].tolist() == [0.5, -0.25, 0.125]
    assert clip.rate == 48_000
    assert ear.level == pytest.approx(-20, abs=0.01)
    hearing.send(piece(0.0, 0.0))
    assert ear.level == SILENT
    ear.begin()
    assert ear.end().frames == 0


@pytest.mark.parametrize(
    ("module", "message"),
    [
        (None, "recording needs the Python package miniaudio"),
        (library(fails="open"), "there is no microphone here"),
        (library(backend="Null"), "there is no microphone here"),
        (library(fails="start"), "the microphone cannot be used: it is in use"),
    ],
)
def test_without_a_microphone_one_sentence_says_what_to_do(
    module: SimpleNamespace | None, message: str, put: Callable[[object], None]
) -> None:
    """No package, no device, the library's own pretence of one, one that is in use."""
    put(module)
    with pytest.raises(NoMicrophone, match=message) as caught, listening():
        pass
    assert "compassion takes add" in caught.value.hint
    assert not (module and module.open)


def test_the_microphone_is_let_go_of(put: Callable[[object], None]) -> None:
    """Also after Ctrl-C."""
    stand_in = library()
    put(stand_in)
    with pytest.raises(KeyboardInterrupt), listening() as ear:  # noqa: PT012  # what comes before
        stand_in.heard[0].send(piece(1.0))
        assert ear.level == pytest.approx(0)
        assert len(stand_in.open) == 1
        raise KeyboardInterrupt
    assert not stand_in.open
    assert np.isfinite(microphone.SILENT)
