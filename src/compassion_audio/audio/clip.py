"""A piece of sound that fits in memory."""

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import soxr

from compassion_audio.units import SAMPLE_RATE, Hertz, Milliseconds

if TYPE_CHECKING:
    from pydub import AudioSegment

Samples = npt.NDArray[np.float32]

_FULL_32 = 2.0**31
"""Full scale of pydub's widest samples."""


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """Sound of one line, one stroke, or anything else that is short."""

    samples: Samples
    """Shape (frames, channels), float32, full scale at -1 and 1."""

    rate: Hertz = SAMPLE_RATE

    def __post_init__(self) -> None:
        if self.samples.ndim != 2 or self.samples.dtype != np.float32:
            raise ValueError("a clip is float32 of shape (frames, channels)")

    @property
    def frames(self) -> int:
        """Its length in frames at its own rate."""
        return len(self.samples)

    @property
    def length(self) -> Milliseconds:
        """Its length, cut to whole milliseconds; trimmed clips are whole ones."""
        return Milliseconds(self.frames * 1000 // self.rate)

    @property
    def peak(self) -> float:
        """The largest absolute sample, 0 for an empty clip."""
        return float(np.abs(self.samples).max(initial=0.0))

    def part(self, begin: int, end: int) -> Samples:
        """Give the samples from one frame to another, fewer at its end."""
        return self.samples[begin:end]

    def to_pydub(self) -> "AudioSegment":
        """Give it as pydub has it, with samples of 32 bits; what is over full scale is cut off."""
        whole = np.clip(self.samples.astype(np.float64) * _FULL_32, -_FULL_32, _FULL_32 - 1)
        return _audio_segment()(
            data=np.rint(whole).astype("<i4").tobytes(),
            sample_width=4,
            frame_rate=self.rate,
            channels=self.samples.shape[1],
        )

    @staticmethod
    def from_pydub(segment: "AudioSegment") -> "Clip":
        """Take a piece of sound from pydub, whatever its width, its rate and its channels."""
        whole = np.frombuffer(segment.set_sample_width(4).raw_data, dtype="<i4")
        samples = (whole / _FULL_32).astype(np.float32).reshape(-1, segment.channels)
        return Clip(samples, Hertz(segment.frame_rate))


def mono(samples: npt.ArrayLike, rate: Hertz = SAMPLE_RATE) -> Clip:
    """Make a clip of one channel from a row of samples in full scale."""
    return Clip(np.asarray(samples, dtype=np.float32).reshape(-1, 1), rate)


def resampled(clip: Clip) -> Clip:
    """Bring a clip to 48 kHz, with images below what 16 bits can hold.

    Source: soxr's HQ recipe (20-bit) leaves images at about -147 dB, measured; linear
    interpolation leaves them at -10 dB.
    """
    if clip.rate == SAMPLE_RATE:
        return clip
    samples = soxr.resample(clip.samples, clip.rate, SAMPLE_RATE, quality="HQ")
    return Clip(np.ascontiguousarray(samples, dtype=np.float32))


def _audio_segment() -> "type[AudioSegment]":
    """Load pydub without what it says of itself: no ffmpeg on the PATH, an old `audioop`.

    Neither is of any use to a person here: we hand it samples, and never a file.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
    loaded: type[AudioSegment] = AudioSegment
    return loaded
