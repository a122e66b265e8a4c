"""Flite, where it is installed: far easier to understand than the embedded voice."""

import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
import wave
from functools import cache, partial
from pathlib import Path

import numpy as np

from compassion_audio.audio.clip import Clip, mono
from compassion_audio.errors import EngineMissing, SpeechFailed
from compassion_audio.machine import cores
from compassion_audio.units import Hertz, WordsPerMinute
from compassion_audio.voices.engine import Availability, Home, Voice
from compassion_audio.voices.pace import Paces, measured_pace

_ABOUT = {
    "slt": "a woman's voice, calm and easy to understand",
    "rms": "a man's voice, easy to understand",
    "awb": "a man's voice, Scottish",
    "kal16": "a robot's voice",
    "kal": "a robot's voice, narrow",
}
_PATIENCE = 60.0
"""Seconds for one line. It takes about half a second; more than this is a hang."""

_MOST_MEASUREMENTS = 5
_CLOSE_ENOUGH = 0.01
_SPELT = str.maketrans({"…": "...", "’": "'", "‘": "'"})
_SPELLING = 1
"""Counted up whenever a line is spelt otherwise here, so that no old one is heard."""

_DASH = re.compile(r"\s*[—\u2013]\s*")
"""With the spaces around it: before a comma with a space in front, flite takes no breath."""

_ROOM = "make room in the folder for temporary files, or try another voice"

_FIXES = {
    "linux": "sudo apt install flite",
    "darwin": "brew install flite",
}


class FliteEngine:
    """Speaks through the program `flite`, one process a line."""

    name = "flite"
    about = "Flite is easy to understand, and gentler than eSpeak NG."
    warmth = 20
    is_recorded = False
    hands = cores()

    def __init__(self, home: Home | None = None) -> None:
        self._paces = Paces(home)

    def available(self) -> Availability:
        """It is, where `flite` is on the PATH."""
        if shutil.which("flite"):
            return Availability()
        fix = _FIXES.get(sys.platform, "install flite from your system's packages")
        return Availability("the program flite", fix)

    def voices(self) -> tuple[Voice, ...]:
        """Give the built-in voices, the best first."""
        return tuple(
            Voice(f"flite:{voice}", "en-GB" if voice == "awb" else "en-US", about)
            for voice, about in _ABOUT.items()
            if voice in _built_in()
        )

    def knows(self, voice: str) -> bool:
        """Say whether this flite was built with the voice."""
        return voice in _built_in()

    def version(self, voice: str) -> str:  # noqa: ARG002  # one program speaks them all
        """Tell one program from another by its size and date, which no update leaves alone."""
        program = shutil.which("flite")
        if program is None:
            return ""
        about = Path(program).stat()
        return f"{about.st_size} {about.st_mtime_ns} {_SPELLING}"

    def speak(self, text: str, *, voice: str, pace: WordsPerMinute) -> Clip:
        """Say a line at a measured pace; the first line of a voice is preceded by calibration."""
        (stretch,) = self._paces.found(voice, pace, self.version(voice), _calibrated)
        return _said(text, voice=voice, stretch=stretch)

    def close(self) -> None:
        """Nothing to let go of."""


def _calibrated(voice: str, pace: WordsPerMinute) -> tuple[float]:
    """Find the stretch that gives this pace, which is nearly its inverse."""
    stretch = 1.0
    for _ in range(_MOST_MEASUREMENTS):
        heard = measured_pace(partial(_said, voice=voice, stretch=stretch), hands=FliteEngine.hands)
        if abs(heard - pace) <= pace * _CLOSE_ENOUGH:
            break
        stretch *= heard / pace
    return (stretch,)


def _plain(text: str) -> str:
    """Write a line so that flite says all of it: it drops accented letters and long dashes."""
    text = _DASH.sub(", ", text.translate(_SPELT))
    letters = unicodedata.normalize("NFKD", text)
    plain = "".join(one for one in letters if not unicodedata.combining(one))
    if foreign := next((one for one in plain if one.isalpha() and not one.isascii()), None):
        raise SpeechFailed(
            f"flite cannot say {foreign!r}", hint="choose a voice for the words' language"
        )
    return plain


def _said(text: str, *, voice: str, stretch: float) -> Clip:
    program = shutil.which("flite")
    if program is None:
        missing = FliteEngine().available()
        raise EngineMissing(f"the voice flite needs {missing.missing}", hint=missing.fix)
    plain = _plain(text)
    try:
        with tempfile.TemporaryDirectory(prefix="compassion-") as folder:
            words, sound = Path(folder) / "line.txt", Path(folder) / "line.wav"
            # not on the command line, where every user of the machine can read it
            words.write_text(plain, encoding="ascii", errors="replace")
            slower = f"duration_stretch={stretch:.4f}"
            _run([program, "-voice", voice, "--setf", slower, "-f", str(words), "-o", str(sound)])
            return _heard(sound)
    except (OSError, EOFError, wave.Error) as cause:
        raise SpeechFailed("flite wrote no whole sound", hint=_ROOM) from cause


def _heard(sound: Path) -> Clip:
    with wave.open(str(sound), "rb") as heard:
        frames = heard.getnframes()
        pcm = np.frombuffer(heard.readframes(frames), dtype="<i2")
        if not frames or len(pcm) != frames:
            raise EOFError
        return mono(pcm.astype(np.float32) / 32768, Hertz(heard.getframerate()))


def _run(command: list[str]) -> str:
    try:
        done = subprocess.run(  # noqa: S603  # a program found by name, no shell
            command, capture_output=True, timeout=_PATIENCE, check=True
        )
    except (OSError, subprocess.SubprocessError) as cause:
        raise SpeechFailed("flite stopped in the middle of a line", hint="try again") from cause
    return done.stdout.decode(errors="replace")


def _built_in() -> frozenset[str]:
    program = shutil.which("flite")
    return _voices_of(program) if program else frozenset()


@cache
def _voices_of(program: str) -> frozenset[str]:
    found = re.search(r"Voices available:(.*)", _run([program, "-lv"]))
    return frozenset(found[1].split()) if found else frozenset()
