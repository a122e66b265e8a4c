"""A long line in passages that an engine can say, and the passages joined again to one line."""

import re
from collections.abc import Sequence

import numpy as np

from compassion_audio.audio.clip import Clip, mono
from compassion_audio.audio.trim import trimmed
from compassion_audio.script.words import count_words
from compassion_audio.units import Milliseconds, frames_at

MOST_WORDS = 60
"""Source: measured with pyttsx3 on Linux: passages of at most 60 words were whole 540 times of
540; a text of 4,000 words crashed the process 12 times of 12."""

MOST_SIGNS = 600
"""More than 60 words have: a limit for what is written without spaces."""

_PLACES = (
    re.compile(r"(?<=[.!?…])[\"'”’»)]*\s+"),
    re.compile(r"(?<=[;:])\s+|\s+(?=[–—] )"),  # noqa: RUF001  # the dash that people write
    re.compile(r"(?<=[,)])\s+"),
    re.compile(r"\s+"),
)
"""Where to cut, from the most natural to the least."""

_REST, _NO_REST = Milliseconds(350), Milliseconds(40)
"""Between two passages that are joined: after a punctuation mark, and in the middle of a phrase."""

_MARGIN = Milliseconds(20)


def passages(text: str) -> tuple[str, ...]:
    """Cut a line at natural places near its middle, until each part is short enough.

    Returns:
        The line in parts of at most `MOST_WORDS` and `MOST_SIGNS`, white space folded; nothing
        for a line of white space.
    """
    text = " ".join(text.split())
    if len(text) <= MOST_SIGNS and count_words(text) <= MOST_WORDS:
        return (text,) if text else ()
    cut = _natural_middle(text)
    return passages(text[:cut]) + passages(text[cut:])


def joined(parts: Sequence[tuple[str, Clip]]) -> Clip:
    """Put the spoken parts of a line together again, with short rests at the places cut.

    Args:
        parts: Each with its words; a line that was not cut is left as it is.
    """
    if len(parts) == 1:
        return parts[0][1]
    pieces = []
    for text, clip in parts:
        whole = trimmed(clip, lead=_MARGIN, tail=_MARGIN).samples[:, 0]
        rest = _NO_REST if text[-1].isalnum() else _REST
        pieces += [whole, np.zeros(frames_at(rest), dtype=np.float32)]
    return mono(np.concatenate(pieces[:-1]) if pieces else [])


def _natural_middle(text: str) -> int:
    """Give where the second part begins, never so far out that there is nothing to gain."""
    quarter, middle = len(text) // 4, len(text) // 2
    for place in _PLACES:
        cuts = [found.end() for found in place.finditer(text, quarter, len(text) - quarter)]
        if cuts:
            return min(cuts, key=lambda cut: abs(cut - middle))
    return middle
