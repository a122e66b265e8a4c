"""The service: it waits, looks, shows, plays and writes down, and holds no thought of its own.

What is due, `planner` knows; what became of it, the `Ledger`. An occurrence is claimed there before
it is shown, so that whatever ends this process, nothing is shown twice. One thread does everything;
others only put something into a queue and wake it.
"""

import logging
import os
import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from compassion_audio.errors import CompassionAudioError
from compassion_audio.reminders.book import Book
from compassion_audio.reminders.clock import LONGEST_WAIT, Clock, Watch
from compassion_audio.reminders.days import Day
from compassion_audio.reminders.jobs import Jobs
from compassion_audio.reminders.ledger import Ledger, Outcome, Pause
from compassion_audio.reminders.moments import upcoming
from compassion_audio.reminders.notify.notice import Notifier
from compassion_audio.reminders.performance import Stage
from compassion_audio.reminders.planner import (
    LOOK_AGAIN,
    LOOK_BACK,
    Plan,
    Showing,
    Situation,
    fingerprint,
    plan,
)
from compassion_audio.reminders.rehearsal import Commands, Rehearsal
from compassion_audio.reminders.rule import Occurrence, Rule
from compassion_audio.reminders.showing import Desk

_PATIENCE = 4.0
"""Seconds in which the loop answers a question."""

_SILENT: Mapping[Day | None, Outcome] = {"rest": "rest", "finished": "ended"}
_NOBODY = "nobody shows notices here just now"
_LOOKING = "the next day of a course is just being looked up"

_PLAN, _PREPARE, _CUE, _WRITE = "plan", "prepare", "cue", "write"

CUE = timedelta(seconds=10)
"""A child that plays is started so long ahead: it has to load what makes sound."""

AHEAD = timedelta(minutes=10)
"""What will be played is made, or made anew, so long before."""

_MARGIN = timedelta(days=3)
"""Further than the same key can lie apart in two zones."""

_log = logging.getLogger(__name__)


class Surroundings(Protocol):
    """What goes on around."""

    def reason_to_wait(self) -> str:
        """Say why nothing should be shown or heard just now, as a half sentence.

        Empty where nothing speaks against it. Asked only when something is due.
        """

    def practice_ended(self) -> datetime | None:
        """Say when a practice that anybody played here ended last, in UTC."""


class Rules(Protocol):
    """Where the rules stand."""

    def stamp(self) -> object:
        """Give what changes when they change; cheap, asked every half minute."""

    def written(self) -> datetime | None:
        """Say when they were written last, in UTC; None where there are none."""

    def read(self) -> Book:
        """Read them.

        Raises:
            CompassionAudioError: They make no sense, with every line.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a service is handed."""

    clock: Clock
    notifier: Notifier
    stage: Stage
    ledger: Ledger
    rules: Rules
    surroundings: Surroundings
    commands: Commands
    wakeup: threading.Event
    """Set by whoever has something for the service."""

    name_of: Callable[[Rule], str] = lambda _: ""
    """What a notice may say of what is played; nothing, unless the person allows it."""


@dataclass(frozen=True, slots=True)
class _Question:
    asked: Mapping[str, Any]
    answer: "queue.SimpleQueue[dict[str, Any]]"


class Service:
    """Keeps the reminders of one person for as long as it runs."""

    def __init__(self, around: Around) -> None:
        self._around = around
        self._clock = around.clock
        self._ledger = around.ledger
        self._watch = Watch(around.clock)
        self._jobs = Jobs(around.clock.now)
        self._book = Book()
        self._stamp: object = None
        self._rules_trouble: tuple[str, ...] = ()
        self._troubles: dict[str, str] = {}
        self._handled: set[str] = set()
        self._plan = Plan(None, (), (), "", None)
        self._began = around.clock.now()
        self._questions: queue.SimpleQueue[_Question] = queue.SimpleQueue()
        self._is_over = False
        self._wakes = 0
        self._rehearsal = Rehearsal(around.stage, around.commands)
        self._desk = Desk(around, self._rehearsal, self._plan_soon, self._give_back)
        self._untaken_at: datetime | None = None

    def run(self) -> None:
        """Keep the reminders until somebody asks it to stop."""
        self.begin()
        try:
            while not self._is_over:
                self.step()
        finally:
            self._desk.close()

    def begin(self) -> None:
        """Read the rules and make what they play."""
        self._ledger.forget_wrong(now=self._clock.now())
        self._reload()
        self._plan_soon()

    def step(self) -> None:
        """Do what is to be done, and wait until there may be more."""
        self._do(self._look)
        self._do(self._desk.heed)
        self._do(self._answer_all)
        self._jobs.run_due()
        if self._is_over:
            return
        seconds, due = LONGEST_WAIT, self._jobs.next_due
        if due is not None:
            seconds = min(seconds, (due - self._clock.now()).total_seconds())
        self._clock.wait(seconds, self._around.wakeup)
        self._wakes += 1

    def answer(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """Answer a question of another thread, by the service's own.

        Raises:
            CompassionAudioError: It cannot be answered, or not now.
        """
        question = _Question(asked, queue.SimpleQueue())
        self._questions.put(question)
        self._around.wakeup.set()
        try:
            return question.answer.get(timeout=_PATIENCE)
        except queue.Empty:
            raise CompassionAudioError("the reminders are busy", hint="try again") from None

    def stop(self) -> None:
        """End soon; may be called in any thread, and by a signal."""
        self._is_over = True
        self._around.wakeup.set()

    # Looking

    def _do(self, work: Callable[[], None]) -> None:
        """Do a part of a pass; what goes wrong in it ends nothing else."""
        try:
            work()
        except Exception as cause:
            self._troubles[work.__name__] = f"{cause}"
            _log.exception("the reminders go on, though this went wrong")
        else:
            self._troubles.pop(work.__name__, None)

    def _look(self) -> None:
        """Notice what has changed without saying so: time, zone, rules."""
        if self._watch.has_changed():
            self._ledger.forget_wrong(now=self._clock.now())
            self._handled.clear()
            self._plan_soon()
        if self._around.rules.stamp() != self._stamp:
            self._reload()
            self._plan_soon()

    def _reload(self) -> None:
        """Read the rules; where they make no sense, those before stay in force."""
        self._stamp = self._around.rules.stamp()
        now = self._clock.now()
        try:
            self._book = self._around.rules.read()
        except CompassionAudioError as cause:
            self._rules_trouble = cause.lines()
            _log.warning("the rules are as before: %s", cause.lines()[0])
            return
        self._rules_trouble = ()
        prints = {rule.id: fingerprint(rule) for rule in self._book.rules}
        self._ledger.know(prints, since=self._around.rules.written() or now, now=now)
        self._rehearsal.put(*(rule for rule in self._book.rules if rule.is_enabled))

    # Planning

    def _plan_soon(self) -> None:
        self._jobs.put(_PLAN, self._clock.now(), self._plan_now)

    def _plan_now(self) -> datetime | None:
        """Do what is due, and say when to plan again."""
        now = self._clock.now()
        try:
            self._plan = made = self._made_plan()
            self._write_down(made)
            if made.show:
                self._show(made.show)
            self._look_ahead(now)
        except Exception as cause:
            self._troubles[_PLAN] = f"{cause}"
            self._jobs.put(_PLAN, now + timedelta(seconds=LONGEST_WAIT), self._plan_now)
            raise
        self._troubles.pop(_PLAN, None)
        return made.wake

    def _made_plan(self) -> Plan:
        situation = self._situation()
        made = plan(self._book.rules, situation)
        if days := self._days_of(made):
            silent = {rule: _SILENT[day] for rule, day in days.items() if day in _SILENT}
            hold = "" if all(days.values()) else _LOOKING
            situation = replace(situation, silent=silent, hold=hold)
            made = plan(self._book.rules, situation)
        if made.show and (reason := self._reason_to_wait(made.show)):
            made = plan(self._book.rules, replace(situation, hold=reason))
        return made

    def _days_of(self, made: Plan) -> dict[str, Day | None]:
        """Find out what day it is in the courses that are due."""
        shown = (made.show.occurrence, *made.show.folded) if made.show else ()
        due = {one.rule for one in (*shown, *made.held)}
        days = self._rehearsal.days
        return {one.id: days.of(one) for one in self._book.rules if one.id in due and one.course}

    def _situation(self) -> Situation:
        now, ledger = self._clock.now(), self._ledger
        self._handled |= ledger.handled(after=now - LOOK_BACK - _MARGIN)
        ended = (ledger.practice_ended(), self._around.surroundings.practice_ended())
        return Situation(
            now=now,
            home=self._watch.zone,
            since=ledger.since(),
            handled=self._handled,
            laters=ledger.laters(),
            quiet=self._book.quiet,
            pause=ledger.last_pause(),
            practice_ended=max((one for one in ended if one and one <= now), default=None),
        )

    def _reason_to_wait(self, showing: Showing) -> str:
        if self._is_untaken(showing):
            return _NOBODY
        if self._desk.is_playing:
            return "something is playing"
        try:
            return self._around.surroundings.reason_to_wait()
        except Exception:
            _log.exception("nobody can say whether this is a good moment")
            return ""

    def _write_down(self, made: Plan) -> None:
        self._handled |= {one.key for one, _ in made.over}
        if made.over:
            try:
                self._ledger.record(made.over, at=self._clock.now())
            except CompassionAudioError as cause:
                self._complain(cause)
            else:
                self._troubles.pop(_WRITE, None)
        for rule in {one.rule for one, outcome in made.over if outcome == "rest"}:
            self._desk.pass_over(self._book.rule(rule))

    def _show(self, showing: Showing) -> None:
        """Claim it, then show it.

        On a full disk it is remembered for as long as this process lives: a reminder that is not
        written down is better than none, and better than one each half minute.
        """
        keys = {showing.occurrence.key, *(one.key for one in showing.folded)}
        try:
            is_ours = self._ledger.claim(
                showing.occurrence, folded=showing.folded, at=self._clock.now()
            )
        except CompassionAudioError as cause:
            is_ours = bool(keys - self._handled)
            self._complain(cause)
        else:
            self._troubles.pop(_WRITE, None)
        self._handled |= keys
        if is_ours:
            self._desk.show(showing, home=self._watch.zone)

    def _give_back(self, occurrence: Occurrence) -> None:
        """Have it tried again in a while: nobody was there to show it."""
        self._untaken_at = self._clock.now()
        self._handled.discard(occurrence.key)
        try:
            self._ledger.give_back(occurrence.key)
        except CompassionAudioError as cause:
            self._complain(cause)
        self._plan_soon()

    def _is_untaken(self, showing: Showing) -> bool:
        """Whether nobody took a notice a moment ago; what makes a sound needs nobody."""
        at = self._untaken_at
        waits = at is not None and timedelta() <= self._clock.now() - at < LOOK_AGAIN
        return waits and showing.how in ("ask", "text")

    def _complain(self, cause: CompassionAudioError) -> None:
        self._troubles[_WRITE] = cause.lines()[0]
        _log.warning("%s", self._troubles[_WRITE])

    # Ahead

    def _look_ahead(self, now: datetime) -> None:
        """Plan to make what will be played, and to have a player ready."""
        self._jobs.drop(_PREPARE)
        self._jobs.drop(_CUE)
        by_id = {rule.id: rule for rule in self._book.rules if rule.how != "text"}
        coming = upcoming(by_id.values(), after=now, home=self._watch.zone)
        first = next((one for one in coming if one.key not in self._handled), None)
        if first is None or first.due - now > CUE:
            self._desk.let_go()
        if first is None:
            return
        rule = by_id[first.rule]
        self._jobs.put(_PREPARE, max(now, first.due - AHEAD), lambda: self._rehearsal.put(rule))
        if rule.how in ("play", "sound"):
            self._jobs.put(_CUE, max(now, first.due - CUE), lambda: self._desk.get_ready(rule))

    # Questions

    def _answer_all(self) -> None:
        while not self._questions.empty():
            question = self._questions.get()
            try:
                told = self.answer_now(question.asked)
            except CompassionAudioError as cause:
                told = {"error": cause.lines()[0]}
            except Exception as cause:
                _log.exception("a question could not be answered")
                told = {"error": f"this went wrong: {type(cause).__name__}"}
            question.answer.put(told)

    def answer_now(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Answer a question, in the service's own thread.

        Raises:
            CompassionAudioError: It cannot be answered.
        """
        now = self._clock.now()
        match asked:
            case {"do": "status"}:
                return self._status(now)
            case {"do": "reload"}:
                self._reload()
                self._plan_soon()
                return {"trouble": list(self._rules_trouble)}
            case {"do": "pause", "until": str(until)}:
                end = datetime.fromisoformat(until)
                self._ledger.pause(Pause(now, end))
                self._plan_soon()
                return {"until": end.isoformat()}
            case {"do": "resume"}:
                self._ledger.resume(at=now)
                self._plan_soon()
                return {}
            case {"do": "test", "rule": str(called)}:
                return self._try(called)
            case {"do": "stop"}:
                self._is_over = True
                return {}
        raise CompassionAudioError("this service knows no such question", hint="start it anew")

    def _try(self, called: str) -> dict[str, Any]:
        """Show a reminder as it would be shown, and write nothing down of it."""
        self._desk.try_out(self._book.rule(called) if called else None, home=self._watch.zone)
        return {"notifier": self._around.notifier.about}

    def _status(self, now: datetime) -> dict[str, Any]:
        """Tell how things stand, as JSON can carry it."""
        pause = self._ledger.last_pause()
        days = self._rehearsal.days
        finished = [rule for rule in self._book.rules if days.of(rule) == "finished"]
        going_on = [rule for rule in self._book.rules if rule not in finished]
        first = next(upcoming(going_on, after=now, home=self._watch.zone), None)
        return {
            "process": os.getpid(),
            "began": self._began.isoformat(),
            "zone": f"{self._watch.zone}",
            "rules": len(self._book.rules),
            "enabled": sum(rule.is_enabled for rule in self._book.rules),
            "rules_trouble": list(self._rules_trouble),
            "trouble": next(iter(self._troubles.values()), "")
            or self._desk.trouble
            or self._rehearsal.trouble,
            "paused_until": pause.until.isoformat() if pause and now < pause.until else None,
            "held": [one.key for one in self._plan.held],
            "reason": self._plan.reason,
            "next": {"rule": first.rule, "due": first.due.isoformat()} if first else None,
            "finished": [rule.id for rule in finished],
            "playing": self._desk.playing_rule,
            "notifier": self._around.notifier.about,
            "wakes": self._wakes,
        }
