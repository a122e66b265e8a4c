"""eSpeak NG in a process of its own. Run as a script, with nothing but the standard library.

    python espeak_worker.py LIBRARY FOLDER

FOLDER holds `espeak-ng-data`. Each line of the input is a request in JSON; each answer is a line
of JSON and, where it holds `bytes`, so many bytes of 16-bit samples. It ends with its input.

Two traps decide its shape:

- eSpeak NG keeps state from line to line, seeds its own dice from the clock when it starts, and
  throws the C library's dice besides, so the same line never sounds quite the same twice. Here
  the library is unloaded and loaded again for each line, and both pairs of dice are set after it
  has started. That gives the same bytes in every run, for every voice, at 7 to 11 ms a line
  (measured on Linux; where a system keeps an unloaded library in memory, bytes may differ).
- A path to the data longer than about 160 characters makes it fail. Here the process stands in
  that folder, and the path is `.`.
"""

import _ctypes
import ctypes
import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_SYNCHRONOUS = 2
_UTF8 = 1
_RATE, _VOLUME, _WORD_GAP = 1, 2, 7
_QUIET_ENOUGH = 60
"""Of its usual 100, at which its loudest voices overload: 242 samples of twelve lines with klatt4,
940 with its British sister, none at 70 (measured). Lines are levelled afterwards."""

_PIECE = 1000
"""Milliseconds of sound that it gives at once. Of its usual 60 there would be a hundred a line."""

_SEED = 1
_COLLECTOR = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


def serve(library: str, folder: str) -> None:
    """Answer requests until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's; it ends the input
    os.chdir(folder)
    answers = sys.stdout.buffer
    for line in sys.stdin.buffer:
        request = json.loads(line)
        samples = b""
        try:
            rate, samples = speak(library, **request)
            head: dict[str, Any] = {"rate": rate, "bytes": len(samples)}
        except (OSError, RuntimeError) as cause:
            head = {"error": str(cause)}
        answers.write(json.dumps(head).encode() + b"\n" + samples)
        answers.flush()


def speak(library: str, *, text: str, voice: str, rate: int, gap: int) -> tuple[int, bytes]:
    """Say one line in a library loaded for it alone.

    Args:
        library: Path of the shared library.
        text: Plain words.
        voice: As eSpeak NG names it, `en-us+klatt4`.
        rate: eSpeak NG's own number, from 80.
        gap: What it adds between words, in its own unit.

    Returns:
        The sample rate, and 16-bit samples of one channel.
    """
    collected = bytearray()

    def collect(wave: int | None, count: int, _events: object) -> int:
        if wave and count > 0:
            collected.extend(ctypes.string_at(wave, count * 2))
        return 0

    collector = _COLLECTOR(collect)  # kept in a name: the library holds only its address
    words = text.encode() + b"\0"
    with _loaded(library) as espeak:
        hertz = espeak.espeak_Initialize(_SYNCHRONOUS, _PIECE, b".", 0)
        if hertz <= 0:
            raise RuntimeError("eSpeak NG did not start")
        if espeak.espeak_SetVoiceByName(voice.encode()) != 0:
            raise RuntimeError(f"eSpeak NG has no voice {voice}")
        espeak.espeak_SetParameter(_RATE, rate, 0)
        espeak.espeak_SetParameter(_WORD_GAP, gap, 0)
        espeak.espeak_SetParameter(_VOLUME, _QUIET_ENOUGH, 0)
        espeak.espeak_SetSynthCallback(collector)
        espeak.espeak_ng_SetRandSeed(ctypes.c_long(_SEED))
        ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None).srand(_SEED)
        length = ctypes.c_size_t(len(words))
        if espeak.espeak_Synth(words, length, 0, 1, 0, _UTF8, None, None) != 0:
            raise RuntimeError("eSpeak NG refused the line")
        espeak.espeak_Synchronize()
        espeak.espeak_Terminate()
    return hertz, bytes(collected)


@contextmanager
def _loaded(path: str) -> Iterator[ctypes.CDLL]:
    library = ctypes.CDLL(path)
    try:
        yield library
    finally:
        unload = getattr(_ctypes, "FreeLibrary", None) or _ctypes.dlclose
        unload(library._handle)


if __name__ == "__main__":
    serve(*sys.argv[1:])
