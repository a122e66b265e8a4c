"""What goes with every recording: that it is no substitute for care, and a line of one's own."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.notice import LONGEST_LINE, notice, read_own_line


@pytest.mark.parametrize("language", ["en", "en-GB", "EN_us", "xx", ""])
def test_it_says_the_three_things_in_english_where_it_has_no_other_words(language: str) -> None:
    """No substitute for care; not while driving; in danger, a number, and which one is not said."""
    told = notice(language)
    for words in ("no substitute for care", "not listen while driving", "in danger", "emergency"):
        assert words in told
    assert not any(map(str.isdigit, told))


def test_the_readme_says_the_same() -> None:
    """In the same words: there is one place for them."""
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    assert notice("en") in " ".join(readme.split())


@given(st.text(st.characters(exclude_categories=["C", "Z"]), max_size=LONGEST_LINE))
def test_whatever_is_added_the_notice_is_there(line: str) -> None:
    """The line stands behind it, as it was written, and takes nothing away."""
    told = notice("en", line)
    assert told == f"{notice('en')} {line}".rstrip()
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize("gap", ["\n", "\r", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029", "\0"])
def test_what_is_not_one_line_is_refused(gap: str) -> None:
    """Each of the line breaks that Unicode knows, and other characters nobody sees."""
    with pytest.raises(ValueError, match="one line of plain words"):
        notice("en", f"Call Ada.{gap}And Bo.")


def test_a_line_has_two_hundred_characters_and_no_more() -> None:
    """What stands around it is not counted."""
    assert read_own_line(f"  {'é' * 200}\n") == "é" * 200
    with pytest.raises(ValueError, match="takes 200 characters; this has 201"):
        read_own_line("é" * 201)
