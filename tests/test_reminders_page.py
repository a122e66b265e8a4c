"""What docs/reminders.md shows is run as it is written."""

import re
import shlex
from pathlib import Path

import pytest

from compassion_audio.cli.app import run
from compassion_audio.reminders.book import book_in

PAGE = (Path(__file__).parents[1] / "docs" / "reminders.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """Give the page's blocks in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def test_the_page_is_followed_from_its_first_command_to_its_last(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each does what it is shown for."""
    commands = "".join(blocks("sh")).splitlines()
    assert len(commands) >= 15
    for command in commands:
        name, *words = shlex.split(command)
        assert name == "compassion"
        assert run(words) == 0, capsys.readouterr().err


def test_the_file_of_the_page_is_a_file_of_reminders() -> None:
    """With three rules and quiet hours, one of them switched off."""
    (text,) = blocks("toml")
    book = book_in(text, "the page")
    assert [rule.id for rule in book.rules] == ["morning", "bells", "days"]
    assert [rule.is_enabled for rule in book.rules] == [True, False, True]
    assert book.quiet is not None


def test_the_options_of_the_page_are_in_the_help() -> None:
    """Those that stand in its sentences and tables."""
    help_page = (Path(__file__).parents[1] / "docs" / "commands.md").read_text(encoding="utf-8")
    options = set(re.findall(r"(?<=[ `])--[a-z-]+", PAGE))
    assert {"--random", "--grace", "--names"} <= options
    assert not {one for one in options if one not in help_page}
