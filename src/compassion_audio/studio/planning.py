"""From a practice to its plan: who speaks, how long each line is, when everything sounds."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import pairwise

from compassion_audio.audio.bell import BELLS
from compassion_audio.audio.own_sound import OwnSound
from compassion_audio.errors import CompassionAudioError, LengthError
from compassion_audio.library import Source
from compassion_audio.script import Bell, Say, Script, Sound, Step, thresholds
from compassion_audio.settings import Folders
from compassion_audio.studio.catalogue import read
from compassion_audio.studio.rendering import Listener, Rendering, Substitute, ignore_progress
from compassion_audio.studio.speaking import Speaking
from compassion_audio.timeline import Timeline, Unreachable, fitted, lay_out, reach
from compassion_audio.units import LONGEST_LENGTH, Milliseconds, clock, exact_clock
from compassion_audio.voices.names import Chosen
from compassion_audio.voices.reel import Reel

RINGS = {kind: bell.ring for kind, bell in BELLS.items()}


@dataclass(frozen=True, slots=True)
class Plan:
    """A practice with everything measured, ready to be mixed."""

    script: Script
    steps: tuple[Step, ...]
    """Resolved and, where a length was asked for, fitted."""

    timeline: Timeline
    clips: Reel
    """The lines; the sound of each is read when it is asked for."""

    voice: Chosen
    """Of the practice itself; its engine lives as long as `planned` is open."""

    speakers: Mapping[Say, str]
    """Who speaks each line in truth."""

    substitutes: tuple[Substitute, ...]
    """In the order of the practice; each line of it once, however often it is spoken."""

    trouble: CompassionAudioError | None
    """Why spoken lines could not be kept for the next time; None where they were."""

    sounds: Mapping[str, OwnSound]
    """The person's own, by the names of their files."""

    source: Source
    """Beside which those files lie, and the beds."""


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
        FileError: A sound or a bed of the person's own cannot be read.
    """
    script = read(rendering.source)
    with ExitStack() as stack:
        speaking = Speaking(rendering, script, stack, progress, folders)
        steps = speaking.steps(rendering.length)
        if not _is_heard(steps):
            raise CompassionAudioError(
                f"{rendering.source.name}: there is nothing left to hear in it",
                hint="its conditions and variables take it all; ask for another length",
            )
        lengths = speaking.lengths(steps)
        if rendering.length is not None:
            try:
                steps = fitted(steps, clips=lengths, ring=RINGS, target=rendering.length)
            except Unreachable as cause:
                raise _length_error(rendering, speaking, script) from cause
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
            speaking.sounds,
            rendering.source,
        )


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
