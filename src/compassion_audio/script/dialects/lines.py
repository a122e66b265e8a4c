"""Plain text, Markdown and Speech Markdown: what the lines are, before what stands in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from compassion_audio.script.blocks import item_sign
from compassion_audio.script.body import CONTROL, INVISIBLE, unix_lines
from compassion_audio.script.dialects.direction import mark_alone
from compassion_audio.script.dialects.draft import LINE_BREAK, NOTE, Block, Draft, Kind, mark, note
from compassion_audio.script.dialects.front import read_front
from compassion_audio.script.dialects.inline import Inline

_ASIDE = re.compile(
    r"<!--(?P<words>.*?)(?:-->|\Z)|<(?P<name>script|style)\b.*?(?:</(?P=name)\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
"""What is set aside before anything is read: comments, and what only browsers understand."""

_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(?=\S)")
_UNDERLINE = re.compile(r"\s*(=+|-+)\s*\Z")
_RULE = re.compile(r"\s*([-=*_~])(?:\s*\1){2,}\s*\Z")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_QUOTATION = re.compile(r"\s*(?:>\s?)+")
_TABLE_RULE = re.compile(r"[\s|:]*-[\s|:-]*\Z")
_SECTION = re.compile(r'\s*\[mark:"section-\d+-([^"\[\]]+)"\]\s*')
"""A heading in our own Speech Markdown."""

_FOOTNOTE = re.compile(r"\s{0,3}\[\^[^\[\]]+\]:")
_DEFINITION = re.compile(r"\s{0,3}\[([^\[\]]+)\]:\s*(?:<|#|/|\./|[a-z]+:)\S*", re.IGNORECASE)
_LONGEST_HEADING = 60
_APART = 2
"""So many blank lines set a heading apart from what is above it."""

_WRAPPED = 120
"""A line longer than this was not wrapped by hand: it is a paragraph of its own."""


def read_text(text: str) -> Draft:
    """Read plain text.

    A short line that stands alone, without a full stop, is a heading if it is in capital letters,
    or stands first or below two blank lines.
    """
    return _Reading(is_plain=True).read(text)


def read_markdown(text: str) -> Draft:
    """Read Markdown."""
    return _Reading().read(text)


def read_speech_markdown(text: str) -> Draft:
    """Read Speech Markdown."""
    return _Reading(has_signs=True).read(text)


def without_control(text: str, draft: Draft) -> str:
    """Leave out the characters that can be neither shown nor spoken, and say so once for all."""
    if count := len(INVISIBLE.findall(text.removeprefix("\ufeff"))):
        told = "an invisible character" if count == 1 else f"{count} invisible characters"
        line = unix_lines(text[: _first_invisible(text)]).count("\n") + 1
        draft.changed(line, told)
    text = unix_lines(text)
    if found := CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        count = len(CONTROL.findall(text))
        draft.changed(line, "a control character" if count == 1 else f"{count} control characters")
    return CONTROL.sub(lambda found: " " if found.group() in "\x0b\x0c\x85" else "", text)


def _first_invisible(text: str) -> int:
    found = INVISIBLE.search(text, 1 if text.startswith("\ufeff") else 0)
    return found.start() if found else 0


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str

    @property
    def bare(self) -> str:
        """The line with its notes as white space, every place kept."""
        if "\x01" not in self.text:
            return self.text
        return NOTE.sub(lambda found: " " * len(found.group()), self.text)

    @property
    def notes(self) -> str:
        """Its notes alone."""
        return "".join(found.group() for found in NOTE.finditer(self.text))


class _Reading:
    """One reading of one text."""

    def __init__(self, *, is_plain: bool = False, has_signs: bool = False) -> None:
        self._draft = Draft()
        self._is_plain = is_plain
        self._has_signs = has_signs
        self._block: list[_Line] = []
        self._blank = _APART
        """How many blank lines stand right above; the beginning of the file counts as enough."""

        self._item: str | None = None
        """The sign of the current block; None if it is a paragraph."""

    def read(self, text: str) -> Draft:
        text = without_control(text, self._draft)
        text, first_line = read_front(text, self._draft)
        text = _ASIDE.sub(lambda found: self._set_aside(text, found, first_line), text)
        lines = list(_numbered(text, first_line))
        names = {found[1].casefold() for line in lines if (found := _DEFINITION.match(line.text))}
        self._inline = Inline(self._draft, references=names, has_signs=self._has_signs)
        fences = [index for index, line in enumerate(lines) if _FENCE.match(line.bare)]
        closed = dict(zip(fences[::2], fences[1::2], strict=False))
        """The line that closes each block of code, by the line that opens it."""

        index = 0
        while index < len(lines):
            line, *following = lines[index : index + 2]
            if not line.text and not self._block:
                self._blank += 1
                index += 1
                continue
            if index in closed:
                self._read_code(lines[index : closed[index] + 1])
                index = closed[index]
            elif index in fences[-1:]:
                self._read_code([line])
            else:
                self._read_line(line, following[0] if following else _Line(0, ""))
            self._blank = 0 if line.text.strip() else self._blank + 1
            index += 1
        self._end_block()
        return self._draft

    def _set_aside(self, text: str, found: re.Match[str], first_line: int) -> str:
        kept = found["words"]
        if kept is None:
            line = first_line + text.count("\n", 0, found.start())
            self._draft.changed(line, f"<{found['name']}>", "a comment")
            kept = f"import: {found.group()}"
        return note(kept).replace("\n", LINE_BREAK)

    def _read_code(self, lines: list[_Line]) -> None:
        """Make a comment of a block of code; a fence that closes nothing is left out."""
        self._end_block()
        if len(lines) == 1:
            self._leave_out(lines[0])
            return
        text = "\n".join(line.text for line in lines)
        self._draft.changed(lines[0].number, "a block of code", "a comment")
        self._add(Kind.PARAGRAPH, note(f"import: {text}"), lines[0].number)

    def _read_line(self, line: _Line, following: _Line) -> None:
        bare = line.bare
        if not bare.strip():
            self._read_blank(line)
        elif found := _HEADING.match(bare):
            self._end_block()
            text = line.text[: found.start(1)] + line.text[found.end(1) :]
            self._heading(line, text, len(found[1]))
        elif self._is_underline(bare):
            heading = self._block.pop()
            self._end_block()
            self._heading(heading, heading.text + line.notes, 1 if "=" in bare else 2)
        elif _RULE.match(bare):
            self._leave_out(line)
        elif bare.lstrip().startswith("|"):
            self._read_row(line)
        elif found := _SECTION.fullmatch(bare):
            self._end_block()
            self._draft.changed(line.number, bare.strip(), "a heading")
            self._add(Kind.HEADING, found[1].replace("-", " "), line.number)
        elif _DEFINITION.match(bare) or _FOOTNOTE.match(bare):
            self._end_block()
            self._add(Kind.PARAGRAPH, self._draft.commented(line.number, line.text), line.number)
        elif asked := self._asked_alone(bare):
            self._draft.changed(line.number, bare.strip(), asked)
            self._block.append(_Line(line.number, mark(asked) + line.notes))
        elif self._is_plain and self._is_heading(bare, following):
            self._draft.changed(line.number, bare.strip(), "a heading")
            self._heading(line, line.text, 2 if self._draft.blocks else 1)
        else:
            self._read_words(line)

    def _asked_alone(self, bare: str) -> str | None:
        """Give the mark that a whole line asks for, unless it may be a list item or the title."""
        told = bare.strip()
        if item_sign(bare) and told[-1] not in "-*":
            return None
        if told.isalpha() and not (self._draft.blocks or self._block):
            return None
        return mark_alone(told)

    def _leave_out(self, line: _Line) -> None:
        """Leave out a line of signs, but not the notes on it."""
        self._end_block()
        self._draft.changed(line.number, line.bare)
        if line.notes:
            self._add(Kind.PARAGRAPH, line.notes, line.number)

    def _read_blank(self, line: _Line) -> None:
        if self._block and line.text.strip():
            self._block.append(line)
            return
        self._end_block()
        if line.text.strip():
            self._add(Kind.PARAGRAPH, line.text, line.number)

    def _read_words(self, line: _Line) -> None:
        text = line.text
        if found := _QUOTATION.match(text):
            self._draft.changed(line.number, ">")
            text = text[found.end() :]
        sign = item_sign(text)
        if sign:
            self._end_block()
            self._item = sign
            text = text[len(sign) :]
        self._block.append(_Line(line.number, text))

    def _read_row(self, line: _Line) -> None:
        """Read a row of a table: its cells are sentences."""
        self._end_block()
        if _TABLE_RULE.match(line.bare):
            self._leave_out(line)
            return
        edges = [-1, *(found.start() for found in re.finditer(r"\|", line.bare)), len(line.text)]
        cells = [line.text[left + 1 : right].strip() for left, right in pairwise(edges)]
        sentences = [cell if cell[-1] in ".!?…]" else f"{cell}." for cell in cells if cell]
        self._draft.changed(line.number, line.bare, "a paragraph")
        self._add(Kind.PARAGRAPH, self._inline.read(" ".join(sentences), line.number), line.number)

    def _is_underline(self, bare: str) -> bool:
        """Say whether a line of signs makes a heading of the one line above it."""
        if len(self._block) != 1 or self._item is not None or not _UNDERLINE.match(bare):
            return False
        above = self._block[0].text.strip()
        return (
            len(above) <= _LONGEST_HEADING and above[-1:] not in ".,;:!?" and len(bare.strip()) > 1
        )

    def _is_heading(self, bare: str, following: _Line) -> bool:
        text = bare.strip()
        if self._block or following.bare.strip() or not text[0].isalnum() or item_sign(text):
            return False
        is_short = 2 < len(text) <= _LONGEST_HEADING and text[-1] not in ".,;:!?…)]}>"
        return is_short and (text.isupper() or self._blank >= _APART)

    def _heading(self, line: _Line, text: str, level: int) -> None:
        self._add(Kind.HEADING, self._inline.read(text.strip(), line.number), line.number, level)

    def _end_block(self) -> None:
        lines, sign = self._block, self._item
        self._block, self._item = [], None
        if sign is not None:
            number = re.search(r"\d+", sign)
            self._add_lines(Kind.ITEM, lines, number.group() if number else "")
        elif any(len(line.text) > _WRAPPED for line in lines):
            for line in lines:
                self._add_lines(Kind.PARAGRAPH, [line])
        elif lines:
            self._add_lines(Kind.PARAGRAPH, lines)

    def _add_lines(self, kind: Kind, lines: list[_Line], number: str = "") -> None:
        text = self._inline.read("\n".join(line.text for line in lines), lines[0].number)
        self._draft.blocks.append(Block(kind, text, lines[0].number, number=number))

    def _add(self, kind: Kind, text: str, line: int, level: int = 1) -> None:
        self._draft.blocks.append(Block(kind, text, line, level))


def _numbered(text: str, first_line: int) -> Iterator[_Line]:
    number = first_line
    for line in text.split("\n"):
        yield _Line(number, line)
        number += 1 + line.count(LINE_BREAK)
