"""From a voice's name to the engine that speaks it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import entry_points

from compassion_audio.errors import EngineMissing, VoiceError, VoiceNotFound, nearest
from compassion_audio.voices.broken import BrokenEngine
from compassion_audio.voices.engine import Engine, Home

GROUP = "compassion_audio.engines"
"""The entry points under which engines are found, the bundled ones and anyone's."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A voice that was found, ready to speak."""

    engine: Engine
    voice: str
    """The part of the name after the colon."""

    @property
    def name(self) -> str:
        """The whole name, `engine:voice`."""
        return f"{self.engine.name}:{self.voice}"


def no_home(_name: str) -> Home:
    """Keep nothing between runs."""
    return Home()


class Engines(Mapping[str, Engine]):
    """Every engine that is installed, by name, each loaded when it is asked for.

    One that cannot be loaded harms no other: it stands here as an engine that cannot speak.

    Args:
        home: Gives each engine its home.
    """

    def __init__(self, home: Callable[[str], Home] = no_home) -> None:
        self._home = home
        self._points = {point.name: point for point in entry_points(group=GROUP)}

    def __getitem__(self, name: str) -> Engine:
        point = self._points[name]
        try:
            engine: Engine = point.load()(self._home(name))
        except Exception as cause:  # whatever someone else's module may raise
            return BrokenEngine(name, f"{type(cause).__name__}: {cause}")
        return engine

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._points))

    def __len__(self) -> int:
        return len(self._points)


def find_voice(name: str, among: Mapping[str, Engine]) -> Chosen:
    """Find the voice of this name.

    Args:
        name: `engine:voice`, or an engine alone for the first voice it offers.
        among: Engines by name.

    Raises:
        VoiceNotFound: No engine or voice is called so; the nearest names are in the hint.
        EngineMissing: The engine cannot speak on this machine; how to mend it is in the hint.
    """
    engine_name, _, voice = name.partition(":")
    if engine_name not in among and (hint := _as_a_voice(name, among)):
        raise VoiceNotFound(f"there is no engine called {engine_name!r}", hint=hint)
    engine = find_engine(engine_name, among)
    if not (there := engine.available()):
        raise EngineMissing(f"the voice {name} needs {there.missing}", hint=there.fix)
    offered = [one.name.partition(":")[2] for one in engine.voices()]
    voice = voice or next(iter(offered), "")
    if not engine.knows(voice):
        hint = nearest(voice, offered) or "see them with: compassion voices"
        raise VoiceNotFound(f"{engine_name} has no voice called {voice!r}", hint=hint)
    return Chosen(engine, voice)


def find_engine(name: str, among: Mapping[str, Engine]) -> Engine:
    """Find the engine of this name.

    Raises:
        VoiceNotFound: There is none; the nearest names are in the hint.
    """
    if name not in among:
        hint = nearest(name, among) or f"the engines are {', '.join(among)}"
        raise VoiceNotFound(f"there is no engine called {name!r}", hint=hint)
    return among[name]


def _as_a_voice(name: str, among: Mapping[str, Engine]) -> str:
    """Say which voice has this name, where a person left the engine out."""
    for engine in among.values():
        with suppress(VoiceError):  # a broken engine keeps no other from answering
            if engine.available() and name and engine.knows(name):
                return f"did you mean {engine.name}:{name}?"
    return ""
