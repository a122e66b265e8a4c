"""Keeping how far a person is in each course."""

import os
import stat
from pathlib import Path

import pytest

from compassion_audio.errors import FileError
from compassion_audio.journal.courses import Journal, journal_file, read_journal, write_journal


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give the place of a journal, in a folder that is not there yet."""
    return journal_file(tmp_path / "data")


def test_where_nothing_was_kept_it_is_empty(file: Path) -> None:
    """And reading makes no file."""
    assert read_journal(file) == Journal()
    assert not file.parent.exists()


def test_it_comes_back_as_it_was_kept(file: Path) -> None:
    """Names in any script, and which course was last."""
    kept = Journal({"two-weeks": 3, "/home/ö/mein kurs.yaml": 0}, "two-weeks")
    write_journal(kept, file=file)
    assert read_journal(file) == kept


@pytest.mark.skipif(os.name != "posix", reason="rights are those of POSIX systems")
def test_nobody_else_may_read_it(file: Path) -> None:
    """Also where it was open to all before."""
    write_journal(Journal({"a": 1}, "a"), file=file)
    file.chmod(0o644)
    write_journal(Journal({"a": 2}, "a"), file=file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_it_holds_no_dates_and_no_words(file: Path) -> None:
    """Names and numbers alone: there is nothing in it to be ashamed of."""
    write_journal(Journal({"a": 1}, "a"), file=file)
    assert file.read_text() == (
        '{\n  "version": 1,\n  "current": "a",\n  "courses": {\n    "a": 1\n  }\n}\n'
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"version": 2, "courses": {}}',
        '{"version": 1, "courses": {"a": -1}}',
        '{"version": 1, "courses": {"a": true}}',
        '{"version": 1, "courses": {"a": "1"}}',
        "[" * 100_000,
        '{"version": 1, "courses": {"a": 1}',
    ],
)
def test_what_is_no_journal_is_refused_and_left_as_it_is(file: Path, text: str) -> None:
    """A broken file, or one of a later version, is not written over."""
    file.parent.mkdir()
    file.write_text(text)
    with pytest.raises(FileError) as caught:
        read_journal(file)
    assert caught.value.message.startswith(f"{file}: this is not the journal of courses")
    assert caught.value.hint == "move it away to begin a new one"
    assert file.read_text() == text


def test_a_last_course_that_is_not_kept_is_none(file: Path) -> None:
    """A file that a person has edited leads nowhere else."""
    file.parent.mkdir()
    file.write_text('{"version": 1, "current": "b", "courses": {"a": 1}}')
    assert read_journal(file) == Journal({"a": 1}, "")
