"""The quantities of the house, each a type of its own, and how people write and read time.

The plan counts whole milliseconds. Sound counts whole frames at 48 kHz, where a millisecond is
exactly 48 frames, so turning one into the other never rounds. Seconds appear only where people
read them.
"""

import re
from typing import NewType

Milliseconds = NewType("Milliseconds", int)
"""A moment or a length on the plan."""

Frames = NewType("Frames", int)
"""Sound samples of one channel at `SAMPLE_RATE`, unless another rate is named."""

Hertz = NewType("Hertz", int)
Decibels = NewType("Decibels", float)
WordsPerMinute = NewType("WordsPerMinute", float)
"""Measured pace: spoken words per minute of trimmed speech, never an engine's own number."""

SAMPLE_RATE = Hertz(48_000)
FRAMES_PER_MILLISECOND = 48

LONGEST_LENGTH = Milliseconds(24 * 3_600_000)
"""Of any recording: a day."""

_DURATION = re.compile(
    r"(?:(?P<h>\d{1,9})h)?(?:(?P<m>\d{1,9})m)?(?:(?P<s>\d{1,9}(?:\.\d{1,3})?)s)?",
    re.ASCII,
)

_SIZE = re.compile(
    r"(?P<count>\d{1,12}(?:\.\d{1,3})?)\s?(?P<unit>[KMGT]?)B?", re.ASCII | re.IGNORECASE
)
_UNITS = {"": 1, "K": 1000, "M": 1000**2, "G": 1000**3, "T": 1000**4}


def read_size(text: str) -> int:
    """Read an amount of data in bytes: `500MB`, `2GB`, `1.5 G`. A kilobyte has 1000.

    Raises:
        ValueError: The text is not such an amount.
    """
    found = _SIZE.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text[:20]!r} is not a size such as 500MB or 2GB")
    return round(float(found["count"]) * _UNITS[found["unit"].upper()])


def write_size(count: int) -> str:
    """Write an amount of data as people read it: `325.5 MB`, `28 kB`."""
    for unit in ("TB", "GB", "MB", "kB"):
        size = _UNITS[unit[0].upper()]
        if count >= size * 0.9995:
            return f"{count / size:.1f} {unit}".replace(".0 ", " ")
    return f"{count} byte{'' if count == 1 else 's'}"


def frames_at(moment: Milliseconds) -> Frames:
    """Give the frame at which a moment of the plan sounds. Exact: 48 frames a millisecond."""
    return Frames(moment * FRAMES_PER_MILLISECOND)


def seconds(count: float) -> Milliseconds:
    """Give `count` seconds as whole milliseconds, rounded to the nearest."""
    return Milliseconds(round(count * 1000))


def read_duration(text: str) -> Milliseconds:
    """Read a length as scripts write it: `5s`, `2.5s`, `1m30s`, `2m`, `1h`.

    Raises:
        ValueError: The text is not such a length.
    """
    found = _DURATION.fullmatch(text)
    if not found or not text:
        raise ValueError(f"{text[:20]!r} is not a length such as 5s, 1m30s or 2m")
    hours, minutes = int(found["h"] or 0), int(found["m"] or 0)
    return seconds(hours * 3600 + minutes * 60 + float(found["s"] or 0))


def write_duration(length: Milliseconds) -> str:
    """Write a length as scripts do: 90 000 is `1m30s`. `read_duration` gives it back."""
    minutes, rest = divmod(length, 60_000)
    hours, minutes = divmod(minutes, 60)
    spoken = f"{rest / 1000:.3f}".rstrip("0").rstrip(".")
    parts = [
        f"{hours}h" if hours else "",
        f"{minutes}m" if minutes else "",
        f"{spoken}s" if rest or not length else "",
    ]
    return "".join(parts)


def clock(moment: Milliseconds) -> str:
    """Write a moment as a player shows it: `5:00`, `1:02:03`, cut to the second."""
    minutes, secs = divmod(moment // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{secs:02}" if hours else f"{minutes}:{secs:02}"


def exact_clock(moment: Milliseconds) -> str:
    """Write a moment to the millisecond: `5:00.000`, `1:02:03.004`."""
    return f"{clock(moment)}.{moment % 1000:03}"


def read_length(text: str) -> Milliseconds:
    """Read how long a recording shall be: `10m`, `7:30`, `1:02:03`, `600s`, or minutes alone.

    Raises:
        ValueError: The text is not such a length, or is zero.
    """
    written = text.strip()
    if re.fullmatch(r"\d+(?:\.\d+)?", written, re.ASCII):
        length = seconds(float(written) * 60)
    elif found := re.fullmatch(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)", written, re.ASCII):
        hours, minutes, secs = (int(part or 0) for part in found.groups())
        length = seconds(hours * 3600 + minutes * 60 + secs)
    else:
        try:
            length = read_duration(written)
        except ValueError as cause:
            raise ValueError("a length is written 10m, 7:30 or 600s") from cause
    if not 0 < length <= LONGEST_LENGTH:
        raise ValueError(f"a length is above nothing and at most {write_duration(LONGEST_LENGTH)}")
    return length
