"""The system's own voices by pyttsx3, one request in a process of its own. Run as a script.

    python system_worker.py PATIENCE [FOLDER]

The request is one JSON object on the input: `{}` for the list of voices, or what to say and the
file to say it into. The answer is one line of JSON on the output. After PATIENCE seconds the
process ends, whatever its voice is doing, and even if nobody is left to end it. FOLDER holds an
eSpeak NG library and its data, for a system without its own.

One process says one passage, because pyttsx3 2.99 is whole only the first time:

- SAPI5 saves only the first of several files (its issue 419); NSSS was stuck in the second for
  years (276). Both come from sources and issues: nobody has run this on Windows or macOS.
- With eSpeak NG the very first file is often not written, what is set after an utterance is lost
  now and then, and one in 25 files is empty when it follows another at once. A short warm-up, and
  waiting for the library after each step, cured all of it: 540 files of 540 were whole.
- eSpeak NG keeps state from line to line and throws dice. In a fresh process, with both pairs of
  dice set, the same line gives the same bytes in every run (measured on Linux).
"""

import contextlib
import ctypes
import faulthandler
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

_SYSTEM_LIBRARIES = ("libespeak-ng.so.1", "/usr/local/lib/libespeak-ng.so.1", "libespeak.so.1")
"""Those that pyttsx3 looks for on Linux."""

_WORD_GAP = 7
_SEED = 1
_WARM_UP = "One."


def serve(patience: str, folder: str = "") -> None:
    """Answer one request, and end without clearing up: libraries crash in that."""
    faulthandler.dump_traceback_later(float(patience), exit=True)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's, who ends this process
    answers = os.dup(1)
    os.dup2(2, 1)  # pyttsx3 prints, and so may a library

    def answer(**told: object) -> None:
        with os.fdopen(answers, "wb") as out:
            out.write(json.dumps(told).encode() + b"\n")
        os._exit(0)

    # pyttsx3 writes the file in a callback of the library: a full disk would be ignored there,
    # and waited for without end
    sys.unraisablehook = lambda trouble: answer(error=str(trouble.exc_value))
    try:
        request = json.loads(sys.stdin.buffer.read())
        answer(**(say(folder, **request) if request else voices(folder)))
    except Exception as cause:  # whatever a system's voice may raise
        answer(error=f"{cause}" or type(cause).__name__)


def voices(folder: str) -> dict[str, Any]:
    """List the voices as the system gives them, and its own choice."""
    speech, _ = _started(folder)
    found = [
        {
            "id": str(one.id),
            "name": str(one.name or one.id),
            "language": str((one.languages or [""])[0] or ""),
            "gender": str(one.gender or ""),
        }
        for one in speech.getProperty("voices")
    ]
    return {"voices": found, "default": str(speech.getProperty("voice"))}


def say(folder: str, *, text: str, voice: str, rate: int, gap: int, file: str) -> dict[str, Any]:
    """Say a passage into a file.

    Args:
        folder: Of a library to use where the system has none.
        text: Plain words.
        voice: As the system identifies it.
        rate: pyttsx3's own number.
        gap: eSpeak NG's own number for the space between words, which other voices lack.
        file: Where; the ending decides nothing.
    """
    speech, espeak = _started(folder)
    troubles: list[Exception] = []
    speech.connect("error", lambda name, exception: troubles.append(exception))  # noqa: ARG005  # its names
    if espeak:
        _seed(espeak)
        _save(speech, espeak, _WARM_UP, file)
        Path(file).unlink(missing_ok=True)
    elif sys.platform == "win32" and text.startswith("<"):
        text = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}" + text[1:]  # SAPI5 takes it for XML
    for name, value in (("voice", voice), ("rate", rate)):
        speech.setProperty(name, value)
        _wait(espeak)
    if espeak:
        espeak.SetParameter(_WORD_GAP, gap, 0)
        _seed(espeak)
    _save(speech, espeak, text, file)
    return {"error": str(troubles[0])} if troubles else {"saved": True}


def _started(folder: str) -> tuple[Any, Any]:
    """Start pyttsx3, and give it with the eSpeak NG it speaks through, if it does."""
    if folder:
        _preload(Path(folder))
    import pyttsx3

    speech = pyttsx3.init()
    return speech, sys.modules.get("pyttsx3.drivers._espeak")


def _preload(folder: Path) -> None:
    """Load the library that pyttsx3 will find under its name, unless the system has one."""
    for name in _SYSTEM_LIBRARIES:
        with contextlib.suppress(OSError):
            ctypes.CDLL(name)
            return
    os.environ["ESPEAK_DATA_PATH"] = "."  # a path longer than about 160 characters makes it fail
    os.chdir(folder)
    ctypes.CDLL(str(folder / "libespeak-ng.so"), mode=ctypes.RTLD_GLOBAL)


def _save(speech: Any, espeak: Any, text: str, file: str) -> None:  # noqa: ANN401  # untyped
    speech.save_to_file(text, file)
    speech.runAndWait()
    _wait(espeak)


def _wait(espeak: Any) -> None:  # noqa: ANN401  # untyped
    if espeak:
        espeak.Synchronize()


def _seed(espeak: Any) -> None:  # noqa: ANN401  # untyped
    espeak.Synchronize()
    with contextlib.suppress(AttributeError):  # the old eSpeak has no dice of its own
        espeak.dll.espeak_ng_SetRandSeed(ctypes.c_long(_SEED))
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).srand(_SEED)


if __name__ == "__main__":
    serve(*sys.argv[1:])
