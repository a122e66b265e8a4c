"""Several recordings in a folder, in their order: the items of a session, or the days of a course.

Whoever begins again goes on where the last run stopped: a recording that was made of the same
words, by the same voice, in the same way, is left as it is.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from compassion_audio import __version__
from compassion_audio.delivery.formats import Encoding, refuse_what_is_missing
from compassion_audio.delivery.recording import refuse_to_lose
from compassion_audio.delivery.tags import Track
from compassion_audio.delivery.told import told_of
from compassion_audio.errors import CompassionAudioError, NotOurs
from compassion_audio.files import read_bytes, whole_file
from compassion_audio.notice import notice
from compassion_audio.settings import Folders
from compassion_audio.studio.assembling import planned_whole, session_of
from compassion_audio.studio.captioning import (
    CaptionFiles,
    caption_files,
    transcript_of,
    write_captions,
)
from compassion_audio.studio.guides import (
    PracticePart,
    SessionPart,
    WholeCourse,
    WholeSession,
    variables_of,
    whole_guide,
)
from compassion_audio.studio.own_sounds import bed_file, files_named
from compassion_audio.studio.plan import Plan
from compassion_audio.studio.render import Label, Report, place_for, transcript, written
from compassion_audio.studio.rendering import Listener, Rendering, ignore_progress
from compassion_audio.timeline import kept
from compassion_audio.units import Milliseconds

_HEAD = "#EXTM3U\n"
_MARK = "#COMPASSION-AUDIO:"
"""Begins the line of a playlist that holds the digest of all others; players pass over it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One recording of a series."""

    path: Path
    title: str
    length: Milliseconds
    report: Report | None = None
    """None where it was there already."""

    trouble: CompassionAudioError | None = None
    """Why it could not be made."""


@dataclass(frozen=True, slots=True)
class Series:
    """Recordings in a folder."""

    title: str
    playlist: Path
    entries: tuple[Entry, ...]

    @property
    def failed(self) -> tuple[Entry, ...]:
        """Those that could not be made."""
        return tuple(entry for entry in self.entries if entry.trouble)


@dataclass(frozen=True, slots=True)
class Manner:
    """How the recordings of a series are made."""

    folder: Path
    encoding: Encoding
    may_overwrite: bool = False
    shows_personal: bool = False
    own_line: str = ""
    """What the person adds to the notice in the tags."""

    progress: Listener = ignore_progress
    folders: Folders | None = None
    captions: tuple[str, ...] = ()
    """What else to write beside each, as `caption_kinds` reads it."""

    def beside(self, path: Path) -> CaptionFiles:
        """Decide where the captions of one of them go."""
        return caption_files(path, self.captions, may_overwrite=self.may_overwrite)

    def label(self, track: Track, recipe: str) -> Label:
        """Give what one of them says of itself."""
        return Label(self.shows_personal, self.own_line, track, recipe)


def render_separately(rendering: Rendering, manner: Manner) -> Series:
    """Make a recording of each practice of a session; one after another they are the session.

    Raises:
        CompassionAudioError: The session cannot be read, spoken or brought to its length, or
            something stands in the place of the folder or of the playlist.
    """
    refuse_what_is_missing(manner.encoding.format)
    whole = session_of(rendering)
    recipe = _recipe(rendering, whole, manner, "separate")
    entries: list[Entry] = []
    with planned_whole(whole, rendering, manner.progress, folders=manner.folders) as session:
        pieces = tuple(session.separate())
        for number, (slug, score) in enumerate(pieces, 1):
            path = manner.folder / f"{number:02}-{slug}{manner.encoding.format.ending}"
            track = Track(whole.session.about.title, number, len(pieces))
            label = manner.label(track, recipe and f"{recipe}-{number}")
            entries.append(_made(path, label, score.front.title, score.planned, manner))
    return _listed(whole.session.about.title, rendering.source.slug, entries, manner)


def render_course(rendering: Rendering, manner: Manner) -> Series:
    """Make a recording of each day of a course on which there is something to hear.

    A day that cannot be made is told in its entry, and the others are made.

    Raises:
        CompassionAudioError: The course cannot be read, or is a session; or something stands in
            the place of the folder or of the playlist.
    """
    refuse_what_is_missing(manner.encoding.format)
    whole = _course_in(rendering)
    entries = [_day(day, rendering, manner) for day in _days(whole)]
    return _listed(whole.course.about.title, rendering.source.slug, entries, manner)


def render_day(rendering: Rendering, number: int, *, to: Path, manner: Manner) -> Entry:
    """Make a recording of one day of a course.

    Args:
        rendering: Of the course.
        number: Of the day, from 1.
        to: The file.
        manner: How it is made; its folder is not used.

    Raises:
        CompassionAudioError: The course cannot be read, is a session, has no such day or nothing
            to hear on it; or the day cannot be made.
    """
    refuse_what_is_missing(manner.encoding.format)
    whole, name = _course_in(rendering), rendering.source.name
    if not 1 <= number <= len(whole.days):
        raise CompassionAudioError(f"{name} has {len(whole.days)} days, and no day {number}")
    day = next((day for day in _days(whole) if day.number == number), None)
    if day is None:
        raise CompassionAudioError(f"on day {number} of {name} there is nothing to hear")
    entry = _day(day, rendering, manner, path=to)
    if entry.trouble:
        raise entry.trouble
    return entry


def _course_in(rendering: Rendering) -> WholeCourse:
    whole = whole_guide(rendering.source, own=rendering.own, may_leave=rendering.may_leave)
    if not isinstance(whole, WholeCourse):
        raise CompassionAudioError(f"{rendering.source.name} is a session, not a course")
    return whole


@dataclass(frozen=True, slots=True)
class _Day:
    """A day on which there is something to hear."""

    number: int
    whole: WholeSession
    track: Track


def _days(whole: WholeCourse) -> list[_Day]:
    heard = [(number, day) for number, day in enumerate(whole.days, 1) if day]
    album = whole.course.about.title
    return [
        _Day(number, day, Track(album, at, len(heard))) for at, (number, day) in enumerate(heard, 1)
    ]


def _day(one: _Day, rendering: Rendering, manner: Manner, *, path: Path | None = None) -> Entry:
    day, title = one.whole, one.whole.session.about.title
    slug = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")
    name = "-".join(filter(None, ("day", f"{one.number:02}", slug)))
    path = path or manner.folder / f"{name}{manner.encoding.format.ending}"
    names = {variable.name for variable in variables_of(day)}
    values = {key: told for key, told in rendering.values.items() if key in names}
    mine = replace(rendering, values=values)
    label = manner.label(one.track, _recipe(mine, day, manner, f"day {one.number}"))
    try:
        if found := _there(path, label.recipe, title, manner):
            return found
        with planned_whole(day, mine, manner.progress, folders=manner.folders) as session:
            return _made(path, label, title, session.joined().planned, manner)
    except CompassionAudioError as cause:
        return Entry(path, title, Milliseconds(0), trouble=cause)


def _made(path: Path, label: Label, title: str, plan: Callable[[], Plan], manner: Manner) -> Entry:
    if found := _there(path, label.recipe, title, manner):
        return found
    beside = manner.beside(path)
    with place_for(path, may_overwrite=manner.may_overwrite) as file:
        report = written(
            plan(),
            file,
            label,
            encoding=manner.encoding,
            progress=manner.progress,
            folders=manner.folders,
        )
    told = transcript(report, shows_personal=manner.shows_personal)
    report = replace(report, path=path, captions=write_captions(beside, told))
    return Entry(path, title, report.timeline.length, report)


def _there(path: Path, recipe: str, title: str, manner: Manner) -> Entry | None:
    """Find a recording that was made of the same and not changed since."""
    if manner.may_overwrite or not recipe or not path.is_file():
        return None
    with suppress(NotOurs, ValueError):
        refuse_to_lose(path)
        told = told_of(path)
        found = kept.read(told.timeline) if told else None
        if found and found.recipe == recipe:
            if manner.captions and (words := transcript_of(path)):
                write_captions(manner.beside(path), words)
            return Entry(path, title, found.length)
    return None


def _recipe(rendering: Rendering, whole: WholeSession, manner: Manner, what: str) -> str:
    """Take a digest of all that a recording is made of.

    Empty where it holds a person's own words, because whoever guesses them could check the guess,
    and where a person's own recordings are heard, which may have changed.
    """
    voices = (rendering.voice, rendering.otherwise, *rendering.roles.values())
    is_own = any(voice.startswith("takes") for voice in voices) or bed_file(rendering.finish.bed)
    if rendering.values or is_own or _names_files(whole):
        return ""
    told = (
        __version__,
        what,
        *voices,
        *map(repr, (rendering.pace, rendering.roles, rendering.paces, rendering.length)),
        *map(repr, (rendering.finish, manner.encoding)),
        notice(whole.session.about.language, manner.own_line),
        *_texts(whole),
    )
    return hashlib.sha256("\0".join(told).encode()).hexdigest()[:32]


def _names_files(whole: WholeSession) -> bool:
    background = whole.session.background
    return bool(background and background.is_own) or any(
        _names_files(part.whole)
        if isinstance(part, SessionPart)
        else isinstance(part, PracticePart) and any(files_named(part.script.steps))
        for part in whole.parts
    )


def _texts(whole: WholeSession) -> Iterator[str]:
    yield whole.source.text
    for part in whole.parts:
        if isinstance(part, SessionPart):
            yield from _texts(part.whole)
        elif isinstance(part, PracticePart):
            yield part.source.text


def _listed(title: str, slug: str, entries: Iterable[Entry], manner: Manner) -> Series:
    """Write the playlist, with paths that hold wherever the folder goes."""
    found = tuple(entries)
    playlist = manner.folder / f"{slug}.m3u8"
    lines = [f"#PLAYLIST:{title}"]
    for entry in found:
        if not entry.trouble:
            lines += [f"#EXTINF:{round(entry.length / 1000)},{entry.title}", entry.path.name]
    text = "\n".join(lines) + "\n"
    if any(not entry.trouble for entry in found):
        if not manner.may_overwrite:
            _refuse_to_lose_list(playlist)
        with whole_file(playlist) as file:
            file.write(f"{_HEAD}{_MARK}{_digest(text)}\n{text}".encode())
    return Series(title, playlist, found)


def _refuse_to_lose_list(path: Path) -> None:
    if not path.exists():
        return
    text = read_bytes(path).decode("utf-8", "replace")
    first, _, rest = text.removeprefix(_HEAD).partition("\n")
    if not text.startswith(_HEAD) or first != f"{_MARK}{_digest(rest)}":
        raise NotOurs(
            f"{path} is there already, and this program did not make it as it is",
            hint="choose another folder with -o, or overwrite it with --force",
        )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
