"""What is in front of the person: notices, and what plays; and what they answer.

Everything that becomes of them is written down as it happens, and nothing that did not: a notice
is delivered when a server says so, a practice has ended when its player says how far it came.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from compassion_audio.errors import CompassionAudioError
from compassion_audio.reminders import wording
from compassion_audio.reminders.clock import Clock
from compassion_audio.reminders.ledger import Happening, Ledger
from compassion_audio.reminders.notify.notice import (
    Closed,
    Delivered,
    Event,
    Failed,
    Notice,
    Notifier,
    Pressed,
    Ticket,
)
from compassion_audio.reminders.performance import Does, Made, Over, Stage
from compassion_audio.reminders.planner import BY_ITSELF, Showing
from compassion_audio.reminders.rehearsal import Commands, Rehearsal
from compassion_audio.reminders.rule import Occurrence, Rule

MEANT = 60.0
"""Seconds. Whoever heard no more of a practice was looking what it is, and may be reminded soon."""

FORGOTTEN = timedelta(minutes=30)
"""Whoever pulls the headphones out and has not gone on by then has left. What is paused holds all
other reminders back, so it is ended."""

_TOO_LATE = "it was not ready in time"

_NOT_WRITTEN = frozenset({"withdrawn", "lost", "unknown"})
"""Ends of a notice that say nothing about the person."""

_log = logging.getLogger(__name__)


class Handed(Protocol):
    """What a desk needs of what a service is handed."""

    @property
    def clock(self) -> Clock:
        """Says what time it is."""

    @property
    def notifier(self) -> Notifier:
        """Shows notices."""

    @property
    def stage(self) -> Stage:
        """Starts what plays."""

    @property
    def ledger(self) -> Ledger:
        """Keeps what happened."""

    @property
    def commands(self) -> Commands:
        """Knows what is to be started."""

    @property
    def name_of(self) -> Callable[[Rule], str]:
        """Says what may be shown of a rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open:
    """A notice that is somewhere on the screen."""

    kind: Literal["ask", "tell", "playing", "other"]
    notice: Notice
    rule: Rule | None = None
    occurrence: Occurrence | None = None
    """None where nothing of it is written down."""

    was_lost: bool = False

    is_offer: bool = False
    """Whether it only tells that something is ready, and was shown before."""


@dataclass(frozen=True, slots=True)
class _Playing:
    """A child that plays."""

    number: int
    rule: Rule
    occurrence: Occurrence | None
    stamp: str


@dataclass(frozen=True, slots=True)
class _Awaited:
    """What is to begin when its recording is there."""

    rule: Rule
    occurrence: Occurrence | None
    since: datetime


class Desk:
    """Shows and plays.

    Args:
        handed: What it works with.
        rehearsal: Knows which recordings are there.
        plan_soon: Called when something has happened that a plan depends on.
        give_back: Called with what nobody took to show it.
    """

    def __init__(
        self,
        handed: Handed,
        rehearsal: Rehearsal,
        plan_soon: Callable[[], None],
        give_back: Callable[[Occurrence], None],
    ) -> None:
        self._handed = handed
        self._rehearsal = rehearsal
        self._plan_soon = plan_soon
        self._give_back = give_back
        self._untaken: set[str] = set()
        self._open: dict[Ticket, _Open] = {}
        self._last: Ticket | None = None
        self._now_playing: Ticket | None = None
        self._ready: tuple[int, Rule] | None = None
        self._playing: _Playing | None = None
        self._paused_at: datetime | None = None
        self._awaited: _Awaited | None = None
        self._calling_done: dict[int, Rule] = {}
        self.trouble = ""
        """Why the last one could not be played."""

    @property
    def is_playing(self) -> bool:
        """Whether something sounds that a reminder began, or is about to."""
        is_about_to = self._awaited and self._waited(self._awaited) <= BY_ITSELF
        return self._playing is not None or bool(is_about_to)

    @property
    def playing_rule(self) -> str | None:
        """The id of the rule whose practice sounds."""
        return self._playing.rule.id if self._playing else None

    def show(self, showing: Showing, *, home: ZoneInfo) -> None:
        """Show what was claimed, in the place of what still waits for an answer."""
        rule, occurrence = showing.rule, showing.occurrence
        name = self._handed.name_of(rule)
        if showing.how in ("play", "sound"):
            self._perform(rule, occurrence)
            self._write(lambda ledger: ledger.shown(occurrence.key))
        elif showing.how == "ask":
            notice = wording.asking(showing, home=home, name=name)
            self._present(_Open(kind="ask", notice=notice, rule=rule, occurrence=occurrence))
        else:
            notice = wording.telling(showing, home=home, name=name)
            self._present(_Open(kind="tell", notice=notice, rule=rule, occurrence=occurrence))

    def try_out(self, rule: Rule | None, *, home: ZoneInfo) -> None:
        """Show a reminder as it would be shown, and write nothing down."""
        if rule is None:
            self._present(_Open(kind="other", notice=wording.trying()))
            return
        if self._rehearsal.days.of(rule) in ("rest", "finished"):
            self._go_without(rule, None, "")
            return
        now = self._handed.clock.now()
        day = now.astimezone(home)
        occurrence = Occurrence.of(rule.id, day.date(), day.time(), now)
        showing = Showing(rule, occurrence, timedelta(), (), rule.how, 99)
        name = self._handed.name_of(rule)
        if rule.how in ("play", "sound"):
            self._perform(rule, None)
        elif rule.how == "ask":
            notice = wording.asking(showing, home=home, name=name)
            self._present(_Open(kind="ask", notice=notice, rule=rule))
        else:
            self._present(_Open(kind="tell", notice=wording.telling(showing, home=home, name=name)))

    def get_ready(self, rule: Rule) -> None:
        """Start what will play a rule, so that it can begin on time."""
        if self.is_playing or self._ready:
            return
        words = self._handed.commands.play(rule, is_there=self._rehearsal.is_there(rule))
        if words:
            self._ready = (self._handed.stage.play(words), rule)

    def let_go(self) -> None:
        """End the child that is ready: what it would have played is not to begin soon."""
        if self._ready:
            (number, _), self._ready = self._ready, None
            self._handed.stage.end(number)

    def heed(self) -> None:
        """Hear what has happened, on the screen and on the stage."""
        for one in self._handed.notifier.events():
            self._heed_notice(one)
        for event in self._handed.stage.events():
            if isinstance(event, Made):
                self._heed_made(event)
            elif isinstance(event, Does):
                self._heed_doing(event)
            else:
                self._heed_over(event)
        self._end_what_is_forgotten()

    def close(self) -> None:
        """End what plays, and take away what nobody could answer any more."""
        for ticket in tuple(self._open):
            self._handed.notifier.withdraw(ticket)
        self._handed.stage.close()
        self.heed()

    # Notices

    def _present(self, one: _Open, *, replaces: Ticket | None = None) -> Ticket:
        if one.kind in ("ask", "tell"):
            replaces = self._last if self._last in self._open else replaces
        ticket = self._handed.notifier.show(one.notice, replaces=replaces)
        self._open[ticket] = one
        if one.kind in ("ask", "tell"):
            self._last = ticket
        elif one.kind == "playing":
            self._now_playing = ticket
        return ticket

    def _heed_notice(self, event: Event) -> None:
        one = self._open.get(event.ticket)
        if one is None:
            return
        if isinstance(event, Delivered):
            if not one.was_lost and one.kind in ("ask", "tell"):
                self._note(one.occurrence, "delivered")
                self._shown(one.occurrence)
            return
        del self._open[event.ticket]
        if isinstance(event, Pressed):
            self._heed_press(one, event)
        elif isinstance(event, Failed):
            self._heed_failed(one, event)
        else:
            self._heed_closed(one, event)

    def _heed_failed(self, one: _Open, event: Failed) -> None:
        """Have it tried again: at a login, reminders may be there sooner than who shows them.

        However often that is, it is written down and complained of once.
        """
        if one.occurrence is None or one.kind not in ("ask", "tell"):
            _log.warning("a notice could not be shown: %s", event.reason)
            return
        if one.occurrence.key not in self._untaken:
            self._untaken.add(one.occurrence.key)
            self._note(one.occurrence, "failed", reason=event.reason)
            _log.warning("a notice could not be shown: %s", event.reason)
        if not one.was_lost and not one.is_offer:
            self._give_back(one.occurrence)

    def _heed_closed(self, one: _Open, event: Closed) -> None:
        """Write down why a notice has gone; one that only its server has lost is shown again."""
        if event.reason == "lost":
            if (one.kind == "playing" and self._playing) or (
                one.kind in ("ask", "tell") and not one.was_lost
            ):
                self._present(replace(one, was_lost=True))
        elif event.reason not in _NOT_WRITTEN and one.kind in ("ask", "tell"):
            self._note(one.occurrence, event.reason)  # type: ignore[arg-type]  # what is left are happenings

    def _heed_press(self, one: _Open, event: Pressed) -> None:
        match event.key:
            case wording.PLAY if one.rule:
                self._perform(one.rule, one.occurrence, replaces=event.ticket)
            case wording.LATER_KEY if one.occurrence:
                self._put_off(one.occurrence)
            case wording.SKIP:
                self._note(one.occurrence, "skipped")
            case wording.STOP if self._playing:
                self._handed.stage.end(self._playing.number)
            case wording.GO_ON if self._playing:
                self._handed.stage.begin(self._playing.number)
            case _:  # on the notice itself: it has gone, and nothing was chosen
                self._note(one.occurrence, "dismissed")

    def _put_off(self, occurrence: Occurrence) -> None:
        now = self._handed.clock.now()
        self._note(occurrence, "later")
        self._write(lambda ledger: ledger.postpone(occurrence, at=now))
        self._plan_soon()

    # Playing

    def _perform(
        self, rule: Rule, occurrence: Occurrence | None, *, replaces: Ticket | None = None
    ) -> None:
        """Let it begin: by the child that is ready, or by a new one."""
        if self.is_playing:
            self._note(occurrence, "failed", reason="something else is playing")
            return
        is_trial = occurrence is None  # the child that is ready writes down what it plays
        number = None if is_trial else self._ready_for(rule)
        if number is None:
            is_there = self._rehearsal.is_there(rule)
            words = self._handed.commands.play(rule, is_there=is_there, is_trial=is_trial)
            if words is None:
                self._await(rule, occurrence)
                return
            number = self._handed.stage.play(words)
        stamp = self._handed.commands.stamp(rule)
        self._playing = _Playing(number, rule, occurrence, stamp)
        self._handed.stage.begin(number)
        if rule.how != "sound":
            notice = wording.playing(name=self._handed.name_of(rule))
            self._present(_Open(kind="playing", notice=notice, rule=rule), replaces=replaces)

    def _ready_for(self, rule: Rule) -> int | None:
        """Take the child that is ready, if it plays this; end it, if it plays another."""
        ready, self._ready = self._ready, None
        if ready is None:
            return None
        if ready[1] == rule:
            return ready[0]
        self._handed.stage.end(ready[0])
        return None

    def _await(self, rule: Rule, occurrence: Occurrence | None) -> None:
        """Wait for a recording that is just being made."""
        self._rehearsal.put(rule)
        if self._rehearsal.is_making(rule):
            if self._awaited:
                self._note(self._awaited.occurrence, "failed", reason=_TOO_LATE)
            self._awaited = _Awaited(rule, occurrence, self._handed.clock.now())
        else:
            trouble = self._rehearsal.trouble or "there is nothing to play"
            self._go_without(rule, occurrence, trouble)

    def _heed_made(self, event: Made) -> None:
        if rule := self._calling_done.pop(event.number, None):
            self.trouble = event.trouble or self.trouble
            self._rehearsal.put(rule)  # the day that is next now
            return
        self._rehearsal.heed(event)
        self._plan_soon()  # what waited for the day of a course is due now
        if self._awaited and not self._rehearsal.is_making(self._awaited.rule):
            awaited, self._awaited = self._awaited, None
            if not self._rehearsal.is_there(awaited.rule):
                self._go_without(awaited.rule, awaited.occurrence, event.trouble)
            elif self._waited(awaited) <= BY_ITSELF:
                self._perform(awaited.rule, awaited.occurrence)
            else:
                self._offer(awaited)

    def _waited(self, awaited: _Awaited) -> timedelta:
        return self._handed.clock.now() - awaited.since

    def _offer(self, awaited: _Awaited) -> None:
        """Ask about what took so long that nobody expects it any more."""
        rule, occurrence = awaited.rule, awaited.occurrence
        if rule.how == "sound" or self._waited(awaited) > rule.grace:
            self._note(occurrence, "failed", reason=_TOO_LATE)
            return
        notice = wording.ready(name=self._handed.name_of(rule))
        self._present(
            _Open(kind="ask", notice=notice, rule=rule, occurrence=occurrence, is_offer=True)
        )

    def _heed_doing(self, event: Does) -> None:
        if self._playing is None or event.number != self._playing.number:
            return
        playing = self._playing
        self._paused_at = self._handed.clock.now() if event.doing == "paused" else None
        if event.doing == "playing":
            self._note(playing.occurrence, "playing")
        if playing.rule.how != "sound":
            name = self._handed.name_of(playing.rule)
            notice = wording.playing(name=name, is_paused=event.doing == "paused")
            before = self._open.get(self._now_playing) if self._now_playing else None
            if before is None or before.notice != notice:
                self._present(
                    _Open(kind="playing", notice=notice, rule=playing.rule),
                    replaces=self._now_playing,
                )

    def _heed_over(self, event: Over) -> None:
        if self._ready and event.number == self._ready[0]:
            self._ready = None  # it will be tried again when it is due, and tell why then
            return
        if self._playing is None or event.number != self._playing.number:
            return
        playing, self._playing, self._paused_at = self._playing, None, None
        if self._now_playing is not None:
            self._handed.notifier.withdraw(self._now_playing)
            self._now_playing = None
        if event.trouble and not event.seconds:
            self._fail(playing.rule, playing.occurrence, event.trouble)
        else:
            self.trouble = event.trouble
            what: Happening = "ended" if event.is_whole else "stopped"
            self._note(playing.occurrence, what, seconds=event.seconds)
            self._practised(playing, event)
        self._plan_soon()

    def _end_what_is_forgotten(self) -> None:
        paused_at, now = self._paused_at, self._handed.clock.now()
        if self._playing and paused_at and now - paused_at > FORGOTTEN:
            self._paused_at = None
            self._handed.stage.end(self._playing.number)

    def _practised(self, playing: _Playing, event: Over) -> None:
        """Remember when it ended; call the day of a course done. What was tried does neither."""
        if playing.occurrence is None:
            return
        now = self._handed.clock.now()
        if playing.rule.how != "sound" and (event.is_whole or event.seconds >= MEANT):
            self._write(lambda ledger: ledger.practised(at=now))
        if event.is_whole:
            self._call_done(playing.rule, playing.stamp)

    def pass_over(self, rule: Rule) -> None:
        """Call a day off done, and show nothing of it."""
        self._call_done(rule, self._handed.commands.stamp(rule))

    def _call_done(self, rule: Rule, stamp: str) -> None:
        if words := self._handed.commands.done(rule, stamp):
            self._calling_done[self._handed.stage.make(words)] = rule

    def _go_without(self, rule: Rule, occurrence: Occurrence | None, trouble: str) -> None:
        """Say that there is nothing to hear today, or why it cannot be heard."""
        day = self._rehearsal.days.of(rule)
        if day in ("rest", "finished"):
            self._present(_Open(kind="other", notice=wording.silent(is_over=day == "finished")))
        else:
            self._fail(rule, occurrence, trouble)

    def _fail(self, rule: Rule, occurrence: Occurrence | None, trouble: str) -> None:
        """Tell that nothing is heard; why, only who asks for the status is told for certain."""
        self.trouble = trouble
        self._note(occurrence, "failed")
        _log.warning("a reminder could not be played; see why: compassion remind status")
        notice = wording.failing(trouble, name=self._handed.name_of(rule))
        self._present(_Open(kind="other", notice=notice))

    # Writing down

    def _shown(self, occurrence: Occurrence | None) -> None:
        if occurrence:
            self._untaken.discard(occurrence.key)
            key = occurrence.key
            self._write(lambda ledger: ledger.shown(key))

    def _note(
        self,
        occurrence: Occurrence | None,
        what: Happening,
        *,
        seconds: float | None = None,
        reason: str = "",
    ) -> None:
        if occurrence is None:
            return
        key, at = occurrence.key, self._handed.clock.now()
        self._write(lambda ledger: ledger.note(key, what, at=at, seconds=seconds, reason=reason))

    def _write(self, work: Callable[[Ledger], object]) -> None:
        """Write something down; on a full disk it is shown all the same."""
        try:
            work(self._handed.ledger)
        except CompassionAudioError as cause:
            _log.warning("%s", cause.lines()[0])
