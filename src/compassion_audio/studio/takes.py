"""Sets of a person's own recordings: made, looked at and removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from compassion_audio.errors import CompassionAudioError, SettingsError
from compassion_audio.library import Source
from compassion_audio.script import Choices, Say, Script, Section, Step, every_line, resolve
from compassion_audio.script.export import reading
from compassion_audio.settings import Folders
from compassion_audio.studio.catalogue import read
from compassion_audio.units import LONGEST_LENGTH
from compassion_audio.voices.takes.collection import Collection, Coverage, Line, Practice, folded
from compassion_audio.voices.takes.folder import TakesFolder, names

OTHER_FORMS = "Only in some lengths, or beside other practices"


@dataclass(frozen=True, slots=True)
class Made:
    """A set that was made, or brought to the words of today."""

    folder: Path
    page: Path
    """To read from."""

    lines: int
    """Of the practice."""

    fresh: int
    """Of those, how many have a number for the first time."""

    personal: tuple[int, ...]
    """Lines of the file that cannot be recorded once for all: their words are given each time."""


def make_set(source: Source, name: str, *, folders: Folders | None) -> Made:
    """Make a set of takes for a practice, or bring one that is there to its words of today.

    Every take that is there is kept, and every line that has one.

    Raises:
        ScriptError: The practice cannot be read.
        CompassionAudioError: The name cannot be one, or the set cannot be written.
    """
    folder = set_called(name, folders)
    script = read(source)
    lines = every_line(script)
    before = folder.load() if folder else Collection()
    after = before.with_practice(
        source.slug,
        title=script.front.title,
        language=script.front.language,
        words=[line.text for line in lines if not line.public],
    )
    page = folder.write(f"reading-{_file_name(source.slug)}.html", _page(script, after))
    folder.save(after)
    practice = after.practice(source.slug)
    return Made(
        folder.path,
        page,
        lines=len(practice.numbers) if practice else 0,
        fresh=after.following - before.following,
        personal=tuple(sorted({line.line for line in lines if line.public})),
    )


def stand(
    name: str, *, folders: Folders | None
) -> tuple[tuple[tuple[Practice, tuple[Coverage, ...]], ...], tuple[Line, ...]]:
    """Say how every line of a set stands, and which takes have no place any more.

    Raises:
        CompassionAudioError: There is no such set.
    """
    collection = set_called(name, folders).load()
    return (
        tuple((one, tuple(collection.coverage(one))) for one in collection.practices),
        collection.left_over(),
    )


def sets(*, folders: Folders | None) -> tuple[str, ...]:
    """Give the names of all sets."""
    return names(root_of(folders))


def place_of(name: str, *, folders: Folders | None) -> Path:
    """Give the folder of a set.

    Raises:
        CompassionAudioError: There is no such set.
    """
    folder = set_called(name, folders)
    folder.load()
    return folder.path


def remove(name: str, numbers: Sequence[int] = (), *, folders: Folders | None) -> None:
    """Remove takes, or the whole set where none is named.

    Raises:
        CompassionAudioError: There is no such set or take, or it cannot be removed.
    """
    folder = set_called(name, folders)
    if not numbers:
        folder.remove_all()
        return
    lines = [folder.load().line(number) for number in numbers]
    for line in lines:
        if line.take is None:
            raise CompassionAudioError(
                f"line {line.number} has no take", hint=f"see: compassion takes show {name}"
            )
    for line in lines:
        folder.remove(line.number)


def root_of(folders: Folders | None) -> Path:
    """Give the folder of all sets.

    Raises:
        SettingsError: This person has no home to keep any in.
    """
    if folders is None:
        raise SettingsError(
            "there is no home folder to keep recordings in",
            hint="name a folder for them in COMPASSION_DATA",
        )
    return folders.data / "takes"


def set_called(name: str, folders: Folders | None) -> TakesFolder:
    """Give the folder of a set, whether it is there or not.

    Raises:
        CompassionAudioError: There is no folder for any, or this cannot be its name.
    """
    return TakesFolder(root_of(folders), name)


def _page(script: Script, collection: Collection) -> str:
    """Write the page to read from, each line with its number, those of other lengths at the end."""
    lines = every_line(script)
    needed = {one.name: "words" for one in script.variables if one.default is None}
    steps: list[Step] = list(resolve(script, Choices(LONGEST_LENGTH, values=needed)))
    there = {step.text for step in steps if isinstance(step, Say)}
    others = [line for line in lines if line.text not in there]
    if others:
        steps += [Section(OTHER_FORMS, others[0].line), *others]
    by_words = collection.by_words
    return reading.written(
        script.front,
        steps,
        number=lambda say: (
            str(by_words[folded(say.text)].number) if folded(say.text) in by_words else "-"
        ),
    )


def _file_name(slug: str) -> str:
    """Make a name that any file system takes."""
    return "".join(one if one.isalnum() or one in "-_" else "-" for one in slug)[:60]
