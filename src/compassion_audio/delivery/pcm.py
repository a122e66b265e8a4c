"""Samples as whole numbers of 24 bits, for formats that keep every one.

No dither: the step is at -144 dB, below the noise of everything that plays or hears.
"""

import numpy as np
import numpy.typing as npt

from compassion_audio.audio.clip import Samples

BITS = 24
_FULL_SCALE = 2 ** (BITS - 1) - 1

Whole = npt.NDArray[np.int32]
"""Shape (frames, channels), within 24 bits."""


def whole(block: Samples) -> Whole:
    """Round a block to 24 bits. Exact silence stays so."""
    scaled = np.rint(block * np.float32(_FULL_SCALE))
    rounded: Whole = np.clip(scaled, -_FULL_SCALE, _FULL_SCALE).astype(np.int32)
    return rounded


def packed(block: Samples) -> bytes:
    """Give a block as files hold it: three bytes a sample, the lowest first."""
    rows = whole(block).astype("<i4").view(np.uint8).reshape(-1, 4)
    return rows[:, : BITS // 8].tobytes()
