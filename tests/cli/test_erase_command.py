"""Erasing leaves nothing about a person, and takes nothing that they made on purpose."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from compassion_audio.cli.practised import write_down
from compassion_audio.studio.playing import Performed
from compassion_audio.units import Milliseconds

from .conftest import Said

Call = Callable[..., Said]

PRACTICE = "---\ntitle: A trial\n---\nHere we are.\n"


@pytest.fixture
def home(surroundings: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Use the program for all that it keeps something of."""
    monkeypatch.setenv("HOME", str(surroundings.parent / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(surroundings.parent / "home" / ".config"))
    Path("trial.md").write_text(PRACTICE)
    return surroundings.parent


def files_in(home: Path) -> set[str]:
    """Give what is kept, without what was made in the folder one stands in."""
    found = (path for name in ("data", "cache", "config") for path in (home / name).rglob("*"))
    return {path.relative_to(home).as_posix() for path in found if path.is_file()}


def used(compassion: Call) -> None:
    """Do everything that leaves something behind."""
    commands: list[tuple[str, ...]] = [
        ("settings", "pace", "110"),
        ("course", "start", "two-weeks"),
        ("remind", "add", "breathing-space", "--at", "08:30"),
        ("takes", "new", "trial.md", "--name", "mine"),
        ("render", "trial.md"),
        ("privacy", "names", "add", "Wilhelmina Osterholm"),
        ("share", "trial.md", "-o", "for-you", "--label", "Tuesday"),
        ("voices", "name", "anna", "tone"),
    ]
    for words in commands:
        said = compassion(*words)
        assert said.status == 0, (words, said.err)
    long = Milliseconds(60_000)
    write_down(
        "trial", "A trial", datetime.now().astimezone(), Performed(long, long, is_whole=True)
    )


def test_nothing_is_left_of_all_that_was_kept(compassion: Call, home: Path) -> None:
    """Whatever was used; recordings and bundles that were made stay."""
    used(compassion)
    kept = files_in(home)
    assert len(kept) > 8
    said = compassion("erase", "--yes")
    assert said.status == 0
    assert files_in(home) == set()
    assert not (home / "data").exists()
    assert Path("audio_out/trial.mp3").is_file()
    assert Path("for-you/index.html").is_file()
    assert compassion("erase").out == "Nothing is kept about you.\n"


def test_it_shows_first_and_asks(compassion: Call, home: Path) -> None:
    """Without a terminal it asks for --yes; --dry-run erases nothing."""
    used(compassion)
    kept = files_in(home)
    said = compassion("erase", "--dry-run")
    for told in ("your settings", "your reminders", "your courses", "recordings of your own voice"):
        assert told in said.out
    assert files_in(home) == kept
    said = compassion("erase")
    assert (said.status, "add --yes" in said.err) == (1, True)
    assert files_in(home) == kept


def test_recordings_of_ones_voice_may_stay(compassion: Call, home: Path) -> None:
    """They cannot be made again."""
    used(compassion)
    assert compassion("erase", "--yes", "--keep-takes").status == 0
    left = files_in(home)
    assert left
    assert all(name.startswith("data/takes/") for name in left)


def test_what_others_put_there_stays(compassion: Call, home: Path) -> None:
    """A folder that was named for the program may hold other things; so do installed voices."""
    used(compassion)
    (home / "data" / "kokoro").mkdir()
    for name in ("data/letter.txt", "cache/photo.jpg", "data/kokoro/model.onnx"):
        (home / name).write_text("mine")
    assert compassion("erase", "--yes").status == 0
    assert files_in(home) == {"data/letter.txt", "cache/photo.jpg", "data/kokoro/model.onnx"}


@pytest.mark.skipif(os.name != "posix", reason="links are those of POSIX systems")
def test_what_a_link_leads_to_stays(compassion: Call, home: Path) -> None:
    """The link goes, and not what it leads to."""
    (home / "elsewhere").mkdir()
    (home / "elsewhere" / "mine.txt").write_text("mine")
    (home / "data").mkdir()
    (home / "data" / "takes").symlink_to(home / "elsewhere")
    assert compassion("erase", "--yes").status == 0
    assert (home / "elsewhere" / "mine.txt").read_text() == "mine"
    assert not (home / "data").exists()
