"""What is to be shown now, what is over, and when to look again: pure, over a `Situation`.

Nothing here remembers. An occurrence is in one of these states, and goes down this table:

| state | how it comes there | what follows |
|---|---|---|
| to come | its moment is not there yet | wake at its moment |
| due | its moment is there, and nothing has become of it | one of the next |
| paused | it came due in a pause, or a pause has begun since | over; never made up for |
| practised | a practice ended less than 20 minutes before | over: it was done already |
| missed | its grace is over, or its rule is gone | over; written down, not shown |
| rest | the next day of its course is a day off | over, not shown; the day is called done |
| ended | all days of its course are done | over, not shown |
| held | quiet hours, Do Not Disturb, the microphone, or something is playing | due, a while later |
| held | nobody took its notice: no server was there yet, as at a login | due, a while later |
| held | nobody knows yet what the next day of its course is | due, as soon as a child has told |
| folded | another that was due with it speaks for both | over |
| shown | it is the latest of all that are due | over, unless Later is pressed |
| later | Later was pressed, at most three times | due again at the later moment |

What is over is in the ledger under its key, so a clock that is set back, a flight to the west, an
hour that comes twice and a program that is started twice find it there and show nothing. What is
due is looked for over the last week each time, so sleep, a clock that was wrong and a program that
was not running leave nothing out.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from compassion_audio.reminders.ledger import Later, Outcome, Pause
from compassion_audio.reminders.moments import occurrences, upcoming
from compassion_audio.reminders.rule import How, Occurrence, Rule, Window

LOOK_BACK = timedelta(days=7)
"""So far back occurrences are written down as missed; no grace is longer."""

REST = timedelta(minutes=20)
"""After a practice, whatever began it, nothing else is suggested for so long."""

ON_TIME = timedelta(minutes=1)
"""The least grace: a rule that is shown at its moment or not at all is still shown so much later,
because no computer wakes to the millisecond."""

BY_ITSELF = timedelta(minutes=5)
"""What is later than that begins no sound by itself: whoever opens a laptop in a meeting is asked
by a silent notification."""

LOOK_AGAIN = timedelta(seconds=30)
"""What is held is looked at so often."""

_QUIET = "quiet hours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Everything that a decision depends on, besides the rules."""

    now: datetime
    """In UTC, aware."""

    home: ZoneInfo
    """The zone of the computer: of rules without one, and of quiet hours."""

    since: Mapping[str, datetime] = field(default_factory=dict)
    """Since when each rule has been what it is, by its id: it has no occurrence before. One that is
    not here began now."""

    handled: AbstractSet[str] = frozenset()
    """The keys of what is over."""

    laters: Sequence[Later] = ()

    quiet: Window | None = None

    hold: str = ""
    """Why nothing may be shown just now, as a half sentence; empty where it may."""

    pause: Pause | None = None
    """That in force, or the last one."""

    practice_ended: datetime | None = None

    silent: Mapping[str, Outcome] = field(default_factory=dict)
    """The ids of rules that have nothing to say just now, and what becomes of their occurrences."""


@dataclass(frozen=True, slots=True)
class Showing:
    """One notification."""

    rule: Rule

    occurrence: Occurrence

    late: timedelta
    """After the moment for which it was meant; that of the Later, where it comes from one."""

    folded: tuple[Occurrence, ...]
    """Those for which it speaks, too."""

    how: How
    """As the rule says, unless it is too late to make a sound unasked."""

    laters: int
    """How often it was put off."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done now."""

    show: Showing | None
    """Shown before anything else is planned."""

    over: tuple[tuple[Occurrence, Outcome], ...]
    """What is not shown, and why; to be written down."""

    held: tuple[Occurrence, ...]
    """What waits for a better moment."""

    reason: str
    """Why it is held; empty where nothing is."""

    wake: datetime | None
    """When to plan again, whatever happens until then; None where nothing will ever come due."""


@dataclass(frozen=True, slots=True)
class _Due:
    """One thing that has come due."""

    moment: datetime
    occurrence: Occurrence
    rule: Rule | None
    """None where it is gone."""

    laters: int = 0

    @property
    def rank(self) -> tuple[datetime, bool, int, str]:
        """Tell who speaks for all: the latest; what is played before a mere word; then by name."""
        strength = ("text", "sound", "ask", "play").index(self.rule.how) if self.rule else -1
        return self.moment, bool(self.laters), strength, self.occurrence.key


def plan(rules: Sequence[Rule], situation: Situation) -> Plan:
    """Decide what is to be done now.

    Args:
        rules: All there are, each id once.
        situation: Everything else; what the plan says is not in it yet.

    Raises:
        ZoneInfoNotFoundError: This machine knows no zone of some rule's name.
    """
    over: list[tuple[Occurrence, Outcome]] = []
    ready: list[_Due] = []
    for one in _all_due(rules, situation):
        fate = _fate(one, situation)
        if fate:
            over.append((one.occurrence, fate))
        else:
            ready.append(one)
    reason = _reason(situation) if ready else ""
    held = tuple(one.occurrence for one in ready) if reason else ()
    show = None if reason else _showing(ready, situation.now)
    return Plan(show, tuple(over), held, reason, _wake(rules, situation, is_holding=bool(held)))


def fingerprint(rule: Rule) -> str:
    """Tell a rule's moments from those it had before it was edited.

    What is played, and how, may change without its beginning anew.
    """
    told = (rule.when, sorted(rule.weekdays), rule.zone, rule.is_enabled, rule.until)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def is_quiet(window: Window | None, now: datetime, home: ZoneInfo) -> bool:
    """Say whether a moment is in quiet hours; the minute at which they end is free."""
    if window is None:
        return False
    at = now.astimezone(home).time()
    if window.begin < window.end:
        return window.begin <= at < window.end
    return at >= window.begin or at < window.end


def _all_due(rules: Sequence[Rule], situation: Situation) -> Iterator[_Due]:
    """Give what has come due and is not over: of rules, and what was put off."""
    by_id = {rule.id: rule for rule in rules}
    now = situation.now
    end = now + timedelta(microseconds=1)
    for rule in rules:
        begin = max(situation.since.get(rule.id, now), now - LOOK_BACK)
        for one in occurrences(rule, begin=begin, end=end, home=situation.home):
            if one.key not in situation.handled:
                yield _Due(one.due, one, rule)
    for later in situation.laters:
        if later.due <= now:
            rule_of = by_id.get(later.occurrence.rule)
            yield _Due(later.due, later.occurrence, rule_of, later.count)


def _fate(one: _Due, situation: Situation) -> Outcome | None:
    """Say why something due is over without being shown; None where it is not."""
    now, pause, ended = situation.now, situation.pause, situation.practice_ended
    if pause and any(pause.begin <= at < pause.until for at in (one.moment, now)):
        return "paused"
    if one.rule is None or not one.rule.is_enabled:
        return "missed"
    late = now - one.moment > max(one.rule.grace, ON_TIME)
    if not late and one.rule.id in situation.silent:
        return situation.silent[one.rule.id]
    if ended and any(timedelta() <= at - ended < REST for at in (one.moment, now)):
        return "practised"
    return "missed" if late else None


def _reason(situation: Situation) -> str:
    if situation.hold:
        return situation.hold
    return _QUIET if is_quiet(situation.quiet, situation.now, situation.home) else ""


def _showing(ready: Sequence[_Due], now: datetime) -> Showing | None:
    if not ready:
        return None
    last = max(ready, key=lambda one: one.rank)
    rule = last.rule
    assert rule  # noqa: S101  # one whose rule is gone has met its fate
    late = now - last.moment
    how = rule.how
    if late > BY_ITSELF:
        how = {"play": "ask", "sound": "text"}.get(how, how)  # type: ignore[assignment]  # all are How
    folded = tuple(one.occurrence for one in ready if one is not last)
    return Showing(rule, last.occurrence, late, folded, how, last.laters)


def _wake(rules: Sequence[Rule], situation: Situation, *, is_holding: bool) -> datetime | None:
    """Find the first moment at which a plan may say something else."""
    now = situation.now
    moments = [later.due for later in situation.laters if later.due > now]
    first = next(
        (
            one.due
            for one in upcoming(rules, after=now, home=situation.home)
            if one.key not in situation.handled
        ),
        None,
    )
    moments += [first] if first else []
    moments += [now + LOOK_AGAIN] if is_holding else []
    return min(moments, default=None)
