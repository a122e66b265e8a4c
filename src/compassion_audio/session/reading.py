"""Reading a guide's YAML key by key, gathering every problem with its line and its key path."""

from collections.abc import Callable, Mapping
from typing import TypeVar

import yaml

from compassion_audio.errors import Problem, nearest, shortened
from compassion_audio.script.plain_yaml import problem_at

MOST_PROBLEMS = 100

Value = TypeVar("Value")

Fields = Mapping[str, yaml.Node]
"""The values of one mapping, by key."""


class Reading:
    """One guide that is being read."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        """At most `MOST_PROBLEMS`; what comes after them is not kept."""

    def refuse(self, node: yaml.Node, path: str, message: str, hint: str = "") -> None:
        """Take note of a problem at a value.

        Args:
            node: Where it is.
            path: The keys that lead there, as in `items[2].fit`; empty at the top.
            message: What is wrong.
            hint: What to write instead.
        """
        if len(self.problems) < MOST_PROBLEMS:
            told = f"{path}: {message}" if path else message
            self.problems.append(problem_at(node, told, hint))

    def fields(
        self, node: yaml.Node, path: str, *, allowed: tuple[str, ...]
    ) -> dict[str, yaml.Node]:
        """Give the values of a mapping by key, and refuse keys that are unknown or stand twice."""
        if not isinstance(node, yaml.MappingNode):
            self.refuse(node, path, f"write keys and values here: {', '.join(allowed)}")
            return {}
        found: dict[str, yaml.Node] = {}
        unknown: set[str] = set()
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name in found or name in unknown:
                self.refuse(key, path, f"{shortened(name)} stands twice", "keep one of them")
            elif name in allowed:
                found[name] = value
            else:
                unknown.add(name)
                self.refuse(key, path, f"unknown key {shortened(name)!r}", _instead(name, allowed))
        return found

    def value(
        self, fields: Fields, key: str, path: str, read: Callable[[yaml.Node], Value], usual: Value
    ) -> Value:
        """Read the value of a key; where there is none, or a wrong one, give the usual."""
        if key not in fields:
            return usual
        return self.read(fields[key], below(path, key), read, usual)

    def read(
        self, node: yaml.Node, path: str, read: Callable[[yaml.Node], Value], usual: Value
    ) -> Value:
        """Read one value, or refuse it and give the usual."""
        try:
            return read(node)
        except ValueError as cause:
            self.refuse(node, path, str(cause))
            return usual

    def sequence(self, node: yaml.Node, path: str, *, what: str, most: int) -> list[yaml.Node]:
        """Give what a list holds, and refuse what is none, or holds nothing, or too much."""
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            self.refuse(node, path, f"write {what} here, each on a line that begins with a hyphen")
            return []
        if len(node.value) > most:
            self.refuse(node.value[most], path, f"there are more than {most}", "make two guides")
        return list(node.value[:most])


def below(path: str, key: str) -> str:
    """Give the path of a key below another."""
    return f"{path}.{key}" if path else key


def _instead(name: str, allowed: tuple[str, ...]) -> str:
    told = f"the keys here are {', '.join(allowed)}"
    close = nearest(name, allowed)
    return f"{close} {told}" if close else told
