"""Places in the words that are filled in: `{name}`, `{name|default}`, `{name|}`."""

import re
from collections.abc import Mapping
from dataclasses import replace

from compassion_audio.errors import CompassionAudioError, nearest
from compassion_audio.script.model import If, Say, Script, Step, Variable

VARIABLE_PATTERN = r"\{(?:[^\W\d_][\w-]{0,39})(?:\|[^][{}<>|\\`*_~\n]*)?\}"
VARIABLE = re.compile(r"\{(?P<name>[^\W\d_][\w-]{0,39})(?:\|(?P<default>[^][{}<>|\\`*_~\n]*))?\}")
HIDDEN = "…"
"""Stands in captions for a value that is a person's own."""

_REFUSED = re.compile(r"[\[\]{}<>|\\`*_~\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def check_value(name: str, value: str) -> None:
    """Check that a value is plain words.

    Raises:
        CompassionAudioError: It holds a bracket, a line break, or the like. The message does not
            repeat the value.
    """
    if found := _REFUSED.search(value):
        what = "a line break" if found.group() in "\n\r" else repr(found.group())
        raise CompassionAudioError(
            f"the value of {name} holds {what}", hint="write it as plain words on one line"
        )


def check_names(values: Mapping[str, str], variables: tuple[Variable, ...]) -> None:
    """Check that each value has a place to go to.

    Raises:
        CompassionAudioError: The practice has no variable of such a name.
    """
    known = {variable.name for variable in variables}
    for name in values:
        if name not in known:
            hint = nearest(name, known) or (
                f"it has {', '.join(sorted(known))}" if known else "it has no variables"
            )
            raise CompassionAudioError(f"the practice has no variable {name!r}", hint=hint)


def filled(text: str, values: Mapping[str, str], *, hide: bool = False) -> str:
    """Fill in the variables of a sentence; an empty value closes up its space.

    Args:
        text: With variables that have a value or a default.
        values: By name.
        hide: Put `HIDDEN` in the place of each value that was given.
    """

    def value_of(found: re.Match[str]) -> str:
        if found["name"] not in values:
            return found["default"] or ""
        value = values[found["name"]].strip()
        return HIDDEN if hide and value else value

    words = " ".join(VARIABLE.sub(value_of, text).split())
    return re.sub(r" (?=[,.;:!?])", "", words) if words != text else text


def with_defaults(script: Script, values: Mapping[str, str]) -> Script:
    """Give a script in which these words stand where nobody says others."""

    def put(found: re.Match[str]) -> str:
        name = found["name"]
        return f"{{{name}|{values[name]}}}" if name in values else found.group()

    def written(step: Step) -> Step:
        match step:
            case Say():
                return replace(step, text=VARIABLE.sub(put, step.text))
            case If():
                then, otherwise = map(written, step.then), map(written, step.otherwise)
                return replace(step, then=tuple(then), otherwise=tuple(otherwise))
            case _:
                return step

    variables = (
        replace(one, default=values[one.name]) if one.name in values else one
        for one in script.variables
    )
    return replace(script, steps=tuple(map(written, script.steps)), variables=tuple(variables))


def is_personal(text: str, values: Mapping[str, str]) -> bool:
    """Say whether a sentence holds a value that was given."""
    return any(values.get(found["name"]) for found in VARIABLE.finditer(text))
