"""The nearest right form of a mark that is none: what was meant, with its length and its count."""

import re
from collections.abc import Callable, Collection, Iterator
from difflib import get_close_matches

from compassion_audio.units import Milliseconds, write_duration

_MOST_CHARACTERS = 80
_LENGTH = r"(?:\d+(?:\.\d+)?[hms])+"
_FOREIGN = re.compile(r"\s*\d|[A-Z]|[^\"]*[:=]|.*\d\s*(?:sec|min|milli)", re.DOTALL)
_UNITS = (
    (r"h|hrs?|hours?", "h"),
    (r"m|mins?|minutes?", "m"),
    (r"s|secs?|seconds?|\"|”|″", "s"),
)
_RANGE = re.compile(
    rf"(\d+(?:\.\d+)?)([hms]?)\s*(?:[-\u2013\u2014\u2026]|\.{{2,3}}|\bto\b)\s*({_LENGTH})"
)
_COUNTED = ("bell", "breath")
_NAMING = ("bed", "sound")


def is_foreign(inner: str) -> bool:
    """Say whether a mark looks like one of another program, and not like a slip: `[PAUSE:5]`."""
    return bool(_FOREIGN.match(inner[:_MOST_CHARACTERS]))


def nearest_mark(
    inner: str, *, words: Collection[str], is_right: Callable[[str], bool]
) -> str | None:
    """Give the nearest right form of a mark, without its brackets, or None.

    Args:
        inner: What stands between the brackets.
        words: What a mark may begin with.
        is_right: Whether a form, also without brackets, is a mark.
    """
    for candidate in _candidates(inner[:_MOST_CHARACTERS], words):
        if candidate.partition(" ")[0] in words and is_right(candidate):
            return candidate
    return None


def _candidates(inner: str, words: Collection[str]) -> Iterator[str]:
    told = _spelt_out(inner)
    told = _led_by_its_word(told, words)
    if not told:
        return
    if told[0] in _NAMING and len(told) > 1:
        name = inner.strip().partition(" ")[2].strip(" \"'“”‘’")
        yield f'{told[0]} "{name}"'
    if told[0] == "if":
        for length in filter(re.compile(_LENGTH).fullmatch, told):
            yield f"if {length} or longer"
    if told[0] in _COUNTED:
        counts = [found[1] for word in told[1:] if (found := re.fullmatch(r"x?(\d+)[sx]?", word))]
        kinds = [word for word in told[1:] if word.isalpha() and word != "x"]
        for count in counts[:1]:
            yield " ".join([told[0], *kinds[:1], f"x{count}"])
            yield f"{told[0]} x{count}"
    if len(told) == 3 and re.fullmatch(_LENGTH, told[2]):
        yield f"{told[0]} {told[2]}"  # `[pause for 5s]`
    for count in (len(told), 3, 2, 1):
        yield " ".join(told[:count])


def _led_by_its_word(told: list[str], words: Collection[str]) -> list[str]:
    """Let the word that says what it is stand first: `2m silence`, `puase 5s`, and `5s` alone."""
    if not told:
        return told
    if told[0][0].isdigit():
        named = [word for word in told[1:] if word.rstrip("s") in words]
        kind = named[0].rstrip("s") if named else "pause"
        return [kind, *(word for word in told if word not in named[:1])]
    close = get_close_matches(told[0], words, n=1, cutoff=0.6)
    return [*close, *told[1:]] if close else told


def _spelt_out(inner: str) -> list[str]:
    """Bring a foreign mark near to ours: `PAUSE:5 seconds` becomes `pause 5s`."""
    text = re.sub(r"(?<![\d:])(\d{1,2}):([0-5]\d)(?![\d:])", _clock, inner.casefold())
    text = re.sub(r"[:=,;~]", " ", text)
    text = re.sub(r"(\d+)\s*(?:ms|milliseconds?)(?!\w)", _milliseconds_as_seconds, text)
    for names, unit in _UNITS:
        text = re.sub(rf"(?<=\d)\s*(?:{names})(?![^\W\d])", unit, text)
    text = _RANGE.sub(_range, text)
    text = re.sub(r"(?<=[a-z])\s*[-\u2013\u2014]+\s*(?=\d)", " ", text)
    text = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?)(?=\s|$)", r"\1s", text)
    return text.split()


def _range(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2] or found[3][-1]}..{found[3]}"


def _clock(found: re.Match[str]) -> str:
    return write_duration(Milliseconds((int(found[1]) * 60 + int(found[2])) * 1000))


def _milliseconds_as_seconds(found: re.Match[str]) -> str:
    return write_duration(Milliseconds(int(found[1])))
