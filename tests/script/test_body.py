"""Comments set aside, and places that stay true whatever is taken out."""

from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.script.body import VEIL, Line, Run, join, lines_of, veil_comments


def test_a_comment_is_covered_character_by_character() -> None:
    """What stands after it keeps its column."""
    veiled, problems = veil_comments("Rest <!-- or sit --> here.", 5)
    assert veiled == "Rest " + VEIL * 15 + " here."
    assert problems == []


def test_a_comment_over_several_lines_keeps_the_lines() -> None:
    """What stands below it keeps its line; an empty line inside is part of the comment."""
    veiled, _ = veil_comments("a <!-- b\n\n c --> d\ne", 5)
    numbers = [(line.number, line.text.replace(VEIL, "")) for line in lines_of(veiled, 5)]
    assert numbers == [(5, "a "), (7, " d"), (8, "e")]


def test_a_comment_ends_at_the_first_end() -> None:
    """Two comments in a line are two, and comments do not nest."""
    veiled, problems = veil_comments("<!--a-->b<!--<!--c-->d-->", 1)
    assert veiled.replace(VEIL, "") == "bd-->"
    assert problems == []


def test_a_comment_is_not_closed_by_its_own_beginning() -> None:
    """The dashes that open it do not close it."""
    assert veil_comments("<!-->never", 1)[1] != []
    assert veil_comments("<!--->never", 1)[1] != []
    assert veil_comments("<!---->now", 1)[1] == []


def test_an_unclosed_comment_is_a_problem_where_it_begins() -> None:
    """Everything below it is covered, so that nothing of it is read as words."""
    veiled, (problem,) = veil_comments("<!-- a -->\nb <!-- c\n[puase]", 5)
    assert str(problem) == ("line 6, column 3: this comment is never closed; put --> where it ends")
    assert veiled.replace(VEIL, "") == "\nb \n"


@given(st.text(st.sampled_from("<!->ab \n"), max_size=60))
def test_covering_comments_moves_nothing(text: str) -> None:
    """Outside of comments every character stays on its line, in its column."""
    veiled, problems = veil_comments(text, 1)
    lines, covered = text.split("\n"), veiled.split("\n")
    assert len(lines) == len(covered)
    for before, after in zip(lines, covered, strict=True):
        assert len(after) == len(before) or (before == "" and after == VEIL)
        shown = zip(before, after, strict=False)
        assert all(new in (old, VEIL) for old, new in shown)
    assert "<!--" not in veiled
    assert len(problems) <= 1


def test_a_line_with_nothing_but_a_comment_is_not_there() -> None:
    """It ends no paragraph; an empty line does."""
    veiled, _ = veil_comments("a\n  <!-- b -->  \nc\n\nd", 1)
    assert [line.number for line in lines_of(veiled, 1)] == [1, 3, 4, 5]


def test_a_line_begins_behind_its_comments() -> None:
    """What kind of line it is, its first words decide."""
    line = Line(1, f"{VEIL}{VEIL} # Name")
    assert line.bare == "   # Name"


GRID = [[chr(0x4E00 + 50 * line + column) for column in range(50)] for line in range(10)]
"""Ten lines of fifty characters, each of which is nowhere else."""


@st.composite
def runs(draw: st.DrawFn) -> Run:
    """Draw stretches of the grid, in any order, and put them together; some are empty."""
    pieces = []
    for _ in range(draw(st.integers(1, 6))):
        line, first, last = (draw(st.integers(0, most)) for most in (9, 50, 50))
        pieces.append(("".join(GRID[line][first:last]), (line + 1, first + 1)))
    return join(pieces)


def assert_every_place_is_true(run: Run) -> None:
    """Check that each character is found in the grid where the run says it came from."""
    for offset, character in enumerate(run.text):
        line, column = run.place(offset)
        assert GRID[line - 1][column - 1] == character


@given(runs())
def test_every_character_remembers_its_place(run: Run) -> None:
    """However many pieces were put together."""
    assert_every_place_is_true(run)


@given(runs(), st.data())
def test_every_character_remembers_its_place_when_others_are_left_out(
    run: Run, data: st.DataObject
) -> None:
    """Leaving out, and leaving out again, changes no place and no other character."""
    for _ in range(2):
        edges = data.draw(
            st.lists(st.integers(0, len(run.text)), max_size=6).filter(lambda e: len(e) % 2 == 0)
        )
        edges.sort()
        spans = list(zip(edges[::2], edges[1::2], strict=True))
        left_out = {offset for start, end in spans for offset in range(start, end)}
        kept = "".join(c for offset, c in enumerate(run.text) if offset not in left_out)
        run = run.without(spans)
        assert run.text == kept
        assert_every_place_is_true(run)
