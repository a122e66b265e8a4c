"""What counts as a word, for pace and for reading."""

import re

WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")


def count_words(text: str) -> int:
    """Count spoken words: `I'm` is one, `well-kept` is one, a dash is none."""
    return len(WORD.findall(text))
