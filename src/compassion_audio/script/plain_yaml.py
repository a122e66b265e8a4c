"""YAML read as plain strings, each value with its place: front matter, and guides.

Plain YAML turns `7:30` into 450, `no` into False, and lets one value stand for a thousand others;
none of that here.
"""

import re
from collections.abc import Callable

import yaml

from compassion_audio.errors import Problem, shortened
from compassion_audio.script.body import CONTROL


class YamlProblem(Exception):
    """One problem that ends the reading.

    Attributes:
        problem: What is wrong, and where.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class _Loader(yaml.BaseLoader):
    """Reads strings, lists and mappings, and no alias: nine lines of those can mean a billion."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "an alias has no place here", mark)
        return super().compose_node(parent, index)


def mapping_in(text: str, *, what: str, first_line: int = 1) -> yaml.MappingNode:
    """Read keys and values.

    Args:
        text: YAML.
        what: How messages call it, as in `the front matter`.
        first_line: Where it begins in its file.

    Raises:
        YamlProblem: It is no YAML, or no mapping.
    """
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.reader.ReaderError as cause:
        raise YamlProblem(_of_character(text, cause, first_line)) from cause
    except (yaml.MarkedYAMLError, ValueError, OverflowError) as cause:  # "\UFFFFFFFF" overflows
        raise YamlProblem(_of_yaml(cause, what, first_line)) from cause
    except RecursionError as cause:
        told = Problem(first_line, 1, f"{what} is nested too deeply", "keep it flat")
        raise YamlProblem(told) from cause
    if not isinstance(node, yaml.MappingNode):
        message = f"{what} is not a list of keys and values"
        hint = "write a line such as title: Evening pause"
        raise YamlProblem(Problem(first_line, 1, message, hint))
    return node


def problem_at(node: yaml.Node, message: str, hint: str = "", *, first_line: int = 1) -> Problem:
    """Say what is wrong at the place of a value."""
    mark = node.start_mark
    return Problem(mark.line + first_line, mark.column + 1, message, hint)


def text_of(node: yaml.Node) -> str:
    """Read a text on one line, its white space folded.

    Raises:
        ValueError: It is none, or empty.
    """
    if not isinstance(node, yaml.ScalarNode):
        raise ValueError("this is a text, not a list")
    value = " ".join(node.value.split())
    if not value:
        raise ValueError("this is empty; write a value, or remove the line")
    if CONTROL.search(value):  # by an escape, such as "\0": the file itself holds none
        raise ValueError("this holds a character that cannot be shown; remove it")
    return value


def number(lowest: int, highest: int) -> Callable[[yaml.Node], int]:
    """Give a reader of whole numbers within limits."""

    def read(node: yaml.Node) -> int:
        text = text_of(node)
        if not re.fullmatch(r"\d{1,4}", text, re.ASCII) or not lowest <= int(text) <= highest:
            shown = shortened(text)
            raise ValueError(f"{shown!r} is not a whole number from {lowest} to {highest}")
        return int(text)

    return read


def one_of(allowed: tuple[str, ...]) -> Callable[[yaml.Node], str]:
    """Give a reader of one of a few words."""

    def read(node: yaml.Node) -> str:
        text = text_of(node)
        if text not in allowed:
            raise ValueError(f"{shortened(text)!r} is not one of {', '.join(allowed)}")
        return text

    return read


def list_of(read_one: Callable[[yaml.Node], str]) -> Callable[[yaml.Node], tuple[str, ...]]:
    """Give a reader of a list; one value alone is a list, too."""

    def read(node: yaml.Node) -> tuple[str, ...]:
        if isinstance(node, yaml.SequenceNode):
            return tuple(read_one(item) for item in node.value)
        return (read_one(node),)

    return read


def version(node: yaml.Node, *, newest: int, of: str) -> int:
    """Read the version of a language; there is one as yet.

    Raises:
        ValueError: The file is for a later program.
    """
    text = text_of(node)
    if text != str(newest):
        raise ValueError(
            f"this program reads version {newest} of {of}, and the file says "
            f"{shortened(text)!r}; a newer compassion-audio may read it"
        )
    return newest


def _of_character(text: str, cause: yaml.reader.ReaderError, first_line: int) -> Problem:
    line = text.count("\n", 0, cause.position) + first_line
    column = cause.position - text.rfind("\n", 0, cause.position)
    name = f"U+{ord(text[cause.position]):04X}"
    return Problem(line, column, f"the character {name} has no place in text", "remove it")


def _of_yaml(cause: Exception, what: str, first_line: int) -> Problem:
    mark = getattr(cause, "problem_mark", None)
    told = shortened(getattr(cause, "problem", None) or "it is not YAML", most=80)
    line, column = (mark.line + first_line, mark.column + 1) if mark else (first_line, 1)
    hint = "put a value with a colon or a bracket in quotes"
    return Problem(line, column, f"{what} cannot be read: {told}", hint)
