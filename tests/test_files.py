"""Files appear whole or not at all, and what stands in the way is said in words."""

import errno
import os
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from compassion_audio.errors import FileError
from compassion_audio.files import aside_file, decode, file_error, read_bytes, whole_file

from .rights import as_someone_without_rights

posix = pytest.mark.skipif(os.name != "posix", reason="rights and limits as POSIX systems have")


def names_in(folder: Path) -> list[str]:
    """Give everything that a folder holds, hidden files too."""
    return sorted(os.listdir(folder))  # noqa: PTH208  # the plainest view there is


def write_until(end: Callable[[], None], path: Path) -> None:
    """Begin to write a file, and let `end` come between."""
    with whole_file(path) as file:
        file.write(b"half")
        file.flush()
        end()
        file.write(b"whole")


@pytest.fixture
def locked() -> Iterator[Path]:
    """Give a folder that may be read and not written, with the file `old` in it."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "old").write_bytes(b"old")
        (folder / "old").chmod(0o000)
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)


# Writing


def test_a_whole_file_holds_what_was_written(surroundings: Path) -> None:
    """The bytes are there under the name, and nothing else is."""
    with whole_file(surroundings / "new") as file:
        file.write(b"one ")
        file.write(b"two")
    assert (surroundings / "new").read_bytes() == b"one two"
    assert names_in(surroundings) == ["new"]


def test_a_file_appears_only_when_it_is_whole(surroundings: Path) -> None:
    """Until the end the name is not there; the part beside it is hidden."""
    with whole_file(surroundings / "new") as file:
        file.write(b"half")
        file.flush()
        assert not (surroundings / "new").exists()
        assert all(name.startswith(".") for name in names_in(surroundings))


def test_the_old_file_stays_until_the_new_one_is_whole(surroundings: Path) -> None:
    """Someone who reads the file meanwhile reads the old one, whole."""
    path = surroundings / "old"
    path.write_bytes(b"old")
    with whole_file(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"


@posix
def test_whoever_has_the_old_file_open_goes_on_reading_it(surroundings: Path) -> None:
    """The new file takes its name in one step; no reader ever meets a mixture."""
    path = surroundings / "old"
    path.write_bytes(b"old and long")
    with path.open("rb", buffering=0) as reader:
        assert reader.read(3) == b"old"
        with whole_file(path) as file:
            file.write(b"new")
        assert reader.read() == b" and long"
    assert path.read_bytes() == b"new"


def test_a_file_in_the_making_can_be_read_and_changed(surroundings: Path) -> None:
    """An encoder goes back and writes its first frame last."""
    with whole_file(surroundings / "new") as file:
        file.write(b"....body")
        file.seek(0)
        file.write(b"head")
        file.seek(2)
        assert file.read() == b"adbody"
    assert (surroundings / "new").read_bytes() == b"headbody"


def test_folders_on_the_way_are_made(surroundings: Path) -> None:
    """A first recording needs no folder made by hand."""
    with whole_file(surroundings / "a" / "b" / "new") as file:
        file.write(b"new")
    assert (surroundings / "a" / "b" / "new").read_bytes() == b"new"


def _break_it() -> None:
    raise RuntimeError("a bug")


def _leave() -> None:
    raise SystemExit(1)


def _press_ctrl_c() -> None:
    signal.raise_signal(signal.SIGINT)


def _fill_the_disk() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


ENDINGS = [
    (_break_it, RuntimeError),
    (_leave, SystemExit),
    (_press_ctrl_c, KeyboardInterrupt),
    (_fill_the_disk, OSError),
]


@pytest.mark.parametrize(("end", "seen"), ENDINGS)
def test_whatever_ends_the_writing_leaves_nothing_behind(
    surroundings: Path, end: Callable[[], None], seen: type[BaseException]
) -> None:
    """A bug, an exit, Ctrl-C or a full disk: no half file, no hidden one, and it is not hushed."""
    with pytest.raises(seen):
        write_until(end, surroundings / "new")
    assert names_in(surroundings) == []


@pytest.mark.parametrize(("end", "seen"), ENDINGS)
def test_whatever_ends_the_writing_leaves_the_old_file_as_it_was(
    surroundings: Path, end: Callable[[], None], seen: type[BaseException]
) -> None:
    """Yesterday's recording survives today's mishap."""
    path = surroundings / "old"
    path.write_bytes(b"old")
    with pytest.raises(seen):
        write_until(end, path)
    assert path.read_bytes() == b"old"
    assert names_in(surroundings) == ["old"]


def test_a_full_disk_is_said_in_words(surroundings: Path) -> None:
    """The message names the file and the reason; the hint, a way on."""
    path = surroundings / "new"
    told = file_error("cannot write", path, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    assert told.message == f"cannot write {path}: the disk is full"
    assert "make room" in told.hint


def test_a_failure_of_something_else_keeps_its_name(surroundings: Path) -> None:
    """An error that the file did not have is not told as the file's."""
    with pytest.raises(ConnectionResetError), whole_file(surroundings / "new"):
        raise ConnectionResetError(errno.ECONNRESET, os.strerror(errno.ECONNRESET))


def test_a_link_is_followed_and_stays_a_link(surroundings: Path) -> None:
    """What it points to is written, as with settings that are kept elsewhere."""
    real, link = surroundings / "real", surroundings / "link"
    real.write_bytes(b"old")
    link.symlink_to(real)
    with whole_file(link) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"


def test_what_is_raised_last_keeps_the_file_from_appearing(surroundings: Path) -> None:
    """Someone's work that came while we wrote is not lost."""
    path = surroundings / "new"

    def refuse() -> None:
        path.write_bytes(b"precious")
        raise RuntimeError

    with pytest.raises(RuntimeError), whole_file(path, before_it_appears=refuse) as file:
        file.write(b"ours")
    assert path.read_bytes() == b"precious"
    assert names_in(surroundings) == ["new"]


def test_parts_that_a_killed_process_left_long_ago_are_cleared_away(surroundings: Path) -> None:
    """Yesterday's go; a part that another process writes just now stays."""
    old, fresh = surroundings / ".new.aaaa.part", surroundings / ".new.bbbb.part"
    for part in (old, fresh):
        part.write_bytes(b"half")
    os.utime(old, (0, 0))
    with whole_file(surroundings / "new") as file:
        file.write(b"whole")
    assert names_in(surroundings) == [".new.bbbb.part", "new"]


def test_a_file_aside_can_be_written_and_read_again() -> None:
    """What must be finished before it is sent is kept there meanwhile."""
    with aside_file() as file:
        file.write(b"....body")
        file.seek(0)
        file.write(b"head")
        file.seek(0)
        assert file.read() == b"headbody"


@posix
def test_a_file_aside_that_finds_no_room_is_told_in_words() -> None:
    """The folder for temporary files is named; that is where room must be made."""
    child = """
import resource, tempfile
from compassion_audio.errors import FileError
from compassion_audio.files import aside_file

folder = tempfile.gettempdir()
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    with aside_file() as file:
        file.write(bytes(1_000_000))
except FileError as cause:
    print(cause.message.replace(folder, "there"))
"""
    run = subprocess.run([sys.executable, "-c", child], capture_output=True, text=True, check=False)
    assert run.stdout == "cannot write in there: the file would be larger than allowed here\n"
    assert run.stderr == ""


def test_the_rights_to_read_are_not_those_to_write() -> None:
    """Who may not read is told of reading, and who may not write, of writing."""
    cause = PermissionError(errno.EACCES, "denied")
    assert "you may read" in file_error("cannot read", "old", cause).hint
    assert "you may write to" in file_error("cannot write", "new", cause).hint


@posix
def test_a_disk_that_truly_takes_no_more_leaves_nothing_behind(surroundings: Path) -> None:
    """A child process may write 4 KiB and no more: it ends in one line, and the folder is empty."""
    child = """
import resource
from pathlib import Path
from compassion_audio.errors import FileError
from compassion_audio.files import whole_file

resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    with whole_file(Path("new")) as file:
        file.write(bytes(1_000_000))
except FileError as cause:
    print(*cause.lines())
"""
    run = subprocess.run([sys.executable, "-c", child], capture_output=True, text=True, check=False)
    assert run.stdout.startswith("cannot write new: the file would be larger than allowed here; ")
    assert run.stderr == ""
    assert names_in(surroundings) == []


@posix
@pytest.mark.parametrize(("mask", "rights"), [(0o022, 0o644), (0o027, 0o640), (0o077, 0o600)])
def test_a_new_file_has_the_rights_that_the_umask_gives(
    surroundings: Path, mask: int, rights: int
) -> None:
    """The way by a hidden file does not show in the rights, and the umask stays as it was."""
    before = os.umask(mask)
    try:
        with whole_file(surroundings / "new") as file:
            file.write(b"new")
        assert os.umask(mask) == mask
    finally:
        os.umask(before)
    assert stat.S_IMODE((surroundings / "new").stat().st_mode) == rights


@posix
def test_a_replaced_file_keeps_its_rights(surroundings: Path) -> None:
    """What was private stays private."""
    path = surroundings / "old"
    path.write_bytes(b"old")
    path.chmod(0o604)
    with whole_file(path) as file:
        file.write(b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o604


@posix
def test_a_folder_that_may_not_be_written_is_named(locked: Path) -> None:
    """Permission is the reason, another place the advice, and nothing is left there."""
    path = locked / "new"
    with as_someone_without_rights(), pytest.raises(FileError) as caught, whole_file(path):
        pytest.fail("nobody may write here")
    assert caught.value.message == f"cannot write {path}: permission is denied"
    assert "choose a place you may write to" in caught.value.hint
    assert names_in(locked) == ["old"]


def test_a_folder_is_not_overwritten(surroundings: Path) -> None:
    """A folder under the wanted name is refused and keeps what it holds."""
    (surroundings / "there").mkdir()
    (surroundings / "there" / "kept").write_bytes(b"kept")
    with pytest.raises(FileError, match="cannot write"), whole_file(surroundings / "there") as file:
        file.write(b"new")
    assert names_in(surroundings) == ["there"]
    assert names_in(surroundings / "there") == ["kept"]


def test_a_file_cannot_stand_for_a_folder(surroundings: Path) -> None:
    """Where a part of the path is a file, that is what is said."""
    (surroundings / "file").write_bytes(b"kept")
    for path in (surroundings / "file" / "new", surroundings / "file" / "deep" / "new"):
        with pytest.raises(FileError, match="a part of the path is a file"), whole_file(path):
            pytest.fail("there is no such folder")
    assert (surroundings / "file").read_bytes() == b"kept"


@posix
@pytest.mark.parametrize("letter", ["a", "é", "🙂"])
def test_a_name_that_is_too_long_is_refused_in_words(surroundings: Path, letter: str) -> None:
    """However many bytes its letters take, the name is the reason, and nothing is left behind."""
    path = surroundings / (letter * 300)
    with pytest.raises(FileError, match="the name is too long"), whole_file(path) as file:
        file.write(b"new")
    assert names_in(surroundings) == []


@posix
@pytest.mark.parametrize("letter", ["a", "é", "🙂"])
def test_the_longest_name_that_the_system_takes_is_taken(surroundings: Path, letter: str) -> None:
    """The hidden file beside it has a name that is no longer."""
    name = letter * (255 // len(letter.encode()))
    with whole_file(surroundings / name) as file:
        file.write(b"new")
    assert names_in(surroundings) == [name]


# Reading


def test_reading_gives_the_bytes(surroundings: Path) -> None:
    """Nothing is turned into anything."""
    (surroundings / "there").write_bytes(b"a\r\n\x00\xff")
    assert read_bytes(surroundings / "there") == b"a\r\n\x00\xff"


def test_a_missing_file_is_said_in_words() -> None:
    """The name as it was typed, and no errno."""
    with pytest.raises(FileError) as caught:
        read_bytes(Path("not/there"))
    assert caught.value.lines() == (
        "cannot read not/there: there is no such file or folder; check the name",
    )


@posix
def test_a_folder_cannot_be_read_as_a_file(surroundings: Path) -> None:
    """A folder is told apart from a file that is not there."""
    with pytest.raises(FileError, match="it is a folder"):
        read_bytes(surroundings)


@posix
def test_a_file_that_may_not_be_read_is_named(locked: Path) -> None:
    """Permission is the reason."""
    with as_someone_without_rights(), pytest.raises(FileError) as caught:
        read_bytes(locked / "old")
    assert caught.value.message == f"cannot read {locked / 'old'}: permission is denied"


def test_a_rare_error_is_told_in_the_words_of_the_system() -> None:
    """What the table does not know keeps the system's own reason."""
    cause = OSError(errno.EIO, "Input/output error")
    assert file_error("cannot read", "x", cause).message == "cannot read x: Input/output error"
    assert file_error("cannot read", "x", OSError("odd")).message == "cannot read x: odd"


# Text


@given(st.text().filter(lambda text: not text.startswith("\ufeff")), st.booleans())
def test_utf_8_is_text_with_or_without_a_byte_order_mark(text: str, has_mark: bool) -> None:  # noqa: FBT001  # drawn by hypothesis
    """The mark at the beginning is left out, and nothing else is changed, line ends included."""
    data = text.encode("utf-8-sig" if has_mark else "utf-8")
    assert decode(data, "mine.md") == text


@given(
    st.text(max_size=40).filter(lambda text: not text.startswith("\ufeff")),
    st.sampled_from([b"\xff", b"\xe9 ", b"\xc3", b"\x80", b"\xed\xa0\x80", b"\xff\xfe"]),
    st.sampled_from([b"", b"\nmore\n"]),
    st.sampled_from([b"", b"\xef\xbb\xbf"]),
)
@example("a\n", b"\xff", b"", b"\xef\xbb\xbf")
def test_other_bytes_are_refused_at_their_line(
    text: str, wrong: bytes, rest: bytes, mark: bytes
) -> None:
    """The line is counted from 1, with a byte order mark and without."""
    line = text.count("\n") + 1
    with pytest.raises(FileError) as caught:
        decode(mark + text.encode() + wrong + rest, "mine.md")
    assert caught.value.message == f"mine.md: line {line}: this is not UTF-8 text"
    assert "UTF-8" in caught.value.hint


@pytest.mark.skipif(os.name != "posix", reason="rights are those of POSIX systems")
def test_a_private_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Whatever the rights were before."""
    file = tmp_path / "mine"
    file.touch(mode=0o666)
    with whole_file(file, is_private=True) as out:
        out.write(b"x")
    assert file.stat().st_mode & 0o777 == 0o600
