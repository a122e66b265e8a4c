"""The page of the library, made from the practices and guides themselves: its figures are theirs.

`python -m compassion_audio.studio.library_page > docs/library.md` writes it; a test compares.
"""

import sys
from collections.abc import Iterable, Iterator
from statistics import median

from compassion_audio import library
from compassion_audio.check import Reading, stand_ins
from compassion_audio.check.manuscript import Manuscript
from compassion_audio.check.pace import quiet_share, whole_pace
from compassion_audio.check.reading import reading_age
from compassion_audio.script import Choices, Script
from compassion_audio.settings import KNOWN
from compassion_audio.studio.catalogue import read
from compassion_audio.studio.estimating import guessed_timeline
from compassion_audio.studio.guides import (
    PracticePart,
    SessionPart,
    WholeGuide,
    WholeSession,
    natural_length,
    whole_guide,
)
from compassion_audio.units import Milliseconds, WordsPerMinute, clock

PACE = WordsPerMinute(next(float(one.default) for one in KNOWN if one.name == "pace"))
"""The usual one. The page must not depend on what somebody prefers."""

_PRACTICES = """\
# The library

Every practice and guide that comes along, with its figures. `compassion list` finds among them,
`compassion show NAME` prints one.

## Practices

{count} of them. All figures are estimates from the words, the same on every machine: they count
{pace:g} words a minute inside the speech, which is what every voice is measured and set to. How a
practice comes out in your own voice, `compassion check NAME` tells.

- **minutes** is what the practice says of itself, **length** what its words and pauses come to when
  it stands alone, until the last bell begins to ring out
- **words a minute** is over the whole practice, pauses included; 30 to 80 is what a listener can
  take in, fewer where the quiet is what it is for
- **quiet** is the share of the time in which nobody speaks; 35 to 65 % mostly
- **sentence** is the middle one of all sentences, in words; 8 to 14
- **reading age** is the Flesch-Kincaid grade in years; about 11 is meant, and 13 the most that
  `compassion check` lets pass

"""

_GUIDES = """
## Guides

{count} of them. A session that is **exactly** so long comes to it by its quiet; of a course, the
length is that of all its days together, and of the longest one.

"""


def page() -> str:
    """Give the whole page as Markdown."""
    slugs, guides = library.slugs(), library.guide_slugs()
    practices = _table(
        "practice | title | minutes | length | words a minute | quiet | sentence | reading age"
        " | intensity | for | components",
        map(_practice, slugs),
    )
    rest = _table(
        "guide | title | kind | length | recordings | practices | intensity | for",
        map(_guide, guides),
    )
    head = _PRACTICES.format(count=len(slugs), pace=PACE)
    return f"{head}{practices}{_GUIDES.format(count=len(guides))}{rest}"


def _table(head: str, rows: Iterable[str]) -> str:
    rule = "|".join("---" for _ in head.split("|"))
    return "".join(f"| {row} |\n" for row in (head, rule.replace("|", " | "), *rows))


def _practice(slug: str) -> str:
    script = read(library.read(slug))
    front, pages = script.front, _manuscript(script)
    return " | ".join(
        (
            f"`{slug}`",
            front.title,
            f"{front.minutes}",
            clock(_to_the_second(pages.timeline.length)),
            f"{whole_pace(pages) or 0:.0f}",
            f"{quiet_share(pages) or 0:.0%}",
            f"{median(len(line.words) for line in pages.lines):g}",
            f"{reading_age(pages.lines):.1f}",
            front.intensity,
            front.audience,
            ", ".join(front.components),
        )
    )


def _manuscript(script: Script) -> Manuscript:
    choices = Choices(values=stand_ins(script.variables))
    return Manuscript(script, Reading(guessed_timeline(script, PACE, choices)))


def _guide(slug: str) -> str:
    whole = whole_guide(library.read_guide(slug))
    if isinstance(whole, WholeSession):
        about, kind = whole.session.about, "session"
    else:
        about, kind = whole.course.about, f"course, {len(whole.days)} days"
    sessions = _sessions(whole)
    names = {name for one in sessions for name in _names(one)}
    return " | ".join(
        (
            f"`{slug}`",
            about.title,
            kind,
            _length(whole),
            f"{len(sessions)}",
            f"{len(names)}",
            about.intensity,
            about.audience,
        )
    )


def _length(whole: WholeGuide) -> str:
    lengths = [_to_the_second(natural_length(one, PACE)) for one in _sessions(whole)]
    if not isinstance(whole, WholeSession):
        return f"{clock(Milliseconds(sum(lengths)))}, each up to {clock(max(lengths))}"
    exactly = "" if whole.session.fit is None else "exactly "
    return f"{exactly}{clock(lengths[0])}"


def _sessions(whole: WholeGuide) -> tuple[WholeSession, ...]:
    """Give what is a recording of its own."""
    if isinstance(whole, WholeSession):
        return (whole,)
    return tuple(day for day in whole.days if day)


def _names(whole: WholeSession) -> Iterator[str]:
    for part in whole.parts:
        if isinstance(part, SessionPart):
            yield from _names(part.whole)
        elif isinstance(part, PracticePart):
            yield part.source.slug


def _to_the_second(length: Milliseconds) -> Milliseconds:
    return Milliseconds(round(length / 1000) * 1000)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a text stream here
    sys.stdout.write(page())
