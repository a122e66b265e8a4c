"""Of each course: whether there is anything to hear on the day that is next.

To read a guide costs memory that a service would keep all day, so a child is asked, anew whenever
something has changed: another day, another guide.
"""

import logging
from typing import Literal, Protocol

from compassion_audio.reminders.performance import Made, Stage, Words
from compassion_audio.reminders.rule import Rule

Day = Literal["heard", "rest", "finished"]
"""Something is heard; it is a day off; all days are done."""

_log = logging.getLogger(__name__)


class Commands(Protocol):
    """How a child is asked."""

    def look(self, rule: Rule, stamp: str) -> Words:
        """Give the command that tells what the day of a course is; it belongs to a stamp."""

    def stamp(self, rule: Rule) -> str:
        """Give what changes when the recording would: settings, words, the day of a course."""


class Days:
    """Knows the days of courses.

    Args:
        stage: Starts the children.
        commands: What they are.
    """

    def __init__(self, stage: Stage, commands: Commands) -> None:
        self._stage = stage
        self._commands = commands
        self._known: dict[str, tuple[str, Day]] = {}
        self._looking: dict[int, tuple[Rule, str]] = {}

    def of(self, rule: Rule) -> Day | None:
        """Say what the next day of a rule's course is; None while a child is asked."""
        if not rule.course:
            return "heard"
        stamp = self._commands.stamp(rule)
        known = self._known.get(rule.course)
        if known and known[0] == stamp:
            return known[1]
        if all((one.course, told) != (rule.course, stamp) for one, told in self._looking.values()):
            number = self._stage.make(self._commands.look(rule, stamp))
            self._looking[number] = (rule, stamp)
        return None

    def heed(self, event: Made) -> bool:
        """Hear that a child has ended; says whether it was one that was asked here.

        One that could not tell counts as a day like others: what is wrong is told by whoever
        tries to make it.
        """
        if event.number not in self._looking:
            return False
        rule, stamp = self._looking.pop(event.number)
        day: Day = "heard"
        if event.told in ("rest", "finished"):
            day = event.told  # type: ignore[assignment]  # both are days
        if event.trouble:
            _log.warning("nobody can say what the next day of a course is")
        self._known[rule.course] = (stamp, day)
        return True
