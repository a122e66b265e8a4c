"""From a practice or a guide to its plan: who speaks, how long each line is, when all sounds."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import pairwise

from compassion_audio.errors import CompassionAudioError, LengthError
from compassion_audio.script import Step, thresholds
from compassion_audio.settings import Folders
from compassion_audio.studio.assembling import planned_session
from compassion_audio.studio.catalogue import read
from compassion_audio.studio.own_sounds import bed_file
from compassion_audio.studio.parts import Part
from compassion_audio.studio.plan import RINGS, Plan, Score, is_heard
from compassion_audio.studio.rendering import Listener, Rendering, ignore_progress
from compassion_audio.studio.speaking import Speaking
from compassion_audio.timeline import Unreachable, fitted, reach
from compassion_audio.units import LONGEST_LENGTH, Milliseconds, clock, exact_clock


@contextmanager
def planned(
    rendering: Rendering, progress: Listener = ignore_progress, *, folders: Folders | None = None
) -> Iterator[Plan]:
    """Speak the lines of a practice or a session and place everything, at the length asked for.

    Args:
        rendering: What to make.
        progress: Called before each line is spoken.
        folders: Where spoken lines and what engines have learned are kept; None to keep nothing.

    Raises:
        CompassionAudioError: As for `scored`.
    """
    with scored(rendering, progress, folders=folders) as score:
        yield score.planned()


@contextmanager
def scored(
    rendering: Rendering, progress: Listener = ignore_progress, *, folders: Folders | None = None
) -> Iterator[Score]:
    """Decide what is to be heard. Lines are spoken only as far as a length was asked for.

    Args:
        rendering: What to make.
        progress: Called before each line is spoken.
        folders: Where spoken lines and what engines have learned are kept; None to keep nothing.

    Raises:
        ScriptError: A practice cannot be read, or a variable has no value.
        GuideError: The guide cannot be read, or names what is not there.
        LengthError: The length cannot be reached; the message holds every one that can.
        VoiceError: A voice is not there, or fails.
        FileError: A sound or a bed of the person's own cannot be read.
    """
    bed_file(rendering.finish.bed)  # before anybody speaks
    if rendering.source.kind == "guide":
        with planned_session(rendering, progress, folders=folders) as session:
            yield session.joined()
        return
    script = read(rendering.source)
    part = Part(
        rendering.source,
        script,
        {"": rendering.voice} | dict(rendering.roles),
        {"": rendering.pace} | dict(rendering.paces),
        rendering.values,
        is_alone=rendering.is_alone,
        heeds_beds=rendering.finish.bed is None,
    )
    with ExitStack() as stack:
        speaking = Speaking([part], rendering.otherwise, stack, progress, folders)
        steps = part.steps(rendering.length)
        if not is_heard(steps):
            raise CompassionAudioError(
                f"{rendering.source.name}: there is nothing left to hear in it",
                hint="its conditions and variables take it all; ask for another length",
            )
        if rendering.length is not None:
            steps = _fitted(steps, rendering.length, speaking, part)
        voice = speaking.voice(part.own_role)
        yield Score(steps, speaking, script.front, voice, rendering.finish, rendering.pace)


def _fitted(
    steps: tuple[Step, ...], length: Milliseconds, speaking: Speaking, part: Part
) -> tuple[Step, ...]:
    try:
        return fitted(steps, clips=speaking.lengths(steps), ring=RINGS, target=length)
    except Unreachable as cause:
        raise _length_error(length, speaking, part) from cause


def _length_error(length: Milliseconds, speaking: Speaking, part: Part) -> LengthError:
    """Say every length that can be reached, whatever the conditions make of it."""
    edges = [Milliseconds(1), *thresholds(part.script.steps), Milliseconds(LONGEST_LENGTH + 1)]
    found: list[tuple[int, int]] = []
    for first, after in pairwise(edges):
        steps = part.steps(first)
        if not is_heard(steps):
            continue
        span = reach(steps, clips=speaking.lengths(steps), ring=RINGS)
        low = max(first, span.shortest)
        high = min(after - 1, LONGEST_LENGTH if span.longest is None else span.longest)
        if low <= high:
            found.append((low, high))
    asked = clock(length)
    told = ", or ".join(map(_told, _joined(found)))
    told = f"it can be {told}" if told else "what its conditions keep is never as long as they ask"
    return LengthError(
        f"{part.source.name}: it cannot be {asked} long; {told}",
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
