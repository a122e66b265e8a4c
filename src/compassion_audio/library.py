"""Where practices live: those that come with the program, and any file a person names."""

from dataclasses import dataclass
from pathlib import Path

from compassion_audio.errors import NotFound, nearest
from compassion_audio.files import decode, read_bytes

_SUFFIX = ".md"


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one practice, and what to call it."""

    slug: str
    """The short name: the file's name without its ending."""

    name: str
    """How to name it in messages: the path, or the standard input."""

    text: str


def scripts_folder() -> Path:
    """Give the folder of the bundled practices.

    In an installed package they travel inside it; in a checkout they are the repository's own
    `scripts/`, the source of truth.
    """
    package = Path(__file__).parent
    bundled = package / "_content" / "scripts"
    return bundled if bundled.is_dir() else package.parents[1] / "scripts"


def slugs() -> tuple[str, ...]:
    """Give the short names of all bundled practices, sorted."""
    return tuple(sorted(path.stem for path in scripts_folder().glob(f"*{_SUFFIX}")))


def read(name: str) -> Source:
    """Read a practice by its short name, or from a file.

    A name with a folder or an ending in it is a file; any other is a bundled practice.

    Raises:
        NotFound: No practice has this name; the nearest names are in the hint.
        FileError: The file is missing, may not be read, or is not UTF-8.
    """
    path = Path(name)
    if path.suffix or path.name != name:
        return Source(path.stem, name, decode(read_bytes(path), name))
    if name not in slugs():
        hint = nearest(name, slugs()) or "see them all with: compassion list"
        raise NotFound(f"there is no practice called {name[:80]!r}", hint=hint)
    bundled = scripts_folder() / f"{name}{_SUFFIX}"
    return Source(name, f"scripts/{bundled.name}", decode(read_bytes(bundled), str(bundled)))
