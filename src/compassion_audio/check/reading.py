"""Whether each sentence can be taken in by ear, at once, by anyone."""

from collections.abc import Iterator
from statistics import median

from compassion_audio.check.finding import Severity
from compassion_audio.check.manuscript import Line, Manuscript
from compassion_audio.check.rule import Remark, Rule
from compassion_audio.check.syllables import count_syllables

LONGEST_SENTENCE = 22
"""Words: one thought, one breath."""

USUAL_SENTENCE = 8, 14
"""Words: between these lies the middle one of all sentences."""

HIGHEST_AGE = 13
"""Years; practices are written for about 11."""

_GROWN_UP = 18
_ENOUGH_SENTENCES = 10
_ENOUGH_WORDS = 100
"""Reading-ease formulas are made for samples of at least so many words."""

_YEARS_BEFORE_SCHOOL = 5
"""A pupil of the first American grade is six."""


def reading_age(lines: tuple[Line, ...]) -> float:
    """Estimate from which age sentences are understood: the Flesch-Kincaid grade, in years.

    Args:
        lines: At least one.

    Source:
        Kincaid, Fishburne, Rogers & Chissom (1975), Derivation of new readability formulas for
        Navy enlisted personnel, Research Branch Report 8-75: grade = 0.39 words a sentence
        + 11.8 syllables a word - 15.59.
    """
    words = sum(len(line.words) for line in lines)
    syllables = sum(count_syllables(word) for line in lines for word in line.words)
    grade = 0.39 * words / len(lines) + 11.8 * syllables / max(1, words) - 15.59
    return grade + _YEARS_BEFORE_SCHOOL


def _is_long(page: Manuscript) -> Iterator[Remark]:
    for line in page.lines:
        if len(line.words) > LONGEST_SENTENCE:
            yield Remark(
                line.number,
                f"this sentence has {len(line.words)} words, more than one breath holds",
                f"Make two of it, with {LONGEST_SENTENCE} words at most in each.",
            )


def _middle_is_off(page: Manuscript) -> Iterator[Remark]:
    if len(page.lines) < _ENOUGH_SENTENCES:
        return
    middle = median(len(line.words) for line in page.lines)
    low, high = USUAL_SENTENCE
    if not low <= middle <= high:
        how = "short, and may sound like a list" if middle < low else "long for an ear"
        words = "word" if middle == 1 else "words"
        yield Remark(
            page.first_line,
            f"the middle sentence is {middle:g} {words} long: on the whole they are {how}",
            f"Aim at {low} to {high} words most of the time.",
        )


def _written(age: float) -> str:
    return f"about {age:.0f} years" if age < _GROWN_UP else f"{_GROWN_UP} years or more"


def _is_hard(page: Manuscript) -> Iterator[Remark]:
    if sum(len(line.words) for line in page.lines) < _ENOUGH_WORDS:
        return
    age = reading_age(page.lines)
    if round(age) > HIGHEST_AGE:
        hardest = max(page.lines, key=lambda line: reading_age((line,)))
        yield Remark(
            hardest.number,
            f"the words need a reader of {_written(age)}, and this sentence is the hardest",
            "Use plainer words and shorter sentences; about 11 years is right for tired ears.",
        )


RULES = (
    Rule(
        "reading/long-sentence",
        Severity.WARNING,
        f"a sentence of more than {LONGEST_SENTENCE} words",
        "By ear there is no going back; the end of a long sentence loses its beginning.",
        "One thought, one breath.",
        _is_long,
    ),
    Rule(
        "reading/sentence-length",
        Severity.NOTE,
        f"a practice of {_ENOUGH_SENTENCES} or more sentences whose middle one has fewer than "
        f"{USUAL_SENTENCE[0]} or more than {USUAL_SENTENCE[1]} words",
        "Sentences of that length can be followed with closed eyes, and still flow.",
        f"{USUAL_SENTENCE[0]} to {USUAL_SENTENCE[1]} words most of the time.",
        _middle_is_off,
    ),
    Rule(
        "reading/age",
        Severity.WARNING,
        f"words for readers of more than about {HIGHEST_AGE} years, by the Flesch-Kincaid grade "
        f"(Kincaid et al. 1975) with an own count of syllables, from {_ENOUGH_WORDS} words on",
        "Who is tired or in pain understands less than on other days.",
        "Plainer, shorter words: use for utilise, feel for experience.",
        _is_hard,
        is_english=True,
    ),
)
