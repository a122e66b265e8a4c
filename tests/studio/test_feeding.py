"""A folder of recordings becomes a feed, written or served, whoever made them."""

import os
import sys
import threading
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest

from compassion_audio.delivery.recording import write_recording
from compassion_audio.errors import CompassionAudioError, FileError, NotFound
from compassion_audio.sharing import feed
from compassion_audio.sharing.address import read_address
from compassion_audio.studio.feeding import Naming, Opened, items_in, make_feed, open_folder
from compassion_audio.units import Milliseconds
from tests.delivery.sample import FRAMES, LENGTH, TAGS, TITLE, blocks, sound, written
from tests.patience import HANGS
from tests.sharing.recordings import drawn_once

NOW = 1_800_000_000
ADDRESS = read_address("https://example.org/p")


@pytest.fixture(autouse=True)
def _covers_are_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "draw_cover", drawn_once)


def filled(folder: Path, *names: str) -> Path:
    """Put recordings into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_bytes(written("mp3"))
    return folder


def fetched(opened: Opened, address: str) -> bytes:
    """Ask a folder that is served for one file."""
    thread = threading.Thread(target=opened.server.serve_forever, args=(0.01,))
    thread.start()
    try:
        with urllib.request.urlopen(address, timeout=HANGS) as answer:  # noqa: S310  # loopback
            data: bytes = answer.read()
            return data
    finally:
        opened.server.shutdown()
        thread.join()


def test_recordings_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    """Not hidden ones, no links, nothing else, and MP3 in any letters."""
    folder = filled(tmp_path / "a", "02.mp3", "01.MP3", ".03.mp3", "notes.txt")
    (folder / "04.mp3").symlink_to(folder / "02.mp3")
    (folder / "05.mp3").mkdir()
    items = items_in(folder)
    assert [item.audio.name for item in items] == ["01.MP3", "02.mp3"]
    assert {(item.title, item.length) for item in items} == {(TITLE, LENGTH)}


def test_a_recording_and_its_voice_alone_are_one_episode(tmp_path: Path) -> None:
    """As `share` names them; players offer the other sound, and the title stands there once."""
    filled(tmp_path / "bundle/audio", "01-calm.mp3", "01-calm-voice-only.mp3", "02-calm.mp3")
    written = make_feed(tmp_path / "bundle", ADDRESS, Naming(), now=NOW)
    assert [item.audio.name for item in written.items] == ["01-calm.mp3", "02-calm.mp3"]
    text = (tmp_path / "bundle/feed.xml").read_text()
    assert text.count("<item>") == 2
    assert text.count("<podcast:alternateEnclosure") == 1
    assert '<podcast:source uri="https://example.org/p/audio/01-calm-voice-only.mp3"' in text


def test_what_is_no_twin_is_an_episode_of_its_own(tmp_path: Path) -> None:
    """A voice alone that is longer, one without its recording, and a twin of a twin."""
    folder = filled(tmp_path, "a.mp3", "b-voice-only.mp3", "c.mp3", "c-voice-only.mp3")
    filled(folder, "c-voice-only-voice-only.mp3")
    longer = replace(TAGS, length=Milliseconds(2 * LENGTH))
    with (folder / "a-voice-only.mp3").open("w+b") as file:
        write_recording(file, longer, blocks(sound(frames=2 * FRAMES)))
    found = {item.audio.stem: item.voice_only for item in items_in(folder)}
    assert found == {
        "a": None,
        "a-voice-only": None,
        "b-voice-only": None,
        "c": folder / "c-voice-only.mp3",
        "c-voice-only-voice-only": None,
    }


def test_a_bundle_has_its_recordings_in_a_folder_of_its_own(tmp_path: Path) -> None:
    """Their addresses name it."""
    filled(tmp_path / "bundle/audio", "01.mp3")
    make_feed(tmp_path / "bundle", ADDRESS, Naming(), now=NOW)
    text = (tmp_path / "bundle/feed.xml").read_text()
    assert "https://example.org/p/audio/01.mp3" in text
    assert "https://example.org/p/feed/audio-01.chapters.json" in text


def test_what_it_is_called_comes_from_no_folder(tmp_path: Path) -> None:
    """A folder may be named after somebody; the feed is called as all are, unless it is told."""
    folder = filled(tmp_path / "anna-berger", "01.mp3")
    make_feed(folder, ADDRESS, Naming(), now=NOW)
    text = (folder / "feed.xml").read_text()
    assert "anna" not in text
    assert "<title>Self-compassion practices</title>" in text
    assert "<language>de</language>" in text
    named = Naming(title="For you", author="The clinic", language="pt-BR")
    make_feed(folder, ADDRESS, named, now=NOW)
    text = (folder / "feed.xml").read_text()
    assert "<title>For you</title>" in text
    assert "<itunes:author>The clinic</itunes:author>" in text
    assert "<language>pt-BR</language>" in text


def test_a_folder_without_recordings_is_told(tmp_path: Path) -> None:
    """So is one that is not there."""
    with pytest.raises(NotFound, match="there is no MP3"):
        make_feed(filled(tmp_path / "empty"), ADDRESS, Naming(), now=NOW)
    with pytest.raises(NotFound, match="there is no folder"):
        make_feed(tmp_path / "none", ADDRESS, Naming(), now=NOW)
    with pytest.raises(NotFound, match="and no page"):
        open_folder(tmp_path / "empty", Naming(), now=NOW)


def test_a_file_that_is_no_mp3_is_named(tmp_path: Path) -> None:
    """Whatever its name says; nothing is written."""
    folder = filled(tmp_path / "a", "01.mp3")
    (folder / "02.mp3").write_bytes(b"not sound" * 1000)
    with pytest.raises(FileError, match=r"02\.mp3"):
        make_feed(folder, ADDRESS, Naming(), now=NOW)
    assert not (folder / "feed.xml").exists()


def test_a_served_folder_has_a_feed_for_where_it_is(tmp_path: Path) -> None:
    """Every address in it is of this machine, and the folder's own feed is left as it is."""
    folder = filled(tmp_path / "a", "01.mp3")
    make_feed(folder, ADDRESS, Naming(), now=NOW)
    before = (folder / "feed.xml").read_bytes()
    with (opened := open_folder(folder, Naming(), now=NOW + 99)).server:
        text = fetched(opened, opened.feed).decode()
    assert opened.feed.startswith("http://127.0.0.1:")
    assert opened.feed.removesuffix("feed.xml") + "01.mp3" in text
    assert "example.org" not in text
    assert opened.page == ""
    assert (folder / "feed.xml").read_bytes() == before
    same = [line for line in text.splitlines() if "<guid" in line or "<pubDate" in line]
    assert all(line in before.decode() for line in same)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is text")
def test_a_name_that_is_no_text_is_served_as_any_other(tmp_path: Path) -> None:
    """On Linux a name is any bytes; the address has them as they are."""
    folder = filled(tmp_path / "a", os.fsdecode(b"\xff \xc3\xbc.mp3"))
    make_feed(folder, ADDRESS, Naming(), now=NOW)
    assert b"https://example.org/p/%FF%20%C3%BC.mp3" in (folder / "feed.xml").read_bytes()
    with (opened := open_folder(folder, Naming(), now=NOW)).server:
        sound = fetched(opened, opened.feed.replace("feed.xml", "%FF%20%C3%BC.mp3"))
    assert sound == written("mp3")


def test_a_page_alone_is_served(tmp_path: Path) -> None:
    """Where there is nothing to hear there is no feed."""
    folder = filled(tmp_path / "a")
    (folder / "index.html").write_text("Hello")
    with (opened := open_folder(folder, Naming(), now=NOW)).server:
        assert fetched(opened, opened.page) == b"Hello"
    assert opened.feed == ""


def test_a_subscription_stays(tmp_path: Path) -> None:
    """The same path and port the next time; a new path only when it is asked for."""
    folder, home = filled(tmp_path / "a", "01.mp3"), tmp_path / "data"
    told = []
    for with_new_path in (False, False, True, False):
        opened = open_folder(folder, Naming(), now=NOW, home=home, with_new_path=with_new_path)
        opened.server.server_close()
        told.append(opened.feed)
    assert told[0] == told[1]
    assert told[2] == told[3]
    assert told[1].split("/")[3] != told[2].split("/")[3]
    assert told[1].split("/")[2] == told[2].split("/")[2]


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    """With what to do; it does not quietly take another, where no player would look."""
    folder = filled(tmp_path / "a", "01.mp3")
    with (
        open_folder(folder, Naming(), now=NOW).server as server,
        pytest.raises(CompassionAudioError, match="something else uses it") as told,
    ):
        open_folder(folder, Naming(), now=NOW, port=server.port)
    assert "--port" in told.value.hint


def test_a_trouble_on_the_way_leaves_nothing_listening(tmp_path: Path) -> None:
    """A ledger that is damaged ends it, and the port is free again."""
    folder = filled(tmp_path / "a", "01.mp3")
    first = open_folder(folder, Naming(), now=NOW)
    first.server.server_close()
    (folder / ".compassion-feed.json").write_text("{")
    with pytest.raises(FileError, match="damaged"):
        open_folder(folder, Naming(), now=NOW, port=first.server.port)
    (folder / ".compassion-feed.json").unlink()
    open_folder(folder, Naming(), now=NOW, port=first.server.port).server.server_close()
