"""Where practices and guides live: those that come along, a person's own, and any file they name.

A person's own library is a folder with `scripts/` and `guides/` in it. What is there wins over
what comes along.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from compassion_audio.errors import FileError, NotFound, nearest
from compassion_audio.files import decode, file_error, read_bytes

Kind = Literal["practice", "guide"]

Origin = Literal["bundled", "own", "file"]

KINDS: tuple[Kind, ...] = ("practice", "guide")
_FOLDERS = {"practice": "scripts", "guide": "guides"}
_SUFFIXES = {"practice": ".md", "guide": ".yaml"}
_GUIDE_ENDINGS = (".yaml", ".yml")
_SEE_ALL = "see them all with: compassion list"


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one practice or guide, and what to call it."""

    slug: str
    """The short name: the file's name without its ending."""

    name: str
    """How to name it in messages: the path, or the standard input."""

    text: str
    kind: Kind = "practice"

    origin: Origin = "file"
    """Whether it came along, was found in the person's own library, or was named as a file."""

    file: Path | None = field(default=None, compare=False)
    """Where it was read; None for standard input."""

    @property
    def is_own(self) -> bool:
        """Whether it was found in the person's own library."""
        return self.origin == "own"


def scripts_folder() -> Path:
    """Give the folder of the bundled practices."""
    return _bundled("practice")


def guides_folder() -> Path:
    """Give the folder of the bundled guides."""
    return _bundled("guide")


def _bundled(kind: Kind) -> Path:
    """Give the folder of what comes along.

    In an installed package it travels inside; in a checkout it is the repository's own, the
    source of truth.
    """
    package = Path(__file__).parent
    inside = package / "_content" / _FOLDERS[kind]
    return inside if inside.is_dir() else package.parents[1] / _FOLDERS[kind]


def own_folder(kind: Kind, own: Path) -> Path:
    """Give the folder for one's own practices or guides in one's own library."""
    return own / _FOLDERS[kind]


def file_name(slug: str, kind: Kind) -> str:
    """Give the name of the file for a short name."""
    return f"{slug}{_SUFFIXES[kind]}"


def slugs(own: Path | None = None) -> tuple[str, ...]:
    """Give the short names of all practices, sorted.

    Args:
        own: The person's own library, if there is one.

    Raises:
        FileError: It is there and cannot be read.
    """
    return tuple(sorted(_files("practice", own)))


def guide_slugs(own: Path | None = None) -> tuple[str, ...]:
    """Give the short names of all guides, sorted; otherwise as `slugs`."""
    return tuple(sorted(_files("guide", own)))


def _files(kind: Kind, own: Path | None) -> dict[str, Path]:
    """Give every file by its short name, a person's own in the place of what came along."""
    folders = [_bundled(kind)] if own is None else [_bundled(kind), own_folder(kind, own)]
    found: dict[str, Path] = {}
    for folder in folders:
        try:
            paths = sorted(folder.iterdir()) if folder.is_dir() else []
        except OSError as cause:
            raise file_error("cannot read", folder, cause) from cause
        for path in paths:
            # editors and systems leave hidden files beside those of people
            if path.suffix == _SUFFIXES[kind] and not path.name.startswith("."):
                found[path.stem] = path
    return found


def read(name: str, own: Path | None = None) -> Source:
    """Read a practice by its short name, or from a file.

    A name with a folder or an ending in it is a file; any other is in a library.

    Args:
        name: As a person writes it.
        own: The person's own library, if there is one.

    Raises:
        NotFound: No practice has this name; the nearest names are in the hint.
        FileError: The file is missing, may not be read, or is not UTF-8.
    """
    return _read(name, "practice", own)


def read_guide(name: str, own: Path | None = None) -> Source:
    """Read a guide; otherwise as `read`."""
    return _read(name, "guide", own)


def _read(name: str, kind: Kind, own: Path | None) -> Source:
    if names_file(name):
        return _source(Path(name), kind, name)
    files = _files(kind, own)
    if name in files:
        path = files[name]
        is_own = own is not None and path.parent == own_folder(kind, own)
        shown = str(path) if is_own else f"{_FOLDERS[kind]}/{path.name}"
        return _source(path, kind, shown, "own" if is_own else "bundled")
    other: Kind = "guide" if kind == "practice" else "practice"
    if name in _files(other, own):
        raise NotFound(f"{name} is a {other}, not a {kind}", hint=f"see: compassion show {name}")
    hint = nearest(name, files) or _SEE_ALL
    raise NotFound(f"there is no {kind} called {name[:80]!r}", hint=hint)


def find(name: str, own: Path | None = None) -> Source:
    """Read a practice or a guide, whichever has the name; otherwise as `read`.

    A file is a guide where it ends in .yaml. `practice:NAME` and `guide:NAME` say which is meant.

    Raises:
        NotFound: Nothing has this name, or both a practice and a guide have it.
        FileError: The file is missing, may not be read, or is not UTF-8.
    """
    kind, colon, rest = name.partition(":")
    for known in KINDS:
        if colon and kind == known:
            return _read(rest, known, own)
    if names_file(name):
        is_guide = Path(name).suffix.casefold() in _GUIDE_ENDINGS
        return _source(Path(name), "guide" if is_guide else "practice", name)
    there = [known for known in KINDS if name in _files(known, own)]
    if len(there) > 1:
        hint = f"say which: practice:{name} or guide:{name}"
        raise NotFound(f"{name} is a practice and a guide", hint=hint)
    if there:
        return _read(name, there[0], own)
    hint = nearest(name, (*slugs(own), *guide_slugs(own))) or _SEE_ALL
    raise NotFound(f"there is no practice and no guide called {name[:80]!r}", hint=hint)


def read_beside(
    name: str,
    kind: Kind,
    *,
    folder: Path,
    own: Path | None = None,
    may_leave: bool = False,
) -> Source:
    """Read what a guide names: something of the libraries, or a file beside the guide.

    Args:
        name: A short name, or a path from the guide's folder.
        kind: What it names.
        folder: Where the guide lies.
        own: The person's own library, if there is one.
        may_leave: Whether the path may lead out of the folder. Links are followed before it is
            asked, so none leads out unseen.

    Raises:
        NotFound: Nothing has this name.
        FileError: The path leads out of the folder, or the file cannot be read.
    """
    if not names_file(name):
        return _read(name, kind, own)
    try:
        path = folder / name
        is_inside = path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError) as cause:  # a link to itself, a null character
        raise FileError(f"cannot read {name[:80]!r}: {cause}", hint="check the path") from cause
    if not is_inside and not may_leave:
        raise FileError(
            f"{name} lies outside the guide's folder",
            hint="move it beside the guide, or allow it with --allow-outside",
        )
    if path.exists() and not path.is_file():  # a pipe would wait for ever
        raise FileError(f"cannot read {path}: it is no ordinary file", hint="name a file")
    return _source(path, kind, str(path))


def sound_beside(name: str, folder: Path, *, of: str) -> Path:
    """Find a sound file that lies beside what names it, and nowhere else.

    Args:
        name: Of the file, without a folder.
        folder: Where what names it lies.
        of: What names it: `script`, `guide`. For messages.

    Raises:
        FileError: It is not there, no ordinary file, or a link that leads out of the folder.
    """
    path = folder / name
    try:
        is_inside = path.resolve().is_relative_to(folder.resolve())
        is_there, is_file = path.exists(), path.is_file()
        beside = [] if is_there else [one.name for one in folder.iterdir() if one.is_file()]
    except OSError as cause:
        raise file_error("cannot read", name, cause) from cause
    except (RuntimeError, ValueError) as cause:  # a link to itself, a null character
        raise FileError(f"cannot read {name!r}: {cause}", hint="check the name") from cause
    if not is_inside:
        raise FileError(
            f"{name} is a link that leads out of the {of}'s folder",
            hint=f"put the file itself beside the {of}",
        )
    if not is_there:
        hint = nearest(name, beside) or f"put the file beside the {of}"
        raise FileError(f"there is no {name} in the {of}'s folder", hint=hint)
    if not is_file:
        raise FileError(f"{name} is no ordinary file", hint="name a sound file")
    return path


def names_file(name: str) -> bool:
    """Say whether a name is that of a file: it has a folder or an ending in it."""
    path = Path(name)
    return bool(path.suffix) or path.name != name


def _source(path: Path, kind: Kind, shown: str, origin: Origin = "file") -> Source:
    return Source(path.stem, shown, decode(read_bytes(path), shown), kind, origin, path)
