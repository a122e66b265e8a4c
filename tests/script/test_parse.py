"""From the text of a practice to its steps, strictly: markup is never spoken."""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from compassion_audio import library
from compassion_audio.errors import ScriptError
from compassion_audio.script import (
    Bell,
    Break,
    Choices,
    FrontMatter,
    Pause,
    Rest,
    Say,
    Script,
    Section,
    Silence,
    Sound,
    Step,
    parse,
    resolve,
)
from compassion_audio.script.markup import FOREIGN, SUSPECT
from compassion_audio.script.model import PARAGRAPH_REST, SENTENCE_REST
from compassion_audio.units import Milliseconds

RESTS = {"sentence": SENTENCE_REST, "paragraph": PARAGRAPH_REST}
TOP = "---\ntitle: Evening\n---\n"
"""Front matter; the body's first line is line 4."""


def steps(body: str) -> list[Step]:
    """Read a body without problems."""
    return list(resolve(parse(TOP + body)))


def spoken(body: str) -> list[str]:
    """Read a body without problems, and give its sentences."""
    return [step.text for step in steps(body) if isinstance(step, Say)]


def problems(text: str) -> list[str]:
    """Read a file that has problems, and give them as people read them."""
    with pytest.raises(ScriptError) as caught:
        parse(text)
    return [str(problem) for problem in caught.value.problems]


# What is read


def test_a_practice_is_read_into_its_steps() -> None:
    """Every kind of step, in the order of the file, each with its line."""
    script = parse(
        "---\n"
        "title: Evening\n"
        "minutes: 5\n"
        "---\n"
        "# Arriving *now*\n"
        "\n"
        "[bell bowl x3]\n"
        "\n"
        "You might let your *eyes* close,\n"
        "or rest on one spot. [pause 5s]\n"
        "Notice what is hard just now. [pause 8s..40s]\n"
        "<!-- a note -->\n"
        "\n"
        "[silence 1m]\n"
        "\n"
        "## Going on\n"
        "- Stretch\n"
        "- yawn\n"
    )
    assert script == Script(
        FrontMatter(title="Evening", minutes=5),
        (
            Section("Arriving now", 5),
            Break(),
            Bell("bowl", 3, 7),
            Break(),
            Say("You might let your eyes close, or rest on one spot.", 9),
            Pause(Milliseconds(5_000), Milliseconds(2_500), Milliseconds(20_000), 10),
            Say("Notice what is hard just now.", 11),
            Pause(Milliseconds(8_000), Milliseconds(8_000), Milliseconds(40_000), 11),
            Break(),
            Silence(Milliseconds(60_000), 14),
            Break(),
            Section("Going on", 16, 2),
            Break(),
            Say("Stretch", 17),
            Say("yawn", 18),
            Break(),
        ),
    )


@pytest.mark.parametrize("slug", library.slugs())
def test_every_bundled_practice_is_in_the_language(slug: str) -> None:
    """What we ship, we can read, and there are words in it."""
    assert resolve(parse(library.read(slug).text))


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("slug", library.slugs())
def test_line_ends_and_a_byte_order_mark_change_nothing(slug: str, mark: str, ends: str) -> None:
    """A practice saved on another system is the same practice."""
    text = library.read(slug).text
    assert parse(mark + text.replace("\n", ends)) == parse(text)


@pytest.mark.parametrize(
    ("body", "sentences"),
    [
        ("One two\nthree.", ["One two three."]),
        ("One   two\t three.", ["One two three."]),
        ("  One.  \n\n  Two.  ", ["One.", "Two."]),
        ("*One* _two_ **three** __four__ ***five***.", ["One two three four five."]),
        ("**very *gently* now**", ["very gently now"]),
        ("*one\ntwo*", ["one two"]),
        ("(*one*), “*two*”.", ["(one), “two”."]),
        ("- One\n* Two\n+ Three\n• Four", ["One", "Two", "Three", "Four"]),
        ("1. One\n2) Two\n10. Three", ["One", "Two", "Three"]),
        ("- - One\n  - Two", ["One", "Two"]),
        ("- One\n  and more\n- Two", ["One and more", "Two"]),
        ("I was born in\n1980. Yes.", ["I was born in 1980.", "Yes."]),
        ("We count\n2. No, three.", ["We count 2.", "No, three."]),
        ("One-and-a-half - two — three", ["One-and-a-half - two — three"]),
        ("It’s 5 & 6; 100%, £3 = #1.", ["It’s 5 & 6; 100%, £3 = #1."]),
        ("One [pause 2s] two.", ["One", "two."]),
        ("שלום עולם. עוד.", ["שלום עולם.", "עוד."]),
        ("Breathe 𐐀 now. 𐐁 too.", ["Breathe 𐐀 now.", "𐐁 too."]),
        ("Kind\u200bness, be\u00adgin\ufeff, \u200eso\u2060.", ["Kindness, begin, so."]),
        ("Stop — pause — and go on.", ["Stop — pause — and go on."]),
        ("Ten (5 minutes) more.", ["Ten (5 minutes) more."]),
        ("(breathe as you like)", ["(breathe as you like)"]),
        ("One\u2028two.", ["One two."]),
        ("a<!-- x -->b <!-- y --> c", ["ab c"]),
        ("One <!-- a\n\n\nb --> two.", ["One two."]),
        ("One\n<!-- a -->\ntwo.", ["One two."]),
        ("One <!-- [puase] {x} * -->two.", ["One two."]),
    ],
)
def test_words_are_spoken_as_they_are_written(body: str, sentences: list[str]) -> None:
    """Without emphasis, bullets, numbers of a list, comments or the breaks between lines."""
    assert spoken(body) == sentences


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("# One\n## Two\n### Three\na", ["One", "Two", "Three"]),
        ("  #   One   two  \na", ["One two"]),
        ("# *One* <!-- x --> two\na", ["One two"]),
        ("<!-- x --> # One\na", ["One"]),
        ("# 5 ways\na", ["5 ways"]),
    ],
)
def test_a_heading_is_a_section(body: str, names: list[str]) -> None:
    """Of one to three signs; it is not spoken."""
    assert [step.name for step in steps(body) if isinstance(step, Section)] == names
    assert spoken(body) == ["a"]


def test_a_heading_right_under_a_paragraph_comes_after_it() -> None:
    """No blank line is needed for the words above to stay above."""
    assert steps("One.\n# Next\nTwo.") == [
        Say("One.", 4),
        PARAGRAPH_REST,
        Section("Next", 5),
        Say("Two.", 6),
    ]


def test_only_what_an_editor_counts_is_a_line() -> None:
    """U+2028 ends a line for YAML and for Python; on a screen it is white space."""
    script = parse("---\ntitle: a\u2028---\u2029b\n---\nOne.\u2028Two.")
    assert script.front.title == "a --- b"
    assert [step.line for step in resolve(script) if isinstance(step, Say)] == [4, 4]
    found = problems("---\ntitle: a\u2028b\nmood: c\n---\n[puase]")
    assert [problem.partition(":")[0] for problem in found] == [
        "line 3, column 1",
        "line 5, column 1",
    ]


def test_a_comment_on_a_line_of_its_own_ends_no_paragraph() -> None:
    """It is as if it were not there; the line it took still counts."""
    one, two = Say("One.", 4), Say("Two.", 8)
    assert steps("One.\n<!-- a\n\nb -->\nTwo.") == [one, SENTENCE_REST, two]


@pytest.mark.parametrize(
    ("body", "rest"),
    [
        ("One. Two.", "sentence"),
        ("One.\nTwo.", "sentence"),
        ("- One\n- Two", "sentence"),
        ("One. [pause 5s] Two.", "sentence"),
        ("[bell] One.", "sentence"),
        ("One.\n\nTwo.", "paragraph"),
        ("One.\n\n\n\nTwo.", "paragraph"),
        ("One. [pause 5s]\n\nTwo.", "paragraph"),
        ("One.\n\n[pause 5s] Two.", "paragraph"),
        ("One [pause 5s]\n\nTwo.", "paragraph"),
        ("One.\n# Next\nTwo.", "paragraph"),
        ("- One\n\n- Two", "paragraph"),
        ("One.\n\n<!-- x -->\n\nTwo.", "paragraph"),
    ],
)
def test_a_rest_stands_between_two_sounds(body: str, rest: str) -> None:
    """Right after the first, by what lies between them in the text."""
    read = steps(body)
    assert [step for step in read if isinstance(step, Rest)] == [RESTS[rest]]
    assert isinstance(read[1], Rest)


# What is refused


@pytest.mark.parametrize(
    "mark", ["[5s]", "[pause:5]", "(pause)", '<break time="5s"/>', "[PAUSE 5s]"]
)
def test_a_mark_of_another_program_names_the_command_that_converts_it(mark: str) -> None:
    """A file full of them is not mended by hand; a slip of one's own is."""
    (problem,) = problems(TOP + f"One. {mark} Two.")
    assert problem.endswith("compassion import converts a file of such marks")
    (problem,) = problems(TOP + "One. [puase 5s] Two.")
    assert "import" not in problem


def test_an_unknown_mark_is_refused_in_the_words_that_were_promised() -> None:
    """What, where, and what to write instead."""
    text = TOP + "\n" * 8 + "Now [puase 5s] rest."
    assert problems(text) == [
        "line 12, column 5: unknown mark [puase 5s]; did you mean [pause 5s]?"
    ]


def test_the_error_names_the_file_in_every_line() -> None:
    """As the person named it."""
    with pytest.raises(ScriptError) as caught:
        parse(TOP + "[puase 5s] a [bel]", name="mine.md")
    assert caught.value.lines() == (
        "mine.md: line 4, column 1: unknown mark [puase 5s]; did you mean [pause 5s]?",
        "mine.md: line 4, column 14: unknown mark [bel]; did you mean [bell]?",
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "line 1, column 1: the script is empty; write front matter and a sentence"),
        ("\ufeff", "line 1, column 1: the script is empty; write front matter and a sentence"),
        (" \r\n\t\n", "line 1, column 1: the script is empty; write front matter and a sentence"),
        (TOP, "line 4, column 1: nothing in the script can be heard; write a sentence"),
        (
            TOP + "# One\n[pause 5s]\n<!-- a -->\n[silence 1m]",
            "line 7, column 1: nothing in the script can be heard; write a sentence",
        ),
    ],
)
def test_an_empty_script_is_refused(text: str, problem: str) -> None:
    """So is one with no word and no bell."""
    assert problems(text) == [problem]


def test_a_bell_alone_is_a_practice() -> None:
    """It can be heard."""
    assert steps("[bell]") == [Bell("bowl", 1, 4)]


def test_missing_or_unclosed_front_matter_is_refused() -> None:
    """With the way to begin a file."""
    (missing,) = problems("Hello.")
    assert missing.startswith("line 1, column 1: there is no front matter; begin the file with ---")
    (unclosed,) = problems("---\ntitle: Evening\nHello.")
    assert unclosed == (
        "line 1, column 1: the front matter is never closed; put --- on a line below it"
    )


def test_a_later_version_is_refused_in_a_clear_sentence() -> None:
    """It is not the person's mistake."""
    assert problems("---\ntitle: x\nversion: 2\n---\nHello.") == [
        (
            "line 3, column 10: version: this program reads version 1 of the script language, "
            "and the file says '2'; a newer compassion-audio may read it"
        )
    ]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("a {1}", "line 4, column 3: { cannot be spoken; a variable is written {name} or "),
        ("a }", "line 4, column 3: } cannot be spoken; a variable is written {name} or "),
        ("a ]", "line 4, column 3: ] cannot be spoken; use round brackets for words"),
        (
            "a [pause\n5s]",
            (
                "line 4, column 3: [ cannot be spoken; "
                "close it with ] on the same line, or use round brackets for words"
            ),
        ),
        (r"a \[b", "line 4, column 3: \\ cannot be spoken; leave it out; the language has no"),
        ("a * b", "line 4, column 3: * cannot be spoken; leave it out, or close the emphasis"),
        ("a *b", "line 4, column 3: * cannot be spoken; leave it out, or close the emphasis"),
        ("snake_case", "line 4, column 6: _ cannot be spoken; leave it out, or close"),
        ("a `b`", "line 4, column 3: ` cannot be spoken; leave it out"),
        ("a | b", "line 4, column 3: | cannot be spoken; leave it out"),
        ("a ~~b~~", "line 4, column 3: ~ cannot be spoken; leave it out"),
        ("a < b", "line 4, column 3: < cannot be spoken; leave it out"),
        ("a > b", "line 4, column 3: > cannot be spoken; leave it out"),
        ("- # a", "line 4, column 3: # cannot be spoken; begin a line with it, or leave it out"),
        (
            'a <break time="5s"/>.',
            (
                'line 4, column 3: <break time="5s"/> is a tag, and tags are not spoken; '
                "write a pause as [pause 5s]"
            ),
        ),
        ("a </p", "line 4, column 3: </p is a tag"),
        ("a (long pause) b", "line 4, column 3: (long pause) would be read aloud; write a pause"),
        ("a (Pause 5 seconds)", "line 4, column 3: (Pause 5 seconds) would be read aloud"),
        ("a https://b.org c", "line 4, column 3: https://b.org is an address, and addresses are"),
        ("a www.b.org", "line 4, column 3: www.b.org is an address"),
        ("a &amp; b", "line 4, column 3: &amp; is code for a character; write the character"),
        ("a [b](c) d", "line 4, column 3: links are not spoken; write the words alone"),
        ("a ![b](c.png)", "line 4, column 4: links are not spoken"),
        (
            "a [pau<!-- x -->se] b",
            "line 4, column 3: a comment stands inside a mark; put it before or after the mark",
        ),
        ("a <!-- b", "line 4, column 3: this comment is never closed; put --> where it ends"),
        ("a\n\n ---\n", "line 6, column 2: a line of dashes or signs is not spoken; remove it"),
        ("a\n==\nb", "line 5, column 1: a line of dashes or signs is not spoken"),
        ("a\n\n* * *", "line 6, column 1: a line of dashes or signs is not spoken"),
        ("a\n```\nb", "line 5, column 1: code is not spoken; remove it"),
        ("a\n> b", "line 5, column 1: quotation blocks are not spoken; write the words without >"),
        ("a\n<!-- x -->> b", "line 5, column 11: quotation blocks are not spoken"),
        ("a\n|b|c|", "line 5, column 1: tables are not spoken; write sentences"),
        ("#a\nb", "line 4, column 1: this heading has no name; write # and a name, with a space"),
        ("#\nb", "line 4, column 1: this heading has no name; write # and a name, with a space"),
        ("a\n #### b", "line 5, column 2: a heading has one to three #; take one away"),
        ("a\n####### b", "line 5, column 1: a heading has one to three #; take one away"),
        ("a\n# b {c", "line 5, column 5: { cannot be spoken"),
        (
            "# b [pause 5s]\na",
            "line 4, column 5: a mark stands in a heading; put it on a line of its own",
        ),
        ("a [pause 5s].", "line 4, column 13: '.' alone cannot be spoken; join it to the words"),
        ("†", "line 4, column 1: '†' alone cannot be spoken; join it to the words before it"),
        ("a 🙂.", "line 4, column 3: 🙂 is a picture, and nobody can say it; leave it out"),
        ("a 👩‍👧 b", "line 4, column 3: 👩‍👧 is a picture, and nobody can say it"),
        ("a ( pause ) b", "line 4, column 3: ( pause ) would be read aloud; write a pause as"),
        ("(3 second pause)", "line 4, column 1: (3 second pause) would be read aloud"),
        ("a (breathe) b", "line 4, column 3: (breathe) would be read aloud"),
        ("(5s)", "line 4, column 1: (5s) would be read aloud"),
        ("a\n\n-pause-", "line 6, column 1: -pause- would be read aloud"),
        (
            "a [pause] \u2013 pause 5 \u2013",
            "line 4, column 10: \u2013 pause 5 \u2013 would be read aloud",
        ),
        ("//pause 5//", "line 4, column 1: //pause 5// would be read aloud"),
        ("a ==b==", "line 4, column 3: == cannot be spoken; leave it out"),
        ("a\u202eb", "line 4, column 2: the control character U+202E cannot be spoken"),
        ("a\u2067b", "line 4, column 2: the control character U+2067 cannot be spoken"),
        ("**[pause]** a", "line 4, column 1: a mark stands in emphasis; write [pause] alone"),
        ("a _[pau]_", "line 4, column 3: a mark stands in emphasis; write [pau] alone"),
        ("a \x00", "line 4, column 3: the control character U+0000 cannot be spoken; remove it"),
        ("a \x1b[b]", "line 4, column 3: the control character U+001B cannot be spoken"),
        ("a\x85b", "line 4, column 2: the control character U+0085 cannot be spoken"),
        ("a \ud800", "line 4, column 3: the control character U+D800 cannot be spoken"),
    ],
)
def test_what_is_not_of_the_language_is_refused_at_its_place(body: str, problem: str) -> None:
    """The sign, the place where it stands, and a way on."""
    assert problems(TOP + body)[0].startswith(problem)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("<!-- a --> [puase]", "line 4, column 12"),
        ("a<!-- b -->c {", "line 4, column 14"),
        ("<!-- a\nb --> [puase]", "line 5, column 7"),
        ("<!-- a\n\nb --> {", "line 6, column 7"),
        ("*a* **b** {", "line 4, column 11"),
        ("**very *gently* now** {", "line 4, column 23"),
        ("*a\nb* {", "line 5, column 4"),
        ("a\n  b   {", "line 5, column 7"),
        ("a [pause 2s] b {", "line 4, column 16"),
        ("- a\n- b {", "line 5, column 5"),
        ("1. a {", "line 4, column 6"),
        ("  - {", "line 4, column 5"),
        ("𐐨 é שלום {", "line 4, column 10"),
        ("a\u2028b {", "line 4, column 5"),
        ("# *a* <!-- b --> {", "line 4, column 18"),
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_place_is_what_an_editor_shows(body: str, place: str, ends: str, mark: str) -> None:
    """After comments, emphasis, marks, bullets and line breaks, in files of every system."""
    text = mark + (TOP + body).replace("\n", ends)
    assert problems(text)[0].startswith(f"{place}: ")


HARMLESS = [
    *("rest ", "rest. ", "*gently* ", "**very *soft* now** ", "_slow_ ", "yes 𐐨 ", "שלום "),
    *("e\u0301 ", "a\t", "a\u2028", "<!-- a --> ", "<!-- a\nb --> ", "<!-- a\n\nb --> ", "\n"),
    *("\n\n", "\n- one ", "\n1. one ", "\n## Part\n", "[pause 5s] ", "[bell] ", "x<!--y-->z "),
]
WRONG = ["[zzz]", "{zzz", "<zzz>", "\\zzz", "`zzz", "(pause zzz)", "~zzz", "zz_z", "[bell](zzz)"]
harmless = st.lists(st.sampled_from(HARMLESS), max_size=8).map("".join)


@given(harmless, st.sampled_from(WRONG), harmless, st.sampled_from(["\n", "\r\n", "\r"]))
def test_a_problem_is_placed_where_it_stands(
    before: str, wrong: str, after: str, ends: str
) -> None:
    """Whatever stands before it in the file, and however its lines end."""
    body = f"{before}so {wrong} {after}"
    at = (TOP + body).index(wrong) + (2 if wrong == "zz_z" else 0)
    line = (TOP + body).count("\n", 0, at) + 1
    column = at - (TOP + body).rfind("\n", 0, at)
    first, *others = problems((TOP + body).replace("\n", ends))
    assert first.startswith(f"line {line}, column {column}: ")
    assert others == []


# All at once


def test_all_problems_of_a_file_are_reported_at_once() -> None:
    """In the front matter, in the words, in marks and headings, and at the end."""
    text = "---\nminutes: x\nmood: y\n---\n#a\n[puase] {\n\n`\n\x00\n<!-- end"
    assert [problem.partition(":")[0] for problem in problems(text)] == [
        "line 1, column 1",
        "line 2, column 10",
        "line 3, column 1",
        "line 5, column 1",
        "line 6, column 1",
        "line 6, column 9",
        "line 8, column 1",
        "line 9, column 1",
        "line 10, column 1",
    ]


def test_front_matter_that_cannot_be_read_hides_no_problem_of_the_words() -> None:
    """Also not that there are none."""
    assert len(problems("---\ntitle: [\n---\n[puase]")) == 2
    assert len(problems("---\nminutes: x\ntitle: a\n---\n")) == 2


@pytest.mark.parametrize("between", [" ", "\n", "\n\n"])
@pytest.mark.parametrize("wrong", ["[puase]", "{", "(pause)", "[a](b)"])
def test_a_hundred_problems_are_the_most_and_they_are_the_first(wrong: str, between: str) -> None:
    """The first hundred of the file, in its order; later ones do not push them out."""
    text = TOP + f"a {wrong}{between}" * 300 + "\n\x00\n{ [zzz]\n\n# {\n<!-- "
    lines = text.split("\n")
    places = [
        f"line {number}, column {column}"
        for number, line in enumerate(lines, start=1)
        for column in range(1, len(line) + 1)
        if line.startswith(wrong, column - 1)
    ]
    assert [problem.partition(": ")[0] for problem in problems(text)] == places[:100]


def test_a_hundred_control_characters_below_hide_nothing_above() -> None:
    """The order of the file decides, not that in which they were found."""
    found = problems("---\nmood: a\n---\na [puase]\n" + "b \x00" * 200)
    assert len(found) == 100
    assert [problem.partition(":")[0] for problem in found[:4]] == [
        "line 1, column 1",
        "line 2, column 1",
        "line 4, column 3",
        "line 5, column 3",
    ]


# Whatever is written

MARKUP = [
    *("[pause 5s]", "[puase 5s]", "[bell]", "[silence 1m]", "[", "]", "(", ")", "](", "{", "}"),
    *("{name}", "<b>", "</b>", "<!--", "-->", "<!-- x -->", "<!--[-->", "<", ">", "<!-", "*", "**"),
    *("***", "_", "__", "*a*", "**b**", "_*c*_", "#", "# ", "## ", "####### ", "- ", "+ ", "1. "),
    *("> ", "|", "`", "```", "~~~", "---", "==", "\\", "\\[", "&amp;", "&#91;", "http://", "www."),
    *(
        "(pause 5)",
        "\n",
        "\n\n",
        "\r",
        "\r\n",
        " ",
        "\t",
        ". ",
        "… ",
        '"',
        "’",
        "a",
        "A",
        "é",
        "🙂",
    ),
    *(
        "(breathe)",
        "( pause )",
        "(3 second pause)",
        "-pause-",
        "==",
        "**[pause]**",
        "\xad",
        "\u2067",
    ),
    *("\u200b", "\u2028", "\u202e", "\u0301", "\x85", "\x00", "\ud800", "Dr. ", "e.g. ", "!? A"),
]
bodies = st.lists(st.sampled_from(MARKUP) | st.text(max_size=5), max_size=30).map("".join)
FRONT_PARTS = [
    *("---\n", "---\n", "\n---\n", "title: ", "title: x\n", "minutes: 5\n", "version: 2\n", "\n"),
    *(": ", "- ", "[", "]", "{", "? ", "|", '"', "'", "\\U0011", "&a ", "*a", "%YAML 1", "#", "\t"),
]
files = st.lists(
    st.sampled_from(FRONT_PARTS) | st.sampled_from(MARKUP) | st.text(max_size=5), max_size=40
).map("".join)


def assert_read_or_refused(text: str) -> None:
    """Check that a text gives a practice whose words are plain, or problems at true places."""
    try:
        script = parse(text)
    except ScriptError as refused:
        assert_places_are_true(refused, text)
        return
    assert script.front.title
    read = resolve(script, Choices(values={one.name: "so" for one in script.variables}))
    for say in (step for step in read if isinstance(step, Say)):
        assert not set(say.text) & set("[]{}<>\\`*_|")
        assert not re.search(r"<!--|==|\(\s*(?:\d+ second )?(?:pause|breathe)\s*\)", say.text)
        assert not re.search("[\xad\u200b\u200e\u202a-\u202e\u2060\u2066-\u2069\ufeff🙂]", say.text)
        assert say.text == " ".join(say.text.split()) != ""
        say.text.encode()
    assert_rests_are_true(read)


def assert_places_are_true(refused: ScriptError, text: str) -> None:
    """Check that there are from 1 to 100 problems, in order, each inside the file."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert 1 <= len(refused.problems) <= 100
    assert list(refused.problems) == sorted(refused.problems)
    for problem in refused.problems:
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1


def assert_rests_are_true(read: Sequence[Step]) -> None:
    """Check that one rest follows each sound but the last, and that there is no other.

    A sentence that goes on after a mark has none in its middle.
    """
    sounds = [step for step in read if isinstance(step, Say | Bell | Sound)]
    after = [above for above, below in pairwise(read) if isinstance(below, Rest)]
    halves = [one for one in sounds if isinstance(one, Say) and one.goes_on]
    assert [one for one in after if one not in halves] == [
        one for one in sounds[:-1] if one not in halves
    ]


@settings(max_examples=400)
@given(bodies)
@example("<!-- x --> # a")
@example("####### a")
@example("a\u2028---\u2028b")
def test_any_body_is_read_without_markup_or_refused(body: str) -> None:
    """Nothing else ever happens, and no bracket, brace, tag or comment reaches a voice."""
    assert_read_or_refused(TOP + body)


@settings(max_examples=400)
@given(files)
@example('---\ntitle: "\\UFFFFFFFF"\n---\na')
@example("---\ntitle: a\u2028---\n---\na [zzz]")
@example("---\n")
def test_any_file_is_read_without_markup_or_refused(text: str) -> None:
    """Front matter included, and files that have none."""
    assert_read_or_refused(text)


WORDS = st.sampled_from(
    ["rest", "Now", "soft.", "why?", "(here)", "“so.”", "one’s", "and…", "é", "5"]
)
SPACES = st.sampled_from([" ", "  ", "\n", "\n  ", "\n\n", " <!-- a --> ", "\n<!-- a\n\nb -->\n"])
MARKS = st.sampled_from([" [pause 5s] ", "\n\n[silence 1m]\n\n", "\n[bell]\n", "\n## Part\n"])


@given(st.lists(st.tuples(WORDS, SPACES | MARKS | st.just("\n- ")), min_size=1))
def test_every_word_is_spoken_once_and_in_order(written: list[tuple[str, str]]) -> None:
    """Between marks, lines, headings, items and comments, nothing is lost and nothing added."""
    body = "".join(word + space for word, space in written) + "end"
    assert " ".join(spoken(body)).split() == [*(word for word, _ in written), "end"]


notes = (
    st.lists(st.text(st.characters(exclude_categories=["C"])) | st.sampled_from(["\n", "\n\n"]))
    .map("".join)
    .filter(lambda note: "-->" not in note)
)


@given(st.lists(notes, min_size=5, max_size=5))
def test_a_comment_changes_nothing_that_is_heard(comments: list[str]) -> None:
    """Behind a word, between words, beside a mark, on lines of its own: only lines move."""
    a, b, c, d, e = (f"<!--{note}-->" for note in comments)
    plain = steps("Let your eyes close. Or not. [pause 5s]\nRest\nhere.\n\nGo on.")
    noted = steps(
        f"Let{a} your eyes close. {b}Or not. {c}[pause 5s]\nRest\n{d}\nhere.\n\n{e}\n\nGo on."
    )
    assert [without_line(step) for step in noted] == [without_line(step) for step in plain]


def without_line(step: Step) -> object:
    """Give what a step is, wherever it stands."""
    match step:
        case Say(text):
            return text
        case Pause(natural):
            return natural
        case _:
            return step


# Files made to harm

MUCH, SOME = 1_000_000, 200_000
HOSTILE = {
    "a million letters": (TOP + "a" * MUCH, "read"),
    "a million words on a line": (TOP + "a b " * (MUCH // 4), "read"),
    "many words in sentences": (TOP + "Aa. " * (SOME // 8), "read"),
    "a million dots": (TOP + "a" + "." * MUCH, "read"),
    "many dots and quotation marks": (TOP + "a" + "." * SOME + '"' * SOME, "read"),
    "dots and quotation marks in turn": (TOP + "a" + '."' * SOME, "read"),
    "a dot before many brackets": (TOP + "a. " + "(" * SOME, "read"),
    "many spaces": (TOP + "a" + " " * SOME + "b", "read"),
    "many empty lines": (TOP + "a" + "\n" * MUCH + "b", "read"),
    "many ends of lines of old": (TOP + "a" + "\r" * MUCH + "b", "read"),
    "a million openings of a comment": (TOP + "<!--" * (MUCH // 4), "this comment is never"),
    "many comments": (TOP + "a<!--x-->" * (SOME // 10), "read"),
    "a comment of many empty lines": (TOP + "a <!--" + "\n" * (SOME // 4) + "--> b", "read"),
    "a million open brackets": (TOP + "a" + "[" * MUCH, "[ cannot be spoken"),
    "many pairs of brackets": (TOP + "[](" * SOME, "links are not spoken"),
    "a hundred thousand marks": (TOP + "[pause 5s]" * 100_000 + "a", "read"),
    "many marks after a long sentence": (TOP + "a" * MUCH + "[pause 5s]" * 50_000 + "b", "read"),
    "many bells": (TOP + "[bell]" * 30_000, "read"),
    "a hundred thousand wrong marks": (TOP + "[puase 5s]" * 100_000, "unknown mark [puase 5s]"),
    "wrong marks in paragraphs": (TOP + "[puase 5s]\n\n" * 10_000, "unknown mark [puase 5s]"),
    "many headings": (TOP + "# a\n" * 20_000 + "a", "read"),
    "many items": (TOP + "- a\n" * 10_000, "read"),
    "a heading of signs": (TOP + "#" * MUCH, "a heading has one to three #"),
    "a line of bullets": (TOP + "- " * SOME + "a", "read"),
    "a line that is nearly a rule": (TOP + "-" * SOME + " a", "read"),
    "an endless mark": (TOP + "[pause " + "1" * MUCH + "s]", "[pause 111"),
    "an endless mark of parts": (TOP + "[pause " + "1s" * MUCH + "]", "[pause 1s1s"),
    "many stars": (TOP + "a" + "*" * SOME, "* cannot be spoken"),
    "many open stars": (TOP + "*a " * (SOME // 3), "* cannot be spoken"),
    "much emphasis": (TOP + "*a* " * (SOME // 8), "read"),
    "many tags": (TOP + "a " + "<a" * SOME, "<a is a tag"),
    "many open brackets of a pause": (TOP + "a" + " (pause" * (SOME // 7), "read"),
    "many codes without an end": (TOP + "&a" * SOME, "read"),
    "null bytes": (TOP + "a" + "\0" * SOME, "the control character U+0000"),
    "lone surrogates": (
        TOP + "a" + (b"\xed\xa0\x80" * 100_000).decode("utf-8", "surrogatepass"),
        "the control character U+D800",
    ),
    "text from right to left": (TOP + "שלום עולם. " * 10_000, "read"),
    "smiles with words": (TOP + "🙂 a 👩‍👧 " * 20_000, "🙂 is a picture"),
    "smiles alone": (TOP + "🙂" * SOME, "is a picture"),
    "daggers alone": (TOP + "†" * SOME, "alone cannot be spoken"),
    "nothing to be seen": (TOP + "a" + "\u200b" * MUCH, "read"),
    "many dashes and pauses": (TOP + "a " + "—pause" * SOME, "read"),
    "a pause that never closes": (TOP + "-pause" + " a" * SOME, "read"),
    "no front matter": ("a " * SOME, "there is no front matter"),
    "front matter without end": ("---\n" + "a\n" * SOME, "the front matter is never closed"),
    "front matter without measure": ("---\ntitle: " + "[" * SOME + "\n---\na", "is too long"),
    "many unknown keys": (
        "---\n" + "".join(f"a{n}: b\n" for n in range(2_000)) + "---\na",
        "the front matter has no title",
    ),
    "keys within keys": (
        "---\n" + "".join(" " * n + "a:\n" for n in range(250)) + "---\na",
        "the front matter",
    ),
}
"""What someone may write to break the reading: the text, and what comes of it."""

_READER = """
import json, sys
from compassion_audio.errors import ScriptError
from compassion_audio.script import parse

for line in sys.stdin:
    name, text = json.loads(line)
    try:
        parse(text)
        outcome = ["read"]
    except ScriptError as refused:
        outcome = refused.lines()
    print(json.dumps([name, outcome]), flush=True)
"""


@pytest.fixture(scope="module")
def outcomes() -> dict[str, list[str]]:
    """Read all hostile files in a process that is ended when it hangs."""
    lines = [json.dumps([name, text]) for name, (text, _) in HOSTILE.items()]
    try:
        run = subprocess.run(
            [sys.executable, "-c", _READER],
            input="\n".join(lines).encode(),
            capture_output=True,
            timeout=120,
            check=False,
        )
        said, complaint = run.stdout, run.stderr
    except subprocess.TimeoutExpired as hung:
        said, complaint = hung.stdout or b"", b""
    assert complaint == b""
    return dict(json.loads(line) for line in said.splitlines())


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_made_to_harm_is_read_or_refused(name: str, outcomes: dict[str, list[str]]) -> None:
    """It comes to an end, without a traceback, and what is said of it stays short."""
    assert name in outcomes, "the reading did not come to an end"
    _, expected = HOSTILE[name]
    assert expected in outcomes[name][0]
    assert len(outcomes[name]) <= 100
    assert max(len(line) for line in outcomes[name]) < 300


def test_a_mark_inside_a_sentence_brings_no_rest_of_its_own() -> None:
    """The pause is the writer's alone; at the end of a sentence there is a rest beside it."""
    kinds = [type(step) for step in steps("You, [pause 0.3s] yes. [pause 0.3s] And [bell] so.")]
    assert kinds == [Say, Pause, Say, Rest, Pause, Say, Rest, Bell, Rest, Say]


@given(
    st.text(
        alphabet=st.sampled_from("ab <>(){}[]&#=\\|`*_~-\u2013\u2014/.:;w🙏😀☀\u20e3é\u2713htp15s"),
        max_size=30,
    )
)
def test_whatever_is_foreign_is_suspect_at_the_first_look(text: str) -> None:
    """The quick look that spares plain lines the slow one misses nothing."""
    if FOREIGN.search(text):
        assert SUSPECT.search(text)
