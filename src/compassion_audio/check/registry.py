"""All rules, in the order in which they are shown."""

from collections.abc import Iterator
from itertools import islice

from compassion_audio.check import assumes, door, front, pace, reading, safety, wording
from compassion_audio.check.finding import Severity
from compassion_audio.check.manuscript import Manuscript
from compassion_audio.check.rule import Remark, Rule
from compassion_audio.errors import nearest, shortened

_MOST_UNKNOWN = 100
"""Finding the nearest name is slow, and nobody mends more at a time."""


def _language_is_other(page: Manuscript) -> Iterator[Remark]:
    if not page.is_english:
        yield Remark(
            page.first_line,
            f"the language is {shortened(page.front.language)}, and the rules about wording know "
            "English only",
            "The others were run; let someone who speaks it read the words.",
        )


def _ignores_are_unknown(page: Manuscript) -> Iterator[Remark]:
    unknown = (ignore for ignore in page.ignores if ignore.name not in RULES)
    for ignore in islice(unknown, _MOST_UNKNOWN):
        if not ignore.name:
            told = "this comment silences no rule"
            yield Remark(ignore.line, told, "Name one: <!-- check: ignore wording/command -->")
        else:
            hint = nearest(ignore.name, RULES) or "The names are in docs/check-rules.md."
            told = f"there is no rule called {shortened(ignore.name)!r}"
            yield Remark(ignore.line, told, hint[0].upper() + hint[1:])


_OF_THE_EDITOR = (
    Rule(
        "editor/language",
        Severity.NOTE,
        "a practice in another language than English",
        "Rules that look for English words find nothing there, and nothing found is no praise.",
        "Let someone who speaks the language read the words.",
        _language_is_other,
    ),
    Rule(
        "editor/ignore",
        Severity.WARNING,
        "a comment that would silence a rule that there is not, or names none",
        "A name with a slip in it silences nothing.",
        "<!-- check: ignore wording/command -->",
        _ignores_are_unknown,
    ),
)

RULES: dict[str, Rule] = {
    rule.name: rule
    for family in (
        pace.RULES,
        door.RULES,
        wording.RULES,
        safety.RULES,
        assumes.RULES,
        reading.RULES,
        front.RULES,
        _OF_THE_EDITOR,
    )
    for rule in family
}
"""By name."""
