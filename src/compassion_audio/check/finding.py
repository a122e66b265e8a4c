"""What the careful editor has to say about a line."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much it matters."""

    ERROR = "error"
    """It can harm a listener."""

    WARNING = "warning"
    """It will trip a listener."""

    NOTE = "note"
    """It is for the writer to weigh."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark, with its place and a way out."""

    rule: str
    """The name of the rule, `family/name`."""

    severity: Severity

    line: int
    """Counted from 1. What belongs to no line in particular stands where the words begin."""

    message: str
    """What is there, and why it matters. Lower case at the start, no full stop at the end."""

    suggestion: str
    """What to do: a whole sentence, or several."""
