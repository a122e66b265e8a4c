"""From a script as it is written to the steps of one rendering: no condition, no variable left."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from compassion_audio.errors import Problem, ScriptError
from compassion_audio.script.model import (
    PARAGRAPH_REST,
    SENTENCE_REST,
    Alone,
    Bell,
    Break,
    If,
    LongerThan,
    Rest,
    Say,
    Script,
    Sound,
    Step,
    Turn,
)
from compassion_audio.script.variables import check_names, check_value, filled, is_personal
from compassion_audio.units import Milliseconds


@dataclass(frozen=True, slots=True)
class Choices:
    """What decides how a script is resolved."""

    length: Milliseconds | None = None
    """The length asked for; None for the natural one, which the front matter's minutes tell."""

    is_alone: bool = True
    """Whether it stands for itself, with its welcome and its closing."""

    values: Mapping[str, str] = field(default_factory=dict)
    """A person's own words for its variables."""

    is_last: bool = False
    """Whether it is the last of those it is joined with, and so keeps its closing: what it says
    when alone, from its first words on."""


def resolve(
    script: Script, choices: Choices | None = None, *, name: str = "the script"
) -> tuple[Step, ...]:
    """Decide the conditions, fill in the variables, give each sentence its role and its rest.

    Args:
        script: As it was read.
        choices: What decides; natural, alone and without values when None.
        name: How to name the script in an error.

    Returns:
        Steps without `If`, `Turn` and `Break`; between any two sounds there is one `Rest`.

    Raises:
        ScriptError: A variable without a default has no value.
        CompassionAudioError: A value is not plain words, or has no variable to go to.
    """
    choices = choices or Choices()
    check_names(choices.values, script.variables)
    for variable, value in choices.values.items():
        check_value(variable, value)
    missing = [
        Problem(
            variable.line,
            variable.column,
            f"{{{variable.name}}} has no value",
            f'give one with --set {variable.name}="…"',
        )
        for variable in script.variables
        if variable.default is None and variable.name not in choices.values
    ]
    if missing:
        raise ScriptError(name, missing)
    length = choices.length or Milliseconds((script.front.minutes or 0) * 60_000)
    kept = _kept(script.steps, length, choices)
    return tuple(_rested(_spoken(kept, choices.values)))


def thresholds(steps: Iterable[Step]) -> tuple[Milliseconds, ...]:
    """Give the lengths at which a condition changes its mind, in order."""
    found: set[Milliseconds] = set()
    for step in steps:
        if isinstance(step, If):
            if isinstance(step.condition, LongerThan):
                found.add(step.condition.length)
            found.update(thresholds(step.then), thresholds(step.otherwise))
    return tuple(sorted(found))


def every_line(script: Script) -> tuple[Say, ...]:
    """Give each line that the script can have, whatever its conditions make of it.

    Variables have their defaults. A line with a variable that has none is marked as personal: its
    words are other ones each time.
    """
    needed = {one.name: "words" for one in script.variables if one.default is None}
    edges = (Milliseconds(1), *thresholds(script.steps))
    found: dict[Say, None] = {}
    for length in reversed(edges):  # what the longest has is nearest to the script as it is written
        for is_alone in (True, False):
            steps = resolve(script, Choices(length, is_alone, needed))
            found |= {step: None for step in steps if isinstance(step, Say)}
    return tuple(sorted(found, key=lambda say: say.line))


def _kept(steps: Iterable[Step], length: Milliseconds, choices: Choices) -> Iterator[Step]:
    """Decide the conditions in the order of the script: a welcome stands before its first words."""
    is_alone = choices.is_alone
    for step in steps:
        if isinstance(step, If):
            condition = step.condition
            holds = is_alone if isinstance(condition, Alone) else length >= condition.length
            within = replace(choices, is_alone=is_alone)
            kept = tuple(_kept(step.then if holds else step.otherwise, length, within))
        else:
            kept = (step,)
        yield from kept
        is_alone = is_alone or (choices.is_last and any(isinstance(one, Say) for one in kept))


def _spoken(steps: Iterable[Step], values: Mapping[str, str]) -> Iterator[Step]:
    """Give each sentence its role and its words; one that becomes empty is left out."""
    role = ""
    for step in steps:
        match step:
            case Turn():
                role = step.role
            case Say():
                text = filled(step.text, values)
                public = filled(step.text, values, hide=True)
                is_own = is_personal(step.text, values)
                if any(character.isalnum() for character in text):
                    yield replace(step, text=text, role=role, public=public if is_own else "")
            case _:
                yield step


def _rested(steps: Iterable[Step]) -> Iterator[Step]:
    """Put one rest right after each sound that another sound follows."""
    waiting: list[Step] = []
    rest: Rest | None = None
    is_cut = False
    for step in steps:
        match step:
            case Break():
                rest = rest and PARAGRAPH_REST
                is_cut = False
            case Say() | Bell() | Sound():
                if rest and not (is_cut and isinstance(step, Say)):
                    yield rest
                yield from waiting
                yield step
                waiting, rest = [], SENTENCE_REST
                is_cut = isinstance(step, Say) and step.goes_on
            case _:
                waiting.append(step)
    yield from waiting
