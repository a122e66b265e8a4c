"""Conditions, from the marks of a flat script to steps within steps."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from compassion_audio.errors import Problem
from compassion_audio.script.model import Alone, If, LongerThan, Step

DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Opening:
    """`[if …]`."""

    condition: LongerThan | Alone
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Otherwise:
    """`[else]`."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Closing:
    """`[end]`."""

    line: int
    column: int


@dataclass(slots=True)
class _Open:
    opening: Opening
    then: list[Step] = field(default_factory=list)
    otherwise: list[Step] | None = None

    @property
    def current(self) -> list[Step]:
        return self.then if self.otherwise is None else self.otherwise


def nest(
    items: Iterable[Step | Opening | Otherwise | Closing],
) -> tuple[tuple[Step, ...], list[Problem]]:
    """Put the steps of each condition inside it.

    Returns:
        The steps, and a problem for each mark that has no partner or lies too deep.
    """
    top: list[Step] = []
    stack: list[_Open] = []
    problems: list[Problem] = []
    for item in items:
        current = stack[-1].current if stack else top
        match item:
            case Opening():
                stack.append(_Open(item))
                if len(stack) == DEEPEST + 1:
                    told = f"conditions nest at most {DEEPEST} deep"
                    problems.append(Problem(item.line, item.column, told, "take one away"))
            case Otherwise() if not stack or stack[-1].otherwise is not None:
                problems.append(_astray(item, "[else]"))
            case Otherwise():
                stack[-1].otherwise = []
            case Closing() if not stack:
                problems.append(_astray(item, "[end]"))
            case Closing():
                done = stack.pop()
                (stack[-1].current if stack else top).append(_closed(done))
            case _:
                current.append(item)
    problems += [
        Problem(left.opening.line, left.opening.column, "this [if] has no [end]", "write [end]")
        for left in stack
    ]
    return tuple(top), problems


def _closed(done: _Open) -> If:
    otherwise = tuple(done.otherwise or ())
    return If(done.opening.condition, tuple(done.then), otherwise, done.opening.line)


def _astray(item: Otherwise | Closing, mark: str) -> Problem:
    return Problem(item.line, item.column, f"{mark} belongs to no [if]", "remove it")
