"""The practices of a rendering: one that stands for itself, or those of a session."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from compassion_audio.errors import VoiceError
from compassion_audio.library import Source
from compassion_audio.script import Bed, Bell, Choices, Say, Script, Sound, Step, resolve
from compassion_audio.studio.own_sounds import file_of
from compassion_audio.units import Milliseconds, WordsPerMinute

APART = "/"
"""Between the mark of a part and a role in it; no role has it in its name."""


@dataclass(frozen=True, slots=True)
class Part:
    """A practice within a rendering, and who speaks it."""

    source: Source
    script: Script
    voices: Mapping[str, str]
    """The voice of each role; the practice's own has an empty name."""

    paces: Mapping[str, WordsPerMinute]
    """The pace of each role that has one of its own; the practice's own has one."""

    values: Mapping[str, str] = field(default_factory=dict)
    """A person's own words for its variables."""

    is_alone: bool = True
    is_last: bool = False
    """Whether a session ends with it, so that it keeps its closing."""

    is_rung_out: bool = False
    """Whether the session's own bell follows, so that it leaves out the one it ends with."""

    mark: str = ""
    """Stands before its roles and its files, so that those of two practices are told apart."""

    heeds_beds: bool = True
    """Whether the beds it asks for are heard."""

    @property
    def own_role(self) -> str:
        """The role of its own voice, as its lines have it."""
        return self.mark

    def steps(self, length: Milliseconds | None) -> tuple[Step, ...]:
        """Resolve it for a length.

        Raises:
            ScriptError: A variable has no value.
            VoiceError: A role has no voice.
            FileError: A file that it names is not there.
        """
        choices = Choices(length, self.is_alone, self.values, self.is_last)
        steps = resolve(self.script, choices, name=self.source.name)
        if self.is_rung_out and steps and isinstance(steps[-1], Bell):
            steps = steps[:-1]
        return tuple(self._marked(step) for step in steps)

    def voice_of(self, role: str) -> str:
        """Give who speaks one of its roles, as its lines have it."""
        return self.voices[role.removeprefix(self.mark)]

    def pace_of(self, role: str) -> WordsPerMinute:
        """Give the pace of one of its roles, as its lines have it."""
        return self.paces.get(role.removeprefix(self.mark), self.paces[""])

    def _marked(self, step: Step) -> Step:
        match step:
            case Say():
                if step.role not in self.voices:
                    raise VoiceError(
                        f"{self.source.name}: line {step.line}: "
                        f"the role {step.role!r} has no voice",
                        hint=f"give it one with --voice {step.role}=NAME",
                    )
                return replace(step, role=self.mark + step.role)
            case Sound():
                file_of(self.source, step)
                return replace(step, file=self.mark + step.file)
            case Bed(is_own=True):
                if self.heeds_beds:
                    file_of(self.source, step)
                return replace(step, kind=self.mark + step.kind)
            case _:
                return step


def mark_of(role: str) -> str:
    """Give the mark of the part that a line's role belongs to."""
    return "".join(role.rpartition(APART)[:2])
