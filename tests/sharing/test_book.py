"""A book is read aloud line by line, whole, and by strangers' rules."""

import io
import posixpath
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZIP_STORED, ZipFile

import pytest

from compassion_audio.errors import FileError
from compassion_audio.sharing import book as books
from compassion_audio.sharing.book import Book, write_book
from compassion_audio.sharing.item import Item
from compassion_audio.sharing.texts import ENGLISH, TEXTS
from tests.delivery.sample import LENGTH
from tests.sharing.recordings import LINES, another, drawn_once, epubcheck, spoken

BOOK = Book(
    title="Wishes & <more>",
    author="A clinic",
    language="en-GB",
    note="Take your time,\n\n& <rest>.",
    small_print=("Free to share & adapt.",),
)
SMIL = "{http://www.w3.org/ns/SMIL}"
OPF = "{http://www.idpf.org/2007/opf}"


@pytest.fixture(autouse=True)
def _covers_are_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "draw_cover", drawn_once)


def book(*items: Item) -> bytes:
    """Write one."""
    file = io.BytesIO()
    write_book(file, items, BOOK)
    return file.getvalue()


def opened(data: bytes) -> ZipFile:
    """Open one."""
    return ZipFile(io.BytesIO(data))


def tree(data: bytes, name: str) -> ET.Element:
    """Read a file of a book."""
    return ET.fromstring(opened(data).read(f"EPUB/{name}"))  # noqa: S314  # our own


def told(data: bytes, name: str) -> list[str]:
    """Give what the package says under a name."""
    found = tree(data, "package.opf").iter(f"{OPF}meta")
    return [str(one.text) for one in found if one.get("property") == name]


def moment(text: str | None) -> int:
    """Read a moment in milliseconds."""
    hours, minutes, whole, thousandths = re.split("[:.]", str(text))
    return ((int(hours) * 60 + int(minutes)) * 60 + int(whole)) * 1000 + int(thousandths)


@pytest.fixture
def two(tmp_path: Path) -> bytes:
    """Give a book with a recording of ours and one of another."""
    return book(spoken(tmp_path / "a.mp3"), another(tmp_path / "b.mp3"))


def test_epubcheck_finds_nothing(tmp_path: Path, two: bytes, program: Callable[[str], str]) -> None:
    """The judge of the W3C has no error and no warning, whatever the recordings bring along."""
    path = tmp_path / "book.epub"
    path.write_bytes(two)
    command = epubcheck(program)
    done = subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)
    assert "0 fatals / 0 errors / 0 warnings" in done.stdout + done.stderr
    assert done.returncode == 0


def test_the_sound_is_heard_whole(two: bytes) -> None:
    """Each line lasts until the next begins: the pauses are the practice, and none is left out."""
    clips = list(tree(two, "01.smil").iter(f"{SMIL}audio"))
    edges = [(moment(one.get("clipBegin")), moment(one.get("clipEnd"))) for one in clips]
    assert edges[0][0] == 0
    assert edges[-1][1] == LENGTH
    assert all(before[1] == after[0] for before, after in pairwise(edges))
    assert all(begin < end for begin, end in edges)


def test_each_line_lights_up_when_it_is_spoken(two: bytes) -> None:
    """To the millisecond, and with its own words."""
    page = {one.get("id"): one.text for one in tree(two, "01.xhtml").iter()}
    begun = {}
    for both in tree(two, "01.smil").iter(f"{SMIL}par"):
        text, sound = both.find(f"{SMIL}text"), both.find(f"{SMIL}audio")
        assert text is not None
        assert sound is not None
        words = page[str(text.get("src")).partition("#")[2]]
        begun[words] = moment(sound.get("clipBegin"))
    for line in LINES:
        assert begun[line.words.replace("\x01", "")] == line.start
    assert begun["Kind=wishes"] == 1_001


def test_lengths_add_up(two: bytes) -> None:
    """The whole is the sum of its overlays; a recording without words has none."""
    assert told(two, "media:duration") == ["2.345s", "2.345s"]
    assert "EPUB/02.smil" not in opened(two).namelist()


def test_it_says_who_can_read_it(tmp_path: Path, two: bytes) -> None:
    """By eye or by ear alone only where every recording has its words."""
    whole = book(spoken(tmp_path / "c.mp3"))
    assert told(whole, "schema:accessModeSufficient") == ["textual", "auditory", "textual,auditory"]
    assert told(two, "schema:accessModeSufficient") == ["auditory"]
    assert "synchronizedAudioText" in told(two, "schema:accessibilityFeature")
    none = book(another(tmp_path / "d.mp3"))
    assert "synchronizedAudioText" not in told(none, "schema:accessibilityFeature")
    assert told(none, "schema:accessibilityHazard") == ["none"]


def test_the_notice_comes_before_what_is_heard(two: bytes) -> None:
    """Nobody comes to a practice without passing it, and the caution stands under its title."""
    order = [one.get("idref") for one in tree(two, "package.opf").iter(f"{OPF}itemref")]
    assert order.index("f-notice-xhtml") < order.index("f-01-xhtml")
    assert b"emergency number" in opened(two).read("EPUB/notice.xhtml")
    assert b"Go slowly." in opened(two).read("EPUB/01.xhtml")


def test_what_it_says_by_itself_is_in_its_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As soon as there is a table of it; until then it says it in English."""
    names = ("caution", "contents", "places", "begin", "cover", "soundless")
    monkeypatch.setitem(TEXTS, "xx", {**ENGLISH, **{name: f"xx {name}" for name in names}})

    def pages(language: str) -> str:
        file = io.BytesIO()
        item = replace(spoken(tmp_path / "a.mp3"), language=language)
        write_book(file, [item], replace(BOOK, language=language))
        archive = opened(file.getvalue())
        found = [name for name in archive.namelist() if name.endswith(".xhtml")]
        return "".join(archive.read(name).decode() for name in found)

    assert {name for name in names if f"xx {name}" in pages("xx-YY")} == set(names)
    assert ">Before you listen<" in pages("yy")
    assert not [name for name in names if ENGLISH[name] in pages("xx")]


def test_the_same_recordings_give_the_same_bytes(tmp_path: Path) -> None:
    """At any time and from any folder; other words are another book."""
    one, two = book(spoken(tmp_path / "a.mp3")), book(spoken(tmp_path / "x/a.mp3"))
    assert one == two
    other = book(spoken(tmp_path / "a.mp3", "Another title"))
    numbers = {
        opened(data).read("EPUB/package.opf").split(b"urn:uuid:")[1][:36] for data in (one, other)
    }
    assert len(numbers) == 2


def test_it_is_a_zip_as_readers_want_it(two: bytes) -> None:
    """Its kind comes first and unpacked; no file has a date, and sound is not packed twice."""
    archive = opened(two)
    first = archive.infolist()[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", ZIP_STORED, b"")
    assert two[30:58] == b"mimetypeapplication/epub+zip"
    assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert archive.getinfo("EPUB/audio/01.mp3").compress_type == ZIP_STORED
    assert archive.testzip() is None


def test_every_link_leads_somewhere(two: bytes) -> None:
    """Pages, places in them, sound and style are all in the book, and nothing is outside."""
    archive = opened(two)
    pages = [name for name in archive.namelist() if name.endswith((".xhtml", ".smil", ".opf"))]
    ids = {
        name: {one.get("id") for one in ET.fromstring(archive.read(name)).iter()}  # noqa: S314  # our own
        for name in pages
    }
    for name in pages:
        for one in ET.fromstring(archive.read(name)).iter():  # noqa: S314  # our own
            for link in filter(None, (one.get("href"), one.get("src"))):
                path, _, place = link.partition("#")
                whole = posixpath.join("EPUB", path) if path else name
                assert whole in archive.namelist()
                assert not place or place in ids[whole]


def test_no_name_of_a_file_travels_in_it(tmp_path: Path) -> None:
    """Recordings are numbered: what they were called at home stays there."""
    data = book(spoken(tmp_path / "anna-berger.mp3"))
    archive = opened(data)
    for name in archive.namelist():
        assert "anna" not in name
        assert name.endswith(".mp3") or b"anna" not in archive.read(name)


def test_a_recording_that_has_gone_is_told(tmp_path: Path) -> None:
    """With its name, and no bare errno."""
    item = spoken(tmp_path / "a.mp3")
    item.audio.unlink()
    with pytest.raises(FileError, match="no such file"):
        book(item)
