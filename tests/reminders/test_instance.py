"""One service, and a door that only its owner can use."""

import json
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from compassion_audio.errors import CompassionAudioError, FileError
from compassion_audio.reminders.instance import (
    Instance,
    NotRunning,
    RunsAlready,
    Told,
    ask,
    is_running,
    socket_path,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there, the door is a pipe")


def answer(question: Told) -> Told:
    """Answer as a service would."""
    if question.get("do") == "fail":
        raise CompassionAudioError("this cannot be done", hint="try tomorrow")
    if question.get("do") == "break":
        raise ZeroDivisionError
    return {"heard": question}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Say where the service keeps its lock."""
    return tmp_path / "data" / "reminders"


@pytest.fixture
def instance(folder: Path) -> Iterator[Instance]:
    """Be the service."""
    with Instance(folder, answer=answer) as held:
        yield held


def test_there_is_one_at_a_time(folder: Path) -> None:
    """And another one when it has ended."""
    assert not is_running(folder)
    with Instance(folder, answer=answer):
        assert is_running(folder)
        with pytest.raises(RunsAlready), Instance(folder, answer=answer):
            pass
        assert ask(folder, {"do": "status"}) == {"heard": {"do": "status"}}
    assert not is_running(folder)
    with Instance(folder, answer=answer):
        assert ask(folder, {}) == {"heard": {}}


def test_where_nobody_runs_that_is_said(folder: Path) -> None:
    """With what to type."""
    with pytest.raises(NotRunning, match="not running") as raised:
        ask(folder, {"do": "status"})
    assert "compassion remind on" in raised.value.hint


@pytest.mark.usefixtures("instance")
def test_what_goes_wrong_is_told(folder: Path) -> None:
    """And the next question is answered."""
    with pytest.raises(CompassionAudioError, match="this cannot be done; try tomorrow"):
        ask(folder, {"do": "fail"})
    with pytest.raises(CompassionAudioError, match="ZeroDivisionError"):
        ask(folder, {"do": "break"})
    assert ask(folder, {"do": "é"}) == {"heard": {"do": "é"}}


@pytest.mark.usefixtures("instance")
@pytest.mark.parametrize("line", [b"\n", b"no json\n", b"[1]\n", b"[" * 100_000 + b"\n", b"\xff\n"])
def test_a_line_that_is_no_question_harms_nobody(folder: Path, line: bytes) -> None:
    """It is answered with an error, and the next one is heard."""
    address = json.loads((folder / "service.json").read_text())["address"]
    with socket.socket(socket.AF_UNIX) as one:
        one.connect(address)
        one.sendall(line)
        with one.makefile("rb") as file:
            assert json.loads(file.readline()) == {"error": "this is no question"}
    with socket.socket(socket.AF_UNIX) as gone:
        gone.connect(address)
    assert ask(folder, {})


@pytest.mark.usefixtures("instance")
def test_nobody_else_can_reach_it(folder: Path) -> None:
    """Neither the folder nor anything in it."""
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in folder.iterdir()}
    assert modes == {"service.lock": 0o600, "service.json": 0o600, "control": 0o600}


def test_a_name_that_is_too_long_for_a_socket_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It lies elsewhere then, in a folder of this user alone, one for each."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("TMPDIR", "/tmp")  # noqa: S108  # short
    far = tmp_path / ("a" * 60) / ("b" * 60) / "reminders"
    with Instance(far, answer=answer):
        assert ask(far, {"do": "status"})
        address = Path(json.loads((far / "service.json").read_text())["address"])
        assert not address.is_relative_to(far)
        assert stat.S_IMODE(address.parent.stat().st_mode) == 0o700
        assert stat.S_IMODE(address.stat().st_mode) == 0o600
    assert not address.exists()
    address.parent.rmdir()
    assert socket_path(far, os.environ) != socket_path(far.parent, os.environ)
    near = Path("/home/me/data/reminders")
    assert socket_path(near, os.environ) == near / "control"


def test_a_folder_of_somebody_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody may have made it first, to listen in our place."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("TMPDIR", "/tmp")  # noqa: S108  # short
    far = tmp_path / ("a" * 60) / ("b" * 60) / "reminders"
    wanted = socket_path(far, os.environ).parent
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    made = wanted.is_relative_to(tmp_path) or not wanted.exists()
    assert made
    wanted.symlink_to(theirs)
    try:
        with pytest.raises(FileError), Instance(far, answer=answer):
            pass
        assert not is_running(far)
    finally:
        wanted.unlink()


def test_what_a_killed_one_left_behind_is_in_nobodys_way(folder: Path) -> None:
    """The lock goes with the process, and the socket is made anew."""
    code = (
        "import os, signal, sys; from pathlib import Path\n"
        "from compassion_audio.reminders.instance import Instance\n"
        "with Instance(Path(sys.argv[1]), answer=dict):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(folder)], check=False)
    assert (folder / "control").exists()
    assert not is_running(folder)
    with pytest.raises(NotRunning):
        ask(folder, {})
    with Instance(folder, answer=answer):
        assert ask(folder, {})


@pytest.mark.usefixtures("instance")
def test_one_that_does_not_answer_is_told(folder: Path) -> None:
    """Be its address gone or damaged."""
    (folder / "service.json").write_text("{")
    with pytest.raises(CompassionAudioError, match="do not answer"):
        ask(folder, {})


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """And nothing is left of it."""
    (tmp_path / "data").write_text("a file")
    with (
        pytest.raises(FileError, match="cannot write in"),
        Instance(tmp_path / "data" / "reminders", answer=answer),
    ):
        pass
