"""The embedded voice: eSpeak NG from the `espeakng-loader` wheel. No system package, no network."""

from functools import cache
from importlib.metadata import version

import numpy as np

from compassion_audio.audio.clip import Clip, mono
from compassion_audio.audio.softening import softened
from compassion_audio.machine import cores
from compassion_audio.units import WordsPerMinute
from compassion_audio.voices.engine import Availability, Home, Voice
from compassion_audio.voices.espeak_process import Worker
from compassion_audio.voices.espeak_wheel import DATA, PACKAGE, library
from compassion_audio.voices.pace import Paces, measured_pace
from compassion_audio.voices.tempo import ESPEAKS_PRACTICES, Tempo, tempo_at

_OFFERED = (
    ("en-us+klatt4", "en-US", "clear and even, the best of the embedded ones"),
    ("en-us+f3", "en-US", "a higher voice"),
    ("en-us+steph2", "en-US", "a higher, softer voice"),
    ("en-gb-x-rp+klatt4", "en-GB", "the same clear voice, British"),
    ("en-gb-scotland+klatt4", "en-GB", "the same clear voice, Scottish"),
)

RATES = range(80, 451)
WIDEST_GAP = 40
_RATE_OF_A_PACE = 0.805
"""A first guess, right for the default voice at the usual pace and near for the others: one or two
measurings do, and not four or more."""

_TREATMENT = 3
"""Counted up whenever the sound of a line changes here, so that no old one is heard."""

_KNOWN = {("en-us+klatt4", 115.0, "0.2.4 3"): Tempo(93, 0)}
"""What calibration finds for who speaks unless another is asked for: voice, pace and version. The
very first sound of this program would come a second later without it; a test finds it anew."""


class EspeakEngine:
    """Speaks in child processes, which can neither hang nor crash the program."""

    name = "espeak"
    about = "eSpeak NG is clear and needs nothing else, and it is a robot's voice."
    warmth = 10
    is_recorded = False
    hands = cores()

    def __init__(self, home: Home | None = None) -> None:
        self._paces = Paces(home)
        self._idle: list[Worker] = []

    def available(self) -> Availability:
        """It is, wherever its wheel could be installed."""
        if library().is_file():
            return Availability()
        return Availability(
            "its package espeakng-loader, or the part of it for this system",
            "python -m pip install espeakng-loader",
        )

    def voices(self) -> tuple[Voice, ...]:
        """Give those that sound best; `knows` accepts every language and variant."""
        return tuple(Voice(f"espeak:{voice}", tag, about) for voice, tag, about in _OFFERED)

    def knows(self, voice: str) -> bool:
        """Say whether there is such a language, or language and variant.

        eSpeak NG itself takes any variant without a word and speaks with another.
        """
        language, plus, variant = voice.partition("+")
        return language in _languages() and (not plus or variant in _variants())

    def version(self, voice: str) -> str:  # noqa: ARG002  # one library speaks them all
        """Give the versions of the wheel and of what is done to its sound here."""
        return _version()

    def speak(self, text: str, *, voice: str, pace: WordsPerMinute) -> Clip:
        """Say a line at a measured pace; the first line of a voice is preceded by calibration."""
        tempo = Tempo(*self._paces.found(voice, pace, self.version(voice), self._calibrated))
        return softened(self._said(text, voice, tempo))

    def close(self) -> None:
        """End the child processes."""
        while self._idle:
            self._idle.pop().stop()

    def _calibrated(self, voice: str, pace: WordsPerMinute) -> Tempo:
        """Give the numbers that give this pace: known, or found by speaking."""
        return _KNOWN.get((voice, pace, self.version(voice))) or self._searched(voice, pace)

    def _searched(self, voice: str, pace: WordsPerMinute) -> Tempo:
        def measured(tempo: Tempo) -> float:
            return measured_pace(lambda line: self._said(line, voice, tempo), hands=self.hands)

        aim = WordsPerMinute(pace * ESPEAKS_PRACTICES)
        likely = round(aim * _RATE_OF_A_PACE)
        return tempo_at(aim, measured, rates=RATES, widest_gap=WIDEST_GAP, likely=likely)

    def _said(self, text: str, voice: str, tempo: Tempo) -> Clip:
        """Say a line as eSpeak NG gives it, in whichever process is free."""
        try:
            worker = self._idle.pop()
        except IndexError:  # asking first whether one is free would let two threads take it
            worker = Worker(library())
        hertz, samples = worker.speak(text=text, voice=voice, rate=tempo.rate, gap=tempo.gap)
        self._idle.append(worker)
        loud = np.frombuffer(samples, dtype="<i2").astype(np.float32)
        loud /= 32768
        return mono(loud, hertz)


@cache
def _version() -> str:
    return f"{version(PACKAGE)} {_TREATMENT}"  # looked up in files, and asked for with each line


@cache
def _languages() -> frozenset[str]:
    """Give the names of the languages, which are those of their files.

    The names that a file lists inside are no names: `en-gb` and `fr-fr` are there, and refused.
    """
    folder = library().parent / DATA / "lang"
    return frozenset(file.name.lower() for file in folder.rglob("*") if file.is_file())


@cache
def _variants() -> frozenset[str]:
    folder = library().parent / DATA / "voices" / "!v"
    return frozenset(file.name for file in folder.glob("*"))
