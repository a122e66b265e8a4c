"""Wordings that rules look for: a pattern, the words it cannot do without, and what excuses it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from compassion_audio.check.manuscript import Line, Manuscript

NEGATIONS = re.compile(
    r"\b(?:no|not|never|nothing|nobody|none|cannot|without|neither|nor|rather than|instead of"
    r"|\w+n't)\b",
    re.IGNORECASE,
)
"""What turns a wording into its opposite: `this will not heal everything`."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A wording that is looked for outside quotations, at most once in a sentence."""

    triggers: frozenset[str]
    """Small words of which a sentence holds one where the pattern can match. They make reading
    quick: most sentences hold none and are never searched."""

    pattern: re.Pattern[str]
    """Matched against `Line.plain`. It takes linear time on any text."""

    excuse: re.Pattern[str] | None = None
    """What, anywhere outside quotations in the sentence, makes the wording a fair one."""

    def find(self, page: Manuscript) -> Iterator[tuple[Line, str]]:
        """Give each sentence with the wording, and the words that match."""
        for line in page.lines_with(self.triggers):
            found = self.pattern.search(line.plain)
            if found and not (self.excuse and self.excuse.search(line.plain)):
                yield line, " ".join(found.group().strip(" ,;:.!?").split())


def phrase(triggers: str, pattern: str, *, excuse: re.Pattern[str] | None = None) -> Phrase:
    """Make a phrase from its triggers, with spaces between them, and its pattern's text."""
    return Phrase(frozenset(triggers.split()), re.compile(pattern, re.IGNORECASE), excuse)
