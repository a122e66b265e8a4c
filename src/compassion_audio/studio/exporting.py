"""A practice in other forms than a recording: for other programs, for reading, for looking at."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

from compassion_audio.errors import CompassionAudioError, NotOurs, nearest
from compassion_audio.files import file_error, refuse_what_is_no_file, whole_file
from compassion_audio.script import Choices, FrontMatter, Say, Step, resolve
from compassion_audio.script.export import reading, speech_markdown, ssml, text
from compassion_audio.settings import Folders
from compassion_audio.studio.catalogue import read
from compassion_audio.timeline import Timeline
from compassion_audio.timeline.picture import drawn

if TYPE_CHECKING:
    from compassion_audio.studio.rendering import Progress, Rendering

_WRITTEN: Mapping[str, Callable[[FrontMatter, Iterable[Step]], str]] = {
    "ssml": ssml.written,
    "speech-markdown": speech_markdown.written,
    "text": text.written,
    "reading": reading.written,
}
PICTURE = "picture"
FORMS = (*_WRITTEN, PICTURE)


def export(
    rendering: "Rendering",
    form: str,
    *,
    to: Path | IO[bytes],
    may_overwrite: bool = False,
    shows_personal: bool = False,
    progress: "Callable[[Progress], None] | None" = None,
    folders: Folders | None = None,
) -> None:
    """Write a practice in one of the `FORMS`, as UTF-8.

    Args:
        rendering: What to write. Its voice and pace count only where time is measured.
        form: One of `FORMS`.
        to: The file, which appears whole or not at all; or a stream.
        may_overwrite: Also over a file that is there.
        shows_personal: Show a person's own words, and not `…` in their place.
        progress: Called before each line is spoken.
        folders: As for `planned`.

    Raises:
        FileError: The file is there already, or cannot be written.
        CompassionAudioError: As for `page`.
    """
    if isinstance(to, Path):
        _check_place(to, may_overwrite=may_overwrite)
    data = page(
        rendering, form, shows_personal=shows_personal, progress=progress, folders=folders
    ).encode()
    if isinstance(to, Path):
        with whole_file(to) as file:
            file.write(data)
    else:
        _send(data, to)


def page(
    rendering: "Rendering",
    form: str,
    *,
    shows_personal: bool = False,
    progress: "Callable[[Progress], None] | None" = None,
    folders: Folders | None = None,
) -> str:
    """Give a practice in one of the `FORMS`.

    Only a picture, and a form that is asked for at a length, needs to have the lines spoken.

    Raises:
        CompassionAudioError: There is no such form; or as for `planned`.
    """
    if form not in FORMS:
        hint = nearest(form, FORMS) or f"the forms are {', '.join(FORMS)}"
        raise CompassionAudioError(f"there is no form called {form!r}", hint=hint)
    if form != PICTURE and rendering.length is None:
        script = read(rendering.source)
        choices = Choices(is_alone=rendering.is_alone, values=rendering.values)
        steps = resolve(script, choices, name=rendering.source.name)
        return _WRITTEN[form](script.front, _shown(steps, shows_personal=shows_personal))
    from compassion_audio.studio.plan import RINGS
    from compassion_audio.studio.planning import planned
    from compassion_audio.studio.rendering import ignore_progress

    with planned(rendering, progress or ignore_progress, folders=folders) as plan:
        front = plan.front
        if form == PICTURE:
            timeline = _opened(plan.timeline, shows_personal=shows_personal)
            return drawn(timeline, ring=RINGS, title=front.title)
        return _WRITTEN[form](front, _shown(plan.steps, shows_personal=shows_personal))


def timed(
    rendering: "Rendering",
    *,
    shows_personal: bool = False,
    progress: "Callable[[Progress], None] | None" = None,
    folders: Folders | None = None,
) -> Timeline:
    """Give the timeline that a recording would have, and make none.

    Raises:
        CompassionAudioError: As for `planned`.
    """
    from compassion_audio.studio.planning import planned
    from compassion_audio.studio.rendering import ignore_progress

    with planned(rendering, progress or ignore_progress, folders=folders) as plan:
        return _opened(plan.timeline, shows_personal=shows_personal)


def _opened(timeline: Timeline, *, shows_personal: bool) -> Timeline:
    steps = _shown((cue.step for cue in timeline.cues), shows_personal=shows_personal)
    cues = zip(timeline.cues, steps, strict=True)
    return replace(timeline, cues=tuple(replace(cue, step=step) for cue, step in cues))


def _shown(steps: Iterable[Step], *, shows_personal: bool) -> tuple[Step, ...]:
    """Make of each sentence what may be shown of it; the other words are gone, not just hidden."""
    return tuple(
        replace(step, text=step.text if shows_personal else step.caption, public="")
        if isinstance(step, Say) and step.public
        else step
        for step in steps
    )


def _check_place(path: Path, *, may_overwrite: bool) -> None:
    refuse_what_is_no_file(path, hint="name a file after -o")
    if path.exists() and not may_overwrite:
        raise NotOurs(
            f"{path} is there already",
            hint="choose another name with -o, or overwrite it with --force",
        )


def _send(data: bytes, stream: IO[bytes]) -> None:
    try:
        stream.write(data)
        stream.flush()
    except BrokenPipeError:
        raise  # whoever was reading has read enough
    except OSError as cause:
        raise file_error("cannot write to", "the output", cause) from cause
