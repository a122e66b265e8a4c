"""Pace is words a minute inside the speech: counted as they are said, measured as it is heard."""

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compassion_audio.audio.clip import Clip, mono
from compassion_audio.errors import SpeechFailed
from compassion_audio.units import Hertz
from compassion_audio.voices.pace import PARAGRAPH, count_words, measured_pace
from tests.patience import HANGS


class Metronome:
    """A voice that takes the same time for every word."""

    def __init__(self, *, pace: float, around: float, rate: int = 16_000) -> None:
        self.said: list[str] = []
        self._word = 60 / pace
        self._around = np.zeros(round(around * rate))
        self._rate = rate

    def say(self, sentence: str) -> Clip:
        """Sound for as long as the words take, with silence around them."""
        self.said.append(sentence)
        words = sentence.count(" ") + 1
        speech = np.full(round(words * self._word * self._rate), 0.5)
        return mono(np.concatenate([self._around, speech, self._around]), Hertz(self._rate))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("…", 0),
        ("Hello.", 1),
        ("I'm here.", 2),
        ("I’m here.", 2),
        ("a well-kept garden", 3),
        ("Breathe in - and out.", 4),
        ("Breathe in — and out.", 4),
        ("in—out", 2),
        ("It is 3.5 degrees.", 4),
        ("‘Soft’, she said", 3),
        ("kärlek åt dig", 3),
        ("доброта к себе", 3),  # noqa: RUF001  # Russian
        ("one_two", 2),
    ],
)
def test_words_are_counted_as_they_are_said(text: str, words: int) -> None:
    """What hangs together is one word, a dash is none, and other alphabets have words too."""
    assert count_words(text) == words


@given(
    pace=st.floats(40, 240),
    around=st.sampled_from([0.0, 0.05, 2.0]),
    rate=st.sampled_from([16_000, 22_050]),
)
@settings(max_examples=30)
def test_pace_is_measured_inside_the_speech(pace: float, around: float, rate: int) -> None:
    """Silence around the words changes nothing, whatever the rate of the samples."""
    voice = Metronome(pace=pace, around=around, rate=rate)
    assert measured_pace(voice.say) == pytest.approx(pace, rel=0.001)


def test_pace_is_measured_on_the_whole_paragraph() -> None:
    """Every sentence is said once, so every engine is measured on the same words."""
    voice = Metronome(pace=115, around=0)
    measured_pace(voice.say)
    assert voice.said == list(PARAGRAPH)


def test_a_long_sentence_counts_for_more_than_a_short_one() -> None:
    """It is words over time, not the mean of the sentences' paces."""

    def uneven(sentence: str) -> Clip:
        seconds = 8 if sentence == PARAGRAPH[0] else 2
        return mono(np.full(seconds * 1_000, 0.5), Hertz(1_000))

    words = sum(len(sentence.replace("-", "").split()) for sentence in PARAGRAPH)
    assert measured_pace(uneven) == pytest.approx(words * 60 / (8 + 7 * 2), rel=0.01)


def test_an_engine_with_several_hands_is_measured_by_all_of_them() -> None:
    """Calibration uses what the engine has: here four sentences have to meet to go on."""
    meeting = threading.Barrier(4, timeout=HANGS)
    voice = Metronome(pace=100, around=0)

    def say(sentence: str) -> Clip:
        meeting.wait()
        return voice.say(sentence)

    assert measured_pace(say, hands=4) == pytest.approx(100, rel=0.001)


def test_a_voice_without_sound_has_no_pace() -> None:
    """It is an error that a person can act on, not a division by nothing."""
    with pytest.raises(SpeechFailed, match="no sound") as caught:
        measured_pace(lambda _: mono(np.zeros(1_000)))
    assert "compassion voices" in caught.value.hint
