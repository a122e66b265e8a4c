"""What docs/feed.md shows is run as it is written."""

import re
from pathlib import Path

import pytest

from compassion_audio.cli.app import run
from compassion_audio.sharing import serving
from compassion_audio.sharing.serving import LOOPBACK, Server
from tests.delivery.sample import written

_DOCS = Path(__file__).parents[1] / "docs"
PAGE = (_DOCS / "feed.md").read_text(encoding="utf-8")


def test_the_page_is_followed_from_its_first_command_to_its_last(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a network that ends at this machine, with Ctrl-C as soon as it serves.

    All but `render`, which many tests run, and which would take as long as all of them.
    """

    def stop(_: Server, poll_interval: float = 0.5) -> None:
        raise KeyboardInterrupt(poll_interval)

    Path("audio_out").mkdir()
    Path("audio_out/practice.mp3").write_bytes(written("mp3"))
    monkeypatch.setattr(serving, "address_in_network", lambda: LOOPBACK)
    monkeypatch.setattr(Server, "serve_forever", stop)
    blocks = re.findall(r"^```sh\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    shown = [line for block in blocks for line in block.splitlines()]
    assert len(shown) >= 3
    for command in shown:
        name, *words = command.split()
        assert name == "compassion"
        if words[0] != "render":
            assert run(words) == 0, capsys.readouterr().err
    assert Path("audio_out/feed.xml").exists()


def test_the_options_of_the_page_are_in_the_help() -> None:
    """Those that stand in its sentences."""
    options = set(re.findall(r"(?<=[ `])--[a-z-]+", PAGE))
    assert {"--lan", "--new-path", "--qr", "--port", "--force"} <= options
    told = (_DOCS / "commands.md").read_text(encoding="utf-8")
    assert not {one for one in options if one not in told}
