"""What docs/takes.md shows is run as it is written."""

import re
from pathlib import Path

import pytest
import soundfile

from compassion_audio.cli.app import run

from .voices.rooms import in_room, session, word

PAGE = (Path(__file__).parents[1] / "docs" / "takes.md").read_text(encoding="utf-8")


def commands() -> list[str]:
    """Give every command of the page's shell blocks, in their order."""
    blocks = re.findall(r"^```sh\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines()]


def test_the_page_is_followed_from_its_first_command_to_its_last(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """All but the microphone's, which has a test of its own."""
    monkeypatch.setenv("COMPASSION_VOICE", "tone")
    rows = [word(2_000 + 150 * number) for number in range(15)]
    soundfile.write("everything.wav", session(rows).clip.samples, 48_000)
    Path("recordings").mkdir()
    soundfile.write("recordings/007.wav", in_room(word(900), noise=-50).samples, 48_000)
    shown = commands()
    assert len(shown) >= 8
    for command in shown:
        name, *words = command.split()
        assert name == "compassion"
        if words[:2] != ["takes", "record"]:
            assert run(words) in (0, 3), capsys.readouterr().err


def test_the_options_of_the_page_are_in_the_help() -> None:
    """Those that stand in its sentences."""
    help_page = (Path(__file__).parents[1] / "docs" / "commands.md").read_text(encoding="utf-8")
    options = set(re.findall(r"(?<=[ `])--[a-z-]+", PAGE))
    assert {"--from", "--to", "--otherwise"} <= options
    assert not {one for one in options if one not in help_page}
