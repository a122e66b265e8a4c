"""How many syllables an English word has, well enough to tell plain words from hard ones.

Vowel groups are counted, and what English does with them corrected: the silent e, the endings
-ed and -es, and vowels that stand beside each other without melting together. About nineteen
words in twenty come out right, and the misses go both ways, which is all a mean needs.
"""

import re
from functools import lru_cache

_GROUP = re.compile(r"[aeiouy]+")
_APART = re.compile(
    r"(?<![cgstx])ia|(?<![cgstxhln])io|eo(?!u|n\b|p)"
    r"|(?<![gq])ua(?=l|t(?!e\b)|ry)|[^gq]ue(?=l\b|nt|nce)|uou|ui(?=n\b)"
    r"|[aeiouy](?=ing\b)|iet|(?<![ct])ience|[^aeiouyd]ier\b|oe[mt]|creat|react|real(?=it)|idea"
)
"""Where two vowels that stand together are two syllables."""

_SILENT = re.compile(
    r"(?:[^aeiouyl]|[aeiouy]l|(?<=l)l)e(?:(?:ly|ments?|fully|ful|less|ness|some)?\b)"
    r"|[^aeiouydt]ed\b(?<![^aeiouylrw]led)|[^aeiouysxzcg]es\b(?<!ches)(?<!shes)(?<![^aeiouylrw]les)"
    r"|(?<=g)ue\b"
)
"""An e that is written and not said."""

_KNOWN = {
    "business": 2,
    "every": 2,
    "everyone": 3,
    "everything": 3,
    "evening": 2,
    "people": 2,
    "quiet": 2,
    "science": 2,
    "something": 2,
    "someone": 2,
    "sometimes": 2,
    "somewhere": 2,
    "somebody": 3,
    "the": 1,
    "area": 3,
    "cruel": 2,
    "lion": 2,
    "lions": 2,
    "usual": 3,
    "being": 2,
    "doing": 2,
    "going": 2,
    "heroes": 2,
    "eye": 1,
    "eyes": 1,
    "whatever": 3,
    "wherever": 3,
    "whenever": 3,
    "moreover": 3,
    "therefore": 2,
    "anyone": 3,
    "people's": 2,
    "period": 3,
    "poem": 2,
    "beyond": 2,
}


@lru_cache(maxsize=1 << 14)
def count_syllables(word: str) -> int:
    """Count the syllables of one word; a number or a foreign word has at least one."""
    plain = word.lower().replace("’", "'")
    if "-" in plain or "." in plain:
        return max(1, sum(count_syllables(part) for part in re.split(r"[-.]", plain) if part))
    stem = re.sub(r"'\w*\Z", "", plain)
    if stem in _KNOWN:
        return _KNOWN[stem]
    groups = len(_GROUP.findall(stem))
    count = groups + len(_APART.findall(stem)) - len(_SILENT.findall(stem))
    return max(1, count)
