"""What is heard in one rendering: its sounds, and its lines, each spoken once, by who can."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from functools import cached_property
from typing import TYPE_CHECKING

from compassion_audio.errors import CompassionAudioError, NoTake, VoiceError
from compassion_audio.script import (
    Bed,
    Choices,
    Say,
    Script,
    Sound,
    Step,
    every_line,
    resolve,
    said,
)
from compassion_audio.settings import Folders
from compassion_audio.studio.own_sounds import file_of, sound_of
from compassion_audio.studio.rendering import Listener, Progress, Rendering, Substitute
from compassion_audio.studio.voices import voice_called
from compassion_audio.timeline import Clips
from compassion_audio.units import Milliseconds
from compassion_audio.voices.cache import Line, LineCache
from compassion_audio.voices.lines import Speaker, spoken, spoken_lines
from compassion_audio.voices.names import Chosen
from compassion_audio.voices.reel import Reel
from compassion_audio.voices.takes.collection import CHANGED, folded

if TYPE_CHECKING:
    from compassion_audio.audio.own_sound import OwnSound


def line_cache(folders: Folders) -> LineCache:
    """Give the spoken lines that are kept between runs."""
    return LineCache(folders.cache / "lines")


class Speaking:
    """Speaks the lines of one rendering.

    Args:
        rendering: What is being made.
        script: Its practice.
        stack: Keeps engines and files open until the rendering is over.
        progress: Called before each line is spoken.
        folders: Where lines and what engines have learned are kept; None to keep nothing.
    """

    def __init__(
        self,
        rendering: Rendering,
        script: Script,
        stack: ExitStack,
        progress: Listener,
        folders: Folders | None,
    ) -> None:
        self._rendering = rendering
        self._script = script
        self._stack = stack
        self._progress = progress
        self._folders = folders
        self._kept = stack.enter_context(closing(line_cache(folders))) if folders else None
        self._voices: dict[str, Chosen] = {}
        self._speakers: dict[Say, str] = {}
        self._missed: dict[Say, str] = {}
        self.clips = stack.enter_context(Reel())
        self.sounds: dict[str, OwnSound] = {}
        self.voice("")

    @property
    def trouble(self) -> CompassionAudioError | None:
        """Why lines could not be kept; None where they were."""
        return self._kept.trouble if self._kept else None

    def voice(self, role: str) -> Chosen:
        """Find the voice of a role, and keep its engine until the rendering is over."""
        if role not in self._voices:
            name = self._rendering.roles[role] if role else self._rendering.voice
            self._voices[role] = self._stack.enter_context(voice_called(name, self._folders))
        return self._voices[role]

    def steps(self, length: Milliseconds | None) -> tuple[Step, ...]:
        """Resolve the script for a length."""
        choices = Choices(length, self._rendering.is_alone, self._rendering.values)
        steps = resolve(self._script, choices, name=self._rendering.source.name)
        for step in steps:
            self._check(step)
        return steps

    def lengths(self, steps: Sequence[Step]) -> Clips:
        """Speak the lines that were not spoken yet, and give how long all of these are."""
        sounds = self._lengths_of_sounds(steps)
        lines = tuple(dict.fromkeys(step for step in steps if isinstance(step, Say)))
        fresh = [line for line in lines if line not in self.clips]
        for role, mine in self._shared_out(fresh):
            done = sum(line in self.clips for line in fresh)
            self._tell(done, len(fresh), mine[0])
            who = self._who(role)
            for index, (line, found) in enumerate(spoken_lines(mine, who), start=1):
                self._keep(line, found, who.voice)
                if index < len(mine):
                    self._tell(done + index, len(fresh), mine[index])
        return sounds | {line: self.clips.length(line) for line in lines}

    def _lengths_of_sounds(self, steps: Sequence[Step]) -> dict[Say | Sound, Milliseconds]:
        """Read the sounds that were not read yet, before anybody speaks, and measure them."""
        sounds = [step for step in steps if isinstance(step, Sound)]
        for step in sounds:
            if step.file not in self.sounds:
                self.sounds[step.file] = sound_of(self._rendering.source, step)
        return {step: self.sounds[step.file].length for step in sounds}

    def told(self, lines: Iterable[Say]) -> tuple[dict[Say, str], tuple[Substitute, ...]]:
        """Give who speaks each of these lines, and those that are not spoken as was asked."""
        speakers = {line: self._speakers[line] for line in lines}
        missed = {line.line: self._missed[line] for line in speakers if line in self._missed}
        name = self._fallback.name if missed else ""
        return speakers, tuple(Substitute(line, missed[line], name) for line in sorted(missed))

    def _shared_out(self, fresh: Sequence[Say]) -> Iterator[tuple[str | None, list[Say]]]:
        """Give the lines to those who speak them; what is recorded is taken at once.

        Yields:
            A role, or None for who speaks what was not recorded, and its lines: at least one.
        """
        missed: list[Say] = []
        for role in dict.fromkeys(line.role for line in fresh):
            mine = [line for line in fresh if line.role == role]
            if self.voice(role).engine.is_recorded:
                missed += self._without_take(mine, self._who(role))
            else:
                yield role, mine
        if missed:
            yield None, missed

    def _without_take(self, lines: Sequence[Say], who: Speaker) -> list[Say]:
        """Keep the takes that there are, and give the lines that have none."""
        missed = []
        for line in lines:
            try:
                self._keep(line, spoken(line, who), who.voice)
            except NoTake as cause:
                self._missed[line] = self._reason(line, cause)
                missed.append(line)
        return missed

    def _keep(self, line: Say, found: Line, voice: Chosen) -> None:
        self.clips.add(line, found)
        self._speakers[line] = voice.name

    def _reason(self, line: Say, cause: NoTake) -> str:
        """Say why a line has no take: only here it is known which lines the practice has."""
        if line.public:
            return "it holds words of your own"
        slug = self._rendering.source.slug
        if any(slug in practices and words not in self._words for words, practices in cause.alike):
            return CHANGED
        return cause.reason

    @cached_property
    def _words(self) -> frozenset[str]:
        """Every line that the practice can have, whatever decides its conditions."""
        return frozenset(folded(line.text) for line in every_line(self._script))

    @cached_property
    def _fallback(self) -> Chosen:
        name = self._rendering.otherwise
        voice = self._stack.enter_context(voice_called(name, self._folders))
        if voice.engine.is_recorded:
            raise VoiceError(
                f"{name} cannot speak the lines that have no take: it is recorded, too",
                hint="name another with --otherwise; see: compassion voices",
            )
        return voice

    def _who(self, role: str | None) -> Speaker:
        voice = self._fallback if role is None else self.voice(role)
        return Speaker(
            voice,
            self._rendering.paces.get(role or "", self._rendering.pace),
            lambda text: said(text, self._script.front.pronounce),
            self._kept,
        )

    def _tell(self, done: int, total: int, line: Say) -> None:
        self._progress(Progress("speaking", done, total, line.caption))

    def _check(self, step: Step) -> None:
        if isinstance(step, Say) and step.role and step.role not in self._rendering.roles:
            raise VoiceError(
                f"{self._rendering.source.name}: line {step.line}: "
                f"the role {step.role!r} has no voice",
                hint=f"give it one with --voice {step.role}=NAME",
            )
        if isinstance(step, Sound):
            file_of(self._rendering.source, step)
        if isinstance(step, Bed) and step.is_own and self._rendering.finish.bed is None:
            file_of(self._rendering.source, step)
