"""What the master needs to know of a sound, so that it need not hear it again.

A second of sound takes 40 bytes here, and a line some 500: a recording of many hours is levelled
in memory that does not grow with it, and a line that was spoken before without reading it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from compassion_audio.audio.clip import Clip, Samples
from compassion_audio.audio.level import as_factor
from compassion_audio.audio.loudness import HOP, ROW, Meter, Powers, rows_of
from compassion_audio.audio.peaks import crests, kept_power
from compassion_audio.units import Decibels, Frames

STEPS = (0.0, 1.0, 2.0, 3.5, 6.0, 9.0, 14.0, 20.0)
"""dB by which a peak may rise above a limiter's ceiling, where what the limiter leaves is known;
between two it lies between theirs, in dB. Source: measured on spoken lines, it is then told to
0.1 dB where a peak rises by 6 dB, and to 0.2 dB where one rises by 20."""


@dataclass(frozen=True)
class Measured:
    """A sound in figures."""

    frames: Frames

    peak: float
    """The largest magnitude, a little raised for what lies between the samples."""

    hops: npt.NDArray[np.float32]
    """K-weighted power in each 100 ms, the last one filled up with silence."""

    kept: npt.NDArray[np.float32]
    """How much of its power a limiter leaves, from 0 to 1, at each of `STEPS`."""

    @cached_property
    def powers(self) -> Powers:
        """K-weighted power in each hop, ready for sums."""
        return self.hops.astype(np.float64)

    def kept_power(self, gain: float, ceiling: Decibels) -> float:
        """Tell how much of its power a limiter would leave after a gain, from 0 to 1."""
        raised = self.peak * gain
        if raised <= as_factor(ceiling):
            return 1.0
        over = 20 * np.log10(raised) - ceiling
        return float(10 ** np.interp(over, STEPS, np.log10(self.kept)))


def measured(clip: Clip) -> Measured:
    """Measure a sound of one channel at 48 kHz."""
    return _figures(clip.frames, rows_of(clip.samples), crests(clip.samples))


def measured_in_parts(parts: Iterable[Samples]) -> Measured:
    """Measure a sound of one channel at 48 kHz that is too long to be in memory at once.

    Args:
        parts: In order; each but the last whole hops.
    """
    meter, highest, frames = Meter(1), [np.zeros(0, dtype=np.float32)], 0
    for part in parts:
        meter.add(np.pad(part, ((0, -len(part) % HOP), (0, 0))))
        highest.append(crests(part))
        frames += len(part)
    return _figures(frames, meter.rows, np.concatenate(highest))


def _figures(frames: int, rows: Powers, highest: Samples) -> Measured:
    peak = float(highest.max(initial=0.0))
    kept = [kept_power(highest, rows, peak * 10 ** (-step / 20)) for step in STEPS]
    hops = rows.reshape(-1, HOP // ROW).mean(axis=1)
    return Measured(Frames(frames), peak, hops.astype(np.float32), np.array(kept, dtype=np.float32))
