"""What every recording says of itself, wherever it goes: that it is no substitute for care."""

import unicodedata

LONGEST_LINE = 200
"""Characters of the line that a person adds: tags are read on small displays."""

_WORDS = {
    "en": "Practice is no substitute for care. Please do not listen while driving. "
    "If you are in danger, call your local emergency number.",
}
"""By language. No number is in them: numbers change, and differ from country to country."""

_FALLBACK = "en"
_BREAKS = {"Cc", "Zl", "Zp"}
"""Control characters and line breaks, as Unicode sorts them."""


def notice(language: str, own_line: str = "") -> str:
    """Give the notice that goes with a recording; nothing can leave it out.

    Args:
        language: Of the practice: `en`, `en-GB`. English where the notice has no words in it.
        own_line: What a person adds to it.

    Returns:
        One line of plain words.

    Raises:
        ValueError: What they add is not one line, or too long.
    """
    base = language.casefold().replace("_", "-").partition("-")[0]
    return f"{_WORDS.get(base, _WORDS[_FALLBACK])} {read_own_line(own_line)}".rstrip()


def read_own_line(text: str) -> str:
    """Read the line that a person adds to the notice; empty for none.

    Raises:
        ValueError: It is not one line, or too long.
    """
    line = text.strip()
    if any(unicodedata.category(character) in _BREAKS for character in line):
        raise ValueError("the notice takes one line of plain words, without line breaks")
    if len(line) > LONGEST_LINE:
        raise ValueError(f"the notice takes {LONGEST_LINE} characters; this has {len(line)}")
    return line
