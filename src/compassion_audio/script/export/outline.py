"""What all the forms have in common: paragraphs, and the quiet between the words."""

from collections.abc import Iterable, Iterator

from compassion_audio.script.model import (
    BREATH,
    PARAGRAPH_REST,
    Breath,
    Pause,
    Rest,
    Say,
    Section,
    Silence,
    Step,
)
from compassion_audio.units import Milliseconds

LONGEST_BREAK = Milliseconds(10_000)
"""Of one break tag.

Engines cap them without a word: one gave 10 s where more was asked for, another 3 s, a third
10.7 s for 20. Several short ones in a row add up to the right length in more of them.
Source: our own measurements of November 2026.
"""


def paragraphs(steps: Iterable[Step]) -> Iterator[Step | tuple[Step, ...]]:
    """Give the steps of each paragraph together, and what stands between paragraphs alone.

    A paragraph begins and ends with a `Say`. Rests are left out: they are what a reader or an
    engine does anyway where a sentence or a paragraph ends.
    """
    words: list[Step] = []
    after: list[Step] = []
    for step in steps:
        match step:
            case Say():
                words += [*after, step]
                after = []
            case Rest() if not _ends_paragraph(step):
                pass
            case Rest() | Section():
                yield from _closed(words, after)
                words, after = [], []
                if isinstance(step, Section):
                    yield step
            case _ if not words:
                yield step
            case _:
                after.append(step)
    yield from _closed(words, after)


def sentences(steps: Iterable[Step]) -> Iterator[tuple[Step, ...]]:
    """Give the steps of each sentence of a paragraph together, and any other step alone.

    A mark that cuts a sentence stands inside it: an engine would let the voice fall at an end.
    """
    parts: list[Step] = []
    for step in steps:
        if parts or isinstance(step, Say):
            parts.append(step)
            if isinstance(step, Say) and not step.goes_on:
                yield tuple(parts)
                parts = []
        else:
            yield (step,)
    if parts:
        yield tuple(parts)


def _ends_paragraph(rest: Rest) -> bool:
    """Tell by the limits, which stay the same when a rest is fitted to a length."""
    return rest.longest == PARAGRAPH_REST.longest


def _closed(words: list[Step], after: list[Step]) -> Iterator[Step | tuple[Step, ...]]:
    if words:
        yield tuple(words)
    yield from after


def quiet(step: Step) -> Milliseconds:
    """Give the quiet that the writer asked for with a step."""
    match step:
        case Pause() | Silence():
            return step.natural
        case Breath(times=times):
            return Milliseconds(times * BREATH)
        case _:
            return Milliseconds(0)


def breaks(length: Milliseconds) -> Iterator[str]:
    """Write a length as break tags have it, in pieces that engines keep: `10s`, `10s`, `2.5s`."""
    while length > 0:
        piece = min(length, LONGEST_BREAK)
        yield f"{piece / 1000:g}s"
        length = Milliseconds(length - piece)
