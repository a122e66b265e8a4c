"""A plan: everything measured and in its place, ready to be mixed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from compassion_audio.audio.bell import BELLS
from compassion_audio.errors import CompassionAudioError
from compassion_audio.script import Bell, FrontMatter, Say, Sound, Step
from compassion_audio.studio.finish import Finish
from compassion_audio.studio.rendering import Substitute
from compassion_audio.studio.speaking import Speaking
from compassion_audio.timeline import Timeline, lay_out
from compassion_audio.units import Milliseconds
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


def laid_out(
    steps: Sequence[Step],
    speaking: Speaking,
    *,
    front: FrontMatter,
    voice: Chosen,
    finish: Finish,
) -> Plan:
    """Place steps whose lengths are decided."""
    lengths = speaking.lengths(steps)
    timeline = lay_out(steps, clips=lengths, ring=RINGS, title=front.title)
    speakers, substitutes = speaking.told(line for line in lengths if isinstance(line, Say))
    return Plan(
        front,
        tuple(steps),
        timeline,
        speaking.clips,
        voice,
        speakers,
        substitutes,
        speaking.trouble,
        finish,
    )


def is_heard(steps: Sequence[Step]) -> bool:
    """Say whether anything of it sounds."""
    return any(isinstance(step, Say | Bell | Sound) for step in steps)
