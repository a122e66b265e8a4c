"""The page about guides: every example on it is read."""

import re
from pathlib import Path

import pytest

from compassion_audio.errors import GuideError
from compassion_audio.script.marks import BEDS, BELLS
from compassion_audio.session import parse_guide
from compassion_audio.session.items import ITEM_KINDS, PRACTICE_KEYS
from compassion_audio.session.parse import COURSE_KEYS, DAY_KEYS, SESSION_KEYS

PAGE = (Path(__file__).parents[1] / "docs" / "guides.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```guide\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
MISTAKES = re.findall(
    r"^```guide-error\n(.*?)^```\n\n```text\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE
)


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_is_a_guide(example: str) -> None:
    """It is read as it stands."""
    parse_guide(example)


@pytest.mark.parametrize(("mistake", "told"), MISTAKES)
def test_each_mistake_gets_the_words_on_the_page(mistake: str, told: str) -> None:
    """The errors are told as the page says, to the letter."""
    with pytest.raises(GuideError) as caught:
        parse_guide(mistake, name="x")
    assert [line.removeprefix("x: ") for line in caught.value.lines()] == told.splitlines()


def test_the_page_has_its_examples() -> None:
    """The tests above would pass on an empty page."""
    assert len(EXAMPLES) >= 4
    assert len(MISTAKES) == 1


def test_the_page_names_every_key_bed_and_bell() -> None:
    """Nothing that the program reads is missing from the page."""
    for key in (*SESSION_KEYS, *COURSE_KEYS, *DAY_KEYS, *ITEM_KINDS, *PRACTICE_KEYS):
        assert re.search(rf"`{key}[`:]|^\s*(?:- )?{key}:", PAGE, re.MULTILINE), key
    for word in (*BEDS, *BELLS):
        assert f"`{word}`" in PAGE, word
