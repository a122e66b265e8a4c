"""From a plan to its sound: everything at its place, at its level, nothing above the ceiling."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain

from compassion_audio.audio.bed import bed
from compassion_audio.audio.bell import strike
from compassion_audio.audio.clip import Clip, Samples
from compassion_audio.audio.loudness import Powers, powers_of
from compassion_audio.audio.master import PRESETS, Levels, Sounding, levels
from compassion_audio.audio.measured import Measured, measured
from compassion_audio.audio.mix import Loop, Looped, Placed, Stretch, joined, stretches
from compassion_audio.audio.own_bed import OwnBed, read_own_bed
from compassion_audio.audio.own_sound import OwnSound
from compassion_audio.audio.peaks import limited
from compassion_audio.script import Bed, Bell, Say, Sound, Step
from compassion_audio.studio.finish import Finish
from compassion_audio.studio.own_sounds import bed_file
from compassion_audio.studio.plan import Plan
from compassion_audio.timeline import Cue
from compassion_audio.timeline.background import ducking, underlays
from compassion_audio.units import Milliseconds


@dataclass(frozen=True, slots=True)
class Sounded:
    """The sound of a plan."""

    channels: int
    length: Milliseconds
    levels: Levels
    stretches: tuple[Stretch, ...]
    """Mixed and mastered when they are asked for."""

    @property
    def blocks(self) -> Iterator[Samples]:
        """All of it as one stream; see `audio.mix.joined`."""
        return joined(self.stretches, length=self.length, channels=self.channels)


def sounded(plan: Plan) -> Sounded:
    """Give the sound of a plan, everything at its level.

    Raises:
        FileError: A bed of the person's own cannot be read.
    """
    timeline, finish = plan.timeline, plan.finish
    lying = underlays(timeline, throughout=finish.bed)
    channels = 2 if lying else 1
    preset = PRESETS[finish.preset]
    spoken = [cue for cue in timeline.cues if isinstance(cue.step, Say)]
    strokes = [(cue, start) for cue in timeline.cues for start in cue.strokes]
    played = [cue for cue in timeline.cues if isinstance(cue.step, Sound)]
    bedding = Bedding(finish, plan.steps, plan.own_bed)
    loops = [bedding.loop(one.kind) for one in lying]
    found = levels(
        [(plan.speakers[_say(cue)], _line(cue, plan)) for cue in spoken],
        [_stroke(cue, start) for cue, start in strokes],
        target=preset.target(channels),
        channels=channels,
        ceiling=preset.ceiling,
        beds=[powers for _, powers in loops],
        bed_level=finish.level_of_bed,
        sounds=[Sounding(cue.start, cue.end, _own(cue, plan).measured) for cue in played],
    )
    making_way = ducking(timeline, swells=finish.swells)
    beds = [
        Looped(once, gain, one.fades, making_way)
        for one, (once, _), gain in zip(lying, loops, found.beds, strict=True)
    ]
    parts = stretches(
        chain(_placed(plan, spoken, strokes, found), _played(plan, played, found)),
        length=timeline.length,
        beds=beds,
        finished=partial(limited, ceiling=preset.ceiling),
        finish=f"limited {preset.ceiling}",
    )
    return Sounded(channels, timeline.length, found, tuple(parts))


def _line(cue: Cue, plan: Plan) -> Sounding:
    return Sounding(cue.start, cue.end, plan.clips.line(_say(cue)).measured)


def _say(cue: Cue) -> Say:
    assert isinstance(cue.step, Say)  # noqa: S101  # only such cues are given
    return cue.step


def _placed(
    plan: Plan, spoken: list[Cue], strokes: list[tuple[Cue, Milliseconds]], found: Levels
) -> Iterator[Placed]:
    for cue, gain in zip(spoken, found.lines, strict=True):
        say = _say(cue)
        line = plan.clips.line(say)
        digest = None if say.public else line.digest
        yield Placed(line.read, cue.start, gain, line.measured.frames, digest)
    for cue, start in strokes:
        bell = struck(_kind(cue))
        yield Placed(bell.read, start, found.bell, bell.measured.frames, bell.digest)


@dataclass(frozen=True, slots=True)
class Struck:
    """A stroke of a bell."""

    clip: Clip
    measured: Measured
    digest: bytes

    def read(self) -> Clip:
        """Give its sound."""
        return self.clip


@cache
def struck(kind: str) -> Struck:
    """Give a stroke of a bell at full scale."""
    clip = strike(kind)
    return Struck(clip, measured(clip), hashlib.sha256(clip.samples.tobytes()).digest())


def _stroke(cue: Cue, start: Milliseconds) -> Sounding:
    return Sounding(start, start, struck(_kind(cue)).measured)


def _kind(cue: Cue) -> str:
    assert isinstance(cue.step, Bell)  # noqa: S101  # only bells are struck
    return cue.step.kind


def _played(plan: Plan, played: list[Cue], found: Levels) -> Iterator[Placed]:
    """Place sounds piece by piece, so that an hour of birds takes no more memory than a chirp."""
    for cue, gain in zip(played, found.sounds, strict=True):
        for piece in _own(cue, plan).pieces:
            start = Milliseconds(cue.start + piece.begin)
            yield Placed(piece.fetch, start, gain, piece.frames, piece.digest)


def _own(cue: Cue, plan: Plan) -> OwnSound:
    assert isinstance(cue.step, Sound)  # noqa: S101  # only sounds are played
    return plan.sounds[cue.step.file]


class Bedding:
    """The beds of one rendering, each made or read once.

    Args:
        finish: What was asked for.
        steps: Whose `[bed …]` marks count where nothing was.
        own_bed: Reads the file that such a mark names.
    """

    def __init__(
        self, finish: Finish, steps: Sequence[Step], own_bed: Callable[[Bed], OwnBed]
    ) -> None:
        self._finish = finish
        self._named = {step.kind: step for step in steps if isinstance(step, Bed) and step.is_own}
        self._own_bed = own_bed
        self._loops: dict[str, tuple[Loop, Powers]] = {}

    def loop(self, kind: str) -> tuple[Loop, Powers]:
        """Give a bed that goes round, and its power.

        Raises:
            FileError: It is a person's own, and cannot be read.
        """
        if kind not in self._loops:
            self._loops[kind] = self._loop(kind)
        return self._loops[kind]

    def _loop(self, kind: str) -> tuple[Loop, Powers]:
        if file := bed_file(self._finish.bed):
            own = read_own_bed(file)
        elif self._finish.bed is None and kind in self._named:
            own = self._own_bed(self._named[kind])
        else:
            return _computed(kind)
        return own, own.powers


@cache
def _computed(kind: str) -> tuple[Clip, Powers]:
    once = bed(kind)
    return once, powers_of(once.samples)
