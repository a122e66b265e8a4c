"""What a person wants to be reminded of, and when, as values.

A rule says moments as a clock on the wall shows them: which instants those are depends on the zone,
and `moments` alone knows it.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, Self

How = Literal["ask", "play", "sound", "text"]
"""Ask: a notification with Play, Later and Skip. Play: it begins by itself. Sound: a bell. Text: a
notification alone."""

HOWS: tuple[How, ...] = ("ask", "play", "sound", "text")

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""In the order of `date.weekday`."""

EVERY_DAY = frozenset(range(7))

GRACE = timedelta(hours=2)
"""For so long after its moment a reminder is still shown."""

VOLUME = 100
"""From 0 to 100, as `compassion play` has it."""

_MINUTE = timedelta(minutes=1)

SHORTEST = timedelta(minutes=5)
"""Nothing comes round more often."""

MOST_A_DAY = 48
"""Of random moments in one window."""


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a day; one that ends earlier than it begins crosses midnight.

    One that ends when it begins is the whole day, and its last minute is the one before: the next
    minute begins the window of the next day.
    """

    begin: time
    end: time
    """The last moment that belongs to it."""

    @property
    def length(self) -> timedelta:
        """How far its last moment is from its first on a day on which no clock is changed.

        Above 0, under 24 hours.
        """
        begin, end = (timedelta(hours=at.hour, minutes=at.minute) for at in (self.begin, self.end))
        if begin == end:
            return timedelta(days=1) - _MINUTE
        return end - begin if end > begin else end - begin + timedelta(days=1)

    @property
    def crosses_midnight(self) -> bool:
        """Whether its last moment is on the day after its first."""
        return self.end < self.begin or (self.end == self.begin and self.begin != time())


@dataclass(frozen=True, slots=True)
class Fixed:
    """At chosen times of the day."""

    times: tuple[time, ...]
    """At least one; whole minutes, in order, none twice."""

    def __post_init__(self) -> None:
        """Hold what the fields promise."""
        if not self.times or list(self.times) != sorted(set(self.times)):
            raise ValueError("times are in order, and none comes twice")


@dataclass(frozen=True, slots=True)
class Repeated:
    """Again and again within a window, from its beginning on."""

    every: timedelta
    """At least `SHORTEST`, at most a day, in whole minutes."""

    window: Window

    def __post_init__(self) -> None:
        """Hold what the fields promise."""
        if not SHORTEST <= self.every <= timedelta(days=1) or self.every % _MINUTE:
            raise ValueError("every is from 5 minutes to a day, in whole minutes")


@dataclass(frozen=True, slots=True)
class Chance:
    """At moments that nobody knows, drawn for each day anew."""

    count: int
    """How many a day: from 1 to `MOST_A_DAY`."""

    window: Window

    apart: timedelta
    """The least time between two of them: at least `SHORTEST`, in whole minutes; they fit into the
    window so."""

    def __post_init__(self) -> None:
        """Hold what the fields promise."""
        if not 1 <= self.count <= MOST_A_DAY:
            raise ValueError(f"a day has from 1 to {MOST_A_DAY} random moments")
        if self.apart < SHORTEST or self.apart % _MINUTE:
            raise ValueError("apart is 5 minutes or more, in whole minutes")
        if self.apart * (self.count - 1) > self.window.length:
            raise ValueError("the window is too short for so many, so far apart")


@dataclass(frozen=True, slots=True)
class Once:
    """One single time."""

    moment: datetime
    """As the clock on the wall shows it: without a zone, in whole minutes."""

    def __post_init__(self) -> None:
        """Hold what the fields promise."""
        if self.moment.tzinfo is not None:
            raise ValueError("the moment is that of a clock on the wall")


When = Fixed | Repeated | Chance | Once


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule, as it stands in the file."""

    id: str
    """Stable for as long as it lives: small letters, figures and hyphens; never used again."""

    name: str
    """What is played: a practice or a session, as `compassion render` takes it, or a sound file.
    Empty where nothing is (a bell, or words alone)."""

    course: str = ""
    """A course instead, of which the next day that is not done is played; then `name` is empty."""

    when: When

    weekdays: frozenset[int] = EVERY_DAY
    """Of the day on which a window begins; 0 is Monday. At least one."""

    zone: str = ""
    """An IANA name; empty follows the computer, wherever it travels."""

    until: date | None = None
    """The last day, counted in the rule's zone; None for no end."""

    how: How = "ask"

    volume: int = VOLUME

    grace: timedelta = GRACE

    is_enabled: bool = True

    def __post_init__(self) -> None:
        """Hold what the fields promise."""
        if self.name and self.course:
            raise ValueError("a rule has a practice or a course, not both")
        if not self.weekdays <= EVERY_DAY or not self.weekdays:
            raise ValueError("a rule has at least one weekday")
        if not 0 <= self.volume <= 100 or self.grace < timedelta():
            raise ValueError("a volume is from 0 to 100, and grace is not negative")


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """One time at which a rule comes due."""

    due: datetime
    """In UTC, aware."""

    key: str
    """`rule|civil date|HH:MM`: the same however often it is computed, and wherever the computer
    is. What was handled is kept under it."""

    rule: str
    """The id."""

    day: date
    """The civil date it is counted to: that on which its window begins."""

    @classmethod
    def of(cls, rule: str, day: date, at: time, due: datetime) -> Self:
        """Name an occurrence.

        Args:
            rule: The id of its rule.
            day: The civil date it is counted to.
            at: The time that the rule says, whether or not a clock shows it that day.
            due: The instant, in UTC.
        """
        return cls(due, f"{rule}|{day.isoformat()}|{at.strftime('%H:%M')}", rule, day)
