"""The single values of a guide: lengths, beds, bells, words and voices, as people write them."""

import re

import yaml

from compassion_audio.errors import CompassionAudioError, nearest, shortened
from compassion_audio.script import Bed, Bell, Pause, Silence, Step
from compassion_audio.script.marks import (
    BEDS,
    BELLS,
    LONGEST_PAUSE,
    LONGEST_SILENCE,
    MOST_STROKES,
    NO_BED,
    SHORTEST_PAUSE,
    SHORTEST_SILENCE,
    MarkError,
    read_mark,
)
from compassion_audio.script.plain_yaml import text_of
from compassion_audio.script.variables import check_value
from compassion_audio.units import Decibels, Milliseconds, read_length, write_duration

LOWEST_LEVEL, HIGHEST_LEVEL = Decibels(-60.0), Decibels(-15.0)
"""Of a bed against the voice, in LU. Above the highest, words are hard to make out for many."""

USUAL_LEVEL = Decibels(-20.0)
"""Source: WCAG 2.2, success criterion 1.4.7: background at least 20 dB below the speech."""

BED_KINDS = (*BEDS, NO_BED)
MOST_WORDS = 2_000
"""Characters of a value that is spoken, or of a name."""

_NAME = re.compile(r"[^\W\d_][\w-]{0,39}")
_ROLE = re.compile(r"[a-z][a-z0-9-]{0,39}")


def read_fit(node: yaml.Node) -> Milliseconds:
    """Read how long something shall be, as `--length` does.

    Raises:
        ValueError: It is no length.
    """
    text = text_of(node)
    try:
        return read_length(text)
    except ValueError as cause:
        raise ValueError(f"{shortened(text)!r} is not a length; {cause}") from cause


def read_silence(node: yaml.Node) -> Silence:
    """Read a silence: `2m`, `90s`.

    Raises:
        ValueError: It is none.
    """
    limits = f"from {write_duration(SHORTEST_SILENCE)} to {write_duration(LONGEST_SILENCE)}"
    step = _step("silence", node, f"is not a silence such as 2m or 1m30s, {limits}")
    assert isinstance(step, Silence)  # noqa: S101  # what the mark is called, it is
    return step


def read_gap(node: yaml.Node) -> Pause:
    """Read what lies between items, as a pause is written: `6s`, `6s..20s`, `6s exact`.

    Raises:
        ValueError: It is none.
    """
    limits = f"from {write_duration(SHORTEST_PAUSE)} to {write_duration(LONGEST_PAUSE)}"
    step = _step("pause", node, f"is not a gap such as 6s, 6s..20s or 6s exact, {limits}")
    assert isinstance(step, Pause)  # noqa: S101
    return step


def read_bell(node: yaml.Node) -> Bell:
    """Read a bell on one line: `bowl`, `bowl x3`.

    Raises:
        ValueError: It is none.
    """
    told = f"is not a bell; the bells are {', '.join(BELLS)}, up to {MOST_STROKES} times, bowl x3"
    step = _step("bell", node, told)
    assert isinstance(step, Bell)  # noqa: S101
    return step


def _step(word: str, node: yaml.Node, refusal: str, *, quote: str = "") -> Step:
    """Read a mark that a guide writes without its brackets and without its first word."""
    text = text_of(node)
    try:
        mark = f"{word} {quote}{text}{quote}"
        step = read_mark(mark, node.start_mark.line + 1, node.start_mark.column + 1)
    except MarkError as cause:
        raise ValueError(f"{shortened(text)!r} {refusal}") from cause
    return step  # type: ignore[return-value]  # none of these opens or closes a condition


def read_bed(node: yaml.Node) -> str:
    """Read the kind of a bed, or the name of a file beside the guide; empty for `off`.

    Raises:
        ValueError: There is no such bed, or no file can be called that.
    """
    text = text_of(node)
    if "." in text:
        step = _step("bed", node, "is not a file beside the guide, such as creek.wav", quote='"')
        assert isinstance(step, Bed)  # noqa: S101
        return step.kind
    if text not in BED_KINDS:
        told = f"{shortened(text)!r} is not a bed; the beds are {', '.join(BED_KINDS)}"
        close = nearest(text, BED_KINDS)
        raise ValueError(f"{told}; {close}" if close else told)
    return "" if text == NO_BED else text


def read_level(node: yaml.Node) -> Decibels:
    """Read how loud a bed is against the voice, in LU.

    Raises:
        ValueError: It is no number, or would cover the words.
    """
    text = text_of(node)
    is_number = re.fullmatch(r"-?\d{1,3}(\.\d{1,3})?", text, re.ASCII)
    if not is_number or not LOWEST_LEVEL <= float(text) <= HIGHEST_LEVEL:
        limits = f"from {LOWEST_LEVEL:.0f} to {HIGHEST_LEVEL:.0f}"
        raise ValueError(
            f"{shortened(text)!r} is not a level {limits}: in LU, how far the bed lies under the "
            f"voice, usually {USUAL_LEVEL:.0f}"
        )
    return Decibels(float(text))


def read_name(node: yaml.Node) -> str:
    """Read what a practice or a guide is called.

    Raises:
        ValueError: It is empty, or far too long.
    """
    text = text_of(node)
    if len(text) > MOST_WORDS:
        raise ValueError(f"a name has at most {MOST_WORDS} characters")
    return text


def read_words(name: str, node: yaml.Node) -> str:
    """Read the words for a variable; empty ones are words, too.

    Raises:
        ValueError: They are not plain words on one line, or no variable can have this name.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"{shortened(name)!r} cannot be the name of a variable")
    if not isinstance(node, yaml.ScalarNode):
        raise ValueError("these are words on one line")
    words: str = node.value
    if len(words) > MOST_WORDS:
        raise ValueError(f"words for a variable have at most {MOST_WORDS} characters")
    try:
        check_value(name, words)
    except CompassionAudioError as cause:
        raise ValueError("; ".join((cause.message, cause.hint))) from cause
    return words


def read_voice(role: str, node: yaml.Node) -> str:
    """Read who speaks a role; whether there is such a voice, the `voices` room knows.

    Raises:
        ValueError: It is empty, or no role can have this name.
    """
    if not _ROLE.fullmatch(role):
        raise ValueError(f"{shortened(role)!r} is not a role: one word in small letters")
    return read_name(node)
