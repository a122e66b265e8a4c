"""What a guide is made of, once read. Silences, bells and gaps are steps, as in a script."""

from dataclasses import dataclass

from compassion_audio.script import Bell, Pause, Silence
from compassion_audio.units import Decibels, Milliseconds


@dataclass(frozen=True, slots=True)
class About:
    """What a guide says of itself. Only the title is required."""

    title: str
    summary: str = ""
    language: str = "en"
    audience: str = ""
    intensity: str = ""
    caution: str = ""
    when: str = ""
    version: int = 1
    """Of the language of guides."""


@dataclass(frozen=True, slots=True)
class Background:
    """What lies under a whole session, in the place of the beds that its scripts ask for."""

    kind: str
    """One that is computed; or the name of a file beside the guide, which has an ending. Empty for
    none at all, whatever the scripts say."""

    level: Decibels
    """In LU against the voice: -20 is 20 LU under it. From -60 to -15."""

    line: int

    @property
    def is_own(self) -> bool:
        """Whether it is a file of the person's own."""
        return "." in self.kind


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something stands in a guide."""

    line: int
    column: int
    path: str
    """The keys that lead there, as in `items[2]`, counted from 1."""


@dataclass(frozen=True, slots=True)
class PracticeItem:
    """One practice of a session."""

    name: str
    """As it was written: a short name, or a file beside the guide."""

    spot: Spot
    fit: Milliseconds | None = None
    """Exactly how long it shall be; None for its natural length."""

    values: tuple[tuple[str, str], ...] = ()
    """Words for its variables, by name; each name once."""

    voices: tuple[tuple[str, str], ...] = ()
    """Who speaks its further roles: the role, and `engine:voice`; each role once."""


@dataclass(frozen=True, slots=True)
class SessionItem:
    """Another guide's session, whose items take its place, with its gap and its `fit`."""

    name: str
    """As it was written: a short name, or a file beside the guide."""

    spot: Spot


Item = PracticeItem | SessionItem | Silence | Bell


@dataclass(frozen=True, slots=True)
class Session:
    """Practices, silences and bells in an order: one recording."""

    about: About
    items: tuple[Item, ...]
    """At least one."""

    gap: Pause
    """Between one item and the next, elastic within its limits."""

    fit: Milliseconds | None = None
    """Exactly how long the whole shall be; None for its natural length."""

    background: Background | None = None
    """None to leave the beds to the scripts."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a course: something to hear, a note, or a day off."""

    line: int
    title: str = ""
    note: str = ""
    """What to read on that day; it is not spoken."""

    items: tuple[Item, ...] = ()
    """Empty on a day with a note alone, and on a day off."""

    fit: Milliseconds | None = None
    is_rest: bool = False


@dataclass(frozen=True, slots=True)
class Week:
    """Some days of a course under one theme; a course without weeks has one, without a title."""

    days: tuple[Day, ...]
    """At least one."""

    title: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """Sessions over days. One day follows another when it is done, never by the calendar."""

    about: About
    weeks: tuple[Week, ...]
    """At least one."""

    gap: Pause
    """Between the items of a day."""

    background: Background | None = None
    """Under the recordings of all days."""

    ending: str = ""
    """What to read when all days are done."""

    @property
    def days(self) -> tuple[Day, ...]:
        """All days in their order."""
        return tuple(day for week in self.weeks for day in week.days)

    def week_of(self, day: int) -> tuple[int, Week]:
        """Give the week in which a day lies, counted from 1 alike.

        Raises:
            IndexError: The course has no such day.
        """
        before = 0
        for number, week in enumerate(self.weeks, 1):
            before += len(week.days)
            if 1 <= day <= before:
                return number, week
        raise IndexError(day)

    def session(self, day: int) -> Session | None:
        """Give what there is to hear on a day as a session; None where there is nothing.

        Args:
            day: Counted from 1.

        Raises:
            IndexError: The course has no such day.
        """
        if not 1 <= day <= len(self.days):
            raise IndexError(day)
        one = self.days[day - 1]
        if not one.items:
            return None
        about = About(
            one.title or f"{self.about.title}, day {day}",
            summary=one.note,
            language=self.about.language,
            audience=self.about.audience,
            intensity=self.about.intensity,
            caution=self.about.caution,
        )
        return Session(about, one.items, self.gap, one.fit, self.background)


Guide = Session | Course
