"""The one canonical form of a practice: one sentence a line, so that a change shows as a line.

What is said does not change by it: the same words, marks and comments in the same order.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from compassion_audio.script.blocks import Apart, Words, blocks
from compassion_audio.script.body import COMMENT, VEIL, Line, unix_lines
from compassion_audio.script.front_matter import FENCE, read_front_matter, split
from compassion_audio.script.paragraph import Layout
from compassion_audio.script.parse import parse


def formatted(text: str, *, name: str = "the script") -> str:
    """Give a practice in its canonical form; a practice in that form comes back unchanged.

    Args:
        text: The whole file.
        name: How to name it in an error.

    Returns:
        Text that `parse` reads as it reads `text`, but for the line numbers.

    Raises:
        ScriptError: The practice cannot be read; what is not understood is not rearranged.
    """
    parse(text, name=name)
    text = unix_lines(text)
    head, body_at = split(text)
    body = _Body(text[body_at:])
    return "".join([f"{FENCE}\n", _trimmed(head), f"{FENCE}\n", *body.lines()])


def _trimmed(head: str) -> str:
    """Trim the ends of the lines, unless YAML gives a meaning to a space that stands there."""
    trimmed = "\n".join(line.rstrip() for line in head.split("\n"))
    return trimmed if read_front_matter(trimmed) == read_front_matter(head) else head


@dataclass(slots=True)
class _Entry:
    """A heading, a paragraph, a list item, or one line of a comment that stands by itself."""

    kind: str
    """`heading`, `words` or `comment`."""

    number: int
    """Of its first line."""

    texts: list[str]
    """Its lines, comments veiled."""

    is_parted: bool = False
    """Whether a blank line stands before it."""


class _Body:
    """What stands below the front matter, each line of a comment veiled by one sign."""

    def __init__(self, text: str) -> None:
        self._notes: list[str] = []
        self._veiled = COMMENT.sub(self._veil, text)
        self._tails: set[int] = set()
        """The lines that begin inside a comment: nothing may be put before their first sign."""

        count = 0
        is_tail = [not note.startswith("<!--") for note in self._notes]
        for number, line in enumerate(self._veiled.split("\n")):
            veils = line.count(VEIL)
            if veils and is_tail[count]:
                self._tails.add(number)
            count += veils

    def _veil(self, found: re.Match[str]) -> str:
        lines = found.group().split("\n")
        self._notes += [line.rstrip() for line in lines]
        return "\n".join(VEIL for _ in lines)

    def lines(self) -> Iterator[str]:
        """Give the lines in their canonical form, comments in their places."""
        notes = iter(self._notes)
        for entry in self._parted(self._entries()):
            if entry.is_parted:
                yield "\n"
            for text in entry.texts:
                yield re.sub(VEIL, lambda _: next(notes), text) + "\n"

    def _entries(self) -> list[_Entry]:
        """Give what stands in the body in its order, blank lines noted."""
        written = self._veiled.split("\n")
        lines = [
            Line(number, text)
            for number, text in enumerate(written)
            if text or not number or written[number - 1]  # of empty lines the first counts
        ]
        comments = {line.number: line for line in lines if line.is_only_comment}
        entries: list[_Entry] = []
        blank: list[int] = []
        for block in blocks(line for line in lines if not line.is_only_comment):
            if isinstance(block, Words):
                first, last = block.lines[0].number, block.lines[-1].number
                inner = [
                    comments.pop(number) for number in range(first, last) if number in comments
                ]
                whole = sorted([*block.lines, *inner], key=lambda line: line.number)
                texts = Layout(block.sign, self._tails).lines(whole)
                entries.append(_Entry("words", first, texts))
            elif block.kind:
                entries.append(_Entry("heading", block.line.number, [_heading(block)]))
            else:
                blank.append(block.line.number)
        for number, line in comments.items():
            entries.append(_Entry("comment", number, [VEIL * line.text.count(VEIL)]))
        entries.sort(key=lambda entry: entry.number)
        _note_blanks(entries, blank)
        return entries

    def _parted(self, entries: list[_Entry]) -> list[_Entry]:
        """Put a blank line around each heading; a comment right above one stays there."""
        above = ""
        run = 0
        """Where the comments begin that stand right above the current entry."""
        for index, entry in enumerate(entries):
            if entry.is_parted or above != "comment":
                run = index
            if "heading" in (entry.kind, above):
                first = entries[run if entry.kind == "heading" else index]
                # no blank line can stand before what begins inside a comment
                first.is_parted = first.is_parted or first.number not in self._tails
            above = entry.kind
        if entries:
            entries[0].is_parted = False
        return entries


def _note_blanks(entries: list[_Entry], blank: list[int]) -> None:
    ahead = iter([*blank, float("inf")])
    number = next(ahead)
    for entry in entries:
        while number < entry.number:
            entry.is_parted = True
            number = next(ahead)


def _heading(block: Apart) -> str:
    text, found = block.line.text, block.found
    before = "".join(text[: found.start("signs")].split())
    name = " ".join(text[found.end("signs") :].split())
    return " ".join([*filter(None, [before]), found["signs"], name])
