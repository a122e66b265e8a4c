"""Lines keep their numbers and their takes, whatever becomes of the scripts around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.errors import CompassionAudioError
from compassion_audio.units import Decibels, Milliseconds
from compassion_audio.voices.takes.collection import Collection, Take


def take(number: int) -> Take:
    """Make a take of a line."""
    return Take(f"{number:03}.flac", Milliseconds(2_000), Decibels(-20.0), Decibels(-50.0), "a.wav")


def made(*words: str, slug: str = "calm", before: Collection | None = None) -> Collection:
    """Bring a practice of these lines into a set."""
    return (before or Collection()).with_practice(
        slug, title=slug.title(), language="en", words=words
    )


def states(collection: Collection, slug: str = "calm") -> list[tuple[int, str]]:
    """Give each line's number and how it stands."""
    practice = collection.practice(slug)
    assert practice
    return [(one.line.number, one.state) for one in collection.coverage(practice)]


def test_lines_are_numbered_in_their_order_and_once_each() -> None:
    """The same words, however they are spaced, are one line with one number."""
    collection = made("Rest here.", "Breathe  in.", "Rest\nhere.")
    assert [(line.number, line.text) for line in collection.lines] == [
        (1, "Rest here."),
        (2, "Breathe in."),
    ]
    assert states(collection) == [(1, "missing"), (2, "missing")]


def test_a_take_survives_edits_of_other_lines() -> None:
    """Lines before and after are changed, added and moved; the take stays with its words."""
    collection = made("One here.", "Two here.", "Three here.").with_take(2, take(2))
    after = made("A new one.", "Three here.", "Two here.", before=collection)
    assert states(after) == [(4, "missing"), (3, "missing"), (2, "recorded")]


def test_a_changed_line_is_told_from_one_that_was_never_recorded() -> None:
    """Only where the old words are recorded, like the new ones, and gone from the practice."""
    collection = made("Let your eyes close gently.", "Rest your hands.").with_take(1, take(1))
    after = made("Let your eyes close now.", "Something else entirely.", before=collection)
    assert states(after) == [(3, "changed"), (4, "missing")]
    practice = after.practice("calm")
    assert practice
    assert [one.once.number for one in after.coverage(practice) if one.once] == [1]
    assert [line.number for line in after.left_over()] == [1]


def test_a_line_that_resembles_one_that_is_still_there_is_not_changed() -> None:
    """Breathing out never was breathing in."""
    collection = made("Breathe in, slowly.").with_take(1, take(1))
    after = made("Breathe in, slowly.", "Breathe out, slowly.", before=collection)
    assert states(after) == [(1, "recorded"), (2, "missing")]


def test_a_line_of_another_practice_is_not_what_this_one_was() -> None:
    """Two practices of a set do not share their past."""
    collection = made("Let your eyes close gently.").with_take(1, take(1))
    collection = made("Other words.", before=collection)
    after = made("Let your eyes close now.", slug="rest", before=collection)
    assert states(after, "rest") == [(3, "missing")]


def test_practices_share_the_takes_of_the_same_words() -> None:
    """What is recorded for one is there for the other, and stays when one of them drops it."""
    collection = made("You may stop at any time.").with_take(1, take(1))
    collection = made("You may stop at any time.", "More.", slug="rest", before=collection)
    collection = made("Only this.", before=collection)
    assert states(collection, "rest") == [(1, "recorded"), (2, "missing")]
    assert not collection.left_over()


def test_a_take_that_goes_takes_a_line_along_that_stands_nowhere() -> None:
    """A line of a practice stays, to be recorded again."""
    collection = made("One here.", "Two here.").with_take(1, take(1)).with_take(2, take(2))
    collection = made("Two here.", before=collection)
    after = collection.with_take(1, None).with_take(2, None)
    assert [(line.number, line.take) for line in after.lines] == [(2, None)]


def test_a_line_that_is_not_there_is_an_error() -> None:
    """With what to look at."""
    with pytest.raises(CompassionAudioError, match="there is no line 9") as caught:
        made("One.").line(9)
    assert "takes show" in caught.value.hint


LINES = st.lists(st.sampled_from([f"line {letter}" for letter in "abcdefgh"]), max_size=8)


@given(st.lists(st.tuples(st.sampled_from(["calm", "rest"]), LINES, st.integers(0, 9)), max_size=6))
def test_no_take_is_lost_and_no_number_is_given_twice(
    changes: list[tuple[str, list[str], int]],
) -> None:
    """Through any row of edits, each followed by one recording."""
    collection = Collection()
    words: dict[int, str] = {}
    taken: set[int] = set()
    for slug, lines, at in changes:
        collection = made(*lines, slug=slug, before=collection)
        if collection.lines:
            number = collection.lines[at % len(collection.lines)].number
            collection = collection.with_take(number, take(number))
            taken.add(number)
        for line in collection.lines:
            assert words.setdefault(line.number, line.text) == line.text
        assert {line.number for line in collection.lines if line.take} == taken
        practice = collection.practice(slug)
        assert practice
        told = [collection.line(number).text for number in practice.numbers]
        assert told == list(dict.fromkeys(lines))
