"""`compassion import`."""

import json
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from compassion_audio.script import parse

from .conftest import Said

Call = Callable[..., Said]

TEXT = "Settle in (long pause)\n\n[deep sigh] Rest.\n"


def test_a_text_becomes_a_practice_in_this_folder(compassion: Call) -> None:
    """Under the text's own name; the report names each line, and what is to look at."""
    Path("folder").mkdir()
    Path("folder/evening_rest.txt").write_text(TEXT)
    told = compassion("import", "folder/evening_rest.txt")
    assert (told.status, told.out) == (0, "")
    assert told.err.splitlines() == [
        "line 1: (long pause) became [pause 10s]",
        "line 3: [deep sigh] was not understood, and is kept as a comment",
        "Made evening_rest.md from text: 2 changes, 1 of them to look at",
    ]
    assert parse(Path("evening_rest.md").read_text()).front.title == "Evening rest"


def test_nothing_is_overwritten_without_force(compassion: Call) -> None:
    """Neither another file nor the text itself."""
    Path("rest.md").write_text(TEXT)
    told = compassion("import", "rest.md")
    assert told.status == 1
    assert told.err == (
        "Error: rest.md is already there; choose another name with -o, or add --force\n"
    )
    assert Path("rest.md").read_text() == TEXT
    assert compassion("import", "rest.md", "--force").status == 0
    assert parse(Path("rest.md").read_text()).front.title == "Rest"


def test_the_output_may_be_named(compassion: Call) -> None:
    """A file, or standard output."""
    Path("rest.txt").write_text(TEXT)
    assert compassion("import", "rest.txt", "-o", "made/mine.md").status == 0
    told = compassion("import", "rest.txt", "-o", "-")
    assert told.out == Path("made/mine.md").read_text()
    assert "Made standard output from text" in told.err
    assert "it is a folder" in compassion("import", "rest.txt", "-o", "made").err


def test_a_dash_goes_from_standard_input_to_standard_output(
    compassion: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As words from the clipboard come."""
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(TEXT.encode())))
    told = compassion("import", "-")
    assert parse(told.out).front.title == "Practice"


def test_the_form_may_be_named(compassion: Call) -> None:
    """Where its name and contents tell another."""
    Path("rest.txt").write_text("<speak>\n<p>Rest</speak>")
    assert "rest.txt: line 2, column 10: this is not SSML" in compassion("import", "rest.txt").err
    told = compassion("import", "rest.txt", "--from", "text", "-o", "-")
    assert told.out.endswith("Rest\n")
    assert compassion("import", "rest.txt", "--from", "prose").status == 2


def test_the_report_can_be_data(compassion: Call) -> None:
    """On standard output, and nothing beside it."""
    Path("rest.txt").write_text(TEXT)
    told = compassion("import", "rest.txt", "--json")
    assert told.err == ""
    assert json.loads(told.out) == {
        "file": "rest.md",
        "from": "text",
        "changes": [
            {"line": 1, "found": "(long pause)", "became": "[pause 10s]", "understood": True},
            {"line": 3, "found": "[deep sigh]", "became": "", "understood": False},
        ],
    }
    assert compassion("import", "rest.txt", "--json", "-o", "-").status == 2


def test_a_file_without_words_leaves_nothing_behind(compassion: Call) -> None:
    """An error in one line, and no practice."""
    Path("empty.txt").write_text("\n")
    told = compassion("import", "empty.txt")
    assert told.status == 1
    assert told.err.startswith("Error: empty.txt: there are no words in it to speak; ")
    assert not Path("empty.md").exists()
