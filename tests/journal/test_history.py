"""What was practised is kept truthfully, and gone when it is forgotten."""

import os
import sqlite3
import stat
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.errors import FileError, NotFound
from compassion_audio.journal.history import (
    LONGEST_NOTE,
    History,
    Practised,
    history_file,
    summary,
)
from compassion_audio.units import Milliseconds

OSLO = timezone(timedelta(hours=1))


def practised(
    began: datetime = datetime(2026, 11, 22, 8, 30, tzinfo=OSLO),
    *,
    minutes: float = 4,
    title: str = "Soles of the feet",
    note: str = "",
) -> Practised:
    """Practise."""
    return Practised(
        began=began,
        heard=Milliseconds(round(minutes * 60_000)),
        name="soles-of-the-feet",
        title=title,
        is_whole=True,
        note=note,
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give the place of a history, in a folder that is not there yet."""
    return history_file(tmp_path / "data")


def test_what_was_kept_comes_back(file: Path) -> None:
    """With the clock on the wall as it was there, and under a number of its own."""
    with History(file) as history:
        first, second = history.add(practised()), history.add(practised(note="läuft"))
    with History(file) as history:
        entries = history.entries()
    assert [entry.id for entry in entries] == [first, second]
    assert entries[0].began.isoformat() == "2026-11-22T08:30:00+01:00"
    assert entries[1].note == "läuft"


def test_entries_come_in_the_order_in_which_they_began(file: Path) -> None:
    """By the instant, however the clock on the wall was set when one travelled."""
    early = datetime(2026, 11, 22, 8, 0, tzinfo=timezone(timedelta(hours=9)))
    with History(file) as history:
        history.add(practised(title="Oslo"))
        history.add(practised(early, title="Tokyo"))
        assert [entry.title for entry in history.entries()] == ["Tokyo", "Oslo"]


@pytest.mark.parametrize(
    ("clock", "day"), [((3, 59), 21), ((4, 0), 22), ((23, 59), 22), ((0, 0), 21)]
)
def test_a_day_begins_at_four(clock: tuple[int, int], day: int) -> None:
    """What is heard at one in the morning belongs to the evening before."""
    assert practised(datetime(2026, 11, 22, *clock, tzinfo=OSLO)).day == date(2026, 11, day)


def test_only_what_was_done_since_a_day_is_given(file: Path) -> None:
    """That day included."""
    with History(file) as history:
        for day in (20, 21, 22):
            history.add(practised(datetime(2026, 11, day, 9, tzinfo=UTC), title=str(day)))
        assert [one.title for one in history.entries(since=date(2026, 11, 21))] == ["21", "22"]


def test_a_note_and_how_it_felt_are_added_one_by_one(file: Path) -> None:
    """What is not said stays as it was; an empty note takes one back."""
    with History(file) as history:
        number = history.add(practised())
        history.amend(number, note="calmer", before=4)
        entry = history.amend(number, after=3)
        assert (entry.note, entry.before, entry.after) == ("calmer", 4, 3)
        assert entry.has_fallen
        assert history.amend(number, note="", after=6).note == ""
        assert not history.entry(number).has_fallen


@pytest.mark.parametrize("feeling", [-1, 11])
def test_a_feeling_beyond_its_range_is_refused(file: Path, feeling: int) -> None:
    """And changes nothing; so is a note without end."""
    with History(file) as history:
        number = history.add(practised())
        with pytest.raises(ValueError, match="from 0, the worst, to 10, the best"):
            history.amend(number, after=feeling)
        with pytest.raises(ValueError, match="at most 2000 characters"):
            history.amend(number, note="a" * (LONGEST_NOTE + 1))
        with pytest.raises(ValueError, match="bytes that are none"):
            history.amend(number, note="slept \udcff")
        assert history.entry(number).after is None


def test_a_number_that_none_can_have_is_not_found(file: Path) -> None:
    """Not even one that SQLite cannot be asked for."""
    with History(file) as history:
        for number in (0, -1, 2**63, 10**30):
            with pytest.raises(NotFound, match="nothing in the history has the number"):
                history.amend(number, note="x")
            with pytest.raises(NotFound):
                history.delete([number])


def test_what_is_forgotten_is_gone_from_the_file(file: Path) -> None:
    """Not its words nor its name are left in the bytes on the disk; numbers are not used again."""
    words = "a sentence that nobody else should ever read"
    with History(file) as history:
        number = history.add(practised(note=words))
        history.add(practised())
        assert words.encode() in file.read_bytes()
        assert history.delete([number]) == 1
        assert len(history.entries()) == 1
        assert history.delete() == 1
        assert history.add(practised()) > number + 1
    left = b"".join(path.read_bytes() for path in file.parent.iterdir())
    assert words.encode() not in left


def test_a_number_that_is_not_there_deletes_nothing(file: Path) -> None:
    """Neither it, nor the others that were named with it."""
    with History(file) as history:
        number = history.add(practised())
        with pytest.raises(NotFound, match="number 99"):
            history.delete([number, 99])
        assert len(history.entries()) == 1


@given(
    st.lists(
        st.tuples(
            st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001  # given a zone below
            st.sampled_from(["Soles of the feet", "Breathing space"]),
            st.integers(0, 100_000),
        )
    )
)
def test_a_summary_loses_nothing(times: list[tuple[datetime, str, int]]) -> None:
    """Its parts are its whole, and there are never more days than times."""
    entries = [
        practised(at.replace(tzinfo=UTC), title=title, minutes=heard / 60_000)
        for at, title, heard in times
    ]
    whole = summary(entries)
    assert whole.times == len(entries) == sum(count for _, count, _ in whole.by_practice)
    assert whole.heard == sum(long for _, _, long in whole.by_practice)
    assert whole.days == len({entry.day for entry in entries})
    longest = [long for _, _, long in whole.by_practice]
    assert longest == sorted(longest, reverse=True)


@pytest.mark.skipif(os.name != "posix", reason="rights are those of POSIX systems")
def test_nobody_else_may_read_it(file: Path) -> None:
    """From its first moment on."""
    with History(file):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_what_is_no_history_is_left_as_it_is(file: Path) -> None:
    """And so is one of a later version."""
    file.parent.mkdir()
    file.write_bytes(b"these are words, and many of them" * 100)
    with pytest.raises(FileError, match="not a database"):
        History(file)
    assert file.read_bytes().startswith(b"these are words")
    file.unlink()
    with sqlite3.connect(file) as base:
        base.execute("PRAGMA user_version = 9")
    base.close()
    with pytest.raises(FileError, match="version 9, and this program knows 1"):
        History(file)


def test_two_may_write_at_once(file: Path) -> None:
    """A reminder and a person at a terminal."""
    with History(file) as one, History(file) as other:
        numbers = {store.add(practised()) for store in (one, other, one, other)}
        assert len(numbers) == 4
        assert len(one.entries()) == 4
