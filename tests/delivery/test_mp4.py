"""An M4A plays while it loads, and shows its chapters in both of the usual ways."""

import io
from dataclasses import replace
from typing import Any

import pytest
from mutagen.mp4 import MP4

from compassion_audio.timeline import Chapter
from compassion_audio.units import Milliseconds
from tests.delivery.sample import CHAPTERS, TAGS, TITLE, written


def read_back(data: bytes) -> Any:
    """Read tags and chapters with mutagen."""
    return MP4(io.BytesIO(data))


def test_its_tags_are_read_back() -> None:
    """As Apple's players show them."""
    said = read_back(written("m4a"))
    assert said["\xa9nam"] == [TITLE]
    assert said["\xa9ART"] == ["compassion-audio"]
    assert said["\xa9too"] == ["compassion-audio"]
    assert said["\xa9lyr"] == [TAGS.lyrics]
    assert (said["desc"], said["\xa9cmt"]) == ([TAGS.summary], [TAGS.notice])
    assert "trkn" not in said
    assert bytes(said["covr"][0]) == TAGS.cover
    assert said["----:org.compassion-audio:timeline"] == [TAGS.timeline.encode()]


def test_its_chapters_are_there_for_players_of_both_kinds() -> None:
    """A list, which mutagen reads, and a track of text, which Apple's players read."""
    data = written("m4a")
    listed = [(one.title, round(one.start * 1000)) for one in read_back(data).chapters]
    assert listed == [(one.name, one.start) for one in CHAPTERS]
    index = data[: data.index(b"mdat")]
    assert b"tref" in index
    assert b"chap" in index


def test_a_name_that_is_too_long_for_the_list_is_cut_between_letters() -> None:
    """Its length has one byte; half a letter would be no text."""
    chapters = (Chapter("a" + "ß" * 200, Milliseconds(0), TAGS.length),)
    said = read_back(written("m4a", tags=replace(TAGS, chapters=chapters)))
    assert [one.title for one in said.chapters] == ["a" + "ß" * 127]


def test_the_index_comes_before_the_sound() -> None:
    """So a page can play it before it is all there."""
    data = written("m4a", channels=2)
    assert 0 < data.index(b"moov") < data.index(b"mdat")


@pytest.mark.parametrize(("name", "brand", "kind"), [("m4a", b"M4A ", 1), ("m4b", b"M4B ", 2)])
def test_an_audiobook_says_that_it_is_one(name: str, brand: bytes, kind: int) -> None:
    """Apple's players keep the place in it."""
    data = written(name)
    assert data[8:12] == brand
    assert read_back(data)["stik"] == [kind]


def test_it_has_no_date() -> None:
    """Made again on another day, it is the same file."""
    data = written("m4a")
    for box in (b"mvhd", b"tkhd", b"mdhd"):
        at = data.index(box) + 8
        assert data[at : at + 8] == bytes(8)
