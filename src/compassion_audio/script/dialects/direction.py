"""What a stage direction means: `Pause 5 seconds`, `long pause`, `5s`, `bell x3`, and their like.

The vocabulary is small and closed: a direction with a word outside it is not understood, so that
nothing is taken for a pause that is none.
"""

import re
from functools import lru_cache

from compassion_audio.script.marks import (
    LONGEST_PAUSE,
    LONGEST_SILENCE,
    MOST_BREATHS,
    MOST_STROKES,
    PLAIN_PAUSE,
    SHORTEST_PAUSE,
    SHORTEST_SILENCE,
    MarkError,
    read_mark,
    write_condition,
    write_mark,
)
from compassion_audio.script.model import Bell, Breath, Pause, Silence
from compassion_audio.script.nesting import Closing, Opening, Otherwise
from compassion_audio.units import Milliseconds, seconds, write_duration

LONG_PAUSE, SHORT_PAUSE = seconds(10), seconds(2)
STRENGTHS = {
    "x-weak": Milliseconds(250),
    "weak": Milliseconds(500),
    "medium": Milliseconds(750),
    "strong": Milliseconds(1000),
    "x-strong": Milliseconds(1250),
}
"""How long a break of each strength lasts. SSML leaves it to the engine.

Source: Microsoft, "Customize voice and sound with SSML", the element `break`.
"""

_MOST_CHARACTERS = 80
_FEW_WORDS = 2
_NUMBER_ALONE = re.compile(
    r"\((\d{1,3}) ?(?:[\"\u201d\u2033]|s|secs?\.?|seconds?)?\)", re.IGNORECASE
)
_PAUSES = frozenset({"pause", "pauses", "break", "wait", "beat", "pausa", "pauze"})
_SILENCES = frozenset({"silence", "silent", "quiet", "stille", "silencio", "silenzio", "stilte"})
_BELLS = frozenset({"bell", "bells", "chime", "chimes", "gong"})
_BREATHS = frozenset({"breath", "breaths"})
_LONG = frozenset({"long", "longer", "extended", "lange", "larga", "longue", "lunga"})
_SHORT = frozenset(
    {"short", "brief", "slight", "small", "kurze", "breve", "corta", "courte", "korte"}
)
_FILLERS = frozenset({
    "a", "about", "again", "an", "another", "approx", "approximately", "around", "at", "for",
    "here", "in", "lasting", "moment", "more", "now", "of", "please", "ring", "rings", "sound",
    "sounds", "strike", "take", "the", "time", "times", "very",
})  # fmt: skip
_COUNTED = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_NUMBERS = {word: number for number, word in enumerate(_COUNTED, start=1)}
_TENS_COUNTED = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_TENS = {word: number * 10 for number, word in enumerate(_TENS_COUNTED, start=2)}
_FIGURES = _TENS | _NUMBERS
_COMPOUND = re.compile(rf"\b({'|'.join(_TENS)})[ -]({'|'.join(_COUNTED[:9])})\b")
_UNITS = {
    1: r"ms|msecs?|milliseconds?|millis",
    1000: r"s|secs?|seconds?|sekunden?|sek|secondes?|segundos?|secondi|seconden",
    60_000: r"m|mins?|minutes?|minuten?|minutos?|minuti|minuut",
    3_600_000: r"h|hrs?|hours?",
}
_UNIT = "|".join(_UNITS.values())
_AMOUNT = re.compile(rf"(?<![\w.])(\d{{1,6}}(?:\.\d{{1,3}})?) ?({_UNIT})(?![^\W\d])")
_RANGE = re.compile(
    rf"(?<![\w.])(\d{{1,4}}) ?(?:-|\u2013|to|\.\.) ?(\d{{1,4}}) ?({_UNIT})(?![^\W\d])"
)
_TIMESTAMP = re.compile(r"\s*[\d:.]+\s*")
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2}):([0-5]\d)(?![\d:])")


@lru_cache(maxsize=4096)
def mark_for(direction: str) -> str | None:
    """Give the mark that a direction asks for.

    Args:
        direction: Without its brackets.

    Returns:
        A mark in its one form, or None if the direction is not understood.
    """
    if len(direction) > _MOST_CHARACTERS:
        return None
    if _TIMESTAMP.fullmatch(direction):
        return None
    return _own(direction.strip()) or _foreign(_simplified(direction))


@lru_cache(maxsize=4096)
def is_aside(direction: str) -> bool:
    """Say whether words in round brackets are a direction; most are to be spoken."""
    if len(direction) > _MOST_CHARACTERS:
        return False
    words = set(re.findall(r"[^\W\d_]+", direction.casefold()))
    if words & (_PAUSES | _SILENCES | _BELLS) - {"quiet", "silent", "wait", "break"}:
        return True
    return bool(re.fullmatch(r"\s*\d+(?:\.\d+)?(?:ms|s)\s*", direction, re.IGNORECASE))


def mark_alone(line: str) -> str | None:
    """Give the mark that a line without brackets asks for: `*Pause*`, `-- pause 5 --`, `(10")`.

    It has a length, or is two words at most: `Pause for a moment.` may well be said.
    """
    told = line.strip()
    if len(told) > _MOST_CHARACTERS:
        return None
    if found := _NUMBER_ALONE.fullmatch(told):
        return _pause(seconds(float(found[1])))
    inner = told.strip(" \t*_~=/|<>.()-\u2013\u2014\u2026")
    if not is_aside(inner):
        return None
    text = _simplified(inner)
    asked = _foreign(text)
    return asked if len(text.split()) <= _FEW_WORDS or re.search(r"\d", text) else None


def _own(direction: str) -> str | None:
    try:
        found = read_mark(direction, 0, 0)
    except MarkError:
        return None
    match found:
        case Opening(condition=condition):
            return write_condition(condition)
        case Otherwise():
            return "[else]"
        case Closing():
            return "[end]"
        case _:
            return write_mark(found)


def _simplified(direction: str) -> str:
    """Bring it to small letters, figures for numbers, and single spaces."""
    text = direction.casefold()
    text = _CLOCK.sub(lambda found: f" {int(found[1]) * 60 + int(found[2])}s ", text)
    text = re.sub(r"(?<=\d),(?=\d)", ".", text)
    text = re.sub(r"(?<=\d) ?[\"\u201d\u2033]", " s ", text)
    text = re.sub(r"(?<!\d)\s*[~\u2013\u2014]+|(?<=[a-z])-+(?=\d)", " ", text)
    text = re.sub(r"half an? minute", "30 s", text)
    text = re.sub(r"\ban? (?=minute|second)", "1 ", text)
    text = _COMPOUND.sub(lambda found: str(_TENS[found[1]] + _NUMBERS[found[2]]), text)
    text = re.sub(r"[a-z]+", lambda found: str(_FIGURES.get(found.group(), found.group())), text)
    text = re.sub(r"(?<=\d)-(?=[a-z])", " ", text)
    text = re.sub(r"[\"'“”‘’:=;,!?…*_()/]|\.++(?!\d)|(?<!\w)-+|-+(?!\w)", " ", text)
    return " ".join(text.split())


def _foreign(text: str) -> str | None:
    if found := _RANGE.search(text):
        low, high = (_length(found[side], found[3]) for side in (1, 2))
        rest = set((text[: found.start()] + text[found.end() :]).split())
        is_pause = rest <= _PAUSES | _FILLERS and SHORTEST_PAUSE <= low < high <= LONGEST_PAUSE
        return f"[pause {write_duration(low)}..{write_duration(high)}]" if is_pause else None
    amounts = [_length(found[1], found[2]) for found in _AMOUNT.finditer(text)]
    words = _AMOUNT.sub(" ", text).split()
    counts = [int(word.removeprefix("x")) for word in words if re.fullmatch(r"x?\d{1,4}", word)]
    told = {word for word in words if not re.fullmatch(r"x?\d{1,4}", word)} - _FILLERS
    if len(counts) > 1 or (counts and amounts):
        return None
    length = Milliseconds(sum(amounts)) if amounts else None
    if told and told <= _BELLS and not amounts:
        return _bell(counts[0] if counts else 1)
    if told and told <= _BREATHS and not amounts:
        return _breath(counts[0] if counts else 1)
    if length is None and counts and told & (_PAUSES | _SILENCES):
        length = seconds(counts[0])
    elif counts:
        return None
    return _quiet(told, length)


def _quiet(told: set[str], length: Milliseconds | None) -> str | None:
    """Give a pause or a silence, if these words and this length mean one."""
    if strength := next(iter(told & STRENGTHS.keys()), None):
        return _pause(STRENGTHS[strength]) if told == {"break", strength} else None
    is_long, is_short = bool(told & _LONG), bool(told & (_SHORT | {"beat"}))
    kinds = told - _LONG - _SHORT
    if not kinds <= _PAUSES | _SILENCES or (not kinds and (length is None or told)):
        return None
    if length is not None:
        return _silence(length) if kinds & _SILENCES else _pause(length)
    plain = LONG_PAUSE if kinds & _SILENCES else PLAIN_PAUSE
    return _pause(LONG_PAUSE if is_long else SHORT_PAUSE if is_short else plain)


def _length(number: str, unit: str) -> Milliseconds:
    factor = next(factor for factor, names in _UNITS.items() if re.fullmatch(names, unit))
    return Milliseconds(round(float(number) * factor))


def pause(length: Milliseconds) -> str:
    """Write a pause of which only the natural length is known."""
    return write_mark(Pause(length, Milliseconds(length // 2), Milliseconds(length * 4), 0))


def _pause(length: Milliseconds) -> str | None:
    if length > LONGEST_PAUSE:
        return _silence(length)
    if length < SHORTEST_PAUSE:
        return None
    return pause(length)


def _silence(length: Milliseconds) -> str | None:
    if length < SHORTEST_SILENCE:
        return _pause(length)
    return write_mark(Silence(length, 0)) if length <= LONGEST_SILENCE else None


def _bell(times: int) -> str | None:
    return write_mark(Bell("bowl", times, 0)) if 1 <= times <= MOST_STROKES else None


def _breath(times: int) -> str | None:
    return write_mark(Breath(times, 0)) if 1 <= times <= MOST_BREATHS else None
