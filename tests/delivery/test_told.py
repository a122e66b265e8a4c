"""What a recording of ours says of itself is read back; what is not ours says nothing."""

import sys
from pathlib import Path

import pytest
import soundfile

from compassion_audio.delivery.tags import TIMELINE, Tags, id3_bytes
from compassion_audio.delivery.told import told_of
from compassion_audio.errors import FileError
from compassion_audio.timeline import Chapter
from compassion_audio.units import Milliseconds


def tags(timeline: str = "") -> Tags:
    """Give the tags of a recording with two chapters."""
    return Tags(
        title="Kind wishes",
        summary="",
        language="en",
        voice="espeak:en-us",
        length=Milliseconds(9000),
        chapters=(
            Chapter("Arriving", Milliseconds(0), Milliseconds(4000)),
            Chapter("こころ", Milliseconds(4000), Milliseconds(9000)),
        ),
        lyrics="Here we are.",
        cover=b"\xff\xd8cover",
        version="0.1.0",
        timeline=timeline,
    )


def tagged(timeline: str = "") -> Path:
    """Write a file with such tags and nothing else."""
    path = Path("a.mp3")
    path.write_bytes(id3_bytes(tags(timeline)))
    return path


@pytest.mark.parametrize("timeline", ["", '{"version":1}', '{"words":"“こころ” / é"}'])
def test_everything_comes_back(timeline: str) -> None:
    """Title, version, voice, each chapter with its place, the timeline in any script."""
    told = told_of(tagged(timeline))
    assert told is not None
    assert (told.title, told.version, told.voice) == ("Kind wishes", "0.1.0", "espeak:en-us")
    assert told.chapters == tags().chapters
    assert told.timeline == timeline


def test_a_timeline_of_plain_letters_takes_one_byte_each() -> None:
    """Thousands of them need no second one."""
    assert (TIMELINE + "\0" + "x" * 999).encode() in tagged("x" * 999).read_bytes()


def test_what_is_not_ours_says_nothing() -> None:
    """A file without tags, and one whose tags do not hold our mark."""
    soundfile.write("a.wav", [0.0] * 100, 48_000)
    assert told_of(Path("a.wav")) is None
    path = tagged()
    path.write_bytes(path.read_bytes().replace("compassion-audio".encode("utf-16-le"), b"_" * 32))
    assert told_of(path) is None


def test_a_file_that_cannot_be_read_is_told() -> None:
    """That it is not there, or not ours to read."""
    with pytest.raises(FileError, match=r"cannot read gone\.mp3: there is no such file"):
        told_of(Path("gone.mp3"))
    if sys.platform != "win32":
        Path("folder.mp3").mkdir()
        with pytest.raises(FileError, match=r"cannot read folder\.mp3: it is a folder"):
            told_of(Path("folder.mp3"))
