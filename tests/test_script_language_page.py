"""The reference of the language: every example on the page is run."""

import re
from pathlib import Path

import pytest

from compassion_audio.errors import ScriptError
from compassion_audio.script import parse, resolve
from compassion_audio.script.dialects import imported
from compassion_audio.script.front_matter import KEYS
from compassion_audio.script.marks import BEDS, WORDS

PAGE = (Path(__file__).parents[1] / "docs" / "script-language.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```practice\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
MISTAKES = re.findall(
    r"^```practice-error\n(.*?)^```\n\n```text\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE
)
IMPORTS = re.findall(
    r"^```imported\n(.*?)^```.*?^```made\n(.*?)^```.*?^```text\n(.*?)^```",
    PAGE,
    re.DOTALL | re.MULTILINE,
)
SPELLINGS = [
    (spelling, found[2])
    for found in re.finditer(r"^\| ((?:`[^`]+` )+)\| `(\[[^`]+\])` \|$", PAGE, re.MULTILINE)
    for spelling in re.findall(r"`([^`]+)`", found[1])
]


def whole(example: str) -> str:
    """Give an example the front matter that the page leaves out."""
    return example if example.startswith("---") else f"---\ntitle: Example\n---\n\n{example}"


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_is_a_practice(example: str) -> None:
    """It is read, and resolved without a question."""
    assert resolve(parse(whole(example)))


@pytest.mark.parametrize(("mistake", "told"), MISTAKES)
def test_each_mistake_gets_the_words_on_the_page(mistake: str, told: str) -> None:
    """The errors are told as the page says, to the letter."""
    with pytest.raises(ScriptError) as caught:
        parse(whole(mistake), name="x")
    assert [line.removeprefix("x: ") for line in caught.value.lines()] == told.splitlines()


@pytest.mark.parametrize(("text", "made", "told"), IMPORTS)
def test_each_import_gives_what_the_page_says(text: str, made: str, told: str) -> None:
    """The practice and the report, to the letter."""
    found = imported(text.encode(), name="x.txt", title="x")
    assert found.text == made
    assert list(found.report()) == told.splitlines()


@pytest.mark.parametrize(("spelling", "mark"), SPELLINGS)
def test_each_spelling_becomes_the_mark_on_the_page(spelling: str, mark: str) -> None:
    """Wherever it stands in a line of text."""
    found = imported(f"One {spelling} two.".encode(), name="x.txt", title="x")
    assert found.text.endswith(f"\nOne {mark} two.\n")


def test_the_page_has_its_examples() -> None:
    """The tests above would pass on an empty page."""
    assert len(EXAMPLES) >= 5
    assert len(MISTAKES) >= 3
    assert len(IMPORTS) == 1
    assert len(SPELLINGS) >= 20


def test_the_page_names_every_mark_bed_and_key() -> None:
    """Nothing that the program reads is missing from the page."""
    for word in (*WORDS, *BEDS):
        assert re.search(rf"\[{word}\b|\b{word}\b", PAGE), word
    for key in KEYS:
        assert f"`{key}`" in PAGE
