"""What a feed remembers: a recording stays the same one, and comes after those before it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.errors import FileError
from compassion_audio.sharing.digest import digest_of
from compassion_audio.sharing.ledger import (
    NAME,
    Entry,
    Ledger,
    entered,
    keep_ledger,
    read_ledger,
)

UUID = "670a2477-083b-5b1f-9c4e-995c61bb6ce7"
NOW = 1_800_000_000


def after(before: Ledger, *found: tuple[str, str], now: int = NOW) -> Ledger:
    """Enter recordings."""
    return Ledger(entered(before, found, now=now))


FIRST = after(Ledger(), ("01-a.mp3", "a"), ("02-b.mp3", "b"))


def test_what_has_not_changed_is_remembered_as_it_was() -> None:
    """A year later the same folder gives the same entries."""
    assert after(FIRST, ("01-a.mp3", "a"), ("02-b.mp3", "b"), now=NOW + 31_536_000) == FIRST


def test_new_ones_come_a_minute_apart_and_not_from_the_future() -> None:
    """Players sort by the date, and hide what has not come yet."""
    assert [one.since for one in FIRST.entries.values()] == [NOW - 60, NOW]


def test_one_that_is_added_comes_after_all_others() -> None:
    """Wherever its name puts it, it is the newest."""
    more = after(FIRST, ("00-c.mp3", "c"), ("01-a.mp3", "a"), ("02-b.mp3", "b"), now=NOW)
    assert more.entries["00-c.mp3"].since == NOW + 60


def test_a_renamed_recording_stays_the_same_one() -> None:
    """Its sound is looked at first: numbered anew, none is mistaken for another."""
    more = after(FIRST, ("01-b.mp3", "b"), ("02-a.mp3", "a"), ("01-a.mp3", "new"))
    assert more.entries["01-b.mp3"] == FIRST.entries["02-b.mp3"]
    assert more.entries["02-a.mp3"] == FIRST.entries["01-a.mp3"]
    assert more.entries["01-a.mp3"].identity not in {one.identity for one in FIRST.entries.values()}


def test_a_recording_that_is_made_anew_stays_the_same_one() -> None:
    """Its name is looked at where its sound is another: players keep what they know of it."""
    more = after(FIRST, ("01-a.mp3", "edited"), ("02-b.mp3", "b"))
    old = FIRST.entries["01-a.mp3"]
    assert more.entries["01-a.mp3"] == Entry(old.identity, old.since, "edited")


def test_without_its_ledger_a_recording_has_the_same_identity() -> None:
    """It comes from the sound, and never from a name that could be somebody's."""
    again = after(Ledger(), ("x.mp3", "b"), now=NOW + 99)
    assert again.entries["x.mp3"].identity == FIRST.entries["02-b.mp3"].identity


def test_the_same_recording_twice_is_two() -> None:
    """A player that took them for one would hide the second."""
    twice = after(Ledger(), ("a.mp3", "same"), ("b.mp3", "same"))
    assert len({one.identity for one in twice.entries.values()}) == 2
    assert after(twice, ("a.mp3", "same"), ("b.mp3", "same")) == twice


@given(
    st.lists(
        st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("123456")),
        min_size=1,
        max_size=6,
    )
)
def test_identities_and_dates_are_never_shared(folders: list[dict[str, str]]) -> None:
    """However files come, go and change, each has its own."""
    ledger = Ledger()
    for found in folders:
        ledger = after(ledger, *found.items())
        entries = ledger.entries.values()
        assert list(ledger.entries) == list(found)
        assert len({one.identity for one in entries}) == len(found)
        assert len({one.since for one in entries}) == len(found)


def test_it_is_read_back_as_it_was_kept(tmp_path: Path) -> None:
    """Entries and what was made, with names of every script."""
    ledger = Ledger({"ü 自.mp3": FIRST.entries["01-a.mp3"]}, {"feed.xml": (digest_of(b"x"),)})
    keep_ledger(tmp_path, ledger)
    assert read_ledger(tmp_path) == ledger
    assert ledger.wrote("feed.xml", b"x")
    assert not ledger.wrote("feed.xml", b"y")
    assert not ledger.wrote("other.xml", b"x")


def test_where_there_never_was_a_feed_nothing_is_remembered(tmp_path: Path) -> None:
    """A new folder is no error."""
    assert read_ledger(tmp_path) == Ledger()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"version": 2, "recordings": {}, "made": {}}',
        '{"version": 1, "recordings": {"a": ["x", 1, "d"]}, "made": {}}',
        '{"version": 1, "recordings": {"a": [1]}, "made": {}}',
        '{"version": 1, "recordings": {}, "made": {"a": 1}}',
        f'{{"version": 1, "recordings": {{"a": ["{UUID}", 1e400, "d"]}}, "made": {{}}}}',
        "[" * 100_000,
        "\udcff",
    ],
)
def test_a_damaged_ledger_is_named(tmp_path: Path, text: str) -> None:
    """It is left as it is, and the person is told what removing it would do."""
    (tmp_path / NAME).write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(FileError) as told:
        read_ledger(tmp_path)
    assert NAME in told.value.message
