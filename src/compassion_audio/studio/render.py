"""From a practice to a finished recording."""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from compassion_audio import __version__
from compassion_audio.audio.bell import BELLS, strike
from compassion_audio.audio.clip import Clip, Samples
from compassion_audio.audio.level import bell_gain, speech_gain
from compassion_audio.audio.mix import BLOCK, Placed, mix, quantised
from compassion_audio.delivery.cover import draw_cover
from compassion_audio.delivery.recording import refuse_to_lose, write_recording
from compassion_audio.delivery.tags import Tags
from compassion_audio.errors import FileError
from compassion_audio.files import aside_file, file_error, whole_file
from compassion_audio.library import Source
from compassion_audio.script import Bell, Say, Script
from compassion_audio.studio.catalogue import read
from compassion_audio.studio.voices import Warmer, voice_called, warmer_than
from compassion_audio.timeline import Timeline, lay_out
from compassion_audio.units import Milliseconds, WordsPerMinute, frames_at
from compassion_audio.voices.lines import spoken_lines
from compassion_audio.voices.names import Chosen

SUFFIX = ".mp3"


@dataclass(frozen=True, slots=True)
class Rendering:
    """What to make: a pure value that says everything about the sound."""

    source: Source
    voice: str
    """As people name it: `engine:voice`, or an engine alone."""

    pace: WordsPerMinute


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rendering is."""

    stage: Literal["speaking", "writing"]
    done: int
    total: int
    words: str
    """What is being said; empty while writing."""


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


def ignore_progress(_: Progress) -> None:
    """Listen to no progress."""


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
    progress: Callable[[Progress], None] = ignore_progress,
) -> Report:
    """Make a recording.

    Args:
        rendering: What to make.
        to: The file, which appears whole or not at all; or a stream, which gets the whole
            recording once it is finished.
        may_overwrite: Also over a file that this program did not make.
        progress: Called before each line is spoken, and as the recording is written.

    Raises:
        ScriptError: The practice cannot be read.
        VoiceError: The voice is not there, or fails.
        FileError: The recording cannot be written there, or would destroy someone's work.
    """
    script = read(rendering.source)
    with voice_called(rendering.voice) as voice, _opened(to, may_overwrite) as file:
        clips = _spoken_lines(script, voice, rendering.pace, progress)
        timeline = lay_out(
            script.steps,
            clips={say: clip.length for say, clip in clips.items()},
            ring={kind: bell.ring for kind, bell in BELLS.items()},
            title=script.front.title,
        )
        blocks = mix(_placed(timeline, clips), length=timeline.length)
        tags = _tags(script, timeline, voice.name)
        write_recording(file, tags, quantised(_counted(blocks, timeline.length, progress)))
        return Report(
            path=to if isinstance(to, Path) else None,
            title=script.front.title,
            voice=voice.name,
            about=voice.engine.about,
            warmer=warmer_than(voice),
            pace=rendering.pace,
            timeline=timeline,
        )


def _spoken_lines(
    script: Script, voice: Chosen, pace: WordsPerMinute, progress: Callable[[Progress], None]
) -> dict[Say, Clip]:
    lines = tuple(dict.fromkeys(script.sentences))
    clips: dict[Say, Clip] = {}
    if lines:
        progress(Progress("speaking", 0, len(lines), lines[0].text))
    for done, (line, clip) in enumerate(spoken_lines(lines, voice=voice, pace=pace), start=1):
        clips[line] = clip
        if done < len(lines):
            progress(Progress("speaking", done, len(lines), lines[done].text))
    return clips


def _placed(timeline: Timeline, clips: dict[Say, Clip]) -> Iterator[Placed]:
    gain = speech_gain(clips.values())
    strokes: dict[str, Clip] = {}
    for cue in timeline.cues:
        match cue.step:
            case Say():
                yield Placed(clips[cue.step], cue.start, gain)
            case Bell(kind=kind):
                bell = strokes[kind] = strokes.get(kind) or strike(kind)
                yield from (Placed(bell, start, bell_gain()) for start in cue.strokes)


def _counted(
    blocks: Iterator[Samples], length: Milliseconds, progress: Callable[[Progress], None]
) -> Iterator[Samples]:
    total = -(-frames_at(length) // BLOCK)
    for index, block in enumerate(blocks):
        progress(Progress("writing", index, total, ""))
        yield block


def _tags(script: Script, timeline: Timeline, voice: str) -> Tags:
    return Tags(
        title=script.front.title,
        summary=script.front.summary,
        language=script.front.language,
        voice=voice,
        length=timeline.length,
        chapters=timeline.chapters,
        lyrics="\n".join(say.text for say in script.sentences),
        cover=draw_cover(script.front.title),
        version=__version__,
    )


def _opened(to: Path | IO[bytes], may_overwrite: bool) -> AbstractContextManager[IO[bytes]]:  # noqa: FBT001  # private, called once
    if not isinstance(to, Path):
        return _streamed(to)
    _refuse_what_is_no_file(to)
    if may_overwrite:
        return whole_file(to)
    refuse_to_lose(to)
    return whole_file(to, before_it_appears=lambda: refuse_to_lose(to))


def _refuse_what_is_no_file(path: Path) -> None:
    """Check that a recording can take this place: that there is a file, or nothing."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    except OSError as cause:
        raise file_error("cannot write", path, cause) from cause
    if not stat.S_ISREG(mode):
        what = "a folder" if stat.S_ISDIR(mode) else "no ordinary file"
        raise FileError(f"cannot write {path}: it is {what}", hint="choose another name with -o")


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
