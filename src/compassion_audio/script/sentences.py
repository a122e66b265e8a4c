"""Where one sentence ends and the next begins.

Only these decide: an end mark, what may close over it, white space, and what follows. Nothing
but the list of abbreviations belongs to a language.
"""

import re
from collections.abc import Iterator

from compassion_audio.script.variables import VARIABLE

_ABBREVIATIONS = frozenset({"dr", "mr", "mrs", "ms", "prof", "st", "vs", "e.g", "i.e", "cf"})
_BOUNDARY = re.compile(
    # the whole row of end marks at once, never a part of it: a million dots take no longer than a
    # million letters
    r"""(?<![.!?…])(?P<end>[.!?…]++)["'”’»)]*+(?=\s["'“‘«(]*+(?P<next>[^\s"'“‘«(]))""",
)
_LONGEST_ABBREVIATION = 8


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Give the start and end of each sentence; white space around it is left out.

    A full stop after an abbreviation does not end a sentence, nor does any end mark that is
    followed by a small letter.

    Args:
        text: Plain words whose white space is folded to single spaces. What stands in braces is
            one word, whatever it holds.
    """
    start = 0
    veiled = VARIABLE.sub(lambda found: "X" * len(found.group()), text)
    for found in _BOUNDARY.finditer(veiled):
        if not found["next"].islower() and not _abbreviates(text, found):
            yield from _trimmed(text, start, found.end())
            start = found.end()
    yield from _trimmed(text, start, len(text))


def _abbreviates(text: str, found: re.Match[str]) -> bool:
    if found["end"] != ".":
        return False
    words = text[max(0, found.start() - _LONGEST_ABBREVIATION) : found.start()].split()
    return bool(words) and words[-1].strip("\"'“‘«(").casefold() in _ABBREVIATIONS


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    if piece.strip():
        yield start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
