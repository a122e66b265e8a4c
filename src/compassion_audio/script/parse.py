"""From the text of a practice to its steps, strictly: what is not understood is an error.

Every problem of a file is found in one reading, and markup is never spoken.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from compassion_audio.errors import Problem, ScriptError, shortened
from compassion_audio.script import front_matter
from compassion_audio.script.blocks import Apart, Words, blocks
from compassion_audio.script.body import (
    CONTROL,
    VEIL,
    Line,
    Run,
    join,
    lines_of,
    unix_lines,
    veil_comments,
)
from compassion_audio.script.marks import Mark, MarkError, read_mark
from compassion_audio.script.markup import (
    FINISHED,
    FOREIGN,
    MARK,
    SUSPECT,
    plain,
    unveiled,
    without_emphasis,
)
from compassion_audio.script.model import (
    Bell,
    Break,
    If,
    Say,
    Script,
    Section,
    Sound,
    Step,
    Variable,
)
from compassion_audio.script.nesting import nest
from compassion_audio.script.sentences import sentence_spans
from compassion_audio.script.variables import VARIABLE

MOST_PROBLEMS = 100

_IMPORT = "compassion import converts a file of such marks"

_HINTS = {
    "[": "close it with ] on the same line, or use round brackets for words",
    "]": "use round brackets for words",
    "{": "a variable is written {name} or {name|default}; for words use round brackets",
    "}": "a variable is written {name} or {name|default}; for words use round brackets",
    "\\": "leave it out; the language has no escapes",
    "*": "leave it out, or close the emphasis: *gently*",
    "_": "leave it out, or close the emphasis: _gently_",
    "`": "leave it out",
    "|": "leave it out",
    "#": "begin a line with it, or leave it out",
}


def parse(text: str, *, name: str = "the script") -> Script:
    """Read a practice.

    Args:
        text: The whole file, front matter included.
        name: How to name the file in an error.

    Raises:
        ScriptError: With every problem of the file, at most 100, in its order.
    """
    reading = _Reading()
    script = reading.read(text)
    if script is None:
        raise ScriptError(name, sorted(reading.problems)[:MOST_PROBLEMS])
    return script


class _Reading:
    """One reading of one file: the steps and the problems found so far."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.items: list[Mark] = []
        self.variables: list[Variable] = []
        self._marks_refused = 0
        self._unfinished: int | None = None

    def read(self, text: str) -> Script | None:
        text = unix_lines(text)
        text = CONTROL.sub(lambda found: self._control(text, found), text)
        if not text.strip():
            self._problem((1, 1), "the script is empty", "write front matter and a sentence")
            return None
        try:
            head, body_at = front_matter.split(text)
        except front_matter.ScriptProblem as cause:
            self.problems.append(cause.problem)
            return None
        front, problems = front_matter.read_front_matter(head)
        self.problems += problems
        known = len(self.problems)
        self._read_body(text[body_at:], first_line=text.count("\n", 0, body_at) + 1)
        steps, problems = nest(self.items)
        self.problems += problems
        if len(self.problems) == known and not any(map(_is_heard, steps)):
            place = (text.count("\n") + 1, 1)
            self._problem(place, "nothing in the script can be heard", "write a sentence")
        if self.problems or front is None:
            return None
        return Script(front, steps, tuple(self.variables))

    def _control(self, text: str, found: re.Match[str]) -> str:
        if len(self.problems) < MOST_PROBLEMS:
            line = text.count("\n", 0, found.start()) + 1
            column = found.start() - text.rfind("\n", 0, found.start())
            name = f"U+{ord(found.group()):04X}"
            self._problem(
                (line, column), f"the control character {name} cannot be spoken", "remove it"
            )
        return " "

    def _problem(self, place: tuple[int, int], message: str, hint: str) -> None:
        self.problems.append(Problem(*place, message, hint))

    def _read_body(self, text: str, first_line: int) -> None:
        veiled, problems = veil_comments(text, first_line)
        self.problems += problems
        for block in blocks(lines_of(veiled, first_line)):
            if isinstance(block, Words):
                self._read_words(block.lines)
                continue
            self._end_paragraph()
            self._read_apart(block)
            self._end_paragraph()
        self._end_paragraph()

    def _read_apart(self, block: Apart) -> None:
        """Read a heading, or report a kind of line that the language does not have."""
        if block.kind == "heading":
            self._read_heading(block.line, block.found)
        elif block.kind:
            message, hint = _UNKNOWN_LINES[block.kind]
            place = (block.line.number, block.found.start(block.kind) + 1)
            self._problem(place, message, hint)

    def _read_heading(self, line: Line, found: re.Match[str]) -> None:
        column, words_at = found.start("signs") + 1, found.start("words")
        run = join([(line.text[words_at:], (line.number, words_at + 1))])
        run = unveiled(without_emphasis(run))
        name = " ".join(run.text.split())
        if len(found["signs"]) > 3:
            self._problem((line.number, column), "a heading has one to three #", "take one away")
        elif not found["gap"] or not name:
            self._problem(
                (line.number, column),
                "this heading has no name",
                "write # and a name, with a space between",
            )
        elif mark := MARK.search(run.text):
            hint = "put it on a line of its own"
            self._problem(run.place(mark.start()), "a mark stands in a heading", hint)
        else:
            self._refuse_markup(run, in_heading=True)
            self.items.append(Section(name, line.number, len(found["signs"])))

    def _read_words(self, block: tuple[Line, ...]) -> None:
        """Read the lines of a paragraph or of one list item into steps."""
        words: list[tuple[str, tuple[int, int]]] = []
        self._unfinished = None
        for line in block:
            for piece in self._pieces(line):
                if isinstance(piece, tuple):
                    words.append(piece)
                    continue
                self._say(words)
                words = []
                self.items.append(piece)
                if isinstance(piece, Bell | Sound):
                    self._unfinished = None
            words.append((" ", (line.number, len(line.text) + 1)))
        self._say(words)

    def _pieces(self, line: Line) -> Iterator[tuple[str, tuple[int, int]] | Mark]:
        """Give the words and the marks of a line in order; report the marks that are none."""
        position = 0
        for found in MARK.finditer(line.text):
            if self._marks_refused == MOST_PROBLEMS:
                return  # marks are met in order: nothing from here on would be reported
            place = (line.number, found.start() + 1)
            yield line.text[position : found.start()], (line.number, position + 1)
            position = found.end()
            try:
                yield self._mark(found, *place)
            except MarkError as cause:
                self._marks_refused += 1
                hint = f"{cause.hint} {_IMPORT}" if cause.is_foreign else cause.hint
                self._problem(place, str(cause), hint)
                yield " ", place
        yield line.text[position:], (line.number, position + 1)

    def _mark(self, found: re.Match[str], line: int, column: int) -> Mark:
        if found["link"]:
            raise MarkError("links are not spoken", "write the words alone")
        if found["signs"]:
            raise MarkError(
                "a mark stands in emphasis", f"write [{shortened(found['inner'])}] alone"
            )
        if VEIL in found["inner"]:
            raise MarkError("a comment stands inside a mark", "put it before or after the mark")
        return read_mark(found["inner"], line, column)

    def _say(self, words: list[tuple[str, tuple[int, int]]]) -> None:
        if not any(text.strip() for text, _ in words):
            return
        run = plain(join(words))
        if not run.text.strip():
            return
        self._refuse_markup(run)
        for start, end in sentence_spans(run.text):
            text = run.text[start:end]
            if any(character.isalnum() for character in text):
                self._go_on()
                self.items.append(Say(text, run.place(start)[0]))
                # its last few characters tell; a long one would be slow to ask
                is_over = FINISHED.search(text, max(0, len(text) - 20))
                self._unfinished = None if is_over else len(self.items) - 1
            elif not FOREIGN.search(text):  # that has been refused already
                self._problem(
                    run.place(start),
                    f"{text[:20]!r} alone cannot be spoken",
                    "join it to the words before it, or remove it",
                )

    def _go_on(self) -> None:
        """Let the sentence that a mark has cut in two know that it goes on."""
        cut = None if self._unfinished is None else self.items[self._unfinished]
        if isinstance(cut, Say):
            self.items[self._unfinished or 0] = replace(cut, goes_on=True)

    def _end_paragraph(self) -> None:
        if self.items and not isinstance(self.items[-1], Break):
            self.items.append(Break())

    def _refuse_markup(self, run: Run, *, in_heading: bool = False) -> None:
        """Take note of the variables, and report everything else that is not plain words."""
        if not SUSPECT.search(run.text):
            return
        refused = 0
        for found in FOREIGN.finditer(run.text):
            place = run.place(found.start())
            variable = VARIABLE.fullmatch(found.group())
            if variable and not in_heading:
                self.variables.append(Variable(variable["name"], variable["default"], *place))
                continue
            refused += 1
            if refused > MOST_PROBLEMS:
                return
            self._problem(place, *_refusal(found))


_UNKNOWN_LINES = {
    "rule": ("a line of dashes or signs is not spoken", "remove it; a blank line ends a paragraph"),
    "fence": ("code is not spoken", "remove it"),
    "quotation": ("quotation blocks are not spoken", "write the words without >"),
    "table": ("tables are not spoken", "write sentences"),
}


def _refusal(found: re.Match[str]) -> tuple[str, str]:
    text = found.group()
    shown = shortened(text.strip())
    match found.lastgroup:
        case "variable":
            return f"{shown} stands in a heading", "variables are for spoken words"
        case "tag":
            hint = f"write a pause as [pause 5s]; {_IMPORT}"
            return f"{shown} is a tag, and tags are not spoken", hint
        case "dialect":
            return f"{shown} would be read aloud", f"write a pause as [pause 5s]; {_IMPORT}"
        case "address":
            return f"{shown} is an address, and addresses are not spoken", "put it under sources:"
        case "entity":
            return f"{shown} is code for a character", "write the character itself"
        case "picture":
            return f"{shown} is a picture, and nobody can say it", "leave it out"
        case _:
            return f"{shown} cannot be spoken", _HINTS.get(text, "leave it out")


def _is_heard(step: Step) -> bool:
    if isinstance(step, If):
        return any(map(_is_heard, (*step.then, *step.otherwise)))
    return isinstance(step, Say | Bell | Sound)
