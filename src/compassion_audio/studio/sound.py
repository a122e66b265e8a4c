"""From a plan to its sound: everything at its place, at its level, nothing above the ceiling."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain

from compassion_audio.audio.bed import bed
from compassion_audio.audio.bell import strike
from compassion_audio.audio.clip import Clip, Samples
from compassion_audio.audio.loudness import Powers, powers_of, rows_of
from compassion_audio.audio.master import (
    ENCODING_MARGIN,
    PRESETS,
    Bedding,
    Levels,
    Sounding,
    levels,
)
from compassion_audio.audio.mix import Looped, Placed, mix
from compassion_audio.audio.peaks import crests, limited
from compassion_audio.machine import cores
from compassion_audio.script import Bell, Say
from compassion_audio.studio.finish import Finish
from compassion_audio.studio.planning import Plan
from compassion_audio.timeline import Cue
from compassion_audio.timeline.background import Underlay, ducking, underlays
from compassion_audio.units import Decibels, Milliseconds


@dataclass(frozen=True, slots=True)
class Sounded:
    """The sound of a plan."""

    channels: int
    levels: Levels
    blocks: Iterator[Samples]
    """Of `audio.mix.BLOCK` frames, the last one shorter."""


def sounded(plan: Plan, finish: Finish) -> Sounded:
    """Make the sound of a plan, mixed and mastered, block by block."""
    timeline = plan.timeline
    lying = underlays(timeline, throughout=finish.bed)
    channels = 2 if lying else 1
    preset = PRESETS[finish.preset]
    ceiling = Decibels(preset.true_peak + ENCODING_MARGIN)
    spoken = [cue for cue in timeline.cues if isinstance(cue.step, Say)]
    struck = [(cue, start) for cue in timeline.cues for start in cue.strokes]
    loops = [_loop(one.kind) for one in lying]
    found = levels(
        list(_measured(plan, spoken)),
        [_stroke(cue, start) for cue, start in struck],
        target=preset.stereo if lying else preset.mono,
        channels=channels,
        ceiling=ceiling,
        beds=[Bedding(powers, _span(one)) for one, (_, powers) in zip(lying, loops, strict=True)],
        bed_level=finish.bed_level,
    )
    making_way = ducking(timeline, swells=finish.swells)
    beds = [
        Looped(loop, gain, one.fades, making_way)
        for one, (loop, _), gain in zip(lying, loops, found.beds, strict=True)
    ]
    blocks = mix(_placed(plan, spoken, struck, found), length=timeline.length, beds=beds)
    return Sounded(channels, found, limited(blocks, ceiling))


def _measured(plan: Plan, spoken: list[Cue]) -> Iterator[tuple[str, Sounding]]:
    """Give who speaks each line, and its power; as many at once as there are cores."""

    def measure(cue: Cue) -> tuple[Powers, Samples]:
        samples = plan.clips[_say(cue)].samples
        return rows_of(samples), crests(samples)

    with ThreadPoolExecutor(cores(), thread_name_prefix="measure") as pool:
        for cue, (rows, highest) in zip(spoken, pool.map(measure, spoken), strict=True):
            yield plan.speakers[_say(cue)], Sounding(cue.start, cue.end, rows, highest)


def _say(cue: Cue) -> Say:
    assert isinstance(cue.step, Say)  # noqa: S101  # only such cues are given
    return cue.step


def _placed(
    plan: Plan, spoken: list[Cue], struck: list[tuple[Cue, Milliseconds]], found: Levels
) -> Iterator[Placed]:
    lines = (
        Placed(partial(plan.clips.__getitem__, _say(cue)), cue.start, gain)
        for cue, gain in zip(spoken, found.lines, strict=True)
    )
    strokes = (
        Placed(partial(_struck, cue.step.kind), start, found.bell)
        for cue, start in struck
        if isinstance(cue.step, Bell)
    )
    return chain(lines, strokes)


@cache
def _struck(kind: str) -> Clip:
    return strike(kind)


@cache
def _ring(kind: str) -> tuple[Powers, Samples]:
    samples = _struck(kind).samples
    return rows_of(samples), crests(samples)


def _stroke(cue: Cue, start: Milliseconds) -> Sounding:
    assert isinstance(cue.step, Bell)  # noqa: S101  # only bells are struck
    return Sounding(start, start, *_ring(cue.step.kind))


@cache
def _loop(kind: str) -> tuple[Clip, Powers]:
    loop = bed(kind)
    return loop, powers_of(loop.samples)


def _span(one: Underlay) -> tuple[Milliseconds, Milliseconds]:
    return one.fades[0][0], one.fades[-1][0]
