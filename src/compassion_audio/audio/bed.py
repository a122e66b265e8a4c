"""Beds, computed: background that loops without a seam, the same in every run.

Everything in a bed repeats with its loop: noise is shaped as a whole in the frequency domain,
which has no ends; every tone and every swell goes round a whole number of times; drops and bubbles
that are cut by the end go on at the beginning. Every loop is a multiple of three seconds, which are
whole frames of an MP3, so that one round is encoded for all of them (`delivery.parts`).
"""

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import numpy.typing as npt

from compassion_audio.audio.clip import Clip
from compassion_audio.units import SAMPLE_RATE

Sound = npt.NDArray[np.float64]
"""Shape (2, frames): left and right."""

_PEAK = 0.5
"""Full scale is 1; a bed is brought to its loudness later."""

_LOWEST, _HIGHEST = 25.0, 15_000.0
"""Hertz. What lies beyond is left out: it moves speakers and encoders, and nobody."""


def bed(kind: str) -> Clip:
    """Compute one loop of a bed.

    Args:
        kind: A key of `BEDS`.

    Returns:
        A clip of two channels at 48 kHz whose end goes on at its beginning.
    """
    sound = BEDS[kind](np.random.default_rng(list(kind.encode())))
    return Clip(np.ascontiguousarray(sound.T * (_PEAK / np.abs(sound).max()), dtype=np.float32))


def _noise(
    dice: np.random.Generator, seconds: int, level: Callable[[Sound], Sound], *, width: float = 1.0
) -> Sound:
    """Shape noise.

    Args:
        dice: Where chance comes from.
        seconds: Of the loop.
        level: Gives the amplitude at each frequency, in hertz.
        width: How much left and right differ: 0 not at all, 1 wholly.
    """
    frames = seconds * SAMPLE_RATE
    hertz: Sound = np.fft.rfftfreq(frames, 1 / SAMPLE_RATE).astype(np.float64)
    first, last = np.searchsorted(hertz, (_LOWEST, _HIGHEST))
    shape = level(hertz[first:last])

    def any_phases() -> Sound:
        turns = 2 * np.pi * dice.random(len(hertz))[first:last]
        lines = np.zeros(len(hertz), dtype=np.complex128)
        lines.real[first:last] = shape * np.cos(turns)
        lines.imag[first:last] = shape * np.sin(turns)
        return np.fft.irfft(lines, n=frames)

    middle, side = any_phases(), any_phases()
    pair = np.stack([middle + width * side, middle - width * side])
    even: Sound = pair / np.sqrt(np.square(pair).mean())
    return even


def _swell(seconds: int, rounds: int, phase: float, *, sharpness: float = 1.0) -> Sound:
    """Give a slow wave between 0 and 1 that goes round so many times in the loop."""
    turn = np.arange(seconds * SAMPLE_RATE) * (rounds / (seconds * SAMPLE_RATE)) + phase
    wave: Sound = (0.5 - 0.5 * np.cos(2 * np.pi * turn)) ** sharpness
    return wave


def _sprinkled(
    dice: np.random.Generator,
    seconds: int,
    *,
    rate: float,
    pitches: tuple[float, float],
    decay: float,
    rise: float = 0.0,
) -> Sound:
    """Sprinkle short tones over the loop, each somewhere between left and right.

    Args:
        dice: Where chance comes from.
        seconds: Of the loop.
        rate: How many a second.
        pitches: The lowest and the highest, in hertz.
        decay: Seconds until one has fallen by 60 dB, on average.
        rise: By how much of itself its pitch rises while it fades.
    """
    frames = seconds * SAMPLE_RATE
    longest = round(1.6 * decay * SAMPLE_RATE)
    sound = np.zeros((2, frames + longest))
    clock = np.arange(longest) / SAMPLE_RATE
    ramp = np.linspace(0, 1, 24)
    lowest, highest = np.log(pitches)
    for _ in range(round(rate * seconds)):
        fading = decay * dice.uniform(0.5, 1.6)
        time = clock[: round(fading * SAMPLE_RATE)]
        pitch = np.exp(dice.uniform(lowest, highest))
        turns = pitch * (time + rise / (2 * fading) * time * time)
        tone = np.sin(2 * np.pi * turns) * np.exp(-3 * np.log(10) / fading * time)
        tone *= dice.exponential()
        tone[:24] *= ramp
        tone[-24:] *= ramp[::-1]
        begin = dice.integers(frames)
        side = dice.uniform(0.15, 0.85)
        sound[0, begin : begin + len(tone)] += tone * np.sqrt(side)
        sound[1, begin : begin + len(tone)] += tone * np.sqrt(1 - side)
    sound[:, :longest] += sound[:, frames:]
    even: Sound = sound[:, :frames] / np.sqrt(np.square(sound[:, :frames]).mean())
    return even


def _brown(dice: np.random.Generator) -> Sound:
    return _noise(dice, 24, lambda hertz: 1 / np.maximum(hertz, 40.0), width=0.6)


def _rain(dice: np.random.Generator) -> Sound:
    """A steady fall far away, and drops near by."""
    seconds = 24
    far = _noise(
        dice, seconds, lambda hertz: hertz**-0.35 / (1 + (250 / hertz) ** 2) / (1 + hertz / 7000)
    )
    near = _sprinkled(dice, seconds, rate=45, pitches=(900, 5200), decay=0.022)
    return far * (0.85 + 0.15 * _swell(seconds, 3, 0.2)) + 0.22 * near


def _waves(dice: np.random.Generator) -> Sound:
    """Six waves, none like the one before, each a body that rises and a hiss that runs out."""
    seconds = 54
    body = _noise(dice, seconds, lambda hertz: 1 / np.maximum(hertz, 60.0) ** 0.9, width=0.5)
    hiss = _noise(dice, seconds, lambda hertz: hertz**-0.2 / (1 + (900 / hertz) ** 2))
    tall = 0.65 + 0.35 * _swell(seconds, 2, 0.3) * _swell(seconds, 5, 0.1)
    rising = _swell(seconds, 6, 0.0, sharpness=1.6) * tall
    running = np.roll(_swell(seconds, 6, 0.0, sharpness=2.6) * tall, round(1.1 * SAMPLE_RATE))
    return body * (0.22 + rising) + 0.5 * hiss * (0.05 + running)


def _stream(dice: np.random.Generator) -> Sound:
    """Water over stones: three voices of noise that come and go, and bubbles."""
    seconds = 24
    sound = np.zeros((2, seconds * SAMPLE_RATE))
    for middle, rounds, share in ((420.0, 7, 1.0), (1100.0, 11, 0.7), (2600.0, 17, 0.4)):
        level = partial(_around, middle=middle)
        voice = _noise(dice, seconds, level)
        sound += share * voice * (0.7 + 0.3 * _swell(seconds, rounds, dice.random()))
    bubbles = _sprinkled(dice, seconds, rate=38, pitches=(380, 1900), decay=0.07, rise=0.35)
    return sound + 0.45 * bubbles


def _around(hertz: Sound, *, middle: float) -> Sound:
    octaves: Sound = np.log2(hertz / middle)
    level: Sound = np.exp(-0.5 * (octaves / 0.9) ** 2) / np.sqrt(hertz)
    return level


def _drone(dice: np.random.Generator) -> Sound:
    """A fifth and its octaves, each tone a pair that beats slowly, as of a bowed string far off."""
    seconds = 30
    frames = seconds * SAMPLE_RATE
    lines = np.zeros((2, frames // 2 + 1), dtype=np.complex128)
    for pitch, share in ((55, 0.5), (110, 1.0), (165, 0.55), (220, 0.35), (330, 0.12)):
        for overtone in (1, 2, 3):
            place = pitch * overtone * seconds  # turns in the loop: a whole number, so no seam
            for side in range(2):
                for turns in (place, place + dice.integers(1, 6)):
                    phase = np.exp(2j * np.pi * dice.random())
                    lines[side, turns] += share / overtone**2.2 * phase
    sound = np.fft.irfft(lines, n=frames)
    sound /= np.sqrt(np.square(sound).mean())
    air = _noise(dice, seconds, lambda hertz: 1 / np.maximum(hertz, 150.0))
    return sound * (0.8 + 0.2 * _swell(seconds, 2, 0.0)) + 0.07 * air


BEDS: Mapping[str, Callable[[np.random.Generator], Sound]] = {
    "rain": _rain,
    "brown": _brown,
    "drone": _drone,
    "waves": _waves,
    "stream": _stream,
}
"""Each kind's maker. The names are those of the script language."""
