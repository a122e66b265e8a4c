"""A long line is cut where a speaker would breathe, and nothing of it is lost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.audio.clip import Clip, mono
from compassion_audio.script.words import count_words
from compassion_audio.units import Hertz
from compassion_audio.voices.passages import MOST_SIGNS, MOST_WORDS, joined, passages

SENTENCE = "May I be kind to myself in this moment, and may I have what I need."


def beep(*, seconds: float, around: float = 0.5, rate: int = 22_050) -> Clip:
    """Make a sound with silence around it."""
    silence = np.zeros(round(around * rate))
    return mono(
        np.concatenate([silence, np.full(round(seconds * rate), 0.5), silence]), Hertz(rate)
    )


@given(st.text(alphabet=st.sampled_from("ab,.;: \u2013x\n\u00e9\u6211'"), max_size=3_000))
def test_nothing_is_lost_and_every_passage_is_short(text: str) -> None:
    """Whatever is written, the passages hold all of it in order, and each can be said."""
    parts = passages(text)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(part and part == part.strip() for part in parts)
    assert all(count_words(part) <= MOST_WORDS and len(part) <= MOST_SIGNS for part in parts)


@pytest.mark.parametrize("text", [SENTENCE, "word " * 59 + "word", "\u2026"])
def test_a_line_that_is_short_enough_is_one_passage(text: str) -> None:
    """Only white space is folded."""
    assert passages(f"  {text}\n") == (text,)


@pytest.mark.parametrize("text", ["", " \n "])
def test_white_space_is_nothing_to_say(text: str) -> None:
    """No process is started for it."""
    assert passages(text) == ()
    assert joined([]).frames == 0


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ((SENTENCE + " ") * 6, "."),
        (("one two three four, five six seven; " * 12).rstrip("; "), ";"),
        (("one two three four, five six seven eight, " * 9).rstrip(", "), ","),
    ],
)
def test_it_is_cut_at_the_most_natural_place(text: str, ends: str) -> None:
    """Between sentences first, then at semicolons, then at commas."""
    parts = passages(text)
    assert len(parts) > 1
    assert all(part.endswith(ends) for part in parts[:-1])


def test_ten_thousand_letters_without_a_space_are_cut_too() -> None:
    """Nobody wrote a word there, and no engine has to swallow it."""
    parts = passages("a" * 10_000)
    assert "".join(parts) == "a" * 10_000
    assert len(parts) <= 40


def test_one_passage_is_left_as_it_is() -> None:
    """The usual line is not touched."""
    clip = beep(seconds=1)
    assert joined([("Hello.", clip)]) is clip


@pytest.mark.parametrize(("text", "rest"), [("one,", 0.35), ("one", 0.04)])
def test_passages_are_joined_with_a_short_rest(text: str, rest: float) -> None:
    """The silence around each goes; what stays is a breath at a comma, and none inside a phrase."""
    clip = joined([(text, beep(seconds=1)), ("two", beep(seconds=0.5))])
    loud = np.abs(clip.samples[:, 0]) > 0.25
    first, second = np.flatnonzero(np.diff(loud.astype(int)) == 1)[:2]
    end = np.flatnonzero(np.diff(loud.astype(int)) == -1)[0]
    assert clip.rate == 48_000
    assert (end - first) / clip.rate == pytest.approx(1, abs=0.01)
    assert (second - end) / clip.rate == pytest.approx(rest + 0.04, abs=0.01)
    assert clip.frames / clip.rate == pytest.approx(1.5 + rest + 0.08, abs=0.02)
