"""Where speech begins and ends in a clip, and the clip cut there without clipping a word."""

import numpy as np

from compassion_audio.audio.clip import Clip, Samples, resampled
from compassion_audio.units import FRAMES_PER_MILLISECOND, Decibels, Milliseconds, frames_at

QUIETEST_SPEECH = Decibels(-50.0)
"""Below the clip's peak: what is quieter is not speech. Soft endings such as the s of "hands" lie
at -35 to -45 dB in the voices measured; their noise floors lie below -60."""

FADE = Milliseconds(5)
"""Each edge of a trimmed clip is faded for this long, so that no joint can click."""


def speech_bounds(samples: Samples) -> tuple[int, int]:
    """Find where speech begins and ends.

    Args:
        samples: Shape (frames, channels), float32.

    Returns:
        The first frame of speech and the frame after its last; equal when there is none.
    """
    level = np.abs(samples[:, 0])
    for channel in samples.T[1:]:
        np.maximum(level, np.abs(channel), out=level)
    peak = level.max(initial=0.0)
    if peak <= 0:
        return 0, 0
    is_heard = level >= peak * 10 ** (QUIETEST_SPEECH / 20)
    return int(is_heard.argmax()), len(is_heard) - int(is_heard[::-1].argmax())


def trimmed(clip: Clip, *, lead: Milliseconds, tail: Milliseconds) -> Clip:
    """Cut a clip to its speech and a margin on each side, at 48 kHz.

    What the margins hold is the clip's own sound where it has some, silence where it has none.
    The length is a whole number of milliseconds: the tail takes the part that is left over.

    Args:
        clip: One line of speech, at any rate.
        lead: What to keep before the speech.
        tail: What to keep after it.

    Returns:
        The trimmed clip; empty when the clip holds no speech.
    """
    samples = resampled(clip).samples
    start, end = speech_bounds(samples)
    if start == end:
        return Clip(samples[:0])
    first, last = start - frames_at(lead), end + frames_at(tail)
    last += -(last - first) % FRAMES_PER_MILLISECOND
    cut = samples[max(0, first) : last]
    before = max(0, -first)
    kept = np.zeros((last - first, samples.shape[1]), dtype=np.float32)
    kept[before : before + len(cut)] = cut
    _fade_edges(kept, frames_at(FADE))
    return Clip(kept)


def in_steps(clip: Clip, step: Milliseconds) -> Clip:
    """Make a clip at 48 kHz whole steps long, the nearest number of them.

    Its tail, which is quiet, gains silence or loses up to half a step.
    """
    size = frames_at(step)
    frames = (clip.frames + size // 2) // size * size
    samples = np.zeros((frames, clip.samples.shape[1]), dtype=np.float32)
    samples[: clip.frames] = clip.samples[:frames]
    if frames <= clip.frames:
        _fade_out(samples, frames_at(FADE))
    return Clip(samples)


def _fade_edges(samples: Samples, frames: int) -> None:
    _fade_out(samples[::-1], frames)
    _fade_out(samples, frames)


def _fade_out(samples: Samples, frames: int) -> None:
    ramp = np.sin(np.linspace(0.0, np.pi / 2, frames, dtype=np.float32))[::-1, np.newaxis] ** 2
    samples[-frames:] *= ramp[max(0, frames - len(samples)) :]
