"""A bed of a person's own: any sound, made to go round without a seam.

Its last seconds are laid over its first ones. Where the two have nothing in common, as in rain,
powers add up, and where they are alike, as in a drone, samples do; so it is measured how alike they
are, after the end was shifted to where they are most alike, and the cross-fade has the same power
all the way through.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from compassion_audio.audio.clip import Samples
from compassion_audio.audio.held import PIECE, Held
from compassion_audio.audio.loudness import HOP, SILENCE, Meter, Powers, integrated
from compassion_audio.audio.own_sound import held_sound, silent
from compassion_audio.errors import FileError
from compassion_audio.units import FRAMES_PER_MILLISECOND, Frames, Milliseconds, frames_at

LONGEST_BED = Milliseconds(15 * 60_000)
SHORTEST_BED = Milliseconds(2_000)

CROSS_FADE = Milliseconds(4_000)
_LARGEST_SHARE = 0.25
"""Of a bed that its cross-fade may take."""

_SHIFT = Milliseconds(250)
"""The end may be cut by so much to meet the beginning: a few rounds of the lowest tone."""

_NOTHING = 1e-5
"""Of the mean power: what lies below it at either end is not part of the bed. Files begin and end
with silence, and encoders add some."""

_ROW = 10 * FRAMES_PER_MILLISECOND

Row = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class OwnBed:
    """One loop, of one or two channels at 48 kHz."""

    samples: Held
    begin: int
    """Where in the samples it begins."""

    seam: Samples
    """Its first frames: the beginning with the end over it."""

    frames: Frames
    """How long it is before it goes on at its beginning."""

    def part(self, begin: int, end: int) -> Samples:
        """Give the samples from one frame to another, fewer at its end."""
        end = min(end, self.frames)
        first = self.begin + max(begin, len(self.seam))
        rest = self.samples.part(first, self.begin + end)
        return np.concatenate([self.seam[begin:end], rest]) if begin < len(self.seam) else rest

    @cached_property
    def powers(self) -> Powers:
        """The power of each whole hop, as two channels have it, while it goes round."""
        meter = Meter(self.samples.channels)
        meter.add(self.part(self.frames - HOP, self.frames))
        for begin in range(0, self.frames, PIECE):
            meter.add(self.part(begin, begin + PIECE))
        return meter.powers[1:] * (2 / self.samples.channels)


def read_own_bed(path: Path) -> OwnBed:
    """Read a bed from any file that `audio.read` can read.

    Raises:
        FileError: It cannot be read, is silent, shorter than `SHORTEST_BED`, or longer than
            `LONGEST_BED`.
    """
    samples = held_sound(path, most_channels=2, longest=LONGEST_BED)
    begin, end = _sounding(samples)
    if begin == end:
        raise silent(path)
    if end - begin < frames_at(SHORTEST_BED):
        raise FileError(
            f"{path} is too short for a bed: it sounds for {(end - begin) / 48_000:.1f} seconds",
            hint="a bed has at least 2 seconds, and is at rest with 30 or more",
        )
    bed = _looped(samples, begin, end)
    if integrated(bed.powers) == SILENCE:
        raise silent(path)
    return bed


def _sounding(samples: Held) -> tuple[int, int]:
    """Find where a sound begins and ends."""
    rows = [np.zeros(0)]
    for part in samples.parts():
        even = np.pad(part, ((0, -len(part) % _ROW), (0, 0))).reshape(-1, _ROW * samples.channels)
        rows.append(np.square(even, dtype=np.float64).mean(axis=1))
    powers = np.concatenate(rows)
    heard = np.flatnonzero(powers > powers.mean() * _NOTHING)
    if not len(heard):
        return 0, 0
    return int(heard[0]) * _ROW, min((int(heard[-1]) + 1) * _ROW, samples.frames)


def _looped(samples: Held, begin: int, end: int) -> OwnBed:
    over = min(frames_at(CROSS_FADE), int((end - begin) * _LARGEST_SHARE))
    shift = min(frames_at(_SHIFT), over // 2)
    head = samples.part(begin, begin + over)
    tails = samples.part(end - over - shift, end)
    place, likeness = _most_alike(head, tails)
    seam = _cross_faded(tails[place : place + over], head, likeness)
    return OwnBed(samples, begin, seam, Frames(end - shift + place - over - begin))


def _most_alike(head: Samples, tails: Samples) -> tuple[int, float]:
    """Find where the end is most like the beginning, and how much so, from 0 to 1."""
    sought, among = head.sum(axis=1, dtype=np.float64), tails.sum(axis=1, dtype=np.float64)
    size = 1 << (len(among) - 1).bit_length()
    spectrum = np.fft.rfft(among, n=size) * np.conj(np.fft.rfft(sought, n=size))
    count = len(among) - len(sought) + 1
    common = np.fft.irfft(spectrum, n=size)[:count]
    sums = np.concatenate([[0.0], np.cumsum(np.square(among))])
    energies = (sums[len(sought) :] - sums[: -len(sought)])[:count]
    scale = np.sqrt(np.maximum(energies * np.square(sought).sum(), 1e-12))
    place = int(np.argmax(common / scale))
    return place, float(np.clip(common[place] / scale[place], 0.0, 1.0))


def _cross_faded(falling: Samples, rising: Samples, likeness: float) -> Samples:
    """Let one sound take the place of another at the same power all the way through.

    Powers of sounds that are alike to a share r add up to 1 + 2 r sin cos, which is taken back.
    """
    angle = (np.arange(len(rising)) + 0.5) * (np.pi / 2 / len(rising))
    down, up = np.cos(angle), np.sin(angle)
    whole = np.sqrt(1 + 2 * likeness * down * up)
    mixed: Row = falling * (down / whole)[:, np.newaxis] + rising * (up / whole)[:, np.newaxis]
    return mixed.astype(np.float32)
