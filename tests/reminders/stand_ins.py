"""What a service is handed in tests: small, honest, and moved by hand."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from compassion_audio.errors import CompassionAudioError
from compassion_audio.reminders.book import Book
from compassion_audio.reminders.clock import HandClock
from compassion_audio.reminders.notify.notice import (
    Closed,
    Delivered,
    Event,
    Failed,
    Notice,
    Pressed,
    Reason,
    Ticket,
)
from compassion_audio.reminders.performance import Does, Made, Over, Words
from compassion_audio.reminders.performance import Event as StageEvent
from compassion_audio.reminders.rule import Fixed, Rule

OSLO = ZoneInfo("Europe/Oslo")


def rule(*times: str, id: str = "calm", **more: object) -> Rule:  # noqa: A002  # as a rule names it
    """Make a rule for some times of each day."""
    when = Fixed(tuple(time.fromisoformat(at) for at in times))
    told: dict[str, object] = {"id": id, "name": "soles-of-the-feet", "when": when, **more}
    return Rule(**told)  # type: ignore[arg-type]


class Screen:
    """A notifier that delivers at once, and on which a test presses."""

    about = "a screen of the test's"

    def __init__(self) -> None:
        self.notices: dict[Ticket, Notice] = {}
        self.shown: list[Notice] = []
        self._events: list[Event] = []
        self.is_there = True
        """Whether anybody takes notices."""

    def show(self, notice: Notice, *, replaces: Ticket | None = None) -> Ticket:
        """Show a notice."""
        if replaces in self.notices:
            assert replaces
            self.close_one(replaces, "replaced")
        ticket = Ticket(len(self.shown) + 1)
        self.shown.append(notice)
        if not self.is_there:
            self._events.append(Failed(ticket, "no notification server answers"))
            return ticket
        self.notices[ticket] = notice
        self._events.append(Delivered(ticket))
        return ticket

    def withdraw(self, ticket: Ticket) -> None:
        """Take a notice away."""
        if ticket in self.notices:
            self.close_one(ticket, "withdrawn")

    def events(self) -> tuple[Event, ...]:
        """Give what has happened."""
        found, self._events = tuple(self._events), []
        return found

    def close(self) -> None:
        """Let go of nothing."""

    def press(self, label: str) -> None:
        """Press the button that reads so, on whichever notice has it."""
        for ticket, notice in self.notices.items():
            for action in notice.actions:
                if action.label == label:
                    del self.notices[ticket]
                    self._events.append(Pressed(ticket, action.key))
                    return
        raise AssertionError(f"there is no {label} in {self.labels}")

    def close_one(self, ticket: Ticket, reason: Reason) -> None:
        """Let a notice go, for a reason."""
        del self.notices[ticket]
        self._events.append(Closed(ticket, reason))

    def close_all(self, reason: Reason) -> None:
        """Let all go."""
        for ticket in tuple(self.notices):
            self.close_one(ticket, reason)

    @property
    def labels(self) -> list[str]:
        """Give what can be pressed."""
        return [one.label for notice in self.notices.values() for one in notice.actions]


class Theatre:
    """A stage on which nothing runs: a test says what the children do."""

    def __init__(self) -> None:
        self.making: dict[int, Words] = {}
        self.playing: dict[int, Words] = {}
        self.begun: list[int] = []
        self.ended: list[int] = []
        self.made: list[Words] = []
        self.looks: list[int] = []
        self.is_quick = True
        """Whether it is told at once what a day is."""
        self._events: list[StageEvent] = []
        self._last = 0

    def make(self, words: Words) -> int:
        """Start a child that makes something."""
        self._last += 1
        if words.command[0] == "look":
            self.looks.append(self._last)
            self._events += [Made(self._last, "", words.typed)] if self.is_quick else []
            return self._last
        self.making[self._last] = words
        self.made.append(words)
        return self._last

    def play(self, words: Words) -> int:
        """Start a child that waits for its cue."""
        self._last += 1
        self.playing[self._last] = words
        return self._last

    def begin(self, number: int) -> None:
        """Let it begin."""
        self.begun.append(number)
        self._events.append(Does(number, "playing"))

    def end(self, number: int) -> None:
        """Let it fade out: it came as far as seventy seconds, if it had begun."""
        self.ended.append(number)
        if number in self.playing:
            self.over(number, seconds=70.0 if number in self.begun else 0.0)

    def over(
        self, number: int, *, seconds: float, is_whole: bool = False, trouble: str = ""
    ) -> None:
        """Let a player end."""
        del self.playing[number]
        self._events.append(Over(number, seconds, is_whole, trouble))

    def finish(self, trouble: str = "") -> None:
        """Let whatever is made be finished."""
        for number, words in tuple(self.making.items()):
            del self.making[number]
            if not trouble and words.command[0] == "make":
                Path(words.command[-1]).write_bytes(b"sound")
            self._events.append(Made(number, trouble))

    def tell(self, number: int, day: str = "", *, trouble: str = "") -> None:
        """Tell what a day is."""
        self._events.append(Made(number, trouble, day))

    def pause(self, number: int) -> None:
        """Pull the headphones out."""
        self._events.append(Does(number, "paused"))

    def events(self) -> tuple[StageEvent, ...]:
        """Give what has happened."""
        found, self._events = tuple(self._events), []
        return found

    def close(self) -> None:
        """End all that plays."""
        for number in tuple(self.playing):
            self.end(number)


@dataclass
class Repertoire:
    """Commands of a stage on which nothing runs."""

    folder: Path
    stamps: str = "1"
    day: str = "heard"
    """What the next day of every course is."""

    def file(self, rule: Rule) -> Path | None:
        """Say where a recording lies."""
        if rule.how == "text":
            return None
        return self.folder / f"{rule.name or rule.course or 'bell'}.mp3"

    def make(self, rule: Rule) -> Words | None:
        """Give the command that makes it."""
        return Words(("make", rule.course or rule.name, str(self.file(rule))))

    def look(self, rule: Rule, stamp: str) -> Words:
        """Ask what the day is."""
        return Words(("look", rule.course, stamp), self.day)

    def stamp(self, rule: Rule) -> str:  # noqa: ARG002  # the protocol's
        """Give what the test says."""
        return self.stamps

    def play(self, rule: Rule, *, is_there: bool, is_trial: bool = False) -> Words | None:
        """Give the command that plays it; a course is not played without a recording."""
        verb = "try" if is_trial else "play"
        if is_there:
            return Words((verb, str(self.file(rule))))
        return None if rule.course else Words((verb, rule.name))

    def done(self, rule: Rule, stamp: str) -> Words | None:
        """Call a day of a course done."""
        return Words(("done", rule.course, stamp)) if rule.course else None


@dataclass
class Shelf:
    """Rules that a test changes."""

    book: Book = field(default_factory=Book)
    trouble: CompassionAudioError | None = None
    at: datetime | None = None
    number: int = 0

    def stamp(self) -> object:
        """Change with every change."""
        return self.number

    def written(self) -> datetime | None:
        """Say when."""
        return self.at

    def read(self) -> Book:
        """Give them, or what is wrong with them."""
        if self.trouble:
            raise self.trouble
        return self.book

    def put(self, *rules: Rule, at: datetime | None = None) -> None:
        """Write other rules."""
        self.book, self.at, self.trouble = Book(rules), at, None
        self.number += 1


@dataclass
class Room:
    """What goes on around."""

    reason: str = ""
    ended: datetime | None = None
    asked: int = 0
    breaks: Callable[[], None] = lambda: None

    def reason_to_wait(self) -> str:
        """Give the reason."""
        self.asked += 1
        self.breaks()
        return self.reason

    def practice_ended(self) -> datetime | None:
        """Say when a practice ended."""
        return self.ended


def oslo(text: str) -> datetime:
    """Give an instant as a clock in Oslo shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=OSLO).astimezone(UTC)


_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass
class TestClock(HandClock):
    """A clock that goes no further than a test says."""

    __test__ = False

    limit: datetime = _NEVER

    def wait(self, seconds: float, wakeup: threading.Event) -> None:
        """Go on, but not beyond the limit."""
        super().wait(min(seconds, (self.limit - self.moment).total_seconds()), wakeup)


def clock_at(text: str) -> TestClock:
    """Make a clock that stands at a moment in Oslo."""
    return TestClock(oslo(text), OSLO)


MINUTE = timedelta(minutes=1)
