"""A performance, driven by a clock of the test's own: keys, devices that go, and the end."""

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import numpy as np
import pytest
import soundfile

from compassion_audio.audio.clip import Samples
from compassion_audio.errors import NoSpeaker, SpeechFailed
from compassion_audio.playback.outlet import Outlet
from compassion_audio.playback.player import GENTLE, QUICK
from compassion_audio.playback.speaker import Collector, Device, Pull
from compassion_audio.studio.playing import (
    GONE,
    MOVED,
    Key,
    Now,
    Performed,
    Surroundings,
    is_sound,
    perform,
    recording,
)
from compassion_audio.studio.unfolding import Moment
from compassion_audio.units import Milliseconds

Act = Callable[["Room"], Key | None]


@dataclass
class Steady:
    """A track of one level."""

    seconds: int = 60
    title: str = "Steady"
    channels: int = 1
    fails: bool = False
    made: Event = field(default_factory=Event)
    """Set when all of it is made: the clock of the test is quicker than any machine."""

    @property
    def length(self) -> Milliseconds | None:
        """Known."""
        return Milliseconds(self.seconds * 1000)

    def at(self, moment: Milliseconds) -> Moment:
        """Tell the second."""
        return Moment("", f"second {moment // 1000}")

    def blocks(self) -> Generator[Samples, None, None]:
        """Make it."""
        try:
            for _ in range(self.seconds):
                yield np.full((48_000, 1), 0.5, dtype=np.float32)
            if self.fails:
                raise SpeechFailed("the voice is gone")
        finally:
            self.made.set()

    def prepare(self) -> bool:
        """There is nothing to prepare."""
        return False


@dataclass
class Gauge:
    """An outlet that goes when a test says so."""

    has_gone: bool = False

    def settle(self) -> None:
        """Take it as it is."""
        self.has_gone = False

    def close(self) -> None:
        """Nothing is open."""


@dataclass
class Room:
    """What is around a performance: each look at the keys lets a tenth of a second pass."""

    acts: list[tuple[float, Act]]
    """When something happens, in seconds, and what."""

    devices: list[Collector] = field(default_factory=list)
    shown: list[Now] = field(default_factory=list)
    outlet: Gauge = field(default_factory=Gauge)
    has_device: bool = True
    is_stuck: bool = False
    is_asked: bool = False
    time: float = 0.0
    track: Steady = field(default_factory=Steady)
    done: list[Performed] = field(default_factory=list)

    def opener(self, pull: Pull) -> Device:
        """Open a device, if there is one."""
        if not self.has_device:
            raise NoSpeaker("there is nothing to play on here")
        self.devices.append(Collector(pull))
        return self.devices[-1]

    def keys(self, seconds: float) -> Key:
        """Let time pass, and give what is typed."""
        assert self.track.made.wait(30)
        if self.devices and not self.is_stuck:
            self.devices[-1].drive(Milliseconds(round(seconds * 1000)))
        self.time = round(self.time + seconds, 3)
        if self.acts and self.time >= self.acts[0][0]:
            return self.acts.pop(0)[1](self) or ""
        return ""

    def watch(self, _place: str) -> Outlet:
        """Watch as a test says."""
        return self.outlet

    def perform(self, track: Steady, *, volume: int = 100) -> Milliseconds:
        """Play."""
        self.track = track
        around = Surroundings(
            self.opener,
            self.keys,
            self.shown.append,
            lambda: self.is_asked,
            self.watch,
            self.done.append,
        )
        return perform(track, around, volume=volume)

    @property
    def heard(self) -> Samples:
        """What was heard, one channel."""
        return np.concatenate([device.heard for device in self.devices])[:, 0]

    def notes(self) -> list[str]:
        """Give what was shown besides, each once."""
        return list(dict.fromkeys(now.note for now in self.shown if now.note))


def key(name: Key) -> Act:
    """Type a key."""
    return lambda _: name


def change(**values: object) -> Act:
    """Change something in the room."""

    def act(room: Room) -> None:
        for name, value in values.items():
            setattr(room, name, value)

    return act


def gauge(*, gone: bool) -> Act:
    """Let headphones go, or come back."""

    def act(room: Room) -> None:
        room.outlet.has_gone = gone

    return act


def lengths(heard: Samples) -> Iterable[float]:
    """Give the seconds of each stretch of sound."""
    sounds = np.flatnonzero(np.diff(np.pad((np.abs(heard) > 0.01).astype(int), 1)))
    return [(end - begin) / 48_000 for begin, end in sounds.reshape(-1, 2)]


def test_it_is_played_to_its_end() -> None:
    """All of it, and what is shown keeps up."""
    room = Room([])
    assert room.perform(Steady(3)) == 3000
    assert list(lengths(room.heard)) == [pytest.approx(3, abs=0.01)]
    assert room.done == [Performed(Milliseconds(3000), Milliseconds(3000), is_whole=True)]
    assert not room.devices[0].is_open
    assert room.shown[10].moment.words == "second 1"
    assert {now.state for now in room.shown} <= {"playing", "ended"}


def test_a_person_pauses_goes_on_and_leaves() -> None:
    """The pause lasts as long as it lasts; q fades over a second and a half."""
    room = Room([(2, key("pause")), (7, key("pause")), (9, key("quit"))])
    at = room.perform(Steady())
    assert at == pytest.approx(4000 + GENTLE, abs=300)
    assert room.done[0].heard == pytest.approx(at, abs=100)
    assert not room.done[0].is_whole
    assert list(lengths(room.heard)) == [
        pytest.approx(2.06, abs=0.1),
        pytest.approx(3.5, abs=0.2),
    ]


def test_arrows_seek_and_set_the_volume() -> None:
    """Ten seconds and five steps."""
    acts: list[tuple[float, Act]] = [(1, key("forward")), (2, key("back")), (3, key("softer"))]
    acts += [(4, key("softer")), (5, key("louder")), (6, key("quit"))]
    room = Room(acts)
    room.perform(Steady(), volume=50)
    assert max(now.position for now in room.shown) == pytest.approx(12_000, abs=300)
    assert room.shown[-1].position == pytest.approx(7400, abs=400)
    assert room.shown[-1].volume == 45
    assert room.done[0].heard == pytest.approx(6000 + GENTLE, abs=300)


def test_it_stops_when_somebody_else_asks() -> None:
    """With the fade."""
    room = Room([(2, change(is_asked=True))])
    assert room.perform(Steady()) == pytest.approx(2000 + GENTLE, abs=200)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(143)])
def test_ctrl_c_fades_quickly_and_goes_on_upwards(error: BaseException) -> None:
    """The device is closed, and nothing clicks."""

    def interrupt(_: Room) -> None:
        raise error

    room = Room([(2, interrupt)])
    with pytest.raises((KeyboardInterrupt, SystemExit)):
        room.perform(Steady())
    assert sum(lengths(room.heard)) == pytest.approx(2 + QUICK / 1000, abs=0.15)
    assert [one.is_whole for one in room.done] == [False]
    assert np.abs(np.diff(room.heard[480:])).max() < 0.01
    assert not room.devices[0].is_open


def test_headphones_that_are_pulled_out_pause_it_until_space() -> None:
    """It is not heard in the room before that."""
    room = Room([(2, gauge(gone=True)), (6, key("pause")), (8, key("quit"))])
    room.perform(Steady())
    assert room.notes() == [MOVED]
    first, second = lengths(room.heard)
    assert first == pytest.approx(2.1, abs=0.15)
    assert second == pytest.approx(3.4, abs=0.2)


def test_headphones_that_come_back_go_on_by_themselves() -> None:
    """On a device that is opened anew; what a person had paused stays so."""
    acts: list[tuple[float, Act]] = [(2, gauge(gone=True)), (6, gauge(gone=False))]
    room = Room([*acts, (8, key("quit"))])
    room.perform(Steady())
    assert len(room.devices) == 2
    assert len(list(lengths(room.heard))) == 2
    room = Room([(1, key("pause")), *acts, (8, key("quit"))])
    room.perform(Steady())
    assert len(list(lengths(room.heard))) == 1


def test_a_device_that_falls_silent_has_gone_and_is_looked_for() -> None:
    """It says so, and goes on as soon as there is one."""
    acts: list[tuple[float, Act]] = [(2, change(is_stuck=True, has_device=False))]
    acts += [(9, change(is_stuck=False)), (10, change(has_device=True)), (14, key("quit"))]
    room = Room(acts)
    room.perform(Steady())
    assert room.notes() == [GONE]
    assert len(room.devices) == 2
    assert not room.devices[0].is_open
    assert room.devices[1].heard.any()


def test_what_cannot_be_made_to_its_end_is_played_as_far_as_it_goes() -> None:
    """And then told."""
    room = Room([])
    with pytest.raises(SpeechFailed, match="the voice is gone"):
        room.perform(Steady(2, fails=True))
    assert sum(lengths(room.heard)) == pytest.approx(2, abs=0.05)


def test_without_a_device_nothing_is_played() -> None:
    """The maker has let go before it is told."""
    with pytest.raises(NoSpeaker):
        Room([], has_device=False).perform(Steady(2))


def test_a_finished_recording_is_a_track(tmp_path: Path) -> None:
    """To the sample, but for 16 bits; its name is its title."""
    samples = np.random.default_rng(3).uniform(-0.5, 0.5, (100_000, 2)).astype(np.float32)
    soundfile.write(tmp_path / "calm sea.wav", samples, 48_000)
    with recording(tmp_path / "calm sea.wav") as track:
        assert (track.title, track.channels, track.length) == ("calm sea", 2, 2083)
        assert not track.prepare()
        assert track.at(Milliseconds(0)) == Moment()
        assert np.concatenate(list(track.blocks())) == pytest.approx(samples, abs=1e-4)


@pytest.mark.parametrize(
    ("name", "sound"),
    [("x.mp3", True), ("a/B.WAV", True), ("x.m4a", True), ("x.md", False), ("x", False)],
)
def test_a_name_says_whether_it_is_sound(name: str, *, sound: bool) -> None:
    """By its ending."""
    assert is_sound(name) is sound
