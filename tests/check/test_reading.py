"""Sentences for the ear."""

from compassion_audio.check.manuscript import Line
from compassion_audio.check.reading import reading_age
from tests.check.aloud import around, findings


def line(text: str) -> Line:
    """Make a line of plain words."""
    return Line(0, 1, text, text, tuple(text.lower().split()))


def test_the_reading_age_is_the_formula_s() -> None:
    """Ten words of one syllable: 0.39 times 10 + 11.8 times 1 - 15.59, and five years."""
    assert round(reading_age((line("we sat on the hill and saw the far sea"),)), 2) == 5.11


def test_harder_words_and_longer_sentences_need_older_readers() -> None:
    """Both count."""
    plain = line("rest as you are and let the day go by")
    hard = line("psychological investigations demonstrate considerable improvements")
    long = line(" ".join(["rest as you are and let the day go by"] * 3))
    assert reading_age((plain,)) < reading_age((long,)) < reading_age((hard,))


def test_the_hardest_sentence_is_pointed_at() -> None:
    """The age is that of the whole, and the line that of the worst."""
    hard = "Considerable psychological improvements require continuous investigations. [pause 5s]"
    harder = "Psychopathological symptomatology deteriorates. [pause 5s]"
    text = around("\n\n".join([*[hard] * 12, harder, *[hard] * 12]))
    (found,) = [one for one in findings(text) if one.rule == "reading/age"]
    assert text.splitlines()[found.line - 1] == harder
    assert "18 years or more" in found.message


def test_a_part_of_a_sentence_is_a_breath_of_its_own() -> None:
    """A pause in the middle of a long sentence makes two short ones of it."""
    words = " ".join(["far"] * 15)
    assert "reading/long-sentence" in {
        one.rule for one in findings(around(f"{words} and {words}. [pause 5s]"))
    }
    assert "reading/long-sentence" not in {
        one.rule for one in findings(around(f"{words} [pause 2s] and {words}. [pause 5s]"))
    }
