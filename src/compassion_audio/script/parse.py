"""From the text of a practice to its steps, strictly: what is not understood is an error.

Every problem of a file is found in one reading, and markup is never spoken.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Literal

from compassion_audio.errors import Problem, ScriptError, shortened
from compassion_audio.script import front_matter
from compassion_audio.script.body import CONTROL, VEIL, Line, Run, join, lines_of, veil_comments
from compassion_audio.script.marks import MarkError, read_mark
from compassion_audio.script.model import Bell, Rest, Say, Script, Section, Step
from compassion_audio.script.sentences import sentence_spans

MOST_PROBLEMS = 100

_APART = re.compile(
    r"\s*+(?:(?P<heading>(?P<signs>#+)(?P<gap>\s*)(?P<words>.*))"
    r"|(?P<rule>(?P<sign>[-=*_])(?:\s*(?P=sign))+\s*\Z)"
    r"|(?P<fence>```|~~~)"
    r"|(?P<quotation>>)"
    r"|(?P<table>\|)"
    r"|\Z)"
)
"""A line that no paragraph holds: a heading, a blank one, or a kind that the language has not."""

_FINISHED = re.compile(r"""[.!?…]["'”’»)]*\Z""")
_BULLET = re.compile(r"\s*(?:[-+*•]\s+)+(?=\S)")
_NUMBERED = re.compile(r"\s*\d{1,3}[.)]\s+(?=\S)")
_MARK = re.compile(r"\[([^\[\]]*)\](?P<link>\([^()\s]*\)?)?")
_EMPHASIS = re.compile(r"(?<![\w*_])(\*{1,3}|_{1,3})(?=[^\s*_])([^*_]*[^\s*_])\1(?![\w*_])")
_FOREIGN = re.compile(
    r"(?P<tag><[A-Za-z/!?][^<>]*>?)"
    r"|(?P<dialect>\((?:long |short |brief )?(?:pause|silence)\b[^()]*\))"
    r"|(?P<address>https?://\S*|www\.\S+)"
    r"|(?P<entity>&#?\w+;)"
    r"|(?P<heading>(?<!\S)#+(?!\S))"
    r"|(?P<character>[\[\]{}\\<>|`*_~])",
    re.IGNORECASE,
)
_HINTS = {
    "[": "close it with ] on the same line, or use round brackets for words",
    "]": "use round brackets for words",
    "{": "use round brackets",
    "}": "use round brackets",
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
    script = reading.read(text.removeprefix("\ufeff"))
    if script is None:
        raise ScriptError(name, sorted(reading.problems)[:MOST_PROBLEMS])
    return script


class _Reading:
    """One reading of one file: the steps and the problems found so far."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.steps: list[Step] = []
        self._marks_refused = 0
        self._last_sound = -1
        self._is_mid_sentence = False
        self._is_new_block = True

    def read(self, text: str) -> Script | None:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        # lines to YAML, but to no editor: as spaces they leave every line number true
        text = text.replace("\u2028", " ").replace("\u2029", " ")
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
        if self._last_sound < 0 and len(self.problems) == known:
            place = (text.count("\n") + 1, 1)
            self._problem(place, "nothing in the script can be heard", "write a sentence")
        return None if self.problems or front is None else Script(front, tuple(self.steps))

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
        block: list[Line] = []
        is_listing = False
        for line in lines_of(veiled, first_line):
            bare = line.bare
            apart = _APART.match(bare)
            starts_item = not apart and (
                _BULLET.match(bare) or ((not block or is_listing) and _NUMBERED.match(bare))
            )
            if apart or starts_item:
                self._read_block(block)
                block = []
            if apart:
                self._read_apart(line, apart)
                self._is_new_block = True
            elif starts_item:
                block.append(Line(line.number, _blanked(line.text, starts_item.end())))
            else:
                block.append(line)
            is_listing = bool(starts_item) or (is_listing and not apart)
        self._read_block(block)

    def _read_apart(self, line: Line, found: re.Match[str]) -> None:
        """Read a heading, or report a kind of line that the language does not have."""
        kind = found.lastgroup
        if kind == "heading":
            self._read_heading(line, found)
        elif kind:
            message, hint = _UNKNOWN_LINES[kind]
            self._problem((line.number, found.start(kind) + 1), message, hint)

    def _read_heading(self, line: Line, found: re.Match[str]) -> None:
        column, words_at = found.start("signs") + 1, found.start("words")
        run = join([(line.text[words_at:], (line.number, words_at + 1))])
        run = _unveiled(self._without_emphasis(run))
        name = " ".join(run.text.split())
        if len(found["signs"]) > 3:
            self._problem((line.number, column), "a heading has one to three #", "take one away")
        elif not found["gap"] or not name:
            self._problem(
                (line.number, column),
                "this heading has no name",
                "write # and a name, with a space between",
            )
        elif mark := _MARK.search(run.text):
            hint = "put it on a line of its own"
            self._problem(run.place(mark.start()), "a mark stands in a heading", hint)
        else:
            self._refuse_markup(run)
            self.steps.append(Section(name, line.number))

    def _read_block(self, block: list[Line]) -> None:
        """Read the lines of a paragraph or of one list item into steps."""
        words: list[tuple[str, tuple[int, int]]] = []
        for line in block:
            for piece in self._pieces(line):
                if isinstance(piece, tuple):
                    words.append(piece)
                    continue
                self._say(words)
                words = []
                if isinstance(piece, Bell):
                    self._sound(piece)
                else:
                    self.steps.append(piece)
                    self._is_mid_sentence = self._is_unfinished()
            words.append((" ", (line.number, len(line.text) + 1)))
        self._say(words)
        self._is_mid_sentence = False

    def _pieces(self, line: Line) -> Iterator[tuple[str, tuple[int, int]] | Step]:
        """Give the words and the marks of a line in order; report the marks that are none."""
        position = 0
        for found in _MARK.finditer(line.text):
            if self._marks_refused == MOST_PROBLEMS:
                return  # marks are met in order: nothing from here on would be reported
            place = (line.number, found.start() + 1)
            yield line.text[position : found.start()], (line.number, position + 1)
            position = found.end()
            try:
                yield self._mark(found, line.number)
            except MarkError as cause:
                self._marks_refused += 1
                self._problem(place, str(cause), cause.hint)
                yield " ", place
        yield line.text[position:], (line.number, position + 1)

    def _mark(self, found: re.Match[str], line: int) -> Step:
        if found["link"]:
            raise MarkError("links are not spoken", "write the words alone")
        if VEIL in found[1]:
            raise MarkError("a comment stands inside a mark", "put it before or after the mark")
        return read_mark(found[1], line)

    def _say(self, words: list[tuple[str, tuple[int, int]]]) -> None:
        if not words:
            return
        run = _unveiled(join(words))
        if not run.text.strip():
            return
        run = _folded(self._without_emphasis(run))
        self._refuse_markup(run)
        for start, end in sentence_spans(run.text):
            text = run.text[start:end]
            if any(character.isalnum() for character in text):
                self._sound(Say(text, run.place(start)[0]))
            elif not _FOREIGN.search(text):  # that has been refused already
                self._problem(
                    run.place(start),
                    f"{text[:20]!r} alone cannot be spoken",
                    "join it to the words before it, or remove it",
                )

    def _sound(self, step: Say | Bell) -> None:
        """Add something that is heard, and the rest that belongs after the sound before it."""
        if self._last_sound >= 0 and not (self._is_mid_sentence and isinstance(step, Say)):
            after: Literal["sentence", "paragraph"]
            after = "paragraph" if self._is_new_block else "sentence"
            self.steps.insert(self._last_sound + 1, Rest(after))
        self.steps.append(step)
        self._last_sound = len(self.steps) - 1
        self._is_new_block = self._is_mid_sentence = False

    def _is_unfinished(self) -> bool:
        """Whether the last sound is the beginning of a sentence that goes on after a mark."""
        last = self.steps[self._last_sound] if self._last_sound >= 0 else None
        if self._is_new_block or not isinstance(last, Say):
            return False
        # its last few characters tell; a long one is asked again at each of its marks
        return not _FINISHED.search(last.text, max(0, len(last.text) - 20))

    def _without_emphasis(self, run: Run) -> Run:
        for _ in range(2):  # emphasis may stand inside emphasis once: **very *gently* now**
            spans = [
                span
                for found in _EMPHASIS.finditer(run.text)
                for span in (found.span(1), (found.end(2), found.end()))
            ]
            run = run.without(spans)
        return run

    def _refuse_markup(self, run: Run) -> None:
        for found in islice(_FOREIGN.finditer(run.text), MOST_PROBLEMS):
            message, hint = _refusal(found)
            self._problem(run.place(found.start()), message, hint)


_UNKNOWN_LINES = {
    "rule": ("a line of dashes or signs is not spoken", "remove it; a blank line ends a paragraph"),
    "fence": ("code is not spoken", "remove it"),
    "quotation": ("quotation blocks are not spoken", "write the words without >"),
    "table": ("tables are not spoken", "write sentences"),
}


def _refusal(found: re.Match[str]) -> tuple[str, str]:
    text = found.group()
    shown = shortened(text.rstrip())
    match found.lastgroup:
        case "tag":
            return f"{shown} is a tag, and tags are not spoken", "write a pause as [pause 5s]"
        case "dialect":
            return f"{shown} would be read aloud", "write a pause as [pause 5s]"
        case "address":
            return f"{shown} is an address, and addresses are not spoken", "put it under sources:"
        case "entity":
            return f"{shown} is code for a character", "write the character itself"
        case _:
            return f"{shown} cannot be spoken", _HINTS.get(text, "leave it out")


def _blanked(text: str, until: int) -> str:
    return " " * until + text[until:]


def _unveiled(run: Run) -> Run:
    return run.without(found.span() for found in re.finditer(f"{VEIL}+", run.text))


def _folded(run: Run) -> Run:
    """Fold white space: every stretch of it becomes one space."""
    text = re.sub(r"\s", " ", run.text)
    spans = ((found.start() + 1, found.end()) for found in re.finditer(r" {2,}", text))
    return Run(text, run.starts, run.places).without(spans)
