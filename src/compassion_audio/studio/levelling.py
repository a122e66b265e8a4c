"""The levels of a practice of which not every line is spoken yet."""

from collections.abc import Sequence

from compassion_audio.audio.level import as_factor
from compassion_audio.audio.master import (
    BELL_UNDER_SPEECH,
    PRESETS,
    Levels,
    Sounding,
    levels,
)
from compassion_audio.audio.own_sound import OwnSound
from compassion_audio.script import Bell, Say
from compassion_audio.studio.finish import Finish
from compassion_audio.studio.sound import Bedding, struck
from compassion_audio.studio.unfolding import Unfolding
from compassion_audio.timeline import Cue
from compassion_audio.units import Milliseconds

Stroke = tuple[str, Milliseconds]
"""The kind of a bell, and when it is struck."""

_GROWTH = 1.15
"""Levels are found anew when there are so many times more lines: all of them together then cost
no more than a few times the last."""


class Levelling:
    """Finds the levels anew as more lines are known.

    Before the first line is spoken a bell rings as it would beside speech that reaches the
    ceiling, which levelled speech does.

    Args:
        unfolding: The lines.
        finish: How it is finished.
        bedding: Its beds.
        channels: Two where there is a bed.
    """

    def __init__(
        self, unfolding: Unfolding, finish: Finish, bedding: Bedding, *, channels: int
    ) -> None:
        self._told = unfolding
        self._bedding = bedding
        self._finish = finish
        self._channels = channels
        preset = PRESETS[finish.preset]
        self._target = preset.target(channels)
        self.ceiling = preset.ceiling
        """Of the limiter."""
        self._beds: dict[str, float] = {}
        self._found = Levels((), as_factor(self.ceiling) * as_factor(BELL_UNDER_SPEECH), ())

    def found(
        self, lines: Sequence[Cue], strokes: Sequence[Stroke], *, needed: int
    ) -> tuple[Sequence[float], float]:
        """Give the factor of each line, and that of a bell.

        Args:
            lines: Those that may be looked at.
            strokes: As `lines`.
            needed: How many of them must have a factor now.
        """
        have = len(self._found.lines)
        is_new = have < needed or len(lines) > have * _GROWTH
        if (lines and is_new) or (strokes and not self._told.has_lines):
            self._found = self._levels(lines, strokes)
        return self._found.lines, self._found.bell

    def bed(self, kind: str) -> float:
        """Give the factor of a bed, which no line changes."""
        if kind not in self._beds:
            self._beds[kind] = self._bed(kind)
        return self._beds[kind]

    def sound(self, own: OwnSound) -> float:
        """Give the factor of a person's own sound, which no line changes."""
        here = Sounding(Milliseconds(0), own.length, own.measured)
        (gain,) = levels(
            (),
            (),
            target=self._target,
            channels=self._channels,
            ceiling=self.ceiling,
            sounds=[here],
        ).sounds
        return gain

    def _bed(self, kind: str) -> float:
        (gain,) = levels(
            (),
            (),
            target=self._target,
            channels=self._channels,
            ceiling=self.ceiling,
            beds=[self._bedding.loop(kind)[1]],
            bed_level=self._finish.level_of_bed,
        ).beds
        return gain

    def _levels(self, lines: Sequence[Cue], strokes: Sequence[Stroke]) -> Levels:
        return levels(
            [self._line(cue) for cue in lines],
            [Sounding(start, start, struck(kind).measured) for kind, start in strokes],
            target=self._target,
            channels=self._channels,
            ceiling=self.ceiling,
        )

    def _line(self, cue: Cue) -> tuple[str, Sounding]:
        assert isinstance(cue.step, Say)  # noqa: S101  # only such cues are given
        who, measured = self._told.measured(cue.step)
        return who, Sounding(cue.start, cue.end, measured)


def strokes_of(cues: Sequence[Cue]) -> list[Stroke]:
    """Give every stroke of the bells among cues."""
    return [
        (cue.step.kind, start)
        for cue in cues
        if isinstance(cue.step, Bell)
        for start in cue.strokes
    ]
