"""The words of a recording and their moments, in files beside it.

Subtitles and plain text have no place for a mark, so what these files hold decides: one that says
what the recording beside it says, byte for byte, is this program's own and unchanged.
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from compassion_audio.delivery.captions import WRITERS, Transcript
from compassion_audio.delivery.formats import FORMATS
from compassion_audio.delivery.told import told_of
from compassion_audio.errors import CompassionAudioError, NotOurs, nearest
from compassion_audio.files import read_bytes, refuse_what_is_no_file, whole_file
from compassion_audio.timeline import kept
from compassion_audio.timeline.captions import captions_of


@dataclass(frozen=True, slots=True)
class CaptionFiles:
    """Where the captions of a recording go, and what may be lost there."""

    recording: Path
    kinds: tuple[str, ...]
    """Keys of `delivery.captions.WRITERS`."""

    known: frozenset[bytes]
    """What the recordings of that name said when this was asked."""

    may_overwrite: bool

    @property
    def paths(self) -> tuple[Path, ...]:
        """Give them in the order in which they were asked for."""
        return tuple(self.recording.with_suffix(f".{kind}") for kind in self.kinds)


def caption_kinds(asked: str) -> tuple[str, ...]:
    """Read which captions are wanted, as in `vtt,srt`; each counts once.

    Raises:
        CompassionAudioError: One of them is none, or none is named.
    """
    kinds = tuple(dict.fromkeys(one.strip().lower().lstrip(".") for one in asked.split(",")))
    for kind in kinds:
        if kind not in WRITERS:
            hint = nearest(kind, WRITERS) or f"there are {', '.join(WRITERS)}"
            raise CompassionAudioError(f"{kind!r} is no kind of captions", hint=hint)
    return kinds


def caption_files(
    recording: Path, kinds: tuple[str, ...], *, may_overwrite: bool = False
) -> CaptionFiles:
    """Decide where captions go, before a new recording takes the place of the one they tell of.

    Raises:
        NotOurs: Someone's work would be lost.
        FileError: A file there cannot be read.
    """
    files = CaptionFiles(recording, kinds, _known(recording, kinds), may_overwrite)
    for path in files.paths:
        refuse_what_is_no_file(path, hint="choose another name with -o")
        _refuse_to_lose(path, files)
    return files


def write_captions(files: CaptionFiles, transcript: Transcript) -> tuple[Path, ...]:
    """Write the captions; each file appears whole or not at all.

    Raises:
        NotOurs: Someone has written there in the meantime.
        FileError: They cannot be written there.
    """
    for kind, path in zip(files.kinds, files.paths, strict=True):
        data = WRITERS[kind](transcript).encode("utf-8", "replace")
        check = partial(_refuse_to_lose, path, files, data)
        check()
        with whole_file(path, before_it_appears=check) as file:
            file.write(data)
    return files.paths


def transcript_of(recording: Path) -> Transcript | None:
    """Read the words of a recording from its tags; None where it keeps none.

    Raises:
        FileError: It is not there, or cannot be read.
    """
    told = told_of(recording)
    if not told or not told.timeline:
        return None
    try:
        plan = kept.read(told.timeline)
    except ValueError:  # damaged, or of a later version
        return None
    return Transcript(told.title, plan.length, plan.chapters, captions_of(plan))


def _known(recording: Path, kinds: tuple[str, ...]) -> frozenset[bytes]:
    """Give what the recordings of this name, in any format, would have beside them."""
    if not kinds:
        return frozenset()
    names = [recording.with_suffix(one.ending) for one in FORMATS]
    told = [transcript_of(path) for path in names if path.is_file()]
    return frozenset(WRITERS[kind](one).encode() for one in told if one for kind in kinds)


def _refuse_to_lose(path: Path, files: CaptionFiles, new: bytes = b"") -> None:
    if files.may_overwrite or not path.exists():
        return
    if read_bytes(path) not in (new, *files.known):
        raise NotOurs(
            f"{path} is there already, and is not what the recording beside it says",
            hint="choose another name with -o, or overwrite it with --force",
        )
