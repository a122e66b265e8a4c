"""The file of rules, as the service looks at it: seldom, and at little cost."""

from datetime import UTC, datetime
from pathlib import Path

from compassion_audio.reminders.book import Book, read_book


class FileOfRules:
    """A file that may change at any time, or not be there.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def stamp(self) -> object:
        """Give what changes when the file does; None where there is none."""
        try:
            about = self._path.stat()
        except OSError:
            return None
        return about.st_mtime_ns, about.st_size, about.st_ino

    def written(self) -> datetime | None:
        """Say when it was written last."""
        try:
            return datetime.fromtimestamp(self._path.stat().st_mtime, UTC)
        except OSError:
            return None

    def read(self) -> Book:
        """Read it.

        Raises:
            CompassionAudioError: It makes no sense, with every line.
        """
        return read_book(self._path)
