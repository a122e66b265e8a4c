"""A person's own recordings, brought into a set: single files, one long one, the microphone."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from compassion_audio.audio.read import FORMATS, FORMATS_OF_PHONES, read_sound
from compassion_audio.errors import CompassionAudioError, FileError, SpeechFailed
from compassion_audio.files import file_error
from compassion_audio.settings import Folders
from compassion_audio.studio.takes import set_called
from compassion_audio.units import Decibels, Milliseconds, exact_clock
from compassion_audio.voices.takes.align import align
from compassion_audio.voices.takes.collection import Collection, Line, Practice
from compassion_audio.voices.takes.edit import Edited, edited
from compassion_audio.voices.takes.folder import TakesFolder
from compassion_audio.voices.takes.islands import islands_of, piece_of
from compassion_audio.voices.takes.naming import line_of

MICROPHONE = "the microphone"


@dataclass(frozen=True, slots=True)
class Kept:
    """A recording that became a line's take."""

    line: Line
    origin: str
    length: Milliseconds
    noise: Decibels
    """Of the room, against the speech."""

    replaced: bool
    warnings: tuple[str, ...]
    is_sure: bool = True
    """False where it is worth a listen, because the line was found by its length."""

    start: Milliseconds | None = None
    end: Milliseconds | None = None
    """Where in a long recording."""


@dataclass(frozen=True, slots=True)
class Unused:
    """A file, or a stretch of a recording, that became no take."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Filled:
    """What became of recordings that were brought."""

    kept: tuple[Kept, ...]
    unused: tuple[Unused, ...]
    missing: tuple[Line, ...] = ()
    """Lines that a long recording was searched for, and that are not in it."""


Told = Callable[[str], None]


def ignore(_: str) -> None:
    """Listen to no progress."""


def add_files(
    name: str, paths: Iterable[Path], *, folders: Folders | None, progress: Told = ignore
) -> Filled:
    """Take recordings of single lines, matched by their names.

    Args:
        name: Of the set.
        paths: Sound files, and folders of them.
        folders: Where sets are.
        progress: Called with the name of each file.

    Raises:
        CompassionAudioError: There is no such set, or no such file or folder.
    """
    folder = set_called(name, folders)
    lines = folder.load().lines
    kept: list[Kept] = []
    unused: list[Unused] = []
    taken: dict[int, str] = {}
    for path in _sound_files(paths):
        progress(path.name)
        line = line_of(path.name, lines)
        if line is None:
            unused.append(Unused(str(path), "its name tells no line: name it 007, or its words"))
        elif line.number in taken:
            reason = f"line {line.number} has {taken[line.number]} already"
            unused.append(Unused(str(path), reason))
        else:
            try:
                kept.append(_keep(folder, line, edited(read_sound(path)), path.name))
                taken[line.number] = path.name
            except (FileError, SpeechFailed) as cause:
                unused.append(Unused(str(path), cause.lines()[0]))
    return Filled(tuple(kept), tuple(unused))


def cut_recording(
    name: str,
    path: Path,
    *,
    folders: Folders | None,
    practice: str | None = None,
    first: int | None = None,
    last: int | None = None,
    progress: Told = ignore,
) -> Filled:
    """Cut one long recording into takes, at its silences.

    Args:
        name: Of the set.
        path: The recording, of the lines in their order.
        folders: Where sets are.
        practice: Short name of the practice that was read, where the set has several.
        first: Number of the line it begins with; None for the practice's first.
        last: Number of the line it ends with.
        progress: Called with what is being done.

    Raises:
        CompassionAudioError: There is no such set, practice or line, or the file cannot be read.
    """
    folder = set_called(name, folders)
    collection = folder.load()
    lines = _between(_lines_of(collection, _practice(collection, practice, name)), first, last)
    progress(f"reading {path.name}")
    clip = read_sound(path)
    islands = islands_of(clip)
    progress("finding the lines")
    aligned = align(islands, [line.text for line in lines])
    kept: list[Kept] = []
    unused = []
    for found in aligned.found:
        line = lines[found.line]
        progress(f"line {line.number}")
        try:
            take = edited(piece_of(clip, found.start, found.end, islands))
            one = _keep(folder, line, take, path.name)
            kept.append(replace(one, is_sure=found.is_sure, start=found.start, end=found.end))
        except SpeechFailed as cause:
            unused.append(Unused(_span(found.start, found.end), cause.lines()[0]))
    unused += [Unused(_span(one.start, one.end), "it is none of the lines") for one in aligned.left]
    missing = {line.number for line in lines} - {one.line.number for one in kept}
    return Filled(
        tuple(kept), tuple(unused), tuple(line for line in lines if line.number in missing)
    )


def keep_take(name: str, number: int, take: Edited, *, folders: Folders | None) -> Kept:
    """Keep what was recorded for a line.

    Raises:
        CompassionAudioError: There is no such set or line, or it cannot be written.
    """
    folder = set_called(name, folders)
    return _keep(folder, folder.load().line(number), take, MICROPHONE)


def to_record(name: str, *, folders: Folders | None, first: int | None = None) -> tuple[Line, ...]:
    """Give the lines to read to a microphone, practice by practice, in their order.

    Args:
        name: Of the set.
        folders: Where sets are.
        first: From this line on, whatever has a take; None for all lines without one.

    Raises:
        CompassionAudioError: There is no such set or line.
    """
    collection = set_called(name, folders).load()
    lines = dict.fromkeys(
        line for practice in collection.practices for line in _lines_of(collection, practice)
    )
    if first is None:
        return tuple(line for line in lines if line.take is None)
    return _between(tuple(lines), first, None)


def _keep(folder: TakesFolder, line: Line, take: Edited, origin: str) -> Kept:
    kept = folder.keep(line.number, take, origin=origin)
    is_new = line.take is None
    return Kept(line, origin, kept.length, kept.noise, not is_new, take.warnings)


def _sound_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Give the files, and those in the folders whose names end like sound, in order."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        try:
            inside = sorted(path.iterdir())
        except OSError as cause:
            raise file_error("cannot read", path, cause) from cause
        found = [one for one in inside if one.suffix.lower() in (*FORMATS, *FORMATS_OF_PHONES)]
        if not found:
            raise FileError(f"there are no recordings in {path}", hint="name the files themselves")
        yield from found


def _practice(collection: Collection, slug: str | None, name: str) -> Practice:
    slugs = ", ".join(one.slug for one in collection.practices)
    if slug is None and len(collection.practices) == 1:
        return collection.practices[0]
    if slug is None:
        raise CompassionAudioError(
            f"{name} holds several practices", hint=f"name one with --practice: {slugs}"
        )
    if found := collection.practice(slug):
        return found
    raise CompassionAudioError(
        f"{name} has no practice {slug!r}", hint=f"it has {slugs}" if slugs else "it is empty"
    )


def _lines_of(collection: Collection, practice: Practice) -> tuple[Line, ...]:
    return tuple(map(collection.line, practice.numbers))


def _between(lines: tuple[Line, ...], first: int | None, last: int | None) -> tuple[Line, ...]:
    """Keep the lines from one number to another, in reading order."""
    numbers = [line.number for line in lines]
    for number in (first, last):
        if number is not None and number not in numbers:
            raise CompassionAudioError(
                f"there is no line {number} to record", hint="see: compassion takes show"
            )
    begin = 0 if first is None else numbers.index(first)
    end = len(lines) if last is None else numbers.index(last) + 1
    if begin >= end:
        raise CompassionAudioError(f"line {last} comes before line {first}")
    return lines[begin:end]


def _span(start: Milliseconds, end: Milliseconds) -> str:
    return f"{exact_clock(start)} to {exact_clock(end)}"
