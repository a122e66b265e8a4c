"""Long lines are cut where a person would breathe, lose no word, and are joined without a click."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.audio.clip import Clip, mono
from compassion_audio.script.words import count_words
from compassion_audio.units import Hertz
from compassion_audio.voices.passages import MOST_LETTERS, MOST_WORDS, joined, passages

SENTENCE = "Notice the breath as it comes, and let it go again; nothing needs doing."


@given(st.text(alphabet="ab ,.;:!?\u2014…\n", max_size=3000))
def test_no_letter_is_lost_and_no_passage_is_too_long(text: str) -> None:
    """Only white space is left out, and none is empty."""
    parts = passages(text)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(part.strip() == part != "" for part in parts)
    assert all(len(part) <= MOST_LETTERS and count_words(part) <= MOST_WORDS for part in parts)


def test_a_line_of_usual_length_stays_whole() -> None:
    """Nothing is cut that need not be."""
    assert passages(SENTENCE) == (SENTENCE,)
    sixty = " ".join(["word"] * MOST_WORDS)
    assert passages(sixty) == (sixty,)


@pytest.mark.parametrize(("mark", "other"), [(".", ";"), (";", ","), (",", ""), ("\u2014", ",")])
def test_the_most_natural_place_is_chosen(mark: str, other: str) -> None:
    """An end of a sentence before a semicolon, a semicolon before a comma, that before a space."""
    half = " ".join(["word"] * 20 + [f"word{other}"] + ["word"] * 15)
    first, second = passages(f"{half}{mark} {half}")
    assert first == half + mark
    assert second == half


def test_a_line_of_ten_thousand_letters_without_a_space_is_cut_all_the_same() -> None:
    """No model could take it whole."""
    assert max(map(len, passages("a" * 10_000))) <= MOST_LETTERS


def tone(seconds: float, *, rate: int = 24_000) -> Clip:
    """A hum that begins and ends at full strength, in the middle of its wave."""
    at = np.arange(int(seconds * rate)) / rate
    return mono(0.5 * np.cos(2 * np.pi * 200 * at), Hertz(rate))


def test_a_single_passage_stays_as_it_was_said() -> None:
    """Nothing is faded, trimmed or resampled twice."""
    clip = tone(0.3)
    assert joined([("Hello.", clip)]) is clip


def test_passages_are_joined_with_a_rest_and_no_click() -> None:
    """Between two samples there is never a jump that the tone itself has not."""
    clip = joined([("One.", tone(0.5)), ("Two,", tone(0.5)), ("three", tone(0.5))])
    jumps = np.abs(np.diff(clip.samples[:, 0]))
    own = np.abs(np.diff(tone(0.5, rate=48_000).samples[:, 0])).max()
    assert jumps.max() <= own * 1.2
    quiet = clip.samples[:, 0] == 0
    assert clip.rate == 48_000
    assert clip.frames / clip.rate == pytest.approx(1.5 + 0.4 + 0.2 + 6 * 0.02, abs=0.01)
    assert quiet.sum() / clip.rate == pytest.approx(0.4 + 0.2 + 6 * 0.02, abs=0.01)


def test_what_makes_no_sound_adds_no_rest() -> None:
    """A passage of silence is left out; silence alone is an empty clip."""
    silence = mono(np.zeros(1000), Hertz(24_000))
    assert joined([("One.", tone(0.5)), ("…", silence)]).frames < 0.6 * 48_000
    assert joined([("…", silence), ("…", silence)]).frames == 0
