"""The microphone: what it hears, from one moment to another, and how loud it is just now."""

import array
import math
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from types import ModuleType

from compassion_audio.audio.clip import Clip, mono
from compassion_audio.errors import NoMicrophone
from compassion_audio.machine import quiet_errors
from compassion_audio.units import SAMPLE_RATE, Decibels

SILENT = Decibels(-90.0)

_HINT = "record with any other program, then: compassion takes add NAME FILE"
_PIECE = 50
"""Milliseconds between two pieces from the microphone: the meter moves with them."""

_PIECES = 20
"""What the sound card keeps while this machine is busy elsewhere. With the usual three, 150 ms of
one recording in five were lost on two loaded processors, and none with a second."""


class Listening:
    """A microphone that is open. It keeps what it hears between `begin` and `end`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._heard = bytearray()
        self._is_keeping = False
        self._level = SILENT

    @property
    def level(self) -> Decibels:
        """How loud the last piece was at its loudest, below full scale."""
        return self._level

    def begin(self) -> None:
        """Keep what is heard from now on, and nothing from before."""
        with self._lock:
            self._is_keeping = True

    def end(self) -> Clip:
        """Stop keeping, and give what was heard since `begin`: one channel at 48 kHz."""
        with self._lock:
            self._is_keeping = False
            samples = array.array("f", bytes(self._heard))
            self._heard.clear()
        return mono(samples)

    def hear(self) -> Generator[bytes, bytes, None]:
        """Take pieces of float32 from the sound card's own thread."""
        piece = yield b""
        while True:
            loudest = max(map(abs, array.array("f", piece)), default=0.0)
            self._level = Decibels(20 * math.log10(loudest)) if loudest > 1e-5 else SILENT
            with self._lock:
                if self._is_keeping:
                    self._heard += piece
            piece = yield b""


@contextmanager
def listening() -> Iterator[Listening]:
    """Open the microphone that the system prefers.

    Raises:
        NoMicrophone: There is none, or this program has no way to it here.
    """
    miniaudio = _miniaudio()
    ear = Listening()
    hearing = ear.hear()
    next(hearing)
    try:
        with quiet_errors():
            device = miniaudio.CaptureDevice(
                input_format=miniaudio.SampleFormat.FLOAT32,
                nchannels=1,
                sample_rate=SAMPLE_RATE,
                buffersize_msec=_PIECE,
                callback_periods=_PIECES,
                app_name="compassion-audio",
            )
    except miniaudio.MiniaudioError as cause:
        raise NoMicrophone("there is no microphone here", hint=_HINT) from cause
    try:
        if device.backend.casefold() == "null":  # it would record silence, and say nothing
            raise NoMicrophone("there is no microphone here", hint=_HINT)
        with quiet_errors():
            device.start(hearing)
        yield ear
    except miniaudio.MiniaudioError as cause:
        raise NoMicrophone(f"the microphone cannot be used: {cause}", hint=_HINT) from cause
    finally:
        device.close()


def _miniaudio() -> ModuleType:
    try:
        import miniaudio
    except ImportError as cause:
        raise NoMicrophone(
            "recording needs the Python package miniaudio, and it is not here", hint=_HINT
        ) from cause
    module: ModuleType = miniaudio
    return module
