"""Changing the file of reminders, with every comment and the order that a person gave it."""

import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from compassion_audio.errors import CompassionAudioError, FileError, RulesError
from compassion_audio.files import file_error, whole_file
from compassion_audio.reminders.book import Book, book_in, read_text
from compassion_audio.reminders.composing import values_of
from compassion_audio.reminders.lines import Keys, Part, parts_of
from compassion_audio.reminders.rule import Rule, Window
from compassion_audio.reminders.written import write_window

_NEW = """\
# Your reminders. Change them here, or with: compassion remind
version = 1
"""
_NUMBER = re.compile(r"-(\d{1,9})$", re.ASCII)
_STEM = re.compile(r"[^a-z0-9]+")
_PATIENCE, _LOOK = 5.0, 0.05
"""Seconds in which another command has changed the file, and between two looks."""


def add_rule(file: Path, make: Callable[[str], Rule], *, stem: str) -> Rule:
    """Add a rule under an id that no rule has had.

    Args:
        file: Made where there is none.
        make: Given the id, the rule.
        stem: What the id begins with: the name of what is played. A number follows.

    Returns:
        The rule that was made.

    Raises:
        RulesError: The file has errors; it is left as it is.
        FileError: It cannot be read or written.
    """
    with _changed(file) as change:
        number = 1 + max([change.book.made, *(_number_of(one.id) for one in change.book.rules)])
        start = _STEM.sub("-", stem.casefold()).strip("-")[:50].strip("-")
        rule = make(f"{start or 'reminder'}-{number}")
        change.set("made", number)
        change.append(("rule", rule.id), values_of(rule))
        change.book = replace(change.book, rules=(*change.book.rules, rule), made=number)
    return rule


def replace_rule(file: Path, rule: Rule) -> None:
    """Write a rule in the place of the one with its id; keys that stay keep their comments.

    Raises:
        NotFound: There is none of this id.
        RulesError: The file has errors; it is left as it is.
        FileError: It cannot be read or written.
    """
    with _changed(file) as change:
        change.book.rule(rule.id)
        change.rewrite(("rule", rule.id), values_of(rule))
        rules = tuple(rule if one.id == rule.id else one for one in change.book.rules)
        change.book = replace(change.book, rules=rules)


def remove_rule(file: Path, called: str) -> Rule:
    """Take a rule out of the file, and give it back. What stands above it stays.

    Raises:
        NotFound: There is none of this id.
        RulesError: The file has errors; it is left as it is.
        FileError: It cannot be read or written.
    """
    with _changed(file) as change:
        rule = change.book.rule(called)
        number = max(change.book.made, _number_of(called))
        if number != change.book.made:  # or a rule to come would take its number
            change.set("made", number)
        change.cut(("rule", called))
        rules = tuple(one for one in change.book.rules if one.id != called)
        change.book = replace(change.book, rules=rules, made=number)
    return rule


def set_quiet(file: Path, quiet: Window | None) -> None:
    """Set the quiet hours, or take them away.

    Raises:
        RulesError: The file has errors; it is left as it is.
        FileError: It cannot be read or written.
    """
    with _changed(file) as change:
        change.set("quiet", None if quiet is None else write_window(quiet))
        change.book = replace(change.book, quiet=quiet)


class _Change:
    """The file while it is being changed: what it will be, and the book that is meant by it.

    Attributes:
        book: What the text must say in the end.
    """

    def __init__(self, text: str, book: Book, name: str) -> None:
        self.book, self._name = book, name
        self._parts = parts_of(text or _NEW)

    def text(self) -> str:
        """Give the whole file."""
        return "".join(part.text + part.rest for part in self._parts)

    def set(self, key: str, value: int | str | None) -> None:
        """Set a key of the whole file; None takes it away."""
        import tomlkit

        first, *others = self._parts
        document = tomlkit.parse(_ended(first.text))
        if value is None:
            document.pop(key, None)
        else:
            document[key] = value
        self._parts = [replace(first, text=tomlkit.dumps(document)), *others]

    def append(self, table: Keys, values: Mapping[str, int | str]) -> None:
        """Write a new table below everything else."""
        import tomlkit

        document = tomlkit.document()
        for key, value in values.items():
            document[key] = value
        text = f"[{'.'.join(table)}]\n{tomlkit.dumps(document)}"
        last = self._parts.pop()
        before = replace(last, text=_ended(last.text), rest=_ended(last.rest))
        gap = "" if _ends_empty(before.rest) else "\n"
        self._parts += [replace(before, rest=before.rest + gap), Part(table, text, "")]

    def rewrite(self, table: Keys, values: Mapping[str, int | str]) -> None:
        """Give a table these keys and no others; notes beside those that stay are kept."""
        import tomlkit

        at = self._place(table)
        document = tomlkit.parse(_ended(self._parts[at].text))
        inside: Any = document
        for name in table:
            inside = inside[name]
        for key in set(inside) - set(values):
            del inside[key]
        for key, value in values.items():
            if inside.get(key) != value:
                inside[key] = value
        self._parts[at] = replace(self._parts[at], text=tomlkit.dumps(document))

    def cut(self, table: Keys) -> None:
        """Take a table out; the notes that follow it stay."""
        at = self._place(table)
        before, cut = self._parts[at - 1], self._parts.pop(at)
        rest = cut.rest.removeprefix("\n") if _ends_empty(before.rest) else cut.rest
        self._parts[at - 1] = replace(before, rest=before.rest + rest)

    def _place(self, table: Keys) -> int:
        """Find a table.

        Raises:
            FileError: It has no lines of its own.
        """
        for at, part in enumerate(self._parts):
            if part.table == table:
                return at
        raise self.refused()

    def refused(self) -> FileError:
        """Say that this file is beyond what can be changed here."""
        return FileError(
            f"{self._name} is written in a way that can be changed by hand alone",
            hint="give each rule a table of its own: [rule.morning]",
        )


def _ends_empty(text: str) -> bool:
    return text == "\n" or text.endswith("\n\n")


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def _number_of(rule: str) -> int:
    found = _NUMBER.search(rule)
    return int(found[1]) if found else 0


@contextmanager
def _changed(file: Path) -> Iterator[_Change]:
    """Hand out the file for one change, to nobody else meanwhile.

    What is about to be written is read again, and must be the book that was meant.
    """
    with _alone(file):
        text = read_text(file)
        ending = "\r\n" if "\r\n" in text else "\n"
        change = _Change(text.replace("\r\n", "\n"), book_in(text, f"{file}"), f"{file}")
        yield change
        changed = change.text().replace("\n", ending)
        with suppress(RulesError):
            if book_in(changed, f"{file}") == change.book:
                with whole_file(file, is_private=True) as out:
                    out.write(changed.encode())
                return
        raise change.refused()


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Let nobody else change the file until the end.

    Raises:
        FileError: The folder cannot be written.
        CompassionAudioError: Another command has not finished in five seconds.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        real = Path(os.path.realpath(file))  # by whichever link it was named
        lock = real.with_name(f".{real.name}.lock").open("wb")
    except OSError as cause:
        raise file_error("cannot write", file, cause) from cause
    with lock:
        patient_until = time.monotonic() + _PATIENCE
        while not _locked(lock):
            if time.monotonic() > patient_until:
                raise CompassionAudioError(
                    f"another command is changing {file}", hint="try again when it is done"
                )
            time.sleep(_LOOK)
        yield  # the lock ends with the file, or with the process, however that ends


def _locked(lock: IO[bytes]) -> bool:
    """Take the lock, or say that another has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
