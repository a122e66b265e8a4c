"""The speaker plays what it pulls, and says plainly where there is none."""

import sys
from collections.abc import Callable, Generator
from types import SimpleNamespace

import numpy as np
import pytest

from compassion_audio.audio.clip import Samples
from compassion_audio.errors import NoSpeaker
from compassion_audio.playback.speaker import Speaker, speakers

Put = Callable[[object], None]


class Error(Exception):
    """What the library raises."""


def library(
    *, backend: str = "ALSA", fails: str = "", names: tuple[str, ...] = ("Built-in", "Headphones")
) -> SimpleNamespace:
    """Make a stand-in for the library, whose device asks for ten frames when it is started."""
    closed: list[str] = []
    chosen: list[object] = []
    heard: list[Samples] = []

    class Device:
        def __init__(self, **asked: object) -> None:
            if fails == "open":
                raise Error("no such device")
            assert (asked["nchannels"], asked["sample_rate"]) == (2, 48_000)
            chosen.append(asked["device_id"])
            self.backend = backend

        def start(self, playing: Generator[Samples, int, None]) -> None:
            if fails == "start":
                raise Error("it is in use")
            heard.append(playing.send(10))

        def close(self) -> None:
            closed.append("closed")

    class Devices:
        def __init__(self) -> None:
            self.backend = backend

        def get_playbacks(self) -> list[dict[str, object]]:
            if fails == "list":
                raise Error("no list")
            return [{"name": name, "id": name.upper()} for name in names]

    return SimpleNamespace(
        PlaybackDevice=Device,
        Devices=Devices,
        MiniaudioError=Error,
        SampleFormat=SimpleNamespace(FLOAT32=5),
        closed=closed,
        chosen=chosen,
        heard=heard,
    )


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch) -> Put:
    """Put a library in the place of the real one."""
    return lambda module: monkeypatch.setitem(sys.modules, "miniaudio", module)


def ones(frames: int) -> Samples:
    """Give what is played."""
    return np.ones((frames, 2), dtype=np.float32)


def test_it_plays_what_it_pulls(put: Put) -> None:
    """Once it is started, and counts how often it asked."""
    stand_in = library()
    put(stand_in)
    speaker = Speaker(ones)
    assert (speaker.pulls, speaker.place) == (0, "ALSA")
    assert stand_in.chosen == [None]
    speaker.start()
    assert speaker.pulls == 1
    assert stand_in.heard[0].shape == (10, 2)
    speaker.close()
    assert stand_in.closed


@pytest.mark.parametrize("name", ["Headphones", "headPHONES", "phones"])
def test_a_device_is_found_by_its_name_or_a_part_of_it(name: str, put: Put) -> None:
    """Large and small letters are the same."""
    stand_in = library()
    put(stand_in)
    Speaker(ones, name=name)
    assert stand_in.chosen == ["HEADPHONES"]
    assert speakers() == ("Built-in", "Headphones")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Hedphone", "did you mean headphones?"),
        ("", "which of Built-in, Headphones?"),
        ("n", "which of Built-in, Headphones?"),
        ("xyz", "see them with: compassion play --devices"),
    ],
)
def test_an_unknown_device_is_told_with_the_nearest(name: str, hint: str, put: Put) -> None:
    """And nothing is played anywhere else."""
    stand_in = library()
    put(stand_in)
    with pytest.raises(NoSpeaker, match="there is no device called") as caught:
        Speaker(ones, name=name)
    assert caught.value.hint == hint
    assert not stand_in.chosen


@pytest.mark.parametrize(
    ("module", "message"),
    [
        (None, "playing needs the Python package miniaudio"),
        (library(fails="open"), "there is nothing to play on here"),
        (library(backend="Null"), "there is nothing to play on here"),
        (library(fails="start"), "the speaker cannot be used: it is in use"),
    ],
    ids=["no package", "no device", "a pretence of one", "in use"],
)
def test_without_a_speaker_one_sentence_says_what_to_do(
    module: SimpleNamespace | None, message: str, put: Put
) -> None:
    """And it is let go of."""
    put(module)
    with pytest.raises(NoSpeaker, match=message) as caught:
        Speaker(ones).start()
    assert "compassion render" in caught.value.hint
    if module is not None and module.chosen:
        assert module.closed


@pytest.mark.parametrize(
    "module", [library(backend="Null"), library(fails="list"), library(names=())]
)
def test_where_there_is_none_none_is_listed(module: SimpleNamespace, put: Put) -> None:
    """The library's own pretence of a device is none."""
    put(module)
    with pytest.raises(NoSpeaker):
        speakers()
    with pytest.raises(NoSpeaker, match="nothing to play on"):
        Speaker(ones, name="Headphones")
