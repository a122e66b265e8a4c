"""The way through a course: a day follows when the one before it is done, whenever that is.

There is no calendar in here, so nobody can fall behind, and nothing is counted but the days that
are done.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person is in a course."""

    days: int
    """How many the course has, at least 1."""

    done: int
    """How many of them are done, the first ones: from 0 to `days`."""

    def __post_init__(self) -> None:
        """Hold what the fields promise."""
        if not 0 <= self.done <= self.days or self.days < 1:
            raise ValueError(f"{self.done} of {self.days} days cannot be done")

    @property
    def next_day(self) -> int | None:
        """The day that comes next, counted from 1; None at the end."""
        return None if self.is_finished else self.done + 1

    @property
    def is_finished(self) -> bool:
        """Whether all days are done."""
        return self.done == self.days


def start(days: int) -> Place:
    """Begin a course of so many days."""
    return Place(days, 0)


def place_in(days: int, done: int) -> Place:
    """Find one's place again, also where the course has lost or gained days in the meantime."""
    return Place(days, min(max(done, 0), days))


def done(place: Place) -> Place:
    """Call the next day done. After the last one it stays as it is."""
    return Place(place.days, min(place.done + 1, place.days))


def back(place: Place) -> Place:
    """Take back the last day that was called done. At the beginning it stays as it is."""
    return Place(place.days, max(place.done - 1, 0))
