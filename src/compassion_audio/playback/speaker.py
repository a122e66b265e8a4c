"""The speaker: a device that asks for samples whenever it needs some, and one that only collects.

What is played is handed to a device as a function that it calls, in a thread of its own, with the
number of frames it wants next.
"""

from collections.abc import Callable, Generator, Sequence
from types import ModuleType
from typing import Any, Protocol

import numpy as np

from compassion_audio.audio.clip import Samples
from compassion_audio.errors import NoSpeaker, nearest
from compassion_audio.machine import quiet_errors
from compassion_audio.units import SAMPLE_RATE, Milliseconds, frames_at

CHANNELS = 2
"""Of every device here: what has one channel goes to both."""

Pull = Callable[[int], Samples]
"""Gives the next so many frames: shape (frames, 2), float32, at 48 kHz."""

_PIECE, _PIECES = 60, 5
"""Milliseconds that are asked for at once, and how many such pieces the sound card keeps. A key is
heard after 0.3 s at most, and a machine that is busy for so long does not stutter."""

_HINT = "make a file of it, to be played anywhere: compassion render NAME"


class Device(Protocol):
    """Something that plays. It is open from when it is made until it is closed.

    It is started when there is something to play: one that keeps seconds, as a sink of PulseAudio
    that leads nowhere does, would fill up with silence first.
    """

    pulls: int
    """How often it has asked for samples: when this no longer grows, it has gone."""

    place: str
    """Whose sound it is, as far as the system tells: `PulseAudio`, `ALSA`."""

    def start(self) -> None:
        """Begin to ask for samples.

        Raises:
            NoSpeaker: It cannot be used.
        """

    def close(self) -> None:
        """Play what it was given already, and let go of it."""


Opener = Callable[[Pull], Device]
"""Opens a device that plays what it pulls. Raises NoSpeaker where there is none."""


class Speaker:
    """A real device, by miniaudio.

    Args:
        pull: What it plays.
        name: Which, as `speakers` names them; None for the one that the system prefers.

    Raises:
        NoSpeaker: There is none, none of this name, or it cannot be used.
    """

    def __init__(self, pull: Pull, *, name: str | None = None) -> None:
        miniaudio = _miniaudio()
        self.pulls = 0
        self._playing = self._played(pull)
        next(self._playing)
        self._miniaudio = miniaudio
        chosen = None if name is None else _found(name, _devices(miniaudio))
        self._device: Any = None
        try:
            with quiet_errors():
                self._device = miniaudio.PlaybackDevice(
                    output_format=miniaudio.SampleFormat.FLOAT32,
                    nchannels=CHANNELS,
                    sample_rate=SAMPLE_RATE,
                    buffersize_msec=_PIECE,
                    callback_periods=_PIECES,
                    device_id=None if chosen is None else chosen["id"],
                    app_name="compassion-audio",
                )
                self.place: str = self._device.backend
        except miniaudio.MiniaudioError as cause:
            raise _none() from cause
        if self.place.casefold() == "null":  # it would play into nowhere, and say nothing
            self.close()
            raise _none()

    def start(self) -> None:
        """Begin to ask for samples.

        Raises:
            NoSpeaker: It cannot be used.
        """
        try:
            with quiet_errors():
                self._device.start(self._playing)
        except self._miniaudio.MiniaudioError as cause:
            self.close()
            raise NoSpeaker(f"the speaker cannot be used: {cause}", hint=_HINT) from cause

    def close(self) -> None:
        """Play what it was given already, and let go of it."""
        if self._device is not None:
            with quiet_errors():
                self._device.close()

    def _played(self, pull: Pull) -> Generator[Samples | bytes, int, None]:
        frames = yield b""
        while True:
            self.pulls += 1
            frames = yield pull(frames)


class Collector:
    """A device without sound: it asks for samples when it is driven, and keeps what it is given."""

    place = "nowhere"

    def __init__(self, pull: Pull) -> None:
        self.pulls = 0
        self.is_open = True
        self.is_started = False
        self._pull = pull
        self._heard: list[Samples] = []

    @property
    def heard(self) -> Samples:
        """Everything so far, shape (frames, 2)."""
        return np.concatenate([np.zeros((0, CHANNELS), dtype=np.float32), *self._heard])

    def drive(self, length: Milliseconds) -> Samples:
        """Let time pass, in pieces as a sound card asks for them, and give what was heard in it."""
        left = frames_at(length)
        begin = len(self._heard)
        while left > 0 and self.is_open and self.is_started:
            piece = min(left, frames_at(Milliseconds(_PIECE)))
            self._heard.append(self._pull(piece))
            self.pulls += 1
            left = type(left)(left - piece)
        return np.concatenate([np.zeros((0, CHANNELS), np.float32), *self._heard[begin:]])

    def start(self) -> None:
        """Be ready to be driven."""
        self.is_started = True

    def close(self) -> None:
        """Ask for no more."""
        self.is_open = False


def get_ready() -> None:
    """Load what makes sound, so that opening a speaker later takes no longer than it must.

    Raises:
        NoSpeaker: This program has no way to a speaker here.
    """
    _miniaudio()


def speakers() -> tuple[str, ...]:
    """Name the devices on this machine.

    Raises:
        NoSpeaker: There is none, or this program has no way to it here.
    """
    names = tuple(device["name"] for device in _devices(_miniaudio()))
    if not names:
        raise _none()
    return names


def _devices(miniaudio: ModuleType) -> Sequence[dict[str, Any]]:
    try:
        with quiet_errors():
            known = miniaudio.Devices()
            if known.backend.casefold() == "null":
                return ()
            found: Sequence[dict[str, Any]] = known.get_playbacks()
    except miniaudio.MiniaudioError as cause:
        raise _none() from cause
    return found


def _found(name: str, devices: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Find a device by its name, or by a part of it that no other has."""
    folded = name.casefold()
    for device in devices:
        if device["name"].casefold() == folded:
            return device
    alike = [device for device in devices if folded in device["name"].casefold()]
    if len(alike) == 1 and folded:
        return alike[0]
    if not devices:
        raise _none()
    names = [device["name"] for device in alike or devices]
    by_folded = {one.casefold(): one for one in names}
    near = nearest(folded, by_folded) if not alike else f"which of {', '.join(names)}?"
    hint = near or "see them with: compassion play --devices"
    raise NoSpeaker(f"there is no device called {name[:80]!r}", hint=hint)


def _none() -> NoSpeaker:
    return NoSpeaker("there is nothing to play on here: no speaker was found", hint=_HINT)


def _miniaudio() -> ModuleType:
    try:
        import miniaudio
    except ImportError as cause:
        raise NoSpeaker(
            "playing needs the Python package miniaudio, and it is not here",
            hint="python -m pip install miniaudio (where it has no wheel, that takes a C "
            "compiler), or make a file: compassion render NAME",
        ) from cause
    module: ModuleType = miniaudio
    return module
