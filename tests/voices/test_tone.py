"""The stand-in hums for exactly as long as the words would take."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compassion_audio.audio.clip import Clip
from compassion_audio.audio.trim import speech_bounds
from compassion_audio.units import WordsPerMinute
from compassion_audio.voices.pace import measured_pace
from compassion_audio.voices.tone import ToneEngine

VOICES = ("middle", "low", "high")


def hum(text: str, *, voice: str = "middle", pace: float = 115) -> Clip:
    """Let a new engine hum a line."""
    return ToneEngine().speak(text, voice=voice, pace=WordsPerMinute(pace))


def pitch(clip: Clip, begin: float, end: float) -> float:
    """Measure the pitch between two moments, in seconds."""
    part = clip.samples[round(begin * 48_000) : round(end * 48_000), 0]
    fine = 1 << 18
    return float(np.argmax(np.abs(np.fft.rfft(part * np.hanning(len(part)), n=fine)))) * 48e3 / fine


@given(words=st.integers(1, 12), pace=st.floats(80, 220), voice=st.sampled_from(VOICES))
@settings(max_examples=30)
def test_a_line_is_exactly_as_long_as_its_words(words: int, pace: float, voice: str) -> None:
    """Words times sixty over the pace, to the frame, and never beyond full scale."""
    clip = hum(" ".join(["kind"] * words), voice=voice, pace=pace)
    assert clip.rate == 48_000
    assert clip.frames == pytest.approx(words * 60 / pace * 48_000, abs=0.51)
    assert 0.3 < clip.peak < 1


@pytest.mark.parametrize(("voice", "pace"), [("low", 80), ("middle", 115), ("high", 200)])
def test_its_measured_pace_is_the_one_that_was_asked_for(voice: str, pace: float) -> None:
    """It is heard from its first frame to its last: within half a percent."""
    measured = measured_pace(lambda line: hum(line, voice=voice, pace=pace))
    assert measured == pytest.approx(pace, rel=0.005)


@pytest.mark.parametrize("words", [1, 2, 5, 12])
def test_each_word_is_a_swell(words: int) -> None:
    """One can count along: as many crests as words, and a dip between each two."""
    samples = hum(" ".join(["kind"] * words), voice="high").samples[:, 0]
    blocks = samples[: len(samples) // 1_200 * 1_200].reshape(-1, 1_200)
    level = np.pad(np.sqrt(np.mean(blocks**2, axis=1)), 1)
    half = (level.max() + level[1:-1].min()) / 2
    rising = np.flatnonzero(np.diff((level > half).astype(int)) == 1)
    assert len(rising) == words


@pytest.mark.parametrize(("voice", "start"), [("low", 130.8), ("middle", 174.6), ("high", 220.0)])
def test_its_pitch_is_the_voices_own_and_sinks(voice: str, start: float) -> None:
    """A hum falls by about an eighth over a line, as a sentence does."""
    line = hum("kind " * 20, voice=voice)
    length = line.frames / 48_000
    assert pitch(line, 0, 0.4) == pytest.approx(start, rel=0.02)
    assert pitch(line, length - 0.4, length) == pytest.approx(start * 0.88, rel=0.02)


def test_a_line_begins_and_ends_without_a_click() -> None:
    """The edges are soft, and still loud enough to be counted as speech."""
    clip = hum("May I be kind to myself.")
    assert np.abs(clip.samples[:24]).max() < 0.05
    assert np.abs(clip.samples[-24:]).max() < 0.05
    start, end = speech_bounds(clip.samples)
    assert start < 48
    assert end > clip.frames - 48


def test_words_are_counted_as_they_are_said() -> None:
    """A dash is no word; and a line without words hums once, so no practice fails on one."""
    assert hum("in — and out").frames == hum("in and out").frames
    assert hum("…").frames == hum("kind").frames


def test_the_same_line_gives_the_same_samples() -> None:
    """Two engines, one hum."""
    np.testing.assert_array_equal(hum("May I be kind.").samples, hum("May I be kind.").samples)


def test_it_is_always_there_and_knows_its_three_voices() -> None:
    """It needs nothing, and says no to what it cannot hum."""
    engine = ToneEngine()
    assert engine.available()
    assert [voice.name for voice in engine.voices()] == ["tone:middle", "tone:low", "tone:high"]
    assert all(engine.knows(voice) for voice in VOICES)
    assert not engine.knows("slt")
    assert not engine.knows("")
