"""What a practice says of itself, and whether it keeps to it."""

import re
from collections.abc import Iterator

from compassion_audio.check.finding import Severity
from compassion_audio.check.manuscript import Manuscript
from compassion_audio.check.rule import Remark, Rule
from compassion_audio.script import LongerThan, Step
from compassion_audio.script.front_matter import FENCE
from compassion_audio.script.model import Alone, If
from compassion_audio.units import LONGEST_LENGTH, clock, write_duration

_KEYS = (
    "summary",
    "minutes",
    "tradition",
    "components",
    "audience",
    "intensity",
    "when",
    "sources",
)
_KEYS_WITH_DEFAULTS = ("language", "version")
_TOLERANCE = 0.15
"""Of the minutes in the front matter."""


def _is_incomplete(page: Manuscript) -> Iterator[Remark]:
    missing = [key for key in _KEYS if not getattr(page.front, key)]
    if page.text:
        missing += [key for key in _KEYS_WITH_DEFAULTS if not _line_of(key, page.text)]
    if missing:
        yield Remark(
            1,
            f"the front matter does not say {_listed(missing)}",
            "Add a line for each; who chooses a practice reads these first.",
        )


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _line_of(key: str, text: str) -> int:
    """Give the line on which a key of the front matter stands, or 0."""
    head = text.partition(f"\n{FENCE}")[0]
    found = re.search(rf"(?:^|[{{,])[ \t]*[\"']?{key}[\"']?[ \t]*:", head, re.MULTILINE)
    return head.count("\n", 0, found.start()) + 1 if found else 0


def _minutes_are_off(page: Manuscript) -> Iterator[Remark]:
    minutes, length = page.front.minutes, page.timeline.length
    if minutes is None or abs(length - minutes * 60_000) <= _TOLERANCE * minutes * 60_000:
        return
    near = max(1, round(length / 60_000))
    told = "is" if page.is_measured else "is about"
    mend = (
        f"Write minutes: {near}, or change the pauses."
        if near != minutes
        else "Change the pauses; minutes are whole."
    )
    yield Remark(
        _line_of("minutes", page.text) or page.first_line,
        f"the front matter says {minutes} min, and the recording {told} {clock(length)} long",
        mend,
    )


def _conditions_are_idle(page: Manuscript) -> Iterator[Remark]:
    yield from _idle(page.steps, at_least=0, below=LONGEST_LENGTH + 1, alone=None)


def _idle(
    steps: tuple[Step, ...], *, at_least: int, below: int, alone: bool | None
) -> Iterator[Remark]:
    """Look for conditions that what stands around them has decided already.

    Args:
        steps: Of one branch.
        at_least: The shortest length with which this branch is kept.
        below: The length with which it is no longer kept.
        alone: Whether it is kept alone only, or joined only; None for both.
    """
    for step in steps:
        if not isinstance(step, If):
            continue
        written, decided = _decided(step, at_least=at_least, below=below, alone=alone)
        if decided is not None:
            what = "always true" if decided else "never true"
            mend = "its words" if decided else "nothing, or what follows [else]"
            yield Remark(step.line, f"{written} is {what} here", f"Keep {mend} without it.")
        elif not step.then and not step.otherwise:
            yield Remark(step.line, f"{written} decides about nothing", "Remove it with its [end].")
        if isinstance(step.condition, LongerThan):
            edge = step.condition.length
            yield from _idle(step.then, at_least=max(at_least, edge), below=below, alone=alone)
            yield from _idle(step.otherwise, at_least=at_least, below=min(below, edge), alone=alone)
        else:
            yield from _idle(step.then, at_least=at_least, below=below, alone=True)
            yield from _idle(step.otherwise, at_least=at_least, below=below, alone=False)


def _decided(step: If, *, at_least: int, below: int, alone: bool | None) -> tuple[str, bool | None]:
    condition = step.condition
    if isinstance(condition, Alone):
        return "[if alone]", alone
    written = f"[if {write_duration(condition.length)} or longer]"
    if condition.length <= at_least:
        return written, True
    return written, False if condition.length >= below else None


RULES = (
    Rule(
        "front/missing",
        Severity.NOTE,
        "front matter without summary, minutes, tradition, components, audience, intensity, when, "
        "sources, language or version",
        "Who chooses a practice, for themselves or for a client, chooses by these.",
        "when: When something small has gone wrong, or the day is not going your way.",
        _is_incomplete,
    ),
    Rule(
        "front/minutes",
        Severity.WARNING,
        f"a recording that is more than {_TOLERANCE * 100:.0f} % longer or shorter than the "
        "minutes in the front matter",
        "People plan their break by it.",
        "Correct minutes:, or the pauses.",
        _minutes_are_off,
    ),
    Rule(
        "front/condition",
        Severity.NOTE,
        "an [if] that is always or never true where it stands, or that decides about nothing",
        "Its words are heard always or never, and that is rarely meant.",
        "Remove the condition, or correct its length.",
        _conditions_are_idle,
    ),
)
