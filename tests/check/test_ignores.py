"""Comments that silence a rule."""

import pytest

from compassion_audio.check.ignores import Ignore, read_ignores
from tests.check.aloud import around, findings, rules, written

ORDER = "You must rest. [pause 6s]"


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- check: ignore wording/command -->\n",
        "<!-- check: ignore wording/command -->\n\n",
        "<!--check:ignore wording/command-->\n<!-- another\nnote -->\n\n",
        "<!-- check: ignore pace/question, wording/command -->\n",
        "<!-- check: ignore wording/command --> ",
    ],
)
def test_a_comment_silences_a_rule_for_the_next_words(comment: str) -> None:
    """Blank lines and other comments may stand between."""
    assert "wording/command" in rules(around(ORDER))
    assert "wording/command" not in rules(around(f"{comment}{ORDER}"))


@pytest.mark.parametrize(
    "body",
    [
        f"{ORDER} <!-- check: ignore wording/command -->",
        f"<!-- check: ignore wording/command -->\nA hill. [pause 5s]\n\n{ORDER}",
        f"<!-- check: ignore wording/therapist -->\n{ORDER}",
        f"<!-- do not check: ignore wording/command -->\n{ORDER}",
    ],
)
def test_it_silences_nothing_else(body: str) -> None:
    """Neither what stands before it, nor the line after the next, nor another rule."""
    assert "wording/command" in rules(around(body))


def test_what_belongs_to_no_line_is_silenced_above_the_words() -> None:
    """Such remarks stand where the words begin."""
    text = written("<!-- check: ignore door/missing -->\n\nA hill. [pause 5s]")
    assert "door/missing" in rules(text.replace("check:", "ask:"))
    assert "door/missing" not in rules(text)


def test_a_name_with_a_slip_is_remarked_with_the_nearest() -> None:
    """At the comment's own line."""
    text = written("A hill.\n\n<!-- check: ignore wording/comand -->\nA brook. [pause 5s]")
    (found,) = [one for one in findings(text) if one.rule == "editor/ignore"]
    assert text.splitlines()[found.line - 1].startswith("<!--")
    assert "wording/command" in found.suggestion


def test_a_comment_that_names_nothing_is_remarked() -> None:
    """It looks as if it silenced everything, and silences nothing."""
    assert "editor/ignore" in rules(around(f"<!-- check: ignore -->\n{ORDER}"))


def test_line_ends_of_all_systems_count_alike() -> None:
    """The lines are those that the parser counts."""
    text = written("<!-- check: ignore a, b -->\n\nHere.")
    line = text[: text.index("<!--")].count("\n") + 1
    for end in ("\n", "\r\n", "\r"):
        found = list(read_ignores(text.replace("\n", end)))
        assert found == [Ignore("a", line, line + 2), Ignore("b", line, line + 2)]


def test_a_comment_in_the_front_matter_is_none() -> None:
    """There, `<!--` is a part of a value."""
    text = written("Here.", summary='"<!-- check: ignore a -->"')
    assert list(read_ignores(text)) == []


def test_a_comment_at_the_end_covers_nothing() -> None:
    """There is no next line."""
    (found,) = read_ignores(written("Here.\n\n<!-- check: ignore a -->"))
    assert found.covers == 0
