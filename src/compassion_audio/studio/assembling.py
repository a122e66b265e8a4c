"""A session from its guide: its practices, silences and bells, one after another."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from compassion_audio.errors import CompassionAudioError, LengthError
from compassion_audio.library import sound_beside
from compassion_audio.script import Bed, FrontMatter, Section, Silence, Step
from compassion_audio.script.variables import check_names, with_defaults
from compassion_audio.session import Session
from compassion_audio.settings import Folders
from compassion_audio.studio.finish import Finish
from compassion_audio.studio.guides import (
    PracticePart,
    SessionPart,
    WholeCourse,
    WholeSession,
    whole_guide,
)
from compassion_audio.studio.parts import APART, Part
from compassion_audio.studio.plan import RINGS, Score
from compassion_audio.studio.rendering import Listener, Rendering, ignore_progress
from compassion_audio.studio.speaking import Speaking
from compassion_audio.timeline import Clips, Unreachable, fitted, frozen, reach, span
from compassion_audio.units import Milliseconds, WordsPerMinute, clock
from compassion_audio.voices.names import Chosen


class Measuring(Protocol):
    """Tells how long lines and sounds are: by speaking them, or otherwise."""

    def lengths(self, steps: Sequence[Step]) -> Clips:
        """Give how long each line and each sound of these is."""


@dataclass(frozen=True, slots=True)
class Movement:
    """One item of a session, ready to be laid out."""

    title: str
    """Of the practice; empty for a silence or a bell."""

    slug: str
    """The practice's short name; empty for a silence or a bell."""

    steps: tuple[Step, ...]

    cautions: tuple[str, ...] = ()
    """What to know before hearing it: of the guides it stands in, then its own."""


def parts_of(whole: WholeSession, rendering: Rendering) -> tuple[Part, ...]:
    """Give every practice of a session as it is spoken in it, in order.

    A practice that comes twice is two parts: their words may differ. The one that the session ends
    with says its closing, so that nobody is left standing there.
    """
    found: list[Part] = []
    _gather(whole, rendering, found, whole.session, is_joined=whole.is_joined)
    if found and whole.ends_in_words and not found[-1].is_alone:
        found[-1] = replace(found[-1], is_last=True, is_rung_out=whole.ends_in_bell)
    check_names(rendering.values, tuple(one for part in found for one in part.script.variables))
    return tuple(found)


def session_of(rendering: Rendering) -> WholeSession:
    """Read a session and everything it names.

    Raises:
        GuideError: It cannot be read, or names what is not there.
        CompassionAudioError: It is a course.
    """
    whole = whole_guide(rendering.source, own=rendering.own, may_leave=rendering.may_leave)
    if isinstance(whole, WholeCourse):
        raise CompassionAudioError(
            f"{rendering.source.name} is a course: it holds many recordings",
            hint="name one of its practices or sessions, or a folder for all its days",
        )
    return whole


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """A session with everything spoken and measured."""

    movements: tuple[Movement, ...]
    front: FrontMatter
    finish: Finish
    speaking: Speaking
    voice: Chosen
    pace: WordsPerMinute

    def joined(self) -> Score:
        """Give it as one recording."""
        return self._score(self.movements, self.front)

    def separate(self) -> Iterator[tuple[str, Score]]:
        """Give a recording for each of its practices, with its short name.

        What comes before the first belongs to it; every other silence and bell belongs to the
        practice before it, with the gap that follows. Heard one after another, they are the
        session.
        """
        groups: list[list[Movement]] = [[]]
        for movement in self.movements:
            if movement.slug and any(one.slug for one in groups[-1]):
                groups.append([])
            groups[-1].append(movement)
        for group in groups:
            name = next((one for one in group if one.slug), None)
            title = name.title if name else self.front.title
            slug = name.slug if name else "session"
            yield slug, self._score(group, replace(self.front, title=title))

    def _score(self, group: Sequence[Movement], front: FrontMatter) -> Score:
        steps = tuple(step for movement in group for step in movement.steps)
        cautions = (front.caution, *(one for movement in group for one in movement.cautions))
        each_once = dict.fromkeys(" ".join(one.split()) for one in cautions if one)
        front = replace(front, caution=" ".join(each_once))
        return Score(steps, self.speaking, front, self.voice, self.finish, self.pace)


@contextmanager
def planned_session(
    rendering: Rendering, progress: Listener = ignore_progress, *, folders: Folders | None = None
) -> Iterator[PlannedSession]:
    """Speak the lines of a session, and bring everything to its length.

    Args:
        rendering: What to make; its source is a guide.
        progress: Called before each line is spoken.
        folders: Where spoken lines and what engines have learned are kept; None to keep nothing.

    Raises:
        CompassionAudioError: As for `planning.planned`.
    """
    with planned_whole(session_of(rendering), rendering, progress, folders=folders) as session:
        yield session


@contextmanager
def planned_whole(
    whole: WholeSession,
    rendering: Rendering,
    progress: Listener = ignore_progress,
    *,
    folders: Folders | None = None,
) -> Iterator[PlannedSession]:
    """Plan a session that was read already; see `planned_session`."""
    parts = parts_of(whole, rendering)
    with ExitStack() as stack:
        speaking = Speaking(parts, rendering.otherwise, stack, progress, folders)
        found = movements(whole, parts, speaking, ring=RINGS, length=rendering.length)
        voice = speaking.voice(parts[0].own_role) if parts else speaking.called(rendering.voice)
        finish = _finish(rendering.finish, whole)
        yield PlannedSession(found, front_of(whole), finish, speaking, voice, rendering.pace)


def _finish(asked: Finish, whole: WholeSession) -> Finish:
    """Let the guide decide what lies under it, where nobody asked for something else."""
    background = whole.session.background
    if asked.bed is not None or background is None:
        return asked
    level = background.level if asked.bed_level is None else asked.bed_level
    kind = background.kind
    if background.is_own:
        folder = whole.source.file.parent if whole.source.file else Path()
        kind = str(sound_beside(kind, folder, of="guide").absolute())
    return replace(asked, bed=kind, bed_level=level)


def _gather(
    whole: WholeSession,
    rendering: Rendering,
    found: list[Part],
    top: Session,
    *,
    is_joined: bool,
) -> None:
    for part in whole.parts:
        if isinstance(part, SessionPart):
            _gather(part.whole, rendering, found, top, is_joined=True)
        elif isinstance(part, PracticePart):
            script = with_defaults(part.script, dict(part.item.values))
            names = {variable.name for variable in script.variables}
            found.append(
                Part(
                    part.source,
                    script,
                    {"": rendering.voice} | dict(part.item.voices) | dict(rendering.roles),
                    {"": rendering.pace} | dict(rendering.paces),
                    {name: told for name, told in rendering.values.items() if name in names},
                    is_alone=not is_joined,
                    mark=f"{len(found) + 1}{APART}",
                    heeds_beds=rendering.finish.bed is None and top.background is None,
                )
            )


def front_of(whole: WholeSession) -> FrontMatter:
    """Say of a session what a practice says of itself."""
    about = whole.session.about
    return FrontMatter(
        about.title,
        about.summary,
        language=about.language,
        audience=about.audience,
        intensity=about.intensity,
        caution=about.caution,
        when=about.when,
    )


def movements(
    whole: WholeSession,
    parts: Iterable[Part],
    speaking: Measuring,
    *,
    ring: Mapping[str, Milliseconds],
    length: Milliseconds | None = None,
) -> tuple[Movement, ...]:
    """Give the items of a session, each followed by the gap to the next.

    Args:
        whole: The session.
        parts: Its practices, as `parts_of` gives them.
        speaking: Knows how long their lines are.
        ring: How long each kind of bell rings.
        length: Exactly how long the whole shall be; None for what the session itself says.

    Raises:
        LengthError: A length that was asked for, of the whole or of one item, cannot be reached.
    """
    target = length or whole.session.fit
    first, *others = whole.parts
    if isinstance(first, SessionPart) and not others:  # a day that is a guide is as long as that
        found = movements(first.whole, parts, speaking, ring=ring, length=target)
        return _warned(found, first.whole)
    fitting = _Fitting(speaking, ring)
    found = _played(whole, iter(parts), fitting)
    if target is None:
        return found
    return fitting.whole(found, target, whole.source.name)


def _played(
    whole: WholeSession, parts: Iterator[Part], fitting: "_Fitting"
) -> tuple[Movement, ...]:
    found: list[Movement] = []
    for item in whole.parts:
        if found:
            last = found[-1]
            found[-1] = replace(last, steps=(*last.steps, whole.session.gap))
        if isinstance(item, SessionPart):
            within = _played(item.whole, parts, fitting)
            target = item.whole.session.fit
            name = item.whole.source.name
            fit = within if target is None else fitting.within(within, target, name)
            found += _warned(fit, item.whole)
        elif isinstance(item, PracticePart):
            found += _practice(item, next(parts), fitting)
        else:
            found.append(Movement("", "", (item,)))
    return tuple(found)


def _warned(found: Iterable[Movement], whole: WholeSession) -> tuple[Movement, ...]:
    """Let each item of a guide within a guide say that one's caution, too: they may be parted."""
    caution = whole.session.about.caution
    return tuple(replace(one, cautions=(caution, *one.cautions)) for one in found)


def _practice(item: PracticePart, part: Part, fitting: "_Fitting") -> tuple[Movement, ...]:
    """Give one practice: a chapter of its own, and no bed that goes on after it."""
    title = part.script.front.title
    steps = [_within(one) for one in part.steps(item.item.fit) if not isinstance(one, Section)]
    beds = [step for step in steps if isinstance(step, Bed)]
    if beds and beds[-1].kind:
        steps.append(Bed("", beds[-1].line))
    heading = Section(title, item.item.spot.line)
    cautions = (part.script.front.caution,)
    one = (Movement(title, part.source.slug, (heading, *steps), cautions),)
    if item.item.fit is None:
        return one
    return fitting.within(one, item.item.fit, part.source.name)


def _within(step: Step) -> Step:
    return replace(step, is_chapter=False) if isinstance(step, Silence) else step


class _Fitting:
    """Brings items to their lengths."""

    def __init__(self, speaking: Measuring, ring: Mapping[str, Milliseconds]) -> None:
        self._speaking = speaking
        self._ring = ring

    def whole(
        self, items: Sequence[Movement], target: Milliseconds, name: str
    ) -> tuple[Movement, ...]:
        """Make items exactly so long, as a recording of their own."""
        steps = [step for item in items for step in item.steps]
        return _shared(items, self._fitted(steps, target, target, name))

    def within(
        self, items: Sequence[Movement], target: Milliseconds, name: str
    ) -> tuple[Movement, ...]:
        """Make items exactly so long among others, and keep them so."""
        steps = [step for item in items for step in item.steps]
        clips = self._speaking.lengths(steps)
        alone, found = target, tuple(steps)
        for _ in range(3):  # what rings on after the last bell may reach over a pause, or not
            found = self._fitted(steps, alone, target, name)
            over = span(found, clips=clips, ring=self._ring) - target
            if not over:
                break
            alone = Milliseconds(alone - over)
        return tuple(replace(item, steps=frozen(item.steps)) for item in _shared(items, found))

    def _fitted(
        self, steps: Sequence[Step], target: Milliseconds, asked: Milliseconds, name: str
    ) -> tuple[Step, ...]:
        clips = self._speaking.lengths(steps)
        try:
            return fitted(steps, clips=clips, ring=self._ring, target=target)
        except Unreachable as cause:
            found = reach(steps, clips=clips, ring=self._ring)
            longest = f" to {clock(found.longest)}" if found.longest else " and longer"
            raise LengthError(
                f"{name}: it cannot be {clock(asked)} long; "
                f"it can be {clock(found.shortest)}{longest}",
                hint="a silence, or a gap with wider limits, would widen that",
            ) from cause


def _shared(items: Sequence[Movement], steps: Sequence[Step]) -> tuple[Movement, ...]:
    """Give each item its share of the steps of all."""
    found: list[Movement] = []
    begin = 0
    for item in items:
        end = begin + len(item.steps)
        found.append(replace(item, steps=tuple(steps[begin:end])))
        begin = end
    return tuple(found)
