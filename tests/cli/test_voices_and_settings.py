"""`compassion voices` and `compassion settings`."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Said

Call = Callable[..., Said]


def test_voices_marks_the_default_and_lists_the_rest(compassion: Call) -> None:
    """Every voice by the name to type; exactly one is the default."""
    told = compassion("voices")
    marked = [line for line in told.out.splitlines() if line.startswith("* ") and ":" in line]
    assert len(marked) == 1
    assert marked[0].split()[1] == "espeak:en-us+klatt4"
    assert "tone:middle" in told.out


def test_voices_says_how_to_bring_what_is_missing(
    compassion: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An engine that is not here comes with the command that brings it."""
    monkeypatch.setenv("PATH", "")
    told = compassion("voices")
    assert "flite is not here: it needs the program flite." in told.out
    assert "To bring it: " in told.out
    engines = {
        one["name"]: one for one in json.loads(compassion("voices", "--json").out)["engines"]
    }
    assert engines["flite"]["available"] is False
    assert engines["flite"]["fix"]
    assert engines["espeak"]["available"] is True


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_an_engine_that_is_broken_hides_no_other(
    compassion: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is there and fails when it is asked for its voices: it says so among the rest."""
    flite = tmp_path / "programs" / "flite"
    flite.parent.mkdir()
    flite.write_text("#!/bin/sh\nexit 1\n")
    flite.chmod(0o755)
    monkeypatch.setenv("PATH", str(flite.parent))
    told = compassion("voices")
    assert told.status == 0
    assert "flite is not here: it needs mending: flite stopped in the middle" in told.out
    assert "espeak:en-us+klatt4" in told.out
    assert compassion("render", "breathing-space", "--voice", "tone").status == 0


def test_settings_shows_each_with_its_origin(
    compassion: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every setting, its value, who chose it, and what it does."""
    monkeypatch.setenv("COMPASSION_PACE", "100")
    told = compassion("settings")
    assert "pace = 100  (set in the environment)" in told.out
    assert "output = audio_out  (the default)" in told.out
    assert "Your file: " in told.out


def test_a_setting_is_set_kept_and_unset(compassion: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was set holds for the next command, until it is unset."""
    monkeypatch.delenv("COMPASSION_VOICE")
    assert compassion("settings", "voice", "tone:low").status == 0
    assert json.loads(compassion("settings", "voice", "--json").out) == {
        "voice": {"value": "tone:low", "from": "file"}
    }
    assert json.loads(compassion("voices", "--json").out)["default"] == "tone:low"
    assert "(the default)" in compassion("settings", "voice", "--unset").out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("vioce",), "there is no setting called 'vioce'; did you mean voice?"),
        (("pace", "quick"), "pace cannot be 'quick'; a pace is a number from 60 to 200 words"),
        (("pace", "9999"), "pace cannot be '9999'"),
        (("voice", "tone:lo"), "tone has no voice called 'lo'; did you mean low?"),
        (("output", " "), "output cannot be ' '; a folder has a name"),
        (("notice", "x" * 201), f"notice cannot be '{'x' * 201}'; the notice takes 200 characters"),
        (
            ("notice", "Call me.\nOr her."),
            "notice cannot be 'Call me.\\nOr her.'; the notice takes",
        ),
    ],
)
def test_a_setting_that_makes_no_sense_is_not_kept(
    words: tuple[str, ...], message: str, compassion: Call, tmp_path: Path
) -> None:
    """One line says what is accepted, and the file is as it was."""
    told = compassion("settings", *words)
    assert told.status == 1
    assert told.err.startswith(f"Error: {message}")
    assert len(told.err.splitlines()) == 1
    assert not (tmp_path / "config").exists()


def test_a_setting_without_a_name_is_mistyped(compassion: Call) -> None:
    """`--unset` alone does not unset everything."""
    assert compassion("settings", "--unset").status == 2


def test_a_bad_setting_can_be_seen_and_mended(
    compassion: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commands that mend it work while it is bad."""
    monkeypatch.setenv("COMPASSION_PACE", "fast")
    told = compassion("settings")
    assert told.status == 0
    assert "COMPASSION_PACE cannot be 'fast'; a pace is a number" in told.out
    assert compassion("settings", "voice", "tone").status == 0
    monkeypatch.delenv("COMPASSION_PACE")
    monkeypatch.setenv("COMPASSION_VOICE", "tone:gone")
    told = compassion("voices")
    assert told.status == 0
    assert "tone:middle" in told.out
    assert told.err.startswith("Your own voice cannot speak: tone has no voice called 'gone'")


def test_an_unknown_name_in_the_file_can_be_unset(compassion: Call, tmp_path: Path) -> None:
    """The file is mended by the command that reads it."""
    file = tmp_path / "config" / "settings.toml"
    file.parent.mkdir()
    file.write_text('vioce = "x"\npace = "100"\n')
    assert compassion("settings").status == 1
    assert compassion("settings", "vioce", "--unset").status == 0
    assert file.read_text() == 'pace = "100"\n'


def test_without_a_home_there_are_defaults(
    compassion: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user without a home folder renders all the same; settings are refused in one line."""
    from compassion_audio import settings

    def no_home(_: object) -> Path:
        raise settings.NoHomeError("there is no home folder", hint="name a file")

    monkeypatch.setattr(settings, "settings_file", no_home)
    assert "pace = 115" in compassion("settings").out
    told = compassion("settings", "pace", "100")
    assert told.err == "Error: there is no home folder; name a file\n"
