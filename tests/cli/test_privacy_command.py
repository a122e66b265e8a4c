"""`compassion privacy`, as it is typed."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Said

Compassion = Callable[..., Said]


def test_what_is_clean_is_said_to_be_so(compassion: Compassion) -> None:
    """With what no program can find; the exit status is for scripts."""
    Path("calm.txt").write_text("May I rest.")
    said = compassion("privacy", "calm.txt")
    assert (said.status, said.out) == (0, "")
    assert "Nothing was found" in said.err
    assert "voice" in said.err


def test_what_is_found_is_told_with_its_place_and_what_to_do(compassion: Compassion) -> None:
    """A line each, and what they mean once."""
    Path("a.txt").write_text("calm\nanna@practice.org")
    said = compassion("privacy", "a.txt")
    assert said.status == 1
    assert said.out.startswith("a.txt: line 2: e-mail: a…@…ce.org\n")
    assert "leads to one person" in said.out
    assert "Found 1 thing in 1 file." in said.err


def test_what_could_not_be_looked_at_is_told_and_is_no_finding(compassion: Compassion) -> None:
    """It is said on both sides."""
    Path("a.zip").write_bytes(b"PK\x03\x04")
    said = compassion("privacy", "a.zip")
    assert said.status == 0
    assert "not looked at" in said.out
    assert "Not everything could be looked at" in " ".join(said.err.split())


def test_the_same_as_data(compassion: Compassion) -> None:
    """For another program; no secret stands in it either."""
    Path("a.txt").write_text("Anna Example")
    compassion("privacy", "names", "add", "Anna Example")
    said = compassion("privacy", "--json", "a.txt")
    (found,) = json.loads(said.out)
    assert (said.status, found["kind"], found["where"]) == (1, "name", "line 1")
    assert "Anna" not in said.out
    assert json.loads(compassion("privacy", "look", "--json", "/dev/null").out)


def test_the_words_of_a_values_file_are_looked_for(compassion: Compassion) -> None:
    """As `render` reads it."""
    Path("client.toml").write_text('wish = "I meet this gently"')
    Path("a.vtt").write_text("May I meet this gently.")
    said = compassion("privacy", "a.vtt", "--values", "client.toml")
    assert (said.status, "personal words" in said.out) == (1, True)


def test_names_are_kept_for_their_owner_alone(compassion: Compassion, tmp_path: Path) -> None:
    """Added, shown and removed; the same name is kept once."""
    said = compassion("privacy", "names", "add", "Anna Example", " Ben  Other ", "anna example")
    assert "2 names were added" in said.err
    assert "stays on this computer" in said.err
    file = tmp_path / "data" / "names.txt"
    assert file.stat().st_mode & 0o777 == 0o600
    assert compassion("privacy", "names", "list").out == "Anna Example\nBen Other\n"
    assert compassion("privacy", "names", "remove", "ANNA example").status == 0
    assert json.loads(compassion("privacy", "names", "list", "--json").out) == ["Ben Other"]
    said = compassion("privacy", "names", "remove", "Anna Example")
    assert (said.status, "is not on the list" in said.err) == (1, True)


def test_names_can_be_typed_in(compassion: Compassion, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that they are in no shell history."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("Anna Example\n\nBen Other\n"))
    assert "2 names were added" in compassion("privacy", "names", "add").err


@pytest.mark.parametrize("name", ["x", "", "a\nb", "y" * 101, "12"])
def test_what_can_be_no_name_is_refused(compassion: Compassion, name: str) -> None:
    """One letter would be found everywhere; the list stays as it was."""
    assert compassion("privacy", "names", "add", "Ben Other", name).status == 1
    assert compassion("privacy", "names", "list").out == ""


def test_a_name_that_is_a_word_is_kept_with_a_warning(compassion: Compassion) -> None:
    """It would be found in most practices."""
    assert "a whole name is better" in " ".join(
        compassion("privacy", "names", "add", "Grace").err.split()
    )


def test_a_list_and_a_path_that_cannot_be_read_are_told(
    compassion: Compassion, tmp_path: Path
) -> None:
    """In a line, with the file."""
    said = compassion("privacy", "nowhere")
    assert (said.status, "nowhere" in said.err) == (1, True)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "names.txt").write_bytes(b"\xff\xfe")
    Path("a.txt").write_text("")
    said = compassion("privacy", "a.txt")
    assert (said.status, "names.txt" in said.err) == (1, True)
    assert compassion("privacy").status == 2
