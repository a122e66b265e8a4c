"""A practice whose lines are still being spoken: what is known of its timeline so far."""

from bisect import bisect_right
from dataclasses import dataclass

from compassion_audio.audio.clip import Clip
from compassion_audio.audio.measured import Measured
from compassion_audio.audio.own_sound import OwnSound
from compassion_audio.script import Say, Section, Silence, Sound, Step
from compassion_audio.studio.plan import RINGS
from compassion_audio.studio.rendering import Substitute
from compassion_audio.studio.speaking import Speaking
from compassion_audio.timeline import LEAD, TAIL, Clips, Timeline, lay_out
from compassion_audio.timeline.plan import SILENCE_NAME
from compassion_audio.units import Milliseconds


@dataclass(frozen=True, slots=True)
class Moment:
    """What is heard at a moment."""

    section: str = ""
    words: str = ""
    """The caption of the line; empty where nobody speaks."""


class Unfolding:
    """Speaks the lines of a practice one after the other.

    Args:
        speaking: Its lines.
        title: Of the practice.
        steps: Resolved and, where a length was asked for, fitted.
    """

    def __init__(self, speaking: Speaking, title: str, steps: tuple[Step, ...]) -> None:
        self._speaking = speaking
        self._title = title
        self._steps = steps
        self._lines = tuple(dict.fromkeys(step for step in steps if isinstance(step, Say)))
        self._sounds = speaking.lengths_of_sounds(steps)
        self._coming = speaking.in_turn(self._lines)
        self._measured: dict[Say, tuple[str, Measured]] = {}
        self.timeline = self._laid_out()
        """Of all that comes before the first line that is not spoken yet."""

    @property
    def has_lines(self) -> bool:
        """Whether anybody speaks in it."""
        return bool(self._lines)

    @property
    def is_whole(self) -> bool:
        """Whether every line is spoken."""
        return len(self._measured) == len(self._lines)

    @property
    def known(self) -> Milliseconds:
        """Up to which moment nothing can be added any more."""
        ends = (cue.end - (TAIL if isinstance(cue.step, Say) else 0) for cue in self.timeline.cues)
        return Milliseconds(max(0, max(ends, default=0) - LEAD))

    @property
    def substitutes(self) -> tuple[Substitute, ...]:
        """The lines that were not spoken as was asked; once all of them are."""
        return self._speaking.told(self._measured)[1]

    def speak_on(self) -> bool:
        """Speak the next line; False when all are spoken.

        Raises:
            VoiceError: A voice fails.
        """
        line = next(self._coming, None)
        if line is not None:
            who = self._speaking.told([line])[0][line]
            self._measured[line] = who, self._speaking.clips.line(line).measured
            self.timeline = self._laid_out()
        return not self.is_whole

    def clip(self, line: Say) -> Clip:
        """Give the sound of a line that is spoken."""
        return self._speaking.clips[line]

    def measured(self, line: Say) -> tuple[str, Measured]:
        """Give who speaks a line, and its figures."""
        return self._measured[line]

    def sound(self, step: Sound) -> OwnSound:
        """Give a sound of the person's own."""
        return self._speaking.sounds[step.file]

    def at(self, moment: Milliseconds) -> Moment:
        """Tell what is heard at a moment, as far as it is known."""
        found = Moment()
        cues = self.timeline.cues
        for cue in cues[: bisect_right(cues, moment, key=lambda cue: cue.start)]:
            if isinstance(cue.step, Section):
                found = Moment(cue.step.name)
            elif isinstance(cue.step, Silence) and moment < cue.end:
                return Moment(SILENCE_NAME)
            elif isinstance(cue.step, Say):
                found = Moment(found.section, cue.step.caption if moment < cue.end else "")
        return found

    def _laid_out(self) -> Timeline:
        count = len(self._measured)
        end = len(self._steps)
        if count < len(self._lines):
            end = self._steps.index(self._lines[count])
        lines: Clips = {line: self._speaking.clips.length(line) for line in self._measured}
        clips: Clips = {**self._sounds, **lines}
        return lay_out(self._steps[:end], clips=clips, ring=RINGS, title=self._title)
