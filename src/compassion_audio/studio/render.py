"""From a practice to a finished recording."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from compassion_audio import __version__
from compassion_audio.audio.clip import Samples
from compassion_audio.audio.master import Levels
from compassion_audio.audio.mix import silence
from compassion_audio.delivery.captions import Transcript
from compassion_audio.delivery.cover import draw_cover
from compassion_audio.delivery.formats import (
    MP3,
    Encoding,
    Format,
    format_of,
    refuse_what_is_missing,
    unknown_ending,
)
from compassion_audio.delivery.recording import Sound, refuse_to_lose, write_recording
from compassion_audio.delivery.tags import Tags, Track
from compassion_audio.errors import CompassionAudioError, FileError
from compassion_audio.files import aside_file, file_error, refuse_what_is_no_file, whole_file
from compassion_audio.notice import notice
from compassion_audio.script import Say
from compassion_audio.settings import Folders
from compassion_audio.shelf import Shelf
from compassion_audio.studio.assembling import session_of
from compassion_audio.studio.captioning import caption_files, write_captions
from compassion_audio.studio.catalogue import read
from compassion_audio.studio.own_sounds import bed_file
from compassion_audio.studio.plan import RINGS, Plan
from compassion_audio.studio.planning import planned
from compassion_audio.studio.rendering import (
    Listener,
    Progress,
    Rendering,
    Substitute,
    ignore_progress,
)
from compassion_audio.studio.sound import Sounded, sounded
from compassion_audio.studio.voices import Warmer, warmer_than
from compassion_audio.timeline import LEAD, Timeline, kept
from compassion_audio.timeline.captions import captions_in
from compassion_audio.units import SAMPLE_RATE, Milliseconds, WordsPerMinute, frames_at

_LONGEST_WHOLE = 60 * SAMPLE_RATE
"""Frames. A longer stretch, as one under a bed, is mixed and encoded as it comes."""

_PIECES_LIMIT = 2**29
"""Bytes of encoded sound that are kept between runs. Some twelve hours of speech."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a recording says of itself beside what its plan says."""

    shows_personal: bool = False
    """Show a person's own words, and not `…` in their place."""

    own_line: str = ""
    """What the person adds to the notice."""

    track: Track | None = None
    """Where it stands among others."""

    recipe: str = ""
    """A digest of all that it is made of."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was made."""

    path: Path | None
    """None when it went to a stream."""

    title: str
    voice: str
    about: str
    """What a listener should know of the voice's sound."""

    warmer: Warmer | None
    pace: WordsPerMinute
    timeline: Timeline
    levels: Levels
    """The factors that brought it to its loudness."""

    trouble: CompassionAudioError | None
    """Why spoken lines could not be kept for the next time; None where they were."""

    substitutes: tuple[Substitute, ...] = ()
    """The lines that another voice speaks, because the one asked for has no take of them."""

    captions: tuple[Path, ...] = ()
    """The files beside it that hold its words and their moments."""

    @property
    def lines(self) -> int:
        """How many lines are spoken, each counted once."""
        return len({cue.step for cue in self.timeline.cues if isinstance(cue.step, Say)})


def recording_path(
    slug: str, *, wanted: str | None, folder: Path, format_: Format | None = None
) -> Path:
    """Decide where a recording goes.

    Args:
        slug: The practice's short name.
        wanted: A file, or a folder: one that is there, or a name without an ending. None for the
            usual folder.
        folder: The usual folder.
        format_: What it shall be; None to go by the ending, and MP3 where there is none.

    Raises:
        FileError: The name is empty, or has an ending that is not the format's, or no format's.
    """
    name = f"{slug}{(format_ or MP3).ending}"
    if wanted is None:
        return folder / name
    if not wanted:
        raise FileError("the output has no name", hint="name a file or a folder after -o")
    try:
        path = Path(wanted).expanduser()
        is_folder = path.is_dir() or wanted.endswith(("/", os.sep))
    except RuntimeError as cause:
        raise FileError(f"cannot write {wanted}: no such person", hint="check the path") from cause
    except OSError as cause:
        raise file_error("cannot write", wanted, cause) from cause
    found = None if wanted.endswith(("/", os.sep)) else format_of(path)
    if not found and path.suffix and not is_folder:
        raise unknown_ending(path)
    if not found:
        return path / name
    if format_ and format_ != found:
        raise FileError(
            f"cannot write {wanted}: it ends in {found.ending}, and the format is {format_.name}",
            hint="leave out one of the two",
        )
    return path


def render(
    rendering: Rendering,
    *,
    to: Path | IO[bytes],
    encoding: Encoding | None = None,
    captions: tuple[str, ...] = (),
    may_overwrite: bool = False,
    shows_personal: bool = False,
    own_line: str = "",
    progress: Listener = ignore_progress,
    folders: Folders | None = None,
) -> Report:
    """Make a recording.

    Args:
        rendering: What to make.
        to: The file, which appears whole or not at all; or a stream, which gets the whole
            recording once it is finished.
        encoding: The format, and how well it is kept; None for what the file's ending says.
        captions: What else to write beside the file, as `caption_kinds` reads it; none beside a
            stream.
        may_overwrite: Also over a file that this program did not make.
        shows_personal: Show a person's own words in tags and captions, and not `…` in their place.
        own_line: What the person adds to the notice in the tags.
        progress: Called before each line is spoken, and as the recording is written.
        folders: Where spoken lines and what engines have learned are kept; None to keep nothing.

    Raises:
        ScriptError: The practice cannot be read, or a variable has no value.
        LengthError: The length that was asked for cannot be reached.
        VoiceError: A voice is not there, or fails.
        FileError: The recording cannot be written there, or would destroy someone's work; or a
            sound or a bed of the person's own cannot be read.
    """
    encoding = encoding or Encoding((isinstance(to, Path) and format_of(to)) or MP3)
    refuse_what_is_missing(encoding.format)
    check_readable(rendering)
    path = to if isinstance(to, Path) else None
    beside = caption_files(path, captions, may_overwrite=may_overwrite) if path else None
    with _opened(to, may_overwrite) as file, planned(rendering, progress, folders=folders) as plan:
        report = written(
            plan,
            file,
            Label(shows_personal, own_line),
            encoding=encoding,
            progress=progress,
            folders=folders,
        )
    if beside:
        words = transcript(report, shows_personal=shows_personal)
        report = replace(report, captions=write_captions(beside, words))
    return replace(report, path=path)


def transcript(report: Report, *, shows_personal: bool) -> Transcript:
    """Give what is said in a recording that was just made."""
    timeline = report.timeline
    lines = captions_in(timeline, shows_personal=shows_personal)
    return Transcript(report.title, timeline.length, timeline.chapters, lines)


def check_readable(rendering: Rendering) -> None:
    """Read what is to be made, so that what is wrong with it is known before anything is written.

    Raises:
        CompassionAudioError: It cannot be read.
    """
    bed_file(rendering.finish.bed)
    if rendering.source.kind == "guide":
        session_of(rendering)
    else:
        read(rendering.source)


def written(
    plan: Plan,
    file: IO[bytes],
    label: Label,
    *,
    encoding: Encoding,
    progress: Listener = ignore_progress,
    folders: Folders | None = None,
) -> Report:
    """Write the recording of a plan.

    Args:
        plan: What sounds when.
        file: Empty, open for writing, reading and seeking.
        label: What it says of itself beside that.
        encoding: The format, and how well it is kept.
        progress: Called as it is written.
        folders: Where encoded sound is kept; None to keep nothing.
    """
    with ExitStack() as stack:
        timeline = plan.timeline
        sound = sounded(plan)
        tags = _tags(plan, label, _timeline(plan, sound, label.recipe))
        shelf = stack.enter_context(closing(piece_shelf(folders))) if folders else None
        write_recording(
            file,
            tags,
            _counted(sound, progress),
            channels=sound.channels,
            encoding=encoding,
            shelf=shelf,
            is_private=any(one.is_private for one in sound.stretches),
        )
        return Report(
            path=None,
            title=plan.front.title,
            voice=plan.voice.name,
            about=plan.voice.engine.about,
            warmer=warmer_than(plan.voice, folders),
            pace=plan.pace,
            timeline=timeline,
            levels=sound.levels,
            trouble=plan.trouble,
            substitutes=plan.substitutes,
        )


def piece_shelf(folders: Folders) -> Shelf:
    """Give the encoded sound that is kept between runs."""
    return Shelf(folders.cache / "pieces", limit=_PIECES_LIMIT, holding="encoded sound")


def _counted(sound: Sounded, progress: Listener) -> Iterator[Sound]:
    """Give the sound as it is written: what is short is made when it is needed."""
    total = frames_at(sound.length)
    at = 0

    def told(blocks: Iterator[Samples]) -> Iterator[Samples]:
        nonlocal at
        for block in blocks:
            progress(Progress("writing", at, total, ""))
            yield block
            at += len(block)

    for one in sound.stretches:
        yield from told(silence(one.begin - at, sound.channels))
        if one.end - one.begin > _LONGEST_WHOLE:
            yield from one.steady
            yield from told(one.sound())
        else:
            progress(Progress("writing", at, total, ""))
            yield one
            at = one.end
    yield from told(silence(total - at, sound.channels))


def _tags(plan: Plan, label: Label, told: str) -> Tags:
    front, timeline = plan.front, plan.timeline
    synced = tuple(
        (
            Milliseconds(cue.start + LEAD),
            cue.step.text if label.shows_personal else cue.step.caption,
        )
        for cue in timeline.cues
        if isinstance(cue.step, Say)
    )
    return Tags(
        title=front.title,
        summary=front.summary,
        notice=notice(front.language, label.own_line),
        language=front.language,
        voice=plan.voice.name,
        length=timeline.length,
        chapters=timeline.chapters,
        lyrics="\n".join(line for _, line in synced),
        cover=draw_cover(front.title),
        version=__version__,
        synced=synced,
        timeline=told,
        caution=" ".join(front.caution.split()),
        track=label.track,
    )


def _timeline(plan: Plan, sound: Sounded, recipe: str) -> str:
    """Write down what sounds when, so that the file alone can be verified."""
    return kept.written(
        kept.kept_of(
            plan.timeline,
            ring=RINGS,
            preset=plan.finish.preset,
            has_bed=sound.channels > 1,
            bell_level=sound.levels.bell,
            recipe=recipe,
        )
    )


def _opened(to: Path | IO[bytes], may_overwrite: bool) -> AbstractContextManager[IO[bytes]]:  # noqa: FBT001  # private, called once
    return place_for(to, may_overwrite=may_overwrite) if isinstance(to, Path) else _streamed(to)


def place_for(path: Path, *, may_overwrite: bool) -> AbstractContextManager[IO[bytes]]:
    """Open the file of a recording, which appears whole, and in nobody's place.

    Raises:
        FileError: It cannot be written there, or would destroy someone's work.
    """
    refuse_what_is_no_file(path, hint="choose another name with -o")
    if may_overwrite:
        return whole_file(path)
    refuse_to_lose(path)
    return whole_file(path, before_it_appears=lambda: refuse_to_lose(path))


@contextmanager
def _streamed(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """Collect a recording aside, because its head is known last, and then send it whole."""
    with aside_file() as aside:
        yield aside
        aside.seek(0)
        try:
            while piece := aside.read(1 << 20):
                stream.write(piece)
            stream.flush()
        except OSError as cause:
            raise file_error("cannot write the recording to", "the output", cause) from cause
