"""True peaks: what a sound reaches between its samples, and a limiter that keeps it below that.

A player turns samples into a curve, and the curve may rise above every sample. So peaks are
measured on four times as many samples, as broadcasters do.
"""

from collections.abc import Iterable, Iterator
from functools import cache

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

_MOST_BETWEEN = 2.0
"""How far above its samples a curve of music or speech may rise: a factor no sound has shown."""

_USUAL_RISE = np.float32(1.03)
"""How far the curve of speech rises above its samples: 0.3 dB, measured on the voices here."""

_CHUNK = 256
"""Frames that are looked at together."""

_ROW = FRAMES_PER_MILLISECOND

LOOK_AHEAD = Milliseconds(8)
"""The gain begins to sink so long before a peak, and is back so long after it."""


def true_peaks(samples: Samples, *, above: float = 0.0) -> Samples:
    """Give the greatest magnitude at and right after each sample.

    Args:
        samples: Shape (frames, channels), float32.
        above: Where no sample near by is louder than half of this, the samples themselves are
            given, which takes no time.

    Returns:
        Shape (frames,): the greatest of all channels.
    """
    frames = len(samples)
    padded = np.pad(samples, ((_REACH - 1, _REACH + -frames % _CHUNK), (0, 0)))
    peaks: Samples = np.abs(padded).max(axis=1, initial=0.0)
    found = peaks[_REACH - 1 : len(peaks) - _REACH].reshape(-1, _CHUNK).copy()
    nearby = np.pad(found.max(axis=1, initial=0.0), 1)
    nearby = np.maximum(np.maximum(nearby[:-2], nearby[2:]), nearby[1:-1])
    hot = np.flatnonzero(nearby * _MOST_BETWEEN > above)
    for channel in padded.T:
        windows = sliding_window_view(channel, _CHUNK + 2 * _REACH - 1)[::_CHUNK][hot]
        between = sliding_window_view(windows, 2 * _REACH, axis=1) @ _phases()
        np.maximum(found[hot], np.abs(between).max(axis=2), out=(louder := found[hot]))
        found[hot] = louder
    return found.reshape(-1)[:frames]


def limited(blocks: Iterable[Samples], ceiling: Decibels) -> Iterator[Samples]:
    """Keep the true peaks of a stream below a ceiling, by a gain that no ear follows.

    A stretch whose peaks stay below it goes through untouched, to the bit.

    Args:
        blocks: Shape (frames, channels); each but the last at least 50 ms long.
        ceiling: Above which no peak rises, in dB of full scale.

    Yields:
        Blocks of the same shapes.
    """
    reach = 2 * frames_at(LOOK_AHEAD)
    most = np.float32(as_factor(ceiling))
    before: Samples | None = None
    block: Samples | None = None
    for after in blocks:
        if block is not None:
            yield _limited(before, block, after, most, reach)
        before, block = block, after
    if block is not None:
        yield _limited(before, block, None, most, reach)


def _limited(
    before: Samples | None, block: Samples, after: Samples | None, most: np.float32, reach: int
) -> Samples:
    """Limit one block, with what sounds around it in sight."""
    margin = reach + 2 * _REACH
    sides = [
        block[:0] if before is None else before[-margin:],
        block,
        block[:0] if after is None else after[:margin],
    ]
    around = np.concatenate(sides)
    if np.abs(around).max(initial=0.0) * _MOST_BETWEEN < most:
        return block
    peaks = true_peaks(around, above=float(most))
    if peaks.max() <= most:
        return block
    wanted = np.minimum(np.float32(1.0), most / np.maximum(peaks, most))
    gain = _smoothed(_lowest_around(wanted, reach // 2), reach // 2)
    begin = len(sides[0])
    lowered: Samples = block * gain[begin : begin + len(block), np.newaxis]
    return lowered


def _lowest_around(values: Samples, reach: int) -> Samples:
    """Give the lowest value within so many places to each side, by rows that double in length."""
    padded = np.pad(values, reach, constant_values=1.0)
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
    """Give the filters that tell the three samples between two, by a windowed sinc."""
    places = np.arange(-_REACH + 1, _REACH + 1)
    steps = np.arange(1, OVERSAMPLING) / OVERSAMPLING
    distance = places[:, np.newaxis] - steps
    window = np.i0(_SHARPNESS * np.sqrt(np.maximum(0, 1 - (distance / _REACH) ** 2)))
    taps = np.sinc(distance) * window
    phases: Samples = (taps / taps.sum(axis=0)).astype(np.float32)
    return phases


def crests(samples: Samples) -> Samples:
    """Give the largest magnitude in each millisecond, a little raised for what lies between."""
    rows = np.pad(np.abs(samples).max(axis=1), (0, -len(samples) % _ROW)).reshape(-1, _ROW)
    highest: Samples = rows.max(axis=1) * _USUAL_RISE
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
