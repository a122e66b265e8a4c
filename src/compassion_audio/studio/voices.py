"""Which voices there are on this machine, and which one is asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from compassion_audio.voices.engine import Availability, Engine, Voice
from compassion_audio.voices.names import Chosen, Engines, find_voice


@dataclass(frozen=True, slots=True)
class Shelf:
    """An engine with its voices, as they stand on this machine."""

    name: str
    about: str
    availability: Availability
    voices: tuple[Voice, ...]
    """Empty when the engine cannot speak here."""


@dataclass(frozen=True, slots=True)
class Warmer:
    """A voice that is listened to with more ease than another."""

    name: str
    """`engine`, or `engine:voice` where it can speak at once."""

    fix: str
    """What brings it here; empty when it can speak at once."""


def shelves() -> tuple[Shelf, ...]:
    """Give every engine, the warmest first."""
    return tuple(map(_shelf, _warmest_first()))


@contextmanager
def voice_called(name: str) -> Iterator[Chosen]:
    """Find a voice and let go of its engine afterwards.

    Raises:
        VoiceNotFound: There is none of this name.
        EngineMissing: Its engine cannot speak on this machine.
    """
    voice = find_voice(name, Engines())
    try:
        yield voice
    finally:
        voice.engine.close()


def warmer_than(voice: Chosen) -> Warmer | None:
    """Name the warmest voice that could be had on this machine, if it is warmer than this one."""
    for engine in _warmest_first():
        if engine.warmth <= voice.engine.warmth:
            return None
        if there := engine.available():
            return Warmer(engine.voices()[0].name, "")
        if there.fix:
            return Warmer(engine.name, there.fix)
    return None


def _warmest_first() -> list[Engine]:
    return sorted(Engines().values(), key=lambda engine: (-engine.warmth, engine.name))


def _shelf(engine: Engine) -> Shelf:
    there = engine.available()
    return Shelf(engine.name, engine.about, there, engine.voices() if there else ())
