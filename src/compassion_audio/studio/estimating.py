"""How long things are before anybody has spoken them: from the words, at a pace."""

from collections.abc import Iterable, Mapping

from compassion_audio.check import stand_ins
from compassion_audio.script import Bell, Choices, Say, Script, Silence, Sound, Step, resolve
from compassion_audio.script.marks import BELLS
from compassion_audio.script.words import count_words
from compassion_audio.timeline import LEAD, TAIL, Clips, Timeline, lay_out
from compassion_audio.timeline.plan import BELL_APART, BELL_HOLD
from compassion_audio.units import Milliseconds, WordsPerMinute

_NO_RINGS = dict.fromkeys(BELLS, Milliseconds(0))
"""A last bell rings on for some seconds; knowing how many takes numpy, and guesses need it not."""


def guessed(steps: Iterable[Step], pace: WordsPerMinute) -> Clips:
    """Guess how long each line is; a sound that cannot be opened counts as nothing."""
    return {step: _line(step, pace) for step in steps if isinstance(step, Say | Sound)}


def about(
    script: Script,
    pace: WordsPerMinute,
    *,
    is_alone: bool,
    is_last: bool = False,
    values: Mapping[str, str],
) -> Milliseconds:
    """Guess how long a practice is at its natural length.

    Args:
        script: The practice.
        pace: Words a minute.
        is_alone: Whether it stands for itself.
        is_last: Whether a session ends with it.
        values: Words for its variables; what has none is counted as a few plain words.
    """
    given = stand_ins(script.variables) | dict(values)
    return guessed_timeline(
        script, pace, Choices(is_alone=is_alone, is_last=is_last, values=given)
    ).length


def guessed_timeline(script: Script, pace: WordsPerMinute, choices: Choices) -> Timeline:
    """Guess when all of a practice sounds; a last bell ends with its hold."""
    steps = resolve(script, choices)
    return lay_out(steps, clips=guessed(steps, pace), ring=_NO_RINGS, title="")


def held(step: Silence | Bell) -> Milliseconds:
    """Give how long a silence or a bell holds, before whatever comes after it."""
    if isinstance(step, Silence):
        return step.natural
    return Milliseconds((step.times - 1) * BELL_APART + BELL_HOLD)


def _line(step: Say | Sound, pace: WordsPerMinute) -> Milliseconds:
    if isinstance(step, Sound):
        return Milliseconds(0)
    return Milliseconds(round(max(1, count_words(step.text)) * 60_000 / pace) + LEAD + TAIL)
