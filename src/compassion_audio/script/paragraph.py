"""The lines of one paragraph or list item, laid out: a sentence a line, with what follows it."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from compassion_audio.script.blocks import begins_block, stands_apart
from compassion_audio.script.body import VEIL, Line, join
from compassion_audio.script.marks import Mark, read_mark, write_condition, write_mark
from compassion_audio.script.markup import MARK, plain
from compassion_audio.script.model import Turn
from compassion_audio.script.nesting import Closing, Opening, Otherwise
from compassion_audio.script.sentences import sentence_spans

_STRUCTURE = Opening | Otherwise | Closing
_AHEAD = Opening | Otherwise | Turn
"""Marks that speak of what follows them, and so begin a line."""

_OPENS = "\"'“‘«("


@dataclass(slots=True)
class _Atom:
    """A word, a mark, or a comment between white space."""

    text: str
    """A mark in its one form; anything else as it is written, comments veiled."""

    line: int
    column: int
    mark: Mark | None = None
    begins_line: bool = False
    """Whether it began a line."""

    is_glued: bool = False
    """Whether it is a mark with no white space before it."""

    is_tail: bool = False
    """Whether it begins inside a comment that began on the line before."""

    begins_sentence: bool = False

    @property
    def is_comment(self) -> bool:
        """Whether nothing is left of it when it is spoken."""
        return not self.text.strip(VEIL)


class Layout:
    """How the lines of one paragraph or list item are laid out anew."""

    def __init__(self, sign: str, tails: Collection[int]) -> None:
        """Begin.

        Args:
            sign: What makes it a list item, as written; empty for a paragraph.
            tails: The numbers of the lines that begin inside a comment.
        """
        number = re.search(r"\d+", sign)
        self._sign = sign
        self._own = (f"{number.group()}. " if number else "- ") if sign else ""
        self._tails = tails

    def lines(self, lines: Iterable[Line]) -> list[str]:
        """Lay out the lines, those that hold nothing but a comment among them."""
        rows: list[list[_Atom]] = []
        prose: list[Line] = []
        for line in lines:
            if line.is_only_comment or _is_structure(line):
                rows += self._rows(prose)
                rows += self._rows([line])
                prose = []
            else:
                prose.append(line)
        rows += self._rows(prose)
        first, *rest = rows
        indent = " " * len(self._own)
        return [
            self._first(_joined(first)),
            *(("" if row[0].is_tail else indent) + _joined(row) for row in rest),
        ]

    def _first(self, text: str) -> str:
        notes = VEIL * self._sign.count(VEIL)
        line = f"{notes} {self._own}{text}" if notes else self._own + text
        if self._sign and stands_apart(line.replace(VEIL, " ")):  # `* --`, which `- --` is not
            kept = re.sub(rf"[\s{VEIL}-]", "", self._sign)[:1]
            return line.replace("-", kept, 1)
        return line

    def _rows(self, lines: Sequence[Line]) -> Iterator[list[_Atom]]:
        atoms = [atom for line in lines for atom in self._atoms(line)]
        _find_sentences(atoms, lines)
        begin = 0
        for at in _turns(atoms):
            yield atoms[begin:at]
            begin = at
        if atoms:
            yield atoms[begin:]

    def _atoms(self, line: Line) -> Iterator[_Atom]:
        is_tail = line.number in self._tails and line.text.startswith(VEIL)
        begins_line = True
        for piece, column in _pieces(line):
            if not isinstance(piece, str):
                is_glued = not line.text[column - 2 : column - 1].isspace()
                yield _Atom(_written(piece), line.number, column, piece, begins_line, is_glued)
                begins_line = False
                continue
            for found in re.finditer(r"\S+", piece):
                at = column + found.start()
                yield _Atom(found.group(), line.number, at, None, begins_line, is_tail=is_tail)
                begins_line = is_tail = False


def _joined(row: Sequence[_Atom]) -> str:
    """Put the atoms of a line together.

    A mark that is glued to a sign stays so at the beginning of a line: `2. [bell]` would be a list.
    """
    first = next((index for index, atom in enumerate(row) if not atom.is_comment), 0)
    is_held = len(row) > first + 1 and row[first + 1].is_glued and _is_sign(row[: first + 1])
    texts = [atom.text for atom in row]
    if is_held:
        texts[first : first + 2] = ["".join(texts[first : first + 2])]
    return " ".join(texts)


def _pieces(line: Line) -> Iterator[tuple[str | Mark, int]]:
    """Give the words and the marks of a line, each with its column."""
    position = 0
    for found in MARK.finditer(line.text):
        yield line.text[position : found.start()], position + 1
        yield read_mark(found["inner"], line.number, found.start() + 1), found.start() + 1
        position = found.end()
    yield line.text[position:], position + 1


def _written(mark: Mark) -> str:
    match mark:
        case Opening():
            return write_condition(mark.condition)
        case Otherwise():
            return "[else]"
        case Closing():
            return "[end]"
        case _:
            return write_mark(mark)


def _is_structure(line: Line) -> bool:
    """Say whether nothing but marks stand on a line, a condition's among them."""
    if MARK.sub("", line.bare).strip():
        return False
    return any(isinstance(piece, _STRUCTURE) for piece, _ in _pieces(line))


def _find_sentences(atoms: Iterable[_Atom], lines: Iterable[Line]) -> None:
    """Note which atoms begin a sentence.

    Where a mark stands inside a sentence, what follows it in small letters goes on.
    """
    begin: set[tuple[int, int]] = set()
    words: list[tuple[str, tuple[int, int]]] = []
    for line in lines:
        for piece, column in _pieces(line):
            if isinstance(piece, str):
                words.append((piece, (line.number, column)))
            else:
                begin.update(_sentences(words))
                words = []
        words.append((" ", (line.number, len(line.text) + 1)))
    begin.update(_sentences(words))
    for atom in atoms:
        columns = range(atom.column, atom.column + len(atom.text))
        atom.begins_sentence = not atom.mark and any(
            (atom.line, column) in begin for column in columns
        )


def _sentences(words: list[tuple[str, tuple[int, int]]]) -> Iterator[tuple[int, int]]:
    run = plain(join(words))
    for start, end in sentence_spans(run.text):
        if not run.text[start:end].lstrip(_OPENS)[:1].islower():
            yield run.place(start)


def _turns(atoms: Sequence[_Atom]) -> Iterator[int]:
    """Give the index of each atom that begins a new line, the first of all left out."""
    begin = 0
    words: list[_Atom] = []
    """Those of the current line so far."""

    last = 0
    for index, atom in enumerate(atoms):
        at = 0
        if atom.is_tail or (len(words) == 1 and atom.begins_line and _is_sign(atoms[begin:index])):
            at = index
        elif atom.begins_sentence and any(map(_is_said, words)):
            wanted = _turn(atoms, last + 1, index)
            at = 0 if begins_block(_bare(atoms[wanted : index + 1])) else wanted
        if at:
            begin, words = at, []
            yield at
        if not atom.mark and not atom.is_comment:
            words.append(atom)
            last = index


def _is_said(atom: _Atom) -> bool:
    return any(character.isalnum() for character in atom.text)


def _is_sign(atoms: Sequence[_Atom]) -> bool:
    """Say whether the only word of a line is a sign that the next word would make a list's."""
    return not atoms[0].mark and begins_block(_bare(atoms))


def _turn(atoms: Sequence[_Atom], first: int, index: int) -> int:
    """Choose where the line ends that stands before a sentence.

    Before a mark that speaks of what follows; before a comment that began a line; else right
    before the sentence.
    """
    for at in range(first, index):
        if isinstance(atoms[at].mark, _AHEAD):
            return at
    chosen = index
    for at in range(index - 1, first - 1, -1):
        if not atoms[at].is_comment:
            break
        if atoms[at].begins_line and not atoms[at].is_tail:
            chosen = at
    return chosen


def _bare(atoms: Iterable[_Atom]) -> str:
    """Give the beginning of a line as the parser reads it; something always follows."""
    return " ".join(atom.text for atom in atoms).replace(VEIL, " ") + " x"
