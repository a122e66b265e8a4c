"""Practices as Speech Markdown."""

import re

from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.script import FrontMatter, Say, parse, resolve
from compassion_audio.script.export import speech_markdown

FRONT = FrontMatter("A trial")
MARKUP = re.compile(r'\[(?:[\d.]+s|mark:"[A-Za-z0-9-]+"|voice(?::"[a-z0-9-]+")?|sub:"[^"]+")\]')


def test_a_small_practice_reads_as_the_grammar_has_it() -> None:
    """Breaks, marks for headings and bells, sections for roles, and how words are said."""
    script = parse(
        "---\ntitle: T\npronounce: {Germer: Gurmer}\n---\n"
        "# A warm, kind start\n\n[bell]\n\nSo says Germer. Sit down. [pause 25s]\n\n"
        "[voice second] Now rest. [voice] Thank you.\n\n[silence 12s]\n"
    )
    assert speech_markdown.written(script.front, resolve(script)) == (
        '[mark:"section-1-A-warm-kind-start"]\n\n'
        '[mark:"bell-bowl-x1"]\n\n'
        'So says (Germer)[sub:"Gurmer"].\nSit down.\n\n'
        "[10s] [10s] [5s]\n\n"
        '#[voice:"second"]\nNow rest.\n#[voice]\nThank you.\n\n'
        "[10s] [2s]\n"
    )


def test_a_way_of_saying_that_the_form_cannot_hold_stands_for_the_word() -> None:
    """The grammar takes letters of English in a substitution; the ear matters more than the eye."""
    script = parse("---\ntitle: T\npronounce: {Neff: Näff}\n---\nSo says Neff.\n")
    assert speech_markdown.written(script.front, resolve(script)) == "So says Näff.\n"


def test_a_heading_without_letters_of_english_is_still_a_mark() -> None:
    """Names of marks are plain; the number tells which section it is."""
    script = parse("---\ntitle: T\n---\n# 呼吸\n\nBreathe.\n\n# שלום\n\nRest.\n")
    text = speech_markdown.written(script.front, resolve(script))
    assert re.findall(r'"(.*?)"', text) == ["section-1", "section-2"]


@given(st.text('ab1 -+()!#:"é文', min_size=1, max_size=30))
def test_no_words_are_read_as_markup(words: str) -> None:
    """A sign that could open or close emphasis stands between letters or is written otherwise."""
    text = speech_markdown.written(FRONT, [Say(words, 1)])
    assert not re.search(r"(?<![A-Za-z0-9])[-+]|[-+](?![A-Za-z0-9])", text)
    assert text.replace("\N{EN DASH}", "-").replace("\N{FULLWIDTH PLUS SIGN}", "+") == f"{words}\n"


@given(st.text(min_size=1, max_size=30))
def test_brackets_hold_nothing_but_marks(words: str) -> None:
    """Whatever the words are, each bracket in the result is one that the form has."""
    text = speech_markdown.written(FRONT, [Say(words, 1, role="second")])
    assert "[" not in MARKUP.sub("", text)


def test_a_sentence_that_a_pause_cuts_stays_on_its_line() -> None:
    """Another voice begins a line of its own, as the form has it."""
    script = parse(
        "---\ntitle: T\n---\nMay I [pause 2s] be kind. [pause 3s] So [voice second] be it.\n"
    )
    assert speech_markdown.written(script.front, resolve(script)) == (
        'May I [2s] be kind.\n[3s]\nSo\n#[voice:"second"]\nbe it.\n'
    )
