"""Sets of takes on the disk: read, checked, and each file of them written whole or not at all."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from compassion_audio.audio.clip import Clip
from compassion_audio.errors import CompassionAudioError, FileError, NotFound, nearest
from compassion_audio.files import file_error, read_bytes, whole_file
from compassion_audio.units import SAMPLE_RATE, Decibels, Milliseconds
from compassion_audio.voices.takes.collection import Collection, Line, Practice, Take
from compassion_audio.voices.takes.edit import Edited

LINES = "lines.json"
LIST = "lines.txt"
_VERSION = 1
_NAME = re.compile(r"[^\W_][\w-]{0,39}")
_FILE = re.compile(r"[\w-]{1,80}\.flac", re.ASCII)


class TakesFolder:
    """The folder of one set.

    Args:
        root: The folder of all sets.
        name: Of this one, as in `takes:name`.

    Raises:
        CompassionAudioError: It cannot be the name of a set.
    """

    def __init__(self, root: Path, name: str) -> None:
        if not _NAME.fullmatch(name):
            raise CompassionAudioError(
                f"a set of takes cannot be called {name[:80]!r}",
                hint="use letters, digits, - and _, as in: mine",
            )
        self.name = name
        self.path = root / name

    def __bool__(self) -> bool:
        """Whether there is such a set."""
        return (self.path / LINES).is_file()

    def load(self) -> Collection:
        """Read what is in the set.

        Raises:
            NotFound: There is no such set; the nearest names are in the hint.
            FileError: Its list of lines cannot be read.
        """
        if not self:
            hint = nearest(self.name, names(self.path.parent)) or (
                f"make it with: compassion takes new SCRIPT --name {self.name}"
            )
            raise NotFound(f"there is no set of takes called {self.name!r}", hint=hint)
        path = self.path / LINES
        try:
            return _read(json.loads(read_bytes(path)))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as cause:
            raise FileError(
                f"{path} is damaged, or of a later version of this program",
                hint="bring it back from a copy, or move the folder away and make the set again",
            ) from cause

    def save(self, collection: Collection) -> None:
        """Write the list of lines, for the program and for people.

        Raises:
            FileError: It cannot be written; then it is as it was.
        """
        with whole_file(self.path / LINES) as file:
            file.write(_written(collection).encode())
        with whole_file(self.path / LIST) as file:
            file.write(_for_people(collection).encode())

    def write(self, name: str, text: str) -> Path:
        """Write a text of the set."""
        with whole_file(self.path / name) as file:
            file.write(text.encode())
        return self.path / name

    def keep(self, number: int, edited: Edited, *, origin: str) -> Take:
        """Keep a take of a line; the one that it had stays beside it, until the next.

        The list is read afresh and written again: what others have added since stays.

        Raises:
            FileError: It cannot be written; the take before is as it was.
        """
        name = f"{number:03}.flac"
        take = Take(name, edited.clip.length, edited.level, edited.noise, origin)
        before = self.load()
        changed = before.with_take(before.line(number).number, take)
        path = self.path / name
        if path.exists():
            with whole_file(path.with_name(f"{number:03}-before.flac")) as last:
                last.write(read_bytes(path))
        with whole_file(path) as file:
            file.write(_flac(edited.clip))
        self.save(changed)
        return take

    def remove(self, number: int) -> None:
        """Take the take of a line away, for good.

        Raises:
            FileError: It cannot be removed.
        """
        self.save(self.load().with_take(number, None))
        for name in (f"{number:03}.flac", f"{number:03}-before.flac"):
            _unlink(self.path / name)

    def remove_all(self) -> None:
        """Take the whole set away, for good; files of others in its folder stay.

        Raises:
            FileError: A file cannot be removed.
        """
        for path in (self.path / LINES, *self._own_files()):  # the list first: without it
            _unlink(path)  # there is no set, and what is left of it harms nobody
        if not any(self.path.iterdir()):
            self.path.rmdir()

    def sound(self, take: Take) -> Clip:
        """Read a take.

        Raises:
            FileError: It is gone or damaged.
        """
        import soundfile

        path = self.path / take.file
        try:
            samples, rate = soundfile.read(io.BytesIO(read_bytes(path)), dtype="float32")
        except soundfile.LibsndfileError as cause:
            raise FileError(f"{path} is damaged", hint="record the line again") from cause
        if rate != SAMPLE_RATE or samples.ndim != 1 or not len(samples):
            raise FileError(f"{path} is not as it was written", hint="record the line again")
        return Clip(np.ascontiguousarray(samples[:, np.newaxis]))

    def _own_files(self) -> Iterator[Path]:
        yield self.path / LIST
        yield from self.path.glob("reading-*.html")
        for path in self.path.glob("*.flac"):
            if re.fullmatch(r"\d{3,}(-before)?\.flac", path.name, re.ASCII):
                yield path


def names(root: Path) -> tuple[str, ...]:
    """Give the names of all sets, sorted."""
    try:
        found = (path.parent.name for path in root.glob(f"*/{LINES}"))
        return tuple(sorted(name for name in found if _NAME.fullmatch(name)))
    except OSError:  # a folder that may not be read holds nothing for this person
        return ()


def _unlink(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as cause:
        raise file_error("cannot remove", path, cause) from cause


def _flac(clip: Clip) -> bytes:
    """Encode in memory: libsndfile swallows the errors of a file that it writes to by itself."""
    import soundfile

    out = io.BytesIO()
    soundfile.write(out, clip.samples, clip.rate, format="FLAC", subtype="PCM_24")
    return out.getvalue()


def _written(collection: Collection) -> str:
    data = {"version": _VERSION, **asdict(collection)}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _read(data: Any) -> Collection:  # noqa: ANN401  # what a file may hold
    if data["version"] != _VERSION:
        raise ValueError("another version")
    practices = tuple(
        Practice(one["slug"], one["title"], one["language"], tuple(map(int, one["numbers"])))
        for one in data["practices"]
    )
    lines = tuple(_read_line(one) for one in data["lines"])
    known = {line.number for line in lines}
    numbers = {number for practice in practices for number in practice.numbers}
    if len(known) != len(lines) or not numbers <= known or not all(number > 0 for number in known):
        raise ValueError("numbers that do not fit")
    return Collection(practices, lines, max(int(data["following"]), 1 + max(known, default=0)))


def _read_line(data: Any) -> Line:  # noqa: ANN401  # what a file may hold
    take = data["take"]
    if take is not None:
        if not _FILE.fullmatch(take["file"]):
            raise ValueError("a file that is not the set's own")
        take = Take(
            take["file"],
            Milliseconds(int(take["length"])),
            Decibels(float(take["level"])),
            Decibels(float(take["noise"])),
            str(take["origin"]),
        )
    practices = tuple(str(one) for one in data["practices"])
    return Line(int(data["number"]), str(data["text"]), practices, take)


def _for_people(collection: Collection) -> str:
    pages = []
    for practice in collection.practices:
        pages.append(f"{practice.title}\n")
        pages += [
            f"{one.line.number:>4}  {'+' if one.state == 'recorded' else ' '} {one.line.text}"
            for one in collection.coverage(practice)
        ]
        pages.append("")
    return "\n".join(["+ has a take", "", *pages])
