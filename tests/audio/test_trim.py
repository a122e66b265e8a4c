"""Trimming finds the speech and keeps 30 ms before and 80 ms after, and never clips a word."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.audio.clip import Clip, mono
from compassion_audio.audio.trim import speech_bounds, trimmed
from compassion_audio.units import Hertz, Milliseconds

LEAD, TAIL = Milliseconds(30), Milliseconds(80)
LEAD_FRAMES, TAIL_FRAMES, FADE_FRAMES = 30 * 48, 80 * 48, 5 * 48
HISS = 10 ** (-62 / 20)
"""A noise floor as loud as the worst of the voices measured."""


def word(frames: int, *, onset: float = 1.0, ending: float = 1.0) -> npt.NDArray[np.float64]:
    """Make a word that is loud in its middle, and in its first and last third as told.

    The signs alternate, so that every frame of the word is heard and its bounds are known exactly.
    """
    third = frames // 3
    strength = np.full(frames, 0.5)
    strength[:third] *= onset
    strength[-third:] *= ending
    return strength * np.where(np.arange(frames) % 2, -1, 1)


def among(
    speech: npt.NDArray[np.float64], *, before: int, after: int, floor: float = 0.0
) -> npt.NDArray[np.float64]:
    """Put a word among so many frames of hiss, or of silence."""
    hiss = np.random.default_rng(7).uniform(-floor / 2, floor / 2, before + after)
    return np.concatenate([hiss[:before], speech, hiss[before:]])


def cut(sound: npt.NDArray[np.float64], rate: int = 48_000) -> npt.NDArray[np.float32]:
    """Trim a sound as the voices do, and give its one row of samples."""
    return trimmed(mono(sound, Hertz(rate)), lead=LEAD, tail=TAIL).samples[:, 0]


@pytest.mark.parametrize("onset", [1.0, 10 ** (-40 / 20), 10 ** (-46 / 20)])
@pytest.mark.parametrize("ending", [1.0, 10 ** (-35 / 20), 10 ** (-46 / 20)])
def test_soft_onsets_and_soft_endings_are_speech(onset: float, ending: float) -> None:
    """The h of "here" and the s of "hands" are found to the frame, with hiss all around them."""
    speech = word(9_000, onset=onset, ending=ending)
    sound = mono(among(speech, before=20_000, after=15_000, floor=HISS))
    assert speech_bounds(sound.samples) == (20_000, 29_000)


def test_hiss_is_not_speech() -> None:
    """A noise floor before and after moves the bounds by nothing."""
    speech = word(9_000)
    with_hiss = mono(among(speech, before=5_000, after=5_000, floor=HISS))
    without = mono(among(speech, before=5_000, after=5_000))
    assert speech_bounds(with_hiss.samples) == speech_bounds(without.samples) == (5_000, 14_000)


def test_speech_on_one_channel_is_heard() -> None:
    """A voice on the left alone begins where it begins there."""
    left = among(word(9_000), before=5_000, after=5_000)
    both = np.column_stack([np.zeros_like(left), left]).astype(np.float32)
    assert speech_bounds(both) == (5_000, 14_000)


@given(
    before=st.integers(0, 6_000),
    after=st.integers(0, 8_000),
    frames=st.integers(300, 5_000),
    onset=st.sampled_from([1.0, 0.01]),
    ending=st.sampled_from([1.0, 0.01]),
)
def test_no_word_is_clipped_wherever_it_stands(
    before: int, after: int, frames: int, onset: float, ending: float
) -> None:
    """The word is whole and begins at 30 ms; 80 ms follow, and less than one more."""
    speech = word(frames, onset=onset, ending=ending)
    kept = cut(among(speech, before=before, after=after))
    end = LEAD_FRAMES + frames
    np.testing.assert_array_equal(kept[LEAD_FRAMES:end], speech.astype(np.float32))
    assert not kept[:LEAD_FRAMES].any()
    assert not kept[end:].any()
    assert len(kept) % 48 == 0
    assert 0 <= len(kept) - end - TAIL_FRAMES < 48


def test_the_margins_hold_the_clips_own_sound() -> None:
    """Breath before and after a word is kept where there is some, faded only at the edges."""
    speech = word(4_800)
    sound = among(speech, before=9_600, after=9_600, floor=HISS)
    kept = cut(sound)
    first = 9_600 - LEAD_FRAMES
    whole = slice(FADE_FRAMES, len(kept) - FADE_FRAMES)
    expected = sound[first : first + len(kept)].astype(np.float32)
    np.testing.assert_array_equal(kept[whole], expected[whole])
    assert kept[FADE_FRAMES:LEAD_FRAMES].any()


def test_edges_are_faded_for_five_milliseconds() -> None:
    """Each edge rises from nothing without a step, and what lies inside is as it was."""
    floor = 0.001
    sound = np.full(30_000, floor)
    sound[10_000:20_000] = word(10_000)
    kept = cut(sound) / floor
    assert kept[0] == kept[-1] == 0
    for edge in (kept[: FADE_FRAMES + 1], kept[::-1][: FADE_FRAMES + 1]):
        steps = np.diff(edge)
        assert steps.min() >= 0
        assert steps.max() < 0.01
        assert edge[FADE_FRAMES] == pytest.approx(1)
        assert edge[FADE_FRAMES // 2] == pytest.approx(0.5, abs=0.02)


def test_a_clip_without_margins_is_given_silent_ones() -> None:
    """A word that starts at the first frame and ends at the last is padded, not faded."""
    speech = word(4_800)
    kept = cut(speech)
    assert len(kept) == LEAD_FRAMES + 4_800 + TAIL_FRAMES
    np.testing.assert_array_equal(kept[LEAD_FRAMES:-TAIL_FRAMES], speech.astype(np.float32))


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 44_100])
def test_a_clip_of_any_rate_is_trimmed_at_48_khz(rate: int) -> None:
    """A second of voice is a second of voice, its margins in their places."""
    time = np.arange(rate) / rate
    swell = np.minimum(1, np.minimum(time, 1 - time) / 0.010) ** 2
    speech = 0.5 * swell * np.sin(2 * np.pi * 200 * time)
    silence = np.zeros(rate // 4)
    kept = cut(np.concatenate([silence, speech, silence]), rate)
    assert len(kept) % 48 == 0
    assert len(kept) / 48 == pytest.approx(1_110, abs=2)
    loud = np.flatnonzero(np.abs(kept) > 0.25)
    assert loud[0] / 48 == pytest.approx(30 + 8, abs=2)
    assert (len(kept) - loud[-1]) / 48 == pytest.approx(80 + 8, abs=2)


@pytest.mark.parametrize("rate", [22_050, 48_000])
@pytest.mark.parametrize("frames", [0, 1, 10_000])
def test_silence_gives_an_empty_clip(rate: int, frames: int) -> None:
    """No speech, no clip: not even its margins."""
    assert cut(np.zeros(frames), rate).shape == (0,)


def test_the_clip_that_came_in_is_left_alone() -> None:
    """The fades are drawn on the copy; an engine may keep what it gave."""
    clip = mono(np.full(200 * 48, 0.5))  # whole milliseconds: there is nothing to pad
    trimmed(clip, lead=Milliseconds(0), tail=Milliseconds(0))
    assert (clip.samples == 0.5).all()


def test_both_channels_are_kept() -> None:
    """Trimming cuts time, never a side."""
    left = word(4_800)
    clip = Clip(np.column_stack([left, left / 2]).astype(np.float32))
    kept = trimmed(clip, lead=LEAD, tail=TAIL).samples
    np.testing.assert_array_equal(kept[:, 0], kept[:, 1] * 2)
