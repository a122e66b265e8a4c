"""`compassion voices name`: short names for voices, with a pace of their own."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Said

Call = Callable[..., Said]

PRACTICE = (
    "---\ntitle: Mine\n---\nHere we are, for a while.\n\n[voice second] And I am here, too.\n"
)


def spoken(compassion: Call, *words: str) -> int:
    """Give for how long the practice is spoken, in milliseconds."""
    Path("mine.md").write_text(PRACTICE)
    told = compassion("render", "mine.md", "--json", "--force", *words)
    assert told.status == 0, told.err
    length = json.loads(told.out)["spoken_ms"]
    assert isinstance(length, int)
    return length


def test_a_name_stands_for_a_voice_and_its_pace(compassion: Call) -> None:
    """In the practice's own part and in another's; each at the pace that belongs to it."""
    assert compassion("voices", "name", "anna", "tone:low", "--pace", "80").status == 0
    assert compassion("voices", "name", "ben", "tone:high").err == "ben is tone:high now.\n"
    usual = spoken(compassion, "--voice", "ben", "--voice", "second=ben")
    slow = spoken(compassion, "--voice", "anna", "--voice", "second=anna")
    mixed = spoken(compassion, "--voice", "anna", "--voice", "second=ben")
    assert slow == pytest.approx(usual * 115 / 80, rel=0.01)
    assert usual < mixed < slow


def test_a_pace_that_is_asked_for_holds_for_everybody(compassion: Call) -> None:
    """The flag and the environment win over the voice's own."""
    compassion("voices", "name", "anna", "tone:low", "--pace", "80")
    asked = spoken(compassion, "--voice", "anna", "--voice", "second=tone:low", "--pace", "115")
    assert asked == spoken(compassion, "--voice", "tone:low", "--voice", "second=tone:low")


def test_a_name_is_shown_used_as_the_default_and_forgotten(
    compassion: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What else is in the file stays as it was."""
    monkeypatch.delenv("COMPASSION_VOICE")
    compassion("settings", "output", "elsewhere")
    compassion("voices", "name", "anna", "tone:low", "--pace", "80")
    assert compassion("settings", "voice", "anna").status == 0
    told = json.loads(compassion("voices", "--json").out)
    assert told["default"] == "tone:low"
    assert told["names"] == {"anna": {"voice": "tone:low", "pace": 80.0}}
    assert (
        "anna                           tone:low at 80 words a minute" in compassion("voices").out
    )
    assert compassion("voices", "forget", "anna").status == 0
    told = compassion("voices", "forget", "ana")
    assert (told.status, told.err) == (
        1,
        "Error: no voice is called 'ana'; see them with: compassion voices\n",
    )
    assert "elsewhere" in compassion("settings", "output").out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("Anna", "tone:low"), "'Anna' cannot be the name of a voice"),
        (("flite", "tone:low"), "flite means something already"),
        (("warmest", "tone:low"), "warmest means something already"),
        (("anna", "tone:lo"), "tone has no voice called 'lo'; did you mean low?"),
        (("anna", "tone:low", "--pace", "9"), "--pace cannot be '9'; a pace is a number"),
    ],
)
def test_a_name_that_makes_no_sense_is_not_kept(
    words: tuple[str, ...], message: str, compassion: Call, tmp_path: Path
) -> None:
    """One line says why, and there is no file."""
    told = compassion("voices", "name", *words)
    assert told.status == 1
    assert message in told.err
    assert not (tmp_path / "config" / "settings.toml").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("voices = 5\n", "voices is a table"),
        ("[voices]\nanna = 5\n", "voices.anna has no voice"),
        ('[voices.anna]\nvoice = "tone"\nspeed = 5\n', "unknown key 'speed'"),
        ('[voices.anna]\nvoice = "tone"\npace = 900\n', "pace cannot be 900"),
    ],
)
def test_a_table_that_makes_no_sense_is_told_with_its_place(
    text: str, message: str, compassion: Call, tmp_path: Path
) -> None:
    """Nothing is rendered with half of it."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.toml").write_text(text)
    Path("mine.md").write_text(PRACTICE)
    told = compassion("render", "mine.md", "--voice", "second=tone")
    assert told.status == 1
    assert "settings.toml" in told.err
    assert message in told.err
