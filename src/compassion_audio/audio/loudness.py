"""Loudness as a listener has it, by the standard that broadcasters and podcasts use.

Sound is weighted as the ear weighs it (K), its power is taken in blocks of 400 ms that begin
every 100 ms, and the blocks that are silent, or far below the others, do not count.

Source: ITU-R BS.1770-4, Annex 1; EBU Tech 3341 for what a meter shows, and Tech 3342 for the range.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

from compassion_audio.audio.clip import Samples
from compassion_audio.units import FRAMES_PER_MILLISECOND, SAMPLE_RATE, Lufs

HOP = SAMPLE_RATE // 10
"""Frames from one block to the next: 100 ms."""

ROW = FRAMES_PER_MILLISECOND

BLOCK_HOPS = 4
"""A block of the integrated and the momentary loudness lasts 400 ms."""

SHORT_HOPS = 30
"""One of the short-term loudness lasts 3 s."""

ABSOLUTE_GATE = Lufs(-70.0)
RELATIVE_GATE, RANGE_GATE = 10.0, 20.0
"""LU under the loudness of all that passed the absolute gate: for the integrated loudness, and for
the range."""

SILENCE = Lufs(-np.inf)
"""The loudness of what no block of passes the gate."""

_OFFSET = -0.691
"""LKFS of a power of 1. Source: BS.1770-4, equation 2."""

Powers = npt.NDArray[np.float64]
"""The mean square of K-weighted sound in each hop, its channels summed; shape (hops,)."""

_SHELF = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285),
    (-1.69065929318241, 0.73248077421585),
)
_HIGH_PASS = ((1.0, -2.0, 1.0), (-1.99004745483398, 0.99007225036621))
"""Numerators, and denominators without their leading 1, at 48 kHz. Source: BS.1770-4, tables 1
and 2."""

_TAPS = 4096
"""Of the two filters as one impulse response. By then it has fallen by 170 dB."""

_SPAN = 12 * HOP
"""Frames that are transformed at once: with what rings on, nearly 65 536, which is quick."""


class Meter:
    """Listens to a stream of 48 kHz and gives its loudness.

    Args:
        channels: One or two. Both count the same; one alone counts as it is, so that a recording
            of one channel, which players send to both ears, is 3 LU quieter by this measure than
            it would be as two.
    """

    def __init__(self, channels: int = 1) -> None:
        self._tail = np.zeros((channels, _TAPS - 1))
        self._rest = np.zeros((0, channels), dtype=np.float32)
        self._rows: list[Powers] = []

    def add(self, samples: Samples) -> None:
        """Hear what comes next: shape (frames, channels), full scale at 1."""
        rest = np.concatenate([self._rest, samples])
        whole = len(rest) // HOP * HOP
        self._rest = rest[whole:]
        for begin in range(0, whole, _SPAN):
            self._hear(rest[begin : min(begin + _SPAN, whole)].T)

    @property
    def powers(self) -> Powers:
        """The power of each whole hop so far."""
        hops: Powers = self.rows.reshape(-1, HOP // ROW).mean(axis=1)
        return hops

    @property
    def rows(self) -> Powers:
        """The power of each millisecond of the whole hops so far."""
        return np.concatenate([np.zeros(0), *self._rows])

    def taken(self) -> Powers:
        """Give the power of each whole hop since the last time, and forget it.

        A meter that is emptied so takes no more memory the longer it listens.
        """
        powers = self.powers
        self._rows = []
        return powers

    def _hear(self, samples: Samples) -> None:
        """Filter whole hops of shape (channels, frames), by the overlap of transformed spans."""
        frames = samples.shape[1]
        if not samples.any() and not self._tail.any():
            self._rows.append(np.zeros(frames // ROW))
            return
        size = _size(frames)
        spectrum = np.fft.rfft(samples, n=size)
        spectrum *= _response(size)
        heard = np.fft.irfft(spectrum, n=size)
        heard[:, : _TAPS - 1] += self._tail
        self._tail = heard[:, frames : frames + _TAPS - 1].copy()
        rows = heard[:, :frames].reshape(len(heard), -1, ROW)
        self._rows.append(np.einsum("crf,crf->r", rows, rows) / ROW)


def powers_of(samples: Samples) -> Powers:
    """Give the power in each hop of a short sound, with the silence that fills its last one."""
    hops: Powers = rows_of(samples).reshape(-1, HOP // ROW).mean(axis=1)
    return hops


def rows_of(samples: Samples) -> Powers:
    """Give the power in each millisecond of a short sound, filled up to whole hops."""
    meter = Meter(samples.shape[1])
    meter.add(np.pad(samples, ((0, -len(samples) % HOP), (0, 0))))
    return meter.rows


def integrated(powers: Powers) -> Lufs:
    """Give the loudness of a whole programme; what is shorter than a block counts as one.

    Source: BS.1770-4, equations 3 to 7.
    """
    blocks = _blocks(powers, min(BLOCK_HOPS, max(1, len(powers))))
    return _loudness(_gated(blocks, RELATIVE_GATE))


def loudest(powers: Powers, hops: int) -> Lufs:
    """Give the greatest loudness of so many hops: momentary or short-term."""
    blocks = _blocks(powers, hops)
    return _as_lufs(float(blocks.max(initial=0.0)))


def momentary(powers: Powers) -> Powers:
    """Give the loudness of the 400 ms from each hop on, in LUFS; minus infinity for silence."""
    blocks = _blocks(powers, BLOCK_HOPS)
    with np.errstate(divide="ignore"):
        curve: Powers = _OFFSET + 10 * np.log10(blocks)
    return curve


def loudness_range(powers: Powers) -> float:
    """Give the range in LU between the quiet and the loud parts of a programme.

    Source: EBU Tech 3342: the 10th to the 95th percentile of the short-term loudness, gated.
    """
    kept = _gated(_blocks(powers, SHORT_HOPS), RANGE_GATE)
    if not len(kept):
        return 0.0
    low, high = np.percentile(10 * np.log10(kept), (10, 95))
    return float(high - low)


def _blocks(powers: Powers, hops: int) -> Powers:
    """Give the mean power of each row of so many hops, one row a hop after the other."""
    if len(powers) < hops:
        return np.zeros(0)
    sums = np.concatenate([[0.0], np.cumsum(powers)])
    means: Powers = np.maximum((sums[hops:] - sums[:-hops]) / hops, 0.0)
    return means


def _gated(blocks: Powers, relative: float) -> Powers:
    heard: Powers = blocks[blocks > _as_power(ABSOLUTE_GATE)]
    if len(heard):
        heard = heard[heard > heard.mean() * 10 ** (-relative / 10)]
    return heard


def _loudness(blocks: Powers) -> Lufs:
    return _as_lufs(float(blocks.mean())) if len(blocks) else SILENCE


def _as_lufs(power: float) -> Lufs:
    return Lufs(_OFFSET + 10 * float(np.log10(power))) if power > 0 else SILENCE


def _as_power(loudness: Lufs) -> float:
    return float(10 ** ((loudness - _OFFSET) / 10))


def _size(frames: int) -> int:
    """Give a length that transforms quickly and holds the sound with what rings on."""
    return 1 << (frames + _TAPS - 2).bit_length()


@cache
def _response(size: int) -> npt.NDArray[np.complex128]:
    response = np.zeros(_TAPS)
    response[0] = 1.0
    for numerator, denominator in (_SHELF, _HIGH_PASS):
        response = _filtered(response, numerator, denominator)
    return np.fft.rfft(response, n=size)


def _filtered(
    samples: npt.NDArray[np.float64],
    numerator: tuple[float, float, float],
    denominator: tuple[float, float],
) -> npt.NDArray[np.float64]:
    """Filter a short sound by the recursion itself."""
    (b0, b1, b2), (a1, a2) = numerator, denominator
    first = second = 0.0
    out = np.empty_like(samples)
    for index, sample in enumerate(samples.tolist()):
        heard = b0 * sample + first
        first = b1 * sample - a1 * heard + second
        second = b2 * sample - a2 * heard
        out[index] = heard
    return out
