"""What an engine is. Anyone's engine is found as the bundled ones are, by an entry point."""

from collections.abc import MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from compassion_audio.audio.clip import Clip
from compassion_audio.units import WordsPerMinute


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice of an engine, as people choose it."""

    name: str
    """`engine:voice`."""

    language: str
    """As a language tag: `en`, `en-US`."""

    about: str
    """What it sounds like, in a few words."""


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether an engine can speak on this machine."""

    missing: str = ""
    """What is missing; empty when the engine can speak."""

    fix: str = ""
    """The command or the step that brings what is missing."""

    def __bool__(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True)
class Home:
    """What an engine may keep between runs."""

    folder: Path | None = None
    """Its own, for models or recordings, made when something is put there; None where nothing can
    be kept."""

    memory: MutableMapping[str, str] = field(default_factory=dict)
    """What it has learned, as the setting that gives a voice a pace. Anything may be gone the next
    time."""


class Engine(Protocol):
    """Turns a line of plain words into sound.

    An engine is made with its `Home` as the only argument, and making one costs nothing. Before
    several lines are asked for at once, one is asked for alone, so that an engine can calibrate
    itself in peace.
    """

    name: str
    """Its part of a voice's name, before the colon."""

    about: str
    """What a listener should know of its sound, in one sentence."""

    warmth: int
    """How gladly it is listened to, from 0 for a hum to 100 for a person: engines are shown in
    this order, and the program points from one to a warmer one."""

    is_recorded: bool
    """Whether it plays a person's recordings of certain lines, and cannot say any other. It is
    given the words as they are written, and speaks only where it is named."""

    hands: int
    """How many lines it can speak at once; `speak` is called from so many threads."""

    def available(self) -> Availability:
        """Say whether it can speak here, without importing or starting anything heavy."""

    def voices(self) -> tuple[Voice, ...]:
        """Give the voices worth offering, the best first; at least one where it is available.

        Raises:
            VoiceError: It was thought to be available, and cannot even tell them.
        """

    def knows(self, voice: str) -> bool:
        """Say whether it has this voice; it may have more than it offers.

        Raises:
            VoiceError: As for `voices`.
        """

    def version(self, voice: str) -> str:
        """Name everything but the words and the pace that decides the sound: versions, digests.

        Lines are kept under it, and made again when it changes. Empty where keeping them is worth
        nothing.
        """

    def speak(self, text: str, *, voice: str, pace: WordsPerMinute) -> Clip:
        """Say a line.

        Args:
            text: Plain words, one sentence.
            voice: The part of the voice's name after the colon.
            pace: Words a minute as they are measured inside the speech.

        Returns:
            The speech of one channel at any rate, with or without silence around it. The same
            line gives the same samples.

        Raises:
            VoiceError: It cannot.
        """

    def close(self) -> None:
        """Let go of processes and memory. The engine can speak again afterwards."""
