"""A bundle: recordings, a page and plain text in one folder, for somebody else.

The folder keeps a list of what this program put there, with digests. Made again, a bundle replaces
exactly that, where nobody has changed it, and never takes away or writes over anything else.
"""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

from compassion_audio.delivery.captions import Transcript, text, vtt
from compassion_audio.errors import FileError, NotOurs
from compassion_audio.files import file_error, whole_file
from compassion_audio.sharing.digest import digest_of
from compassion_audio.sharing.item import Item
from compassion_audio.sharing.page import sounds_of

CONTENTS = "contents.json"
"""The list, in every bundle."""

PAGE, PLAYLIST, README, LICENCE = "index.html", "session.m3u8", "README.txt", "LICENCE.txt"
_FIXED = (CONTENTS, PAGE, PLAYLIST, README, LICENCE, "audio", "text")
VERSION = 1
_LARGEST = 1 << 20
"""Bytes of a list; one beyond it is not ours."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item lies in a bundle."""

    item: Item

    name: str
    """Of its files, without folder and ending: `01-soles-of-the-feet`."""

    @property
    def audio(self) -> str:
        """The recording."""
        return f"audio/{self.name}.mp3"

    @property
    def voice_only(self) -> str:
        """Its twin without a background; empty where there is none."""
        return f"audio/{self.name}-voice-only.mp3" if self.item.voice_only else ""

    @property
    def transcript(self) -> str:
        """What is said, to be read; empty where nobody speaks."""
        return f"text/{self.name}.txt" if self.item.captions else ""

    @property
    def captions(self) -> str:
        """What is said when."""
        return f"text/{self.name}.vtt" if self.item.captions else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What is shared, before it is put anywhere."""

    title: str
    places: tuple[Place, ...]
    """At least one; no two of the same name."""

    notice: str
    readme: str
    licence: str
    page: bytes
    """The page with the recordings beside it."""

    def files(self) -> Mapping[str, bytes | Path]:
        """Give every file by its name in the bundle: what is in it, or a file to copy."""
        found: dict[str, bytes | Path] = {
            PAGE: self.page,
            PLAYLIST: _playlist(self).encode("utf-8", "replace"),
            README: _for_anybody(self.readme),
            LICENCE: _for_anybody(self.licence),
        }
        for place in self.places:
            item = place.item
            found[place.audio] = item.audio
            if item.voice_only:
                found[place.voice_only] = item.voice_only
            if item.captions:
                said = Transcript(item.title, item.length, item.chapters, item.captions)
                found[place.transcript] = _for_anybody(f"{text(said)}\n{self.notice}\n")
                found[place.captions] = vtt(said).encode("utf-8", "replace")
        return found


def places_of(items: Sequence[Item], *, is_neutral: bool = False) -> tuple[Place, ...]:
    """Name the files of items in their order.

    Args:
        items: What lies there.
        is_neutral: Number them and no more: what a list of names tells, anybody may know.
    """
    recordings = {item.audio for item in items}
    names = [Path(sound.name).stem for sound in sounds_of(items) if sound.path in recordings]
    if is_neutral:
        names = [f"{number:02}" for number in range(1, len(items) + 1)]
    return tuple(Place(item, name) for item, name in zip(items, names, strict=True))


def sources_of(places: Sequence[Place]) -> list[str]:
    """Give the names of their sounds as a page wants them, twins after their recordings."""
    return [name for place in places for name in (place.audio, place.voice_only) if name]


def refuse_to_mix(folder: Path, *, may_overwrite: bool = False) -> None:
    """Check that a bundle may be put into a folder: a new or empty one, or a bundle of ours.

    Args:
        folder: Where it is to go.
        may_overwrite: Also over files of a bundle that somebody has changed since.

    Raises:
        NotOurs: It holds other files or a link that leads out, or a file was changed.
        FileError: It is no folder, or cannot be looked into.
    """
    try:
        if not folder.exists():
            return
        if not folder.is_dir():
            raise FileError(f"{folder} is a file", hint="name a folder for the bundle with -o")
        is_empty = next(folder.iterdir(), None) is None
    except OSError as cause:
        raise file_error("cannot look into", folder, cause) from cause
    listed = _listed(folder)
    if not is_empty and not listed:
        raise NotOurs(
            f"{folder} holds other files, and a bundle is handed over whole",
            hint="name a new folder with -o",
        )
    for name in (*_FIXED, *listed):
        if not (folder / name).resolve().is_relative_to(folder.resolve()):
            raise NotOurs(
                f"{folder / name} leads to another folder",
                hint="remove the link, or name a new folder with -o",
            )
    changed = [name for name, digests in listed.items() if _was_changed(folder / name, digests)]
    if changed and not may_overwrite:
        raise NotOurs(
            f"{folder / changed[0]} was changed since it was made",
            hint="name another folder with -o, or overwrite it with --force",
        )


def write_bundle(bundle: Bundle, folder: Path, *, may_overwrite: bool = False) -> tuple[str, ...]:
    """Put a bundle into a folder.

    Each file appears whole or not at all, and the list is written before the first and after the
    last: whatever ends this early, the next run knows what is its own.

    Args:
        bundle: What to put there.
        folder: Made where it is not there.
        may_overwrite: Also over files of a bundle that somebody has changed since.

    Returns:
        The names of its files.

    Raises:
        NotOurs: The folder holds other files.
        FileError: It cannot be written.
    """
    refuse_to_mix(folder, may_overwrite=may_overwrite)
    files = bundle.files()
    old, new = _listed(folder), {name: (digest_of(data),) for name, data in files.items()}
    for name in files:
        if name not in old and (folder / name).exists() and not may_overwrite:
            raise NotOurs(f"{folder / name} is not of this bundle", hint="name a new folder")
    _list({name: (*old.get(name, ()), *new.get(name, ())) for name in {**old, **new}}, folder)
    for name, data in files.items():
        _put(data, folder / name)
    for name in old.keys() - new.keys():
        _remove(folder / name, folder)
    _list(new, folder)
    return (*files, CONTENTS)


def made_files(folder: Path) -> tuple[str, ...]:
    """Give the names of the files of a bundle, its list the last; none where there is no bundle.

    Raises:
        FileError: The list cannot be read.
    """
    listed = _listed(folder)
    return (*listed, CONTENTS) if listed else ()


def _listed(folder: Path) -> dict[str, tuple[str, ...]]:
    """Read which files are ours, and what may be in them."""
    try:
        with (folder / CONTENTS).open("rb") as file:
            told = json.loads(file.read(_LARGEST))
        if told["version"] != VERSION or told["made_by"] != "compassion-audio":
            return {}
        found = {f"{name}": tuple(map(str, digests)) for name, digests in told["files"].items()}
    except OSError as cause:
        if isinstance(cause, FileNotFoundError):
            return {}
        raise file_error("cannot read", folder / CONTENTS, cause) from cause
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
    return {name: digests for name, digests in found.items() if _stays_inside(name)}


def _stays_inside(name: str) -> bool:
    """Whether a name is one of a file in the folder: a list may have been written by anybody."""
    path = PureWindowsPath(name)  # by which `/x` and `c:x` lead elsewhere, too
    return bool(name) and not path.anchor and ".." not in path.parts and not {"\\", "\0"} & {*name}


def _list(files: Mapping[str, tuple[str, ...]], folder: Path) -> None:
    told = {"version": VERSION, "made_by": "compassion-audio", "files": dict(sorted(files.items()))}
    with whole_file(folder / CONTENTS) as out:
        out.write(json.dumps(told, indent=1).encode() + b"\n")


def _was_changed(path: Path, digests: tuple[str, ...]) -> bool:
    """Whether somebody has changed a file; one that is gone was not."""
    return path.exists() and digest_of(path) not in digests


def _put(data: bytes | Path, path: Path) -> None:
    with whole_file(path) as out:
        if isinstance(data, bytes):
            out.write(data)
            return
        try:
            source = data.open("rb")
        except OSError as cause:
            raise file_error("cannot read", data, cause) from cause
        with source:
            shutil.copyfileobj(source, out, 1 << 20)


def _remove(path: Path, folder: Path) -> None:
    try:
        path.unlink(missing_ok=True)
        if path.parent != folder and next(path.parent.iterdir(), None) is None:
            path.parent.rmdir()
    except OSError as cause:
        raise file_error("cannot remove", path, cause) from cause


def _playlist(bundle: Bundle) -> str:
    def lines() -> Iterator[str]:
        yield "#EXTM3U"
        for place in bundle.places:
            title = " ".join(place.item.title.split())
            yield f"#EXTINF:{round(place.item.length / 1000)},{title}"
            yield place.audio

    return "\n".join(lines()) + "\n"


def _for_anybody(words: str) -> bytes:
    """Write text that the oldest editor on any system shows right."""
    return b"\xef\xbb\xbf" + words.replace("\n", "\r\n").encode("utf-8", "replace")
