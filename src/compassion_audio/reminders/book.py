"""The file of reminders: read whole, or refused whole with everything that is wrong in it."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from compassion_audio.errors import FileError, NotFound, RulesError, nearest
from compassion_audio.files import decode, file_error
from compassion_audio.reminders.composing import READERS, Fault, Miswritten, compose
from compassion_audio.reminders.rule import Rule, Window
from compassion_audio.reminders.written import read_window
from compassion_audio.settings import NoHomeError, read_folder, settings_file

VERSION = 1

_KEYS = ("version", "quiet", "made", "rule")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}", re.ASCII)
_PLACE = re.compile(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", re.DOTALL)
_LARGEST = 4_000_000
"""Bytes: some twenty thousand rules."""

_MOST_PROBLEMS = 100


@dataclass(frozen=True, slots=True)
class Book:
    """All rules of one person."""

    rules: tuple[Rule, ...] = ()
    """In the order of the file; no id comes twice."""

    quiet: Window | None = None
    """The part of the day in which nothing is shown or played; counted in the computer's zone."""

    made: int = 0
    """The highest number that was ever given to a rule, so that none is given twice."""

    def rule(self, called: str) -> Rule:
        """Find a rule by its id.

        Raises:
            NotFound: There is none; the nearest are in the hint.
        """
        for rule in self.rules:
            if rule.id == called:
                return rule
        ids = [rule.id for rule in self.rules]
        hint = nearest(called, ids) or "see them with: compassion remind list"
        raise NotFound(f"there is no reminder called {called[:80]!r}", hint=hint)


def reminders_file(environ: Mapping[str, str]) -> Path:
    """Give the path of the file: `COMPASSION_REMINDERS`, else beside the settings file.

    Raises:
        NoHomeError: There is no home folder, or not the one that is named.
    """
    if named := environ.get("COMPASSION_REMINDERS"):
        try:
            return read_folder(named).absolute()
        except ValueError as cause:
            raise NoHomeError(
                f"COMPASSION_REMINDERS cannot be {named!r}", hint=f"{cause}"
            ) from cause
    return settings_file(environ).with_name("reminders.toml").absolute()


def read_book(file: Path) -> Book:
    """Read the file; where there is none, the book is empty.

    Raises:
        RulesError: It is not TOML, or holds what is no rule: every problem, with its line.
        FileError: It is there and cannot be read.
    """
    return book_in(read_text(file), f"{file}")


def read_text(file: Path) -> str:
    """Read the file's text; empty where there is none.

    Raises:
        FileError: It is there and cannot be read.
    """
    try:
        if file.exists() and not file.is_file():  # a pipe would wait for ever
            raise FileError(f"cannot read {file}: it is no ordinary file", hint="move it away")
        with file.open("rb") as opened:
            data = opened.read(_LARGEST + 1)
    except FileNotFoundError:
        return ""
    except OSError as cause:
        raise file_error("cannot read", file, cause) from cause
    if len(data) > _LARGEST:
        raise FileError(f"{file} is too large for reminders", hint="keep fewer rules in it")
    return decode(data, f"{file}")


def book_in(text: str, name: str) -> Book:
    """Read a text as the file of reminders.

    Args:
        text: In TOML.
        name: What to call it in messages.

    Raises:
        RulesError: As `read_book` raises it.
    """
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as cause:
        raise RulesError(name, [_not_toml(cause, text)]) from cause
    if problem := _strange_version(table.get("version", VERSION)):
        raise RulesError(name, _told([(("version",), problem)], text))
    faults: list[_Fault] = []
    book = Book(
        rules=tuple(_rules(table.get("rule", {}), faults)),
        quiet=_quiet(table, faults),
        made=_made(table, faults),
    )
    for key in table.keys() - set(_KEYS):
        hint = nearest(key, _KEYS) or f"the keys are {', '.join(_KEYS)}"
        faults.append(((key,), f"{key}: it is not known here; {hint}"))
    if faults:
        raise RulesError(name, _told(faults, text))
    return book


_Fault = tuple[tuple[str, ...], str]
"""Where something is wrong, and what it is."""


def _not_toml(cause: Exception, text: str) -> str:
    """Tell what TOML does not understand, in our own order: the line first."""
    found = _PLACE.fullmatch(f"{cause}")
    line = found and (found[2] or f"{len(text.splitlines())}")
    reason = found[1] if found else f"{cause}"
    where = f"line {line}: " if line else ""
    return f"{where}{reason[:1].lower()}{reason[1:]}; mend it there, and write texts in quotes"


def _strange_version(version: object) -> str:
    if type(version) is int and version > VERSION:
        return f"version: it is {version}, and this program knows {VERSION}; use a newer compassion"
    return "" if version == VERSION and type(version) is int else "version: it is 1; write 1"


def _told(faults: list[_Fault], text: str) -> Iterator[str]:
    """Give each problem with its line, in the order of the file."""
    from compassion_audio.reminders.lines import line_of, lines_of  # of use to broken files alone

    lines = lines_of(text)
    placed = [(line_of(path, lines), told) for path, told in faults]
    placed.sort(key=lambda one: (one[0] or 0, one[1]))
    for line, told in placed[:_MOST_PROBLEMS]:
        yield f"line {line}: {told}" if line else told
    if len(placed) > _MOST_PROBLEMS:
        yield f"and {len(placed) - _MOST_PROBLEMS} more; mend these first"


def _rules(written: object, faults: list[_Fault]) -> Iterator[Rule]:
    if not isinstance(written, dict):
        faults.append((("rule",), "rule: it is a table for each rule; write [rule.morning]"))
        return
    for name, fields in written.items():
        path = ("rule", name)
        where = f"[rule.{name[:70]}]"
        if not _ID.fullmatch(name):
            reason = "the name of a rule has small letters, figures and hyphens, at most 64"
            faults.append((path, f"{where}: {reason}; rename it"))
        elif not isinstance(fields, dict):
            faults.append((path, f"{where}: it is a table; write [rule.{name}] above its keys"))
        else:
            try:
                yield compose(name, _texts(fields))
            except Miswritten as cause:
                faults += [_placed(path, where, fault) for fault in cause.faults]


def _placed(path: tuple[str, ...], where: str, fault: Fault) -> _Fault:
    if fault.key:
        return (*path, fault.key), f"{where} {fault.key}: {fault.reason}"
    return path, f"{where}: {fault.reason}"


def _texts(fields: Mapping[str, object]) -> dict[str, str]:
    """Give what TOML read as people would type it.

    Raises:
        Miswritten: Some keys are not known, or hold what none can hold.
    """
    texts, faults = {}, []
    for key, value in fields.items():
        if key not in READERS:
            hint = nearest(key, READERS) or f"the keys are {', '.join(READERS)}"
            faults.append(Fault(key, f"it is not known here; {hint}"))
            continue
        try:
            texts[key] = _text(value)
        except ValueError as cause:
            faults.append(Fault(key, f"it cannot be read: {cause}"))
    if faults:
        raise Miswritten(*faults)
    return texts


def _text(value: object) -> str:
    """Write a value of TOML as a person would type it.

    Raises:
        ValueError: No key holds such a value.
    """
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case datetime() if not value.second:
            return value.isoformat(timespec="minutes")
        case date() | int():
            return f"{value}"
        case time() if not (value.second or value.microsecond):
            return value.isoformat(timespec="minutes")
        case list() if value:
            return ",".join(map(_text, value))
    raise ValueError("write it as a text, in quotes")


def _quiet(table: Mapping[str, Any], faults: list[_Fault]) -> Window | None:
    written = table.get("quiet", "")
    try:
        return read_window(_text(written)) if written != "" else None
    except ValueError as cause:
        faults.append((("quiet",), f"quiet: {cause}"))
        return None


def _made(table: Mapping[str, Any], faults: list[_Fault]) -> int:
    made = table.get("made", 0)
    if type(made) is not int or not 0 <= made < 10**9:
        faults.append((("made",), "made: it is a whole number, which the program counts; leave it"))
        return 0
    return made
