"""From a practice to its plan: who speaks, how long each line is, when everything sounds."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import pairwise

from compassion_audio.audio.bell import BELLS
from compassion_audio.audio.clip import Clip
from compassion_audio.errors import CompassionAudioError, LengthError
from compassion_audio.script import Bell, Say, Script, Sound, Step, thresholds
from compassion_audio.settings import Folders
from compassion_audio.studio.catalogue import read
from compassion_audio.studio.rendering import Listener, Rendering, Substitute, ignore_progress
from compassion_audio.studio.speaking import Speaking
from compassion_audio.timeline import Timeline, Unreachable, fitted, lay_out, reach
from compassion_audio.units import LONGEST_LENGTH, Milliseconds, clock, exact_clock
from compassion_audio.voices.names import Chosen

RINGS = {kind: bell.ring for kind, bell in BELLS.items()}


@dataclass(frozen=True, slots=True)
class Plan:
    """A practice with everything measured, ready to be mixed."""

    script: Script
    steps: tuple[Step, ...]
    """Resolved and, where a length was asked for, fitted."""

    timeline: Timeline
    clips: Mapping[Say, Clip]
    """Each read when it is asked for."""

    voice: Chosen
    """Of the practice itself; its engine lives as long as `planned` is open."""

    speakers: Mapping[Say, str]
    """Who speaks each line in truth."""

    substitutes: tuple[Substitute, ...]
    """In the order of the practice; each line of it once, however often it is spoken."""

    trouble: CompassionAudioError | None
    """Why spoken lines could not be kept for the next time; None where they were."""


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
        speaking = Speaking(rendering, script, stack, progress, folders)
        steps = heard_steps(rendering, speaking)
        lengths = speaking.lengths(steps)
        steps = as_long_as_asked(rendering, speaking, script, steps)
        timeline = lay_out(steps, clips=lengths, ring=RINGS, title=script.front.title)
        speakers, substitutes = speaking.told(line for line in lengths if isinstance(line, Say))
        yield Plan(
            script,
            steps,
            timeline,
            speaking.clips,
            speaking.voice(""),
            speakers,
            substitutes,
            speaking.trouble,
        )


def heard_steps(rendering: Rendering, speaking: Speaking) -> tuple[Step, ...]:
    """Resolve a practice of which something is heard.

    Raises:
        ScriptError: A variable has no value.
        CompassionAudioError: Nothing is left of it.
    """
    steps = speaking.steps(rendering.length)
    if not _is_heard(steps):
        raise CompassionAudioError(
            f"{rendering.source.name}: there is nothing left to hear in it",
            hint="its conditions and variables take it all; ask for another length",
        )
    return steps


def as_long_as_asked(
    rendering: Rendering, speaking: Speaking, script: Script, steps: tuple[Step, ...]
) -> tuple[Step, ...]:
    """Fit steps to the length that was asked for; every line is spoken for it.

    Raises:
        LengthError: It cannot be reached; the message holds every one that can.
        VoiceError: A voice is not there, or fails.
    """
    if rendering.length is None:
        return steps
    lengths = speaking.lengths(steps)
    try:
        return fitted(steps, clips=lengths, ring=RINGS, target=rendering.length)
    except Unreachable as cause:
        raise _length_error(rendering, speaking, script) from cause


def _is_heard(steps: Sequence[Step]) -> bool:
    return any(isinstance(step, Say | Bell | Sound) for step in steps)


def _length_error(rendering: Rendering, speaking: Speaking, script: Script) -> LengthError:
    """Say every length that can be reached, whatever the conditions make of it."""
    edges = [Milliseconds(1), *thresholds(script.steps), Milliseconds(LONGEST_LENGTH + 1)]
    found: list[tuple[int, int]] = []
    for first, after in pairwise(edges):
        steps = speaking.steps(first)
        if not _is_heard(steps):
            continue
        span = reach(steps, clips=speaking.lengths(steps), ring=RINGS)
        low = max(first, span.shortest)
        high = min(after - 1, LONGEST_LENGTH if span.longest is None else span.longest)
        if low <= high:
            found.append((low, high))
    asked = clock(rendering.length or Milliseconds(0))
    told = ", or ".join(map(_told, _joined(found)))
    told = f"it can be {told}" if told else "what its conditions keep is never as long as they ask"
    return LengthError(
        f"{rendering.source.name}: it cannot be {asked} long; {told}",
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
    if low > high:  # between two whole seconds
        exact = [exact_clock(Milliseconds(edge)) for edge in dict.fromkeys(span)]
        return " to ".join(exact)
    return f"{clock(Milliseconds(low))} to {clock(Milliseconds(high))}"
