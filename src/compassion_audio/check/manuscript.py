"""A practice as the careful editor reads it: its lines, its quiet, and how it sounded."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from compassion_audio.check.ignores import Ignore, read_ignores
from compassion_audio.script import (
    Alone,
    Bell,
    Break,
    Breath,
    Choices,
    If,
    Pause,
    Rest,
    Say,
    Script,
    Section,
    Silence,
    Sound,
    Step,
    Variable,
    resolve,
    thresholds,
)
from compassion_audio.script.model import PARAGRAPH_REST
from compassion_audio.script.variables import filled
from compassion_audio.script.words import WORD, count_words
from compassion_audio.timeline import BELL_APART, BELL_HOLD, Timeline
from compassion_audio.timeline.plan import asked_time
from compassion_audio.units import LONGEST_LENGTH, Milliseconds

_QUOTED = re.compile(
    r'"[^"]*"|“[^“”]*”|„[^“”„]*[“”]|«[^«»]*»'
    r"|(?<!\w)‘(?:[^‘’]|(?<=\w)’(?=\w))*+’(?!\w)"
    r"|(?<!\w)'(?:[^']|(?<=\w)'(?=\w))*+'(?!\w)"
)
VEIL = "~"
"""Stands for each character of a quotation; the language has no such character in its words."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the editor is handed beside the script, and never makes: how it was read aloud."""

    timeline: Timeline
    """At the natural length, with the welcome and the closing."""

    text: str = ""
    """The file as it was written, for the comments that silence a rule."""

    is_measured: bool = True
    """Whether a voice spoke the lines; their lengths are estimated where none did."""


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence as it is written, whatever condition it stands under."""

    index: int
    """Among all sentences, from 0."""

    number: int
    """The line of the file it begins on."""

    text: str
    """Variables filled with their defaults, or with their own names."""

    plain: str
    """The same, as long, with whatever stands in quotation marks covered: self-talk that is
    quoted may say anything."""

    words: tuple[str, ...]
    """Of the text, in small letters, with straight apostrophes."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One sentence of one way through the conditions, and the quiet it has after it."""

    say: Say

    quiet: Milliseconds
    """Until the next sentence, or until the end. A bell in between counts as quiet."""

    ends_paragraph: bool

    is_parted: bool
    """Whether a pause, a silence, a breath, a bell or a sound comes before the next sentence."""

    is_last: bool


class Manuscript:
    """A script, made ready for the rules. What it works out, it works out once."""

    def __init__(self, script: Script, reading: Reading) -> None:
        self.front = script.front
        self.steps = script.steps
        self.timeline = reading.timeline
        self.text = reading.text
        self.is_measured = reading.is_measured
        self._script = script

    @cached_property
    def is_english(self) -> bool:
        """Whether the rules that know English words apply."""
        return self.front.language.casefold().replace("_", "-").partition("-")[0] == "en"

    @cached_property
    def ignores(self) -> tuple[Ignore, ...]:
        """The comments that silence a rule."""
        return tuple(read_ignores(self.text))

    @cached_property
    def first_line(self) -> int:
        """Where the words begin: the place of remarks that belong to no line in particular."""
        return next((step.line for step in self.steps if hasattr(step, "line")), 1)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every sentence of the file, in order."""
        return tuple(_lines(self.steps, stand_ins(self._script.variables)))

    def lines_with(self, words: Iterable[str]) -> Iterator[Line]:
        """Give the sentences that hold one of these words, in order.

        Args:
            words: In small letters, with straight apostrophes. Quoted words count, too.
        """
        found = {index for word in words for index in self._places.get(word, ())}
        return (self.lines[index] for index in sorted(found))

    def around(self, line: Line, *, before: int = 0, after: int = 0) -> str:
        """Give a sentence with its neighbours, quotations covered."""
        near = self.lines[max(0, line.index - before) : line.index + after + 1]
        return " ".join(one.plain for one in near)

    @cached_property
    def ways(self) -> tuple[tuple[Step, ...], ...]:
        """The steps as they are rendered; the first way is the one that was read aloud.

        Where there are conditions, also joined with others, at the longest and at the shortest,
        so that what stands under a condition is seen once.
        """
        values = stand_ins(self._script.variables)
        natural = (self.front.minutes or 0) * 60_000
        edges = thresholds(self.steps)
        choices = [Choices(values=values)]
        if edges and edges[-1] > natural:
            choices.append(Choices(LONGEST_LENGTH, values=values))
        if edges and edges[0] <= natural:
            choices.append(Choices(Milliseconds(1), values=values))
        if _asks_whether_alone(self.steps):
            choices.append(Choices(is_alone=False, values=values))
        return tuple(resolve(self._script, choice) for choice in choices)

    @cached_property
    def spoken(self) -> tuple[tuple[Spoken, ...], ...]:
        """The sentences of each way with the quiet after them."""
        return tuple(tuple(_spoken(steps)) for steps in self.ways)

    @cached_property
    def heard_words(self) -> int:
        """How many words were read aloud."""
        steps = (cue.step for cue in self.timeline.cues)
        return sum(count_words(step.text) for step in steps if isinstance(step, Say))

    @cached_property
    def _places(self) -> Mapping[str, list[int]]:
        places: dict[str, list[int]] = {}
        for line in self.lines:
            for word in set(line.words):
                places.setdefault(word, []).append(line.index)
        return places


def stand_ins(variables: Iterable[Variable]) -> dict[str, str]:
    """Give each variable without a default its own name for a value, so that it can be read."""
    return {
        variable.name: variable.name.replace("_", " ").replace("-", " ")
        for variable in variables
        if variable.default is None
    }


def without_quotations(text: str) -> str:
    """Cover what stands in quotation marks, character by character, but for line breaks."""
    return _QUOTED.sub(lambda found: re.sub(r"[^\n]", VEIL, found.group()), text)


def _lines(steps: Iterable[Step], values: Mapping[str, str]) -> Iterator[Line]:
    index = 0
    paragraph: list[tuple[int, str]] = []
    for step in (*_flat(steps), Break()):
        if isinstance(step, Say):
            # most sentences have no variable, and `filled` looks at every character
            text = filled(step.text, values) if "{" in step.text else step.text
            if any(map(str.isalnum, text)):
                paragraph.append((step.line, text))
        elif isinstance(step, Break | Section) and paragraph:
            # a quotation may go on over several sentences, and never over a paragraph's end
            plain = without_quotations("\n".join(text for _, text in paragraph)).split("\n")
            for (number, text), bare in zip(paragraph, plain, strict=True):
                words = tuple(WORD.findall(text.lower().replace("’", "'")))
                yield Line(index, number, text, bare.replace("’", "'"), words)
                index += 1
            paragraph = []


def _asks_whether_alone(steps: Iterable[Step]) -> bool:
    return any(
        isinstance(step, If)
        and (isinstance(step.condition, Alone) or _asks_whether_alone(step.then + step.otherwise))
        for step in steps
    )


def _flat(steps: Iterable[Step]) -> Iterator[Step]:
    for step in steps:
        if isinstance(step, If):
            yield from (Break(), *_flat(step.then), Break(), *_flat(step.otherwise), Break())
        else:
            yield step


def _spoken(steps: Iterable[Step]) -> Iterator[Spoken]:
    say: Say | None = None
    between: list[Step] = []
    for step in steps:
        if not isinstance(step, Say):
            between.append(step)
            continue
        if say:
            yield _parted(say, between, is_last=False)
        say, between = step, []
    if say:
        yield _parted(say, between, is_last=True)


def _parted(say: Say, between: Iterable[Step], *, is_last: bool) -> Spoken:
    """Measure the quiet between two sentences. Beside a pause the longer counts, not the sum."""
    total = asked = rest = 0
    is_parted = ends_paragraph = False
    for step in between:
        match step:
            case Bell() | Sound():
                bell = BELL_HOLD + (step.times - 1) * BELL_APART if isinstance(step, Bell) else 0
                total += max(asked, rest) + bell
                # the hold of a bell is a rest of its own
                asked, rest = 0, -BELL_HOLD if bell else 0
                is_parted = True
            case Rest():
                rest += step.natural
                ends_paragraph = ends_paragraph or step == PARAGRAPH_REST
            case Pause() | Silence() | Breath():
                asked += asked_time(step)
                is_parted = True
    total += max(asked, rest)
    return Spoken(say, Milliseconds(total), ends_paragraph or is_last, is_parted, is_last)
