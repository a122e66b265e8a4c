"""Words that are said in another way than they are written."""

import re
from collections.abc import Iterator, Sequence


def said(text: str, pronounce: Sequence[tuple[str, str]]) -> str:
    """Put the way words are said in their place, for the voice alone; captions keep the words.

    Whole words count, large and small letters alike, the longest first.

    Args:
        text: As it is written.
        pronounce: Words, and how they are said.
    """
    return "".join(way for _, way in ways(text, pronounce))


def ways(text: str, pronounce: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Give a text piece by piece, each as it is written and as it is said."""
    if not pronounce:
        yield text, text
        return
    known = {" ".join(word.split()).casefold(): way for word, way in pronounce}
    words = "|".join(re.escape(word) for word in sorted(known, key=len, reverse=True))
    end = 0
    for found in re.finditer(rf"(?<!\w)(?:{words})(?!\w)", text, re.IGNORECASE):
        if end < found.start():
            yield text[end : found.start()], text[end : found.start()]
        yield found.group(), known[found.group().casefold()]
        end = found.end()
    if end < len(text):
        yield text[end:], text[end:]
