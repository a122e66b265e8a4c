"""What engines have learned, kept in a small file each; a cache, never worth an error."""

import json
from collections.abc import Iterator, MutableMapping
from contextlib import suppress
from pathlib import Path

from compassion_audio.errors import FileError
from compassion_audio.files import whole_file


class Memory(MutableMapping[str, str]):
    """Texts by name, in one file. What cannot be read is forgotten, what cannot be kept is not.

    Several processes may use it at once: each sees what the others had written when it last
    looked, and of two that write at the same moment one is forgotten.

    Args:
        file: Where; it is made when something is kept.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: dict[str, str] | None = None

    def __getitem__(self, name: str) -> str:
        return self._loaded()[name]

    def __setitem__(self, name: str, value: str) -> None:
        self._known = self._read() | self._loaded() | {name: value}
        self._write()

    def __delitem__(self, name: str) -> None:
        del self._loaded()[name]
        self._write()

    def __iter__(self) -> Iterator[str]:
        return iter(self._loaded())

    def __len__(self) -> int:
        return len(self._loaded())

    def _loaded(self) -> dict[str, str]:
        if self._known is None:
            self._known = self._read()
        return self._known

    def _read(self) -> dict[str, str]:
        try:
            found = json.loads(self._file.read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        is_whole = isinstance(found, dict) and all(isinstance(one, str) for one in found.values())
        return found if is_whole else {}

    def _write(self) -> None:
        with suppress(FileError), whole_file(self._file) as file:
            file.write(json.dumps(self._loaded(), indent=1).encode())
