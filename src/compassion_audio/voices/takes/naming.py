"""Which line a file is of, by its name: a number, or the first words."""

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import PurePath

from compassion_audio.voices.takes.collection import Line

_NAMED = re.compile(r"line[\s._-]*0*(\d{1,4})(?!\d)", re.IGNORECASE)
_FIRST = re.compile(r"0*(\d{1,4})(?!\d)")
_ANY = re.compile(r"(?<!\d)0*(\d{1,4})(?!\d)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")

_LEAST_WORDS = 2
_ALIKE = 0.75
"""What the words of a name have in common with as many first words of its line."""

_CLEARLY = 0.1
"""How much more than with any other line."""


def line_of(name: str, lines: Sequence[Line]) -> Line | None:
    """Find the line that a file is of.

    A number counts where it is named (`line 7`), comes first (`007 second try`), or is the only
    one; years and clock times, as recorders write them, are no line's number unless they are.

    Args:
        name: The file's name; its folder and its ending do not count.
        lines: Every line it might be.

    Returns:
        The line, or None where none fits, or several fit as well.
    """
    stem = PurePath(name).stem
    by_number = {line.number: line for line in lines}
    return _by_number(stem, by_number) or _by_words(stem, lines)


def _by_number(stem: str, lines: Mapping[int, Line]) -> Line | None:
    if named := _NAMED.search(stem):
        return lines.get(int(named[1]))
    numbers = {int(one) for one in _ANY.findall(stem)}
    first = _FIRST.match(stem)
    if first and int(first[1]) in lines:
        return lines[int(first[1])]
    return lines.get(numbers.pop()) if len(numbers) == 1 else None


def _by_words(stem: str, lines: Sequence[Line]) -> Line | None:
    wanted = _words(stem)
    if len(wanted) < _LEAST_WORDS:
        return None
    scores = sorted(
        ((_share(wanted, _words(line.text)), line.number, line) for line in lines),
        key=lambda one: one[:2],
        reverse=True,
    )
    if not scores or scores[0][0] < _ALIKE:
        return None
    if len(scores) > 1 and scores[0][0] - scores[1][0] < _CLEARLY:
        return None
    return scores[0][2]


def _share(wanted: list[str], words: list[str]) -> float:
    return SequenceMatcher(None, wanted, words[: len(wanted)], autojunk=False).ratio()


def _words(text: str) -> list[str]:
    return [word.replace("’", "'") for word in _WORD.findall(text.casefold())]
