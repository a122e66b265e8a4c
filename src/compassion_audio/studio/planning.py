"""From a practice to its plan: who speaks, how long each line is, when everything sounds."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Literal

from compassion_audio.audio.bell import BELLS
from compassion_audio.audio.clip import Clip
from compassion_audio.errors import CompassionAudioError, LengthError, NoTake, VoiceError
from compassion_audio.library import Source
from compassion_audio.script import (
    Bed,
    Choices,
    Say,
    Script,
    Sound,
    Step,
    every_line,
    resolve,
    said,
    thresholds,
)
from compassion_audio.settings import WARMEST, Folders
from compassion_audio.studio.catalogue import read
from compassion_audio.studio.voices import voice_called
from compassion_audio.timeline import Clips, Timeline, Unreachable, fitted, lay_out, reach
from compassion_audio.units import LONGEST_LENGTH, Milliseconds, WordsPerMinute, clock
from compassion_audio.voices.cache import LineCache
from compassion_audio.voices.lines import Speaker, spoken, spoken_lines
from compassion_audio.voices.names import Chosen
from compassion_audio.voices.takes.collection import CHANGED, folded

RINGS = {kind: bell.ring for kind, bell in BELLS.items()}


@dataclass(frozen=True, slots=True)
class Rendering:
    """What to make: a pure value that says everything about the sound."""

    source: Source
    voice: str
    """As people name it: `engine:voice`, or an engine alone."""

    pace: WordsPerMinute
    roles: Mapping[str, str] = field(default_factory=dict)
    """The voice of each further role."""

    length: Milliseconds | None = None
    """Exactly how long; None for the natural length."""

    values: Mapping[str, str] = field(default_factory=dict)
    """A person's own words for the practice's variables."""

    is_alone: bool = True
    """Whether it stands for itself, with its welcome and its closing."""

    otherwise: str = WARMEST
    """Who speaks the lines that a recorded voice has no take of."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rendering is."""

    stage: Literal["speaking", "writing"]
    done: int
    total: int
    words: str
    """What is being said; empty while writing."""


@dataclass(frozen=True, slots=True)
class Substitute:
    """A line that another voice speaks, because the one that was asked for has no take of it."""

    line: int
    """In the practice's file."""

    reason: str
    """As a half sentence: `it was not recorded`."""

    voice: str
    """Who speaks it."""


Listener = Callable[[Progress], None]


def ignore_progress(_: Progress) -> None:
    """Listen to no progress."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A practice with everything measured, ready to be mixed."""

    script: Script
    steps: tuple[Step, ...]
    """Resolved and, where a length was asked for, fitted."""

    timeline: Timeline
    clips: Mapping[Say, Clip]
    voice: Chosen
    """Of the practice itself; its engine lives as long as `planned` is open."""

    speakers: Mapping[Say, str]
    """Who speaks each line in truth."""

    substitutes: tuple[Substitute, ...]
    """In the order of the practice; each line of it once, however often it is spoken."""


@contextmanager
def planned(
    rendering: Rendering, progress: Listener = ignore_progress, *, folders: Folders | None = None
) -> Iterator[Plan]:
    """Speak the lines of a practice and place everything, at the asked length if there is one.

    Args:
        rendering: What to make.
        progress: Called before each line is spoken.
        folders: Where spoken lines and what engines have learned are kept; None to keep nothing.

    Raises:
        ScriptError: The practice cannot be read, or a variable has no value.
        LengthError: The length cannot be reached; the message holds every one that can.
        VoiceError: A voice is not there, or fails.
    """
    script = read(rendering.source)
    with ExitStack() as stack:
        speaker = _Speaker(rendering, script, stack, progress, folders)
        steps = speaker.steps(rendering.length)
        clips = speaker.clips(steps)
        lengths: Clips = {line: clip.length for line, clip in clips.items()}
        if rendering.length is not None:
            try:
                steps = fitted(steps, clips=lengths, ring=RINGS, target=rendering.length)
            except Unreachable as cause:
                raise _length_error(rendering, speaker, script) from cause
        timeline = lay_out(steps, clips=lengths, ring=RINGS, title=script.front.title)
        speakers, substitutes = speaker.told(clips)
        yield Plan(script, steps, timeline, clips, speaker.voice(""), speakers, substitutes)


class _Speaker:
    """Speaks the lines of one rendering, each once."""

    def __init__(
        self,
        rendering: Rendering,
        script: Script,
        stack: ExitStack,
        progress: Listener,
        folders: Folders | None,
    ) -> None:
        self._rendering = rendering
        self._script = script
        self._stack = stack
        self._progress = progress
        self._folders = folders
        self._kept = stack.enter_context(closing(_line_cache(folders))) if folders else None
        self._voices: dict[str, Chosen] = {}
        self._other: Chosen | None = None
        self._clips: dict[Say, Clip] = {}
        self._speakers: dict[Say, str] = {}
        self._missed: dict[Say, str] = {}
        self.voice("")

    def voice(self, role: str) -> Chosen:
        """Find the voice of a role, and keep its engine until the rendering is over."""
        if role not in self._voices:
            name = self._rendering.roles[role] if role else self._rendering.voice
            self._voices[role] = self._stack.enter_context(voice_called(name, self._folders))
        return self._voices[role]

    def steps(self, length: Milliseconds | None) -> tuple[Step, ...]:
        """Resolve the script for a length."""
        choices = Choices(length, self._rendering.is_alone, self._rendering.values)
        steps = resolve(self._script, choices, name=self._rendering.source.name)
        for step in steps:
            self._check(step)
        return steps

    def clips(self, steps: Sequence[Step]) -> dict[Say, Clip]:
        """Speak the lines that were not spoken yet, and give all of these steps."""
        lines = tuple(dict.fromkeys(step for step in steps if isinstance(step, Say)))
        fresh = [line for line in lines if line not in self._clips]
        for voice, mine in self._shared_out(fresh):
            done = sum(line in self._clips for line in fresh)
            self._tell(done, len(fresh), mine[0])
            for index, (line, clip) in enumerate(spoken_lines(mine, self._who(voice)), start=1):
                self._keep(line, clip, voice)
                if index < len(mine):
                    self._tell(done + index, len(fresh), mine[index])
        return {line: self._clips[line] for line in lines}

    def told(self, lines: Iterable[Say]) -> tuple[dict[Say, str], tuple[Substitute, ...]]:
        """Give who speaks each of these lines, and those that are not spoken as was asked."""
        speakers = {line: self._speakers[line] for line in lines}
        missed = sorted(
            (line.line, self._missed[line]) for line in speakers if line in self._missed
        )
        name = self._fallback().name if missed else ""
        return speakers, tuple(Substitute(line, why, name) for line, why in missed)

    def _shared_out(self, fresh: Sequence[Say]) -> Iterator[tuple[Chosen, list[Say]]]:
        """Give the lines to those who speak them; what is recorded is taken at once.

        Yields:
            A voice, and the lines that it is to speak: at least one.
        """
        missed: list[Say] = []
        for role in dict.fromkeys(line.role for line in fresh):
            mine = [line for line in fresh if line.role == role]
            voice = self.voice(role)
            if voice.engine.is_recorded:
                missed += self._taken(mine, voice)
            else:
                yield voice, mine
        if missed:
            yield self._fallback(), missed

    def _taken(self, lines: Sequence[Say], voice: Chosen) -> list[Say]:
        """Keep the takes that there are, and give the lines that have none."""
        missed = []
        for line in lines:
            try:
                self._keep(line, spoken(line, self._who(voice)), voice)
            except NoTake as cause:
                self._missed[line] = self._reason(line, cause)
                missed.append(line)
        return missed

    def _keep(self, line: Say, clip: Clip, voice: Chosen) -> None:
        self._clips[line] = clip
        self._speakers[line] = voice.name

    def _reason(self, line: Say, cause: NoTake) -> str:
        """Say why a line has no take: only here it is known which lines the practice has."""
        if line.public:
            return "it holds words of your own"
        slug = self._rendering.source.slug
        if any(slug in practices and words not in self._words for words, practices in cause.alike):
            return CHANGED
        return cause.reason

    @cached_property
    def _words(self) -> frozenset[str]:
        """Every line that the practice can have, whatever decides its conditions."""
        return frozenset(folded(line.text) for line in every_line(self._script))

    def _fallback(self) -> Chosen:
        if self._other is None:
            name = self._rendering.otherwise
            voice = self._stack.enter_context(voice_called(name, self._folders))
            if voice.engine.is_recorded:
                raise VoiceError(
                    f"{name} cannot speak the lines that have no take: it is recorded, too",
                    hint="name another with --otherwise; see: compassion voices",
                )
            self._other = voice
        return self._other

    def _who(self, voice: Chosen) -> Speaker:
        return Speaker(
            voice,
            self._rendering.pace,
            lambda text: said(text, self._script.front.pronounce),
            self._kept,
        )

    def _tell(self, done: int, total: int, line: Say) -> None:
        self._progress(Progress("speaking", done, total, line.caption))

    def _check(self, step: Step) -> None:
        if isinstance(step, Say) and step.role and step.role not in self._rendering.roles:
            raise VoiceError(
                f"{self._rendering.source.name}: line {step.line}: "
                f"the role {step.role!r} has no voice",
                hint=f"give it one with --voice {step.role}=NAME",
            )
        if isinstance(step, Bed | Sound):
            what = "beds" if isinstance(step, Bed) else "sounds"
            raise CompassionAudioError(
                f"{self._rendering.source.name}: line {step.line}: "
                f"this version cannot render {what} yet",
                hint="remove the mark",
            )


def _line_cache(folders: Folders) -> LineCache:
    return LineCache(folders.cache / "lines")


def _length_error(rendering: Rendering, speaker: _Speaker, script: Script) -> LengthError:
    """Say every length that can be reached, whatever the conditions make of it."""
    edges = [Milliseconds(1), *thresholds(script.steps), Milliseconds(LONGEST_LENGTH + 1)]
    found: list[tuple[int, int]] = []
    for first, after in pairwise(edges):
        steps = speaker.steps(first)
        lengths: Clips = {line: clip.length for line, clip in speaker.clips(steps).items()}
        span = reach(steps, clips=lengths, ring=RINGS)
        low = max(first, span.shortest)
        high = min(after - 1, LONGEST_LENGTH if span.longest is None else span.longest)
        if low <= high:
            found.append((low, high))
    told = ", or ".join(map(_told, _joined(found)))
    asked = clock(rendering.length or Milliseconds(0))
    return LengthError(
        f"{rendering.source.name}: it cannot be {asked} long; it can be {told}",
        hint="a [silence 1m], or pauses with wider limits, [pause 5s..40s], would widen that",
    )


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for low, high in spans:
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return joined


def _told(span: tuple[int, int]) -> str:
    low, high = -(-span[0] // 1000) * 1000, span[1] // 1000 * 1000
    if high >= LONGEST_LENGTH:
        return f"{clock(Milliseconds(low))} and longer"
    return f"{clock(Milliseconds(low))} to {clock(Milliseconds(high))}"
