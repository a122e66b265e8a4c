"""The sounds and the beds of a person's own that a practice names: files in its own folder.

Of a practice that is read from standard input, that is the folder in which the command was called.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from compassion_audio.audio.own_bed import OwnBed, read_own_bed
from compassion_audio.audio.own_sound import OwnSound, read_own_sound
from compassion_audio.errors import FileError
from compassion_audio.library import Source, names_file, sound_beside
from compassion_audio.script import Bed, If, Sound, Step

Own = TypeVar("Own", OwnSound, OwnBed)


def file_of(source: Source, step: Sound | Bed) -> Path:
    """Find the file that a mark names.

    Raises:
        FileError: As for `library.sound_beside`, with the mark's line.
    """
    name = step.file if isinstance(step, Sound) else step.kind
    folder = source.file.parent if source.file else Path()
    try:
        return sound_beside(name, folder, of="script")
    except FileError as cause:
        raise _told(source, step, cause) from cause


def files_named(steps: Iterable[Step]) -> Iterator[Sound | Bed]:
    """Give the marks that name a file, those of conditions among them."""
    for step in steps:
        if isinstance(step, If):
            yield from files_named((*step.then, *step.otherwise))
        elif isinstance(step, Sound) or (isinstance(step, Bed) and step.is_own):
            yield step


def sound_of(source: Source, step: Sound) -> OwnSound:
    """Read the sound that a mark names.

    Raises:
        FileError: As for `file_of` and `read_own_sound`, with the mark's line.
    """
    return _read(source, step, read_own_sound)


def bed_of(source: Source, step: Bed) -> OwnBed:
    """Read the bed that a mark names.

    Raises:
        FileError: As for `file_of` and `read_own_bed`, with the mark's line.
    """
    return _read(source, step, read_own_bed)


def bed_file(bed: str | None) -> Path | None:
    """Give the file of a bed that lies under everything; None where it is no file's.

    Raises:
        FileError: It is not there.
    """
    if not bed or not names_file(bed):
        return None
    path = Path(bed)
    if not path.exists():
        raise FileError(f"cannot read {bed}: there is no such file", hint="check the name")
    return path


def _read(source: Source, step: Sound | Bed, read: Callable[[Path], Own]) -> Own:
    path = file_of(source, step)
    try:
        return read(path)
    except FileError as cause:
        raise _told(source, step, cause) from cause


def _told(source: Source, step: Sound | Bed, cause: FileError) -> FileError:
    return FileError(f"{source.name}: line {step.line}: {cause.message}", hint=cause.hint)
