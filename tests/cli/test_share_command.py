"""Sharing from the command line."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from mutagen.id3 import GEOB, ID3

from compassion_audio.sharing import page

from .conftest import Said

Call = Callable[..., Said]

PRACTICE = "---\ntitle: A trial\n---\nHere we are. [pause 2s]\n\nMay {wish|all be well}.\n"


@pytest.fixture(autouse=True)
def practice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a few words into the folder, and hum them."""
    Path("trial.md").write_text(PRACTICE)
    Path("secret.txt").write_text("amber lantern creek\n")
    monkeypatch.setenv("COMPASSION_VOICE", "tone")


def test_a_practice_becomes_a_folder(compassion: Call) -> None:
    """It says where, what is in it, and how long."""
    said = compassion("share", "trial.md", "-o", "for-you")
    assert said.status == 0
    assert said.err.splitlines()[0] == "Made for-you"
    assert "A trial, 0:0" in said.err
    assert Path("for-you/index.html").is_file()


def test_without_a_name_it_lies_beside_the_recordings(compassion: Call) -> None:
    """Called after what is shared."""
    assert compassion("share", "trial.md", "-q") == Said(0, "", "")
    assert Path("audio_out/trial-to-share/index.html").is_file()


def test_several_shapes_are_made_at_once(compassion: Call) -> None:
    """Each with its own ending; a name that has one already keeps it once."""
    said = compassion(
        "share",
        "trial.md",
        "--zip",
        "--single",
        "--epub",
        "-o",
        "for-you.zip",
        "--title",
        "For you",
    )
    assert said.status == 0
    made = {path.name for path in Path().iterdir()} - {"trial.md", "secret.txt"}
    assert made == {"for-you.zip", "for-you.html", "for-you.epub"}
    assert "For you" in Path("for-you.html").read_text(encoding="utf-8")


def test_a_passphrase_comes_from_a_file_and_is_never_shown(compassion: Call) -> None:
    """The zip file then has names that tell nothing."""
    words = ("share", "trial.md", "-o", "locked", "--passphrase-file", "secret.txt")
    for shape in (("--password",), ("--sealed",)):
        said = compassion(*words, *shape)
        assert said.status == 0
        assert "amber" not in said.out + said.err
        assert "Tell the passphrase in another way" in said.err
    with zipfile.ZipFile("locked.zip") as archive:
        assert "audio/01.mp3" in archive.namelist()
        assert all(one.flag_bits & 1 for one in archive.infolist())
    assert b"trial" not in Path("locked.html").read_bytes()


def test_a_passphrase_that_is_none_is_refused(compassion: Call) -> None:
    """Empty, short, or not to be asked for; and nothing is made."""
    Path("empty.txt").write_text("")
    Path("short.txt").write_text("amber\n")
    words = ("share", "trial.md", "--sealed", "-o", "locked")
    assert "is empty" in compassion(*words, "--passphrase-file", "empty.txt").err
    assert "fewer than 8" in compassion(*words, "--passphrase-file", "short.txt").err
    assert "no terminal" in compassion(*words).err
    assert not Path("locked.html").exists()


def test_what_is_found_stops_it_unless_it_was_accepted(compassion: Call) -> None:
    """It says where it stands."""
    words = ("share", "trial.md", "-o", "for-you", "--note", "Write to anna@example.org")
    said = compassion(*words)
    assert said.status == 1
    assert "index.html" in said.err
    assert "add --accept" in said.err
    assert not Path("for-you").exists()
    assert compassion(*words, "--accept").status == 0
    assert Path("for-you").exists()


def test_the_name_that_it_is_given_is_looked_at_too(compassion: Call) -> None:
    """Of a folder, and of a single file, which are handed over under that name."""
    compassion("privacy", "names", "add", "Anna Berg")
    for shape in ((), ("--zip",), ("--sealed", "--passphrase-file", "secret.txt")):
        said = compassion("share", "trial.md", "-o", "anna-berg", *shape)
        assert said.status == 1
        assert "its name: name: A… B…" in said.err
    assert not list(Path().glob("anna-berg*"))


def test_what_cannot_be_looked_at_is_told(compassion: Call) -> None:
    """It stops nothing: nothing was found."""
    compassion("render", "trial.md", "-o", "done.mp3", "-q")
    tags = ID3("done.mp3")
    tags.add(GEOB(encoding=3, mime="", filename="", desc="x", data=b"PK\x03\x04 broken"))
    tags.save(v2_version=3)
    said = compassion("share", "done.mp3", "-o", "for-you", "--accept")
    assert "not looked at" in said.err
    assert said.status == 0


def test_the_folder_one_is_in_can_be_filled(
    compassion: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has a name, though not as it was typed."""
    Path("empty").mkdir()
    monkeypatch.chdir("empty")
    assert compassion("share", "../trial.md", "-o", ".").status == 0
    assert Path("index.html").is_file()


@pytest.mark.parametrize("shape", ["--zip", "--single", "--epub", ""])
def test_what_stands_in_the_way_is_told_before_anything_is_made(
    compassion: Call, shape: str
) -> None:
    """A course takes long to make; here, even what is asked for is not there."""
    Path("mine").mkdir()
    for name in ("mine/letter.txt", "mine.zip", "mine.html", "mine.epub"):
        Path(name).write_text("mine")
    words = ("share", "gone.mp3", "-o", "mine", *filter(None, [shape]))
    assert "mine" in compassion(*words).err
    assert "gone.mp3" not in compassion(*words).err
    assert "gone.mp3" in compassion(*words, "--force").err


def test_a_label_is_kept_on_this_computer_alone(compassion: Call, surroundings: Path) -> None:
    """In no file of the bundle; and it can be looked at."""
    assert "No label was given yet" in compassion("share", "--labels").out
    compassion("share", "trial.md", "-o", "for-you", "--label", "Tuesday, 4 pm")
    assert "Tuesday, 4 pm: trial.md (for-you)" in compassion("share", "--labels").out
    kept = surroundings.parent / "data" / "shared.json"
    assert json.loads(kept.read_text())["shared"][0]["label"] == "Tuesday, 4 pm"
    assert kept.stat().st_mode & 0o777 == 0o600
    for path in Path("for-you").rglob("*"):
        assert path.is_dir() or b"Tuesday" not in path.read_bytes()


@pytest.mark.parametrize("second", [("--single",), ("--sealed", "--passphrase-file", "secret.txt")])
def test_what_was_made_before_something_failed_is_told_and_labelled(
    compassion: Call, monkeypatch: pytest.MonkeyPatch, second: tuple[str, ...]
) -> None:
    """It is there, and may be handed over; what failed is an error all the same."""
    monkeypatch.setattr(page, "LARGEST", 10)
    words = ("share", "trial.md", "--zip", *second, "-o", "for-you", "--label", "Tuesday")
    said = compassion(*words)
    assert said.status == 1
    assert said.err.startswith("Made for-you.zip\n")
    assert "Made for-you.html" not in said.err
    assert "Tell the passphrase" not in said.err  # nothing that is locked was made
    assert "Error" in said.err
    assert Path("for-you.zip").is_file()
    labels = compassion("share", "--labels").out
    assert "Tuesday: trial.md (for-you.zip)" in labels
    assert "for-you.html" not in labels


def test_words_for_one_person_come_from_a_file(compassion: Call) -> None:
    """It says that they are kept nowhere else."""
    Path("client.toml").write_text('wish = "the heron remember me"\n')
    said = compassion("share", "trial.md", "-o", "for-you", "--values", "client.toml")
    assert "words for one person" in said.err
    assert "chosen for one person" in Path("for-you/README.txt").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        ((), 2, "name what to share"),
        (("trail.md",), 1, "trail.md"),
        (("breathing-spaec",), 1, "did you mean breathing-space"),
        (("trial.md", "--single", "--sealed"), 2, "choose one"),
        (("trial.md", "--epub", "--password"), 2, "what --epub makes would lie open"),
        (("trial.md", "--single", "--zip", "--password"), 2, "what --single makes would lie open"),
        (("trial.md", "-o", ""), 1, "no name"),
        (("trial.md", "-o", "/"), 1, "no name"),
        (("trial.md", "--zip", "--passphrase-file", "secret.txt"), 2, "locks nothing"),
        (("done.mp3", "--set", "wish=all be well"), 2, "done.mp3 is finished"),
        (("trial.md", "--label", " "), 2, "one line of plain words"),
        (("trial.md", "-o", "trial.md"), 1, "trial.md"),
    ],
)
def test_what_cannot_be_is_told(
    compassion: Call, words: tuple[str, ...], status: int, told: str
) -> None:
    """In one line, and nothing is made."""
    before = sorted(Path().iterdir())
    said = compassion("share", *words)
    assert said.status == status
    assert told in said.err
    assert sorted(Path().iterdir()) == before
