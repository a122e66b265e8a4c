"""Loudness as a listener has it, by the standard that broadcasters and podcasts use.

Sound is weighted as the ear weighs it (K), its power is taken in blocks of 400 ms that begin
every 100 ms, and the blocks that are silent, or far below the others, do not count.

Source: ITU-R BS.1770-4, Annex 1; EBU Tech 3341 for what a meter shows, and Tech 3342 for the range.
"""

from dataclasses import dataclass
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

_STATES = 4
"""Numbers that two such filters remember of what they have heard."""

_SPAN = 24
"""Hops that are heard at once: what is made of them stays near the processor."""

_NOTHING = 1e-14
"""What a filter's memory has faded to when it is forgotten: nothing that 64 bits would show."""


class Meter:
    """Listens to a stream of 48 kHz and gives its loudness.

    Args:
        channels: One or two. Both count the same; one alone counts as it is, so that a recording
            of one channel, which players send to both ears, is 3 LU quieter by this measure than
            it would be as two.
    """

    def __init__(self, channels: int = 1) -> None:
        self._states = np.zeros((channels, _STATES))
        self._rest = np.zeros((0, channels), dtype=np.float32)
        self._rows: list[Powers] = []

    def add(self, samples: Samples) -> None:
        """Hear what comes next: shape (frames, channels), full scale at 1."""
        if len(self._rest):
            samples = np.concatenate([self._rest, samples])
        whole = len(samples) // HOP * HOP
        self._rest = samples[whole:].copy()
        for begin in range(0, whole, _SPAN * HOP):
            self._hear(samples[begin : min(begin + _SPAN * HOP, whole)])

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
        """Weigh whole hops of shape (frames, channels), and take note of their power."""
        rows = np.zeros(len(samples) // ROW)
        if not samples.any() and not any(state.any() for state in self._states):
            self._rows.append(rows)
            return
        for channel, state in zip(samples.T, self._states, strict=True):
            heard, state[:] = _weighted(channel.reshape(-1, HOP // ROW, ROW), state)
            rows += np.einsum("hrf,hrf->hr", heard, heard).reshape(-1)
        self._rows.append(rows / ROW)


def powers_of(samples: Samples) -> Powers:
    """Give the power in each hop of a short sound, with the silence that fills its last one."""
    hops: Powers = rows_of(samples).reshape(-1, HOP // ROW).mean(axis=1)
    return hops


def rows_of(samples: Samples) -> Powers:
    """Give the power in each millisecond of a short sound, filled up to whole hops."""
    meter = Meter(samples.shape[1])
    meter.add(samples)
    if rest := -len(samples) % HOP:
        meter.add(np.zeros((rest, samples.shape[1]), dtype=np.float32))
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


@dataclass(frozen=True, slots=True, eq=False)
class _Weighting:
    """The two filters as they go over a row of samples and not over one.

    A row depends on itself, and on four numbers that the rows before it have left. So all rows are
    heard in one product, which is exact, and a tenth of the time of a transform.
    """

    direct: Samples
    """What each sample of a row gives to each: shape (ROW, ROW)."""

    left: Powers
    """What each leaves in the states: shape (ROW, _STATES)."""

    given: Samples
    """What the states give to each sample of the next row: shape (_STATES, ROW)."""

    fading: tuple[Powers, ...]
    """What becomes of the states in 1, 2, 4 … rows, until nothing does: (_STATES, _STATES)."""


def _weighted(rows: Samples, state: Powers) -> tuple[Samples, Powers]:
    """Weigh rows of one channel.

    Args:
        rows: Shape (hops, rows in a hop, ROW). A product of a hop is too small for a BLAS to send
            out its threads for, which wait busily.
        state: What the sound before them has left.

    Returns:
        The rows as they are heard, and what they leave.
    """
    filters = _weighting()
    left = (rows.astype(np.float64) @ filters.left).reshape(-1, _STATES)
    states = np.concatenate([state[np.newaxis], left])
    reach = 1
    for faded in filters.fading:  # after each round, of twice as many rows
        states[reach:] += states[:-reach] @ faded
        reach *= 2
    heard = rows @ filters.direct
    before = states[:-1].astype(np.float32).reshape(*rows.shape[:2], _STATES)
    heard += before @ filters.given
    return heard, states[-1]


@cache
def _weighting() -> _Weighting:
    step, taken, given, direct = _recursion()
    later = [np.eye(_STATES)]
    for _ in range(ROW):
        later.append(later[-1] @ step)
    response = [direct, *(given @ power @ taken for power in later[: ROW - 1])]
    fading = [later[ROW]]
    while np.abs(fading[-1]).max() > _NOTHING:
        fading.append(fading[-1] @ fading[-1])
    return _Weighting(
        np.array([[0.0] * row + response[: ROW - row] for row in range(ROW)], dtype=np.float32),
        np.stack([power @ taken for power in reversed(later[:ROW])]),
        np.stack([given @ power for power in later[:ROW]], axis=1).astype(np.float32),
        tuple(power.T.copy() for power in fading),
    )


def _recursion() -> tuple[Powers, Powers, Powers, float]:
    """Write the two filters, one after the other, as one of four states.

    Returns:
        What becomes of the states with each sample, what a sample gives to them, what they give
        to the next sample, and what a sample gives to itself.
    """
    (b0, b1, b2), (a1, a2) = _SHELF
    (d0, d1, d2), (c1, c2) = _HIGH_PASS
    first, second = d1 - c1 * d0, d2 - c2 * d0
    step = np.array(
        [
            [-a1, 1.0, 0.0, 0.0],
            [-a2, 0.0, 0.0, 0.0],
            [first, 0.0, -c1, 1.0],
            [second, 0.0, -c2, 0.0],
        ]
    )
    taken = np.array([b1 - a1 * b0, b2 - a2 * b0, first * b0, second * b0])
    return step, taken, np.array([d0, 0.0, 1.0, 0.0]), d0 * b0
