"""The marks in square brackets: one strict form each, and the nearest right form for any other."""

import re
from collections.abc import Callable

from compassion_audio.errors import shortened
from compassion_audio.script.model import (
    Alone,
    Bed,
    Bell,
    Breath,
    LongerThan,
    Pause,
    Silence,
    Sound,
    Step,
    Turn,
)
from compassion_audio.script.nesting import Closing, Opening, Otherwise
from compassion_audio.script.suggestion import is_foreign, nearest_mark
from compassion_audio.units import Milliseconds, read_duration, seconds, write_duration

PLAIN_PAUSE = seconds(4)
SHORTEST_PAUSE, LONGEST_PAUSE = seconds(0.1), seconds(3600)
SHORTEST_SILENCE, LONGEST_SILENCE = seconds(1), seconds(24 * 3600)
BELLS = ("bowl", "chime", "wood", "soft")
MOST_STROKES = 108
BEDS = ("rain", "brown", "drone", "waves", "stream")
NO_BED = "off"
MOST_BREATHS = 100

_LIST = (
    "the marks are [pause 5s], [silence 2m], [breath], [bell], [bed rain], [voice second], "
    '[sound "file.wav"], [if 12m or longer], [if alone], [else] and [end]'
)
_LENGTH = r"(?:\d+(?:\.\d+)?[hms])+"
_PAUSE = re.compile(
    rf"pause(?: (?P<natural>{_LENGTH}))?(?: (?:(?P<low>{_LENGTH})\.\.(?P<high>{_LENGTH})|exact))?",
    re.ASCII,
)
_SILENCE = re.compile(rf"silence (?P<natural>{_LENGTH})", re.ASCII)
_BELL = re.compile(r"bell(?: (?P<kind>[a-z]+))?(?: x(?P<times>[1-9]\d{0,2}))?", re.ASCII)
_BREATH = re.compile(r"breath(?: x(?P<times>[1-9]\d{0,2}))?", re.ASCII)
_FILE = r'"(?P<file>[^"/\\]{1,200})"'
_BED = re.compile(rf"bed (?:(?P<kind>[a-z]+)|{_FILE})", re.ASCII)
_VOICE = re.compile(r"voice(?: (?P<role>[a-z][a-z0-9-]{0,39}))?", re.ASCII)
_SOUND = re.compile(rf"sound {_FILE}")
_IF = re.compile(rf"if (?:alone|(?P<length>{_LENGTH}) or longer)", re.ASCII)

Mark = Step | Opening | Otherwise | Closing


class MarkError(Exception):
    """A mark that is not of the language; the second argument is the hint.

    Attributes:
        hint: What to write instead.
        is_foreign: Whether it looks like a mark of another program, which `import` converts.
    """

    def __init__(self, message: str, hint: str, *, is_foreign: bool = False) -> None:
        super().__init__(message)
        self.hint = hint
        self.is_foreign = is_foreign


def read_mark(inner: str, line: int, column: int) -> Mark:
    """Read what stands between square brackets.

    Args:
        inner: Without the brackets.
        line: Where it stands.
        column: Where its bracket opens.

    Raises:
        MarkError: It is unknown, misspelt or malformed; the hint gives the nearest right form.
    """
    word = inner.partition(" ")[0]
    reader = _READERS.get(word)
    if reader is None:
        raise _refusal(inner, f"unknown mark [{shortened(inner)}]", _suggestion(inner))
    try:
        return reader(inner, line, column)
    except ValueError as cause:
        hint = _suggestion(inner)
        told = str(cause)
        hint = "" if hint == _LIST else hint
        raise _refusal(inner, f"[{shortened(inner)}]: {told}", hint) from cause


def _refusal(inner: str, message: str, hint: str) -> MarkError:
    return MarkError(message, hint, is_foreign=hint not in ("", _LIST) and is_foreign(inner))


def _read_pause(inner: str, line: int, _column: int) -> Pause:
    found = _PAUSE.fullmatch(inner)
    if not found or inner == "pause exact":
        raise ValueError("a pause is written [pause 5s], [pause 5s..20s] or [pause 4s exact]")
    if found["low"]:
        low, high = (_pause_length(found[limit]) for limit in ("low", "high"))
        natural = _pause_length(found["natural"]) if found["natural"] else low
        if not low <= natural <= high:
            raise ValueError("the limits stand in order, and the first length lies within them")
        return Pause(natural, low, high, line)
    natural = _pause_length(found["natural"]) if found["natural"] else PLAIN_PAUSE
    if inner.endswith(" exact"):
        return Pause(natural, natural, natural, line)
    return Pause(natural, *_default_limits(natural), line)


def _pause_length(text: str) -> Milliseconds:
    return _within(text, SHORTEST_PAUSE, LONGEST_PAUSE, "a pause")


def _read_silence(inner: str, line: int, _column: int) -> Silence:
    found = _SILENCE.fullmatch(inner)
    if not found:
        raise ValueError("a silence is written with its length, [silence 2m]")
    length = _within(found["natural"], SHORTEST_SILENCE, LONGEST_SILENCE, "a silence")
    return Silence(length, line)


def _read_bell(inner: str, line: int, _column: int) -> Bell:
    found = _BELL.fullmatch(inner)
    if not found:
        raise ValueError("a bell is written [bell], [bell bowl] or [bell bowl x3]")
    kind, times = found["kind"] or BELLS[0], int(found["times"] or 1)
    if kind not in BELLS:
        told = f"there is no bell called {shortened(kind)}"
        raise ValueError(f"{told}; the bells are {', '.join(BELLS)}")
    if times > MOST_STROKES:
        raise ValueError(f"a bell has at most {MOST_STROKES} strokes")
    return Bell(kind, times, line)


def _read_breath(inner: str, line: int, _column: int) -> Breath:
    found = _BREATH.fullmatch(inner)
    times = int(found["times"] or 1) if found else 0
    if not 1 <= times <= MOST_BREATHS:
        raise ValueError(f"breaths are written [breath] or [breath x3], at most {MOST_BREATHS}")
    return Breath(times, line)


def _read_bed(inner: str, line: int, _column: int) -> Bed:
    found = _BED.fullmatch(inner)
    if found and found["file"]:
        return Bed(_file_name(found["file"]), line)
    kind = found["kind"] if found else ""
    if kind not in (*BEDS, NO_BED):
        told = f"a bed is one of {', '.join(BEDS)}, or {NO_BED}"
        raise ValueError(f'{told}, or a file beside the script, in quotes: [bed "creek.wav"]')
    return Bed("" if kind == NO_BED else kind, line)


def _file_name(name: str) -> str:
    """Check that a name can be that of a file, and is none of the beds' own."""
    if name.startswith(".") or not re.fullmatch(r".+\.\w{1,20}", name):
        raise ValueError('a bed of your own is a file with an ending: [bed "creek.wav"]')
    return name


def _read_voice(inner: str, line: int, _column: int) -> Turn:
    found = _VOICE.fullmatch(inner)
    if not found:
        raise ValueError("a role is one word in small letters, [voice second]; [voice] returns")
    return Turn(found["role"] or "", line)


def _read_sound(inner: str, line: int, _column: int) -> Sound:
    found = _SOUND.fullmatch(inner)
    if not found or found["file"].startswith("."):
        raise ValueError('a sound is a file beside the script, in quotes: [sound "birds.wav"]')
    return Sound(found["file"], line)


def _read_if(inner: str, line: int, column: int) -> Opening:
    found = _IF.fullmatch(inner)
    if not found:
        raise ValueError("a condition is [if 12m or longer] or [if alone]")
    if not found["length"]:
        return Opening(Alone(), line, column)
    length = _within(found["length"], SHORTEST_SILENCE, LONGEST_SILENCE, "a condition's length")
    return Opening(LongerThan(length), line, column)


def _read_else(inner: str, line: int, column: int) -> Otherwise:
    if inner != "else":
        raise ValueError("it is written [else]")
    return Otherwise(line, column)


def _read_end(inner: str, line: int, column: int) -> Closing:
    if inner != "end":
        raise ValueError("it is written [end]")
    return Closing(line, column)


def write_mark(step: Step) -> str:
    """Write a mark in its one right form. `read_mark` gives the step back.

    Raises:
        ValueError: The step is no single mark.
    """
    match step:
        case Pause():
            return f"[{_write_pause(step)}]"
        case Silence(natural=length):
            return f"[silence {write_duration(length)}]"
        case Breath(times=times):
            return "[breath]" if times == 1 else f"[breath x{times}]"
        case Bell(kind=kind, times=times):
            named = "" if kind == BELLS[0] else f" {kind}"
            return f"[bell{named}]" if times == 1 else f"[bell{named} x{times}]"
        case Bed(kind=kind):
            return f'[bed "{kind}"]' if step.is_own else f"[bed {kind or NO_BED}]"
        case Turn(role=role):
            return f"[voice {role}]" if role else "[voice]"
        case Sound(file=file):
            return f'[sound "{file}"]'
        case _:
            raise ValueError(f"{type(step).__name__} is no mark")


def write_condition(condition: LongerThan | Alone) -> str:
    """Write the mark that opens a condition."""
    if isinstance(condition, Alone):
        return "[if alone]"
    return f"[if {write_duration(condition.length)} or longer]"


def _write_pause(step: Pause) -> str:
    natural, low, high = (
        write_duration(length) for length in (step.natural, step.shortest, step.longest)
    )
    if step.shortest == step.natural == step.longest:
        return f"pause {natural} exact"
    if (step.shortest, step.longest) == _default_limits(step.natural):
        return "pause" if step.natural == PLAIN_PAUSE else f"pause {natural}"
    if step.shortest == step.natural:
        return f"pause {low}..{high}"
    return f"pause {natural} {low}..{high}"


def _default_limits(natural: Milliseconds) -> tuple[Milliseconds, Milliseconds]:
    """Give the limits of a pause that names none: a half, and four times."""
    return Milliseconds(natural // 2), Milliseconds(natural * 4)


_READERS: dict[str, Callable[[str, int, int], Mark]] = {
    "pause": _read_pause,
    "silence": _read_silence,
    "breath": _read_breath,
    "bell": _read_bell,
    "bed": _read_bed,
    "voice": _read_voice,
    "sound": _read_sound,
    "if": _read_if,
    "else": _read_else,
    "end": _read_end,
}
WORDS = tuple(_READERS)
"""What a mark may begin with."""


def _within(text: str, low: Milliseconds, high: Milliseconds, what: str) -> Milliseconds:
    length = read_duration(text)
    if not low <= length <= high:
        raise ValueError(f"{what} lasts from {write_duration(low)} to {write_duration(high)}")
    return length


def _suggestion(inner: str) -> str:
    """Give the nearest right form of a mark, as a question, or the list of marks."""
    nearest = nearest_mark(inner, words=WORDS, is_right=_is_right)
    return f"did you mean [{nearest}]?" if nearest else _LIST


def _is_right(inner: str) -> bool:
    try:
        _READERS[inner.partition(" ")[0]](inner, 0, 0)
    except ValueError:
        return False
    return True
