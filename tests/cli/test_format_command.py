"""`compassion format`."""

import subprocess
from collections.abc import Callable
from pathlib import Path

from .conftest import Said

Call = Callable[..., Said]
UNTIDY = "---\ntitle: Mine\n---\nOne.  Two. [pause 60s]\n"
TIDY = "---\ntitle: Mine\n---\nOne.\nTwo. [pause 1m]\n"


def write(name: str = "mine.md", text: str = UNTIDY) -> Path:
    """Write a practice."""
    path = Path(name)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_rewritten_where_it_is(compassion: Call) -> None:
    """And a second time there is nothing to do."""
    path = write()
    assert "Formatted mine.md" in compassion("format", "mine.md").err
    assert path.read_text() == TIDY
    assert compassion("format", "mine.md").err == ""


def test_check_names_what_would_change_and_writes_nothing(compassion: Call) -> None:
    """For a commit hook."""
    path = write()
    told = compassion("format", "--check", "mine.md")
    assert (told.status, told.err) == (1, "Would change mine.md\n")
    assert path.read_text() == UNTIDY
    write(text=TIDY)
    assert compassion("format", "--check", "mine.md").status == 0


def test_diff_shows_the_change_and_writes_nothing(compassion: Call) -> None:
    """As `diff -u` does."""
    path = write()
    told = compassion("format", "--diff", "mine.md")
    assert told.status == 0
    assert "-One.  Two. [pause 60s]\n" in told.out
    assert "+Two. [pause 1m]\n" in told.out
    assert path.read_text() == UNTIDY


def test_standard_input_goes_to_standard_output(command_line: list[str]) -> None:
    """A filter, for an editor."""
    done = subprocess.run(
        [*command_line, "format", "-"], input=UNTIDY.encode(), capture_output=True, check=True
    )
    assert done.stdout == TIDY.encode()


def test_several_files_go_on_past_a_bad_one(compassion: Call) -> None:
    """Exit 3: some failed, and the rest was done."""
    good, bad = write(), write("bad.md", "---\ntitle: x\n---\n[puase]\n")
    told = compassion("format", "bad.md", "mine.md", "missing.md")
    assert told.status == 3
    assert good.read_text() == TIDY
    assert "[puase]" in bad.read_text()
    assert told.err.count("Error: ") == 2


def test_a_link_stays_a_link(compassion: Call) -> None:
    """What it points to is rewritten."""
    real = write("real.md")
    Path("link.md").symlink_to(real)
    assert compassion("format", "link.md").status == 0
    assert Path("link.md").is_symlink()
    assert real.read_text() == TIDY
