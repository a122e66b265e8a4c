"""A practice that is heard while it is still being made.

    lines     [spoken][spoken][spoken][ next ]
    known     |------------ their places ----|
    blocks    |== made ==|  never before the lines of the half minute after it are known

Its sound is that of the recording but for what only the whole could tell: each line has the level
that the lines up to half a minute after it give. It depends on the words alone, never on how quick
the machine is: the same practice sounds the same each time.
"""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import numpy as np

from compassion_audio.audio.clip import Clip, Samples
from compassion_audio.audio.mix import BLOCK, Curve, Loop, Looped, Placed, mix
from compassion_audio.audio.peaks import limited
from compassion_audio.script import Bed, Say, Sound
from compassion_audio.settings import Folders
from compassion_audio.studio.finish import Finish
from compassion_audio.studio.levelling import Levelling, strokes_of
from compassion_audio.studio.planning import scored
from compassion_audio.studio.rendering import Rendering, Substitute
from compassion_audio.studio.sound import Bedding, struck
from compassion_audio.studio.unfolding import Moment, Unfolding
from compassion_audio.timeline.background import FADE_OUT, ducking, underlays
from compassion_audio.units import (
    FRAMES_PER_MILLISECOND,
    LONGEST_LENGTH,
    Frames,
    Milliseconds,
    frames_at,
)

HORIZON = Milliseconds(30_000)
"""How far beyond a sound its level looks."""

FIRST_HORIZON, WIDENING = Milliseconds(5_000), 4
"""At the beginning nobody wants to wait: it looks so far, and four seconds further for each second
that it has come. Source: measured, the loudness of the first lines is then within 1 LU of the
recording's."""

_STEP = Milliseconds(BLOCK // FRAMES_PER_MILLISECOND)


@dataclass(frozen=True, slots=True, eq=False)
class _Begun:
    """A sound that has begun; its level stays for as long as it lasts."""

    placed: Placed
    end: int


class Live:
    """One practice, mixed and levelled as far as it is wanted.

    Args:
        unfolding: Its lines, as they are spoken.
        finish: How it is finished.
        bedding: Its beds.
        title: Of the practice.
        has_bed: Whether the practice itself has one somewhere.
    """

    def __init__(
        self,
        unfolding: Unfolding,
        finish: Finish,
        bedding: Bedding,
        *,
        title: str,
        has_bed: bool,
    ) -> None:
        self.title = title
        self.channels = 2 if finish.bed or (finish.bed is None and has_bed) else 1
        self._told = unfolding
        self._finish = finish
        self._bedding = bedding
        self._levelling = Levelling(unfolding, finish, bedding, channels=self.channels)
        self._sounding: list[_Begun] = []
        self._lines, self._strokes, self._sounds = 0, 0, 0
        self._clip = lru_cache(maxsize=4)(unfolding.clip)  # a line sounds in several blocks

    @property
    def length(self) -> Milliseconds | None:
        """How long it is; None until its last line is spoken."""
        return self._told.timeline.length if self._told.is_whole else None

    @property
    def substitutes(self) -> tuple[Substitute, ...]:
        """The lines so far that were not spoken as was asked."""
        return self._told.substitutes

    def at(self, moment: Milliseconds) -> Moment:
        """Tell what is heard at a moment, as far as it is known."""
        return self._told.at(moment)

    def prepare(self) -> bool:
        """Speak one more line; False when all are spoken."""
        return not self._told.is_whole and self._told.speak_on()

    def blocks(self) -> Generator[Samples, None, None]:
        """Make its sound, once: blocks of a second, shape (frames, channels), float32.

        Raises:
            VoiceError: A voice fails.
        """
        yield from limited(self._mixed(), self._levelling.ceiling)

    def _mixed(self) -> Iterator[Samples]:
        begin = Milliseconds(0)
        while True:
            end = Milliseconds(begin + _STEP)
            self._know(end)
            if self._told.is_whole:
                end = min(end, self._told.timeline.length)
            if end <= begin:
                return
            self._let_begin(end, self._horizon(begin, end))
            self._let_sound(end)
            yield self._block(begin, end)
            begin = end

    def _horizon(self, begin: Milliseconds, end: Milliseconds) -> Milliseconds:
        """Know what decides the levels of what begins in a block, and say how far that is.

        Before the first line nothing is looked at, so that a bell rings at once while a voice
        still clears its throat.
        """
        first = next((c.start for c in self._told.timeline.cues if isinstance(c.step, Say)), end)
        if first >= end and self._told.has_lines:
            return end
        sight = min(HORIZON, FIRST_HORIZON + WIDENING * begin)
        horizon = Milliseconds(begin + _STEP + sight)
        self._know(horizon)
        return horizon

    def _know(self, until: Milliseconds) -> None:
        """Speak until nothing can be added any more before a moment."""
        if self.channels == 2:  # a bed sinks before speech, and before the end
            until = Milliseconds(until + FADE_OUT + _STEP)
        while not self._told.is_whole and self._told.known < until:
            self._told.speak_on()

    def _let_begin(self, end: Milliseconds, horizon: Milliseconds) -> None:
        """Let the sounds begin that begin before a moment, at the level that is right by now."""
        cues = [cue for cue in self._told.timeline.cues if cue.start < horizon]
        spoken = [cue for cue in cues if isinstance(cue.step, Say)]
        strokes = strokes_of(cues)
        lines = sum(cue.start < end for cue in spoken)
        rung = sum(start < end for _, start in strokes)
        if (lines, rung) == (self._lines, self._strokes):
            return
        gains, bell = self._levelling.found(spoken, strokes, needed=lines)
        for cue, gain in list(zip(spoken, gains, strict=False))[self._lines : lines]:
            assert isinstance(cue.step, Say)  # noqa: S101  # only such cues are given
            frames = self._told.measured(cue.step)[1].frames
            line = Placed(partial(self._clip, cue.step), cue.start, gain, frames)
            self._sounding.append(_Begun(line, cue.end))
        for kind, start in strokes[self._strokes : rung]:
            ring = struck(kind)
            stroke = Placed(ring.read, start, bell, ring.measured.frames)
            self._sounding.append(_Begun(stroke, start + ring.clip.length))
        self._lines, self._strokes = lines, rung

    def _let_sound(self, end: Milliseconds) -> None:
        """Let the person's own sounds begin that begin before a moment, piece by piece."""
        played = [cue for cue in self._told.timeline.cues if isinstance(cue.step, Sound)]
        played = [cue for cue in played if cue.start < end]
        for cue in played[self._sounds :]:
            assert isinstance(cue.step, Sound)  # noqa: S101  # only such cues are left
            own = self._told.sound(cue.step)
            gain = self._levelling.sound(own)
            for piece in own.pieces:
                start = Milliseconds(cue.start + piece.begin)
                placed = Placed(piece.fetch, start, gain, piece.frames)
                last = start + -(-piece.frames // FRAMES_PER_MILLISECOND)
                self._sounding.append(_Begun(placed, last))
        self._sounds = len(played)

    def _block(self, begin: Milliseconds, end: Milliseconds) -> Samples:
        """Mix what sounds from one moment to another."""
        placed = [
            replace(one.placed, start=Milliseconds(one.placed.start - begin))
            for one in self._sounding
        ]
        beds = list(self._beds(begin, end)) if self.channels == 2 else []
        block = np.concatenate(list(mix(placed, length=Milliseconds(end - begin), beds=beds)))
        self._sounding = [one for one in self._sounding if one.end > end]
        return np.repeat(block, self.channels // block.shape[1], axis=1)

    def _beds(self, begin: Milliseconds, end: Milliseconds) -> Iterator[Looped]:
        """Give what lies under a block, as if it began with it."""
        timeline = self._told.timeline
        if not self._told.is_whole:  # its end is far, for all that is known
            timeline = replace(timeline, length=LONGEST_LENGTH)
        making_way = _from(begin, ducking(timeline, swells=self._finish.swells))
        for one in underlays(timeline, throughout=self._finish.bed):
            if one.fades[0][0] < end and begin < one.fades[-1][0]:
                piece = _around(self._bedding.loop(one.kind)[0], begin, end)
                fades = _from(begin, one.fades)
                yield Looped(piece, self._levelling.bed(one.kind), fades, making_way)


@contextmanager
def live(rendering: Rendering, *, folders: Folders | None = None) -> Iterator[Live]:
    """Open a practice that is to be heard. Where a length is asked for, all of it is spoken first.

    Args:
        rendering: What is played.
        folders: Where spoken lines and what engines have learned are kept; None to keep nothing.

    Raises:
        ScriptError: The practice cannot be read, or a variable has no value.
        LengthError: The length cannot be reached; the message holds every one that can.
        VoiceError: A voice is not there, or fails.
    """
    with scored(rendering, folders=folders) as score:
        has_bed = any(isinstance(step, Bed) and step.kind for step in score.steps)
        title = score.front.title
        unfolding = Unfolding(score.speaking, title, score.steps)
        bedding = Bedding(score.finish, score.steps, score.speaking.own_bed)
        yield Live(unfolding, score.finish, bedding, title=title, has_bed=has_bed)


def _around(once: Loop, begin: Milliseconds, end: Milliseconds) -> Clip:
    """Give what of a loop that goes round lies between two moments."""
    parts: list[Samples] = []
    at, last = frames_at(begin), frames_at(end)
    while at < last:
        place = at % once.frames
        part = once.part(place, place + last - at)
        parts.append(part)
        at = Frames(at + len(part))
    return Clip(np.concatenate(parts))


def _from(begin: Milliseconds, curve: Curve) -> Curve:
    return [(Milliseconds(moment - begin), factor) for moment, factor in curve]
