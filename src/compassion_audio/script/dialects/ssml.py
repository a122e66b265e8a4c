"""SSML, which speech engines read.

Expat itself is asked, and not ElementTree, because a report needs the line of every element. A
document type is refused outright: with it go the entities that grow, and those that read files.
"""

import re
from collections.abc import Callable, Mapping
from html.entities import html5
from xml.parsers import expat

from compassion_audio.errors import Problem
from compassion_audio.script.dialects.direction import mark_for
from compassion_audio.script.dialects.draft import MARK, NOTE, Block, Draft, Kind, mark, note
from compassion_audio.script.dialects.inline import Inline, break_for, told_of_break
from compassion_audio.script.dialects.lines import without_control
from compassion_audio.script.dialects.spoken import is_said
from compassion_audio.script.front_matter import ScriptProblem

_DEEPEST = 50
_EMPHASIS = {"strong": "**", "none": "", "reduced": ""}
_PLAIN = frozenset({"w", "token"})
_SILENT = frozenset({"metadata", "desc", "title"})
_NAMED = re.compile(r"(?P<kind>section|bell|bed|sound):(?P<value>.+)", re.DOTALL)
"""The marks of our own export."""

_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{0,40});")
_NAMES = re.compile(r"[a-z][a-z0-9-]{0,39}")
_SPOKEN = re.compile(r"\x01[^\x02]*\x02|\x03[^\x04]*\x04|(?P<word>\S)")


def read_ssml(text: str) -> Draft:
    """Read SSML; a fragment without `<speak>` is taken as well.

    Raises:
        ScriptProblem: It is not well formed, or has a document type.
    """
    return _Reading().read(text)


class _Reading:
    """One reading of one document."""

    def __init__(self) -> None:
        self._draft = Draft()
        self._inline = Inline(self._draft)
        self._parser = expat.ParserCreate("utf-8")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.CommentHandler = self._comment
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._text: list[str] = []
        self._first_line = 0
        """Of the current paragraph."""

        self._above = 0
        """The empty lines above the document."""

        self._ends: list[Callable[[], None]] = []
        """What is done where each open element ends."""

        self._silent = 0
        """How many elements are open whose words are not for the ear."""

    @property
    def _line(self) -> int:
        return self._parser.CurrentLineNumber + self._above

    def read(self, text: str) -> Draft:
        text = self._without_entities(without_control(text, self._draft))
        document = text.lstrip()
        self._above = text.count("\n", 0, len(text) - len(document))
        if not re.search(r"<speak[\s>/]", document):
            declaration = re.match(r"(?:<\?[^>]*>)?", document)
            document = f"<speak>{document[declaration.end() if declaration else 0 :]}</speak>"
        data = document.encode()
        self._parser.buffer_size = max(len(data), 1)
        try:
            self._parser.Parse(data, True)  # noqa: FBT003  # its only signature
        except expat.ExpatError as cause:
            message = f"this is not SSML: {expat.ErrorString(cause.code)}"
            hint = "mend it, or read the file with --from text"
            place = (cause.lineno + self._above, cause.offset + 1)
            raise ScriptProblem(Problem(*place, message, hint)) from cause
        self._end_block()
        return self._draft

    def _without_entities(self, text: str) -> str:
        """Write what HTML names in numbers: XML knows five names, and editors write `&nbsp;`."""

        def numbered(found: re.Match[str]) -> str:
            characters = html5.get(f"{found[1]};", "")
            if characters:
                line = text.count("\n", 0, found.start()) + 1
                self._draft.changed(line, found.group(), characters.strip() or "a space")
            written = "".join(f"&#{ord(character)};" for character in characters)
            return written or f"&amp;{found[1]};"

        return _ENTITY.sub(numbered, text)

    def _refuse(self, *_: object) -> None:
        hint = "remove <!DOCTYPE and what belongs to it"
        raise ScriptProblem(Problem(self._line, 1, "SSML has no document type", hint))

    def _characters(self, text: str) -> None:
        if not self._silent:
            self._put(self._inline.read(text, self._line - text.count("\n")))

    def _comment(self, text: str) -> None:
        if not self._silent:
            self._put(note(" ".join(text.split())))

    def _put(self, text: str) -> None:
        if not self._text and text.strip():
            self._first_line = self._line - text.strip().count("\n")
        if self._text or text.strip():
            self._text.append(text)

    def _end_block(self) -> None:
        text = "".join(self._text).strip()
        if text:
            self._draft.blocks.append(Block(Kind.PARAGRAPH, text, self._first_line))
        self._text = []

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if len(self._ends) == _DEEPEST:
            hint = "take some of them away"
            raise ScriptProblem(Problem(self._line, 1, "elements nest too deeply here", hint))
        known = name.casefold()
        if self._silent or known in _SILENT:
            if not self._silent:
                self._put(self._draft.kept(self._line, _tag(name, attributes)))
            self._silent += 1
            self._ends.append(self._end_silence)
        elif reader := _ELEMENTS.get(known):
            self._ends.append(reader(self, attributes))
        else:
            if known not in _PLAIN:
                self._put(self._draft.kept(self._line, _tag(name, attributes)))
            self._ends.append(_nothing)

    def _end(self, _name: str) -> None:
        self._ends.pop()()

    def _end_silence(self) -> None:
        self._silent -= 1

    def _speak(self, attributes: Mapping[str, str]) -> Callable[[], None]:
        self._draft.language = self._draft.language or attributes.get("xml:lang", "")
        return _nothing

    def _paragraph(self, _attributes: Mapping[str, str]) -> Callable[[], None]:
        self._end_block()
        return self._end_block

    def _sentence(self, _attributes: Mapping[str, str]) -> Callable[[], None]:
        begin = len(self._text)

        def end() -> None:
            said = "".join(self._text[begin:])
            last = max((f.end() for f in _SPOKEN.finditer(said) if f["word"]), default=0)
            if is_said(said[last - 1 : last]):
                word = said[:last].split()[-1]
                self._draft.changed(self._line, word, f"{word}.")
                said = f"{said[:last]}.{said[last:]}"
            self._text[begin:] = [f"{said} "] if said.strip() else []

        return end

    def _break(self, attributes: Mapping[str, str]) -> Callable[[], None]:
        time, strength = attributes.get("time"), attributes.get("strength")
        asked = break_for(time, strength)
        if asked:
            told = told_of_break(asked, time)
            self._draft.changed(self._line, _tag("break", attributes), told)
            self._put(mark(asked))
        elif strength == "none" and time is None:
            self._draft.changed(self._line, _tag("break", attributes))
        else:
            self._put(self._draft.kept(self._line, _tag("break", attributes)))
        return _nothing

    def _emphasis(self, attributes: Mapping[str, str]) -> Callable[[], None]:
        begin, line = len(self._text), self._line
        sign = _EMPHASIS.get(attributes.get("level", ""), "*")

        def end() -> None:
            words = "".join(self._text[begin:])
            inner = words.strip()
            if inner and not MARK.search(inner) and not NOTE.search(inner):
                meaning = f"{sign}{inner}{sign}"
                self._draft.changed(line, _tag("emphasis", attributes), meaning)
                self._text[begin:] = [words.replace(inner, meaning, 1)]
            else:
                self._draft.changed(line, _tag("emphasis", attributes))

        return end

    def _sub(self, attributes: Mapping[str, str]) -> Callable[[], None]:
        begin, line, alias = len(self._text), self._line, attributes.get("alias", "")

        def end() -> None:
            words = "".join(self._text[begin:])
            if self._draft.pronounced(words, alias):
                self._draft.changed(line, _tag("sub", attributes), "a line of pronounce:")
            elif alias.strip():  # the ear needs this one
                self._draft.changed(line, words, alias)
                self._text[begin:] = [alias, note(f"import: {words}")]

        return end

    def _voice(self, attributes: Mapping[str, str]) -> Callable[[], None]:
        name = attributes.get("name", "")
        if not _NAMES.fullmatch(name):
            self._put(self._draft.kept(self._line, _tag("voice", attributes)))
            return _nothing
        self._draft.changed(self._line, _tag("voice", attributes), f"[voice {name}]")
        self._put(mark(f"[voice {name}]"))
        return lambda: self._put(mark("[voice]"))

    def _mark(self, attributes: Mapping[str, str]) -> Callable[[], None]:
        found = _NAMED.fullmatch(attributes.get("name", ""))
        kind, value = (found["kind"], found["value"]) if found else ("", "")
        if kind == "section":
            self._end_block()
            self._draft.changed(self._line, _tag("mark", attributes), "a heading")
            self._draft.blocks.append(Block(Kind.HEADING, value, self._line))
        elif asked := mark_for(f'sound "{value}"' if kind == "sound" else f"{kind} {value}"):
            self._draft.changed(self._line, _tag("mark", attributes), asked)
            self._put(mark(asked))
        else:
            self._put(self._draft.commented(self._line, _tag("mark", attributes)))
        return _nothing


def _nothing() -> None:
    pass


def _tag(name: str, attributes: Mapping[str, str]) -> str:
    told = [f'{key}="{value}"' for key, value in attributes.items()]
    return f"<{' '.join([name, *told])}>"


_ELEMENTS: dict[str, Callable[[_Reading, Mapping[str, str]], Callable[[], None]]] = {
    "speak": _Reading._speak,
    "p": _Reading._paragraph,
    "s": _Reading._sentence,
    "break": _Reading._break,
    "emphasis": _Reading._emphasis,
    "sub": _Reading._sub,
    "voice": _Reading._voice,
    "mark": _Reading._mark,
}
