"""A file's name tells its line: by a number, or by the first words, or it tells nothing."""

import pytest

from compassion_audio.voices.takes.collection import Line
from compassion_audio.voices.takes.naming import line_of

LINES = tuple(
    Line(number, text, ("calm",))
    for number, text in [
        (1, "You are welcome here, on whatever kind of day this is."),
        (2, "You might settle in whatever way asks least of you."),
        (3, "You might name what is hard, quite plainly."),
        (12, "Let your shoulders drop, if they will."),
        (13, "I'm one of many who know this feeling."),
    ]
)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("1.wav", 1),
        ("003.flac", 3),
        ("line 2.m4a", 2),
        ("Line-0012_final.mp3", 12),
        ("003 take2.wav", 3),
        ("012 (second try).ogg", 12),
        ("Neue Aufnahme 13.m4a", 13),
        ("2024-03-01 line 2.wav", 2),
        ("calm/recordings/003.wav", 3),
        ("you are welcome here.wav", 1),
        ("You might settle.wav", 2),
        ("im one of many who know.wav", 13),
        ("I’m one of many.wav", 13),
        ("Let_your_shoulders_drop.flac", 12),
    ],
)
def test_a_name_that_tells_its_line(name: str, number: int) -> None:
    """As people and their recorders write them."""
    found = line_of(name, LINES)
    assert found
    assert found.number == number


@pytest.mark.parametrize(
    "name",
    [
        "99.wav",
        "20240301_101500.wav",
        "2024-03-01.wav",
        "1234567.wav",
        "New recording.m4a",
        "You might.wav",
        "You.wav",
        "interview with Anna.wav",
        ".wav",
    ],
)
def test_a_name_that_tells_none(name: str) -> None:
    """A date, no number of the set, words of several lines, or of none: better not guessed."""
    found = line_of(name, LINES)
    assert found is None
