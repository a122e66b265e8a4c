"""What became of every occurrence, and of what was asked for along the way, in one SQLite file.

It keeps what happened and never what is to come: whatever the clock does, what is next is computed
anew, and what was handled is found here by its key. Of what is practised it holds the ids of rules
and nothing else; no word of a script comes here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from typing import Literal, Self, get_args

from compassion_audio.reminders.rule import Occurrence
from compassion_audio.tables import Tables

VERSION = 1
_FILE = "reminders.sqlite3"

Outcome = Literal[
    "shown", "folded", "missed", "paused", "practised", "rest", "ended", "interrupted",
]  # fmt: skip
"""What became of an occurrence; `planner` has the table. Interrupted: the program was ended
between claiming it and hearing that it was shown, so nobody can say whether it was."""

Happening = Literal[
    "delivered", "expired", "dismissed", "replaced", "later", "skipped",
    "playing", "ended", "stopped", "failed",
]  # fmt: skip
"""What became of a notification and of what it offered."""

LATER = (timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=30))
"""How long the first, the second and the third Later of an occurrence wait; there is no fourth."""

WRONG = timedelta(days=1)
"""What was written down so far in the future, was so by a clock that was wrong."""

_LONGEST_REASON = 200

_SCHEMA = """
CREATE TABLE handled (
    key TEXT PRIMARY KEY, rule TEXT NOT NULL, due INTEGER NOT NULL, at INTEGER NOT NULL,
    outcome TEXT NOT NULL, into_key TEXT NOT NULL DEFAULT '');
CREATE INDEX handled_due ON handled (due);
CREATE TABLE happenings (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL, at INTEGER NOT NULL, what TEXT NOT NULL,
    seconds REAL, reason TEXT NOT NULL DEFAULT '');
CREATE TABLE laters (
    key TEXT PRIMARY KEY, rule TEXT NOT NULL, origin INTEGER NOT NULL, due INTEGER NOT NULL,
    count INTEGER NOT NULL, at INTEGER NOT NULL, is_waiting INTEGER NOT NULL);
CREATE TABLE rules (id TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, since INTEGER NOT NULL);
CREATE TABLE moments (name TEXT PRIMARY KEY, begin INTEGER NOT NULL, until INTEGER NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Later:
    """An occurrence that a person wants to see again in a while."""

    occurrence: Occurrence
    due: datetime
    """When, in UTC."""

    count: int
    """The how manieth it is, from 1."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch of time in which nothing is shown, nor afterwards made up for."""

    begin: datetime
    until: datetime
    """The first moment that is free again."""


@dataclass(frozen=True, slots=True)
class Handled:
    """One occurrence that is over."""

    occurrence: Occurrence
    outcome: Outcome
    at: datetime
    into: str
    """The key of the one that spoke for it, where it was folded."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened to an occurrence."""

    key: str
    at: datetime
    what: Happening
    seconds: float | None
    """How far what was played came."""

    reason: str
    """Why, where something failed."""


def ledger_file(data: Path) -> Path:
    """Give the path of the ledger in the folder for what cannot be made again."""
    return data / _FILE


class Ledger:
    """The file, opened; to be used by one thread.

    What another process writes is seen at the next question. Whatever is written has reached the
    disk when the call returns.

    Args:
        file: Where; made for this user alone.

    Raises:
        FileError: It cannot be read or written, is damaged, or of a later version.
    """

    def __init__(self, file: Path) -> None:
        self._tables = Tables(file, schema=_SCHEMA, version=VERSION, pragmas=("journal_mode=WAL",))

    def __enter__(self) -> Self:
        """Be closed at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._tables.close()

    def claim(
        self,
        occurrence: Occurrence,
        *,
        folded: Iterable[Occurrence] = (),
        at: datetime,
    ) -> bool:
        """Take an occurrence, and those that it speaks for, before it is shown.

        One that a Later brought back is taken again by taking the Later away.

        Returns:
            False where it was taken already, by another process perhaps; then nothing is changed.
        """
        others = tuple(folded)
        with self._tables.writing() as base:
            if not _take(base, occurrence, at, "interrupted", ""):
                return False
            for one in others:
                _take(base, one, at, "folded", occurrence.key)
        return True

    def shown(self, key: str) -> None:
        """Say that what was claimed has been shown."""
        with self._tables.writing() as base:
            base.execute("UPDATE handled SET outcome = 'shown' WHERE key = ?", (key,))

    def give_back(self, key: str) -> None:
        """Let an occurrence be due again that was claimed, and that nobody has taken to show it.

        What was folded into it stays so. One that a Later brought back was shown before.
        """
        with self._tables.writing() as base:
            waits = base.execute("UPDATE laters SET is_waiting = 1 WHERE key = ?", (key,)).rowcount
            if waits:
                base.execute("UPDATE handled SET outcome = 'shown' WHERE key = ?", (key,))
            else:
                base.execute("DELETE FROM handled WHERE key = ?", (key,))

    def record(self, passed: Iterable[tuple[Occurrence, Outcome]], *, at: datetime) -> None:
        """Write down occurrences that are over without having been shown."""
        with self._tables.writing() as base:
            for occurrence, outcome in passed:
                _take(base, occurrence, at, outcome, "")

    def note(
        self,
        key: str,
        what: Happening,
        *,
        at: datetime,
        seconds: float | None = None,
        reason: str = "",
    ) -> None:
        """Write down what happened to an occurrence that was shown."""
        row = (key, _number(at), what, seconds, reason[:_LONGEST_REASON])
        with self._tables.writing() as base:
            base.execute(
                "INSERT INTO happenings (key, at, what, seconds, reason) VALUES (?, ?, ?, ?, ?)",
                row,
            )

    def postpone(self, occurrence: Occurrence, *, at: datetime) -> Later | None:
        """Let an occurrence come back in a while; None where it did so often enough."""
        count = self.times_postponed(occurrence.key)
        if count >= len(LATER):
            return None
        later = Later(occurrence, at + LATER[count], count + 1)
        told = (
            occurrence.key,
            occurrence.rule,
            *map(_number, (occurrence.due, later.due)),
            later.count,
            _number(at),
        )
        with self._tables.writing() as base:
            base.execute("INSERT OR REPLACE INTO laters VALUES (?, ?, ?, ?, ?, ?, 1)", told)
        return later

    def times_postponed(self, key: str) -> int:
        """Count the Laters of an occurrence."""
        rows = self._tables.rows("SELECT count FROM laters WHERE key = ?", key)
        return next((int(count) for (count,) in rows), 0)

    def laters(self) -> tuple[Later, ...]:
        """Give what is to come back, in order."""
        rows = self._tables.rows(
            "SELECT key, origin, due, count FROM laters WHERE is_waiting ORDER BY due"
        )
        return tuple(
            Later(_occurrence(key, origin), _moment(due), count) for key, origin, due, count in rows
        )

    def handled(self, *, after: datetime) -> frozenset[str]:
        """Give the keys of what is over, of occurrences that were due after a moment."""
        rows = self._tables.rows("SELECT key FROM handled WHERE due >= ?", _number(after))
        return frozenset(key for (key,) in rows)

    def history(self) -> tuple[Handled, ...]:
        """Give everything that is over, in the order in which it was due."""
        rows = self._tables.rows(
            "SELECT key, due, outcome, at, into_key FROM handled ORDER BY due, key"
        )
        return tuple(
            Handled(_occurrence(key, due), outcome, _moment(at), into)
            for key, due, outcome, at, into in rows
        )

    def happenings(self, key: str | None = None) -> tuple[Happened, ...]:
        """Give what happened, to one occurrence or to all, in its order."""
        select = "SELECT key, at, what, seconds, reason FROM happenings"
        rows = (
            self._tables.rows(f"{select} ORDER BY id")
            if key is None
            else self._tables.rows(f"{select} WHERE key = ? ORDER BY id", key)
        )
        return tuple(Happened(one, _moment(at), *rest) for one, at, *rest in rows)

    def know(self, prints: Mapping[str, str], *, since: datetime, now: datetime) -> None:
        """Take note of rules as they are now, and forget those that are gone.

        A rule with the same fingerprint as before keeps its beginning, and one that is new or was
        changed begins at `since`: what it would have had before is nobody's business.

        Args:
            prints: The fingerprint of each rule, by its id.
            since: When the rules were written.
            now: No rule begins after it; one that did, was made by a clock that was wrong.
        """
        with self._tables.writing() as base:
            known = {
                one: (told, begin)
                for one, told, begin in base.execute("SELECT * FROM rules").fetchall()
            }
            for gone in known.keys() - prints.keys():
                base.execute("DELETE FROM rules WHERE id = ?", (gone,))
            for one, told in prints.items():
                before, begin = known.get(one, ("", 0))
                begin = min(begin if before == told else _number(since), _number(now))
                if known.get(one) != (told, begin):
                    row = (one, told, begin)
                    base.execute("INSERT OR REPLACE INTO rules VALUES (?, ?, ?)", row)

    def since(self) -> dict[str, datetime]:
        """Give since when each rule has been what it is."""
        return {
            one: _moment(begin) for one, begin in self._tables.rows("SELECT id, since FROM rules")
        }

    def pause(self, pause: Pause) -> None:
        """Show nothing for a while."""
        self._remember("pause", pause.begin, pause.until)

    def resume(self, *, at: datetime) -> None:
        """End a pause that is in force, or was to come; one that is over stays as it was."""
        pause = self.last_pause()
        if pause and at < pause.until:
            self._remember("pause", min(pause.begin, at), at)

    def last_pause(self) -> Pause | None:
        """Give the pause that is in force, or was last."""
        found = self._recalled("pause")
        return Pause(*found) if found else None

    def practised(self, *, at: datetime) -> None:
        """Remember when a practice ended."""
        self._remember("practice", at, at)

    def practice_ended(self) -> datetime | None:
        """Say when a practice that a reminder played ended last."""
        found = self._recalled("practice")
        return found[0] if found else None

    def forget_wrong(self, *, now: datetime) -> None:
        """Forget what a clock that was wrong has written down.

        A clock that ran a month ahead for an hour has seen a week of missed reminders, all of them
        still to come. What was really shown stays unless it lies a day ahead: whoever sets the
        clock back by an hour is not reminded again.
        """
        soon, wrong = _number(now), _number(now + WRONG)
        with self._tables.writing() as base:
            base.execute(
                "DELETE FROM handled WHERE at > ? OR (at > ? AND outcome = 'missed')",
                (wrong, soon),
            )
            base.execute("DELETE FROM laters WHERE at > ?", (wrong,))
            base.execute("DELETE FROM moments WHERE begin > ?", (wrong,))
            base.execute("UPDATE rules SET since = ? WHERE since > ?", (soon, soon))

    def _remember(self, name: str, begin: datetime, until: datetime) -> None:
        with self._tables.writing() as base:
            base.execute(
                "INSERT OR REPLACE INTO moments VALUES (?, ?, ?)",
                (name, _number(begin), _number(until)),
            )

    def _recalled(self, name: str) -> tuple[datetime, datetime] | None:
        rows = self._tables.rows("SELECT begin, until FROM moments WHERE name = ?", name)
        return next(((_moment(begin), _moment(until)) for begin, until in rows), None)


def _take(
    base: Connection, occurrence: Occurrence, at: datetime, outcome: Outcome, into: str
) -> bool:
    """Write one occurrence down, if it is free; inside a transaction."""
    assert outcome in get_args(Outcome)  # noqa: S101  # ours
    came_back = base.execute(
        "UPDATE laters SET is_waiting = 0 WHERE key = ? AND is_waiting", (occurrence.key,)
    ).rowcount
    row = (
        *(occurrence.key, occurrence.rule, _number(occurrence.due), _number(at)),
        *(outcome, into),
    )
    if came_back:  # it was shown before; only of a claim nobody knows yet what becomes of it
        kept = "interrupted" if outcome == "interrupted" else "shown"
        base.execute(
            "UPDATE handled SET at = ?, into_key = ?, outcome = ? WHERE key = ?",
            (_number(at), into, kept, occurrence.key),
        )
    written = base.execute("INSERT OR IGNORE INTO handled VALUES (?, ?, ?, ?, ?, ?)", row).rowcount
    return bool(came_back or written)


def _number(moment: datetime) -> int:
    """Give a moment in milliseconds, as it is kept: later than half of one is the next."""
    return round(moment.timestamp() * 1000)


def _moment(number: int) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=number)


def _occurrence(key: str, due: int) -> Occurrence:
    """Find an occurrence again by its key."""
    rule, day, _ = key.rsplit("|", 2)
    return Occurrence(_moment(due), key, rule, datetime.fromisoformat(day).date())
