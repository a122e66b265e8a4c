"""A tape that is there already, or as far as a test says."""

from dataclasses import dataclass, field

import numpy as np

from compassion_audio.audio.clip import Samples


@dataclass
class Ready:
    """A tape whose samples are known."""

    samples: Samples
    """Shape (frames, 2)."""

    made: int
    is_whole: bool = True
    wanted: list[int] = field(default_factory=list)

    def read(self, begin: int, frames: int) -> Samples:
        """Give what is made."""
        return self.samples[begin : min(begin + frames, self.made)]

    def want(self, begin: int) -> None:
        """Remember it."""
        self.wanted.append(begin)


def level(seconds: float, value: float = 0.5) -> Ready:
    """Make a tape of one level."""
    samples = np.full((round(seconds * 48_000), 2), value, dtype=np.float32)
    return Ready(samples, len(samples))


def tone(seconds: float, hertz: float = 220.0) -> Ready:
    """Make a tape of a tone."""
    wave = 0.5 * np.sin(np.arange(round(seconds * 48_000)) * (2 * np.pi * hertz / 48_000))
    samples = np.repeat(wave.astype(np.float32)[:, np.newaxis], 2, axis=1)
    return Ready(samples, len(samples))
