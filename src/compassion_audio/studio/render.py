"""From a practice to a finished recording."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from compassion_audio import __version__
from compassion_audio.audio.clip import Samples
from compassion_audio.audio.master import Levels
from compassion_audio.audio.mix import BLOCK, quantised
from compassion_audio.delivery.cover import draw_cover
from compassion_audio.delivery.mp3 import ENCODED_LEVEL
from compassion_audio.delivery.recording import refuse_to_lose, write_recording
from compassion_audio.delivery.tags import Tags
from compassion_audio.errors import CompassionAudioError, FileError
from compassion_audio.files import aside_file, file_error, refuse_what_is_no_file, whole_file
from compassion_audio.script import Say
from compassion_audio.settings import Folders
from compassion_audio.studio.catalogue import read
from compassion_audio.studio.planning import RINGS, Plan, planned
from compassion_audio.studio.rendering import (
    Listener,
    Progress,
    Rendering,
    Substitute,
    ignore_progress,
)
from compassion_audio.studio.sound import Sounded, sounded
from compassion_audio.studio.voices import Warmer, warmer_than
from compassion_audio.timeline import Timeline, kept
from compassion_audio.units import Milliseconds, WordsPerMinute, frames_at

SUFFIX = ".mp3"


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

    @property
    def lines(self) -> int:
        """How many lines are spoken, each counted once."""
        return len({cue.step for cue in self.timeline.cues if isinstance(cue.step, Say)})


def recording_path(slug: str, *, wanted: str | None, folder: Path) -> Path:
    """Decide where a recording goes.

    Args:
        slug: The practice's short name.
        wanted: A file, or a folder: one that is there, or a name without `.mp3`. None for the
            usual folder.
        folder: The usual folder.

    Raises:
        FileError: The name has the ending of something that is not MP3, or is empty.
    """
    if wanted is None:
        return folder / f"{slug}{SUFFIX}"
    if not wanted:
        raise FileError("the output has no name", hint="name a file or a folder after -o")
    try:
        path = Path(wanted).expanduser()
        is_folder = path.is_dir() or wanted.endswith(("/", os.sep))
    except RuntimeError as cause:
        raise FileError(f"cannot write {wanted}: no such person", hint="check the path") from cause
    except OSError as cause:
        raise file_error("cannot write", wanted, cause) from cause
    if is_folder and not path.is_dir():
        return path / f"{slug}{SUFFIX}"
    if path.name.lower().endswith(SUFFIX):
        return path
    if path.suffix and not is_folder:
        raise FileError(f"cannot write {wanted}: recordings are MP3", hint="end the name in .mp3")
    return path / f"{slug}{SUFFIX}"


def render(
    rendering: Rendering,
    *,
    to: Path | IO[bytes],
    may_overwrite: bool = False,
    shows_personal: bool = False,
    progress: Listener = ignore_progress,
    folders: Folders | None = None,
) -> Report:
    """Make a recording.

    Args:
        rendering: What to make.
        to: The file, which appears whole or not at all; or a stream, which gets the whole
            recording once it is finished.
        may_overwrite: Also over a file that this program did not make.
        shows_personal: Show a person's own words in the tags, and not `…` in their place.
        progress: Called before each line is spoken, and as the recording is written.
        folders: Where spoken lines and what engines have learned are kept; None to keep nothing.

    Raises:
        ScriptError: The practice cannot be read, or a variable has no value.
        LengthError: The length that was asked for cannot be reached.
        VoiceError: A voice is not there, or fails.
        FileError: The recording cannot be written there, or would destroy someone's work.
    """
    read(rendering.source)
    with (
        _opened(to, may_overwrite) as file,
        planned(rendering, progress, folders=folders) as plan,
    ):
        timeline = plan.timeline
        sound = sounded(plan, rendering.finish)
        counted = _counted(sound.blocks, timeline.length, progress)
        blocks = quantised(counted, gain=1 / ENCODED_LEVEL)
        tags = _tags(plan, shows_personal=shows_personal)
        tags = replace(tags, timeline=_timeline(plan, sound, rendering.finish.preset))
        write_recording(file, tags, blocks, channels=sound.channels)
        return Report(
            path=to if isinstance(to, Path) else None,
            title=plan.script.front.title,
            voice=plan.voice.name,
            about=plan.voice.engine.about,
            warmer=warmer_than(plan.voice, folders),
            pace=rendering.pace,
            timeline=timeline,
            levels=sound.levels,
            trouble=plan.trouble,
            substitutes=plan.substitutes,
        )


def _counted(
    blocks: Iterator[Samples], length: Milliseconds, progress: Listener
) -> Iterator[Samples]:
    total = -(-frames_at(length) // BLOCK)
    for index, block in enumerate(blocks):
        progress(Progress("writing", index, total, ""))
        yield block


def _tags(plan: Plan, *, shows_personal: bool) -> Tags:
    front, timeline = plan.script.front, plan.timeline
    lines = (cue.step for cue in timeline.cues if isinstance(cue.step, Say))
    return Tags(
        title=front.title,
        summary=front.summary,
        language=front.language,
        voice=plan.voice.name,
        length=timeline.length,
        chapters=timeline.chapters,
        lyrics="\n".join(say.text if shows_personal else say.caption for say in lines),
        cover=draw_cover(front.title),
        version=__version__,
    )


def _timeline(plan: Plan, sound: Sounded, preset: str) -> str:
    """Write down what sounds when, so that the file alone can be verified."""
    return kept.written(
        kept.kept_of(
            plan.timeline,
            ring=RINGS,
            preset=preset,
            has_bed=sound.channels > 1,
            bell_level=sound.levels.bell,
        )
    )


def _opened(to: Path | IO[bytes], may_overwrite: bool) -> AbstractContextManager[IO[bytes]]:  # noqa: FBT001  # private, called once
    if not isinstance(to, Path):
        return _streamed(to)
    refuse_what_is_no_file(to, hint="choose another name with -o")
    if may_overwrite:
        return whole_file(to)
    refuse_to_lose(to)
    return whole_file(to, before_it_appears=lambda: refuse_to_lose(to))


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
