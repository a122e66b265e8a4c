"""What stands in spoken words and is not spoken: marks, emphasis, and everything foreign."""

import re

from compassion_audio.script.body import VEIL, Run
from compassion_audio.script.variables import VARIABLE_PATTERN

MARK = re.compile(r"\[([^\[\]]*)\](?P<link>\([^()\s]*\)?)?")
FINISHED = re.compile(r"""[.!?…]["'”’»)]*\Z""")
"""The end of a sentence; words without it go on after the mark that cuts them."""

FOREIGN = re.compile(
    rf"(?P<variable>{VARIABLE_PATTERN})"
    r"|(?P<tag><[A-Za-z/!?][^<>]*>?)"
    r"|(?P<dialect>\((?:long |short |brief )?(?:pause|silence)\b[^()]*\))"
    r"|(?P<address>https?://\S*|www\.\S+)"
    r"|(?P<entity>&#?\w+;)"
    r"|(?P<heading>(?<!\S)#+(?!\S))"
    r"|(?P<character>[\[\]{}\\<>|`*_~])",
    re.IGNORECASE,
)
"""What plain words do not hold, a variable among them."""

_EMPHASIS = re.compile(r"(?<![\w*_])(\*{1,3}|_{1,3})(?=[^\s*_])([^*_]*[^\s*_])\1(?![\w*_])")


def plain(run: Run) -> Run:
    """Give the words as they are spoken: no comment, no emphasis, white space folded."""
    return _folded(without_emphasis(unveiled(run)))


def unveiled(run: Run) -> Run:
    """Leave out the comments."""
    return run.without(found.span() for found in re.finditer(f"{VEIL}+", run.text))


def without_emphasis(run: Run) -> Run:
    """Leave out the signs of emphasis, `*gently*`; one that is not closed stays."""
    for _ in range(2):  # emphasis may stand inside emphasis once: **very *gently* now**
        spans = [
            span
            for found in _EMPHASIS.finditer(run.text)
            for span in (found.span(1), (found.end(2), found.end()))
        ]
        run = run.without(spans)
    return run


def _folded(run: Run) -> Run:
    """Fold white space: every stretch of it becomes one space."""
    text = re.sub(r"\s", " ", run.text)
    spans = ((found.start() + 1, found.end()) for found in re.finditer(r" {2,}", text))
    return Run(text, run.starts, run.places).without(spans)
