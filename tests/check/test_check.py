"""The careful editor as a whole."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio import library
from compassion_audio.check import RULES, Severity
from compassion_audio.errors import ScriptError
from compassion_audio.script import parse
from compassion_audio.studio.catalogue import read
from tests.check.aloud import around, findings, laid_out, rules, written
from tests.check.bad_scripts import ALL

REMARKS = Path(__file__).parent / "bad_scripts.txt"


@pytest.mark.parametrize("slug", library.slugs())
def test_the_bundled_practices_are_in_order(slug: str) -> None:
    """No rule has anything to say about them, not even a note."""
    source = library.read(slug)
    assert read(source).front.title
    assert findings(source.text) == ()


def test_bad_scripts_are_told_what_is_bad_about_them() -> None:
    """The remarks are kept as text: a change of a rule shows as a difference to read."""
    told = "".join(
        f"{name}:{one.line}: {one.severity} {one.rule}: {one.message}\n"
        for name, text in ALL.items()
        for one in findings(text)
    )
    assert REMARKS.read_text(encoding="utf-8") == told


def test_findings_come_in_the_order_of_the_file_and_never_twice() -> None:
    """Also where a line is seen in several ways through the conditions."""
    body = "Roll your shoulders. [pause 2s]\n\n[if 9m or longer]\nA hill. [pause 5s]\n[end]"
    found = findings(around(body))
    assert [one.rule for one in found].count("pace/body") == 1
    assert [one.line for one in found] == sorted(one.line for one in found)


def test_words_under_a_condition_are_read_too() -> None:
    """In both branches, at lengths nobody asked for, and joined with others."""
    order, question = "You must rest. [pause 6s]", "How is it? [pause 2s]"
    for before, after in (("[if 99m or longer]", "[end]"), ("[if alone]\nHere.\n[else]", "[end]")):
        found = rules(around(f"{before}\n{order}\n\n{question}\n{after}"))
        assert {"wording/command", "pace/question"} <= found


def test_another_language_is_said_once_and_the_rest_is_run() -> None:
    """A pause after a question is the same in every language; English words are not looked for."""
    text = written("Wie geht es dir? [pause 2s]\n\nYou must rest. [pause 6s]", language="de-AT")
    found = findings(text)
    assert {"editor/language", "pace/question"} <= {one.rule for one in found}
    assert [one.severity for one in found if one.rule == "editor/language"] == [Severity.NOTE]
    assert not [one for one in found if RULES[one.rule].is_english]


def test_a_default_is_read_in_the_place_of_its_variable() -> None:
    """What is spoken without a value is what is checked."""
    assert "wording/command" in rules(around("Now {wish|you must rest}. [pause 6s]"))
    assert "wording/command" not in rules(around("Now {wish} rests. [pause 6s]"))


def test_what_can_harm_is_an_error() -> None:
    """These fail a check; the rest does so on request only, or never."""
    errors = {name for name, rule in RULES.items() if rule.severity == Severity.ERROR}
    assert errors == {
        "door/missing",
        "safety/caution",
        "safety/driving",
        "safety/held-breath",
        "safety/promise",
        "safety/treatment",
        "safety/worst",
    }


def test_a_quotation_may_go_on_over_sentences_and_not_over_paragraphs() -> None:
    """Where quotation marks are forgotten, only their paragraph is taken for self-talk."""
    assert "wording/command" not in rules(around('It says, "Go on. You must go." [pause 6s]'))
    assert "wording/command" in rules(around('It says, "Go on.\n\nYou must go. [pause 6s]'))


def test_a_short_text_is_not_judged_as_a_whole() -> None:
    """A few sentences have no share of silence worth speaking of."""
    assert not rules(written("One line. Another one. A third.")) & {
        "pace/crowded",
        "pace/little-silence",
        "door/closing",
        "wording/choice",
        "reading/sentence-length",
    }


@given(
    st.lists(
        st.sampled_from(
            [
                "You must rest.",
                "How are you?",
                "[pause 3s]",
                "[silence 4m]",
                "[bell]",
                "[breath]",
                '[sound "a.wav"]',
                "[bed rain]",
                "[voice second]",
                "# Part",
                "[if alone]\nHere.\n[else]\nThere.\n[end]",
                "[if 3m or longer]\n[silence 1m]\n[end]",
                "<!-- check: ignore wording/command -->",
                '"I" „said“ ‘so’ \'twice',
                "{name} and {other|you}",
                "مرحبا، كيف حالك؟",
                "𐐀 ok",
            ]
        ),
        min_size=1,
        max_size=25,
    )
)
def test_whatever_can_be_parsed_can_be_checked(pieces: list[str]) -> None:
    """Every finding has a rule, and a line that the file has."""
    text = written("\n\n".join(pieces))
    try:
        parse(text)
    except ScriptError:
        return
    for one in findings(text):
        assert one.rule in RULES
        assert one.severity == RULES[one.rule].severity
        assert 1 <= one.line <= text.count("\n") + 1
        assert one.message
        assert one.suggestion


def test_hostile_texts_are_read() -> None:
    """Very many letters on one line, or nothing but marks, are read as any text is."""
    for body in (
        "a" * 200_000,
        "you must " * 20_000,
        "“" * 1000 + " 'a" * 6_000 + "“a " * 6_000,
        "[pause 1s] " * 10_000 + "End.",
        "Here.\n[silence 4m]\n" * 1_000,
        "<!-- check: ignore x -->\n" * 10_000 + "Here.",
        "Breathe in " + "a, " * 20_000,
        "Think of " + "the worst, " * 10_000,
    ):
        script = parse(written(body))
        assert laid_out(script).length
        assert findings(written(body))
