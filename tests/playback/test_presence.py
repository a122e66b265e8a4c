"""Players are seen for as long as they live, and asked to end by a file."""

import os
import stat
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from compassion_audio.errors import FileError
from compassion_audio.playback.presence import (
    Stopped,
    is_anyone_playing,
    last_practice,
    present,
    remember_practice,
    stop_all,
)
from tests.patience import HANGS

PLAYER = """\
import sys, time
from pathlib import Path
from compassion_audio.playback.presence import present
with present(Path(sys.argv[1])) as presence:
    print("here", flush=True)
    while not (presence.is_asked_to_stop() and sys.argv[2] == "kind"):
        time.sleep(0.01)
print("ended", flush=True)
"""


def player(folder: Path, manner: str = "kind") -> "subprocess.Popen[str]":
    """Start a player in a process of its own, and wait until it is seen."""
    command = [sys.executable, "-c", PLAYER, str(folder), manner]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "here\n"
    return process


def test_every_player_is_asked_and_ends_by_itself(tmp_path: Path) -> None:
    """Two in other processes, one in a thread of this one; nothing stays behind."""
    folder = tmp_path / "playing"
    others = [player(folder), player(folder)]
    is_here = threading.Event()

    def play() -> None:
        with present(folder) as presence:
            is_here.set()
            while not presence.is_asked_to_stop():
                pass

    mine = threading.Thread(target=play)
    mine.start()
    assert is_here.wait(30)
    assert stop_all(folder, patience=30) == Stopped(3, 0)
    mine.join(30)
    for one in others:
        assert one.communicate(timeout=HANGS)[0] == "ended\n"
        assert one.returncode == 0
    assert list(folder.iterdir()) == []
    assert stop_all(folder) == Stopped(0, 0)


def test_what_a_killed_player_left_is_no_player(tmp_path: Path) -> None:
    """It is cleared away, and whoever has its number now is left alone."""
    folder = tmp_path / "playing"
    killed = player(folder)
    killed.kill()
    killed.communicate(timeout=HANGS)
    assert len(list(folder.iterdir())) == 1
    assert stop_all(folder) == Stopped(0, 0)
    assert list(folder.iterdir()) == []


def test_a_player_that_does_not_end_is_told_and_not_killed(tmp_path: Path) -> None:
    """Patience has an end."""
    deaf = player(tmp_path, "deaf")
    try:
        assert stop_all(tmp_path, patience=0.1) == Stopped(0, 1)
        assert deaf.poll() is None
    finally:
        deaf.kill()
        deaf.communicate(timeout=HANGS)


def test_it_is_seen_by_this_user_alone(tmp_path: Path) -> None:
    """The folder is nobody else's; without one there is nothing to see."""
    folder = tmp_path / "new" / "playing"
    with present(folder) as presence:
        assert not presence.is_asked_to_stop()
        if os.name == "posix":
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    with present(None) as presence:
        assert not presence.is_asked_to_stop()
    assert stop_all(tmp_path / "nowhere") == Stopped(0, 0)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """One sentence with the place."""
    (tmp_path / "playing").write_text("a file")
    with (
        pytest.raises(FileError, match=r"cannot write in .*playing"),
        present(tmp_path / "playing"),
    ):
        pass


def test_others_can_tell_whether_anyone_plays(tmp_path: Path) -> None:
    """And what a killed player left behind does not play."""
    folder = tmp_path / "playing"
    assert not is_anyone_playing(folder)
    killed = player(folder)
    assert is_anyone_playing(folder)
    killed.kill()
    killed.communicate()
    assert not is_anyone_playing(folder)
    with present(folder):
        assert is_anyone_playing(folder)


def test_when_a_practice_ended_is_remembered_and_nothing_else(tmp_path: Path) -> None:
    """In an empty file of this user's, whose time tells it."""
    folder = tmp_path / "playing"
    assert last_practice(folder) is None
    before = datetime.now(UTC) - timedelta(seconds=1)
    remember_practice(folder)
    told = last_practice(folder)
    assert told
    assert before < told
    os.utime(folder / "last", (0, 0))
    remember_practice(folder)
    again = last_practice(folder)
    assert again
    assert again >= told
    (kept,) = folder.iterdir()
    assert kept.read_bytes() == b""
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
