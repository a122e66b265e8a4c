"""A recording measured from its first sample to its last, in memory that hardly grows.

Loudness and peaks as broadcasters measure them; what else a listener might stumble over: clicks,
clipping, a hiss in the quiet; and how loud each millisecond is, so that pauses can be compared.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from compassion_audio.audio.clicks import CONTEXT, clicks_in
from compassion_audio.audio.clip import Samples
from compassion_audio.audio.loudness import (
    BLOCK_HOPS,
    HOP,
    RELATIVE_GATE,
    SHORT_HOPS,
    Meter,
    Powers,
    integrated,
    loudest,
    loudness_range,
    momentary,
)
from compassion_audio.audio.peaks import true_peaks
from compassion_audio.audio.struck import Stroke, without
from compassion_audio.machine import cores
from compassion_audio.units import (
    FRAMES_PER_MILLISECOND,
    Decibels,
    Frames,
    Lufs,
    Milliseconds,
)

PART = 50 * HOP
"""Frames that are looked at together: five seconds."""

FULL_SCALE = 0.9995
"""From here on a sample is at full scale: 16 bits reach 0.99997, and an encoder moves it."""

LEAST_CLIPPED = 3
"""Samples in a row at full scale that are clipping. Fewer are a peak that just fits."""

QUIET_HOPS = 5
"""The noise floor is that of half a second."""

SILENCE_OF_PAUSES = 0.05
"""From this share of a recording on its digital silence counts as its pauses. Less is what an
encoder put at its ends, and says nothing of the noise in the rest."""

MOST_PLACES = 100
"""Of clicks, and of clipping, that are told one by one; the rest are counted."""

NOTHING = 255
"""The level of a millisecond in which every sample is zero."""

COLUMN = 10 * FRAMES_PER_MILLISECOND
"""Frames whose lowest and highest samples are kept for a picture."""

_MOST_RISE = np.float32(1.4)
"""How far a curve may rise above samples that are 3 dB below the loudest: a factor no sound here
has shown, and one that spares nearly all the work."""

_APART = 50 * FRAMES_PER_MILLISECOND
"""What clips or clicks again so soon is told once."""

_T = TypeVar("_T", bound=np.generic)

Levels = npt.NDArray[np.uint8]
"""How far the loudest sample of each millisecond lies below full scale, in halves of a decibel."""


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What was found in a recording."""

    frames: Frames
    """At 48 kHz."""

    channels: int
    loudness: Lufs
    """Integrated, over all of it; minus infinity where it is silent."""

    momentary: Lufs
    """The loudest 400 ms."""

    short_term: Lufs
    """The loudest 3 s."""

    range: float
    """LU."""

    peak: Decibels
    """Of the loudest sample."""

    true_peak: Decibels
    true_peak_at: Milliseconds
    rms: Decibels
    """Of all of it, its pauses too: of a sine at full scale -3."""

    sounding_rms: Decibels
    """Of what is not silence: of the blocks that the integrated loudness counts."""

    noise_floor: Decibels
    """RMS of the quietest half second that holds no digital silence; minus infinity where digital
    silence is what its pauses are made of."""

    noise_floor_at: Milliseconds
    silent: Milliseconds
    """How much of it is digital silence."""

    clipped: int
    """How often it clips."""

    clipped_at: tuple[Milliseconds, ...]
    clicks: int
    clicks_at: tuple[Milliseconds, ...]
    levels: Levels
    """Of each millisecond, without the bells that were named; the last one may be shorter."""

    with_bells: Levels
    """The same as it sounds."""

    lows: npt.NDArray[np.int16]
    highs: npt.NDArray[np.int16]
    """The lowest and the highest sample of each hundredth of a second, of 32 767 at full scale."""

    curve: npt.NDArray[np.float32]
    """The momentary loudness, in LUFS, of the 400 ms from each tenth of a second on; minus infinity
    for silence."""

    @property
    def length(self) -> Milliseconds:
        """Its length, cut to whole milliseconds."""
        return Milliseconds(self.frames // FRAMES_PER_MILLISECOND)


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """What is found in one part."""

    true_peak: float
    true_peak_at: int
    peak: float
    squares: npt.NDArray[np.float64]
    """The mean square of each hop, of all channels."""

    is_silent: npt.NDArray[np.bool_]
    """Whether a hop has a millisecond of digital silence."""

    clipped: list[int]
    clicks: list[int]
    levels: Levels
    with_bells: Levels
    lows: npt.NDArray[np.int16]
    highs: npt.NDArray[np.int16]


def measure(
    blocks: Iterable[Samples], *, channels: int, strokes: Sequence[Stroke] = ()
) -> Measured:
    """Measure a stream.

    Args:
        blocks: Shape (frames, channels), 48 kHz, of any lengths.
        channels: One or two.
        strokes: The bells in it that are known, in order; they are taken away before `levels`
            are measured.
    """
    meter = Meter(channels)
    powers: list[Powers] = []
    looks: list[_Look] = []
    frames = 0
    with ThreadPoolExecutor(cores(), thread_name_prefix="measure") as pool:
        waiting: deque[Future[_Look]] = deque()
        for around in _parts(blocks, channels):
            part = around[:, CONTEXT:-CONTEXT]
            above = max((look.true_peak for look in looks), default=0.0)
            waiting.append(pool.submit(_look, around, frames, tuple(strokes), above))
            meter.add(part.T)
            powers.append(meter.taken())
            frames += part.shape[1]
            while len(waiting) > 2 * cores():
                looks.append(waiting.popleft().result())
        looks += [one.result() for one in waiting]
    if -frames % HOP:
        meter.add(np.zeros((-frames % HOP, channels), dtype=np.float32))
        powers.append(meter.taken())
    return _measured(frames, channels, looks, np.concatenate([np.zeros(0), *powers]))


def _parts(blocks: Iterable[Samples], channels: int) -> Iterator[Samples]:
    """Cut a stream into parts of shape (channels, frames), with what lies around each."""
    held = np.zeros((channels, CONTEXT), dtype=np.float32)
    for block in blocks:
        held = np.concatenate([held, block.T], axis=1)
        while held.shape[1] >= PART + 2 * CONTEXT:
            yield np.ascontiguousarray(held[:, : PART + 2 * CONTEXT])
            held = held[:, PART:]
    if held.shape[1] > CONTEXT:
        held = np.pad(held, ((0, 0), (0, CONTEXT)))
        first = held[:, : PART + 2 * CONTEXT]
        yield np.ascontiguousarray(first)
        if held.shape[1] > PART + 2 * CONTEXT:
            yield np.ascontiguousarray(held[:, PART:])


def _look(around: Samples, begin: int, strokes: tuple[Stroke, ...], above: float) -> _Look:
    """Find what one part has.

    Args:
        around: The part, with `CONTEXT` samples on each side.
        begin: Its first frame, in the recording.
        strokes: As for `measure`.
        above: A true peak that was found already.
    """
    part = around[:, CONTEXT:-CONTEXT]
    peaks = true_peaks(around.T, above=above * float(_MOST_RISE))[CONTEXT:-CONTEXT]
    place = int(peaks.argmax())
    heard = without(strokes, part, begin)
    with_bells = _levels(part)
    lows, highs = _columns(part)
    return _Look(
        true_peak=float(peaks[place]),
        true_peak_at=begin + place,
        peak=float(np.abs(part).max()),
        squares=_squares(part),
        is_silent=_has_silence(with_bells),
        clipped=[begin + at for at in _clipped(around)],
        clicks=[begin + at for at in clicks_in(around)],
        levels=with_bells if heard is part else _levels(heard),
        with_bells=with_bells,
        lows=lows,
        highs=highs,
    )


def _levels(part: Samples) -> Levels:
    rows = _rows(np.abs(part).max(axis=0), FRAMES_PER_MILLISECOND).max(axis=1)
    with np.errstate(divide="ignore"):
        halves = np.clip(np.rint(-40 * np.log10(rows)), 0, NOTHING - 1)
    halves[rows == 0] = NOTHING
    levels: Levels = halves.astype(np.uint8)
    return levels


def _columns(part: Samples) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int16]]:
    lows = _rows(part.min(axis=0), COLUMN).min(axis=1)
    highs = _rows(part.max(axis=0), COLUMN).max(axis=1)
    low, high = (np.clip(np.rint(one * 32767), -32767, 32767) for one in (lows, highs))
    return low.astype(np.int16), high.astype(np.int16)


def _rows(samples: Samples, width: int) -> Samples:
    """Cut a row of samples; the last piece is filled up with its own last sample."""
    return np.pad(samples, (0, -len(samples) % width), mode="edge").reshape(-1, width)


def _squares(part: Samples) -> npt.NDArray[np.float64]:
    whole = np.pad(part, ((0, 0), (0, -part.shape[1] % HOP))).reshape(len(part), -1, HOP)
    found: npt.NDArray[np.float64] = np.einsum("chf,chf->h", whole, whole, dtype=np.float64)
    return found / (HOP * len(part))


def _has_silence(levels: Levels) -> npt.NDArray[np.bool_]:
    """Tell of each hop whether it has a millisecond of digital silence."""
    rows = HOP // FRAMES_PER_MILLISECOND
    is_silent: npt.NDArray[np.bool_] = np.pad(levels == NOTHING, (0, -len(levels) % rows))
    found: npt.NDArray[np.bool_] = is_silent.reshape(-1, rows).max(axis=1)
    return found


def _clipped(around: Samples) -> list[int]:
    """Give where runs of samples at full scale begin in the part."""
    found: list[int] = []
    for channel in around[:, CONTEXT - 1 : LEAST_CLIPPED - 1 - CONTEXT]:
        hot = np.abs(channel) >= FULL_SCALE
        if not hot.any():
            continue
        edges = np.flatnonzero(np.diff(np.pad(hot, 1).astype(np.int8)))
        starts, ends = edges[::2], edges[1::2]
        is_run = (ends - starts >= LEAST_CLIPPED) & (starts > 0)
        found += (starts[is_run] - 1).tolist()
    return sorted(found)


def _measured(frames: int, channels: int, looks: Sequence[_Look], powers: Powers) -> Measured:
    squares = np.concatenate([np.zeros(0), *(look.squares for look in looks)])
    is_silent = np.concatenate([np.zeros(0, dtype=bool), *(look.is_silent for look in looks)])
    floor, floor_at = _noise_floor(squares, is_silent)
    highest = max(looks, key=lambda look: look.true_peak, default=None)
    clipped = _apart([at for look in looks for at in look.clipped])
    clicks = _apart([at for look in looks for at in look.clicks])
    with_bells = _joined([look.with_bells for look in looks], np.uint8)
    return Measured(
        frames=Frames(frames),
        channels=channels,
        loudness=integrated(powers),
        momentary=loudest(powers, BLOCK_HOPS),
        short_term=loudest(powers, SHORT_HOPS),
        range=loudness_range(powers),
        peak=_decibels(max((look.peak for look in looks), default=0.0) ** 2),
        true_peak=_decibels(highest.true_peak**2 if highest else 0.0),
        true_peak_at=_moment(highest.true_peak_at if highest else 0),
        rms=_decibels(float(squares.sum()) * HOP / max(1, frames)),
        sounding_rms=_sounding_rms(squares, powers),
        noise_floor=floor,
        noise_floor_at=floor_at,
        silent=Milliseconds(int((with_bells == NOTHING).sum())),
        clipped=len(clipped),
        clipped_at=tuple(map(_moment, clipped[:MOST_PLACES])),
        clicks=len(clicks),
        clicks_at=tuple(map(_moment, clicks[:MOST_PLACES])),
        levels=_joined([look.levels for look in looks], np.uint8),
        with_bells=with_bells,
        lows=_joined([look.lows for look in looks], np.int16),
        highs=_joined([look.highs for look in looks], np.int16),
        curve=momentary(powers).astype(np.float32),
    )


def _noise_floor(
    squares: npt.NDArray[np.float64], is_silent: npt.NDArray[np.bool_]
) -> tuple[Decibels, Milliseconds]:
    """Find the quietest half second, and where it begins."""
    if len(squares) < QUIET_HOPS:
        return _decibels(float(squares.mean()) if len(squares) else 0.0), Milliseconds(0)
    means = sliding_window_view(squares, QUIET_HOPS).mean(axis=1)
    if is_silent.mean() < SILENCE_OF_PAUSES:
        means[sliding_window_view(is_silent, QUIET_HOPS).any(axis=1)] = np.inf
    place = int(means.argmin())
    return _decibels(float(means[place])), _moment(place * HOP)


def _sounding_rms(squares: npt.NDArray[np.float64], powers: Powers) -> Decibels:
    """Give the RMS of the blocks that are not far below the loudness of the whole."""
    if len(powers) < BLOCK_HOPS:
        return _decibels(float(squares.mean()) if len(squares) else 0.0)
    blocks = sliding_window_view(squares, BLOCK_HOPS).mean(axis=1)
    counted = momentary(powers)[: len(blocks)] >= integrated(powers) - RELATIVE_GATE
    return _decibels(float(blocks[counted].mean()) if counted.any() else 0.0)


def _apart(places: Sequence[int]) -> list[int]:
    """Leave out what comes right after another."""
    first = places[:1]
    return [*first, *(after for before, after in pairwise(places) if after - before > _APART)]


def _joined(pieces: list[npt.NDArray[_T]], kind: type[_T]) -> npt.NDArray[_T]:
    return np.concatenate([np.zeros(0, dtype=kind), *pieces])


def _moment(frame: int) -> Milliseconds:
    return Milliseconds(frame // FRAMES_PER_MILLISECOND)


def _decibels(power: float) -> Decibels:
    return Decibels(10 * float(np.log10(power)) if power > 0 else -np.inf)
