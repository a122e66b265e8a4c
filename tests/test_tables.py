"""Tables in a file of one's own: made once, whole or not at all, and errors in one line."""

import sqlite3
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from compassion_audio import tables
from compassion_audio.errors import FileError
from compassion_audio.tables import Tables

SCHEMA = "CREATE TABLE names (name TEXT); CREATE INDEX by_name ON names (name);"


def opened(file: Path, version: int = 1) -> Tables:
    """Open tables of one column."""
    return Tables(file, schema=SCHEMA, version=version, pragmas=())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give a file with one row."""
    path = tmp_path / "own" / "names.sqlite3"
    with opened(path) as made, made.writing() as base:
        base.execute("INSERT INTO names VALUES ('Ada')")
    return path


def test_what_was_written_is_there_when_it_is_opened_again(file: Path) -> None:
    """And the tables are made once."""
    with opened(file) as again:
        assert again.rows("SELECT name FROM names WHERE name = ?", "Ada") == [("Ada",)]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_nobody_else_may_read_it(file: Path) -> None:
    """Neither the file nor its folder."""
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_what_fails_half_way_leaves_nothing(file: Path) -> None:
    """All of it or nothing."""
    with opened(file) as names:
        with pytest.raises(FileError), names.writing() as base:  # noqa: PT012  # it fails half way
            base.execute("DELETE FROM names")
            base.execute("INSERT INTO nowhere VALUES (1)")
        assert names.rows("SELECT name FROM names") == [("Ada",)]


def test_two_that_come_at_once_make_one_set_of_tables(tmp_path: Path) -> None:
    """Neither fails."""
    for number in range(20):
        path = tmp_path / f"{number}.sqlite3"
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda _, path=path: opened(path).close(), range(2)))
        with opened(path) as names:
            assert names.rows("SELECT count(*) FROM names") == [(0,)]


def test_a_later_version_is_left_alone(file: Path) -> None:
    """It may hold what this program would lose."""
    opened(file, version=1).close()
    with closing(sqlite3.connect(file)) as base:
        base.execute("PRAGMA user_version = 2")
    before = file.read_bytes()
    with pytest.raises(FileError, match=r"it is of version 2, and this program knows 1") as raised:
        opened(file)
    assert "the program that made it" in raised.value.hint
    assert file.read_bytes() == before


def test_a_damaged_one_says_so(file: Path) -> None:
    """And how to go on without it."""
    file.write_bytes(b"no tables" * 1000)
    with pytest.raises(FileError, match="it is damaged") as raised:
        opened(file)
    assert raised.value.hint == "move it away to begin a new one"


def test_one_that_another_program_holds_is_not_called_damaged(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing should be moved away then."""
    monkeypatch.setattr(tables, "_PATIENCE", 0.05)
    with closing(sqlite3.connect(file, isolation_level=None)) as other, opened(file) as names:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(FileError, match="locked") as raised, names.writing():
            pass
        assert raised.value.hint == "make room, or see who uses it, and try again"


def test_no_folder_for_it_is_told_in_one_line(tmp_path: Path) -> None:
    """With the name of what is in the way."""
    (tmp_path / "own").write_text("a file", encoding="utf-8")
    with pytest.raises(FileError, match="cannot write"):
        opened(tmp_path / "own" / "names.sqlite3")
