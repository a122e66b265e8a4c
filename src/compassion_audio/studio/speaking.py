"""What is heard in one rendering: its sounds, and its lines, each spoken once, by who can."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import cache, cached_property
from typing import TYPE_CHECKING

from compassion_audio.errors import CompassionAudioError, NoTake, VoiceError
from compassion_audio.script import Bed, Say, Script, Sound, Step, every_line, said
from compassion_audio.settings import Folders
from compassion_audio.studio.own_sounds import bed_of, sound_of
from compassion_audio.studio.parts import Part, mark_of
from compassion_audio.studio.rendering import Listener, Progress, Substitute
from compassion_audio.studio.voices import voice_called
from compassion_audio.timeline import Clips
from compassion_audio.units import Milliseconds
from compassion_audio.voices.cache import Line, LineCache
from compassion_audio.voices.lines import Speaker, spoken, spoken_lines
from compassion_audio.voices.names import Chosen
from compassion_audio.voices.reel import Reel
from compassion_audio.voices.takes.collection import CHANGED, folded

if TYPE_CHECKING:
    from compassion_audio.audio.own_bed import OwnBed
    from compassion_audio.audio.own_sound import OwnSound


def line_cache(folders: Folders) -> LineCache:
    """Give the spoken lines that are kept between runs."""
    return LineCache(folders.cache / "lines")


class Speaking:
    """Speaks the lines of one rendering.

    Args:
        parts: Its practices.
        otherwise: Who speaks the lines that a recorded voice has no take of.
        stack: Keeps engines and files open until the rendering is over.
        progress: Called before each line is spoken.
        folders: Where lines and what engines have learned are kept; None to keep nothing.
    """

    def __init__(
        self,
        parts: Iterable[Part],
        otherwise: str,
        stack: ExitStack,
        progress: Listener,
        folders: Folders | None,
    ) -> None:
        self._parts = {part.mark: part for part in parts}
        self._otherwise = otherwise
        self._stack = stack
        self._progress = progress
        self._folders = folders
        self._kept = stack.enter_context(closing(line_cache(folders))) if folders else None
        self._voices: dict[str, Chosen] = {}
        self._speakers: dict[Say, str] = {}
        self._missed: dict[Say, str] = {}
        self.clips = stack.enter_context(Reel())
        self.sounds: dict[str, OwnSound] = {}
        """The person's own that were read, by their names as the steps have them."""

        self._beds: dict[str, OwnBed] = {}
        for part in self._parts.values():
            self.voice(part.own_role)

    @property
    def trouble(self) -> CompassionAudioError | None:
        """Why lines could not be kept; None where they were."""
        return self._kept.trouble if self._kept else None

    def voice(self, role: str) -> Chosen:
        """Find the voice of a role, and keep its engine until the rendering is over."""
        return self.called(self._part(role).voice_of(role))

    def called(self, name: str) -> Chosen:
        """Find a voice by its name, and keep its engine until the rendering is over."""
        if name not in self._voices:
            self._voices[name] = self._stack.enter_context(voice_called(name, self._folders))
        return self._voices[name]

    def lengths(self, steps: Sequence[Step]) -> Clips:
        """Speak the lines that were not spoken yet, and give how long all of these are."""
        sounds = self.lengths_of_sounds(steps)
        lines = tuple(dict.fromkeys(step for step in steps if isinstance(step, Say)))
        fresh = [line for line in lines if line not in self.clips]
        for who, mine in self._shared_out(fresh):
            done = sum(line in self.clips for line in fresh)
            self._tell(done, len(fresh), mine[0])
            for index, (line, found) in enumerate(spoken_lines(mine, who), start=1):
                self._keep(line, found, who.voice)
                if index < len(mine):
                    self._tell(done + index, len(fresh), mine[index])
        return sounds | {line: self.clips.length(line) for line in lines}

    def lengths_of_sounds(self, steps: Sequence[Step]) -> dict[Say | Sound, Milliseconds]:
        """Read the sounds that were not read yet, before anybody speaks, and measure them.

        Raises:
            FileError: One cannot be read.
        """
        sounds = [step for step in steps if isinstance(step, Sound)]
        for step in sounds:
            if step.file not in self.sounds:
                part = self._part_naming(step.file)
                named = replace(step, file=step.file.removeprefix(part.mark))
                self.sounds[step.file] = sound_of(part.source, named)
        return {step: self.sounds[step.file].length for step in sounds}

    def own_bed(self, step: Bed) -> "OwnBed":
        """Read a bed of the person's own, once.

        Raises:
            FileError: It cannot be read.
        """
        if step.kind not in self._beds:
            part = self._part_naming(step.kind)
            named = replace(step, kind=step.kind.removeprefix(part.mark))
            self._beds[step.kind] = bed_of(part.source, named)
        return self._beds[step.kind]

    def _part_naming(self, name: str) -> Part:
        return next(part for mark, part in self._parts.items() if name.startswith(mark))

    def in_turn(self, lines: Sequence[Say]) -> Iterator[Say]:
        """Speak the lines that were not spoken yet, and give each as soon as it can be heard.

        They come in their order, whoever speaks them; every speaker is some lines ahead.
        """
        fresh = [line for line in dict.fromkeys(lines) if line not in self.clips]
        turns: dict[Say, tuple[Iterator[tuple[Say, Line]], Chosen]] = {}
        for who, mine in self._shared_out(fresh):
            turns |= dict.fromkeys(mine, (spoken_lines(mine, who), who.voice))
        for line in dict.fromkeys(lines):
            if line in turns:
                speech, voice = turns[line]
                self._keep(*next(speech), voice)
            yield line

    def told(self, lines: Iterable[Say]) -> tuple[dict[Say, str], tuple[Substitute, ...]]:
        """Give who speaks each of these lines, and those that are not spoken as was asked."""
        speakers = {line: self._speakers[line] for line in lines}
        missed = {
            (line.role, line.line): self._missed[line] for line in speakers if line in self._missed
        }
        name = self._fallback.name if missed else ""
        return speakers, tuple(
            Substitute(line, missed[role, line], name, self._part(role).source.slug)
            for role, line in sorted(missed)
        )

    def _part(self, role: str) -> Part:
        return self._parts[mark_of(role)]

    def _shared_out(self, fresh: Sequence[Say]) -> Iterator[tuple[Speaker, list[Say]]]:
        """Give the lines to those who speak them; what is recorded is taken at once.

        Yields:
            Who speaks, and their lines: at least one.
        """
        missed: dict[str, list[Say]] = {}
        for role in dict.fromkeys(line.role for line in fresh):
            mine = [line for line in fresh if line.role == role]
            if not self.voice(role).engine.is_recorded:
                yield self._who(role), mine
            elif without := self._without_take(mine, self._who(role)):
                missed.setdefault(mark_of(role), []).extend(without)
        for mark, lines in missed.items():
            yield self._who(mark, self._fallback), lines

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
        part = self._part(line.role)
        if any(
            part.source.slug in practices and words not in _words_of(part.script)
            for words, practices in cause.alike
        ):
            return CHANGED
        return cause.reason

    @cached_property
    def _fallback(self) -> Chosen:
        name = self._otherwise
        voice = self.called(name)
        if voice.engine.is_recorded:
            raise VoiceError(
                f"{name} cannot speak the lines that have no take: it is recorded, too",
                hint="name another with --otherwise; see: compassion voices",
            )
        return voice

    def _who(self, role: str, voice: Chosen | None = None) -> Speaker:
        part = self._part(role)
        return Speaker(
            voice or self.voice(role),
            part.pace_of(role),
            lambda text: said(text, part.script.front.pronounce),
            self._kept,
        )

    def _tell(self, done: int, total: int, line: Say) -> None:
        self._progress(Progress("speaking", done, total, line.caption))


@cache
def _words_of(script: Script) -> frozenset[str]:
    """Give every line that a practice can have, whatever decides its conditions."""
    return frozenset(folded(line.text) for line in every_line(script))
