"""Single keys from a terminal, which is left as it was found whatever happens."""

import os
import select
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compassion_audio.studio.playing import Key

    Keys = Callable[[float], Key]

HELP = "space pauses, left and right go 10 s, up and down set the volume, q ends"

_TYPED: "Mapping[bytes, Key]" = {
    b" ": "pause",
    b"q": "quit",
    b"Q": "quit",
    b"\x1b[D": "back",
    b"\x1b[C": "forward",
    b"\x1b[A": "louder",
    b"\x1b[B": "softer",
    b"\x1bOD": "back",  # keypads in application mode
    b"\x1bOC": "forward",
    b"\x1bOA": "louder",
    b"\x1bOB": "softer",
    b"\x04": "quit",  # the end of what is typed
}

_LONGEST = 64
"""Bytes that are taken at once. Keys that are held down come faster than they are looked at."""

_WINDOWS: "Mapping[str, Key]" = {
    " ": "pause",
    "q": "quit",
    "Q": "quit",
    "\xe0K": "back",
    "\xe0M": "forward",
    "\xe0H": "louder",
    "\xe0P": "softer",
}


@contextmanager
def keys() -> "Iterator[Keys]":
    """Give what waits for a key; without a terminal it only waits."""
    if sys.stdin is None or not sys.stdin.isatty():
        yield _nobody
    elif sys.platform == "win32":
        yield _typed_on_windows
    else:
        with _key_by_key(sys.stdin.fileno()):
            yield Typed(sys.stdin.fileno())


class Typed:
    """Reads keys from a terminal.

    Args:
        handle: Of the terminal, or of anything that can be waited for.
    """

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._waiting = b""
        self._is_open = True

    def __call__(self, seconds: float) -> "Key":
        """Wait for a key, at most so long; a terminal that was closed is waited out."""
        if (
            not self._waiting
            and self._is_open
            and select.select([self._handle], [], [], seconds)[0]
        ):
            self._waiting = self._read()
        elif not self._is_open:
            time.sleep(seconds)
        return self._next()

    def _read(self) -> bytes:
        try:
            data = os.read(self._handle, _LONGEST)
        except OSError:
            data = b""
        self._is_open = bool(data)
        return data

    def _next(self) -> "Key":
        """Take the first key of those that were typed; what is none of ours is passed over."""
        while self._waiting:
            for typed, key in _TYPED.items():
                if self._waiting.startswith(typed):
                    self._waiting = self._waiting[len(typed) :]
                    return key
            self._waiting = self._waiting[1:]
        return ""


def _nobody(seconds: float) -> "Key":
    time.sleep(seconds)
    return ""


@contextmanager
def _key_by_key(handle: int) -> Iterator[None]:
    """Let keys come as they are typed, unseen; Ctrl-C stays what it is."""
    import termios
    import tty

    before = termios.tcgetattr(handle)
    try:
        tty.setcbreak(handle, termios.TCSADRAIN)
        yield
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)


def _typed_on_windows(seconds: float) -> "Key":
    import msvcrt

    end = time.monotonic() + seconds
    while not msvcrt.kbhit():  # type: ignore[attr-defined, unused-ignore]
        if time.monotonic() >= end:
            return ""
        time.sleep(0.02)
    typed = msvcrt.getwch()  # type: ignore[attr-defined, unused-ignore]
    if typed in ("\x00", "\xe0"):
        typed = "\xe0" + msvcrt.getwch()  # type: ignore[attr-defined, unused-ignore]
    return _WINDOWS.get(typed, "")
