"""Where the tables and keys of a TOML file stand, which its reader does not say.

It looks only as closely as it must: where a table or a key begins, and past which text or list that
goes over several lines.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_PATH = rf"{_PART}(?:\s*\.\s*{_PART})*"
_TABLE = re.compile(rf"\s*\[\s*({_PATH})\s*\]")
_KEY = re.compile(rf"\s*({_PATH})\s*=")
_TOKEN = re.compile(r'''"""|\'\'\'|"(?:[^"\\]|\\.)*"|'[^']*'|\#.*|[\[\]{}]''')
_LONG = ('"""', "'''")

Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One table of a file as it is written, or what stands above the first."""

    table: Keys
    """Empty for what stands above the first."""

    text: str
    """Its own lines, a piece of TOML that can be read alone."""

    rest: str
    """What follows after an empty line: notes that may belong to the next table."""


def lines_of(text: str) -> Mapping[Keys, int]:
    """Find the lines of all tables and keys.

    Args:
        text: A TOML file that its reader accepts.

    Returns:
        The line, counted from 1, of each path that begins one.
    """
    found: dict[Keys, int] = {}
    table: Keys = ()
    for number, line in _beginnings(text):
        if header := _TABLE.match(line):
            table = _parts(header[1])
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault(table + _parts(key[1]), number)
    return found


def line_of(path: Keys, lines: Mapping[Keys, int]) -> int | None:
    """Give the line of a path, or of the nearest table around it; None where nothing is known."""
    for end in range(len(path), 0, -1):
        if path[:end] in lines:
            return lines[path[:end]]
    return None


def parts_of(text: str) -> list[Part]:
    """Take a file apart; joined again, it is the same.

    Args:
        text: A TOML file that its reader accepts.
    """
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)  # TOML knows no other end of a line
    begins = dict(_beginnings(text))
    headers = {n: _parts(found[1]) for n, line in begins.items() if (found := _TABLE.match(line))}
    bounds = [1, *headers, len(lines) + 1]
    tables = [(), *headers.values()]
    return [
        _part(table, first, lines[first - 1 : last - 1], begins)
        for table, (first, last) in zip(tables, pairwise(bounds), strict=True)
    ]


def _part(table: Keys, first: int, lines: list[str], begins: Mapping[int, str]) -> Part:
    """Part a table's own lines from the notes after it."""
    own = 0
    for at, line in enumerate(lines):
        is_note = first + at in begins and (not line.strip() or line.lstrip().startswith("#"))
        own = own if is_note else at + 1
    while own < len(lines) and lines[own].strip():
        own += 1
    return Part(table, "".join(lines[:own]), "".join(lines[own:]))


def _beginnings(text: str) -> Iterator[tuple[int, str]]:
    """Give the lines that do not stand inside a text or a list of several lines."""
    closing, depth = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        rest = line
        if closing:
            _, ended, rest = line.partition(closing)
            if not ended:
                continue
            closing = ""
        elif not depth:
            yield number, line
            header = _TABLE.match(line)
            rest = line[header.end() :] if header else line
        closing, depth = _left_open(rest, depth)


def _left_open(rest: str, depth: int) -> tuple[str, int]:
    """Say what a line leaves open: the end of a long text, and how many brackets."""
    position = 0
    while token := _TOKEN.search(rest, position):
        mark, position = token[0], token.end()
        if mark in _LONG:
            end = rest.find(mark, position)
            if end < 0:
                return mark, depth
            position = end + 3
        elif mark in "[{":
            depth += 1
        elif mark in "]}":
            depth -= 1
    return "", depth


def _parts(path: str) -> Keys:
    return tuple(part.strip("\"'") for part in re.findall(_PART, path))
