"""Bringing a voice's files to this machine, and taking them away again."""

from dataclasses import dataclass, replace
from pathlib import Path

from compassion_audio.errors import VoiceNotFound
from compassion_audio.settings import Folders
from compassion_audio.studio.voices import engine_called
from compassion_audio.voices.download import fetched, size_told
from compassion_audio.voices.engine import Availability
from compassion_audio.voices.models import (
    Installable,
    Listener,
    ModelFile,
    Models,
    copied,
    ignore_progress,
    only_one,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What has to be brought so that a voice can speak."""

    models: Models
    missing: tuple[ModelFile, ...]
    """Those of its files that are not here, or damaged; empty when all are here and whole."""

    @property
    def size(self) -> int:
        """Bytes, of the files whose size is known."""
        return sum(file.size or 0 for file in self.missing)


def wish_for(
    name: str,
    folders: Folders | None,
    *,
    asks_sizes: bool = True,
    progress: Listener = ignore_progress,
) -> Wish:
    """Find out what is missing for a voice.

    Args:
        name: `kokoro`, `piper:en_GB-alba-medium`, or what another engine's package installs.
        folders: Where engines keep their files.
        asks_sizes: Ask the server for sizes that the program does not hold.
        progress: Called as the files that are here are read.

    Raises:
        VoiceError: Nothing is installed under this name.
        FetchFailed: A size was to be asked, and nobody answers.
    """
    models = _models(name, folders)
    missing = models.missing(progress)
    if asks_sizes:
        missing = tuple(
            file if file.size else replace(file, size=size_told(file)) for file in missing
        )
    return Wish(models, missing)


def install(
    wish: Wish, *, source: Path | None = None, progress: Listener = ignore_progress
) -> None:
    """Bring what is missing; each file appears whole or not at all.

    Args:
        wish: What is missing.
        source: A folder in which the files lie; None to fetch them.
        progress: Called as they arrive.

    Raises:
        FetchFailed: One is not there, does not arrive, or is another one than it should be.
        FileError: There is no room, or no right to write.
    """
    folder = wish.models.folder
    with only_one(folder):
        for file in wish.missing:
            if source is None:
                brought = fetched(file, folder, progress=progress)
            else:
                brought = copied(file, source, folder, progress=progress)
            wish.models.record(brought)


def remove(name: str, folders: Folders | None) -> int:
    """Remove a voice's files; give the bytes that are free again, 0 where there were none.

    Raises:
        VoiceError: Nothing is installed under this name.
        FileError: A file cannot be removed.
    """
    models = _models(name, folders)
    if not models.folder.is_dir():
        return 0
    with only_one(models.folder):
        return models.remove()


def still_missing(name: str, folders: Folders | None) -> Availability:
    """Say what an engine needs besides its files."""
    return engine_called(name, folders).available()


def _models(name: str, folders: Folders | None) -> Models:
    engine = engine_called(name, folders)
    if isinstance(engine, Installable):
        return engine.models(name.partition(":")[2])
    there = engine.available()
    hint = "it speaks here already" if there else f"what it needs is {there.missing}: {there.fix}"
    raise VoiceNotFound(f"{engine.name} has no files to install", hint=hint)
