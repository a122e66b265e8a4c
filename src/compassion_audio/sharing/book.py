"""Recordings as a book that is read aloud: EPUB 3 with media overlays.

A reader lights up each line while it sounds. A line's sound lasts until the next line begins: the
quiet behind it belongs to the practice, and a reader leaves out what nothing names.

Source: W3C, "EPUB 3.3", "EPUB Accessibility 1.1"; SMIL 3.0 for moments.
"""

import hashlib
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from compassion_audio.delivery.captions import Transcript, by_chapter
from compassion_audio.delivery.cover import draw_cover
from compassion_audio.files import file_error
from compassion_audio.notice import notice
from compassion_audio.sharing.item import Item
from compassion_audio.sharing.markup import Element, document, put, root
from compassion_audio.sharing.package import Held, Overlay, package
from compassion_audio.sharing.page import paragraphs
from compassion_audio.sharing.texts import TEXTS, spoken
from compassion_audio.units import Milliseconds, exact_clock

_TIME = (1980, 1, 1, 0, 0, 0)
"""Of every file in the book: the earliest that a zip can say, so that the bytes are the same."""

_RIGHTS = 0o644 << 16
_UNIX = 3
_PIECE = 1 << 20
_ROOM = "EPUB/"
_XHTML = {
    "xmlns": "http://www.w3.org/1999/xhtml",
    "xmlns:epub": "http://www.idpf.org/2007/ops",
}
_SMIL = {
    "xmlns": "http://www.w3.org/ns/SMIL",
    "xmlns:epub": "http://www.idpf.org/2007/ops",
    "version": "3.0",
}
_BOOKS = uuid.UUID("0c6f4b9e-5b35-5a5e-9f27-6f4f0d0e2a41")
"""The name space of books: drawn once, and never to be changed."""

_ALL = "all"
"""What the whole of a page is called in it."""

_STYLE = """\
body { line-height: 1.6; margin: 5% 6%; }
h1, h2 { line-height: 1.25; }
p { margin: 0 0 0.9em; }
audio { width: 100%; margin: 0 0 1.5em; }
.caution, .notice { border-left: 0.2em solid; padding-left: 0.8em; }
.small { font-size: 0.85em; }
img { display: block; margin: 0 auto; max-width: 100%; }
.-epub-media-overlay-active { background-color: #ffe9a8; color: #1a1a1a; }
"""

_CONTAINER = b"""\
<?xml version="1.0" encoding="utf-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
  <rootfiles>
    <rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml" />
  </rootfiles>
</container>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What a book says of itself."""

    title: str
    author: str
    language: str
    """A language tag: `en`, `en-GB`."""

    note: str = ""
    """From whoever shares it, behind the cover; an empty line begins a paragraph."""

    notice: str = ""
    """What to know before practising; the usual one where it is empty."""

    small_print: tuple[str, ...] = ()
    """The licence, and the like."""

    @property
    def texts(self) -> Mapping[str, str]:
        """What it says by itself."""
        return TEXTS[spoken(self.language)]


@dataclass(frozen=True, slots=True)
class _Line:
    """A heading or a line of a recording, and when it begins to count as heard."""

    name: str
    """Its own in the page."""

    tag: str
    words: str
    start: Milliseconds


def write_book(file: IO[bytes], items: Sequence[Item], book: Book) -> None:
    """Write a book of recordings. The same recordings give the same bytes.

    Args:
        file: Open for writing and seeking.
        items: In their order; at least one.
        book: What it says of itself.

    Raises:
        FileError: A recording cannot be read.
    """
    held: list[Held] = []
    overlays: list[Overlay] = []
    digest = hashlib.sha256(repr(book).encode())
    with ZipFile(file, "w") as archive:
        _put(archive, "mimetype", b"application/epub+zip", is_stored=True)
        _put(archive, "META-INF/container.xml", _CONTAINER)

        def add(name: str, data: bytes, **kinds: str) -> None:
            digest.update(data)
            held.append(Held(name, **kinds))
            _put(archive, _ROOM + name, data, is_stored=name.endswith(".jpg"))

        add("cover.jpg", draw_cover(book.title), properties="cover-image")
        add("style.css", _STYLE.encode())
        add("cover.xhtml", _cover(book))
        add("notice.xhtml", _notice(book))
        add("nav.xhtml", _contents(items, book), properties="nav")
        for number, item in enumerate(items, 1):
            stem, lines = f"{number:02}", tuple(_lines(item))
            smil = f"{stem}.smil" if item.captions else ""
            add(f"{stem}.xhtml", _page(item, lines, stem), overlay=smil)
            if smil:
                add(smil, _overlay(item, lines, stem))
                overlays.append(Overlay(smil, item.length))
            held.append(Held(f"audio/{stem}.mp3"))
            _copy(archive, f"{_ROOM}audio/{stem}.mp3", item.audio, digest.update)
        identity = str(uuid.uuid5(_BOOKS, digest.hexdigest()))
        _put(archive, f"{_ROOM}package.opf", package(book, items, held, overlays, identity))


def _info(name: str, *, is_stored: bool) -> ZipInfo:
    info = ZipInfo(name, _TIME)
    info.create_system, info.external_attr = _UNIX, _RIGHTS  # the same on every system
    info.compress_type = ZIP_STORED if is_stored else ZIP_DEFLATED
    return info


def _put(archive: ZipFile, name: str, data: bytes, *, is_stored: bool = False) -> None:
    archive.writestr(_info(name, is_stored=is_stored), data)


def _copy(archive: ZipFile, name: str, path: Path, seen: Callable[[bytes], object]) -> None:
    """Put a recording into the book piece by piece; packed, it would be no smaller."""
    info = _info(name, is_stored=True)
    try:
        with path.open("rb") as sound:
            info.file_size = path.stat().st_size
            with archive.open(info, "w") as place:
                while piece := sound.read(_PIECE):
                    seen(piece)
                    place.write(piece)
    except OSError as cause:
        raise file_error("cannot read", path, cause) from cause


def _lines(item: Item) -> Iterator[_Line]:
    """Give the headings and the lines of a recording, in the order in which they are read."""
    yield _Line("title", "h1", item.title, Milliseconds(0))
    has_parts = len(item.chapters) > 1
    transcript = Transcript(item.title, item.length, item.chapters, item.captions)
    count = 0
    for number, (chapter, captions) in enumerate(by_chapter(transcript), 1):
        if has_parts:
            yield _Line(f"part-{number}", "h2", chapter.name or item.title, chapter.start)
        for caption in captions:
            count += 1
            yield _Line(f"line-{count}", "p", " ".join(caption.words.split()), caption.start)


def _begun(title: str, language: str) -> tuple[Element, Element]:
    """Begin a page."""
    top = root("html", {**_XHTML, "lang": language, "xml:lang": language})
    head = put(top, "head")
    put(head, "title", title)
    link = {"rel": "stylesheet", "type": "text/css", "href": "style.css"}
    put(head, "link", attributes=link)
    return top, put(top, "body")


def _finished(top: Element) -> bytes:
    return document(top, doctype="<!DOCTYPE html>")


def _cover(book: Book) -> bytes:
    top, body = _begun(book.title, book.language)
    section = put(body, "section", attributes={"epub:type": "cover"})
    picture = {"src": "cover.jpg", "alt": book.texts["cover"].format(title=book.title)}
    put(section, "img", attributes=picture)
    return _finished(top)


def _notice(book: Book) -> bytes:
    heading = book.texts["caution"]
    top, body = _begun(heading, book.language)
    section = put(body, "section", attributes={"epub:type": "preamble"})
    put(section, "h1", heading)
    for paragraph in paragraphs(book.note):
        put(section, "p", paragraph)
    put(section, "p", book.notice or notice(book.language), {"class": "notice"})
    for line in book.small_print:
        put(section, "p", line, {"class": "small"})
    return _finished(top)


def _page(item: Item, lines: Sequence[_Line], stem: str) -> bytes:
    top, body = _begun(item.title, item.language)
    section = put(body, "section", attributes={"id": _ALL, "epub:type": "bodymatter chapter"})
    for line in lines:
        put(section, line.tag, line.words, {"id": line.name})
        if line.tag == "h1":
            _introduce(section, item, stem)
    return _finished(top)


def _introduce(section: Element, item: Item, stem: str) -> None:
    """Say what it is, and give the sound to readers that know nothing of overlays."""
    if item.summary:
        put(section, "p", item.summary, {"class": "summary"})
    if item.caution:
        put(section, "p", item.caution, {"class": "caution"})
    sound = {"src": f"audio/{stem}.mp3", "controls": "controls", "preload": "none"}
    put(section, "audio", TEXTS[spoken(item.language)]["soundless"], sound)


def _overlay(item: Item, lines: Sequence[_Line], stem: str) -> bytes:
    """Say which sound belongs to which line: all of it, from the first moment to the last."""
    top = root("smil", _SMIL)
    text = f"{stem}.xhtml"
    kind = {"id": "heard", "epub:textref": f"{text}#{_ALL}", "epub:type": "bodymatter chapter"}
    sequence = put(put(top, "body"), "seq", attributes=kind)
    ends = [*(line.start for line in lines[1:]), item.length]
    for line, end in zip(lines, ends, strict=True):
        if end > line.start:
            both = put(sequence, "par", attributes={"id": f"heard-{line.name}"})
            put(both, "text", attributes={"src": f"{text}#{line.name}"})
            clip = {"clipBegin": _moment(line.start), "clipEnd": _moment(end)}
            put(both, "audio", attributes={"src": f"audio/{stem}.mp3", **clip})
    return document(top)


def _moment(moment: Milliseconds) -> str:
    clock = exact_clock(moment)
    return clock if clock.count(":") == 2 else f"0:{clock:0>9}"


def _contents(items: Sequence[Item], book: Book) -> bytes:
    texts = book.texts
    top, body = _begun(texts["contents"], book.language)
    nav = put(body, "nav", attributes={"epub:type": "toc", "id": "toc"})
    put(nav, "h1", texts["contents"])
    listed = put(nav, "ol")
    put(put(listed, "li"), "a", texts["caution"], {"href": "notice.xhtml"})
    for number, item in enumerate(items, 1):
        entry, page = put(listed, "li"), f"{number:02}.xhtml"
        put(entry, "a", item.title, {"href": page})
        parts = [line for line in _lines(item) if line.tag == "h2"]
        inner = put(entry, "ol") if parts else entry
        for part in parts:
            put(put(inner, "li"), "a", part.words, {"href": f"{page}#{part.name}"})
    marks = put(body, "nav", attributes={"epub:type": "landmarks", "hidden": "hidden"})
    put(marks, "h2", texts["places"])
    places = put(marks, "ol")
    for kind, words, page in (
        ("toc", texts["contents"], "nav.xhtml#toc"),
        ("bodymatter", texts["begin"], "01.xhtml"),
    ):
        put(put(places, "li"), "a", words, {"epub:type": kind, "href": page})
    return _finished(top)
