"""A zip file opens elsewhere, tells nothing it should not, and knows itself."""

import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from compassion_audio.errors import NotOurs
from compassion_audio.sharing.zipped import write_zip

NAMES = ("README.txt", "audio/01.mp3")
SOUND = bytes(range(256)) * 100
PASSPHRASE = "ember lantern öl"  # noqa: S105  # of a file that is gone in a moment


@pytest.fixture
def folder() -> Path:
    """Give a folder with a few files."""
    folder = Path("bundle")
    (folder / "audio").mkdir(parents=True)
    (folder / "README.txt").write_text("How to hear it. " * 100)
    (folder / "audio" / "01.mp3").write_bytes(SOUND)
    return folder


def opened(program: str, path: Path, passphrase: str) -> int:
    """Unpack it with 7-Zip, and give its exit status."""
    command = [program, "x", "-y", f"-p{passphrase}", "-oout", str(path)]
    return subprocess.run(command, capture_output=True, check=False).returncode


def test_the_same_files_give_the_same_bytes(folder: Path) -> None:
    """Whenever they were made, and sound is packed as it is."""
    write_zip(folder, NAMES, Path("a.zip"))
    (folder / "README.txt").touch()
    write_zip(folder, NAMES, Path("b.zip"))
    assert Path("a.zip").read_bytes() == Path("b.zip").read_bytes()
    with zipfile.ZipFile("a.zip") as archive:
        assert archive.testzip() is None
        assert archive.read("audio/01.mp3") == SOUND
        assert [one.compress_type for one in archive.infolist()] == [8, 0]
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_another_program_opens_it_with_the_passphrase(
    folder: Path, program: Callable[[str], str]
) -> None:
    """And with no other; what is inside cannot be read in the file."""
    sevenzip = program("7zz")
    write_zip(folder, NAMES, Path("a.zip"), passphrase=PASSPHRASE)
    assert opened(sevenzip, Path("a.zip"), "wrong") != 0
    assert opened(sevenzip, Path("a.zip"), PASSPHRASE) == 0
    assert Path("out/audio/01.mp3").read_bytes() == SOUND
    assert SOUND[:64] not in Path("a.zip").read_bytes()
    listed = subprocess.run(
        [sevenzip, "l", "-slt", "a.zip"], capture_output=True, check=True, text=True
    ).stdout
    assert listed.count("Method = AES-256") == 2


def test_only_ones_own_unchanged_file_is_written_over(folder: Path) -> None:
    """Whoever changed it, or made it, keeps it; unless they say so."""
    path = Path("a.zip")
    write_zip(folder, NAMES, path, passphrase=PASSPHRASE)
    write_zip(folder, NAMES, path)
    before = path.read_bytes()
    path.write_bytes(before[:100] + bytes([before[100] ^ 1]) + before[101:])
    with pytest.raises(NotOurs, match="was changed"):
        write_zip(folder, NAMES, path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mine.txt", "mine")
    with pytest.raises(NotOurs, match="not of our making"):
        write_zip(folder, NAMES, path)
    write_zip(folder, NAMES, path, may_overwrite=True)
    assert path.read_bytes() == before
