"""Comments that silence a rule: `<!-- check: ignore wording/command, pace/question -->`."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
_IGNORE = re.compile(r"\s*check\s*:\s*ignore\b\s*:?(?P<names>.*)\Z", re.DOTALL | re.IGNORECASE)
_WORDS = re.compile(r"\S")


@dataclass(frozen=True, slots=True)
class Ignore:
    """One name in such a comment."""

    name: str
    """As it was written; empty where the comment names no rule."""

    line: int
    """Where the comment begins."""

    covers: int
    """The line that is silenced: the first one behind the comment with anything but comments on
    it; 0 where nothing follows."""


def read_ignores(text: str) -> Iterator[Ignore]:
    """Find the comments that silence a rule, in the text of a file that could be parsed."""
    text = re.sub(r"\r\n?", "\n", text)
    body = _body_at(text)
    comments = list(_COMMENT.finditer(text, body))
    ignores = [found for found in comments if _IGNORE.match(found[1])]
    if not ignores:
        return
    breaks = [found.start() for found in re.finditer("\n", text)]
    for found, words_at in zip(ignores, _words_after(ignores, text, body), strict=True):
        line = bisect_left(breaks, found.start()) + 1
        covers = bisect_left(breaks, words_at) + 1 if words_at else 0
        told = _IGNORE.match(found[1])
        names = [name.strip() for name in (told["names"] if told else "").split(",")]
        for name in [name for name in names if name] or [""]:
            yield Ignore(name, line, covers)


def _words_after(comments: Sequence[re.Match[str]], text: str, body: int) -> list[int]:
    """Give for each comment where the words behind it begin, or 0 where there are none."""
    veiled = _COMMENT.sub(lambda found: " " * len(found.group()), text[body:])
    places: list[int] = []
    later, until = 0, len(veiled)
    # backwards, and never further than the next comment, so that each blank is seen once
    for found in reversed(comments):
        words = _WORDS.search(veiled, found.end() - body, until)
        later = words.start() + body if words else later
        until = found.end() - body
        places.append(later)
    return places[::-1]


def _body_at(text: str) -> int:
    """Find where the front matter ends; in it, `<!--` is no comment."""
    found = re.search(r"^---[ \t]*$", text[4:], re.MULTILINE)
    return found.end() + 4 if found else 0
