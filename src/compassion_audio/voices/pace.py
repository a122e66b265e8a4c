"""Pace as it is heard: words a minute inside the trimmed speech, measured and never believed."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, cast

from compassion_audio.audio.clip import Clip
from compassion_audio.audio.trim import speech_bounds
from compassion_audio.errors import SpeechFailed
from compassion_audio.script.words import count_words
from compassion_audio.units import WordsPerMinute
from compassion_audio.voices.engine import Home

__all__ = ["PARAGRAPH", "Paces", "count_words", "measured_pace"]

PARAGRAPH = (
    "You might let your shoulders be as they are, heavy, light, or a bit of each.",
    "Perhaps there is a sound near you, and another one, further away.",
    "Nothing needs mending in the next few minutes.",
    "If it helps, rest a palm on the part of you that asks for comfort.",
    "Many people, in many places, know an afternoon much like this one.",
    "Notice, in your own time, what feels hard at this moment.",
    "What would you like to hear from a kind and patient friend?",
    "It may be a word, a warm drink, or simply some more time.",
)
"""What every engine is calibrated on. Its sentences have the length, the commas and the words of
practices, because an engine that is right on short plain sentences is 10 % slow on those."""


Numbers = TypeVar("Numbers", bound=tuple[float, ...])

_EDITION = 1
"""Counted up whenever the paragraph or the measuring changes."""


def measured_pace(speak: Callable[[str], Clip], *, hands: int = 1) -> WordsPerMinute:
    """Measure how fast a voice speaks the paragraph, sentence by sentence.

    Args:
        speak: Says one sentence at the setting that is being measured.
        hands: From how many threads it may be called.

    Raises:
        SpeechFailed: The voice says nothing at all.
    """
    with ThreadPoolExecutor(hands) as pool:
        heard = sum(pool.map(lambda sentence: _speech_seconds(speak(sentence)), PARAGRAPH))
    if not heard:
        raise SpeechFailed("the voice makes no sound", hint="choose another: compassion voices")
    words = sum(count_words(sentence) for sentence in PARAGRAPH)
    return WordsPerMinute(words * 60 / heard)


def _speech_seconds(clip: Clip) -> float:
    start, end = speech_bounds(clip.samples)
    return (end - start) / clip.rate


class Paces:
    """Which of an engine's own numbers give a pace: found once, and remembered.

    Args:
        home: Where they are remembered between runs; None for this run alone.
    """

    def __init__(self, home: Home | None) -> None:
        self._memory = home.memory if home else {}

    def found(
        self,
        voice: str,
        pace: WordsPerMinute,
        version: str,
        find: Callable[[str, WordsPerMinute], Numbers],
    ) -> Numbers:
        """Give the numbers that give this pace.

        Args:
            voice: As the engine names it.
            pace: Words a minute, measured inside the speech.
            version: What else decides the sound; another version is measured anew.
            find: Measures, and gives the numbers.
        """
        key = f"{voice} {pace:g} {version} {_EDITION}"
        if (known := self._memory.get(key)) is not None:
            return cast("Numbers", tuple(json.loads(known)))
        numbers = find(voice, pace)
        self._memory[key] = json.dumps(numbers)
        return numbers
