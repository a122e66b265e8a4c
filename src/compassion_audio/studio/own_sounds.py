"""The sounds and the beds of a person's own that a practice names: files in its own folder.

Of a practice that is read from standard input, that is the folder in which the command was called.
"""

from pathlib import Path

from compassion_audio.audio.own_bed import OwnBed, read_own_bed
from compassion_audio.audio.own_sound import OwnSound, read_own_sound
from compassion_audio.errors import FileError, nearest
from compassion_audio.files import file_error
from compassion_audio.library import Source, names_file
from compassion_audio.script import Bed, Sound


def file_of(source: Source, step: Sound | Bed) -> Path:
    """Find the file that a mark names. Links are followed: none leads out of the folder unseen.

    Raises:
        FileError: It is not there, no ordinary file, or not in the folder; with the mark's line.
    """
    name = step.file if isinstance(step, Sound) else step.kind
    folder = source.file.parent if source.file else Path()
    path = folder / name
    try:
        is_inside = path.resolve().is_relative_to(folder.resolve())
        is_there, is_file = path.exists(), path.is_file()
        beside = [one.name for one in folder.iterdir()] if not is_there else []
    except OSError as cause:
        told = file_error("cannot read", name, cause)
        raise _told(source, step, told.message, told.hint) from cause
    except (RuntimeError, ValueError) as cause:  # a link to itself, a null character
        raise _told(source, step, f"cannot read {name!r}: {cause}", "check the name") from cause
    if not is_inside:
        raise _told(
            source,
            step,
            f"{name} is a link that leads out of the script's folder",
            "put the file itself beside the script",
        )
    if not is_there:
        hint = nearest(name, beside) or "put the file beside the script, or take the mark out"
        raise _told(source, step, f"there is no {name} in the script's folder", hint)
    if not is_file:
        raise _told(source, step, f"{name} is no ordinary file", "name a sound file")
    return path


def sound_of(source: Source, step: Sound) -> OwnSound:
    """Read the sound that a mark names.

    Raises:
        FileError: As for `file_of` and `read_own_sound`, with the mark's line.
    """
    path = file_of(source, step)
    try:
        return read_own_sound(path)
    except FileError as cause:
        raise _told(source, step, cause.message, cause.hint) from cause


def bed_of(source: Source, step: Bed) -> OwnBed:
    """Read the bed that a mark names.

    Raises:
        FileError: As for `file_of` and `read_own_bed`, with the mark's line.
    """
    path = file_of(source, step)
    try:
        return read_own_bed(path)
    except FileError as cause:
        raise _told(source, step, cause.message, cause.hint) from cause


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


def _told(source: Source, step: Sound | Bed, message: str, hint: str) -> FileError:
    return FileError(f"{source.name}: line {step.line}: {message}", hint=hint)
