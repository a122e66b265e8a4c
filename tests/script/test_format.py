"""The one canonical form of a practice."""

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from hypothesis import example, given, reject
from hypothesis import strategies as st

from compassion_audio import library
from compassion_audio.errors import ScriptError
from compassion_audio.script import parse
from compassion_audio.script.format import formatted

TOP = "---\ntitle: Evening\n---\n"
PARTS = [
    *("One thing.", "two things", " ", "\n", "\n\n", "# Part\n", "\n## Sub part\n\n", "- item\n"),
    *("1. first\n", "[pause]", "[pause 60s]", "[pause 5s..20s]", "[bell bowl]", "[bell x3]"),
    *("<!-- a note -->", "\n<!-- a\n\nnote -->\n", "[if alone]", "\n[if 12m or longer]\n"),
    *("[else]", "\n[end]\n", "[end]", "{wish|I rest. So}", "*gently*", "Dr. Who", "[breath x3]"),
    *("[voice second]", "[voice]", "[silence 90s]", "e.g. this", '"Yes."', "\t", "\r\n"),
]
bodies = st.lists(st.sampled_from(PARTS), max_size=14).map("".join)


def without_lines(thing: Any) -> Any:
    """Give steps and variables without their places, which a new form may change."""
    if isinstance(thing, tuple):
        return tuple(map(without_lines, thing))
    if is_dataclass(thing) and not isinstance(thing, type):
        changed: dict[str, Any] = {}
        for field in fields(thing):
            value = getattr(thing, field.name)
            changed[field.name] = 0 if field.name in ("line", "column") else without_lines(value)
        return replace(thing, **changed)
    return thing


def comments(text: str) -> list[str]:
    """Give the words of every comment."""
    return [" ".join(found.split()) for found in re.findall(r"<!--(.*?)-->", text, re.DOTALL)]


@given(bodies)
@example("One.\n<!-- a\n\nb -->\nTwo.")
@example("- One\n- [if alone] two [end]\n\n[silence 1m]\nDone.")
def test_nothing_is_lost_and_a_second_time_changes_nothing(body: str) -> None:
    """The same steps, variables and comments in the same order; and the form is stable."""
    text = TOP + body
    try:
        before = parse(text)
    except ScriptError:
        reject()
    once = formatted(text)
    after = parse(once)
    assert without_lines(after) == without_lines(before)
    assert comments(once) == comments(text.replace("\r\n", "\n"))
    assert formatted(once) == once


@pytest.mark.parametrize("slug", library.slugs())
def test_the_bundled_practices_keep_their_meaning(slug: str) -> None:
    """Each reads the same in its canonical form."""
    text = library.read(slug).text
    assert without_lines(parse(formatted(text))) == without_lines(parse(text))


def test_a_sentence_is_a_line_with_the_marks_that_follow_it() -> None:
    """Marks in their one form, one blank line between blocks, one line break at the end."""
    body = "#  Arriving \n\n\n[bell bowl]   One.  Two\nlines. [pause 60s]  Three.\n* item\n\n\n"
    assert formatted("\ufeff" + TOP.replace("\n", "\r\n") + body) == (
        TOP + "# Arriving\n\n[bell] One.\nTwo lines. [pause 1m]\nThree.\n- item\n"
    )


def test_front_matter_keeps_its_order_and_its_comments() -> None:
    """Only spaces at the ends of lines go."""
    head = "---\nminutes: 5  \n# a note\ntitle: Evening\n---\n"
    assert formatted(head + "Hi.").startswith("---\nminutes: 5\n# a note\ntitle: Evening\n---\n")


def test_a_practice_with_errors_is_refused() -> None:
    """What is not understood is not rearranged."""
    with pytest.raises(ScriptError, match="did you mean"):
        formatted(f"{TOP}Hi [puase 5s].")
