"""A take is cut to its speech against its own room, faded in its margins, and as loud as others."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compassion_audio.audio.clip import Clip, mono
from compassion_audio.errors import SpeechFailed
from compassion_audio.voices.takes.edit import COMMON_LEVEL, HIGHEST_PEAK, edited
from compassion_audio.voices.takes.loudness import loudness, mean_level

from .rooms import Row, in_room, power, room, word

LEAD, TAIL = 30, 80


def speech_level(clip: Clip) -> float:
    """Measure the speech of a take as the takes are levelled."""
    heard = loudness(clip.samples)
    return mean_level(heard.level[heard.prominence > 0])


@pytest.mark.parametrize("noise", [-90, -70, -60, -50, -40, -30])
@pytest.mark.parametrize(("before", "after"), [(500, 1_500), (1_200, 300), (100, 120)])
def test_a_take_is_cut_to_its_speech_in_any_room(noise: int, before: int, after: int) -> None:
    """In a studio and beside a fan: the word, 30 ms before it and 80 ms behind."""
    take = edited(in_room(word(800), noise=noise, before=before, after=after))
    assert take.clip.length == pytest.approx(LEAD + 800 + TAIL, abs=40)
    assert take.clip.frames % 48 == 0
    assert take.clip.samples.shape[1] == 1


@pytest.mark.parametrize("noise", [-60, -50, -40])
def test_a_soft_ending_is_kept(noise: int) -> None:
    """The s of "hands" hisses 30 dB below the voice, under a rumbling room it is all the same."""
    hiss = np.diff(np.random.default_rng(5).normal(size=160 * 48 + 1))
    speech = np.concatenate([word(600), hiss / power(hiss) * power(word(600)) * 10 ** (-30 / 20)])
    take = edited(in_room(speech, noise=noise))
    assert take.clip.length == pytest.approx(LEAD + 760 + TAIL, abs=40)


def test_an_ending_that_hides_in_the_room_is_kept() -> None:
    """An f that lies no higher than a rumbling room itself is heard above it, in its own tones."""
    hiss = np.diff(np.random.default_rng(5).normal(size=160 * 48 + 1))
    hiss *= power(word(600)) / power(hiss) * 10 ** (-46 / 20)
    rumble = np.cumsum(np.random.default_rng(6).normal(size=3_000 * 48))
    rumble -= np.convolve(rumble, np.ones(480) / 480, "same")
    row = np.zeros(3_000 * 48)
    row[48_000 : 48_000 + 760 * 48] = np.concatenate([word(600), hiss])
    row += rumble / power(rumble) * power(word(600)) * 10 ** (-34 / 20)
    assert edited(mono(row)).clip.length == pytest.approx(LEAD + 760 + TAIL, abs=40)


def test_a_word_that_dies_away_is_kept_to_its_last() -> None:
    """Beyond where it counts as a sound, as long as it is above the room."""
    fading = word(400) * np.exp(-np.linspace(0, 7, 400 * 48))
    row = in_room(np.concatenate([word(600), fading]), noise=-40)
    heard = np.flatnonzero(loudness(row.samples).prominence > 0)
    speech = (heard[-1] - heard[0]) * 10
    assert edited(row).clip.length >= LEAD + speech + 20 + TAIL


def test_a_click_of_the_recorder_is_no_speech() -> None:
    """A snap well before the word, and one behind it, are cut away."""
    row = in_room(word(800), noise=-60, before=1_000, after=1_000).samples[:, 0].copy()
    row[9_600:10_000] += 0.3
    row[-9_600:-9_300] -= 0.3
    assert edited(mono(row)).clip.length == pytest.approx(LEAD + 800 + TAIL, abs=40)


def test_a_short_word_within_a_line_is_no_click() -> None:
    """Or, it stands by itself, and is a tenth of a second long."""
    speech = np.concatenate([word(100), np.zeros(300 * 48), word(900)])
    take = edited(in_room(speech, noise=-55))
    assert take.clip.length == pytest.approx(LEAD + 1_300 + TAIL, abs=40)


@settings(max_examples=25)
@given(level=st.floats(-55, -14), noise=st.floats(-90, -35))
def test_all_takes_are_equally_loud(level: float, noise: float) -> None:
    """Whispered into a far microphone or shouted into a near one; nothing is ever cut off."""
    take = edited(in_room(word(700, level=level), noise=noise))
    assert speech_level(take.clip) == pytest.approx(COMMON_LEVEL, abs=1.0)
    assert take.level == pytest.approx(level, abs=2.0)
    assert take.gain == pytest.approx(COMMON_LEVEL - take.level, abs=0.01)
    assert 20 * np.log10(take.clip.peak) <= HIGHEST_PEAK + 0.01


def test_a_loud_moment_keeps_the_whole_line_below_full_scale() -> None:
    """A shout of one syllable would be cut off at the common level; the take says it is soft."""
    row = word(3_000, level=-45)
    row[48_000:48_480] += 0.9 * np.sign(row[48_000:48_480])
    take = edited(in_room(row, noise=-40))
    assert 20 * np.log10(take.clip.peak) == pytest.approx(HIGHEST_PEAK, abs=0.1)
    assert any("uneven" in one for one in take.warnings)


def test_what_was_decoded_above_full_scale_is_not_cut_off() -> None:
    """MP3 decoders give peaks above 1; the shape of the wave stays."""
    row = word(700)
    loud = edited(mono(np.pad(row, 24_000) / np.abs(row).max() * 1.4)).clip.samples
    soft = edited(mono(np.pad(row, 24_000) / np.abs(row).max() * 0.7)).clip.samples
    np.testing.assert_allclose(loud, soft, atol=1e-4)


@pytest.mark.parametrize(("noise", "is_noisy"), [(-60, False), (-45, False), (-30, True)])
def test_a_noisy_room_is_told(noise: int, is_noisy: bool) -> None:  # noqa: FBT001  # pytest's way
    """Above -40 dB against the speech there is a warning.

    What nobody hears, below 50 Hz, is not counted: 4 to 8 dB of a rumbling room.
    """
    take = edited(in_room(word(1_500), noise=noise))
    assert noise - 8 < take.noise < noise
    assert any(one.startswith("noisy") for one in take.warnings) is is_noisy


def test_the_margins_are_faded_and_the_speech_is_not() -> None:
    """From nothing to the room's own sound in 30 ms, back in 80, no step anywhere."""
    row = in_room(word(800), noise=-40)
    take = edited(row).clip.samples[:, 0]
    assert abs(take[0]) < 1e-6
    assert abs(take[-1]) < 1e-4
    margin = np.abs(take[: LEAD * 48])
    assert margin[: 5 * 48].max() < margin.max() / 2
    assert np.abs(take[-5 * 48 :]).max() < np.abs(take[-TAIL * 48 :]).max() / 2


def test_a_recording_without_margins_is_given_silent_ones() -> None:
    """One that begins and ends within the word loses at most 2 ms to its fades."""
    take = edited(mono(np.concatenate([word(400), np.zeros(100 * 48), word(300)]))).clip
    assert take.length == pytest.approx(LEAD + 800 + TAIL, abs=30)
    assert not take.samples[: (LEAD - 1) * 48].any()
    assert take.samples[(LEAD + 30) * 48 : 800 * 48].any()


def empty_room() -> Row:
    """Two seconds of a room where nobody speaks."""
    return 0.01 * room(96_000)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (empty_room(), "there is no speech in it"),
        (np.sin(np.arange(96_000) / 30), "there is no speech in it"),
        (np.zeros(96_000), "there is no speech in it"),
        (np.zeros(0), "it is too short to hold speech"),
        (np.ones(100), "it is too short to hold speech"),
    ],
)
def test_what_holds_no_speech_is_told(row: Row, message: str) -> None:
    """A room, a hum, silence, nothing: an error with what to do, and never a take of noise."""
    with pytest.raises(SpeechFailed, match=message) as caught:
        edited(mono(row))
    assert caught.value.hint


def test_a_recording_of_many_lines_is_not_taken_for_one() -> None:
    """Ten minutes under the number of a line are a mistake, and the hint says what to do."""
    with pytest.raises(SpeechFailed, match="it is 10 minutes long") as caught:
        edited(mono(np.zeros(48_000 * 600, dtype=np.float32)))
    assert "takes cut" in caught.value.hint
