"""What a page is made of: escaped, under a policy, and the same bytes each time."""

import base64
import hashlib
import io
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.errors import FileError
from compassion_audio.sharing import page as page_module
from compassion_audio.sharing.item import Item
from compassion_audio.sharing.page import Page, asset, paragraphs, sounds_of, write_single
from compassion_audio.sharing.texts import ENGLISH, TEXTS
from compassion_audio.timeline import Chapter
from compassion_audio.timeline.captions import Caption
from compassion_audio.units import Milliseconds
from tests.contrast import contrast
from tests.sharing.linked import linked


def item(title: str = "Kind wishes", words: str = "May I be kind.", language: str = "en") -> Item:
    """Make an item of one line; its sound is not looked at."""
    long = Milliseconds(90_000)
    return Item(
        title=title,
        summary="",
        language=language,
        audio=Path("sound.mp3"),
        length=long,
        chapters=(Chapter(title, Milliseconds(0), long),),
        captions=(Caption(Milliseconds(1_000), Milliseconds(2_000), words),),
    )


HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)> {{ 7*7 }} \' & src="sound:0"'


def test_what_people_write_is_text_and_never_markup() -> None:
    """In titles, notes, names, cautions and lines, wherever they stand."""
    one = replace(item(HOSTILE, HOSTILE), summary=HOSTILE, caution=HOSTILE)
    one = replace(one, chapters=(*one.chapters, replace(one.chapters[0], name=HOSTILE)))
    text = linked(Page(title=HOSTILE, items=(one,), note=HOSTILE, notice=HOSTILE))
    assert "<script>alert" not in text
    assert "<img" not in text
    assert text.count("<script>") == 1
    assert HOSTILE in unescape(text)


def test_the_policy_allows_the_pages_own_script_and_style_and_nothing_else() -> None:
    """By their digests; what is inside the tags is what the digests are of."""
    text = linked(Page(title="x", items=(item(),)))
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert found
    rules = dict(one.strip().split(" ", 1) for one in unescape(found[1]).split(";"))
    assert rules["default-src"] == "'none'"
    assert "unsafe" not in found[1]
    for tag, rule in (("script", "script-src"), ("style", "style-src")):
        inside = re.search(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert inside
        digest = base64.b64encode(hashlib.sha256(inside[1].encode()).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}'"
    assert text.index("Content-Security-Policy") < text.index("<style")


def test_the_same_page_is_the_same_bytes() -> None:
    """So that a bundle made again is the same."""
    one = Page(title="x", items=(item(),))
    assert linked(one) == linked(one)


def test_names_of_sounds_are_plain_and_never_meet() -> None:
    """Numbers lead, so that two of one title stay apart; letters of any alphabet do no harm."""
    twin = replace(item("../Für Ada!/"), voice_only=Path("twin.mp3"))
    names = [one.name for one in sounds_of((twin, item("慈悲"), item("慈悲"), item("x" * 300)))]
    assert names == [
        "audio/01-f-r-ada.mp3",
        "audio/01-f-r-ada-voice-only.mp3",
        "audio/02.mp3",
        "audio/03.mp3",
        f"audio/04-{'x' * 60}.mp3",
    ]


@given(st.lists(st.text(max_size=80), min_size=1, max_size=4))
def test_names_of_sounds_stay_in_their_folder(titles: list[str]) -> None:
    """Whatever a title is: one folder, small letters, no two alike."""
    names = [one.name for one in sounds_of([item(title) for title in titles])]
    assert all(re.fullmatch(r"audio/\d\d(-[a-z0-9]+)*\.mp3", name) for name in names)
    assert len(set(names)) == len(names)


def test_inside_the_page_each_sound_stands_where_it_belongs(tmp_path: Path) -> None:
    """Byte for byte, even where a title looks like the place of a sound."""
    sounds = [bytes(range(256)) * 900, b"", b"twin"]
    paths = [tmp_path / f"{number}.mp3" for number in range(3)]
    for path, data in zip(paths, sounds, strict=True):
        path.write_bytes(data)
    items = (
        replace(item(HOSTILE), audio=paths[0]),
        replace(item(), audio=paths[1], voice_only=paths[2]),
    )
    file = io.BytesIO()
    write_single(Page(title="x", items=items), file)
    found = re.findall(rb'src="data:audio/mpeg;base64,([^"]*)"', file.getvalue())
    assert [base64.b64decode(one) for one in found] == sounds


def test_more_sound_than_a_browser_holds_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is written, with what to do."""
    path = tmp_path / "long.mp3"
    path.write_bytes(bytes(2_000_000))
    monkeypatch.setattr(page_module, "LARGEST", 1 << 20)
    file = io.BytesIO()
    with pytest.raises(FileError, match="too much for one page"):
        write_single(Page(title="x", items=(replace(item(), audio=path),)), file)
    assert file.getvalue() == b""


def test_a_sound_that_is_not_there_is_an_error_in_words() -> None:
    """Its name, and why."""
    with pytest.raises(FileError, match=r"sound\.mp3: there is no such file"):
        write_single(Page(title="x", items=(item(),)), io.BytesIO())


def test_a_page_has_at_least_one_recording() -> None:
    """An empty one would be a mistake of ours."""
    with pytest.raises(ValueError, match="at least one"):
        Page(title="x", items=())


def test_a_recording_in_another_language_says_so() -> None:
    """The page speaks English around it; its own words are marked for those who hear the page."""
    others = (item(language="de"), item(language="und"), item(language="Deutsch!"))
    text = linked(Page(title="x", items=(item(), *others)))
    assert '<html lang="en">' in text
    assert "data-key" in text
    assert re.search(r'<article [^>]*lang="de"', text)
    assert len(re.findall(r"<article [^>]*lang=", text)) == 1


def test_a_note_keeps_its_paragraphs() -> None:
    """An empty line begins one, with spaces in it, too; other line breaks are spaces."""
    assert paragraphs("One\ntwo.\n \t\r\n\nThree.\n\n") == ("One two.", "Three.")


def test_every_language_says_everything() -> None:
    """A table with a gap would break a page."""
    for texts in TEXTS.values():
        assert set(texts) == set(ENGLISH)


def test_text_is_well_seen_on_its_ground() -> None:
    """4.5:1 for text, 3:1 for what is no text, by light and by dark (WCAG 2.2, 1.4.3, 1.4.11)."""
    blocks = re.findall(r":root \{(.*?)\}", str(asset("page.css")), re.DOTALL)[:2]
    for block in blocks:
        colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
        for ground in ("paper", "lit", "raised"):
            assert contrast(colours["ink"], colours[ground]) >= 7
        assert contrast(colours["muted"], colours["paper"]) >= 4.5
        for ground in ("paper", "lit", "on-accent"):
            assert contrast(colours["accent"], colours[ground]) >= 4.5
        assert contrast(colours["line"], colours["paper"]) >= 3


def test_nothing_in_a_page_names_an_address_or_asks_for_one() -> None:
    """No link, no import, no fetch: the text of it holds no address at all."""
    text = linked(Page(title="x", items=(item(),)))
    assert '<link rel="icon" href="data:,">' in text  # or a browser asks the host for one
    assert "//" not in re.sub(r"// .*", "", text)
    assert not re.search(r"url\(|@import|fetch\(|XMLHttp|WebSocket|sendBeacon", text)
