"""The days of practice as a small calendar in letters: a mark where there was one, else a dot.

There is no colour that scolds, no row that is broken, and no number for what was not done.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from compassion_audio.journal.history import Practised
from compassion_audio.units import Milliseconds

WEEKS = 12

LONG = Milliseconds(10 * 60_000)
"""From here on a day has the larger mark."""

_MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
_DAYS = "Mo Tu We Th Fr Sa Su"


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands for a day, one character each."""

    nothing: str
    some: str
    more: str


DRAWN = Marks("·", "•", "●")
TYPED = Marks(".", "o", "O")
"""For a terminal that cannot draw."""


def calendar(
    entries: Iterable[Practised], *, today: date, weeks: int = WEEKS, marks: Marks = DRAWN
) -> str:
    """Draw the last weeks, one a row, the present one at the bottom.

    Args:
        entries: What was practised.
        today: The last day that is drawn.
        weeks: At least 1.
        marks: What stands for a day.
    """
    heard: Counter[date] = Counter()
    for entry in entries:
        heard[entry.day] += entry.heard
    monday = today - timedelta(days=today.weekday() + 7 * (weeks - 1))
    rows = [f"{'':7}{_DAYS}"]
    named = 0
    for week in range(weeks):
        days = [monday + timedelta(days=7 * week + day) for day in range(7)]
        month = next((day.month for day in days if day.day == 1), 0 if named else days[0].month)
        named = month or named
        label = _MONTHS[month - 1] if month else ""
        row = [_mark(heard[day], marks) for day in days if day <= today]
        rows.append(f"{label:>5}  {'  '.join(row)}".rstrip())
    few, long = f"up to {LONG // 60_000} minutes", f"{LONG // 60_000} minutes and more"
    return "\n".join([*rows, "", f"{'':7}{marks.some} {few}   {marks.more} {long}"])


def _mark(heard: int, marks: Marks) -> str:
    if not heard:
        return marks.nothing
    return marks.more if heard >= LONG else marks.some
