"""A guide with everything it names: the practices read, the guides within it opened."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from compassion_audio import library
from compassion_audio.errors import (
    CompassionAudioError,
    FileError,
    GuideError,
    Problem,
    nearest,
)
from compassion_audio.library import Kind, Source
from compassion_audio.script import Bell, If, Script, Silence, Step, Turn, Variable
from compassion_audio.session import (
    Course,
    Guide,
    Item,
    PracticeItem,
    Session,
    SessionItem,
    Spot,
    parse_guide,
)
from compassion_audio.session.reading import MOST_PROBLEMS
from compassion_audio.studio.catalogue import read
from compassion_audio.studio.estimating import about, held
from compassion_audio.units import Milliseconds, WordsPerMinute

MOST_PARTS = 5_000
"""Of a guide with all that it includes; twelve that each include the next twice are as many."""

DEEPEST = 10
"""How many guides may stand in each other."""


@dataclass(frozen=True, slots=True)
class PracticePart:
    """A practice of a session, found and read."""

    item: PracticeItem
    source: Source
    script: Script


@dataclass(frozen=True, slots=True)
class SessionPart:
    """A guide within a guide, found and read."""

    item: SessionItem
    whole: "WholeSession"


Part = PracticePart | SessionPart | Silence | Bell


@dataclass(frozen=True, slots=True)
class WholeSession:
    """A session with everything it names."""

    source: Source
    """Of the guide."""

    session: Session
    parts: tuple[Part, ...]
    """One for each of its items, in their order."""

    @property
    def is_joined(self) -> bool:
        """Whether its practices leave out what they keep for when they stand alone."""
        return len(self.parts) > 1

    @property
    def last(self) -> Part | None:
        """The part it ends with, whatever bells follow."""
        return next((part for part in reversed(self.parts) if not isinstance(part, Bell)), None)

    @property
    def ends_in_words(self) -> bool:
        """Whether nothing but bells comes after its last practice."""
        last = self.last
        if isinstance(last, SessionPart):
            return last.whole.ends_in_words
        return isinstance(last, PracticePart)

    @property
    def ends_in_bell(self) -> bool:
        """Whether the last thing heard is a bell of its own."""
        last = self.parts[-1]
        return last.whole.ends_in_bell if isinstance(last, SessionPart) else isinstance(last, Bell)


@dataclass(frozen=True, slots=True)
class WholeCourse:
    """A course with everything it names."""

    source: Source
    course: Course
    days: tuple[WholeSession | None, ...]
    """One for each of its days; None where there is nothing to hear."""


WholeGuide = WholeSession | WholeCourse


def read_guide(source: Source) -> Guide:
    """Read a guide, and nothing of what it names.

    Raises:
        GuideError: With everything that is wrong in it.
    """
    return parse_guide(source.text, name=source.name)


def is_course(source: Source) -> bool:
    """Say whether something is a course; one that cannot be read is none."""
    try:
        return source.kind == "guide" and isinstance(read_guide(source), Course)
    except GuideError:
        return False


def variables_of(whole: WholeSession) -> Iterator[Variable]:
    """Give every place that is filled in, in all practices of a session."""
    for part in whole.parts:
        if isinstance(part, SessionPart):
            yield from variables_of(part.whole)
        elif isinstance(part, PracticePart):
            yield from part.script.variables


def whole_guide(source: Source, *, own: Path | None = None, may_leave: bool = False) -> WholeGuide:
    """Read a guide and everything it names.

    Args:
        source: The guide.
        own: The person's own library, if there is one; what is in it wins.
        may_leave: Whether paths may lead out of the guide's folder.

    Raises:
        GuideError: It cannot be read, names what is not there, gives words or voices to what a
            practice does not have, or includes itself. Every such problem, with its place.
    """
    guide = read_guide(source)
    gathering = _Gathering(own, may_leave=may_leave)
    chain = (_Link.of(source),)
    if isinstance(guide, Session):
        return gathering.session(source, guide, chain)
    numbers = range(1, len(guide.days) + 1)
    sessions = [guide.session(number) for number in numbers]
    problems = list(_bed_problems(guide, source))
    days = tuple(
        WholeSession(source, one, gathering.parts(one.items, source, chain, problems))
        if one
        else None
        for one in sessions
    )
    if problems:
        raise GuideError(source.name, problems[:MOST_PROBLEMS])
    return WholeCourse(source, guide, days)


def natural_length(
    whole: WholeSession, pace: WordsPerMinute, *, is_within: bool = False, is_last: bool = True
) -> Milliseconds:
    """Guess how long a session is, from its words; exactly, where it is to be fitted.

    Args:
        whole: The session.
        pace: Words a minute.
        is_within: Whether it stands in another.
        is_last: Whether nothing but bells comes after it there.
    """
    if whole.session.fit is not None:
        return whole.session.fit
    lengths = [
        length_of_part(part, whole, pace, is_within=is_within, is_last=is_last)
        for part in whole.parts
    ]
    return Milliseconds(sum(lengths) + whole.session.gap.natural * (len(lengths) - 1))


def length_of_part(
    part: Part,
    whole: WholeSession,
    pace: WordsPerMinute,
    *,
    is_within: bool = False,
    is_last: bool = True,
) -> Milliseconds:
    """Guess how long one part of a session is, at its natural length or as it shall be."""
    is_joined = is_within or whole.is_joined
    ends = is_last and part is whole.last
    if isinstance(part, SessionPart):
        return natural_length(part.whole, pace, is_within=is_joined, is_last=ends)
    if not isinstance(part, PracticePart):
        return held(part)
    if part.item.fit is not None:
        return part.item.fit
    values = dict(part.item.values)
    return about(part.script, pace, is_alone=not is_joined, is_last=ends, values=values)


@dataclass(frozen=True, slots=True)
class _Link:
    """One guide on the way to another."""

    name: str
    file: Path | None

    @classmethod
    def of(cls, source: Source) -> "_Link":
        return cls(source.name, source.file and source.file.resolve())


@dataclass(slots=True)
class _Gathering:
    """What a guide names, as far as it has been found."""

    own: Path | None
    may_leave: bool = field(kw_only=True)
    scripts: dict[Path | None, Script] = field(default_factory=dict)
    """A course names some practices several times."""

    count: int = 0

    def session(self, source: Source, session: Session, chain: tuple[_Link, ...]) -> WholeSession:
        problems = list(_bed_problems(session, source))
        parts = self.parts(session.items, source, chain, problems)
        if problems:
            raise GuideError(source.name, problems[:MOST_PROBLEMS])
        return WholeSession(source, session, parts)

    def parts(
        self,
        items: Iterable[Item],
        source: Source,
        chain: tuple[_Link, ...],
        problems: list[Problem],
    ) -> tuple[Part, ...]:
        found: list[Part] = []
        for item in items:
            self.count += 1
            if self.count > MOST_PARTS:
                raise GuideError(
                    source.name,
                    [Problem(1, 1, f"with all it includes it has more than {MOST_PARTS} items")],
                )
            if isinstance(item, Silence | Bell):
                found.append(item)
                continue
            key = "practice" if isinstance(item, PracticeItem) else "guide"
            try:
                found.append(self._opened(item, source, chain, problems))
            except CompassionAudioError as cause:
                told = cause.lines()
                more = f" (and {len(told) - 1} more)" if len(told) > 1 else ""
                problems.append(_problem(item.spot, key, f"{told[0]}{more}"))
        return tuple(found)

    def _opened(
        self,
        item: PracticeItem | SessionItem,
        source: Source,
        chain: tuple[_Link, ...],
        problems: list[Problem],
    ) -> Part:
        if isinstance(item, SessionItem):
            return SessionPart(item, self._within(item, source, chain))
        found = self._source(item.name, "practice", source)
        if found.file not in self.scripts:
            self.scripts[found.file] = read(found)
        script = self.scripts[found.file]
        problems += _misfits(item, script)
        return PracticePart(item, found, script)

    def _within(self, item: SessionItem, source: Source, chain: tuple[_Link, ...]) -> WholeSession:
        found = self._source(item.name, "guide", source)
        link = _Link.of(found)
        way = " -> ".join(one.name for one in (*chain, link))
        if any(one.file == link.file for one in chain):
            raise CompassionAudioError(
                f"a guide includes itself: {way}", hint="take one of them out"
            )
        if len(chain) >= DEEPEST:
            raise CompassionAudioError(f"more than {DEEPEST} guides stand in each other: {way}")
        guide = read_guide(found)
        if isinstance(guide, Course):
            raise CompassionAudioError(
                f"{item.name} is a course", hint="a session can hold sessions, not courses"
            )
        return self.session(found, guide, (*chain, link))

    def _source(self, name: str, kind: Kind, beside: Source) -> Source:
        return library.read_beside(
            name, kind, folder=_folder(beside), own=self.own, may_leave=self.may_leave
        )


def _bed_problems(guide: Guide, source: Source) -> Iterator[Problem]:
    """Say whether the file of its own bed is not there."""
    bed = guide.background
    if bed and bed.is_own:
        try:
            library.sound_beside(bed.kind, _folder(source), of="guide")
        except FileError as cause:
            yield Problem(bed.line, 1, f"bed: {cause.message}", cause.hint)


def _folder(source: Source) -> Path:
    return source.file.parent if source.file else Path()


def _misfits(item: PracticeItem, script: Script) -> Iterator[Problem]:
    """Say which words and voices of an item its practice has no place for."""
    variables = {variable.name for variable in script.variables}
    for what, key, given, known in (
        ("variable", "with", item.values, variables),
        ("role", "voices", item.voices, set(_roles(script.steps))),
    ):
        for name, _ in given:
            if name not in known:
                has = f"it has {', '.join(sorted(known))}" if known else f"it has no {what}s"
                told = f"{item.name} has no {what} {name!r}; {nearest(name, known) or has}"
                yield _problem(item.spot, f"{key}.{name}", told)


def _roles(steps: Iterable[Step]) -> Iterator[str]:
    for step in steps:
        if isinstance(step, Turn) and step.role:
            yield step.role
        elif isinstance(step, If):
            yield from _roles((*step.then, *step.otherwise))


def _problem(spot: Spot, key: str, told: str) -> Problem:
    return Problem(spot.line, spot.column, f"{spot.path}.{key}: {told}")
