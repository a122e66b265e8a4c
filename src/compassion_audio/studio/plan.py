"""A plan: everything measured and in its place, ready to be mixed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from compassion_audio.audio.bell import BELLS
from compassion_audio.audio.own_bed import OwnBed
from compassion_audio.audio.own_sound import OwnSound
from compassion_audio.errors import CompassionAudioError
from compassion_audio.script import Bed, Bell, FrontMatter, Say, Sound, Step
from compassion_audio.studio.finish import Finish
from compassion_audio.studio.rendering import Substitute
from compassion_audio.studio.speaking import Speaking
from compassion_audio.timeline import Timeline, lay_out
from compassion_audio.units import Milliseconds, WordsPerMinute
from compassion_audio.voices.names import Chosen
from compassion_audio.voices.reel import Reel

RINGS: Mapping[str, Milliseconds] = {kind: bell.ring for kind, bell in BELLS.items()}


@dataclass(frozen=True, slots=True)
class Plan:
    """A practice or a session with everything measured."""

    front: FrontMatter
    """Of the practice, or what the session says of itself."""

    steps: tuple[Step, ...]
    """Resolved and, where a length was asked for, fitted."""

    timeline: Timeline
    clips: Reel
    """The lines; the sound of each is read when it is asked for."""

    voice: Chosen
    """Of the practice itself, or of a session's first; its engine lives as long as the plan."""

    speakers: Mapping[Say, str]
    """Who speaks each line in truth."""

    substitutes: tuple[Substitute, ...]
    """In the order of the practice; each line of it once, however often it is spoken."""

    trouble: CompassionAudioError | None
    """Why spoken lines could not be kept for the next time; None where they were."""

    finish: Finish
    pace: WordsPerMinute
    sounds: Mapping[str, OwnSound]
    """The person's own, by their names as the steps have them."""

    own_bed: Callable[[Bed], OwnBed]
    """Reads a bed of the person's own."""


@dataclass(frozen=True, slots=True)
class Score:
    """What is to be heard, in its order, with lengths decided; its lines may not be spoken yet."""

    steps: tuple[Step, ...]
    speaking: Speaking
    front: FrontMatter
    voice: Chosen
    finish: Finish
    pace: WordsPerMinute

    def planned(self) -> Plan:
        """Speak what is not spoken yet, and place everything."""
        lengths = self.speaking.lengths(self.steps)
        timeline = lay_out(self.steps, clips=lengths, ring=RINGS, title=self.front.title)
        lines = (line for line in lengths if isinstance(line, Say))
        speakers, substitutes = self.speaking.told(lines)
        return Plan(
            self.front,
            self.steps,
            timeline,
            self.speaking.clips,
            self.voice,
            speakers,
            substitutes,
            self.speaking.trouble,
            self.finish,
            self.pace,
            self.speaking.sounds,
            self.speaking.own_bed,
        )


def is_heard(steps: Sequence[Step]) -> bool:
    """Say whether anything of it sounds."""
    return any(isinstance(step, Say | Bell | Sound) for step in steps)
