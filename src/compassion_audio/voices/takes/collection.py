"""A set of takes: the lines of one or several practices, and the recordings of some of them.

    <data>/takes/mine/lines.json          the lines, their numbers, and what each take is like
                      lines.txt           the lines for people
                      reading-NAME.html   each practice, to read from
                      007.flac            the take of line 7, edited
                      007-before.flac     the one that it took the place of

A line is found by its words. Its number is its own for good: it is on people's pages and in the
names of their files, so a number is never given to another line.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from compassion_audio.errors import CompassionAudioError
from compassion_audio.units import Decibels, Milliseconds

ALIKE = 0.5
"""How much two lines have to have in common for one to be the other, changed: the share of their
words that stand in both in the same order."""

CHANGED = "its words have changed since it was recorded"
NOT_RECORDED = "it was not recorded"

State = Literal["recorded", "changed", "missing"]


def folded(text: str) -> str:
    """Give a line's words as lines are found by them: white space counts once."""
    return " ".join(text.split())


def alike(one: str, other: str) -> float:
    """Say how much two lines have in common, from 0 to 1."""
    words, others = (folded(text).casefold().split() for text in (one, other))
    return SequenceMatcher(None, words, others, autojunk=False).ratio()


@dataclass(frozen=True, slots=True)
class Take:
    """A recording of a line, edited."""

    file: str
    """Its name in the set's folder."""

    length: Milliseconds
    """With its margins."""

    level: Decibels
    """Of the speech as it was recorded, below full scale."""

    noise: Decibels
    """Of the room, against the speech."""

    origin: str
    """Where it is from: a file's name, or `the microphone`."""


@dataclass(frozen=True, slots=True)
class Line:
    """Words that can have a take."""

    number: int
    """From 1, its own for good."""

    text: str
    """As written, white space folded."""

    practices: tuple[str, ...]
    """Short names of the practices that have it, or had it."""

    take: Take | None = None


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice as it was when the set was last made for it."""

    slug: str
    title: str
    language: str
    numbers: tuple[int, ...]
    """Of its lines, in its order, each once."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How one line of a practice stands."""

    line: Line
    state: State
    once: Line | None = None
    """The recorded line that it was before its words changed."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A set of takes, as it is written in its `lines.json`. Each change gives another."""

    practices: tuple[Practice, ...] = ()
    lines: tuple[Line, ...] = ()
    """By number."""

    following: int = 1
    """The number of the next new line."""

    @property
    def by_words(self) -> Mapping[str, Line]:
        """Each line by its folded words."""
        return {line.text: line for line in self.lines}

    def line(self, number: int) -> Line:
        """Give a line by number.

        Raises:
            CompassionAudioError: There is none.
        """
        for line in self.lines:
            if line.number == number:
                return line
        raise CompassionAudioError(
            f"there is no line {number}", hint="see the lines with: compassion takes show"
        )

    def practice(self, slug: str) -> Practice | None:
        """Give a practice by its short name, or None."""
        return next((one for one in self.practices if one.slug == slug), None)

    def with_practice(
        self, slug: str, *, title: str, language: str, words: Iterable[str]
    ) -> "Collection":
        """Add a practice, or bring it to its words of today.

        Lines that are there keep their numbers and their takes. Lines that are left in no practice
        and have no take are forgotten.
        """
        known = {line.text: line for line in self.lines}
        following = self.following
        numbers: list[int] = []
        for text in dict.fromkeys(map(folded, words)):
            line = known.get(text)
            if line is None:
                line = Line(following, text, ())
                following += 1
            if slug not in line.practices:
                line = replace(line, practices=(*line.practices, slug))
            known[text] = line
            numbers.append(line.number)
        fresh = Practice(slug, title, language, tuple(numbers))
        others = [one for one in self.practices if one.slug != slug]
        at = next((at for at, one in enumerate(self.practices) if one.slug == slug), len(others))
        practices = (*others[:at], fresh, *others[at:])
        return Collection(practices, tuple(_worth_keeping(known.values(), practices)), following)

    def with_take(self, number: int, take: Take | None) -> "Collection":
        """Give a line its take, or take it away. A line that stands nowhere goes with its take."""
        kept = (replace(line, take=take) if line.number == number else line for line in self.lines)
        return replace(self, lines=tuple(_worth_keeping(kept, self.practices)))

    def coverage(self, practice: Practice) -> Iterator[Coverage]:
        """Say of each line of a practice how it stands, in the practice's order."""
        by_number = {line.number: line for line in self.lines}
        gone = self._gone(practice)
        for number in practice.numbers:
            line = by_number[number]
            if line.take:
                yield Coverage(line, "recorded")
            elif once := most_alike(line.text, gone):
                yield Coverage(line, "changed", once)
            else:
                yield Coverage(line, "missing")

    def left_over(self) -> tuple[Line, ...]:
        """Give the recorded lines that stand in no practice any more."""
        standing = {number for practice in self.practices for number in practice.numbers}
        return tuple(line for line in self.lines if line.number not in standing)

    def _gone(self, practice: Practice) -> list[Line]:
        """Give the recorded lines that this practice had, and has no more."""
        return [
            line
            for line in self.lines
            if line.take and practice.slug in line.practices and line.number not in practice.numbers
        ]


def most_alike(text: str, among: Sequence[Line]) -> Line | None:
    """Give the line that this one may once have been, or None where none is like it."""
    best = max(among, key=lambda line: alike(text, line.text), default=None)
    return best if best and alike(text, best.text) >= ALIKE else None


def _worth_keeping(lines: Iterable[Line], practices: Sequence[Practice]) -> list[Line]:
    standing = {number for practice in practices for number in practice.numbers}
    kept = [line for line in lines if line.take or line.number in standing]
    return sorted(kept, key=lambda line: line.number)
