"""One take, made ready: cut to its speech, faded, and as loud as all the others.

The voices' own trimming takes what lies 50 dB below the peak for silence. A living room is louder
than that, so a take is cut against the noise that is in it.
"""

from dataclasses import dataclass

import numpy as np

from compassion_audio.audio.clip import Clip
from compassion_audio.errors import SpeechFailed
from compassion_audio.timeline import LEAD, TAIL
from compassion_audio.units import FRAMES_PER_MILLISECOND, Decibels, Milliseconds
from compassion_audio.voices.takes.loudness import STEP, Levels, loudness, mean_level, runs

COMMON_LEVEL = Decibels(-24.0)
"""What all takes are brought to: the mean power of their speech, below full scale. Speech peaks
12 to 18 dB above that, so hardly any take has to stay below for its peaks."""

HIGHEST_PEAK = Decibels(-1.0)

NOISY = Decibels(-40.0)
"""Noise that is less than so far below the speech is heard under it, and in and out with it.

Source: our own listening; audiobook publishers ask for about the same (-60 dBFS under -20)."""

LONGEST = Milliseconds(120_000)
"""A take is one line. What is longer is a recording to be cut, or a mistake."""

_CLICK = 3
"""Steps. A sound that is no longer, and stands apart, is a click of the recorder or the lips."""

_APART = 15
"""Steps."""

_SOFT = 20
"""Steps that a soft beginning or ending may last: the f of "if", the s of "hands"."""

_SOFTER = 5.0
"""Decibels. What leads into speech, or out of it, may be so far below what counts as a sound."""

_LEAST_FADE = Milliseconds(2)
"""Where a recording begins or ends within the speech: enough to take out a click."""


@dataclass(frozen=True, slots=True)
class Edited:
    """A take that is ready, and what it was like."""

    clip: Clip
    """`LEAD` before the speech, `TAIL` after it, whole milliseconds, one channel, 48 kHz."""

    level: Decibels
    """Of its speech, below full scale, before it was brought to the common one."""

    noise: Decibels
    """Of the room, against the speech: -50 is good, -30 is heard."""

    gain: Decibels
    """What was added."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should know of it, in a few words each; the best takes have none."""
        found = []
        if self.noise > NOISY:
            found.append(f"noisy: the room is only {-self.noise:.0f} dB below the voice")
        if self.level + self.gain < COMMON_LEVEL - 1:
            found.append("uneven: a loud moment keeps the rest softer than the other takes")
        return tuple(found)


def edited(clip: Clip) -> Edited:
    """Make a take of a recording of one line.

    Args:
        clip: One channel at 48 kHz, with or without quiet around the speech.

    Raises:
        SpeechFailed: There is no speech in it, or it is longer than any line.
    """
    if clip.length > LONGEST:
        raise SpeechFailed(
            f"it is {clip.length / 60_000:.0f} minutes long, and a take is one line",
            hint="cut a recording of many lines with: compassion takes cut",
        )
    heard = loudness(clip.samples)
    if not len(heard.level):
        raise SpeechFailed("it is too short to hold speech", hint="record it again")
    bounds = _speech(heard.prominence)
    if not bounds:
        raise SpeechFailed("there is no speech in it", hint="record it again, nearer to you")
    first, last = bounds
    inside = slice(first, last)
    level = mean_level(heard.level[inside][heard.prominence[inside] > 0])
    outside = np.concatenate([heard.level[:first], heard.level[last:]])
    noise = float(np.median(outside)) if len(outside) >= _APART else heard.noise
    gain = min(COMMON_LEVEL - level, HIGHEST_PEAK - 20 * np.log10(clip.peak))
    cut = _cut(clip, first * STEP, last * STEP, float(gain))
    return Edited(cut, level, Decibels(noise - level), Decibels(float(gain)))


def _speech(prominence: Levels) -> tuple[int, int] | None:
    """Find where speech begins and ends, in steps; None where there is none."""
    islands = runs(prominence > 0)
    solid = [
        (first, last)
        for at, (first, last) in enumerate(islands)
        if last - first > _CLICK or not _stands_apart(islands, at)
    ]
    if not solid:
        return None
    first, last = solid[0][0], solid[-1][1]
    for _ in range(_SOFT):
        first -= first > 0 and bool(prominence[first - 1] > -_SOFTER)
        last += last < len(prominence) and bool(prominence[last] > -_SOFTER)
    return first, last


def _stands_apart(islands: list[tuple[int, int]], at: int) -> bool:
    first, last = islands[at]
    before = first - islands[at - 1][1] if at else _APART
    after = islands[at + 1][0] - last if at + 1 < len(islands) else _APART
    return min(before, after) >= _APART


def _cut(clip: Clip, first: int, last: int, gain: float) -> Clip:
    """Cut to what lies between two moments and its margins, and let pydub do fades and gain."""
    begin, end = max(0, first - LEAD), min(clip.length, last + TAIL)
    piece = clip.samples[begin * FRAMES_PER_MILLISECOND : end * FRAMES_PER_MILLISECOND]
    loudest = max(1.0, clip.peak)  # pydub's whole numbers cannot go over full scale
    segment = Clip(np.asarray(piece / np.float32(loudest))).to_pydub()
    segment = segment.apply_gain(gain + 20 * np.log10(loudest))
    segment = segment.fade_in(max(_LEAST_FADE, first - begin))
    segment = segment.fade_out(max(_LEAST_FADE, end - last))
    samples = Clip.from_pydub(segment).samples
    before = LEAD - (first - begin)
    after = TAIL - (end - last)
    quiet = [(count * FRAMES_PER_MILLISECOND) for count in (before, after)]
    return Clip(np.pad(samples, (tuple(quiet), (0, 0))))
