"""What a person listened to, with their notes if they want any, in one SQLite file of their own.

Nothing is counted here but what was done: no streaks, and nothing about days without practice.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Self

from compassion_audio.errors import NotFound
from compassion_audio.tables import Tables
from compassion_audio.units import Milliseconds

VERSION = 1
_FILE = "history.sqlite3"

DAY_BEGINS = time(4)
"""On the clock on the wall: what is heard at one in the morning belongs to the evening before."""

WORST, BEST = 0, 10
"""Of how a person feels."""

LONGEST_NOTE = 2_000
"""Characters."""

SHORTEST = Milliseconds(10_000)
"""What was heard for less was looked into, and not practised."""

_LARGEST = 2**63 - 1
"""Of the ids that SQLite can be asked for."""

_SCHEMA = """
CREATE TABLE practised (
    id INTEGER PRIMARY KEY AUTOINCREMENT, began TEXT NOT NULL, heard INTEGER NOT NULL,
    name TEXT NOT NULL, title TEXT NOT NULL, is_whole INTEGER NOT NULL,
    note TEXT NOT NULL DEFAULT '', before INTEGER, after INTEGER);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Practised:
    """One time at which a person practised."""

    id: int = 0
    """Given when it is kept; 0 before."""

    began: datetime
    """Aware, with the offset that the clock on the wall had there and then."""

    heard: Milliseconds
    """For how long it was heard; what was skipped, and pauses, are left out."""

    name: str
    """The short name of the practice or the session; that of a file without its folders."""

    title: str

    is_whole: bool
    """Whether it was heard to its end."""

    note: str = ""

    before: int | None = None
    """How it felt before, from `WORST` to `BEST`; None where nobody said."""

    after: int | None = None

    @property
    def day(self) -> date:
        """The day it belongs to."""
        return day_of(self.began)

    @property
    def has_fallen(self) -> bool:
        """Whether it felt worse afterwards."""
        return self.before is not None and self.after is not None and self.after < self.before


def day_of(moment: datetime) -> date:
    """Give the day that a moment belongs to, by the clock on the wall that it was read from."""
    begins = timedelta(hours=DAY_BEGINS.hour, minutes=DAY_BEGINS.minute)
    return (moment.replace(tzinfo=None) - begins).date()


@dataclass(frozen=True, slots=True)
class Summary:
    """What was practised in all."""

    days: int
    """On how many days."""

    times: int
    heard: Milliseconds
    by_practice: tuple[tuple[str, int, Milliseconds], ...]
    """Title, how often and how long, the longest first."""


def summary(entries: Iterable[Practised]) -> Summary:
    """Sum up what was practised."""
    days: set[date] = set()
    times: Counter[str] = Counter()
    heard: Counter[str] = Counter()
    for entry in entries:
        days.add(entry.day)
        times[entry.title] += 1
        heard[entry.title] += entry.heard
    by_practice = tuple(
        (title, times[title], Milliseconds(long))
        for title, long in sorted(heard.items(), key=lambda item: (-item[1], item[0]))
    )
    return Summary(len(days), times.total(), Milliseconds(heard.total()), by_practice)


def history_file(data: Path) -> Path:
    """Give the path of the history in the folder for what cannot be made again."""
    return data / _FILE


class History:
    """The file, opened; to be used by one thread.

    What is deleted is overwritten with zeros: a note that a person took back cannot be found in
    the file any more.

    Args:
        file: Where; made for this user alone when something is kept for the first time.

    Raises:
        FileError: It cannot be read or written, is damaged, or of a later version.
    """

    def __init__(self, file: Path) -> None:
        self._tables = Tables(file, schema=_SCHEMA, version=VERSION, pragmas=("secure_delete=ON",))

    def __enter__(self) -> Self:
        """Be closed at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._tables.close()

    def add(self, entry: Practised) -> int:
        """Keep that something was practised, and give the id by which it is found.

        Raises:
            FileError: It cannot be written.
            ValueError: A feeling is out of its range, or the note too long.
        """
        _check(entry.note, entry.before, entry.after)
        values = (
            entry.began.isoformat(timespec="seconds"),
            entry.heard,
            entry.name,
            entry.title,
            int(entry.is_whole),
            entry.note,
            entry.before,
            entry.after,
        )
        with self._tables.writing() as base:
            done = base.execute(
                "INSERT INTO practised (began, heard, name, title, is_whole, note, before, after)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            )
        return done.lastrowid or 0

    def amend(
        self,
        number: int,
        *,
        note: str | None = None,
        before: int | None = None,
        after: int | None = None,
    ) -> Practised:
        """Say more about one time; what is None stays as it was.

        Raises:
            NotFound: There is none with this id.
            FileError: It cannot be written.
            ValueError: A feeling is out of its range, or the note too long.
        """
        _check(note or "", before, after)
        self.entry(number)
        with self._tables.writing() as base:
            base.execute(
                "UPDATE practised SET note = coalesce(?, note), before = coalesce(?, before),"
                " after = coalesce(?, after) WHERE id = ?",
                (note, before, after, number),
            )
        return self.entry(number)

    def entry(self, number: int) -> Practised:
        """Find one time by its id.

        Raises:
            NotFound: There is none.
            FileError: It cannot be read.
        """
        is_possible = 0 < number <= _LARGEST
        found = next(self._found("WHERE id = ?", number), None) if is_possible else None
        if found is None:
            hint = "see them with: compassion history --all"
            raise NotFound(f"nothing in the history has the number {number}", hint=hint)
        return found

    def entries(self, *, since: date | None = None) -> tuple[Practised, ...]:
        """Give all times in the order in which they began, or those since a day.

        Raises:
            FileError: It cannot be read.
        """
        found = sorted(self._found(), key=lambda entry: (entry.began.astimezone(UTC), entry.id))
        return tuple(entry for entry in found if since is None or entry.day >= since)

    def delete(self, numbers: Iterable[int] | None = None) -> int:
        """Forget some times, or all where none are named, and give how many those were.

        Raises:
            NotFound: There is none with one of these ids; none is deleted then.
            FileError: It cannot be written.
        """
        chosen = None if numbers is None else [self.entry(number).id for number in numbers]
        with self._tables.writing() as base:
            if chosen is None:
                gone = base.execute("DELETE FROM practised").rowcount
            else:
                gone = 0
                for number in chosen:
                    done = base.execute("DELETE FROM practised WHERE id = ?", (number,))
                    gone += done.rowcount
        self._tables.shrink()
        return gone

    def _found(self, where: str = "", *values: int) -> Iterator[Practised]:
        rows = self._tables.rows(
            "SELECT id, began, heard, name, title, is_whole, note, before, after"  # noqa: S608  # `where` is ours
            f" FROM practised {where}",
            *values,
        )
        for number, began, heard, name, title, is_whole, note, before, after in rows:
            yield Practised(
                id=number,
                began=datetime.fromisoformat(began),
                heard=Milliseconds(heard),
                name=name,
                title=title,
                is_whole=bool(is_whole),
                note=note,
                before=before,
                after=after,
            )


def _check(note: str, *feelings: int | None) -> None:
    if any(one is not None and not WORST <= one <= BEST for one in feelings):
        raise ValueError(f"a feeling is a number from {WORST}, the worst, to {BEST}, the best")
    try:
        note.encode()
    except UnicodeEncodeError as cause:  # as the shell gives what is no UTF-8
        raise ValueError("a note is text, and this holds bytes that are none") from cause
    if len(note) > LONGEST_NOTE:
        raise ValueError(f"a note has at most {LONGEST_NOTE} characters, and this has {len(note)}")
