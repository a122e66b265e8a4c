"""FLAC, Opus and Vorbis say the same of themselves, where each player looks for it."""

import base64
import io
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen.flac import FLAC, Picture
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis

from compassion_audio.units import Milliseconds
from tests.delivery.sample import TAGS, TITLE, written

READERS: dict[str, Any] = {"flac": FLAC, "opus": OggOpus, "ogg": OggVorbis}


@pytest.mark.parametrize("name", READERS)
def test_its_words_are_read_back(name: str) -> None:
    """Title, maker, language, lyrics, and the words with their times as LRC."""
    said = READERS[name](io.BytesIO(written(name)))
    assert said["title"] == [TITLE]
    assert said["artist"] == ["compassion-audio"]
    assert said["language"] == ["de"]
    assert (said["description"], said["comment"]) == ([TAGS.summary], [TAGS.notice])
    assert said["caution"] == [TAGS.caution]
    assert said["lyrics"] == [TAGS.lyrics]
    assert said["syncedlyrics"] == ["[00:00.13]May I be kind.\n[01:02.34]Möge ich."]
    assert said.tags.vendor == "compassion-audio"


@pytest.mark.parametrize("name", READERS)
def test_chapters_have_a_time_and_a_name(name: str) -> None:
    """Three digits, to the millisecond, as the extension says."""
    said = READERS[name](io.BytesIO(written(name)))
    assert said["chapter000"] == ["00:00:00.000"]
    assert said["chapter001"] == ["00:00:01.001"]
    assert said["chapter001name"] == ["Kind=wishes"]
    assert "chapter003" not in said


@pytest.mark.parametrize("name", READERS)
def test_the_cover_is_where_players_look(name: str) -> None:
    """A block of its own in FLAC, a comment in Ogg."""
    said = READERS[name](io.BytesIO(written(name)))
    if name == "flac":
        (picture,) = said.pictures
        assert "metadata_block_picture" not in said
    else:
        picture = Picture(base64.b64decode(said["metadata_block_picture"][0]))
    assert (picture.data, picture.type, picture.mime) == (TAGS.cover, 3, "image/jpeg")


def test_nothing_is_said_where_there_is_nothing_to_say() -> None:
    """Players would show an empty line."""
    bare = replace(TAGS, summary="", caution="", synced=(), timeline="", lyrics="")
    said = FLAC(io.BytesIO(written("flac", tags=bare)))
    assert not {
        "description",
        "caution",
        "syncedlyrics",
        "lyrics",
        "tracknumber",
        "compassion_audio_timeline",
    } & set(said)


@given(st.integers(0, 24 * 3_600_000))
def test_a_moment_in_lrc_is_never_late(moment: int) -> None:
    """Minutes may have more than two digits; hundredths are cut, so that no line comes late."""
    lrc = replace(TAGS, synced=((Milliseconds(moment), "x"),)).lrc
    minutes, rest = lrc[1:].partition("]")[0].split(":")
    read = int(minutes) * 60_000 + round(float(rest) * 1000)
    assert 0 <= moment - read < 10
