"""A person's own recordings as a voice: `takes:mine`."""

from collections.abc import Iterator
from pathlib import Path

from compassion_audio.audio.clip import Clip
from compassion_audio.errors import CompassionAudioError, FileError, NoTake
from compassion_audio.units import WordsPerMinute
from compassion_audio.voices.engine import Availability, Home, Voice
from compassion_audio.voices.takes.collection import (
    ALIKE,
    NOT_RECORDED,
    Collection,
    alike,
    folded,
)
from compassion_audio.voices.takes.folder import TakesFolder, names

_MOST_ALIKE = 3


class TakesEngine:
    """Says the lines that someone has recorded, and no others."""

    name = "takes"
    about = "Your own recordings, line by line: the warmest voice there is."
    warmth = 100
    is_recorded = True
    hands = 1

    def __init__(self, home: Home | None = None) -> None:
        """Keep the sets in the engine's folder, each in one of its own."""
        self._root = home.folder if home else None
        self._loaded: dict[str, Collection] = {}

    def available(self) -> Availability:
        """It is where there is a set."""
        if self._root and names(self._root):
            return Availability()
        return Availability("recordings of your own", "compassion takes new SCRIPT --name mine")

    def voices(self) -> tuple[Voice, ...]:
        """The sets, the fullest first."""
        return tuple(voice for _, voice in sorted(self._sets(), key=lambda one: -one[0]))

    def knows(self, voice: str) -> bool:
        """Say whether there is such a set."""
        return self._root is not None and voice in names(self._root)

    def version(self, voice: str) -> str:  # noqa: ARG002  # the protocol's
        """A take lies on this disk already: keeping it once more is worth nothing."""
        return ""

    def speak(self, text: str, *, voice: str, pace: WordsPerMinute) -> Clip:  # noqa: ARG002  # the protocol's
        """Give the take of a line, cut already, at the pace it was spoken at.

        Raises:
            NoTake: There is none, or it cannot be read.
            FileError: The set itself cannot be read.
        """
        folder = self._folder(voice)
        collection = self._loaded.get(voice) or folder.load()
        self._loaded[voice] = collection
        line = collection.by_words.get(folded(text))
        if line is None or line.take is None:
            raise NoTake(
                f"takes:{voice} has no take of this line",
                reason=NOT_RECORDED,
                alike=tuple(_alike(text, collection)),
                hint=f"record it with: compassion takes record {voice}",
            )
        try:
            return folder.sound(line.take)
        except FileError as cause:
            raise NoTake(
                cause.message, reason=f"its take {line.take.file} cannot be read", hint=cause.hint
            ) from cause

    def close(self) -> None:
        """Forget what was read, so that the next rendering sees the newest takes."""
        self._loaded.clear()

    def _folder(self, voice: str) -> TakesFolder:
        return TakesFolder(self._root or Path(), voice)

    def _sets(self) -> Iterator[tuple[int, Voice]]:
        for name in names(self._root) if self._root else ():
            try:
                collection = self._folder(name).load()
            except CompassionAudioError as cause:
                yield -1, Voice(f"takes:{name}", "any", cause.message)
                continue
            taken = sum(line.take is not None for line in collection.lines)
            languages = [practice.language for practice in collection.practices]
            language = languages[0] if len(set(languages)) == 1 else "any"
            yield taken, Voice(f"takes:{name}", language, _coverage(collection))


def _coverage(collection: Collection) -> str:
    told = []
    for practice in collection.practices:
        states = [one.state for one in collection.coverage(practice)]
        told.append(f"{states.count('recorded')} of {len(states)} lines of {practice.title}")
    return "; ".join(told) or "no lines yet"


def _alike(text: str, collection: Collection) -> list[tuple[str, tuple[str, ...]]]:
    """Give the recorded lines that have most in common with these words, the most alike first."""
    found = [
        (alike(text, line.text), line.text, line.practices)
        for line in collection.lines
        if line.take
    ]
    best = sorted((one for one in found if one[0] >= ALIKE), reverse=True)[:_MOST_ALIKE]
    return [(words, practices) for _, words, practices in best]
