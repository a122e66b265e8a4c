"""The ledger: nothing is taken twice, and nothing that was kept is lost."""

import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from compassion_audio.errors import FileError
from compassion_audio.reminders.ledger import LATER, VERSION, Ledger, Pause, ledger_file
from compassion_audio.reminders.rule import Occurrence
from tests.patience import HANGS

NOW = datetime(2026, 6, 1, 8, 0, 0, 250_000, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def occurrence(at: str = "10:00", rule: str = "calm") -> Occurrence:
    """Make an occurrence of the first of June."""
    moment = time.fromisoformat(at)
    due = datetime.combine(date(2026, 6, 1), moment, UTC) - timedelta(hours=2)
    return Occurrence.of(rule, date(2026, 6, 1), moment, due)


TEN, HALF_PAST = occurrence(), occurrence("10:30")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Say where the ledger is."""
    return ledger_file(tmp_path / "data")


@pytest.fixture
def ledger(file: Path) -> Iterator[Ledger]:
    """Open a ledger that is new."""
    with Ledger(file) as opened:
        yield opened


def outcomes(ledger: Ledger) -> dict[str, str]:
    """Give what became of each key."""
    return {one.occurrence.key: one.outcome for one in ledger.history()}


def test_an_occurrence_is_claimed_once(ledger: Ledger, file: Path) -> None:
    """By whichever process comes first."""
    with Ledger(file) as other:
        assert ledger.claim(TEN, at=NOW)
        assert not other.claim(TEN, at=NOW)
        assert not other.claim(TEN, folded=[HALF_PAST], at=NOW)
        assert other.handled(after=NOW - MINUTE) == {TEN.key}


def test_what_is_kept_outlives_the_process(ledger: Ledger, file: Path) -> None:
    """With its instants to the millisecond, and the one that spoke for it."""
    ledger.claim(HALF_PAST, folded=[TEN], at=NOW)
    ledger.close()
    with Ledger(file) as again:
        first, second = again.history()
        assert (first.occurrence, first.outcome, first.into) == (TEN, "folded", HALF_PAST.key)
        assert (second.occurrence, second.at, second.into) == (HALF_PAST, NOW, "")


def test_a_claim_says_nothing_of_showing_until_it_was_shown(ledger: Ledger) -> None:
    """What was claimed by a program that was killed then, may have been shown or not."""
    ledger.claim(TEN, at=NOW)
    assert outcomes(ledger) == {TEN.key: "interrupted"}
    ledger.shown(TEN.key)
    assert outcomes(ledger) == {TEN.key: "shown"}


def test_what_is_over_is_not_claimed(ledger: Ledger) -> None:
    """And what was shown does not become missed."""
    ledger.record([(TEN, "missed")], at=NOW)
    assert not ledger.claim(TEN, at=NOW)
    ledger.claim(HALF_PAST, at=NOW)
    ledger.shown(HALF_PAST.key)
    ledger.record([(HALF_PAST, "missed")], at=NOW)
    assert outcomes(ledger) == {TEN.key: "missed", HALF_PAST.key: "shown"}


def test_handled_looks_no_further_back_than_asked(ledger: Ledger) -> None:
    """Years of keys do not have to be read."""
    ledger.record([(TEN, "missed"), (HALF_PAST, "missed")], at=NOW)
    assert ledger.handled(after=HALF_PAST.due) == {HALF_PAST.key}


def test_later_comes_three_times_and_no_more(ledger: Ledger) -> None:
    """After five, ten and thirty minutes; each is claimed once."""
    ledger.claim(TEN, at=NOW)
    for count, wait in enumerate(LATER, 1):
        later = ledger.postpone(TEN, at=NOW)
        assert later
        assert (later.due - NOW, later.count) == (wait, count)
        assert ledger.laters() == (later,)
        assert ledger.claim(TEN, at=NOW)
        assert not ledger.claim(TEN, at=NOW)
        assert ledger.laters() == ()
    assert ledger.postpone(TEN, at=NOW) is None
    assert [wait // MINUTE for wait in LATER] == [5, 10, 30]


def test_a_later_that_is_over_waits_no_more(ledger: Ledger) -> None:
    """It was shown at first, and stays so."""
    ledger.claim(TEN, at=NOW)
    ledger.shown(TEN.key)
    ledger.postpone(TEN, at=NOW)
    ledger.record([(TEN, "paused")], at=NOW)
    assert ledger.laters() == ()
    assert outcomes(ledger) == {TEN.key: "shown"}


def test_a_later_that_is_claimed_says_nothing_of_showing_either(ledger: Ledger) -> None:
    """It was shown once, and nobody knows whether it was again; what is missed then, was shown."""
    ledger.claim(TEN, at=NOW)
    ledger.shown(TEN.key)
    ledger.postpone(TEN, at=NOW)
    assert ledger.claim(TEN, at=NOW)
    assert set(outcomes(ledger).values()) == {"interrupted"}
    ledger.shown(TEN.key)
    ledger.postpone(TEN, at=NOW)
    ledger.record([(TEN, "missed")], at=NOW)
    assert set(outcomes(ledger).values()) == {"shown"}


def test_what_is_given_back_is_due_again(ledger: Ledger) -> None:
    """As if it had not been claimed; one that was put off waits on, and was shown before."""
    ledger.claim(TEN, at=NOW)
    ledger.give_back(TEN.key)
    assert ledger.history() == ()
    ledger.claim(TEN, at=NOW)
    ledger.shown(TEN.key)
    later = ledger.postpone(TEN, at=NOW)
    ledger.claim(TEN, at=NOW)
    ledger.give_back(TEN.key)
    assert ledger.laters() == (later,)
    assert set(outcomes(ledger).values()) == {"shown"}


def test_happenings_are_kept_in_their_order(ledger: Ledger) -> None:
    """With how far it came, and why it failed, shortened."""
    ledger.note(TEN.key, "delivered", at=NOW)
    ledger.note(TEN.key, "stopped", at=NOW + MINUTE, seconds=61.5)
    ledger.note(HALF_PAST.key, "failed", at=NOW, reason="no " * 100)
    mine = ledger.happenings(TEN.key)
    assert [(one.what, one.seconds) for one in mine] == [("delivered", None), ("stopped", 61.5)]
    assert len(ledger.happenings()) == 3
    assert len(ledger.happenings(HALF_PAST.key)[0].reason) == 200


def test_a_rule_keeps_its_beginning_until_it_changes(ledger: Ledger) -> None:
    """And what is new or changed begins when it was written, but not in the future."""
    ledger.know({"calm": "a", "gone": "x"}, since=NOW, now=NOW)
    ledger.know({"calm": "a", "new": "b"}, since=NOW + MINUTE, now=NOW + 2 * MINUTE)
    assert ledger.since() == {"calm": NOW, "new": NOW + MINUTE}
    ledger.know({"calm": "b", "new": "b"}, since=NOW + 9 * MINUTE, now=NOW + 3 * MINUTE)
    assert ledger.since() == {"calm": NOW + 3 * MINUTE, "new": NOW + MINUTE}
    ledger.know({"calm": "b"}, since=NOW, now=NOW)
    assert ledger.since() == {"calm": NOW}


def test_a_pause_can_be_ended_early(ledger: Ledger) -> None:
    """What was due in it stays paused; one that is over stays as it was."""
    assert ledger.last_pause() is None
    ledger.resume(at=NOW)
    ledger.pause(Pause(NOW, NOW + 60 * MINUTE))
    ledger.resume(at=NOW + MINUTE)
    assert ledger.last_pause() == Pause(NOW, NOW + MINUTE)
    ledger.resume(at=NOW + 2 * MINUTE)
    assert ledger.last_pause() == Pause(NOW, NOW + MINUTE)


def test_the_end_of_a_practice_is_remembered(ledger: Ledger) -> None:
    """The last one."""
    assert ledger.practice_ended() is None
    ledger.practised(at=NOW)
    ledger.practised(at=NOW + MINUTE)
    assert ledger.practice_ended() == NOW + MINUTE


def test_what_a_wrong_clock_wrote_down_is_forgotten(ledger: Ledger) -> None:
    """A month ahead for an hour: nothing of it stays, and today is as it was."""
    month = timedelta(days=30)
    ledger.claim(TEN, at=NOW)
    ledger.record([(occurrence("9:00".zfill(5)), "missed")], at=NOW - MINUTE)
    ahead = Occurrence.of("calm", date(2026, 7, 1), time(10), TEN.due + month)
    early = Occurrence.of("calm", date(2026, 6, 30), time(10), TEN.due + month - timedelta(days=1))
    ledger.claim(ahead, at=NOW + month)
    ledger.postpone(ahead, at=NOW + month)
    ledger.record([(early, "missed")], at=NOW + month)
    ledger.pause(Pause(NOW + month, NOW + month))
    ledger.practised(at=NOW + month)
    ledger.know({"calm": "a"}, since=NOW + month, now=NOW + month)
    ledger.forget_wrong(now=NOW)
    assert outcomes(ledger) == {"calm|2026-06-01|09:00": "missed", TEN.key: "interrupted"}
    assert (ledger.laters(), ledger.last_pause(), ledger.practice_ended()) == ((), None, None)
    assert ledger.since() == {"calm": NOW}


def test_an_hour_back_brings_back_what_was_missed_and_not_what_was_shown(ledger: Ledger) -> None:
    """By the right clock it is not too late."""
    ledger.claim(TEN, at=NOW)
    ledger.record([(HALF_PAST, "missed")], at=NOW)
    ledger.forget_wrong(now=NOW - 60 * MINUTE)
    assert outcomes(ledger) == {TEN.key: "interrupted"}


def test_nobody_else_can_read_it(ledger: Ledger, file: Path) -> None:
    """Neither the file nor what SQLite keeps beside it."""
    ledger.claim(TEN, at=NOW)
    beside = list(file.parent.iterdir())
    assert len(beside) == 3
    assert {stat.S_IMODE(one.stat().st_mode) for one in beside} == {0o600}
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_damaged_file_is_named_and_left_as_it_is(file: Path) -> None:
    """With what to do."""
    file.parent.mkdir()
    file.write_bytes(b"no ledger at all, and long enough to be one. " * 40)
    before = file.read_bytes()
    with pytest.raises(FileError, match="damaged") as raised:
        Ledger(file)
    assert str(file) in raised.value.message
    assert "move it away" in raised.value.hint
    assert file.read_bytes() == before


def test_a_later_version_is_refused(ledger: Ledger, file: Path) -> None:
    """It may mean something else."""
    ledger.close()
    base = sqlite3.connect(file)
    base.execute(f"PRAGMA user_version={VERSION + 1}")
    base.close()
    with pytest.raises(FileError, match="version 2, and this program knows 1"):
        Ledger(file)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """And not a bare errno."""
    (tmp_path / "data").write_text("a file")
    with pytest.raises(FileError, match="cannot write"):
        Ledger(ledger_file(tmp_path / "data"))


_CLAIM = """
import sys, datetime
from pathlib import Path
from compassion_audio.reminders.ledger import Ledger
from compassion_audio.reminders.rule import Occurrence
day = datetime.date(2026, 6, 1)
with Ledger(Path(sys.argv[1])) as ledger:
    for minute in range(60):
        at = datetime.time(9, minute)
        due = datetime.datetime.combine(day, at, datetime.UTC)
        if ledger.claim(Occurrence.of("calm", day, at, due), at=due):
            print(minute)
"""


def test_of_several_processes_at_once_one_claims_each(file: Path) -> None:
    """Sixty occurrences, three processes, no key twice and none left out."""
    words = [sys.executable, "-c", _CLAIM, str(file)]
    running = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    told = [one.communicate(timeout=HANGS)[0].split() for one in running]
    assert sorted(int(minute) for part in told for minute in part) == list(range(60))
