"""The picture of a recording is well formed, small, and shows what is there."""

from collections.abc import Sequence
from dataclasses import replace
from math import inf, sin
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compassion_audio.timeline import Chapter
from compassion_audio.timeline.palette import LIGHT
from compassion_audio.timeline.waveform import Heard, drawn
from compassion_audio.units import Milliseconds

HOUR = 3_600_000


def heard(length: int, words: Sequence[str] = ("Here we are.",)) -> Heard:
    """Give a recording that swells."""
    apart = length // (len(words) + 1)
    return Heard(
        title="A trial",
        facts="5:00 long",
        verdict="Passes",
        passes=True,
        length=Milliseconds(length),
        chapters=[Chapter("Arriving", Milliseconds(0), Milliseconds(length))],
        lines=[(Milliseconds(index * apart), one) for index, one in enumerate(words)],
        target=-19.0,
        marks=[],
        shape=lambda start, end: (-abs(sin(start)) * 0.7, abs(sin(end)) * 0.7),
        loudness=lambda start, _: -19 + 4 * sin(start),
    )


def texts(picture: str, kind: str) -> list[str]:
    """Give the words of one kind in a picture."""
    found = ET.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")  # noqa: S314  # our own
    return [one.text or "" for one in found if one.get("class") == kind]


@given(st.text(max_size=30), st.integers(1, 30_000_000))
@settings(max_examples=25)
def test_it_is_well_formed_whatever_the_words_are(words: str, length: int) -> None:
    """Marks, quotation marks, what XML forbids; of any length."""
    one = replace(heard(length, [words]), title=words, verdict=words)
    ET.fromstring(drawn(one))  # noqa: S314  # our own


def test_captions_and_chapters_stand_where_they_have_room() -> None:
    """A line's words below it; the chapter again in each row."""
    picture = drawn(heard(300_000, ["Here we are.", "And here."]))
    assert texts(picture, "said") == ["Here we are.", "And here."]
    assert set(texts(picture, "name")) == {"Arriving"}
    assert len(texts(picture, "name")) == 5


def test_hours_stay_small_and_readable() -> None:
    """Two hours with a thousand lines are below 300 kB, and captions never lie on each other."""
    words = [f"This is line number {number}." for number in range(1000)]
    picture = drawn(heard(2 * HOUR, words))
    assert len(picture.encode()) < 300_000
    assert texts(picture, "said") == []


def test_what_is_off_is_marked() -> None:
    """Also at the very last moment."""
    one = replace(heard(60_000), marks=[(Milliseconds(60_000), "it clicks")], passes=False)
    picture = drawn(one)
    assert picture.count('class="mark"') == 1
    assert "it clicks" in picture


@pytest.mark.parametrize("level", [-inf, 12.0])
def test_no_loudness_leaves_the_strip(level: float) -> None:
    """Silence lies on its floor, and what is too loud at its top."""
    picture = drawn(replace(heard(60_000), loudness=lambda _start, _end: level))
    assert "inf" not in picture
    assert "nan" not in picture


def test_it_is_always_light() -> None:
    """It is laid beside reports and printed: no colours change with the reader's preference."""
    picture = drawn(heard(60_000))
    assert "prefers-color-scheme" not in picture
    assert LIGHT["paper"] in picture
