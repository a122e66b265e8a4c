"""True peaks: what a sound reaches between its samples, and a limiter that keeps it below that.

A player turns samples into a curve, and the curve may rise above every sample. So peaks are
measured on four times as many samples, as broadcasters do.
"""

from collections.abc import Iterable, Iterator
from functools import cache, reduce

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from compassion_audio.audio.clip import Samples
from compassion_audio.audio.level import as_factor
from compassion_audio.units import (
    FRAMES_PER_MILLISECOND,
    Decibels,
    Milliseconds,
    frames_at,
)

OVERSAMPLING = 4
"""Source: ITU-R BS.1770-4, Annex 2: at 48 kHz, four times as many samples; the error is then below
0.6 dB even for a tone at half the highest frequency, and 0.1 dB where speech is."""

_REACH = 12
"""Samples to each side from which one between them is told."""

_SHARPNESS = 8.0
"""Of the Kaiser window: what it lets through of images lies 80 dB down."""

_MOST_BETWEEN = 1.5
"""How far above its samples a curve may rise: a tone at a quarter of the rate, caught at its worst,
rises by 1.41, and nothing that is heard here comes near it."""

_USUAL_RISE = np.float32(1.03)
"""How far the curve of speech rises above its samples: 0.3 dB, measured on the voices here."""

_ROW = FRAMES_PER_MILLISECOND

LOOK_AHEAD = Milliseconds(8)
"""The gain begins to sink so long before a peak, and is back so long after it."""


_BETWEEN_MIDDLES = ((np.arange(_ROW) + 0.5) / _ROW).astype(np.float32)
"""How far from the middle of one row to that of the next each sample lies there."""

_REACH_OF_GAIN = 2 * LOOK_AHEAD + 2
"""Rows to each side of a peak that its gain can touch."""

_MARGIN = frames_at(Milliseconds(_REACH_OF_GAIN + 1))
"""What sounds so near a block counts in it; whole milliseconds, so that rows lie on one grid."""


def true_peaks(samples: Samples, *, above: float = 0.0) -> Samples:
    """Give the greatest magnitude at and around each sample.

    A curve rises highest beside a sample that is larger than its neighbours, so it is told there
    alone.

    Args:
        samples: Shape (frames, channels), float32.
        above: Where no sample is louder than two thirds of this, the samples themselves are given,
            which takes no time.

    Returns:
        Shape (frames,): the greatest of all channels.
    """
    sizes = [np.abs(channel) for channel in samples.T]
    found: Samples = reduce(np.maximum, sizes)
    beyond = np.zeros(_REACH, dtype=np.float32)
    for channel, size in zip(samples.T, sizes, strict=True):
        tops = _tops(size, above)
        padded = np.concatenate([beyond, channel, beyond])
        around = sliding_window_view(padded, 2 * _REACH + 1)[tops]
        # by einsum, because BLAS would send other threads out for it, and wait for them
        between = np.abs(np.einsum("tw,wp->tp", around, _phases()))
        found[tops] = np.maximum(found[tops], between.max(axis=1, initial=0.0))
    return found


def _tops(size: Samples, above: float) -> npt.NDArray[np.intp]:
    """Give where a sample is loud enough, and no smaller than its neighbours."""
    loud = np.flatnonzero(size > np.float32(above / _MOST_BETWEEN))
    before, after = size[np.maximum(loud - 1, 0)], size[np.minimum(loud + 1, len(size) - 1)]
    return loud[size[loud] >= np.maximum(before, after)]


def limited(blocks: Iterable[Samples], ceiling: Decibels) -> Iterator[Samples]:
    """Keep the true peaks of a stream below a ceiling, by a gain that no ear follows.

    A stretch whose peaks stay below it goes through untouched, to the bit.

    Args:
        blocks: Shape (frames, channels); each but the last whole milliseconds, at least 50.
        ceiling: Above which no peak rises, in dB of full scale.

    Yields:
        Blocks of the same shapes.
    """
    most = np.float32(as_factor(ceiling))
    before: Samples | None = None
    block: Samples | None = None
    for after in blocks:
        if block is not None:
            yield _limited(before, block, after, most)
        before, block = block, after
    if block is not None:
        yield _limited(before, block, None, most)


def _limited(
    before: Samples | None, block: Samples, after: Samples | None, most: np.float32
) -> Samples:
    """Limit one block, with what sounds around it in sight."""
    sides = [
        block[:0] if before is None else before[-_MARGIN:],
        block,
        block[:0] if after is None else after[:_MARGIN],
    ]
    if max(map(_highest, sides)) * _MOST_BETWEEN < most:
        return block
    rows = _highest_in_rows(true_peaks(np.concatenate(sides), above=float(most)))
    loud = np.flatnonzero(rows > most)
    if not len(loud):
        return block
    first = max(0, loud[0] - _REACH_OF_GAIN)
    factors = _factors(rows[first : loud[-1] + _REACH_OF_GAIN + 1], most)
    place = first * _ROW - len(sides[0])
    factors = factors[max(0, -place) : max(0, len(block) - place)]
    place = max(0, place)
    lowered = block.copy()
    # by channels, because numpy takes twice as long for many short rows
    for channel in lowered.T:
        channel[place : place + len(factors)] *= factors
    return lowered


def _highest(samples: Samples) -> float:
    """Give the greatest magnitude of any sample."""
    return max(float(samples.max(initial=0.0)), -float(samples.min(initial=0.0)))


def _factors(rows: Samples, most: np.float32) -> Samples:
    """Give the factor of each sample that keeps its peak below `most`.

    It is found once a millisecond, from the highest peak there and in the next ones, and runs
    straight between their middles.

    Args:
        rows: The highest peak in each millisecond.
        most: What none of them is to pass.
    """
    wanted = np.minimum(np.float32(1.0), most / np.maximum(rows, most))
    smooth = _smoothed(_lowest_around(wanted, LOOK_AHEAD + 1), LOOK_AHEAD)
    lines = np.concatenate([smooth[:1], smooth, smooth[-1:]])
    ramps = lines[:-1, np.newaxis] + np.diff(lines)[:, np.newaxis] * _BETWEEN_MIDDLES
    found: Samples = ramps.reshape(-1)[_ROW // 2 : -_ROW // 2]
    return found


def _lowest_around(values: Samples, reach: int) -> Samples:
    """Give the lowest value within so many places to each side, by rows that double in length."""
    padded = np.ones(len(values) + 2 * reach, dtype=np.float32)
    padded[reach : reach + len(values)] = values
    width, length = 2 * reach + 1, 1
    while 2 * length <= width:
        padded = np.minimum(padded[:-length], padded[length:])
        length *= 2
    rest = width - length
    return np.minimum(padded[: len(padded) - rest], padded[rest:]) if rest else padded


def _smoothed(values: Samples, reach: int) -> Samples:
    """Smooth by a window of so many places to each side.

    What was lowered so far around a peak is low enough there afterwards, too.
    """
    window = np.hanning(2 * reach + 3)[1:-1]
    padded = np.pad(values.astype(np.float64), reach, mode="edge")
    smooth: Samples = np.convolve(padded, window / window.sum(), mode="valid").astype(np.float32)
    return smooth


@cache
def _phases() -> Samples:
    """Give the filters that tell the three values to each side of a sample, by a windowed sinc.

    Returns:
        Shape (2 * _REACH + 1, 6).
    """
    steps = np.arange(1, OVERSAMPLING) / OVERSAMPLING
    distance = np.arange(-_REACH, _REACH + 1)[:, np.newaxis] - np.concatenate([-steps, steps])
    window = np.i0(_SHARPNESS * np.sqrt(np.maximum(0, 1 - (distance / _REACH) ** 2)))
    taps = np.sinc(distance) * window
    phases: Samples = (taps / taps.sum(axis=0)).astype(np.float32)
    return phases


def crests(samples: Samples) -> Samples:
    """Give the largest magnitude in each millisecond, a little raised for what lies between."""
    level = reduce(np.maximum, np.abs(samples.T))
    highest: Samples = _highest_in_rows(level) * _USUAL_RISE
    return highest


def _highest_in_rows(values: Samples) -> Samples:
    """Give the highest value in each millisecond, the last one filled up with silence."""
    if rest := -len(values) % _ROW:
        values = np.pad(values, (0, rest))
    # by columns, because numpy takes four times as long for the highest of many short rows
    highest: Samples = np.ascontiguousarray(values.reshape(-1, _ROW).T).max(axis=0)
    return highest


def kept_power(highest: Samples, powers: npt.NDArray[np.float64], most: float) -> float:
    """Tell how much of a sound's power the limiter would leave, from 0 to 1.

    Args:
        highest: Its `crests`.
        powers: Its power in each millisecond.
        most: The factor above which no peak rises.
    """
    if highest.max(initial=0.0) <= most:
        return 1.0
    ceiling = np.float32(most)
    wanted = np.minimum(np.float32(1.0), ceiling / np.maximum(highest, ceiling))
    factors = _smoothed(_lowest_around(wanted, LOOK_AHEAD), LOOK_AHEAD)
    share = powers[: len(factors)]
    return float((np.square(factors[: len(share)]) * share).sum() / share.sum())
