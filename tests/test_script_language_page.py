"""The reference of the language: every example on the page is run."""

import re
from pathlib import Path

import pytest

from compassion_audio.errors import ScriptError
from compassion_audio.script import parse, resolve
from compassion_audio.script.front_matter import KEYS
from compassion_audio.script.marks import BEDS, WORDS

PAGE = (Path(__file__).parents[1] / "docs" / "script-language.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```practice\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
MISTAKES = re.findall(
    r"^```practice-error\n(.*?)^```\n\n```text\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE
)


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


def test_the_page_has_its_examples() -> None:
    """The tests above would pass on an empty page."""
    assert len(EXAMPLES) >= 5
    assert len(MISTAKES) >= 3


def test_the_page_names_every_mark_bed_and_key() -> None:
    """Nothing that the program reads is missing from the page."""
    for word in (*WORDS, *BEDS):
        assert re.search(rf"\[{word}\b|\b{word}\b", PAGE), word
    for key in KEYS:
        assert f"`{key}`" in PAGE
