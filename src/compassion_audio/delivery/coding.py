"""How a stream is encoded by LAME: its rate, its channels, and how much care is taken."""

from dataclasses import dataclass

import lameenc

from compassion_audio.units import SAMPLE_RATE

QUALITY = 5
"""LAME's -q: 2 is the most careful, 7 the fastest. Between 3 and 5 lies a quarter of the time, and
nothing that is heard in speech at these rates."""


@dataclass(frozen=True, slots=True)
class Coding:
    """How a stream is encoded. At 48 kHz every frame has the same size, and none is padded."""

    channels: int

    asked: int | None = None
    """Kilobits a second; None for the usual."""

    @property
    def bit_rate(self) -> int:
        """Kilobits a second, constant: more than speech needs, and more for two channels."""
        return self.asked or (96 if self.channels == 1 else 128)

    @property
    def frame_bytes(self) -> int:
        """Size of each frame."""
        return 144 * self.bit_rate * 1000 // SAMPLE_RATE

    def encoder(self) -> lameenc.Encoder:
        """Begin a stream."""
        encoder = lameenc.Encoder()
        encoder.set_channels(self.channels)
        encoder.set_in_sample_rate(SAMPLE_RATE)
        encoder.set_out_sample_rate(SAMPLE_RATE)  # at low rates LAME would choose another
        encoder.set_bit_rate(self.bit_rate)
        encoder.set_quality(QUALITY)
        return encoder
