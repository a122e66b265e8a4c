"""From a practice to a finished recording."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

import numpy as np

from compassion_audio import __version__
from compassion_audio.audio.master import Levels
from compassion_audio.audio.mix import BLOCK, Stretch, quantised
from compassion_audio.delivery.cover import draw_cover
from compassion_audio.delivery.mp3 import ENCODED_LEVEL
from compassion_audio.delivery.pieces import Pcm, Whole
from compassion_audio.delivery.recording import refuse_to_lose, write_recording
from compassion_audio.delivery.tags import Tags
from compassion_audio.errors import CompassionAudioError, FileError
from compassion_audio.files import aside_file, file_error, refuse_what_is_no_file, whole_file
from compassion_audio.script import Say
from compassion_audio.settings import Folders
from compassion_audio.shelf import Shelf
from compassion_audio.studio.catalogue import read
from compassion_audio.studio.planning import Plan, planned
from compassion_audio.studio.rendering import (
    Listener,
    Progress,
    Rendering,
    Substitute,
    ignore_progress,
)
from compassion_audio.studio.sound import Sounded, sounded
from compassion_audio.studio.voices import Warmer, warmer_than
from compassion_audio.timeline import Timeline
from compassion_audio.units import SAMPLE_RATE, WordsPerMinute, frames_at

SUFFIX = ".mp3"

_LONGEST_WHOLE = 60 * SAMPLE_RATE
"""Frames. A longer stretch, as one under a bed, is mixed and encoded as it comes."""

_PIECES_LIMIT = 2**29
"""Bytes of encoded sound that are kept between runs. Some twelve hours of speech."""


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
    with ExitStack() as stack:
        file = stack.enter_context(_opened(to, may_overwrite))
        plan = stack.enter_context(planned(rendering, progress, folders=folders))
        timeline = plan.timeline
        sound = sounded(plan, rendering.finish)
        tags = _tags(plan, shows_personal=shows_personal)
        shelf = stack.enter_context(closing(piece_shelf(folders))) if folders else None
        blocks = _encodable(sound, progress)
        write_recording(file, tags, blocks, channels=sound.channels, shelf=shelf)
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


def piece_shelf(folders: Folders) -> Shelf:
    """Give the encoded sound that is kept between runs."""
    return Shelf(folders.cache / "pieces", limit=_PIECES_LIMIT, holding="encoded sound")


def _encodable(sound: Sounded, progress: Listener) -> Iterator[Pcm | Whole]:
    """Give the sound as the encoder takes it: what is short is made when it is needed."""
    total = frames_at(sound.length)
    at = 0
    for one in sound.stretches:
        yield from _quiet(one.begin - at, sound.channels)
        at = one.begin
        if one.end - one.begin <= _LONGEST_WHOLE:
            progress(Progress("writing", at, total, ""))
            yield Whole(one.end - one.begin, one.digest, partial(_pcm, one))
            at = one.end
            continue
        for block in quantised(one.sound(), gain=1 / ENCODED_LEVEL):
            progress(Progress("writing", at, total, ""))
            yield block
            at += len(block)
    yield from _quiet(total - at, sound.channels)


def _pcm(one: Stretch) -> Pcm:
    return np.concatenate(list(quantised(one.sound(), gain=1 / ENCODED_LEVEL)))


def _quiet(frames: int, channels: int) -> Iterator[Pcm]:
    for done in range(0, frames, BLOCK):
        yield np.zeros((min(BLOCK, frames - done), channels), dtype=np.int16)


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
