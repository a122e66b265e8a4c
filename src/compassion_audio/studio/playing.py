"""Playing: what is heard, a device to hear it on, and a person who may say otherwise.

Everything around it is handed in: the device, the keys, the display, who asks it to stop.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from compassion_audio.audio.clip import Samples
from compassion_audio.audio.mix import BLOCK
from compassion_audio.audio.read import FORMATS, FORMATS_OF_PHONES, Opened, opened_sound
from compassion_audio.delivery.told import told_of
from compassion_audio.errors import NoSpeaker
from compassion_audio.playback.outlet import Outlet, Unwatched
from compassion_audio.playback.player import GENTLE, QUICK, Player, State
from compassion_audio.playback.speaker import Device, Opener
from compassion_audio.playback.tape import Tape
from compassion_audio.studio.unfolding import Moment
from compassion_audio.units import Milliseconds

Key = Literal["", "pause", "back", "forward", "louder", "softer", "quit"]
"""What a person asks for; empty for nothing."""

TICK = 0.1
"""Seconds from one look at keys and device to the next."""

SEEK = Milliseconds(10_000)
LOUDER = 5

_SILENT_TICKS = 40
"""After so many looks at which the device had asked for nothing, it has gone. Counted, not timed:
a process that is stopped for a while has not lost its device. A null sink of PulseAudio keeps 2 s
and asks for nothing as long."""

_RETRY_TICKS = 10
_DRAIN_PULLS = 6
"""After the end so much silence is given that the last of the fade is heard before it is closed."""

_DRAIN_TICKS = 40

GONE = "the speaker has gone; space goes on"
MOVED = "what it was heard on has gone; space goes on"


class Track(Protocol):
    """Something that can be played, made as it is heard."""

    @property
    def title(self) -> str:
        """What it is called."""

    @property
    def channels(self) -> int:
        """One or two."""

    @property
    def length(self) -> Milliseconds | None:
        """How long it is, once that is known."""

    def at(self, moment: Milliseconds) -> Moment:
        """Tell what is heard at a moment."""

    def blocks(self) -> Generator[Samples, None, None]:
        """Make its sound, once."""

    def prepare(self) -> bool:
        """Prepare a little of what comes; False when nothing is left to prepare."""


@dataclass(frozen=True, slots=True)
class Now:
    """What a display shows."""

    title: str
    state: State
    position: Milliseconds
    length: Milliseconds | None
    moment: Moment
    volume: int
    note: str
    """What else there is to say; mostly nothing."""


@dataclass(frozen=True, slots=True)
class Performed:
    """What became of a performance."""

    at: Milliseconds
    """Where it ended."""

    heard: Milliseconds
    """For how long it sounded; what was skipped, and pauses, are left out."""

    is_whole: bool
    """Whether it came to its end by itself."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a performance is handed."""

    opener: Opener

    keys: Callable[[float], Key]
    """Waits for a key, at most so many seconds."""

    show: Callable[[Now], None] = field(default=lambda _: None)
    is_asked_to_stop: Callable[[], bool] = field(default=lambda: False)
    watch: Callable[[str], Outlet] = field(default=lambda _: Unwatched())
    """Given where a device plays, watches whether what it is heard on is still there."""

    finished: Callable[[Performed], None] = field(default=lambda _: None)
    """Told what became of it, whatever ended it."""


def perform(
    track: Track,
    around: Surroundings,
    *,
    volume: int = 100,
    fade_in: Milliseconds | None = None,
) -> Milliseconds:
    """Play something to its end, or until a person wants otherwise.

    Ctrl-C, and SIGTERM where that raises SystemExit, fade it out quickly and go on upwards.

    Args:
        track: What is played.
        around: Where, and who may interfere.
        volume: 0 to 100.
        fade_in: Over how long it begins; None for at once.

    Returns:
        Where it ended.

    Raises:
        NoSpeaker: There is no device.
        CompassionAudioError: It could not be made to its end; what was made has been played.
    """
    with Tape(track.blocks(), channels=track.channels, meanwhile=track.prepare) as tape:
        player = Player(tape, volume=volume, fade_in=fade_in)
        stage = _Stage(track, tape, player, around)
        try:
            stage.play()
        except (KeyboardInterrupt, SystemExit):
            stage.leave(QUICK)
            raise
        finally:
            stage.close()
            around.finished(Performed(player.position, player.heard, player.is_at_end))
        if tape.trouble is not None:
            raise tape.trouble
        return player.position


class _Stage:
    """One performance while it lasts: the player, and the device that may come and go."""

    def __init__(self, track: Track, tape: Tape, player: Player, around: Surroundings) -> None:
        self._track = track
        self._tape = tape
        self._player = player
        self._around = around
        self._note = ""
        self._pulls, self._silent_ticks, self._lost_ticks = 0, 0, 0
        self._was_playing = True
        self._device: Device | None = None
        self._outlet: Outlet = Unwatched()

    def play(self) -> None:
        """Play until it has ended."""
        device = self._open()
        while not self._tape.wait(TICK):
            self._heed(0)
            if self._player.state == "ended":
                return
        if not self._tape.made:
            return
        self._start(device)
        while self._player.state != "ended":
            self._heed(TICK)
            self._look_after()
        self._drain()

    def _heed(self, seconds: float) -> None:
        """Do what a person asks for, at this terminal or at another."""
        self._act(self._around.keys(seconds))
        if self._around.is_asked_to_stop():
            self._player.end(GENTLE)
        self._show()

    def leave(self, fade: Milliseconds) -> None:
        """Fade out, heeding nobody."""
        self._player.end(fade)
        for _ in range(_DRAIN_TICKS):
            if self._device is None or self._player.state == "ended":
                break
            self._around.keys(TICK)
        self._drain()

    def close(self) -> None:
        """Let go of the device."""
        self._outlet.close()
        self._outlet = Unwatched()
        if self._device is not None:
            self._device.close()
            self._device = None

    def _open(self) -> Device:
        self.close()
        device = self._device = self._around.opener(self._player.pull)
        return device

    def _start(self, device: Device) -> None:
        device.start()
        self._outlet = self._around.watch(device.place)
        self._pulls, self._silent_ticks, self._lost_ticks = 0, 0, 0
        self._note = ""

    def _act(self, key: Key) -> None:
        player = self._player
        match key:
            case "pause" if player.state == "paused":
                self._go_on()
            case "pause":
                player.pause()
            case "back":
                player.seek(Milliseconds(-SEEK))
            case "forward":
                player.seek(SEEK)
            case "louder":
                player.volume += LOUDER
            case "softer":
                player.volume -= LOUDER
            case "quit":
                player.end(GENTLE)

    def _go_on(self) -> None:
        """Go on where it is heard now, or where there is a device again."""
        try:
            if self._device is None:
                self._start(self._open())
        except NoSpeaker:
            return
        self._note = ""
        self._outlet.settle()
        self._player.resume()

    def _look_after(self) -> None:
        """Pause when what it is heard on goes away; go on by itself when that comes back."""
        if self._device is None:
            self._try_again()
        elif self._has_fallen_silent(self._device):
            self._lose(GONE)
            self._player.hold()
            self.close()
        elif self._outlet.has_gone and self._note != MOVED:
            self._lose(MOVED)
            self._player.pause()
        elif self._note == MOVED and not self._outlet.has_gone:
            self._begin_again()

    def _lose(self, note: str) -> None:
        if not self._note:
            self._was_playing = self._player.state != "paused"
        self._note = note

    def _begin_again(self) -> None:
        """Go on by itself, as it was before the device went; without one, wait for the next."""
        with suppress(NoSpeaker):
            self._start(self._open())
            if self._was_playing:
                self._player.resume()

    def _try_again(self) -> None:
        self._lost_ticks += 1
        if self._lost_ticks % _RETRY_TICKS == 0:
            self._begin_again()

    def _has_fallen_silent(self, device: Device) -> bool:
        is_silent = device.pulls == self._pulls
        self._pulls = device.pulls
        self._silent_ticks = self._silent_ticks + 1 if is_silent else 0
        return self._silent_ticks >= _SILENT_TICKS

    def _drain(self) -> None:
        """Let the device ask for a little more, which is silence, so that nothing is cut off."""
        if self._device is None:
            return
        enough = self._device.pulls + _DRAIN_PULLS
        for _ in range(_DRAIN_TICKS):
            if self._device.pulls >= enough:
                break
            self._around.keys(TICK)

    def _show(self) -> None:
        player, track = self._player, self._track
        moment = track.at(player.position)
        at, length = player.position, track.length
        self._around.show(
            Now(track.title, player.state, at, length, moment, player.volume, self._note)
        )


@dataclass(frozen=True, slots=True)
class Recording:
    """A finished sound file as a track."""

    title: str
    sound: Opened

    @property
    def channels(self) -> int:
        """One or two."""
        return self.sound.channels

    @property
    def length(self) -> Milliseconds | None:
        """How long it is, where its head tells."""
        if self.sound.frames is None:
            return None
        return Milliseconds(round(self.sound.frames * 1000 / self.sound.rate))

    def at(self, _moment: Milliseconds) -> Moment:
        """Tell nothing."""
        return Moment()

    def blocks(self) -> Generator[Samples, None, None]:
        """Give its sound, once."""
        for block in self.sound.blocks:
            for begin in range(0, len(block), BLOCK):  # the dither is a block long
                yield block[begin : begin + BLOCK]

    def prepare(self) -> bool:
        """Prepare nothing: it is finished."""
        return False


def is_sound(name: str) -> bool:
    """Say whether a name is that of a sound file, and not of a practice."""
    return Path(name).suffix.lower() in FORMATS + FORMATS_OF_PHONES


@contextmanager
def recording(path: Path) -> Iterator[Recording]:
    """Open a finished sound file.

    Raises:
        FileError: It is not there, no sound, damaged, or in a format that needs an extra.
    """
    with opened_sound(path) as sound:
        told = told_of(path)
        yield Recording(told.title if told and told.title else path.stem, sound)
