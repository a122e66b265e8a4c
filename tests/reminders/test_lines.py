"""Where things stand in a TOML file, whatever a person does in it."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.reminders.lines import line_of, lines_of, parts_of

TEXT = '''\
# a note
version = 1   # [rule.no]

[rule.one]
play = "a # b [c]"
at = [
  "08:30",  # [rule.not-here]
  ["13:00"],
  ["neither-here"],
]
note = """
[rule.nor-here]
at = 3
"""
on = 'mon'

[ rule . "two" ]
x.y = 1
'''


def test_tables_and_keys_are_found_where_they_begin() -> None:
    """And not inside of texts, lists and comments."""
    assert lines_of(TEXT) == {
        ("version",): 2,
        ("rule", "one"): 4,
        ("rule", "one", "play"): 5,
        ("rule", "one", "at"): 6,
        ("rule", "one", "note"): 11,
        ("rule", "one", "on"): 15,
        ("rule", "two"): 17,
        ("rule", "two", "x", "y"): 18,
    }


def test_what_has_no_line_has_that_of_its_table() -> None:
    """Or none, where nothing around it is known."""
    lines = lines_of(TEXT)
    assert line_of(("rule", "one", "every"), lines) == 4
    assert line_of(("quiet",), lines) is None


def test_notes_before_a_table_are_not_part_of_the_one_above() -> None:
    """Those that touch it are its own."""
    parts = parts_of("[a]\nx = 1\n# of a\n\n# of b\n[b]\ny = 2")
    assert [(part.table, part.text, part.rest) for part in parts] == [
        ((), "", ""),
        (("a",), "[a]\nx = 1\n# of a\n", "\n# of b\n"),
        (("b",), "[b]\ny = 2", ""),
    ]


PIECES = st.lists(
    st.sampled_from(
        (
            "# note\n",
            "\n",
            "x{} = 1\n",
            "x{} = '''\n[no]\n\n'''\n",
            "x{} = [\n1, # ]\n\n]\n",
            "[t{}]\n",
            '["t{}"] # more\n',
            'x{} = {{a = \'"""\'}}\n',
            "x{} = \"\\\"[\" # '''\n",
        )
    ),
    max_size=12,
)


@given(PIECES)
def test_a_file_taken_apart_and_joined_is_the_same(pieces: list[str]) -> None:
    """And each part is TOML of its own, with the keys it has in the whole."""
    text = "".join(piece.format(at) for at, piece in enumerate(pieces))
    whole = tomllib.loads(text)
    parts = parts_of(text)
    assert "".join(part.text + part.rest for part in parts) == text
    joined: dict[str, object] = {}
    for part in parts:
        assert tomllib.loads(part.rest) == {}
        joined |= tomllib.loads(part.text)
    assert joined == whole


@pytest.mark.parametrize("text", ["", "\n", "# only\n", "x = 1"])
def test_a_small_file_is_one_part(text: str) -> None:
    """With no table in it."""
    (part,) = parts_of(text)
    assert part.table == ()
    assert part.text + part.rest == text
