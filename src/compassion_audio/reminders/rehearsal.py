"""Recordings made ahead of time, so that a reminder begins when it is due.

One is made at a time, at low priority, and only when something has changed since the last one.
"""

import logging
from pathlib import Path
from typing import Protocol

from compassion_audio.reminders.days import Commands as Asking
from compassion_audio.reminders.days import Days
from compassion_audio.reminders.performance import Made, Stage, Words
from compassion_audio.reminders.rule import Rule
from compassion_audio.reminders.stamps import Stamps

_log = logging.getLogger(__name__)


class Commands(Asking, Protocol):
    """How what a rule plays is made and played, as commands in child processes."""

    def file(self, rule: Rule) -> Path | None:
        """Say where the recording of a rule lies, there or not; None where it plays nothing."""

    def make(self, rule: Rule) -> Words | None:
        """Give the command that makes it; None where it is finished as it is."""

    def play(self, rule: Rule, *, is_there: bool, is_trial: bool = False) -> Words | None:
        """Give the command that plays it: its recording, else while that is being made.

        What is only tried writes nothing down.
        None where it cannot be played without a recording.
        """

    def done(self, rule: Rule, stamp: str) -> Words | None:
        """Give the command that calls it done once it was played to its end, if there is one."""


class Rehearsal:
    """Makes what rules play.

    Args:
        stage: Starts the children.
        commands: What they are.
    """

    def __init__(self, stage: Stage, commands: Commands) -> None:
        self._stage = stage
        self._commands = commands
        self._waiting: list[Rule] = []
        self._making: tuple[int, Rule, str] | None = None
        self._made = Stamps()
        self._asked: list[Rule] = []
        self.days = Days(stage, commands)
        """What the next days of courses are."""

        self.trouble = ""
        """Why the last one could not be made."""

    def put(self, *rules: Rule) -> None:
        """Have the recordings of some rules made, or made anew where something has changed.

        Of a course it is found out first whether there is anything to hear.
        """
        for rule in rules:
            day, file = self.days.of(rule), self._commands.file(rule)
            if day is None:
                self._asked = [*(one for one in self._asked if one.course != rule.course), rule]
            elif (
                day == "heard"
                and file
                and all(self._commands.file(one) != file for one in self._waiting)
            ):
                self._waiting.append(rule)
        self._next()

    def is_there(self, rule: Rule) -> bool:
        """Say whether the recording of a rule is there, as it should be."""
        file = self._commands.file(rule)
        if file is None or not file.is_file():
            return False
        if self._commands.make(rule) is None:
            return True
        return rule.course == "" or self._made.of(file) == self._commands.stamp(rule)

    def heed(self, event: Made) -> None:
        """Hear that a child has ended."""
        if self.days.heed(event):
            asked, self._asked = self._asked, []
            self.put(*asked)
            return
        if self._making is None or self._making[0] != event.number:
            return
        _, rule, stamp = self._making
        self._making = None
        self.trouble = event.trouble
        if event.trouble:
            _log.warning("what a reminder plays could not be made: compassion remind status")
        elif file := self._commands.file(rule):
            self._made.keep(stamp, of=file)
        self._next()

    def is_making(self, rule: Rule) -> bool:
        """Say whether the recording of a rule is being made, or waits for it."""
        made = [one for one in (self._making and self._making[1], *self._waiting) if one]
        made += self._asked
        return any(self._commands.file(one) == self._commands.file(rule) for one in made)

    def _next(self) -> None:
        while self._making is None and self._waiting:
            rule = self._waiting.pop(0)
            words, stamp = self._commands.make(rule), self._commands.stamp(rule)
            file = self._commands.file(rule)
            if words and file and (self._made.of(file) != stamp or not file.is_file()):
                self._made.forget(file)
                self._making = (self._stage.make(words), rule, stamp)
