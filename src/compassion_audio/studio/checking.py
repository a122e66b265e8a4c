"""A practice read by the careful editor, with the lengths its lines have in a voice."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from compassion_audio.check import Finding, Reading, Severity, check, stand_ins
from compassion_audio.errors import CompassionAudioError, FileError
from compassion_audio.library import Source
from compassion_audio.script import Choices, Say, Script, resolve
from compassion_audio.session import advice
from compassion_audio.settings import Folders
from compassion_audio.studio.catalogue import read
from compassion_audio.studio.estimating import guessed
from compassion_audio.studio.guides import WholeSession, natural_length, whole_guide
from compassion_audio.studio.own_sounds import file_of, files_named
from compassion_audio.studio.plan import RINGS
from compassion_audio.studio.planning import planned
from compassion_audio.studio.rendering import Rendering
from compassion_audio.timeline import Timeline, lay_out
from compassion_audio.units import Milliseconds, WordsPerMinute


@dataclass(frozen=True, slots=True)
class Checked:
    """What the careful editor has to say about one practice, and how it was listened to."""

    title: str

    findings: tuple[Finding, ...]
    """In the order of the file."""

    length: Milliseconds
    """At the natural length, alone; of a guide as it shall be, and of a course nothing."""

    voice: str
    """Whose speech was measured; empty where lengths were estimated."""

    estimated_because: str
    """Why no voice spoke; empty where one did."""


def check_practice(
    source: Source, *, voice: str, pace: WordsPerMinute, folders: Folders | None = None
) -> Checked:
    """Read a practice as a careful editor would, and listen to it where a voice can speak.

    Args:
        source: The practice.
        voice: Who speaks it, in every role. A voice that is not here, or fails, is no error: the
            lengths are then estimated from the words, and the result says so.
        pace: Words a minute.
        folders: As for `planned`.

    Raises:
        ScriptError: The practice cannot be read.
    """
    script = read(source)
    timeline, speaker, reason = _heard(source, script, voice, pace, folders)
    reading = Reading(timeline, source.text, is_measured=bool(speaker))
    findings = (*check(script, reading), *_missing(source, script))
    findings = tuple(sorted(findings, key=lambda one: one.line))
    return Checked(script.front.title, findings, timeline.length, speaker, reason)


def _missing(source: Source, script: Script) -> Iterator[Finding]:
    """Say which sounds are not there, whatever decides whether they are heard."""
    for step in files_named(script.steps):
        try:
            file_of(source, step)
        except FileError as cause:
            told = cause.message.removeprefix(f"{source.name}: line {step.line}: ")
            hint = f"{cause.hint[:1].upper()}{cause.hint[1:]}"
            yield Finding("sound/file", Severity.WARNING, step.line, told, hint)


def check_guide(source: Source, *, pace: WordsPerMinute, own: Path | None = None) -> Checked:
    """Read a guide as a careful editor would; its practices are checked for themselves.

    Args:
        source: The guide.
        pace: Words a minute.
        own: The person's own library, if there is one.

    Raises:
        GuideError: It cannot be read, or names what is not there.
    """
    whole = whole_guide(source, own=own)
    guide = whole.session if isinstance(whole, WholeSession) else whole.course
    findings = tuple(
        Finding("guide/bed-level", Severity.WARNING, one.line, one.message, one.hint)
        for one in advice(guide)
    )
    length = natural_length(whole, pace) if isinstance(whole, WholeSession) else Milliseconds(0)
    return Checked(guide.about.title, findings, length, "", "")


def _heard(
    source: Source, script: Script, voice: str, pace: WordsPerMinute, folders: Folders | None
) -> tuple[Timeline, str, str]:
    """Give the timeline, and who spoke it or why nobody did."""
    values = stand_ins(script.variables)
    steps = resolve(script, Choices(values=values))
    roles = {step.role: voice for step in steps if isinstance(step, Say) and step.role}
    rendering = Rendering(source, voice, pace, roles=roles, values=values)
    try:
        with planned(rendering, folders=folders) as plan:
            return plan.timeline, plan.voice.name, ""
    except CompassionAudioError as cause:
        timeline = lay_out(steps, clips=guessed(steps, pace), ring=RINGS, title=script.front.title)
        return timeline, "", cause.message
