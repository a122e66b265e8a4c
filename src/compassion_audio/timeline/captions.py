"""What is said when, for people who read along: the lines of a recording and their moments."""

from dataclasses import dataclass

from compassion_audio.script import Say
from compassion_audio.timeline.kept import Kept
from compassion_audio.timeline.plan import LEAD, TAIL, Timeline
from compassion_audio.units import Milliseconds


@dataclass(frozen=True, slots=True)
class Caption:
    """One line."""

    start: Milliseconds
    """When its first sound is heard."""

    end: Milliseconds
    """When its last sound has been heard; after `start`, and no later than the next one begins."""

    words: str
    """As they are read: with `…` where a person's own words are not shown."""


def captions_of(kept: Kept) -> tuple[Caption, ...]:
    """Take the lines from what a recording keeps of its plan, in the order in which they sound."""
    lines = kept.of_kind("say")
    return tuple(Caption(line.start, line.end, line.words) for line in lines)


def captions_in(timeline: Timeline, *, shows_personal: bool = False) -> tuple[Caption, ...]:
    """Take the lines from a plan: the same ones, unless a person's own words are to be shown."""
    return tuple(
        Caption(
            Milliseconds(cue.start + LEAD),
            Milliseconds(max(cue.start + LEAD, cue.end - TAIL)),
            cue.step.text if shows_personal else cue.step.caption,
        )
        for cue in timeline.cues
        if isinstance(cue.step, Say)
    )
