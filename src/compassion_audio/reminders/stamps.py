"""Of what each recording was made, in a small file beside it.

So a login makes nothing anew that is as it was. It holds a digest and the number of a day.
"""

from contextlib import suppress
from pathlib import Path

from compassion_audio.errors import CompassionAudioError
from compassion_audio.files import whole_file

_END = ".stamp"
_LONGEST = 200


class Stamps:
    """The stamps; where they cannot be written, they are known for as long as this process lives.

    One is forgotten before its recording is made anew: whatever ends that, no recording lies beside
    the stamp of another.
    """

    def __init__(self) -> None:
        self._known: dict[Path, str] = {}

    def of(self, file: Path) -> str:
        """Give the stamp of a recording; empty where nobody knows it."""
        if file not in self._known:
            self._known[file] = ""
            with suppress(OSError, ValueError), _beside(file).open("rb") as kept:
                self._known[file] = kept.read(_LONGEST).decode()
        return self._known[file]

    def keep(self, stamp: str, *, of: Path) -> None:
        """Say of what a recording was made."""
        self._known[of] = stamp
        with suppress(CompassionAudioError), whole_file(_beside(of), is_private=True) as out:
            out.write(stamp.encode())

    def forget(self, file: Path) -> None:
        """Say that a recording is about to be made anew."""
        self._known[file] = ""
        with suppress(OSError):
            _beside(file).unlink(missing_ok=True)


def _beside(file: Path) -> Path:
    return file.with_name(file.name + _END)
