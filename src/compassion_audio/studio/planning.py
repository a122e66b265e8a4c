"""From a practice to its plan: who speaks, how long each line is, when everything sounds."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from compassion_audio.audio.bell import BELLS
from compassion_audio.audio.clip import Clip
from compassion_audio.errors import CompassionAudioError, LengthError, VoiceError
from compassion_audio.library import Source
from compassion_audio.script import (
    Bed,
    Choices,
    Say,
    Script,
    Sound,
    Step,
    resolve,
    said,
    thresholds,
)
from compassion_audio.settings import Folders
from compassion_audio.studio.catalogue import read
from compassion_audio.studio.voices import voice_called
from compassion_audio.timeline import Clips, Timeline, Unreachable, fitted, lay_out, reach
from compassion_audio.units import LONGEST_LENGTH, Milliseconds, WordsPerMinute, clock
from compassion_audio.voices.cache import LineCache
from compassion_audio.voices.lines import Speaker, spoken_lines
from compassion_audio.voices.names import Chosen

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

    paces: Mapping[str, WordsPerMinute] = field(default_factory=dict)
    """The pace of each role that has one of its own."""

    length: Milliseconds | None = None
    """Exactly how long; None for the natural length."""

    values: Mapping[str, str] = field(default_factory=dict)
    """A person's own words for the practice's variables."""

    is_alone: bool = True
    """Whether it stands for itself, with its welcome and its closing."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rendering is."""

    stage: Literal["speaking", "writing"]
    done: int
    total: int
    words: str
    """What is being said; empty while writing."""


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
        yield Plan(script, steps, timeline, clips, speaker.voice(""))


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
        self._kept = stack.enter_context(closing(line_cache(folders))) if folders else None
        self._voices: dict[str, Chosen] = {}
        self._clips: dict[Say, Clip] = {}
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
        done = 0
        for role in dict.fromkeys(line.role for line in fresh):
            mine = [line for line in fresh if line.role == role]
            self._tell(done, len(fresh), mine[0])
            heard = spoken_lines(mine, self._who(role))
            for index, (line, clip) in enumerate(heard, start=1):
                self._clips[line] = clip
                done += 1
                if index < len(mine):
                    self._tell(done, len(fresh), mine[index])
        return {line: self._clips[line] for line in lines}

    def _who(self, role: str) -> Speaker:
        return Speaker(
            self.voice(role),
            self._rendering.paces.get(role, self._rendering.pace),
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


def line_cache(folders: Folders) -> LineCache:
    """Give the spoken lines that are kept between runs."""
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
