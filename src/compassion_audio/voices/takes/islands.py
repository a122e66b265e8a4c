"""The stretches of sound in a long recording, between its silences."""

from compassion_audio.audio.clip import Clip
from compassion_audio.units import FRAMES_PER_MILLISECOND, Milliseconds
from compassion_audio.voices.takes.loudness import STEP, loudness, runs
from compassion_audio.voices.takes.odds import Island

_BRIDGED = Milliseconds(180)
"""Quiet that is no longer is a part of the words: the stop in "lip balm" takes 60 to 150 ms."""

_SHORTEST = Milliseconds(50)
"""Sounds that are shorter are clicks."""

_BEFORE, _AFTER = Milliseconds(400), Milliseconds(600)
"""What a piece keeps of the quiet around it: enough to tell the room from the voice."""


def islands_of(clip: Clip) -> tuple[Island, ...]:
    """Find the stretches of sound.

    Args:
        clip: One channel at 48 kHz; may be hours long.
    """
    joined: list[list[int]] = []
    for first, last in runs(loudness(clip.samples).prominence > 0):
        if joined and (first - joined[-1][1]) * STEP <= _BRIDGED:
            joined[-1][1] = last
        else:
            joined.append([first, last])
    return tuple(
        Island(Milliseconds(first * STEP), Milliseconds(last * STEP))
        for first, last in joined
        if (last - first) * STEP > _SHORTEST
    )


def piece_of(clip: Clip, start: Milliseconds, end: Milliseconds, among: tuple[Island, ...]) -> Clip:
    """Cut a stretch out of a recording, with quiet around it and nothing of its neighbours.

    Args:
        clip: The recording.
        start: Of the stretch.
        end: Of the stretch.
        among: All islands of the recording.
    """
    before = max((one.end for one in among if one.end <= start), default=-start)
    after = min((one.start for one in among if one.start >= end), default=2 * clip.length - end)
    begin = max(start - _BEFORE, (before + start) // 2)
    finish = min(end + _AFTER, (after + end) // 2)
    return Clip(clip.samples[begin * FRAMES_PER_MILLISECOND : finish * FRAMES_PER_MILLISECOND])
