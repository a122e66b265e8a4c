"""Tables in one SQLite file of this user's own: what goes wrong with them is told in one line."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from compassion_audio.errors import FileError
from compassion_audio.files import file_error

_PATIENCE = 5.0
"""Seconds to wait while another process writes."""


class Tables:
    """The file, opened; to be used by one thread.

    What another process writes is seen at the next question. Whatever is written has reached the
    disk when the call returns.

    Args:
        file: Where; made for this user alone.
        schema: The statements that make the tables in a file that is new, each ended by `;`.
        version: Of the schema.
        pragmas: What else SQLite is asked for, as `journal_mode=WAL`.

    Raises:
        FileError: It cannot be read or written, is damaged, or of a later version.
    """

    def __init__(self, file: Path, *, schema: str, version: int, pragmas: Sequence[str]) -> None:
        self._file = file
        try:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as cause:
            raise file_error("cannot write", file, cause) from cause
        self._base = sqlite3.connect(file, timeout=_PATIENCE, isolation_level=None)
        try:
            with self._telling():
                for pragma in ("synchronous=FULL", *pragmas):
                    self._base.execute(f"PRAGMA {pragma}")
            self._prepare(schema, version)
        except BaseException:
            self._base.close()
            raise

    def __enter__(self) -> Self:
        """Be closed at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def rows(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask.

        Raises:
            FileError: It cannot be read, or is damaged.
        """
        with self._telling():
            return self._base.execute(question, values).fetchall()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Do all of it or nothing, with nobody else in between.

        Raises:
            FileError: It cannot be written, or is damaged.
        """
        with self._telling():
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield self._base
                self._base.execute("COMMIT")
            except BaseException:
                if self._base.in_transaction:  # a full disk ends it by itself
                    self._base.execute("ROLLBACK")
                raise

    def shrink(self) -> None:
        """Give back the room of what was deleted.

        Raises:
            FileError: It cannot be written.
        """
        self.rows("VACUUM")

    def _prepare(self, schema: str, version: int) -> None:
        """Make the tables, in a file that is new."""
        if self._found(version) == version:
            return
        with self.writing() as base:
            if self._found(version) == version:  # two may come at once
                return
            for statement in filter(str.strip, schema.split(";")):
                base.execute(statement)
            base.execute(f"PRAGMA user_version={version}")

    def _found(self, known: int) -> int:
        """Give the version of the file, 0 for one that is new; of a later one, say so."""
        version = int(self.rows("PRAGMA user_version")[0][0])
        if version > known:
            raise FileError(
                f"{self._file}: it is of version {version}, and this program knows {known}",
                hint="use the program that made it, or move it away to begin a new one",
            )
        return version

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as cause:
            hint = "make room, or see who uses it, and try again"
            raise FileError(f"cannot use {self._file}: {cause}", hint=hint) from cause
        except sqlite3.DatabaseError as cause:
            hint = "move it away to begin a new one"
            raise FileError(f"{self._file}: it is damaged: {cause}", hint=hint) from cause
