"""Words that are said in another way than they are written."""

import pytest

from compassion_audio.errors import ScriptError
from compassion_audio.script import parse, said

PAIRS = (("Germer", "Gurmer"), ("MSC", "M S C"), ("MSC course", "the course"))


def test_whole_words_are_said_another_way() -> None:
    """Large and small letters alike; a part of a word is left alone; the longest wins."""
    assert said("germer and Germers, msc!", PAIRS) == "Gurmer and Germers, M S C!"
    assert said("The MSC course.", PAIRS) == "The the course."


def test_what_was_replaced_is_not_replaced_again() -> None:
    """Two words may be exchanged."""
    assert said("one two", (("one", "two"), ("two", "one"))) == "two one"


def test_the_front_matter_holds_them() -> None:
    """In the order in which they are written."""
    head = "title: A\npronounce:\n  Germer: Gurmer\n  MSC: M S C"
    assert parse(f"---\n{head}\n---\nHi.").front.pronounce == PAIRS[:2]


@pytest.mark.parametrize(
    "lines", ["pronounce: x", "pronounce:\n  A: b\n  a: c", "pronounce:\n  A: '[x]'"]
)
def test_pairs_that_make_no_sense_are_refused(lines: str) -> None:
    """A list, a word twice, or markup in how it is said."""
    with pytest.raises(ScriptError, match="pronounce: "):
        parse(f"---\ntitle: A\n{lines}\n---\nHi.")
