"""From a voice's name to the engine that speaks it."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points

from compassion_audio.errors import EngineMissing, VoiceNotFound, nearest
from compassion_audio.voices.engine import Engine

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


def engines() -> dict[str, Engine]:
    """Make one of every engine that is installed, by name, in the order of their names."""
    found = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    return {point.name: point.load()() for point in found}


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
    engine = among.get(engine_name)
    if engine is None:
        hint = nearest(engine_name, among) or f"the engines are {', '.join(among)}"
        raise VoiceNotFound(f"there is no engine called {engine_name!r}", hint=hint)
    if not (there := engine.available()):
        raise EngineMissing(f"the voice {name} needs {there.missing}", hint=there.fix)
    offered = [one.name.partition(":")[2] for one in engine.voices()]
    voice = voice or offered[0]
    if not engine.knows(voice):
        hint = nearest(voice, offered) or "see them with: compassion voices"
        raise VoiceNotFound(f"{engine_name} has no voice called {voice!r}", hint=hint)
    return Chosen(engine, voice)
