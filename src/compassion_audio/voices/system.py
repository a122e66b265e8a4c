"""The system's own voices, by pyttsx3: SAPI5 on Windows, NSSS on macOS, eSpeak NG elsewhere.

What is said here of Windows and macOS comes from pyttsx3's source and from its issues: it has
not been run there.
"""

import importlib.util
import platform
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from compassion_audio.audio.clip import Clip
from compassion_audio.audio.trim import speech_bounds
from compassion_audio.errors import SpeechFailed
from compassion_audio.machine import cores
from compassion_audio.script.words import count_words
from compassion_audio.units import WordsPerMinute
from compassion_audio.voices import espeak
from compassion_audio.voices.engine import Availability, Home, Voice
from compassion_audio.voices.espeak_wheel import PACKAGE, library
from compassion_audio.voices.pace import Paces, measured_pace
from compassion_audio.voices.passages import joined, passages
from compassion_audio.voices.sound_file import NotWhole, read_sound
from compassion_audio.voices.system_process import IS_ESPEAK, Ask, asked
from compassion_audio.voices.system_voices import SystemVoice, named_voices
from compassion_audio.voices.tempo import ESPEAKS_PRACTICES, Tempo, tempo_at

_NEEDED = {"win32": ("comtypes", "pythoncom"), "darwin": ("objc", "AppKit")}
"""What pyttsx3 imports on these systems."""

SAPI5_RATES = tuple(
    round(156.63 * 1.11 ** (step + (step > 0) / 2 - (step < 0) / 2)) for step in range(-10, 11)
)
"""What makes pyttsx3 set each of SAPI5's whole numbers from -10 to 10, away from the edges of its
rounding. They are 11 % apart: a pace may be missed by half of that. Source: its sapi5 driver."""

_RATES: dict[str, Sequence[int]] = {"win32": SAPI5_RATES, "darwin": range(60, 401)}
"""pyttsx3's own numbers."""

_RATES_OF_ESPEAK = range(espeak.RATES[0], 321)
"""The quickest speaks more than twice the quickest pace that can be asked for."""

_SUFFIXES = {"darwin": ".aiff"}
"""NSSS writes AIFF whatever the name; with `.mp3` it hangs. Source: pyttsx3's issue 300."""

_SOUNDS = {
    "win32": "The system's own voices need nothing else, and some are easy to listen to.",
    "darwin": "The system's own voices need nothing else, and some are a pleasure to listen to.",
}
_TREATMENT = 1
"""Counted up whenever the sound of a line changes here, so that no old one is heard."""

_ANY_PACE = (5.0, 600.0)
"""Words a minute that are speech at all, while a voice is calibrated."""

_LIKELY = (1 / 3, 3.0)
"""Times the pace of a voice: what is quicker has lost words, what is slower is no speech."""

_SLACK = 5.0
"""Seconds that an abbreviation may add to the words as they are counted."""

_LETTERS = 5
"""Of a usual word, for what is written without spaces."""

_SPELT = 2.0
"""Seconds for a digit of a long number, and for a letter of another script, which some voices call
by its whole name."""

_ROOM = "make room in the folder for temporary files, or try another voice"


class SystemEngine:
    """Speaks in child processes, which can neither hang nor crash the program."""

    name = "system"
    about = _SOUNDS.get(sys.platform, "The system's voices are eSpeak NG here: robots, as espeak.")
    warmth = 5 if IS_ESPEAK else 50
    is_recorded = False
    hands = cores()

    def __init__(self, home: Home | None = None, *, ask: Ask = asked) -> None:
        self._paces = Paces(home)
        self._ask = ask
        self._listed: tuple[SystemVoice, ...] = ()

    def available(self) -> Availability:
        """It is, where pyttsx3 has come with what it needs; it is looked for, and not loaded."""
        for package in ("pyttsx3", *_NEEDED.get(sys.platform, ())):
            if importlib.util.find_spec(package) is None:
                return Availability(
                    f"the Python package {package}", "python -m pip install --upgrade pyttsx3"
                )
        if IS_ESPEAK and not (library().is_file() or _system_has_espeak()):
            return Availability("eSpeak NG", "python -m pip install espeakng-loader")
        return Availability()

    def voices(self) -> tuple[Voice, ...]:
        """Give those of the system, the English ones first; of eSpeak NG the English ones alone.

        Raises:
            SpeechFailed: The system does not list them.
        """
        return tuple(
            Voice(f"{self.name}:{one.name}", one.language or "any", one.about)
            for one in self._all()
            if not IS_ESPEAK or one.language.startswith("en")
        )

    def knows(self, voice: str) -> bool:
        """Say whether the system has a voice of this name or with this identity.

        Raises:
            SpeechFailed: The system does not list its voices.
        """
        return self._found(voice) is not None

    def version(self, voice: str) -> str:  # noqa: ARG002  # one library speaks them all
        """Give the versions of pyttsx3, of the system, and of what is done to its sound here."""
        if IS_ESPEAK:  # and not of the system, whose kernel says nothing
            return f"{_version('pyttsx3')} {_version(PACKAGE)} {_TREATMENT}"
        return f"{_version('pyttsx3')} {platform.release()} {platform.version()} {_TREATMENT}"

    def speak(self, text: str, *, voice: str, pace: WordsPerMinute) -> Clip:
        """Say a line at a measured pace; the first line of a voice is preceded by calibration."""
        known = self._found(voice)
        if known is None:
            raise SpeechFailed(
                f"the system has no voice {voice}", hint="choose another: compassion voices"
            )
        tempo = Tempo(
            *self._paces.found(
                known.name, pace, self.version(voice), lambda _, pace: self._tempo(known, pace)
            )
        )
        likely = (pace * _LIKELY[0], pace * _LIKELY[1])
        return joined([(part, self._said(part, known, tempo, likely)) for part in passages(text)])

    def close(self) -> None:
        """Nothing to let go of: no child outlives its passage."""

    def _tempo(self, voice: SystemVoice, pace: WordsPerMinute) -> Tempo:
        def measured(tempo: Tempo) -> float:
            return measured_pace(
                lambda line: self._said(line, voice, tempo, _ANY_PACE), hands=self.hands
            )

        if IS_ESPEAK:
            aim = WordsPerMinute(pace * ESPEAKS_PRACTICES)
            return tempo_at(aim, measured, rates=_RATES_OF_ESPEAK, widest_gap=espeak.WIDEST_GAP)
        return tempo_at(pace, measured, rates=_RATES[sys.platform])

    def _found(self, voice: str) -> SystemVoice | None:
        return next((one for one in self._all() if one.answers_to(voice)), None)

    def _all(self) -> tuple[SystemVoice, ...]:
        self._listed = self._listed or named_voices(self._ask({}), by_espeak=IS_ESPEAK)
        return self._listed

    def _said(
        self, text: str, voice: SystemVoice, tempo: Tempo, paces: tuple[float, float]
    ) -> Clip:
        """Say a passage; what went wrong once is tried once more, in another process."""
        try:
            return self._said_once(text, voice, tempo, paces)
        except SpeechFailed:
            return self._said_once(text, voice, tempo, paces)

    def _said_once(
        self, text: str, voice: SystemVoice, tempo: Tempo, paces: tuple[float, float]
    ) -> Clip:
        request = {"text": text, "voice": voice.id, "rate": tempo.rate, "gap": tempo.gap}
        try:
            with tempfile.TemporaryDirectory(prefix="compassion-") as folder:
                file = Path(folder) / f"passage{_SUFFIXES.get(sys.platform, '.wav')}"
                self._ask({**request, "file": str(file)})
                clip = read_sound(file)
        except NotWhole as cause:
            reason = f"the system's voice wrote no whole sound: {cause}"
            raise SpeechFailed(reason, hint=_ROOM) from cause
        except OSError as cause:
            reason = f"the system's voice cannot write: {cause.strerror or cause}"
            raise SpeechFailed(reason, hint=_ROOM) from cause
        _check_length(clip, text, paces)
        return clip


def _check_length(clip: Clip, text: str, paces: tuple[float, float]) -> None:
    """Check that the words can have been said in this time, which a whole file does not prove."""
    start, end = speech_bounds(clip.samples)
    heard = (end - start) / clip.rate
    words = count_words(text)
    shortest = words * 60 / paces[1]
    longest = max(words, len(text) / _LETTERS) * 60 / paces[0] + _SLACK
    spelt = sum(one.isdigit() or not one.isascii() for one in text)
    if words and not heard:
        raise SpeechFailed(
            "the system's voice has no sound for these words",
            hint="write them another way, or choose a voice for their language",
        )
    if not shortest <= heard <= longest + spelt * _SPELT:
        raise SpeechFailed(
            f"the system's voice took {heard:.1f} s for {words} words",
            hint="try again, or choose another voice: compassion voices",
        )


def _system_has_espeak() -> bool:
    from ctypes.util import find_library

    return bool(find_library("espeak-ng") or find_library("espeak"))


@cache
def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
