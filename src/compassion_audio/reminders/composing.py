"""A rule out of what a person wrote, and back: in the same words as options and in the file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from compassion_audio.reminders import written
from compassion_audio.reminders.rule import (
    EVERY_DAY,
    GRACE,
    SHORTEST,
    VOLUME,
    Chance,
    Fixed,
    Once,
    Repeated,
    Rule,
    When,
    Window,
)

_MINUTE = timedelta(minutes=1)

APART = timedelta(minutes=30)
"""Between random moments, where a person says nothing and the window has room."""

KINDS = ("at", "every", "random", "once")
"""Of which a rule has one."""

_NUMBERS = ("random", "volume")

WHEN = (*KINDS, "between", "apart")


def _name(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ValueError("a name is written in one line, such as breathing-space")
    return text.strip()


READERS: Mapping[str, Callable[[str], Any]] = {
    "play": _name,
    "course": _name,
    "at": written.read_times,
    "every": written.read_every,
    "random": written.read_count,
    "once": written.read_moment,
    "between": written.read_window,
    "apart": lambda text: written.read_span(text, least=SHORTEST, most=timedelta(days=1)),
    "on": written.read_days,
    "until": written.read_date,
    "zone": written.read_zone,
    "how": written.read_how,
    "volume": written.read_volume,
    "grace": written.read_grace,
    "enabled": written.read_switch,
}
"""What a rule can say, in the order in which it is written, and how it is read."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in what was written."""

    key: str
    """Of `READERS`, or an empty text where something is missing."""

    reason: str
    """What is wrong, and what is accepted."""


class Miswritten(ValueError):
    """What was written is no rule.

    Attributes:
        faults: At least one.
    """

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(fault.reason for fault in faults))
        self.faults = faults


def compose(rule: str, fields: Mapping[str, str], *, called: Callable[[str], str] = str) -> Rule:
    """Make a rule of what was written.

    Args:
        rule: Its id.
        fields: What was written, under keys of `READERS`.
        called: How a key is named in messages.

    Raises:
        Miswritten: With everything that is wrong.
    """
    read: dict[str, Any] = {}
    faults: list[Fault] = []
    for key, text in fields.items():
        try:
            read[key] = READERS[key](text)
        except ValueError as cause:
            faults.append(Fault(key, str(cause)))
    faults += _clashes(fields, called)
    if faults:
        raise Miswritten(*faults)
    return Rule(
        id=rule,
        name=read.get("play", ""),
        course=read.get("course", ""),
        when=_when(read),
        weekdays=read.get("on", EVERY_DAY),
        zone=read.get("zone", ""),
        until=read.get("until"),
        how=read.get("how", "ask"),
        volume=read.get("volume", VOLUME),
        grace=read.get("grace", GRACE),
        is_enabled=read.get("enabled", True),
    )


def _clashes(fields: Mapping[str, str], called: Callable[[str], str]) -> list[Fault]:
    """Find what does not go together, and what is missing."""
    kinds = [key for key in KINDS if key in fields]
    faults = []
    if not kinds:
        *most, last = map(called, KINDS)
        faults.append(Fault("", f"it does not say when; give one of {', '.join(most)} or {last}"))
    faults += [
        Fault(key, f"it cannot stand beside {called(kinds[0])}; make two rules")
        for key in kinds[1:]
    ]
    is_in_window = "every" in fields or "random" in fields
    if is_in_window and "between" not in fields:
        key = "every" if "every" in fields else "random"
        faults.append(Fault(key, f"it needs a part of the day: {called('between')} 09:00-17:00"))
    if "between" in fields and kinds and not is_in_window:
        takers = f"{called('every')} or {called('random')}"
        faults.append(Fault("between", f"it goes with {takers} alone"))
    if "apart" in fields and kinds and "random" not in fields:
        faults.append(Fault("apart", f"it goes with {called('random')} alone"))
    faults += [
        Fault(key, f"it says nothing beside {called('once')}; leave it out")
        for key in ("on", "until")
        if "once" in fields and key in fields
    ]
    return faults + _unplayable(fields, called)


def _unplayable(fields: Mapping[str, str], called: Callable[[str], str]) -> list[Fault]:
    """Find whether there is nothing to play, or too much."""
    if "play" in fields and "course" in fields:
        return [Fault("course", f"it cannot stand beside {called('play')}; make two rules")]
    how = fields.get("how", "ask")
    if how in ("ask", "play") and not fields.keys() & {"play", "course"}:
        reason = f"it has nothing to play; give {called('play')} or {called('course')}"
        return [Fault("", f"{reason}, or {called('how')} sound or text")]
    return []


def _when(read: Mapping[str, Any]) -> When:
    """Put together when a rule comes due.

    Raises:
        Miswritten: The random moments do not fit into their window.
    """
    if "at" in read:
        return Fixed(read["at"])
    if "once" in read:
        return Once(read["once"])
    if "every" in read:
        return Repeated(read["every"], read["between"])
    count, window = read["random"], read["between"]
    apart = read.get("apart", usual_apart(count, window))
    try:
        return Chance(count, window, apart)
    except ValueError as cause:
        key = "apart" if "apart" in read else "random"
        raise Miswritten(Fault(key, _too_many(count, window, apart))) from cause


def _too_many(count: int, window: Window, apart: timedelta) -> str:
    """Say what would fit into a window instead."""
    fitting = window.length // SHORTEST + 1
    advice = f"{fitting} of them fit, {written.write_span(SHORTEST)} apart"
    if count <= fitting:
        most = window.length // (count - 1) // _MINUTE * _MINUTE
        advice = f"they fit at most {written.write_span(most)} apart"
    told = f"{count} times, {written.write_span(apart)} apart"
    return f"{told}, do not fit into {written.write_window(window)}; {advice}"


def usual_apart(count: int, window: Window) -> timedelta:
    """Give how far apart random moments are where a person says nothing.

    Half an hour, or where the window is short their even share of it; at least `SHORTEST`.
    """
    return max(SHORTEST, min(APART, window.length // count // _MINUTE * _MINUTE))


def fields_of(rule: Rule) -> dict[str, str]:
    """Write a rule as a person would, without what goes without saying.

    `compose` gives it back.
    """
    fields = {"play": rule.name} if rule.name else {}
    fields |= {"course": rule.course} if rule.course else {}
    fields |= fields_of_when(rule.when)
    usual = {
        "on": (written.write_days(rule.weekdays), rule.weekdays == EVERY_DAY),
        "until": (f"{rule.until}", rule.until is None),
        "zone": (rule.zone, not rule.zone),
        "how": (rule.how, rule.how == "ask"),
        "volume": (f"{rule.volume}", rule.volume == VOLUME),
        "grace": (written.write_span(rule.grace), rule.grace == GRACE),
        "enabled": ("false", rule.is_enabled),
    }
    return fields | {key: text for key, (text, is_usual) in usual.items() if not is_usual}


def values_of(rule: Rule) -> dict[str, int | str]:
    """Write a rule as TOML and JSON do, with numbers that are no texts."""
    texts = fields_of(rule)
    plain = {key: int(text) if key in _NUMBERS else text for key, text in texts.items()}
    return plain if rule.is_enabled else plain | {"enabled": False}


def fields_of_when(when: When) -> dict[str, str]:
    """Write when a rule comes due, as `fields_of` does."""
    match when:
        case Fixed(times):
            return {"at": written.write_times(times)}
        case Once(moment):
            return {"once": written.write_moment(moment)}
        case Repeated(every, window):
            return {
                "every": written.write_span(every),
                "between": written.write_window(window),
            }
        case Chance(count, window, apart):
            is_usual = apart == usual_apart(count, window)
            return {
                "random": f"{count}",
                "between": written.write_window(window),
                **({} if is_usual else {"apart": written.write_span(apart)}),
            }


def changed(fields: Mapping[str, str], by: Mapping[str, str]) -> dict[str, str]:
    """Change what was written of a rule.

    Another kind of times takes the place of the one there was, and a course that of a practice.

    Args:
        fields: What was written.
        by: What is written now; an empty text takes a key away.
    """
    gone = {key for key, text in by.items() if not text}
    if kinds := [key for key in KINDS if by.get(key)]:
        stays = {"every": {"between"}, "random": {"between", "apart"}}.get(kinds[0], set())
        gone |= {key for key in WHEN if key not in {*stays, *kinds}}
        gone |= {"on", "until"} if kinds[0] == "once" else set()
    gone |= {"course"} if by.get("play") else {"play"} if by.get("course") else set()
    kept = {key: text for key, text in fields.items() if key not in gone}
    return kept | {key: text for key, text in by.items() if text}
