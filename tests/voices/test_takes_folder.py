"""A set of takes on the disk is whole or as it was before, and damage is told in a line."""

import errno
import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from compassion_audio import files
from compassion_audio.errors import CompassionAudioError, FileError, NotFound
from compassion_audio.voices.takes import folder as folder_module
from compassion_audio.voices.takes.collection import Collection
from compassion_audio.voices.takes.edit import Edited, edited
from compassion_audio.voices.takes.folder import TakesFolder, names

from .rooms import in_room, word

ROOT = Path("takes")


def spoken(milliseconds: int = 700) -> Edited:
    """Make a take that is ready."""
    return edited(in_room(word(milliseconds), noise=-55))


@pytest.fixture
def mine() -> TakesFolder:
    """Make a set of two lines."""
    folder = TakesFolder(ROOT, "mine")
    words = ["You are welcome.", "Rest — with “this”."]
    collection = Collection().with_practice("calm", title="Calm", language="en", words=words)
    folder.save(collection)
    return folder


def test_a_set_is_read_as_it_was_written(mine: TakesFolder) -> None:
    """Lines, numbers, and what each take is like; people have a list of their own."""
    mine.keep(2, spoken(), origin="voice memo.m4a")
    collection = TakesFolder(ROOT, "mine").load()
    assert TakesFolder(ROOT, "mine").load() == collection
    line = collection.line(2)
    assert line.text == "Rest — with “this”."
    assert line.take
    assert line.take.origin == "voice memo.m4a"
    assert line.take.noise == pytest.approx(-60, abs=8)
    told = (mine.path / "lines.txt").read_text(encoding="utf-8").splitlines()
    assert "   1    You are welcome." in told
    assert "   2  + Rest — with “this”." in told
    assert json.loads((mine.path / "lines.json").read_bytes())["version"] == 1


def test_a_take_is_kept_as_it_is(mine: TakesFolder) -> None:
    """FLAC of 24 bits at 48 kHz, and read again the same to the last of them."""
    take = spoken()
    kept = mine.keep(1, take, origin="a.wav")
    assert kept.file == "001.flac"
    assert soundfile.info(mine.path / "001.flac").subtype == "PCM_24"
    clip = mine.sound(kept)
    assert clip.length == kept.length == take.clip.length
    np.testing.assert_allclose(clip.samples, take.clip.samples, atol=2**-23)


def test_the_take_before_stays_beside_the_new_one(mine: TakesFolder) -> None:
    """Someone who changes their mind has not lost a recording."""
    mine.keep(1, spoken(600), origin="a.wav")
    first = (mine.path / "001.flac").read_bytes()
    mine.keep(1, spoken(900), origin="b.wav")
    assert (mine.path / "001-before.flac").read_bytes() == first
    assert (mine.path / "001.flac").read_bytes() != first


def test_what_others_have_kept_meanwhile_stays(mine: TakesFolder) -> None:
    """Two terminals, one set."""
    other = TakesFolder(ROOT, "mine")
    mine.keep(1, spoken(), origin="a.wav")
    other.keep(2, spoken(), origin="b.wav")
    assert all(line.take for line in mine.load().lines)


@pytest.mark.parametrize("name", ["lines.json", "001.flac"])
def test_a_full_disk_leaves_the_set_as_it_was(
    mine: TakesFolder, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error is told, and what was there is there."""
    mine.keep(1, spoken(600), origin="a.wav")
    before = mine.load()
    sound = mine.sound(before.lines[0].take) if before.lines[0].take else None
    real = files.whole_file

    def full(path: Path, **more: object) -> object:
        if path.name == name:
            raise files.file_error("cannot write", path, OSError(errno.ENOSPC, ""))
        return real(path, **more)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(folder_module, "whole_file", full)
    with pytest.raises(FileError, match="the disk is full"):
        mine.keep(1 if name == "001.flac" else 2, spoken(900), origin="b.wav")
    assert mine.load() == before
    assert sound is not None
    assert before.lines[0].take
    assert (mine.sound(before.lines[0].take).samples == sound.samples).all()


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "[]",
        "{",
        "null",
        '{"version": 2}',
        '{"version": 1, "practices": [], "lines": [{"number": 1}], "following": 1}',
        (
            '{"version": 1, "practices": [{"slug": "a", "title": "a", "language": "en",'
            ' "numbers": [7]}], "lines": [], "following": 1}'
        ),
        (
            '{"version": 1, "practices": [], "following": 1, "lines": [{"number": 1, "text": "a",'
            ' "practices": [], "take": {"file": "../../etc/passwd", "length": 1, "level": 0,'
            ' "noise": 0, "origin": ""}}]}'
        ),
        "[" * 100_000,
    ],
)
def test_a_damaged_list_is_one_clear_error(mine: TakesFolder, damage: str) -> None:
    """Never a traceback, and never a file outside of the set."""
    (mine.path / "lines.json").write_text(damage)
    with pytest.raises(FileError, match=r"lines\.json is damaged, or of a later version") as caught:
        mine.load()
    assert caught.value.hint


@pytest.mark.parametrize("damage", [b"", b"words", b"fLaC" + bytes(100)])
def test_a_damaged_take_is_one_clear_error(mine: TakesFolder, damage: bytes) -> None:
    """So is one that is gone, or of another rate."""
    kept = mine.keep(1, spoken(), origin="a.wav")
    (mine.path / kept.file).write_bytes(damage)
    with pytest.raises(FileError, match=r"001\.flac is damaged"):
        mine.sound(kept)
    (mine.path / kept.file).unlink()
    with pytest.raises(FileError, match="no such file"):
        mine.sound(kept)
    soundfile.write(mine.path / kept.file, np.ones(100), 44_100)
    with pytest.raises(FileError, match="not as it was written"):
        mine.sound(kept)


def test_a_removed_take_is_gone_and_the_line_is_there(mine: TakesFolder) -> None:
    """With the one before it; the number stays the line's."""
    mine.keep(1, spoken(), origin="a.wav")
    mine.keep(1, spoken(), origin="b.wav")
    mine.remove(1)
    assert not list(mine.path.glob("*.flac"))
    assert mine.load().line(1).take is None


def test_a_removed_set_leaves_only_what_is_not_its_own(mine: TakesFolder) -> None:
    """A file that someone put there stays, and its folder with it."""
    mine.keep(1, spoken(), origin="a.wav")
    mine.write("reading-calm.html", "<p>")
    mine.remove_all()
    assert not mine.path.exists()
    mine.save(Collection())
    (mine.path / "original.flac").write_bytes(b"mine")
    mine.remove_all()
    assert [path.name for path in mine.path.iterdir()] == ["original.flac"]
    assert not mine


@pytest.mark.parametrize("name", ["", "a b", "../x", "a/b", ".hidden", "a" * 41, "-x", "a:b"])
def test_a_name_that_is_no_folders_is_refused(name: str) -> None:
    """It goes into a path and behind a colon."""
    with pytest.raises(CompassionAudioError, match="cannot be called"):
        TakesFolder(ROOT, name)


def test_a_set_that_is_not_there_names_the_nearest(mine: TakesFolder) -> None:
    """Or the command that makes it."""
    assert names(ROOT) == (mine.name,)
    with pytest.raises(NotFound) as caught:
        TakesFolder(ROOT, "mien").load()
    assert caught.value.hint == "did you mean mine?"
    with pytest.raises(NotFound) as caught:
        TakesFolder(ROOT, "something").load()
    assert caught.value.hint == "make it with: compassion takes new SCRIPT --name something"


def test_a_folder_of_anothers_making_is_no_set() -> None:
    """What cannot be the name of a set is not shown as one."""
    (ROOT / "my set").mkdir(parents=True)
    (ROOT / "my set" / "lines.json").write_text("{}")
    assert names(ROOT) == ()
    assert names(Path("nowhere")) == ()
