"""The marks in square brackets: one strict form each, and the nearest right form for any other."""

import re
from collections.abc import Callable
from difflib import get_close_matches

from compassion_audio.errors import shortened
from compassion_audio.script.model import Bell, Pause, Silence
from compassion_audio.units import Milliseconds, read_duration, seconds, write_duration

PLAIN_PAUSE = seconds(4)
SHORTEST_PAUSE, LONGEST_PAUSE = seconds(0.1), seconds(3600)
SHORTEST_SILENCE, LONGEST_SILENCE = seconds(1), seconds(24 * 3600)
BELLS = ("bowl",)
MOST_STROKES = 108

_LIST = "the marks are [pause 5s], [silence 2m] and [bell]"
_LENGTH = r"(?:\d+(?:\.\d+)?[hms])+"
_PAUSE = re.compile(
    rf"pause(?: (?P<natural>{_LENGTH}))?(?: (?:(?P<low>{_LENGTH})\.\.(?P<high>{_LENGTH})|exact))?",
    re.ASCII,
)
_SILENCE = re.compile(rf"silence (?P<natural>{_LENGTH})", re.ASCII)
_BELL = re.compile(r"bell(?: (?P<kind>[a-z]{1,20}))?(?: x(?P<times>[1-9]\d{0,2}))?", re.ASCII)


class MarkError(Exception):
    """A mark that is not of the language; the second argument is the hint."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def read_mark(inner: str, line: int) -> Pause | Silence | Bell:
    """Read what stands between square brackets.

    Raises:
        MarkError: It is unknown, misspelt or malformed; the hint gives the nearest right form.
    """
    word = inner.partition(" ")[0]
    reader = _READERS.get(word)
    if reader is None:
        raise MarkError(f"unknown mark [{shortened(inner)}]", _suggestion(inner))
    try:
        return reader(inner, line)
    except ValueError as cause:
        hint = _suggestion(inner)
        told = str(cause)
        raise MarkError(f"[{shortened(inner)}]: {told}", "" if hint == _LIST else hint) from cause


def _read_pause(inner: str, line: int) -> Pause:
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
    return Pause(natural, Milliseconds(natural // 2), Milliseconds(natural * 4), line)


def _pause_length(text: str) -> Milliseconds:
    return _within(text, SHORTEST_PAUSE, LONGEST_PAUSE, "a pause")


def _read_silence(inner: str, line: int) -> Silence:
    found = _SILENCE.fullmatch(inner)
    if not found:
        raise ValueError("a silence is written with its length, [silence 2m]")
    length = _within(found["natural"], SHORTEST_SILENCE, LONGEST_SILENCE, "a silence")
    return Silence(length, line)


def _read_bell(inner: str, line: int) -> Bell:
    found = _BELL.fullmatch(inner)
    if not found:
        raise ValueError("a bell is written [bell], [bell bowl] or [bell bowl x3]")
    kind, times = found["kind"] or BELLS[0], int(found["times"] or 1)
    if kind not in BELLS:
        raise ValueError(f"there is no bell called {kind}; the bells are {', '.join(BELLS)}")
    if times > MOST_STROKES:
        raise ValueError(f"a bell has at most {MOST_STROKES} strokes")
    return Bell(kind, times, line)


_READERS: dict[str, Callable[[str, int], Pause | Silence | Bell]] = {
    "pause": _read_pause,
    "silence": _read_silence,
    "bell": _read_bell,
}


def _within(text: str, low: Milliseconds, high: Milliseconds, what: str) -> Milliseconds:
    length = read_duration(text)
    if not low <= length <= high:
        raise ValueError(f"{what} lasts from {write_duration(low)} to {write_duration(high)}")
    return length


def _suggestion(inner: str) -> str:
    """Give the nearest right form of a mark, as a question, or the list of marks."""
    words = _spelt_out(inner)
    if words and words[0][0].isdigit():
        words.insert(0, "pause")
    if words:
        words[0] = next(iter(get_close_matches(words[0], _READERS, n=1, cutoff=0.6)), words[0])
    for candidate in (" ".join(words), " ".join(words[:2]), " ".join(words[:1])):
        reader = _READERS.get(candidate.partition(" ")[0])
        if reader:
            try:
                reader(candidate, 0)
            except ValueError:
                continue
            return f"did you mean [{candidate}]?"
    return _LIST


def _spelt_out(inner: str) -> list[str]:
    """Bring a foreign mark near to ours: `PAUSE:5 seconds` becomes `pause 5s`."""
    text = inner[:80].casefold().replace(":", " ").replace("=", " ")
    text = re.sub(r"(\d+)\s*(?:ms|milliseconds?)\b", _milliseconds_as_seconds, text)
    text = re.sub(r"(\d)\s*(?:s|secs?|seconds?)\b", r"\1s", text)
    text = re.sub(r"(\d)\s*(?:m|mins?|minutes?)\b", r"\1m", text)
    text = re.sub(r"(?<![\d.])(\d+(?:\.\d+)?)(?=\s|$)", r"\1s", text)
    return text.split()


def _milliseconds_as_seconds(found: re.Match[str]) -> str:
    return write_duration(Milliseconds(int(found[1])))
