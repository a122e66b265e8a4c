"""When rules come due: from what a clock on the wall shows to exact instants.

A time that clocks skip in spring comes as much later as they skip, and one that they show twice in
autumn counts the first time only.

Source: RFC 5545, 3.3.5; it is `fold=0` of Python's zones.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from heapq import merge
from itertools import islice, pairwise
from operator import itemgetter
from zoneinfo import ZoneInfo

from compassion_audio.reminders.rule import Chance, Fixed, Occurrence, Once, Repeated, Rule

_LEAST, _MINUTE, _ONE_DAY = timedelta.resolution, timedelta(minutes=1), timedelta(days=1)

_MIDNIGHT = time(tzinfo=UTC)

_FIRST, _LAST = date.min.toordinal() + 3, date.max.toordinal() - 3
"""The days whose moments are instants in every zone."""

_FOREVER = datetime.max.replace(tzinfo=UTC)

_FURTHEST = timedelta(hours=16)
"""No zone has ever been further from UTC.

Source: the tz database; Manila was 15:56 behind until 1844, Alaska 15:13 ahead until 1867."""

_MOST_DAYS = 64
"""That are worked out at once."""

_Named = tuple[datetime, str, date]
"""The instant, the key and the day of one occurrence."""

_due = itemgetter(0)


def occurrences(
    rule: Rule, *, begin: datetime, end: datetime, home: ZoneInfo
) -> Iterator[Occurrence]:
    """Give the moments at which a rule comes due, in order, none twice.

    Two that come to the same instant are one, as on a day that a zone has left out; it keeps the
    name of the later. A rule that is switched off has none.

    Args:
        rule: What is asked for.
        begin: The first instant that counts, aware.
        end: The first that no longer counts, aware.
        home: The zone of the computer, for rules without one.

    Raises:
        ZoneInfoNotFoundError: This machine knows no zone of the rule's name.
    """
    if not rule.is_enabled or begin >= end:
        return
    zone = ZoneInfo(rule.zone) if rule.zone else home
    begin, end = begin.astimezone(UTC), end.astimezone(UTC)
    for due, key, day in _named(rule, zone, begin, end):
        if due >= end:
            return
        if due >= begin:
            yield Occurrence(due, key, rule.id, day)


def upcoming(rules: Iterable[Rule], *, after: datetime, home: ZoneInfo) -> Iterator[Occurrence]:
    """Give what comes due after an instant, of all rules together, in order, for as long as asked.

    It ends only where every rule does.

    Args:
        rules: Those that are switched off have no moments.
        after: An instant, aware, that does not belong to it.
        home: The zone of the computer.

    Raises:
        ZoneInfoNotFoundError: This machine knows no zone of some rule's name.
    """
    begin = min(after.astimezone(UTC), _FOREVER - _LEAST) + _LEAST
    return merge(*(occurrences(rule, begin=begin, end=_FOREVER, home=home) for rule in rules))


def _named(rule: Rule, zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[_Named]:
    """Give all occurrences from before `begin` to after `end`, in order.

    Days are worked out by blocks: those of a day may come after the first of the next where its
    window crosses midnight or clocks are changed. What could still be overtaken waits.
    """
    days = _days(rule, begin, end)
    moments_of = _made_for(rule, zone)
    waiting: list[_Named] = []
    size = 2  # few at first: who asks what is next seldom asks for more
    while block := list(islice(days, size)):
        for day in block:
            waiting += moments_of(day)
        waiting.sort()
        safe = datetime.combine(block[-1], _MIDNIGHT) + _ONE_DAY - _FURTHEST
        ready = bisect_left(waiting, safe, key=_due)
        yield from _once_each(waiting[:ready])
        del waiting[:ready]
        size = min(size * 2, _MOST_DAYS)
    yield from _once_each(waiting)


def _once_each(ordered: Sequence[_Named]) -> Iterator[_Named]:
    """Leave one of those that fall together: the one whose key is the last."""
    for one, following in pairwise(ordered):
        if one[0] != following[0]:
            yield one
    yield from ordered[-1:]


def _days(rule: Rule, begin: datetime, end: datetime) -> Iterator[date]:
    """Give the days of a rule whose moments may lie between two instants."""
    is_late = isinstance(rule.when, Repeated | Chance) and rule.when.window.crosses_midnight
    first = max(_FIRST, (begin - _FURTHEST).toordinal() - is_late) if begin.year > 1 else _FIRST
    last = min(_LAST, (end + _FURTHEST).toordinal()) if end.year < date.max.year else _LAST
    if rule.until:
        last = min(last, rule.until.toordinal())
    if isinstance(rule.when, Once):
        first = max(first, rule.when.moment.toordinal())
        last = min(last, rule.when.moment.toordinal())
    for number in range(first, last + 1):
        if (number + 6) % 7 in rule.weekdays:
            yield date.fromordinal(number)


def _made_for(rule: Rule, zone: ZoneInfo) -> Callable[[date], list[_Named]]:
    """Choose how the moments of one day are found."""
    when = rule.when
    if isinstance(when, Chance):
        return partial(_drawn, rule.id, when, zone)
    marks = [_mark(offset, zone) for offset in _offsets(when)]
    return partial(_marked, rule.id, marks)


def times_of(when: Fixed | Repeated | Once) -> Iterator[tuple[time, int]]:
    """Give the times of one day, and how many days after the one it counts to each of them is."""
    for offset in _offsets(when):
        yield _time_of(offset), offset.days


def _offsets(when: Fixed | Repeated | Once) -> list[timedelta]:
    """Give how long after midnight each time of a day is."""
    match when:
        case Fixed(times):
            return [_since_midnight(at) for at in times]
        case Repeated(every, window):
            first = _since_midnight(window.begin)
            return [first + every * index for index in range(window.length // every + 1)]
        case Once(moment):
            return [_since_midnight(moment.time())]


def _time_of(offset: timedelta) -> time:
    hours, minutes = divmod(offset % _ONE_DAY // _MINUTE, 60)
    return time(hours, minutes)


_Mark = tuple[time, str, int]
"""A time on the wall of a zone, as a key has it, and how many days after the one it counts to."""


def _mark(offset: timedelta, zone: ZoneInfo) -> _Mark:
    at = _time_of(offset)
    return at.replace(tzinfo=zone), at.isoformat(timespec="minutes"), offset.days


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute)


def _marked(rule: str, marks: Iterable[_Mark], day: date) -> list[_Named]:
    """Give the instants of times on one day."""
    begins = f"{rule}|{day.isoformat()}|"
    return [
        (
            datetime.combine(day + _ONE_DAY if days else day, at).astimezone(UTC),
            begins + shown,
            day,
        )
        for at, shown, days in marks
    ]


def _drawn(rule: str, chance: Chance, zone: ZoneInfo, day: date) -> list[_Named]:
    """Draw the random moments of a day: the same whenever and wherever it is asked for.

    Where clocks are put forward inside the window there is less of it, and one that would come too
    soon after another, or when the window is over, is left out that day.
    """
    begin = _since_midnight(chance.window.begin)
    length = chance.window.length
    room = (length - chance.apart * (chance.count - 1)) // _MINUTE
    drawn = sorted(_number(f"{rule}|{day.isoformat()}|{at}", room) for at in range(chance.count))
    offsets = [
        begin + _MINUTE * number + chance.apart * index for index, number in enumerate(drawn)
    ]
    found = sorted(_marked(rule, [_mark(offset, zone) for offset in offsets], day))
    ((over, *_),) = _marked(rule, [_mark(begin + length, zone)], day)
    kept: list[_Named] = []
    for one in found:
        if one[0] <= over and (not kept or one[0] - kept[-1][0] >= chance.apart):
            kept.append(one)
    return kept


def _number(seed: str, most: int) -> int:
    """Draw a number from 0 to `most` out of a text."""
    import hashlib  # some milliseconds, for what few rules need

    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8]) % (most + 1)
