"""Front matter and conditions."""

import pytest

from tests.check.aloud import FRONT, around, findings, written

FILLER = "The afternoon goes on, slow and grey and without hurry. [pause 6s]\n\n"


@pytest.mark.parametrize("key", sorted(FRONT.keys() - {"title", "caution"}))
def test_each_missing_key_is_named(key: str) -> None:
    """In one note, on the first line; a caution is asked for by depth alone."""
    (found,) = [
        one
        for one in findings(written("Here.", **{"minutes": "1", key: ""}))
        if one.rule == "front/missing"
    ]
    assert found.line == 1
    assert found.message == f"the front matter does not say {key}"


def test_minutes_are_remarked_on_their_own_line() -> None:
    """With the minutes that would be right."""
    text = around(FILLER * 10, minutes="9")
    (found,) = [one for one in findings(text) if one.rule == "front/minutes"]
    assert text.splitlines()[found.line - 1] == "minutes: 9"
    assert "minutes: 2" in found.suggestion


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("[if 5m or longer]\n[if 5m or longer]\nHere.\n[end]\n[end]", "always true"),
        ("[if 5m or longer]\nHere.\n[else]\n[if 6m or longer]\nHere.\n[end]\n[end]", "never true"),
        ("[if alone]\n[if alone]\nHere.\n[end]\n[end]", "always true"),
        ("[if alone]\nHere.\n[else]\n[if alone]\nThere.\n[end]\n[end]", "never true"),
        ("[if alone]\n[end]", "decides about nothing"),
    ],
)
def test_an_idle_condition_is_remarked(body: str, told: str) -> None:
    """What stands around it has decided already, or it holds nothing."""
    found = [one for one in findings(around(body)) if one.rule == "front/condition"]
    assert len(found) == 1
    assert told in found[0].message


@pytest.mark.parametrize(
    "body",
    [
        "[if 90m or longer]\nHere.\n[end]",
        "[if 1m or longer]\nHere.\n[end]",
        "[if alone]\n[if 5m or longer]\nHere.\n[end]\n[end]",
        "[if 5m or longer]\nHere.\n[else]\n[if 4m or longer]\nThere.\n[end]\n[end]",
    ],
)
def test_a_condition_for_another_length_is_fine(body: str) -> None:
    """It is for those who ask for one."""
    assert not [one for one in findings(around(body)) if one.rule == "front/condition"]
