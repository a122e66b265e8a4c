"""What there is to choose from: practices, sessions and courses, each told in a line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from compassion_audio import library
from compassion_audio.errors import CompassionAudioError, ScriptError
from compassion_audio.library import Source
from compassion_audio.script import Bell, FrontMatter, Silence
from compassion_audio.script.front_matter import ScriptProblem, read_front_matter, split
from compassion_audio.session import Course, Guide, Item, PracticeItem, Session, SessionItem
from compassion_audio.studio.estimating import held
from compassion_audio.studio.guides import read_guide

Sort = Literal["practice", "session", "course"]

SORTS: tuple[Sort, ...] = ("practice", "session", "course")


@dataclass(frozen=True, slots=True)
class Entry:
    """One practice, session or course."""

    name: str
    """What to type."""

    sort: Sort
    title: str
    summary: str
    minutes: int | None
    """About how long it is; of a course, its longest day. None where that cannot be told."""

    days: int | None
    """Of a course."""

    traditions: tuple[str, ...]
    """Its own, or those of its practices."""

    components: tuple[str, ...]
    audience: str
    intensity: str
    is_own: bool
    """Whether it is from the person's own library."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person is looking for; what is left open fits everything."""

    words: tuple[str, ...] = ()
    """Each must stand in the name, the title or the summary."""

    sort: str = ""
    component: str = ""
    tradition: str = ""
    audience: str = ""
    intensity: str = ""
    most_minutes: int | None = None
    """Of the whole, or of each day of a course. What has no known length does not fit."""

    def fits(self, entry: Entry) -> bool:
        """Say whether this is one of those."""
        text = f"{entry.name} {entry.title} {entry.summary}".casefold()
        traditions = [part.strip() for one in entry.traditions for part in one.split("/")]
        asked = self.tradition.casefold()
        return (
            all(word.casefold() in text for word in self.words)
            and self.sort in ("", entry.sort)
            and (not self.component or self.component in entry.components)
            and (not asked or asked in map(str.casefold, (*entry.traditions, *traditions)))
            and self.audience in ("", entry.audience)
            and self.intensity in ("", entry.intensity)
            and (
                self.most_minutes is None
                or (entry.minutes is not None and entry.minutes <= self.most_minutes)
            )
        )


@dataclass(frozen=True, slots=True)
class Listing:
    """The entries that were found, and the files that could not be read."""

    entries: tuple[Entry, ...]
    """Practices, then sessions, then courses, each in the order of their names."""

    unread: tuple[CompassionAudioError, ...]
    """One for each file; a slip in one's own file hides no other."""


def listing(wanted: Wanted | None = None, *, own: Path | None = None) -> Listing:
    """Find what a person is looking for. Only what stands above the words is read.

    Args:
        wanted: What to look for; everything when None.
        own: The person's own library, if there is one.

    Raises:
        FileError: That library is there and cannot be read.
    """
    unread: list[CompassionAudioError] = []
    fronts: dict[str, tuple[Source, FrontMatter]] = {}
    for slug in library.slugs(own):
        try:
            source = library.read(slug, own)
            fronts[slug] = (source, _front(source))
        except CompassionAudioError as cause:
            unread.append(cause)
    guides: dict[str, tuple[Source, Guide]] = {}
    for slug in library.guide_slugs(own):
        try:
            source = library.read_guide(slug, own)
            guides[slug] = (source, read_guide(source))
        except CompassionAudioError as cause:
            unread.append(cause)
    known = _Known({name: front for name, (_, front) in fronts.items()}, guides)
    entries = [_of_practice(source, front) for source, front in fronts.values()]
    entries += [known.entry(source, guide) for source, guide in guides.values()]
    entries.sort(key=lambda entry: (SORTS.index(entry.sort), entry.name))
    fitting = wanted or Wanted()
    return Listing(tuple(filter(fitting.fits, entries)), tuple(unread))


def _front(source: Source) -> FrontMatter:
    try:
        front, problems = read_front_matter(split(source.text)[0])
    except ScriptProblem as cause:
        raise ScriptError(source.name, [cause.problem]) from cause
    if front is None:
        raise ScriptError(source.name, problems)
    return front


def _of_practice(source: Source, front: FrontMatter) -> Entry:
    return Entry(
        source.slug,
        "practice",
        front.title,
        front.summary,
        front.minutes,
        None,
        (front.tradition,) if front.tradition else (),
        front.components,
        front.audience,
        front.intensity,
        source.is_own,
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of everything in the libraries, to tell what a guide holds."""

    fronts: Mapping[str, FrontMatter]
    guides: Mapping[str, tuple[Source, Guide]]

    def entry(self, source: Source, guide: Guide) -> Entry:
        items = guide.items if isinstance(guide, Session) else _items_of(guide)
        fronts = [self.fronts[name] for name in self._practices(items) if name in self.fronts]
        about = guide.about
        return Entry(
            source.slug,
            "session" if isinstance(guide, Session) else "course",
            about.title,
            about.summary,
            self._minutes(guide),
            len(guide.days) if isinstance(guide, Course) else None,
            _distinct(front.tradition for front in fronts if front.tradition),
            _distinct(one for front in fronts for one in front.components),
            about.audience,
            about.intensity,
            source.is_own,
        )

    def _practices(self, items: Iterable[Item], depth: int = 0) -> tuple[str, ...]:
        """Give the names of all practices; a guide that includes itself is no matter here."""
        found: list[str] = []
        for item in items:
            if isinstance(item, PracticeItem):
                found.append(item.name)
            elif isinstance(item, SessionItem) and depth == 0:
                _, inner = self.guides.get(item.name, (None, None))
                if isinstance(inner, Session):
                    found += self._practices(inner.items, 1)
        return _distinct(found)

    def _minutes(self, guide: Guide) -> int | None:
        if isinstance(guide, Session):
            length = self._length(guide)
            return None if length is None else max(1, round(length / 60_000))
        days = [guide.session(number) for number in range(1, len(guide.days) + 1)]
        found = [self._minutes(one) for one in days if one]
        known = [minutes for minutes in found if minutes is not None]
        return max(known) if known and len(known) == len(found) else None

    def _length(self, session: Session, depth: int = 0) -> int | None:
        """Add up what its practices say of themselves, in milliseconds."""
        if session.fit is not None:
            return session.fit
        total = session.gap.natural * (len(session.items) - 1)
        for item in session.items:
            length = self._length_of(item, depth)
            if length is None:
                return None
            total += length
        return total

    def _length_of(self, item: Item, depth: int) -> int | None:
        if isinstance(item, Silence | Bell):
            return held(item)
        if isinstance(item, PracticeItem):
            front = self.fronts.get(item.name)
            minutes = front.minutes if front else None
            return item.fit or (minutes * 60_000 if minutes else None)
        _, inner = self.guides.get(item.name, (None, None))
        if depth > 0 or not isinstance(inner, Session):
            return None
        return self._length(inner, depth + 1)


def _items_of(course: Course) -> tuple[Item, ...]:
    return tuple(item for day in course.days for item in day.items)


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
