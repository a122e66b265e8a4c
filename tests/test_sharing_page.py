"""What docs/sharing.md shows is run as it is written."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from compassion_audio.sharing.passphrase import WORDS
from tests.cli.conftest import Said, compassion

__all__ = ["compassion"]

Call = Callable[..., Said]

PAGE = (Path(__file__).parents[1] / "docs" / "sharing.md").read_text(encoding="utf-8")


def commands() -> list[list[str]]:
    """Give the words of every command of the page, in its order."""
    blocks = re.findall(r"^```sh\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    lines = [line for block in blocks for line in block.splitlines()]
    return [shlex.split(line, comments=True) for line in lines if line.startswith("compassion")]


def test_the_page_is_followed_from_its_first_command_to_its_last(
    compassion: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a terminal, only what has to be typed in is refused."""
    monkeypatch.setenv("COMPASSION_VOICE", "tone")
    assert compassion("render", "between-sessions", "-o", "my-recording.mp3").status == 0
    assert len(commands()) >= 5
    for _, *words in commands():
        said = compassion(*words)
        if "--ask" in words:
            assert "--ask needs a terminal" in said.err
        else:
            assert said.status == 0, (words, said.err)
    made = ("for-you/index.html", "for-you.zip", "for-you.html", "for-you.epub")
    assert all(Path(name).is_file() for name in made)


def test_the_page_knows_every_shape_and_option(compassion: Call) -> None:
    """None that it shows is gone, and no shape is left out."""
    told = compassion("share", "--help").out
    for option in re.findall(r"`(--[a-z-]+)", PAGE):
        assert option in told or option in ("--captions", "--personal", "--bed", "--length"), option
    for shape in ("--zip", "--password", "--single", "--sealed", "--epub"):
        assert f"`{shape}`" in PAGE or f"{shape}`" in PAGE, shape
    assert WORDS == 6
    assert "six plain words" in PAGE
