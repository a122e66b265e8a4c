"""Which voices there are on this machine, and which one is asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from compassion_audio.errors import VoiceError
from compassion_audio.settings import WARMEST, Folders
from compassion_audio.voices.engine import Availability, Engine, Home, Voice
from compassion_audio.voices.memory import Memory
from compassion_audio.voices.names import Chosen, Engines, find_engine, find_voice


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


def shelves(folders: Folders | None = None) -> tuple[Shelf, ...]:
    """Give every engine, the warmest first."""
    return tuple(map(_shelf, _warmest_first(_engines(folders))))


@contextmanager
def voice_called(name: str, folders: Folders | None = None) -> Iterator[Chosen]:
    """Find a voice and let go of its engine afterwards.

    Args:
        name: `engine:voice`, an engine alone for its best voice, or `WARMEST`.
        folders: Where engines keep models, recordings and what they have learned; None to keep
            nothing.

    Raises:
        VoiceNotFound: There is none of this name.
        EngineMissing: Its engine cannot speak on this machine.
    """
    engines = _engines(folders)
    voice = find_voice(_warmest(engines) if name == WARMEST else name, engines)
    try:
        yield voice
    finally:
        voice.engine.close()


def engine_names() -> tuple[str, ...]:
    """Give the names of the engines that are installed."""
    return tuple(Engines())


def engine_called(name: str, folders: Folders | None = None) -> Engine:
    """Find the engine of a voice's name, whether or not it can speak here.

    Raises:
        VoiceNotFound: There is none of this name.
    """
    return find_engine(name.partition(":")[0], _engines(folders))


def able_to_say_anything(name: str, folders: Folders | None = None) -> str:
    """Give a voice's name, or `WARMEST` in the place of one that is recorded."""
    engine = _engines(folders).get(name.partition(":")[0])
    return WARMEST if engine and engine.is_recorded else name


def warmer_than(voice: Chosen, folders: Folders | None = None) -> Warmer | None:
    """Name the warmest voice that could be had on this machine, if it is warmer than this one."""
    for engine in _warmest_first(_engines(folders)):
        if engine.warmth <= voice.engine.warmth:
            return None
        if engine.is_recorded:
            continue
        shelf = _shelf(engine)
        if shelf.voices:
            return Warmer(shelf.voices[0].name, "")
        if shelf.availability.fix:
            return Warmer(engine.name, shelf.availability.fix)
    return None


def _engines(folders: Folders | None) -> Engines:
    if folders is None:
        return Engines()
    return Engines(
        lambda name: Home(folders.data / name, Memory(folders.cache / "paces" / f"{name}.json"))
    )


def _warmest(engines: Engines) -> str:
    """Choose who speaks where nobody is named: the warmest that can say any line."""
    able = (one for one in _warmest_first(engines) if not one.is_recorded and one.available())
    return next(able).name


def _warmest_first(engines: Engines) -> list[Engine]:
    return sorted(engines.values(), key=lambda engine: (-engine.warmth, engine.name))


def _shelf(engine: Engine) -> Shelf:
    there = engine.available()
    try:
        voices = engine.voices() if there else ()
    except VoiceError as cause:  # it is installed, and broken: only asking it has shown that
        there, voices = Availability(f"mending: {cause.message}", cause.hint), ()
    return Shelf(engine.name, engine.about, there, voices)
