"""The YAML above a practice: read as written, typed by us, every error with its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.script.front_matter import ScriptProblem, read_front_matter, split
from compassion_audio.script.model import FrontMatter


def read(*lines: str) -> FrontMatter:
    """Read front matter that has no problems."""
    front, problems = read_front_matter("".join(f"{line}\n" for line in lines))
    assert problems == []
    assert front is not None
    return front


def problems_of(*lines: str) -> list[str]:
    """Read front matter that has problems, and give them as people read them."""
    front, problems = read_front_matter("".join(f"{line}\n" for line in lines))
    assert front is None
    return [str(problem) for problem in problems]


# Where it ends


def test_front_matter_stands_between_two_fences() -> None:
    """The body begins on the line after the second; white space after a fence does no harm."""
    text = "---  \ntitle: Evening\n--- \nOne.\n---\n"
    head, body_at = split(text)
    assert head == "title: Evening\n"
    assert text[body_at:] == "One.\n---\n"


@pytest.mark.parametrize(
    "text", ["One.", "\n---\ntitle: x\n---\n", " ---\n", "----\n", "--\n", "title: x\n---\n"]
)
def test_a_file_without_front_matter_is_told_how_to_begin(text: str) -> None:
    """The hint is an example to copy."""
    with pytest.raises(ScriptProblem) as caught:
        split(text)
    assert str(caught.value) == (
        "line 1, column 1: there is no front matter; "
        "begin the file with ---, a line such as title: Evening pause, and --- again"
    )


@pytest.mark.parametrize("text", ["---", "---\n", "---\ntitle: x", "---\ntitle: x\n ---\n----\n"])
def test_front_matter_that_never_ends_is_told_so(text: str) -> None:
    """The place is where it was opened."""
    with pytest.raises(ScriptProblem) as caught:
        split(text)
    assert str(caught.value) == (
        "line 1, column 1: the front matter is never closed; put --- on a line below it"
    )


# What it says


def test_a_title_is_enough() -> None:
    """Everything else may be left out."""
    assert read("title: Evening") == FrontMatter(title="Evening")


def test_every_key_is_read() -> None:
    """Texts, a number, choices and lists, each in its type."""
    front = read(
        "version: 1",
        "title: Evening pause",
        "summary: A short one",
        "minutes: 5",
        "language: en",
        "tradition: MSC",
        "components: [mindfulness, common humanity]",
        "audience: everyone",
        "intensity: gentle",
        "caution: Not while driving",
        "when: Late",
        "sources:",
        "  - One, A. (2001)",
        '  - "Two: B. (2002)"',
    )
    assert front == FrontMatter(
        title="Evening pause",
        summary="A short one",
        minutes=5,
        language="en",
        tradition="MSC",
        components=("mindfulness", "common humanity"),
        audience="everyone",
        intensity="gentle",
        caution="Not while driving",
        when="Late",
        sources=("One, A. (2001)", "Two: B. (2002)"),
        version=1,
    )


@pytest.mark.parametrize("written", ["7:30", "no", "on", "1.0", "007", "~", "2026-01-01", "0x1F"])
def test_a_text_is_read_as_it_is_written(written: str) -> None:
    """YAML's own ideas of times, switches, numbers and dates have no say."""
    assert read(f"title: {written}").title == written


def test_one_value_is_a_list_of_one() -> None:
    """A single source needs no dash."""
    assert read("title: x", "sources: One", "components: mindfulness").sources == ("One",)


def test_a_text_over_several_lines_is_one_line() -> None:
    """White space is folded, whatever form YAML gives it."""
    assert read("title: >", "  Evening", "", "  pause").title == "Evening pause"
    assert read("title: Evening", "   pause   ").title == "Evening pause"


# What it may not say


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (
            ["title: x", "mintes: 3"],
            (
                "line 3, column 1: unknown key 'mintes' in the front matter; "
                "did you mean minutes or intensity?"
            ),
        ),
        (
            ["title: x", "quartz: 3"],
            (
                "line 3, column 1: unknown key 'quartz' in the front matter; the keys are version, "
                "title, summary, minutes, language, tradition, components, audience, intensity, "
                "caution, when, sources, pronounce"
            ),
        ),
        (["title: x", "title: y"], "line 3, column 1: title stands twice; keep one of them"),
        (
            ["title: x", "minutes: ten"],
            "line 3, column 10: minutes: 'ten' is not a whole number from 1 to 1440",
        ),
        (
            ["title: x", "audience:  all"],
            "line 3, column 12: audience: 'all' is not one of everyone, client, clinician",
        ),
        (
            ["title: x", "components:", "  - kindness", "  - calm"],
            (
                "line 4, column 3: components: 'calm' is not one of "
                "mindfulness, kindness, common humanity"
            ),
        ),
        (["title: [x]"], "line 2, column 8: title: this is a text, not a list"),
        (["title: {x: y}"], "line 2, column 8: title: this is a text, not a list"),
        (
            ["title:", "when: x"],
            "line 2, column 7: title: this is empty; write a value, or remove the line",
        ),
        (
            ['title: " "'],
            "line 2, column 8: title: this is empty; write a value, or remove the line",
        ),
        (
            ["title: x", "sources: [[a], b]"],
            "line 3, column 10: sources: this is a text, not a list",
        ),
        (
            ["when: x"],
            "line 1, column 1: the front matter has no title; add title: and a name",
        ),
        (
            ["title: x", "version: 2"],
            (
                "line 3, column 10: version: this program reads version 1 of the script language, "
                "and the file says '2'; a newer compassion-audio may read it"
            ),
        ),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_place(lines: list[str], problem: str) -> None:
    """The line is that of the whole file; the column is where the key or the value begins."""
    assert problems_of(*lines) == [problem]


@pytest.mark.parametrize(
    "written", ["0", "-1", "1441", "5.5", "5m", "05000", "\N{ARABIC-INDIC DIGIT FIVE}", "9" * 5_000]
)
def test_minutes_are_a_whole_number_from_one_to_a_day(written: str) -> None:
    """Anything else is refused; both ends are taken."""
    (problem,) = problems_of("title: x", f"minutes: {written}")
    assert problem.endswith("is not a whole number from 1 to 1440")
    assert [read("title: x", f"minutes: {ok}").minutes for ok in (1, 1440)] == [1, 1440]


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        (["title: Evening: a pause"], "line 2, column 15"),
        (["title: x", "when: [a"], "line 4, column 1"),
        (["title: x", 'when: "a'], "line 4, column 1"),
        (["title: x", "\twhen: a"], "line 3, column 1"),
        (["title: x", "when: *nothing"], "line 3, column 7"),
        (["title: x", "when: a\ufffeb"], "line 3, column 8"),
    ],
)
def test_what_is_not_yaml_is_refused_at_its_place(lines: list[str], place: str) -> None:
    """One problem, with YAML's own reason."""
    (problem,) = problems_of(*lines)
    assert problem.startswith(f"{place}: the ")


@pytest.mark.parametrize("lines", [["title"], ["- title: x"], ["[title]"], ["# nothing"], [], [""]])
def test_front_matter_is_keys_and_values(lines: list[str]) -> None:
    """A word, a list or nothing is none."""
    (problem,) = problems_of(*lines)
    assert problem == (
        "line 2, column 1: the front matter is not a list of keys and values; "
        "write a line such as title: Evening pause"
    )


def test_a_key_is_a_word() -> None:
    """YAML lets lists be keys; we show none of its inner names to a person."""
    (problem,) = problems_of("title: x", "? [a, b]", ": c")
    assert problem.startswith("line 3, column 3: a key in the front matter is one word; the keys")


def test_every_problem_is_found_at_once() -> None:
    """Nobody mends a file ten times."""
    found = problems_of(
        "subtitle: a", "minutes: b", "minutes: 3", "intensity: hot", "mood: c", "mood: d"
    )
    assert [problem.partition(": ")[2].partition(";")[0] for problem in sorted(found)] == [
        "the front matter has no title",
        "unknown key 'subtitle' in the front matter",
        "minutes: 'b' is not a whole number from 1 to 1440",
        "minutes stands twice",
        "intensity: 'hot' is not one of gentle, moderate, deep",
        "unknown key 'mood' in the front matter",
        "mood stands twice",
    ]


@pytest.mark.parametrize(
    "escape", [r"\0", r"\a", r"\e", r"\x7F", r"\x9B", r"\uD800", r"\U0000DFFF", r"\b"]
)
def test_no_escape_brings_in_what_cannot_be_shown(escape: str) -> None:
    """A title goes to the terminal, into tags and onto the cover."""
    (problem,) = problems_of(f'title: "a{escape}b"')
    assert problem == (
        "line 2, column 8: title: this holds a character that cannot be shown; remove it"
    )


@pytest.mark.parametrize("escape", [r"\U00110000", r"\UFFFFFFFF"])
def test_an_escape_of_no_character_is_refused(escape: str) -> None:
    """YAML's own reader stumbles here, and a person is told so in words."""
    (problem,) = problems_of(f'title: "{escape}"')
    assert problem.startswith("line 2, column 1: the front matter cannot be read")


def test_a_version_beyond_all_numbers_is_refused() -> None:
    """Neither YAML's version nor ours may have five thousand digits."""
    endless = "9" * 5_000
    (ours,) = problems_of("title: x", f"version: {endless}")
    (of_yaml,) = problems_of(f"%YAML {endless}", "--- ", "title: x")
    assert len(ours) < 250
    assert of_yaml.startswith("line 2, column 1: the front matter cannot be read")


def test_an_endless_name_gets_a_short_answer() -> None:
    """A message is read by a person, whatever stands in the file."""
    endless = "a" * 20_000
    for line in (
        f"{endless}: b",
        f"when: *{endless}",
        f"when: !{endless}!b c",
        f"intensity: {endless}",
    ):
        (problem,) = problems_of("title: x", line)
        assert len(problem) < 250


@pytest.mark.parametrize("deep", ["[", "{a: ", "- ", "? "])
def test_front_matter_nested_too_deeply_is_refused(deep: str) -> None:
    """It takes no more than one line of anger to write, and it breaks nothing."""
    (problem,) = problems_of("title: x", "when:", "  " + deep * 5_000)
    assert problem == "line 2, column 1: the front matter is nested too deeply; keep it flat"


def test_front_matter_has_an_end_in_sight() -> None:
    """What is longer than anyone writes is words without a fence above them."""
    assert read("title: x", "when: " + "a " * 20_000).title == "x"
    (problem,) = problems_of("title: x", "when: " + "a " * 25_000)
    assert problem == (
        "line 2, column 1: the front matter is too long; put --- on a line above the words"
    )


YAML_PARTS = [
    *("title: ", "title", "minutes: 5", "version: 2", "components: ", "sources:\n", "\n", "\n  "),
    *(": ", "- ", "[", "]", "{", "}", "? ", "<<", ",", "|", "|2\n", ">", ">+\n", '"', "'", "\\"),
    *("&a ", "*a", "!!str ", "!<", "!e!x", "%TAG ! x\n", "%YAML 1.1\n", "---\n", "...\n", "#"),
    *(r"\U0011", r"\x", r"\uD8", "@", "`", "\t", " ", "a", "0", "\ufeff", "\ufffe", "\\\n"),
]


@given(st.lists(st.sampled_from(YAML_PARTS) | st.text(max_size=4), max_size=20).map("".join))
def test_any_front_matter_is_read_or_refused(text: str) -> None:
    """There is a title that can be shown, or there are problems, each at a place of the file."""
    front, problems = read_front_matter(text)
    assert (front is None) == bool(problems)
    if front is not None:
        assert front.title == " ".join(front.title.split()) != ""
        front.title.encode()
    for problem in problems:
        assert problem.line >= 1
        assert problem.column >= 1
        assert len(str(problem)) < 250
