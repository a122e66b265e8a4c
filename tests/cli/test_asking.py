"""A person's own words: set, read from a file, or typed in."""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Said

PRACTICE = "---\ntitle: T\n---\nMay I {wish}, and {more|so on}.\n"


class Keyboard(io.TextIOWrapper):
    """A terminal on which these lines are typed."""

    def __init__(self, typed: str, *, is_terminal: bool = True) -> None:
        super().__init__(io.BytesIO(typed.encode()), encoding="utf-8")
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        """Say what was told at the beginning."""
        return self._is_terminal


@pytest.fixture
def show(compassion: Callable[..., Said]) -> Callable[..., Said]:
    """Show a practice with variables as plain text, own words and all."""
    Path("wish.md").write_text(PRACTICE, encoding="utf-8")
    return lambda *words: compassion("show", "wish.md", "--as", "text", "--personal", *words)


def test_what_has_no_default_is_asked_for_until_it_has_words(
    show: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty answer is asked again; a default may stand. The person is told who sees it."""
    monkeypatch.setattr(sys, "stdin", Keyboard("\n  \nbe at ease\n\n"))
    said = show("--ask")
    assert "May I be at ease, and so on." in said.out
    assert said.err.count("wish needs words") == 2
    assert "shown as you type it" in said.err


@pytest.mark.parametrize("refused", ["be [loud]", "be *so*", "a\x07b"])
def test_an_answer_that_cannot_be_spoken_is_told_at_once_and_asked_again(
    refused: str, show: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the next one is asked for, and not after all have been typed."""
    monkeypatch.setattr(sys, "stdin", Keyboard(f"{refused}\nbe\nbetter\n"))
    said = show("--ask")
    assert "May I be, and better." in said.out
    assert "the value of wish holds" in said.err


def test_a_name_that_is_set_twice_is_mistyped(show: Callable[..., Said]) -> None:
    """One of the two would be lost without a word."""
    said = show("--set", "wish=a", "--set", "wish=b")
    assert said.status == 2
    assert "--set is given twice for wish" in said.err


def test_words_are_read_from_standard_input(
    show: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that they need be in no file; an error names where they came from."""
    monkeypatch.setattr(sys, "stdin", Keyboard('wish = "rest"', is_terminal=False))
    assert "May I rest, and so on." in show("--values", "-").out
    monkeypatch.setattr(sys, "stdin", Keyboard("wish = rest", is_terminal=False))
    assert "standard input: " in show("--values", "-").err


def test_standard_input_is_not_read_twice(
    compassion: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The practice has taken it already."""
    monkeypatch.setattr(sys, "stdin", Keyboard(PRACTICE, is_terminal=False))
    said = compassion("show", "-", "--as", "text", "--values", "-")
    assert said.status == 2
    assert "nothing left of it" in said.err
