"""The YAML above a practice, read as plain strings and typed here, every error with its place.

Plain YAML turns `7:30` into 450, `no` into False, and lets a key stand twice; none of that here.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from compassion_audio.errors import Problem, nearest, shortened
from compassion_audio.script.body import CONTROL
from compassion_audio.script.model import FrontMatter

FENCE = "---"
VERSION = 1
COMPONENTS = ("mindfulness", "kindness", "common humanity")
AUDIENCES = ("everyone", "client", "clinician")
INTENSITIES = ("gentle", "moderate", "deep")
LONGEST_MINUTES = 24 * 60
MOST_CHARACTERS = 50_000
"""More than anyone writes above a practice; YAML is slow to read, and what is longer is words."""

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
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.reader.ReaderError as cause:
        return None, [_character_problem(text, cause)]
    except (yaml.MarkedYAMLError, ValueError, OverflowError) as cause:  # "\UFFFFFFFF" overflows
        return None, [_yaml_problem(cause)]
    except RecursionError:
        return None, [Problem(2, 1, "the front matter is nested too deeply", "keep it flat")]
    if not isinstance(node, yaml.MappingNode):
        message = "the front matter is not a list of keys and values"
        return None, [Problem(2, 1, message, "write a line such as title: Evening pause")]
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
    return Problem(node.start_mark.line + 2, node.start_mark.column + 1, message, hint)


def _character_problem(text: str, cause: yaml.reader.ReaderError) -> Problem:
    line = text.count("\n", 0, cause.position) + 2
    column = cause.position - text.rfind("\n", 0, cause.position)
    name = f"U+{ord(text[cause.position]):04X}"
    return Problem(line, column, f"the character {name} has no place in text", "remove it")


def _yaml_problem(cause: Exception) -> Problem:
    mark = getattr(cause, "problem_mark", None)
    told = shortened(getattr(cause, "problem", None) or "it is not YAML", most=80)
    hint = "put a value with a colon or a bracket in quotes"
    if mark is None:
        return Problem(2, 1, f"the front matter cannot be read: {told}", hint)
    return Problem(mark.line + 2, mark.column + 1, f"the front matter cannot be read: {told}", hint)


def _text(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise ValueError("this is a text, not a list")
    value = " ".join(node.value.split())
    if not value:
        raise ValueError("this is empty; write a value, or remove the line")
    if CONTROL.search(value):  # by an escape, such as "\0": the file itself holds none
        raise ValueError("this holds a character that cannot be shown; remove it")
    return value


def _number(lowest: int, highest: int) -> Callable[[yaml.Node], int]:
    def read(node: yaml.Node) -> int:
        text = _text(node)
        if not re.fullmatch(r"\d{1,4}", text, re.ASCII) or not lowest <= int(text) <= highest:
            shown = shortened(text)
            raise ValueError(f"{shown!r} is not a whole number from {lowest} to {highest}")
        return int(text)

    return read


def _one_of(allowed: tuple[str, ...]) -> Callable[[yaml.Node], str]:
    def read(node: yaml.Node) -> str:
        text = _text(node)
        if text not in allowed:
            raise ValueError(f"{shortened(text)!r} is not one of {', '.join(allowed)}")
        return text

    return read


def _list_of(read_one: Callable[[yaml.Node], str]) -> Callable[[yaml.Node], tuple[str, ...]]:
    def read(node: yaml.Node) -> tuple[str, ...]:
        if isinstance(node, yaml.SequenceNode):
            return tuple(read_one(item) for item in node.value)
        return (read_one(node),)

    return read


def _version(node: yaml.Node) -> int:
    text = _text(node)
    if text != str(VERSION):
        raise ValueError(
            f"this program reads version {VERSION} of the script language, and the file says "
            f"{shortened(text)!r}; a newer compassion-audio may read it"
        )
    return VERSION


def _pronunciations(node: yaml.Node) -> tuple[tuple[str, str], ...]:
    if not isinstance(node, yaml.MappingNode):
        raise ValueError("write a word and how it is said on each line below it, as Germer: Gurmer")
    pairs = [(_text(key), _text(value)) for key, value in node.value]
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
    "title": _text,
    "summary": _text,
    "minutes": _number(1, LONGEST_MINUTES),
    "language": _text,
    "tradition": _text,
    "components": _list_of(_one_of(COMPONENTS)),
    "audience": _one_of(AUDIENCES),
    "intensity": _one_of(INTENSITIES),
    "caution": _text,
    "when": _text,
    "sources": _list_of(_text),
    "pronounce": _pronunciations,
}
KEYS = tuple(_READERS)
"""What the front matter may hold."""
_KEYS = f"the keys are {', '.join(_READERS)}"
