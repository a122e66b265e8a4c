"""What a rule is: what it looks for, why, what would be better, and the function that looks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from compassion_audio.check.finding import Severity
from compassion_audio.check.manuscript import Manuscript


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule found; its name and severity are the rule's."""

    line: int
    message: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing the careful editor looks for. The texts are a row of `docs/check-rules.md`."""

    name: str
    """`family/name`; the family is the module it lives in."""

    severity: Severity

    looks_for: str
    why: str
    better: str
    """A better wording, or what to do."""

    find: Callable[[Manuscript], Iterator[Remark]]

    is_english: bool = False
    """Whether it knows English words only, and is left out for every other language."""
