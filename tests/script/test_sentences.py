"""Where a sentence ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.script.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    """Give the sentences of a text."""
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["One.", "Two."],
        ["Is it here?", "Yes!", "Stay."],
        ["Rest…", "Then go on."],
        ["Rest...", "Then go on."],
        ["Really?!", "Yes."],
        ['He said "stop."', "She did."],
        ["She said “stop.”", "He did."],
        ["‘Stop.’", "‘Why?’", "“So.”"],
        ["(One.)", "(Two.)"],
        ["«Un.»", "«Deux.»"],
        ["One.", "2 more."],
        ["Été.", "Été."],
        ["Один.", "Два."],
        ["שלום.", "עולם."],
        ["Good.", "🙂 Yes."],
        ["No mark at the end"],
        ["One.", "Then one without a mark"],
    ],
)
def test_a_sentence_ends_at_its_mark(parts: list[str]) -> None:
    """At . ! ? … or a row of them, with the quotation mark or bracket that closes over it."""
    assert sentences(" ".join(parts)) == parts


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Neff wrote it.",
        "Ask Mrs. Green or Mr. Brown.",
        "Something soft, e.g. A blanket.",
        "(Dr. Neff)",
        "“Dr. Neff”",
        "Wait... and then go on.",
        "Why? asked the child.",
        "It takes 2.5 minutes.",
        "Read example.md now",
        "Really?So.",
        "A… b",
    ],
)
def test_not_every_mark_ends_a_sentence(text: str) -> None:
    """Not after an abbreviation, before a small letter, or inside a word or a number."""
    assert sentences(text) == [text]


@pytest.mark.parametrize("text", ["In the midst. Then.", "Be first. Then.", "Dr! Then."])
def test_a_word_that_only_ends_like_an_abbreviation_ends_its_sentence(text: str) -> None:
    """The whole word counts, and only a full stop abbreviates."""
    assert len(sentences(text)) == 2


@pytest.mark.parametrize("text", ["", " ", "   "])
def test_no_words_are_no_sentence(text: str) -> None:
    """White space alone is nothing to say."""
    assert sentences(text) == []


@given(st.one_of(st.text(), st.text(st.sampled_from("aA.!?…\"'“”() 1"), max_size=40)))
def test_no_word_is_lost_between_sentences(text: str) -> None:
    """They come in order, do not overlap, have no white space around, and hold everything else."""
    spans = list(sentence_spans(text))
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
    ends = [0, *(edge for span in spans for edge in span)]
    assert ends == sorted(ends)
    assert all(sentence and sentence == sentence.strip() for sentence in sentences(text))
