"""What stands in spoken words and is not spoken: marks, emphasis, and everything foreign."""

import re

from compassion_audio.script.body import VEIL, Run
from compassion_audio.script.variables import VARIABLE_PATTERN

MARK = re.compile(
    r"(?P<signs>(?<![*_])[*_]{1,3}(?=\[))?"
    r"\[(?P<inner>[^\[\]]*)\](?(signs)(?P=signs))(?P<link>\([^()\s]*\)?)?"
)
"""A mark, also where it stands in emphasis or is a link, which no right one does."""

FINISHED = re.compile(r"""[.!?…]["'”’»)]*\Z""")
"""The end of a sentence; words without it go on after the mark that cuts them."""

_QUIET = r"(?:(?:very )?(?:long|longer|short|brief) )?(?:pause|silence)"
_SECONDS = r"\d{1,4}(?:\.\d{1,3})?[ -]?(?:s|secs?|seconds?|mins?|minutes?)"
_DIRECTION = (
    rf"\( ?(?:(?:an? )?(?:{_SECONDS} )?{_QUIET}\b[^()]*"
    r"|\d{1,6}(?:\.\d{1,3})?m?s ?|(?:breathe(?: in| out)?|inhale|exhale|breath|bell|beat) ?)\)"
    rf"|(?<!\S)[-\u2013\u2014/]+{_QUIET}(?: [^\s/\u2013\u2014-]+){{0,3}}[-\u2013\u2014/]+(?!\S)"
    rf"|\A ?[-\u2013\u2014/]+ ?{_QUIET}(?: [^\s.!?]+){{0,4}} ?[-\u2013\u2014/]+ ?\Z"
)
"""What a reader does and does not say. Between dashes with spaces around them it stands alone:
`stop — pause — go on` is prose."""

FOREIGN = re.compile(
    rf"(?P<variable>{VARIABLE_PATTERN})"
    r"|(?P<tag><[A-Za-z/!?][^<>]*>?)"
    rf"|(?P<dialect>{_DIRECTION})"
    r"|(?P<address>https?://\S*|www\.\S+)"
    r"|(?P<entity>&#?\w+;)"
    r"|(?P<heading>(?<!\S)#+(?!\S))"
    r"|(?P<highlight>={2,})"
    r"|(?P<picture>[\u20e3\u2600-\u27bf\u2b50-\u2b55\U0001f000-\U0001faff\U000e0020-\U000e007f]"
    r"[\u200d\u20e3\ufe0f\u2600-\u27bf\u2b50-\u2b55\U0001f000-\U0001faff\U000e0020-\U000e007f]*)"
    r"|(?P<character>[\[\]{}\\<>|`*_~])",
    re.IGNORECASE,
)
"""What plain words do not hold, a variable among them."""

SUSPECT = re.compile(r"""[^\w\s.,;:!?…'’‘"“”]|_|http|www""", re.IGNORECASE)
"""Stands wherever `FOREIGN` finds something, and in few lines besides: one look at a line of plain
words is enough."""

_EMPHASIS = re.compile(r"(?<![\w*_])(\*{1,3}|_{1,3})(?=[^\s*_])([^*_]*[^\s*_])\1(?![\w*_])")


def plain(run: Run) -> Run:
    """Give the words as they are spoken: no comment, no emphasis, white space folded."""
    return _folded(without_emphasis(unveiled(run)))


def unveiled(run: Run) -> Run:
    """Leave out the comments."""
    if VEIL not in run.text:
        return run
    return run.without(found.span() for found in re.finditer(f"{VEIL}+", run.text))


def without_emphasis(run: Run) -> Run:
    """Leave out the signs of emphasis, `*gently*`; one that is not closed stays."""
    if "*" not in run.text and "_" not in run.text:
        return run
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
