"""`compassion feed`, as a person types it."""

import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest

from compassion_audio.sharing import serving
from compassion_audio.sharing.serving import Server
from tests.cli.conftest import Said
from tests.delivery.sample import written
from tests.patience import HANGS

Command = Callable[..., Said]
URL = "https://example.org/p/"


@pytest.fixture
def folder(surroundings: Path) -> str:
    """Give a folder with one recording."""
    (surroundings / "mine").mkdir()
    (surroundings / "mine/01.mp3").write_bytes(written("mp3"))
    return "mine"


@pytest.fixture
def closed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Press Ctrl-C as soon as it serves."""

    def stop(_: Server, poll_interval: float = 0.5) -> None:
        raise KeyboardInterrupt(poll_interval)

    monkeypatch.setattr(Server, "serve_forever", stop)


@pytest.mark.parametrize("words", [("mine", "--base-url", URL), ("--base-url", URL, "mine")])
def test_a_folder_gets_its_feed(compassion: Command, folder: str, words: tuple[str, ...]) -> None:
    """The path on standard output, the rest beside it; in any order of words, and with `make`."""
    said = compassion("feed", *words)
    assert (said.status, said.out) == (0, "mine/feed.xml\n")
    assert "1 recording; players find it at https://example.org/p/feed.xml" in said.err
    before = Path(folder, "feed.xml").read_bytes()
    assert compassion("feed", "make", *words, "-q") == Said(0, "mine/feed.xml\n", "")
    assert Path(folder, "feed.xml").read_bytes() == before


def test_an_open_way_is_told(compassion: Command, folder: str) -> None:
    """Over http anybody on the way listens along."""
    assert "Everybody on the way" in compassion("feed", folder, "--base-url", "http://x.org").err


@pytest.mark.parametrize(
    ("words", "status", "why"),
    [
        (("mine",), 2, "--base-url"),
        (("mine", "--base-url", "example.org"), 1, "https://"),
        (("mine", "--base-url", "https://x.org/?a"), 1, "has a ?"),
        (("nowhere", "--base-url", URL), 1, "there is no folder nowhere"),
        (("mine/01.mp3", "--base-url", URL), 1, "there is no folder"),
        (("mine", "--base-url", URL, "--title", " "), 2, "--title is empty"),
        (("mine", "--base-url", URL, "--language", "English!"), 2, "no language tag"),
        (("serve", "nowhere"), 1, "there is no folder nowhere"),
        (("serve", "mine", "--port", "0"), 2, "--port"),
        (("serve", "mine", "--port", "70000"), 2, "--port"),
    ],
)
@pytest.mark.usefixtures("folder", "closed_at_once")
def test_what_makes_no_sense_is_told(
    compassion: Command, words: tuple[str, ...], status: int, why: str
) -> None:
    """In one line, with what to do."""
    said = compassion("feed", *words)
    assert said.status == status
    assert why in said.err
    assert not Path("mine/feed.xml").exists()


def test_a_feed_of_somebody_else_is_kept(compassion: Command, folder: str) -> None:
    """Until --force."""
    Path(folder, "feed.xml").write_text("mine")
    said = compassion("feed", folder, "--base-url", URL)
    assert said.status == 1
    assert "--force" in said.err
    assert Path(folder, "feed.xml").read_text() == "mine"
    assert compassion("feed", folder, "--base-url", URL, "--force").status == 0


@pytest.mark.usefixtures("closed_at_once")
def test_it_says_where_it_is_and_for_whom(compassion: Command, folder: str) -> None:
    """The address alone on standard output; closed by Ctrl-C, which is no failure."""
    said = compassion("feed", "serve", folder)
    assert said.status == 0
    assert said.out.startswith("http://127.0.0.1:")
    assert said.out.endswith("/feed.xml\n")
    assert "on this machine alone" in said.err
    assert "Closed" in said.err


@pytest.mark.usefixtures("closed_at_once")
def test_in_a_network_it_says_what_that_means(
    compassion: Command, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who can listen, and that nothing is hidden on the way."""
    monkeypatch.setattr(serving, "address_in_network", lambda: "127.0.0.1")
    said = compassion("feed", "serve", folder, "--lan")
    assert said.status == 0
    assert "Everybody in this network" in said.err
    assert "unencrypted" in said.err


@pytest.mark.usefixtures("closed_at_once")
def test_a_picture_of_the_address_is_drawn(compassion: Command, folder: str) -> None:
    """For its owner's eyes alone; another file is not lost to it."""
    assert compassion("feed", "serve", folder, "--qr", "q.svg").status == 0
    assert Path("q.svg").read_bytes().startswith(b"<?xml")
    assert Path("q.svg").stat().st_mode & 0o077 == 0
    assert compassion("feed", "serve", folder, "--qr", "q.svg").status == 0
    Path("q.svg").write_text("mine")
    said = compassion("feed", "serve", folder, "--qr", "q.svg")
    assert (said.status, Path("q.svg").read_text()) == (1, "mine")
    assert "--force" in said.err
    assert compassion("feed", "serve", folder, "--qr", "q.svg", "--force").status == 0


def test_it_serves_until_ctrl_c(folder: str, command_line: list[str]) -> None:
    """A process of its own gives the feed and the sound, and ends well."""
    command = [*command_line, "feed", "serve", folder]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout
        address = process.stdout.readline().strip()
        with urlopen(address, timeout=HANGS) as answer:  # noqa: S310  # loopback
            assert b"<rss" in answer.read()
        with urlopen(address.replace("feed.xml", "01.mp3"), timeout=HANGS) as answer:  # noqa: S310  # loopback
            assert answer.read() == written("mp3")
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=HANGS)
    assert process.returncode == 0
    assert "Traceback" not in told
    assert told.endswith("Closed: nobody reaches it any more.\n")
