"""Going through a course: beginning, the day that is next, calling it done."""

from dataclasses import dataclass, replace
from pathlib import Path

from compassion_audio import library
from compassion_audio.errors import CompassionAudioError, NotFound
from compassion_audio.journal import courses as journal
from compassion_audio.journal.courses import Journal
from compassion_audio.library import Source
from compassion_audio.session import Course, Place, back, done, place_in, start
from compassion_audio.settings import Folders
from compassion_audio.studio.guides import read_guide

_NONE_YET = "begin one with: compassion course start two-weeks"


@dataclass(frozen=True, slots=True)
class Underway:
    """A course, and where the person is in it."""

    source: Source
    course: Course
    place: Place


def course_called(name: str, own: Path | None = None) -> tuple[Source, Course]:
    """Read the course that a person names.

    Raises:
        NotFound: There is none of this name, or it is a session.
        GuideError: It cannot be read.
        FileError: The file cannot be read.
    """
    source = library.read_guide(name, own)
    guide = read_guide(source)
    if not isinstance(guide, Course):
        hint = f"hear it with: compassion render {name}; the courses: compassion course list"
        raise NotFound(f"{name} is a session, not a course", hint=hint)
    return source, guide


def begin(source: Source, course: Course, *, folders: Folders | None) -> Underway:
    """Begin a course, or begin it again.

    Raises:
        FileError: The journal cannot be read or written.
    """
    return _keep(Underway(source, course, start(len(course.days))), folders)


def place_of(source: Source, course: Course, *, folders: Folders | None) -> Place | None:
    """Find where a person is in a course; None where they have not begun it.

    Raises:
        FileError: The journal cannot be read.
    """
    kept = _read(folders).done.get(_key(source))
    return None if kept is None else place_in(len(course.days), kept)


def underway(name: str | None, *, own: Path | None = None, folders: Folders | None) -> Underway:
    """Find the course that a person is in.

    Args:
        name: Of the course; None for the one they were in last.
        own: Their own library, if there is one.
        folders: Where the journal is kept.

    Raises:
        CompassionAudioError: None was begun, or not this one, or it cannot be read.
    """
    called = name or _read(folders).current
    if not called:
        raise CompassionAudioError("no course was begun yet", hint=_NONE_YET)
    source, course = course_called(called, own)
    place = place_of(source, course, folders=folders)
    if place is None:
        hint = f"begin it with: compassion course start {called}"
        raise CompassionAudioError(f"{called} was not begun yet", hint=hint)
    return Underway(source, course, place)


def call_done(one: Underway, *, folders: Folders | None) -> Underway:
    """Call the next day of a course done.

    Raises:
        FileError: The journal cannot be read or written.
    """
    return _keep(replace(one, place=done(one.place)), folders)


def take_back(one: Underway, *, folders: Folders | None) -> Underway:
    """Take back the last day that was called done.

    Raises:
        FileError: The journal cannot be read or written.
    """
    return _keep(replace(one, place=back(one.place)), folders)


def _keep(one: Underway, folders: Folders | None) -> Underway:
    key = _key(one.source)
    kept = _read(folders)
    changed = Journal({**kept.done, key: one.place.done}, key)
    journal.write_journal(changed, file=_file(folders))
    return one


def _read(folders: Folders | None) -> Journal:
    return Journal() if folders is None else journal.read_journal(_file(folders))


def _file(folders: Folders | None) -> Path:
    if folders is None:
        raise CompassionAudioError(
            "there is no home folder to keep your place in", hint="name one in COMPASSION_DATA"
        )
    return journal.journal_file(folders.data)


def _key(source: Source) -> str:
    """Name a course so that it is found from every folder: its short name, or its whole path."""
    if source.origin != "file" or source.file is None:
        return source.slug
    return str(source.file.resolve())
