"""The bells of a recording, taken away, so that what else sounds can be told.

A bell of ours is computed, so its sound is known to the sample: where it was struck and how
loud, the rest follows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np

from compassion_audio.audio.bell import BELLS, strike
from compassion_audio.audio.clip import Samples
from compassion_audio.units import Milliseconds, frames_at


@dataclass(frozen=True, slots=True)
class Stroke:
    """One stroke of a bell."""

    kind: str
    """One that is no key of `audio.bell.BELLS` cannot be taken away."""

    start: Milliseconds
    level: float
    """Its peak, full scale at 1."""


def without(strokes: Iterable[Stroke], sound: Samples, begin: int) -> Samples:
    """Give a stretch of sound without its bells.

    Args:
        strokes: Of the whole recording.
        sound: Shape (channels, frames).
        begin: Its first frame, in the recording.

    Returns:
        The same array where no bell sounds.
    """
    rest: Samples | None = None
    end = begin + sound.shape[1]
    for stroke in strokes:
        start = frames_at(stroke.start)
        bell = BELLS.get(stroke.kind)
        if bell is None or start >= end or start + frames_at(bell.ring) <= begin:
            continue
        heard = _heard(stroke.kind)[max(0, begin - start) : end - start]
        place = max(0, start - begin)
        rest = sound.copy() if rest is None else rest
        rest[:, place : place + len(heard)] -= np.float32(stroke.level) * heard
    return sound if rest is None else rest


@cache
def _heard(kind: str) -> Samples:
    return strike(kind).samples[:, 0]
