"""The player: where it is, how loud, and every change a fade, so that nothing clicks."""

import threading
from typing import Literal, Protocol

import numpy as np

from compassion_audio.audio.clip import Samples
from compassion_audio.playback.speaker import CHANNELS
from compassion_audio.units import FRAMES_PER_MILLISECOND, Milliseconds, frames_at

State = Literal["playing", "paused", "waiting", "ended"]
"""Waiting is for what is still being made."""

GENTLE = Milliseconds(1_500)
"""Of the fade at the end of a practice that is left early."""

QUICK = Milliseconds(300)
"""Of the fade when a person will not wait."""

_PAUSE = Milliseconds(60)
_JUMP = Milliseconds(15)
_DRY = frames_at(Milliseconds(5))
"""Where what is made ends too early, its last frames are drawn down."""


class Recorded(Protocol):
    """What a player reads: a `Tape`, or anything like it."""

    @property
    def made(self) -> int:
        """How many frames are there."""

    @property
    def is_whole(self) -> bool:
        """Whether no more will come."""

    def read(self, begin: int, frames: int) -> Samples:
        """Give what is there from a frame on: shape (frames or fewer, 2)."""

    def want(self, begin: int) -> None:
        """Hear where it will be read next."""


class Player:
    """Plays what is recorded into a device that pulls.

    Args:
        tape: What is played.
        volume: 0 to 100; the amplitude goes with its square, so that equal steps sound equal: 50
            is 12 dB below 100.
        fade_in: Over how long it begins, in equal power; None for at once.
    """

    def __init__(
        self, tape: Recorded, *, volume: int = 100, fade_in: Milliseconds | None = None
    ) -> None:
        self._tape = tape
        self._turn = threading.RLock()
        self._at, self._heard = 0, 0
        self._level, self._goal, self._ramp = 1.0, 1.0, frames_at(_PAUSE)
        if fade_in:
            self._level, self._ramp = 0.0, frames_at(fade_in)
        self._then: Literal["", "pause", "jump", "end"] = ""
        self._target = 0
        self._volume = volume
        self._factor = _as_amplitude(volume)
        self._state: State = "waiting"

    @property
    def state(self) -> State:
        """What it does; paused as soon as that is asked for."""
        if self._then == "pause":
            return "paused"
        return self._state

    @property
    def position(self) -> Milliseconds:
        """Where it is, or will be once a jump is done."""
        at = self._target if self._then == "jump" else self._at
        return Milliseconds(at // FRAMES_PER_MILLISECOND)

    @property
    def heard(self) -> Milliseconds:
        """For how long it has sounded: what was skipped, and pauses, are left out."""
        return Milliseconds(self._heard // FRAMES_PER_MILLISECOND)

    @property
    def is_at_end(self) -> bool:
        """Whether there is nothing left to hear."""
        return self._tape.is_whole and self._at >= self._tape.made

    @property
    def volume(self) -> int:
        """From 0 to 100."""
        return self._volume

    @volume.setter
    def volume(self, volume: int) -> None:
        self._volume = max(0, min(100, volume))

    def pause(self) -> None:
        """Fall silent within a moment, and stay."""
        with self._turn:
            if self._state in ("playing", "waiting") and self._then != "end":
                self._fall(_PAUSE, "pause")

    def hold(self) -> None:
        """Stay at once: the device has gone, and nothing more would be pulled to fade."""
        with self._turn:
            if self._then == "end":
                self._state, self._then = "ended", ""
            elif self._state != "ended":
                self._state, self._then, self._level = "paused", "", 0.0

    def resume(self) -> None:
        """Go on."""
        with self._turn:
            if self.state == "paused":
                self._state, self._then = "playing", ""
                self._goal, self._ramp = 1.0, frames_at(_PAUSE)

    def seek(self, by: Milliseconds) -> None:
        """Go forward, or back where negative; beyond the end of what is whole is its end."""
        with self._turn:
            if self._state == "ended" or self._then == "end":
                return
            begin = self._target if self._then == "jump" else self._at
            self._target = max(0, begin + frames_at(by))
            if self._tape.is_whole:
                self._target = min(self._target, self._tape.made)
            self._tape.want(self._target)
            if self.state == "paused":
                self._at, self._then, self._state, self._level = self._target, "", "paused", 0.0
            else:
                self._fall(_JUMP, "jump")

    def end(self, fade: Milliseconds = GENTLE) -> None:
        """Fade out in equal power, and end."""
        with self._turn:
            if self._state in ("paused", "waiting"):
                self._state, self._then = "ended", ""
            elif self._then == "pause":  # it is nearly silent
                self._then = "end"
            elif self._state != "ended" and self._then != "end":
                self._fall(fade, "end")

    def pull(self, frames: int) -> Samples:
        """Give a device what it plays next: shape (frames, 2), float32."""
        out = np.zeros((frames, CHANNELS), dtype=np.float32)
        with self._turn:
            done = 0
            while done < frames and self._state in ("playing", "waiting"):
                step = self._play(out[done:])
                if not step and self._state == "waiting":
                    break
                done += step
        return out

    def _fall(self, fade: Milliseconds, then: Literal["pause", "jump", "end"]) -> None:
        self._goal, self._ramp, self._then = 0.0, frames_at(fade), then

    def _play(self, out: Samples) -> int:
        """Fill as much as goes in one piece, and give how many frames that was."""
        left = int(np.ceil(round(abs(self._goal - self._level) * self._ramp, 3)))
        if not left and self._goal == 0.0:
            self._arrive()
            return 0
        wanted = min(left or len(out), len(out))
        piece = self._tape.read(self._at, wanted)
        if not len(piece):
            return self._run_dry()
        self._state = "playing"
        sound = piece * self._gains(len(piece))[:, np.newaxis]
        if self._at + wanted >= self._tape.made and not self._tape.is_whole:
            last = min(len(sound), _DRY)
            sound[-last:] *= np.linspace(1.0, 0.0, last, dtype=np.float32)[:, np.newaxis]
            self._level, self._ramp = 0.0, frames_at(_JUMP)
        out[: len(sound)] = sound
        self._at += len(sound)
        self._heard += len(sound)
        return len(sound)

    def _gains(self, frames: int) -> Samples:
        """Give the factor of each frame, and move on."""
        reached = frames / self._ramp
        begin = self._level
        if self._goal > begin:
            self._level = min(self._goal, begin + reached)
        else:
            self._level = max(self._goal, begin - reached)
        level = np.linspace(begin, self._level, frames + 1)[1:]
        factor = _as_amplitude(self._volume)
        volume = np.linspace(self._factor, factor, frames + 1)[1:]
        self._factor = factor
        gains: Samples = (np.sin(level * (np.pi / 2)) * volume).astype(np.float32)
        return gains

    def _arrive(self) -> None:
        """Do what was waiting for silence."""
        then, self._then = self._then, ""
        if then == "end":
            self._state = "ended"
        elif then == "pause":
            self._state = "paused"
        else:
            self._at, self._goal, self._ramp = self._target, 1.0, frames_at(_JUMP)

    def _run_dry(self) -> int:
        """Wait for what is being made; at the end of what is whole, end."""
        if self._then:
            self._level = 0.0
            self._arrive()
        elif self._tape.is_whole:
            if self._at >= self._tape.made:
                self._state = "ended"
        else:
            self._state = "waiting"
            if self._at:  # the very first sound has its own beginning
                self._level, self._ramp = 0.0, frames_at(_JUMP)
        return 0


def _as_amplitude(volume: int) -> float:
    return (volume / 100) ** 2
