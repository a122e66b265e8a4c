"""Bells, computed: every stroke the same, no recording to carry, no licence to keep."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from compassion_audio.audio.clip import Clip, mono
from compassion_audio.units import SAMPLE_RATE, Milliseconds, frames_at

Sound = npt.NDArray[np.float64]
"""Shape (frames,)."""


@dataclass(frozen=True, slots=True)
class Partial:
    """One tone of a bell: two sines a little apart, which beat against each other."""

    ratio: float
    """Of the fundamental."""

    amplitude: float
    """Of the loudest partial."""

    decay: float
    """Seconds until it has fallen by 60 dB."""


@dataclass(frozen=True, slots=True)
class BellKind:
    """A bell that can be struck."""

    fundamental: float
    """Hertz."""

    beating: float
    """How far the two sines of the fundamental lie apart, in hertz."""

    attack: Milliseconds
    partials: tuple[Partial, ...]
    ring: Milliseconds
    """From the stroke until it is silent."""


BELLS: Mapping[str, BellKind] = {
    # Source: partials, amplitudes and decays as measured on singing bowls; the fundamental is
    # our choice, low enough not to startle and high enough for a telephone's speaker.
    "bowl": BellKind(
        fundamental=216.0,
        beating=0.7,
        attack=Milliseconds(9),
        partials=(
            Partial(1.0, 1.0, 16.0),
            Partial(2.71, 0.55, 11.0),
            Partial(5.02, 0.28, 7.0),
            Partial(7.83, 0.13, 4.5),
            Partial(11.1, 0.06, 2.5),
            Partial(14.7, 0.03, 1.5),
        ),
        ring=Milliseconds(16_000),
    ),
    # Source: the ratios of a bar that is free at both ends (Fletcher & Rossing, "The Physics of
    # Musical Instruments", chapter 2.16), which a chime's tube and a wooden bar both are.
    "chime": BellKind(
        fundamental=523.25,
        beating=0.4,
        attack=Milliseconds(4),
        partials=(
            Partial(1.0, 1.0, 7.0),
            Partial(2.756, 0.42, 4.5),
            Partial(5.404, 0.16, 2.4),
            Partial(8.933, 0.05, 1.2),
        ),
        ring=Milliseconds(9_000),
    ),
    "wood": BellKind(
        fundamental=392.0,
        beating=0.0,
        attack=Milliseconds(2),
        partials=(
            Partial(1.0, 1.0, 0.42),
            Partial(2.756, 0.30, 0.22),
            Partial(5.404, 0.10, 0.11),
        ),
        ring=Milliseconds(1_000),
    ),
    # The bowl again, lower, and touched more than struck.
    "soft": BellKind(
        fundamental=162.0,
        beating=0.5,
        attack=Milliseconds(90),
        partials=(
            Partial(1.0, 1.0, 13.0),
            Partial(2.71, 0.28, 8.0),
            Partial(5.02, 0.07, 4.5),
            Partial(7.83, 0.015, 2.5),
        ),
        ring=Milliseconds(13_000),
    ),
}

_INAUDIBLE_AFTER = 1.7
"""Decay times after which a partial has fallen by 102 dB and is no longer computed."""

_LAST_FADE = 0.16
"""The end of the ring, as a share of it, is drawn down to true silence."""


def strike(kind: str) -> Clip:
    """Compute one stroke.

    Args:
        kind: A key of `BELLS`.

    Returns:
        A clip of the bell's `ring`, one channel, its peak at full scale.
    """
    bell = BELLS[kind]
    sound = np.zeros(frames_at(bell.ring))
    for partial in bell.partials:
        heard = min(partial.decay * _INAUDIBLE_AFTER, bell.ring / 1000)
        frames = round(heard * SAMPLE_RATE)
        tone = bell.fundamental * partial.ratio
        half_beat = bell.beating * partial.ratio**0.5 / 2
        # The second sine is the weaker one, or the beating would fall silent at every trough.
        pair = _fading(tone - half_beat, partial.decay, frames)
        pair += 0.6 * _fading(tone + half_beat, partial.decay, frames)
        sound[:frames] += partial.amplitude * pair
    sound[: frames_at(bell.attack)] *= _raised_cosine(frames_at(bell.attack))
    last = round(len(sound) * _LAST_FADE)
    sound[-last:] *= _raised_cosine(last)[::-1]
    return mono(sound / np.abs(sound).max())


def _fading(hertz: float, decay: float, frames: int) -> Sound:
    """Give a sine whose amplitude begins at 1 and falls by 60 dB in so many seconds.

    Its samples are the powers of one complex number, and each is the product of a power that many
    share and a small one: two multiplications, and no sine or exponential a sample.
    """
    step = (2j * np.pi * hertz - 3 * np.log(10) / decay) / SAMPLE_RATE
    width = math.isqrt(frames) + 1
    coarse = np.exp(step * width * np.arange(-(-frames // width)))[:, np.newaxis]
    fine = np.exp(step * np.arange(width))
    found: Sound = coarse.real * fine.imag + coarse.imag * fine.real
    return found.reshape(-1)[:frames]


def _raised_cosine(frames: int) -> Sound:
    return 0.5 - 0.5 * np.cos(np.linspace(0.0, np.pi, frames))
