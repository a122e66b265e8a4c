"""What a recording says of itself is read back from every format."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compassion_audio.delivery.told import Told, told_of
from compassion_audio.errors import FileError
from tests.delivery.sample import CHAPTERS, NAMES, TAGS, TITLE, written

TOLD = Told(
    TITLE,
    "0.1.0",
    "tone:middle",
    CHAPTERS,
    TAGS.timeline,
    TAGS.notice,
    TAGS.summary,
    TAGS.caution,
)


def language_in(name: str) -> str:
    """Give what a format keeps of the language: MP4 has it in the sound, where nobody looks."""
    return "" if name.startswith("m4") else TAGS.language


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_was_written(name: str, tmp_path: Path) -> None:
    """Title, version, voice, chapters to the millisecond, timeline, and all its words."""
    path = tmp_path / "calm"
    path.write_bytes(written(name))
    assert told_of(path) == replace(TOLD, language=language_in(name))


@pytest.mark.parametrize("name", NAMES)
def test_where_there_is_no_timeline_it_says_none(name: str, tmp_path: Path) -> None:
    """An empty text, and everything else as ever."""
    path = tmp_path / "calm"
    path.write_bytes(written(name, tags=replace(TAGS, timeline="", synced=(), summary="")))
    assert told_of(path) == replace(TOLD, timeline="", summary="", language=language_in(name))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("caution", ["", "It may ache. " * 60 + "Go slowly."])
def test_a_caution_is_kept_whole_whatever_its_length(
    name: str, caution: str, tmp_path: Path
) -> None:
    """Also one that no comment shows; and none where there is none."""
    path = tmp_path / "calm"
    path.write_bytes(written(name, tags=replace(TAGS, caution=caution)))
    assert told_of(path) == replace(TOLD, caution=caution, language=language_in(name))


@pytest.mark.parametrize("name", NAMES)
def test_a_long_timeline_is_kept_whole(name: str, tmp_path: Path) -> None:
    """A hundred kilobytes, over as many pages as it takes."""
    timeline = '{"é":"' + "0123456789" * 10_000 + '"}'
    path = tmp_path / "calm"
    path.write_bytes(written(name, tags=replace(TAGS, timeline=timeline)))
    told = told_of(path)
    assert told is not None
    assert told.timeline == timeline


@pytest.mark.parametrize("name", NAMES)
def test_a_recording_without_our_mark_says_nothing(name: str, tmp_path: Path) -> None:
    """Somebody else's, in the same format."""
    path = tmp_path / "song"
    data = written(name)
    for mark in (b"compassion-audio", b"COMPASSION_AUDIO", "compassion-audio".encode("utf-16-le")):
        data = data.replace(mark, mark[::-1])
    path.write_bytes(data)
    assert told_of(path) is None


@pytest.mark.parametrize("name", NAMES)
@given(share=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damage_is_never_a_crash(name: str, share: float, byte: int, tmp_path: Path) -> None:
    """A byte changed among the tags, or the end lost: something is said, or nothing."""
    data = bytearray(written(name))
    path = tmp_path / "damaged"
    at = int(share * len(data)) if name in ("wav", "m4a", "m4b") else int(share * 4_000)
    data[at] = byte
    path.write_bytes(data)
    told_of(path)
    path.write_bytes(data[:at])
    told_of(path)


def test_what_is_no_file_is_an_error_in_words(tmp_path: Path) -> None:
    """A folder, or nothing at all."""
    with pytest.raises(FileError, match="it is a folder"):
        told_of(tmp_path)
    with pytest.raises(FileError, match="there is no such file"):
        told_of(tmp_path / "none.flac")
    (tmp_path / "diary").write_text("Dear diary")
    assert told_of(tmp_path / "diary") is None
