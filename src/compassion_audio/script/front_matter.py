"""The YAML above a practice, read as plain strings and typed here, every error with its place.

Plain YAML turns `7:30` into 450, `no` into False, and lets a key stand twice; none of that here.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from compassion_audio.errors import Problem, nearest, shortened
from compassion_audio.script.model import FrontMatter
from compassion_audio.script.plain_yaml import (
    YamlProblem,
    list_of,
    mapping_in,
    number,
    one_of,
    problem_at,
    text_of,
    version,
)

FENCE = "---"
VERSION = 1
COMPONENTS = ("mindfulness", "kindness", "common humanity")
AUDIENCES = ("everyone", "client", "clinician")
INTENSITIES = ("gentle", "moderate", "deep")
LONGEST_MINUTES = 24 * 60
MOST_CHARACTERS = 50_000
"""More than anyone writes above a practice; YAML is slow to read, and what is longer is words."""

_FIRST_LINE = 2
"""Of the YAML, below the fence."""

_NOT_WORDS = re.compile(r"[\[\]{}<>|\\`*_~]")
_EXAMPLE = f"begin the file with {FENCE}, a line such as title: Evening pause, and {FENCE} again"


def split(text: str) -> tuple[str, int]:
    """Find where the front matter ends.

    Returns:
        The YAML between the fences, and the index into `text` at which the body begins.

    Raises:
        ScriptProblem: There is no front matter, or it is never closed.
    """
    lines = text.splitlines(keepends=True)
    if not lines or lines[0].rstrip() != FENCE:
        raise ScriptProblem(Problem(1, 1, "there is no front matter", _EXAMPLE))
    end = len(lines[0])
    for line in lines[1:]:
        if line.rstrip() == FENCE:
            return text[len(lines[0]) : end], end + len(line)
        end += len(line)
    raise ScriptProblem(
        Problem(1, 1, "the front matter is never closed", f"put {FENCE} on a line below it")
    )


class ScriptProblem(Exception):
    """One problem that ends the reading of the front matter."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read_front_matter(text: str) -> tuple[FrontMatter | None, list[Problem]]:
    """Read the YAML between the fences, whose first line is line 2 of the file.

    Returns:
        The front matter, or None where it cannot be read; and all its problems.
    """
    if len(text) > MOST_CHARACTERS:
        hint = f"put {FENCE} on a line above the words"
        return None, [Problem(2, 1, "the front matter is too long", hint)]
    try:
        node = mapping_in(text, what="the front matter", first_line=_FIRST_LINE)
    except YamlProblem as cause:
        return None, [cause.problem]
    fields: dict[str, Any] = {}
    seen: set[str] = set()
    problems = list(_read_fields(node, fields, seen))
    if "title" not in seen:
        problems.append(Problem(1, 1, "the front matter has no title", "add title: and a name"))
    return (None, problems) if problems else (FrontMatter(**fields), [])


def _read_fields(
    node: yaml.MappingNode, fields: dict[str, Any], seen: set[str]
) -> Iterator[Problem]:
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            yield _at(key, "a key in the front matter is one word", _KEYS)
            continue
        name = key.value
        if name in seen:
            yield _at(key, f"{shortened(name)} stands twice", "keep one of them")
        elif name not in _READERS:
            seen.add(name)
            hint = nearest(name, _READERS) or _KEYS
            yield _at(key, f"unknown key {shortened(name)!r} in the front matter", hint)
        else:
            seen.add(name)
            try:
                fields[name] = _READERS[name](value)
            except ValueError as cause:
                yield _at(value, f"{name}: {cause}", "")


def _at(node: yaml.Node, message: str, hint: str) -> Problem:
    return problem_at(node, message, hint, first_line=_FIRST_LINE)


def _version(node: yaml.Node) -> int:
    return version(node, newest=VERSION, of="the script language")


def _pronunciations(node: yaml.Node) -> tuple[tuple[str, str], ...]:
    if not isinstance(node, yaml.MappingNode):
        raise ValueError("write a word and how it is said on each line below it, as Germer: Gurmer")
    pairs = [(text_of(key), text_of(value)) for key, value in node.value]
    words = [word.casefold() for word, _ in pairs]
    for word in words:
        if words.count(word) > 1:
            raise ValueError(f"{word} stands twice")
    for pair in pairs:
        if any(_NOT_WORDS.search(text) for text in pair):
            raise ValueError("words and how they are said are plain words")
    return tuple(pairs)


_READERS: dict[str, Callable[[yaml.Node], Any]] = {
    "version": _version,
    "title": text_of,
    "summary": text_of,
    "minutes": number(1, LONGEST_MINUTES),
    "language": text_of,
    "tradition": text_of,
    "components": list_of(one_of(COMPONENTS)),
    "audience": one_of(AUDIENCES),
    "intensity": one_of(INTENSITIES),
    "caution": text_of,
    "when": text_of,
    "sources": list_of(text_of),
    "pronounce": _pronunciations,
}
KEYS = tuple(_READERS)
"""What the front matter may hold."""
_KEYS = f"the keys are {', '.join(_READERS)}"
