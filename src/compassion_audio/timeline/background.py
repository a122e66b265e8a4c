"""Which bed lies under a recording when, and how it makes way for the voice. Pure.

A bed fades in at the beginning and out at the end, one that changes is cross-faded, and all sink a
little before somebody speaks, stay down through short rests, and come back slowly: a listener
should never hear it move.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compassion_audio.script import Bed, Say, Silence, Sound
from compassion_audio.timeline.plan import LEAD, TAIL, Timeline
from compassion_audio.units import Decibels, Milliseconds

FADE_IN = Milliseconds(4_000)
FADE_OUT = Milliseconds(8_000)
CROSS_FADE = Milliseconds(6_000)

LOOK_AHEAD = Milliseconds(500)
"""A bed begins to sink so long before speech, and is down when it begins."""

RECOVERY = Milliseconds(1_200)
"""How long it takes to come back after speech: some 3 dB a second. While it moves it is not what
was encoded before, so that slower is dearer, too."""

SHORTEST_RISE = Milliseconds(3_500)
"""Between two sentences that lie nearer than this it stays down."""

SHORTEST_BED = Milliseconds(2_000)
"""One that would be there for less is left out: it could not even fade."""

DUCKING = Decibels(-4.0)
"""Under speech, against its level in the pauses."""

SWELL = Decibels(4.0)
"""In a silence, where it was asked for."""

_SWELL_TIME = Milliseconds(4_000)

Curve = tuple[tuple[Milliseconds, float], ...]
"""Moments and the factor at each, in order; straight between them, level before and after."""


@dataclass(frozen=True, slots=True)
class Underlay:
    """One bed, from where it fades in to where it has faded out."""

    kind: str
    """As in a `Bed`: one that is computed, or the name of a file."""

    fades: Curve


def underlays(timeline: Timeline, *, throughout: str | None = None) -> tuple[Underlay, ...]:
    """Say which bed lies where.

    Args:
        timeline: Whose `[bed …]` marks count.
        throughout: A bed that lies under everything instead; empty for none at all.
    """
    changes = [(0, throughout)] if throughout is not None else list(_changes(timeline))
    ends: list[int | None] = [*(begin for begin, _ in changes[1:]), None]
    return tuple(
        Underlay(kind, _fades(begin, end, timeline.length))
        for (begin, kind), end in zip(changes, ends, strict=False)
        if kind and (end or timeline.length) - begin >= SHORTEST_BED
    )


def _changes(timeline: Timeline) -> Iterator[tuple[int, str]]:
    """Give where another bed begins; what changes nothing, or comes too late, does not count."""
    kind = ""
    for cue in timeline.cues:
        if not isinstance(cue.step, Bed) or cue.step.kind == kind:
            continue
        if timeline.length - cue.start >= SHORTEST_BED:
            kind = cue.step.kind
            yield cue.start, kind


def _fades(begin: int, end: int | None, length: int) -> Curve:
    rise = FADE_IN if begin == 0 else CROSS_FADE
    fall_begin = max(0, length - FADE_OUT) if end is None else end
    fall_end = length if end is None else min(length, end + CROSS_FADE)
    top = min(begin + rise, (begin + fall_end) // 2)
    points = [(begin, 0.0), (top, 1.0), (max(top, fall_begin), 1.0), (fall_end, 0.0)]
    return _curve(points)


def ducking(timeline: Timeline, *, swells: bool = False) -> Curve:
    """Give how a bed makes way for speech.

    Args:
        timeline: Of the recording.
        swells: Whether it grows in silences.
    """
    low = _factor(DUCKING)
    points: list[tuple[int, float]] = [(0, 1.0)]
    for begin, end in _speech(timeline):
        points += [
            (begin - LOOK_AHEAD, 1.0),
            (begin, low),
            (end, low),
            (end + RECOVERY, 1.0),
        ]
    if not swells:
        return _curve(points)
    high = _factor(SWELL)
    for cue in timeline.cues:
        first, last = cue.start + RECOVERY, cue.end - LOOK_AHEAD
        if isinstance(cue.step, Silence) and last - first > 2 * _SWELL_TIME:
            points += [
                (first, 1.0),
                (first + _SWELL_TIME, high),
                (last - _SWELL_TIME, high),
                (last, 1.0),
            ]
    return _curve(sorted(points, key=lambda point: point[0]))


def _speech(timeline: Timeline) -> Sequence[tuple[int, int]]:
    """Give the stretches of speech and of sounds, those that lie near each other as one."""
    found: list[tuple[int, int]] = []
    for cue in timeline.cues:
        if not isinstance(cue.step, Say | Sound):
            continue
        is_clip = isinstance(cue.step, Say)
        begin, end = cue.start + LEAD * is_clip, cue.end - TAIL * is_clip
        if found and begin - found[-1][1] < SHORTEST_RISE:
            found[-1] = (found[-1][0], end)
        else:
            found.append((begin, end))
    return found


def _curve(points: Sequence[tuple[int, float]]) -> Curve:
    return tuple((Milliseconds(max(0, moment)), factor) for moment, factor in points)


def _factor(level: Decibels) -> float:
    return float(10 ** (level / 20))
