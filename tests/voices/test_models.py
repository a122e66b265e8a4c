"""A voice's files are known by size and digest, written in the program or recorded once."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from compassion_audio.errors import CompassionAudioError, FetchFailed, FileError
from compassion_audio.voices.models import (
    Models,
    copied,
    ignore_progress,
    is_whole,
    only_one,
    refuse_damaged,
)

from .stand_ins import put

DATA = b"a voice" * 100


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where an engine keeps its files."""
    return tmp_path / "data" / "choir"


def models(folder: Path, *, is_pinned: bool = True) -> Models:
    """One voice of one file, which lies in the folder."""
    file = put(folder, "alto.onnx", DATA)
    file = file if is_pinned else replace(file, size=None, sha256=None)
    return Models("choir:alto", "CC0", folder, (file,))


def test_files_are_there_when_their_sizes_are_right(folder: Path) -> None:
    """That is all that listing voices looks at."""
    one = models(folder)
    assert one.are_there()
    (folder / "alto.onnx").write_bytes(DATA[:-1])
    assert not one.are_there()
    (folder / "alto.onnx").unlink()
    assert not one.are_there()


def test_a_file_that_was_damaged_is_found_when_it_is_read(folder: Path) -> None:
    """Of the right size, with one byte that is another: it is missing, and cannot be used."""
    one = models(folder)
    assert one.missing() == ()
    refuse_damaged(one)
    (folder / "alto.onnx").write_bytes(b"A" + DATA[1:])
    assert one.are_there()
    assert one.missing() == one.files
    with pytest.raises(FileError, match=r"alto.onnx is damaged or missing") as caught:
        refuse_damaged(one)
    assert caught.value.hint == "bring it again: compassion voices install choir:alto"


def test_what_was_recorded_holds_from_then_on(folder: Path) -> None:
    """A file without a digest is not there until it has one, and then has to keep it."""
    one = models(folder, is_pinned=False)
    assert not one.are_there()
    assert one.missing() == one.files
    one.record(models(folder).files[0])
    assert one.are_there()
    assert one.known() == models(folder).files
    assert one.missing() == ()
    (folder / "alto.onnx").write_bytes(DATA[::-1])
    assert one.missing() == one.known()


def test_what_the_program_holds_is_not_recorded(folder: Path) -> None:
    """A digest that is written in the program cannot be changed by a file beside the model."""
    one = models(folder)
    one.record(one.files[0])
    assert [path.name for path in folder.iterdir()] == ["alto.onnx"]


@pytest.mark.parametrize("told", ["", "{", "[]", '{"alto.onnx": 7}', '{"alto.onnx": {"size": 1}}'])
def test_a_record_that_is_damaged_records_nothing(told: str, folder: Path) -> None:
    """The voice is not there, and can be installed again."""
    one = models(folder, is_pinned=False)
    (folder / "alto.digests").write_text(told)
    assert not one.are_there()


def test_removing_frees_everything_and_tells_how_much(folder: Path) -> None:
    """The files, what was recorded of them, and what had arrived of others."""
    one = models(folder, is_pinned=False)
    one.record(models(folder).files[0])
    (folder / ".alto.onnx.part").write_bytes(b"1234")
    (folder / ".alto.onnx.tag").write_bytes(b"1")
    (folder / "bass.onnx").write_bytes(b"another voice's")
    size = sum(path.stat().st_size for path in folder.iterdir()) - len(b"another voice's")
    assert one.remove() == size
    assert [path.name for path in folder.iterdir()] == ["bass.onnx"]
    assert one.remove() == 0


def test_a_file_that_somebody_brought_is_copied_and_checked(folder: Path, tmp_path: Path) -> None:
    """The size and the digest are found out where they were not known."""
    file = put(tmp_path / "stick", "alto.onnx", DATA)
    unknown = replace(file, size=None, sha256=None)
    assert copied(unknown, tmp_path / "stick", folder, progress=ignore_progress) == file
    assert (folder / "alto.onnx").read_bytes() == DATA
    assert is_whole(file, folder)


@pytest.mark.parametrize(
    ("brought", "message"),
    [
        (DATA[:-1], "has 699 bytes and should have 700"),
        (DATA[::-1], "is not the file it should be"),
        (None, "alto.onnx is not in"),
    ],
)
def test_another_file_of_the_same_name_is_refused(
    brought: bytes | None, message: str, folder: Path, tmp_path: Path
) -> None:
    """Too short, other bytes, or not there: nothing appears, and it says which."""
    file = models(folder).files[0]
    (folder / "alto.onnx").unlink()
    (tmp_path / "stick").mkdir()
    if brought is not None:
        (tmp_path / "stick" / "alto.onnx").write_bytes(brought)
    with pytest.raises(FetchFailed, match=message) as caught:
        copied(file, tmp_path / "stick", folder, progress=ignore_progress)
    assert caught.value.hint
    assert list(folder.iterdir()) == []


def test_two_installations_at_once_do_not_mix(folder: Path) -> None:
    """The second one is told to wait, and may begin when the first is done."""
    with only_one(folder):
        with (
            pytest.raises(CompassionAudioError, match="under way") as caught,
            only_one(folder),
        ):
            pytest.fail("it began")
        assert "wait" in caught.value.hint
    with only_one(folder):
        pass


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A file stands in its way."""
    (tmp_path / "data").write_text("")
    with pytest.raises(FileError, match="cannot write"), only_one(tmp_path / "data" / "choir"):
        pytest.fail("it began")


def test_listing_reads_no_file(folder: Path) -> None:
    """Not even one that may not be read: a third of a gigabyte would take its time."""
    one = models(folder)
    (folder / "alto.onnx").unlink()
    os.mkfifo(folder / "alto.onnx") if hasattr(os, "mkfifo") else None
    assert not one.are_there()  # opening it would wait for ever
