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
from compassion_audio.delivery.told import told_of
from compassion_audio.errors import CompassionAudioError, NotOurs
from compassion_audio.files import read_bytes, whole_file
from compassion_audio.settings import Folders
from compassion_audio.studio.assembling import planned_whole, session_of
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
from compassion_audio.studio.render import Report, place_for, written
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
    progress: Listener = ignore_progress
    folders: Folders | None = None


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
        for number, (slug, score) in enumerate(session.separate(), 1):
            path = manner.folder / f"{number:02}-{slug}{manner.encoding.format.ending}"
            own = recipe and f"{recipe}-{number}"
            entries.append(_made(path, own, score.front.title, score.planned, manner))
    return _listed(whole.session.about.title, rendering.source.slug, entries, manner)


def render_course(rendering: Rendering, manner: Manner) -> Series:
    """Make a recording of each day of a course on which there is something to hear.

    A day that cannot be made is told in its entry, and the others are made.

    Raises:
        CompassionAudioError: The course cannot be read, or is a session; or something stands in
            the place of the folder or of the playlist.
    """
    refuse_what_is_missing(manner.encoding.format)
    whole = whole_guide(rendering.source, own=rendering.own, may_leave=rendering.may_leave)
    if not isinstance(whole, WholeCourse):
        raise CompassionAudioError(f"{rendering.source.name} is a session, not a course")
    entries = [
        _day(number, day, rendering, manner) for number, day in enumerate(whole.days, 1) if day
    ]
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
    source = rendering.source
    whole = whole_guide(source, own=rendering.own, may_leave=rendering.may_leave)
    if not isinstance(whole, WholeCourse):
        raise CompassionAudioError(f"{source.name} is a session, not a course")
    if not 1 <= number <= len(whole.days):
        raise CompassionAudioError(f"{source.name} has {len(whole.days)} days, and no day {number}")
    day = whole.days[number - 1]
    if not day:
        raise CompassionAudioError(f"on day {number} of {source.name} there is nothing to hear")
    entry = _day(number, day, rendering, manner, path=to)
    if entry.trouble:
        raise entry.trouble
    return entry


def _day(
    number: int,
    day: WholeSession,
    rendering: Rendering,
    manner: Manner,
    *,
    path: Path | None = None,
) -> Entry:
    title = day.session.about.title
    slug = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")
    name = "-".join(filter(None, ("day", f"{number:02}", slug)))
    path = path or manner.folder / f"{name}{manner.encoding.format.ending}"
    names = {variable.name for variable in variables_of(day)}
    values = {key: told for key, told in rendering.values.items() if key in names}
    mine = replace(rendering, values=values)
    recipe = _recipe(mine, day, manner, f"day {number}")
    try:
        if found := _there(path, recipe, title, manner):
            return found
        with planned_whole(day, mine, manner.progress, folders=manner.folders) as session:
            return _made(path, recipe, title, session.joined().planned, manner)
    except CompassionAudioError as cause:
        return Entry(path, title, Milliseconds(0), trouble=cause)


def _made(path: Path, recipe: str, title: str, plan: Callable[[], Plan], manner: Manner) -> Entry:
    if found := _there(path, recipe, title, manner):
        return found
    with place_for(path, may_overwrite=manner.may_overwrite) as file:
        report = written(
            plan(),
            file,
            encoding=manner.encoding,
            shows_personal=manner.shows_personal,
            progress=manner.progress,
            folders=manner.folders,
            recipe=recipe,
        )
    return Entry(path, title, report.timeline.length, replace(report, path=path))


def _there(path: Path, recipe: str, title: str, manner: Manner) -> Entry | None:
    """Find a recording that was made of the same and not changed since."""
    if manner.may_overwrite or not recipe or not path.is_file():
        return None
    with suppress(NotOurs, ValueError):
        refuse_to_lose(path)
        told = told_of(path)
        found = kept.read(told.timeline) if told else None
        if found and found.recipe == recipe:
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
