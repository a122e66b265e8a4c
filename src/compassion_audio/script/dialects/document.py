"""Word documents, `.docx`: headings, paragraphs and lists, in the order in which they are read."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, Any

from compassion_audio.errors import CompassionAudioError, Problem
from compassion_audio.script.body import CONTROL, INVISIBLE
from compassion_audio.script.dialects.direction import mark_alone
from compassion_audio.script.dialects.draft import NOTE, Block, Draft, Kind, mark
from compassion_audio.script.dialects.inline import Inline
from compassion_audio.script.front_matter import ScriptProblem

if TYPE_CHECKING:
    from docx.document import Document

MOST_TEXT = 20 * 2**20
"""Bytes of the unpacked text: a dozen long novels. In memory it takes some ten times as much."""

MOST_UNPACKED = 200 * 2**20
"""Bytes of everything, pictures among them."""

MOST_PARTS = 10_000

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACES = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
_UNREADABLE = {
    "drawing": "a picture",
    "pict": "a picture",
    "object": "an embedded object",
    "footnoteReference": "a footnote",
    "endnoteReference": "an endnote",
}
_UNSPOKEN = {"strike": "struck text", "dstrike": "struck text", "vanish": "hidden text"}
"""What a run may be made, and its words are then seen by nobody, or meant to be gone."""

_OFF = frozenset({"0", "false", "off"})
_BESIDE = {"header": "a header", "footer": "a footer", "comments": "a comment by a reader"}
"""Parts of a document whose words are not read with it, by the end of their relation's name."""

_HIDDEN = frozenset({"Fallback", "moveFrom", "del"})
"""What stands in a document and is not to be read: stand-ins for old programs, deleted words."""


def read_document(data: bytes) -> Draft:
    """Read a Word document.

    Raises:
        CompassionAudioError: The package that reads it is missing.
        ScriptProblem: It is broken, or unpacks to more than any script needs.
    """
    try:
        import docx
    except ImportError as cause:
        raise CompassionAudioError(
            "Word documents are read by python-docx, which is not on this machine",
            hint="install it with: pip install 'compassion-audio[import]'",
        ) from cause
    try:
        _weigh(data)
        document = docx.Document(BytesIO(data))
        return _Reading(document).read()
    except ScriptProblem:
        raise
    except Exception as cause:  # a broken file breaks its reader in any of a dozen ways
        hint = "open it in a word processor and save it as .docx again"
        raise ScriptProblem(Problem(1, 1, "this is not a whole Word document", hint)) from cause


def _weigh(data: bytes) -> None:
    """Refuse a bomb before anything is unpacked; zipfile itself unpacks no more than is told."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
    text = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    whole = sum(part.file_size for part in parts)
    if text > MOST_TEXT or whole > MOST_UNPACKED or len(parts) > MOST_PARTS:
        hint = "copy its words into a new document"
        raise ScriptProblem(Problem(1, 1, "this document unpacks to too much", hint))


class _Reading:
    """One reading of one document."""

    def __init__(self, document: "Document") -> None:
        self._document = document
        self._draft = Draft()
        self._inline = Inline(self._draft)
        self._counting = _counting(document)
        self._number = 0
        """Of the current paragraph; empty ones do not count."""

        self._item = 0
        """Of the numbered list that is open."""

    def read(self) -> Draft:
        if self._document.element.getroottree().docinfo.doctype:
            hint = "save it from a word processor; none of them writes one"
            raise ScriptProblem(Problem(1, 1, "this document has a document type", hint))
        for paragraph in self._document.element.body.iter(f"{_W}p"):
            self._number += 1
            text = "".join(self._pieces(paragraph))
            if text.strip():
                self._read_paragraph(paragraph, text.strip())
            else:
                self._number -= 1
        self._keep_beside()
        return self._draft

    def _keep_beside(self) -> None:
        """Keep what is not read with the document as comments at its end, one for each kind."""
        found: dict[str, list[str]] = {}
        for paragraph in self._document.element.body.iter(f"{_W}p"):
            found.setdefault("deleted text", []).append(_words(paragraph, "delText"))
        for kind, root in _parts_beside(self._document):
            found.setdefault(kind, []).extend(
                _words(paragraph, "t") for paragraph in root.iter(f"{_W}p")
            )
        for kind, words in found.items():
            whole = " ".join(filter(None, words))
            if whole:
                kept = self._draft.commented(max(self._number, 1), f"{kind}, {whole}")
                self._draft.blocks.append(Block(Kind.PARAGRAPH, kept, self._number))

    def _read_paragraph(self, paragraph: Any, text: str) -> None:  # noqa: ANN401  # lxml has no types
        style = self._style(paragraph)
        level = re.fullmatch(r"Heading (\d)|Title", style)
        number = "" if level else self._sign(paragraph, style)
        self._item = self._item if number else 0
        if any(True for _ in paragraph.iterancestors(f"{_W}tc")):
            self._draft.changed(self._number, f"a cell of a table, {text}", "a paragraph")
        if not level and (asked := mark_alone(text)):
            self._draft.changed(self._number, text, asked)
            read = mark(asked)
        else:
            read = self._inline.read(text, self._number)
        kind = Kind.HEADING if level else Kind.ITEM if number else Kind.PARAGRAPH
        self._draft.blocks.append(
            Block(
                kind,
                read,
                self._number,
                level=int(level[1] or 0) if level else 1,
                number=number.rstrip("-"),
            )
        )

    def _pieces(self, paragraph: Any) -> Iterator[str]:  # noqa: ANN401  # lxml has no types
        """Give the words of a paragraph, those of a text box inside it left out."""
        elements = (
            element
            for element in paragraph.iter()
            if _local(element) in {"t", *_SPACES, *_UNREADABLE} and _belongs(element, paragraph)
        )
        for kind, run in groupby(elements, _unspoken):
            words = "".join(map(self._piece, run))
            if kind and words.strip():
                yield self._draft.commented(self._number, f"{kind}, {NOTE.sub('', words).strip()}")
            yield (" " if words.strip() else words) if kind else words

    def _piece(self, element: Any) -> str:  # noqa: ANN401  # lxml has no types
        name = _local(element)
        if name == "t":
            return INVISIBLE.sub("", CONTROL.sub("", element.text or ""))
        if name in _UNREADABLE:
            return self._draft.kept(self._number, _UNREADABLE[name])
        return _SPACES[name]

    def _style(self, paragraph: Any) -> str:  # noqa: ANN401  # lxml has no types
        from docx.text.paragraph import Paragraph

        style = Paragraph(paragraph, self._document._body).style
        return (style.name or "") if style is not None else ""

    def _sign(self, paragraph: Any, style: str) -> str:  # noqa: ANN401  # lxml has no types
        """Give the number of a list item, `-` for a bullet, or nothing for prose."""
        found = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}numId")
        wanted = "" if found is None else found.get(f"{_W}val", "")
        if wanted == "0" or (not wanted and not style.startswith("List ")):
            return ""
        if "Number" in style or wanted in self._counting:
            self._item += 1
            return str(self._item)
        return "-"


def _unspoken(element: Any) -> str:  # noqa: ANN401  # lxml has no types
    """Say what makes the run of an element one that is not to be spoken; empty for the others."""
    run = next(element.iterancestors(f"{_W}r"), None)
    settings = run.find(f"{_W}rPr") if run is not None else None
    for name, kind in _UNSPOKEN.items():
        found = None if settings is None else settings.find(f"{_W}{name}")
        if found is not None and found.get(f"{_W}val", "1") not in _OFF:
            return kind
    return ""


def _parts_beside(document: "Document") -> Iterator[tuple[str, Any]]:
    """Give the headers, the footers and the comments, each with what it is."""
    from docx.oxml import parse_xml

    for relation in document.part.rels.values():
        kind = _BESIDE.get(relation.reltype.rpartition("/")[2])
        if kind and not relation.is_external:
            part = relation.target_part
            root = getattr(part, "element", None)
            yield kind, parse_xml(part.blob) if root is None else root


def _words(paragraph: Any, name: str) -> str:  # noqa: ANN401  # lxml has no types
    """Give the words of a paragraph as one line."""
    pieces = (element.text or "" for element in paragraph.iter(f"{_W}{name}"))
    return " ".join(INVISIBLE.sub("", CONTROL.sub("", "".join(pieces))).split())


def _counting(document: "Document") -> frozenset[str]:
    """Give the names of the lists that have numbers and not bullets."""
    roots = [
        relation.target_part.element
        for relation in document.part.rels.values()
        if relation.reltype.endswith("/numbering") and not relation.is_external
    ]
    forms = {
        kind.get(f"{_W}abstractNumId"): form.get(f"{_W}val")
        for root in roots
        for kind in root.iter(f"{_W}abstractNum")
        if (form := kind.find(f"{_W}lvl/{_W}numFmt")) is not None
    }
    kinds = [
        (one.get(f"{_W}numId"), one.find(f"{_W}abstractNumId").get(f"{_W}val"))
        for root in roots
        for one in root.iter(f"{_W}num")
    ]
    return frozenset(name for name, kind in kinds if forms.get(kind, "bullet") != "bullet")


def _local(element: Any) -> str:  # noqa: ANN401  # lxml has no types
    """Give the name of an element without its namespace; comments have none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _belongs(element: Any, paragraph: Any) -> bool:  # noqa: ANN401  # lxml has no types
    """Say whether an element is to be read with this paragraph, and with none inside it."""
    for ancestor in element.iterancestors():
        if ancestor is paragraph:
            return True
        if ancestor.tag == f"{_W}p" or _local(ancestor) in _HIDDEN:
            return False
    return False
