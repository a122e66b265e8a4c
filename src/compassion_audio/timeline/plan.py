"""When each step of a practice sounds. Pure: it is handed measured lengths and makes no sound.

    ear time   ... speech |<------------ pause ------------>| speech ...
    clips      ...=======]80                             30[=======...

A pause is what the ear hears, from the end of speech to the start of speech. A clip holds a
little more than its speech, 30 ms before and 80 ms after, so that no word is clipped; those
margins count inside the rest beside them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from compassion_audio.script import (
    BREATH,
    Bell,
    Breath,
    Pause,
    Rest,
    Say,
    Section,
    Silence,
    Sound,
    Step,
)
from compassion_audio.units import Milliseconds

LEAD = Milliseconds(30)
"""What a trimmed clip keeps before its speech."""

TAIL = Milliseconds(80)
"""What a trimmed clip keeps after its speech."""

STEP = Milliseconds(24)
"""A clip is whole steps long: its tail is up to half a step shorter or longer, which nobody hears.
So an edited line moves what follows by whole steps, and what was encoded of it still fits: this is
one frame of an MP3 at 48 kHz."""

BELL_HOLD = Milliseconds(4000)
"""From a bell's last stroke to whatever follows it."""

BELL_APART = Milliseconds(6000)
"""From stroke to stroke."""

CHAPTER_LEAD = Milliseconds(500)
"""How long before its first sound a chapter begins, so that a player which seeks to it does not
cut the first word. Never before the sound above it has ended."""

SHORTEST_CHAPTER = Milliseconds(1000)
"""A chapter shorter than this is no place to go to; its time belongs to the one before it, and
that of the first to the next."""

MOST_CHAPTERS = 255
"""A table of contents in an MP3 holds no more; beyond it the shortest lose their own entry."""

SILENCE_NAME = "Silence"


Clips = Mapping[Say | Sound, Milliseconds]
"""How long each line and each sound is, measured."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One step and when it sounds."""

    step: Step
    start: Milliseconds
    """Of a `Say`: where its clip begins, `LEAD` before the speech."""

    end: Milliseconds
    """Of a `Say`: where its clip ends, `TAIL` after the speech. Of a `Bell`: its hold's end."""

    @property
    def strokes(self) -> tuple[Milliseconds, ...]:
        """When a bell is struck; nothing for any other step."""
        times = self.step.times if isinstance(self.step, Bell) else 0
        return tuple(Milliseconds(self.start + index * BELL_APART) for index in range(times))


@dataclass(frozen=True, slots=True)
class Chapter:
    """A named stretch of the recording."""

    name: str
    start: Milliseconds
    end: Milliseconds


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole plan of a recording."""

    cues: tuple[Cue, ...]
    """In the order of the script."""

    chapters: tuple[Chapter, ...]
    """At least one; contiguous from 0 to `length`."""

    length: Milliseconds

    @property
    def spoken(self) -> Milliseconds:
        """How much of it is speech, margins left out."""
        return Milliseconds(
            sum(cue.end - cue.start - LEAD - TAIL for cue in self.cues if isinstance(cue.step, Say))
        )


def lay_out(
    steps: Iterable[Step],
    *,
    clips: Clips,
    ring: Mapping[str, Milliseconds],
    title: str,
) -> Timeline:
    """Place every step at its natural length.

    Args:
        steps: Resolved, in the order of the script.
        clips: The measured length of each sentence's clip, `LEAD` and `TAIL` included, and of
            each sound.
        ring: How long each kind of bell rings from its stroke.
        title: The name of the chapter before the first section.

    Returns:
        The timeline; its length counts the last bell's tail and the last clip's margin.
    """
    plan = _Plan(clips, ring, title)
    for step in steps:
        plan.add(step)
    return plan.finish()


def span(steps: Iterable[Step], *, clips: Clips, ring: Mapping[str, Milliseconds]) -> Milliseconds:
    """Give how long steps take among others, by the ear's time.

    A bell that ends them holds, and rings on under what follows; the margins of the first and the
    last clip lie in the quiet around them.
    """
    plan = _Plan(clips, ring, "")
    return plan.span(steps)


def frozen(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Give steps that last as long as these and never change: their quiet is exact."""
    found: list[Step] = []
    gap: list[Step] = []
    is_after_bell = False
    for step in steps:
        if not isinstance(step, Say | Sound | Bell):
            gap.append(step)
            continue
        found += [*_frozen_gap(gap, is_after_bell=is_after_bell), step]
        gap, is_after_bell = [], isinstance(step, Bell)
    return (*found, *_frozen_gap([one for one in gap if not isinstance(one, Rest)]))


def _frozen_gap(gap: Sequence[Step], *, is_after_bell: bool = False) -> Iterator[Step]:
    asked = sum(map(asked_time, gap))
    is_exact = any(map(is_exact_pause, gap))
    held = BELL_HOLD if is_after_bell else 0
    for step in gap:
        match step:
            case Rest():
                left = 0 if is_exact else max(0, step.natural - asked - held)
                yield _exact(left, 0)
            case Pause():
                yield _exact(step.natural, step.line)
            case Silence():
                yield replace(step, is_exact=True)
            case _:
                yield step


def _exact(length: int, line: int) -> Pause:
    exact = Milliseconds(length)
    return Pause(exact, exact, exact, line)


class _Plan:
    """A timeline in the making.

    `_ear` is the moment up to which time is spoken for: the end of the last speech or of the
    last bell's hold. Steps that are not heard wait in `_gap` until the next sound comes.
    """

    def __init__(self, clips: Clips, ring: Mapping[str, Milliseconds], title: str) -> None:
        self._clips = clips
        self._ring = ring
        self._ear = 0
        self._sounding_until = 0
        self._gap: list[Step] = []
        self._cues: list[Cue] = []
        self._section = title
        self._chapters: list[tuple[str, int]] = [(title, 0)]

    def add(self, step: Step) -> None:
        match step:
            case Say():
                self._close_gap()
                self._say(step)
            case Sound():
                self._close_gap()
                self._play(step)
            case Bell():
                self._close_gap()
                self._strike(step)
            case _:
                self._gap.append(step)

    def finish(self) -> Timeline:
        self._gap = [step for step in self._gap if not isinstance(step, Rest)]
        self._close_gap()
        length = max(self._ear, self._sounding_until)
        return Timeline(tuple(self._cues), _chapters(self._chapters, length), Milliseconds(length))

    def span(self, steps: Iterable[Step]) -> Milliseconds:
        self._ear = LEAD
        for step in steps:
            self.add(step)
        self._gap = [step for step in self._gap if not isinstance(step, Rest)]
        self._close_gap()
        return Milliseconds(self._ear - LEAD)

    def _say(self, step: Say) -> None:
        start = max(0, self._ear - LEAD)
        end = start + self._clips[step]
        self._cue(step, start, end)
        self._ear = end - TAIL
        self._sounding_until = max(self._sounding_until, end)

    def _play(self, step: Sound) -> None:
        end = self._ear + self._clips[step]
        self._cue(step, self._ear, end)
        self._ear = end

    def _strike(self, step: Bell) -> None:
        last = self._ear + (step.times - 1) * BELL_APART
        self._cue(step, self._ear, last + BELL_HOLD)
        self._sounding_until = max(self._sounding_until, last + self._ring[step.kind])
        self._ear = last + BELL_HOLD

    def _close_gap(self) -> None:
        """Give the waiting steps their places.

        Beside a pause the longer counts, not the sum; an exact pause stands for itself.
        """
        is_after_bell = bool(self._cues) and isinstance(self._cues[-1].step, Bell)
        asked = sum(map(asked_time, self._gap))
        is_exact = any(map(is_exact_pause, self._gap))
        beginning = self._ear
        for index, step in enumerate(self._gap):
            start = self._ear
            match step:
                case Rest():
                    held = BELL_HOLD if is_after_bell else 0
                    self._ear += max(0, 0 if is_exact else step.natural - asked - held)
                    if self._ear == start:
                        continue
                case Pause() | Breath():
                    self._ear += asked_time(step)
                case Silence():
                    self._ear += step.natural
                    if not step.is_chapter:
                        self._cue(step, start, self._ear)
                        continue
                    self._chapter(SILENCE_NAME, start, beginning)
                    name = self._next_section(index) or self._section
                    self._chapter(name, self._ear - CHAPTER_LEAD, start)
                case Section():
                    self._section = step.name
                    self._chapter(step.name, self._ear - CHAPTER_LEAD, beginning)
            self._cue(step, start, self._ear)
        self._gap = []

    def _next_section(self, index: int) -> str:
        """Give the section that begins in this gap after one of its steps, if one does."""
        after = self._gap[index + 1 :]
        return next((step.name for step in after if isinstance(step, Section)), "")

    def _chapter(self, name: str, start: int, earliest: int) -> None:
        self._chapters.append((name, max(start, earliest)))

    def _cue(self, step: Step, start: int, end: int) -> None:
        self._cues.append(Cue(step, Milliseconds(start), Milliseconds(end)))


def is_exact_pause(step: Step) -> bool:
    """Whether a step is a pause that never changes: it stands for itself, without a rest."""
    return isinstance(step, Pause) and step.shortest == step.longest


def asked_time(step: Step) -> int:
    """Give the quiet that the writer asked for with a step, in milliseconds."""
    match step:
        case Pause() | Silence():
            return step.natural
        case Breath():
            return step.times * BREATH
        case _:
            return 0


def _chapters(begun: list[tuple[str, int]], length: int) -> tuple[Chapter, ...]:
    """Make chapters contiguous, and let no one be too short to be a place to go to."""
    kept: list[tuple[str, int]] = []
    for (name, start), (_, end) in zip(begun, [*begun[1:], ("", length)], strict=True):
        if kept and kept[-1][0] == name:
            continue
        if end - start >= SHORTEST_CHAPTER:
            kept.append((name, start if kept else 0))
    kept = _longest(kept or [(begun[-1][0], 0)], length)
    ends = [start for _, start in kept[1:]] + [length]
    return tuple(
        Chapter(name, Milliseconds(start), Milliseconds(end))
        for (name, start), end in zip(kept, ends, strict=True)
    )


def _longest(kept: list[tuple[str, int]], length: int) -> list[tuple[str, int]]:
    """Leave out the shortest chapters where there are too many; the first has to stay."""
    lengths = [end - start for (_, start), (_, end) in pairwise([*kept, ("", length)])]
    by_length = sorted(range(1, len(kept)), key=lengths.__getitem__)
    left_out = set(by_length[: max(0, len(kept) - MOST_CHAPTERS)])
    return [chapter for index, chapter in enumerate(kept) if index not in left_out]
