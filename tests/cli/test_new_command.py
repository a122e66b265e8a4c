"""`compassion new`."""

from collections.abc import Callable
from pathlib import Path

import pytest

from compassion_audio import library
from compassion_audio.files import whole_file
from compassion_audio.script.format import formatted
from compassion_audio.session import Course, Session, parse_guide
from compassion_audio.studio.guides import whole_guide

from .conftest import Said

Call = Callable[..., Said]


def test_a_new_practice_can_be_heard_as_it_is(compassion: Call) -> None:
    """The careful editor warns of nothing, it has its canonical form, and it makes a recording."""
    told = compassion("new", "practice", "evening-calm")
    assert (told.status, told.out) == (0, "evening-calm.md\n")
    assert "compassion check evening-calm.md" in told.err
    text = Path("evening-calm.md").read_text()
    assert "title: Evening calm\n" in text
    assert formatted(text) == text
    checked = compassion("check", "--strict", "evening-calm.md")
    assert checked.status == 0, checked.out
    assert compassion("render", "evening-calm.md", "--voice", "tone", "-q").status == 0


@pytest.mark.parametrize(("words", "kind"), [((), Session), (("--course",), Course)])
def test_a_new_guide_is_one_as_it_is(
    compassion: Call, words: tuple[str, ...], kind: type[object]
) -> None:
    """It is read, and all it names is there."""
    told = compassion("new", "guide", "quiet-sunday", *words)
    assert (told.status, told.out) == (0, "quiet-sunday.yaml\n")
    source = library.read_guide("quiet-sunday.yaml")
    whole_guide(source)
    guide = parse_guide(source.text)
    assert isinstance(guide, kind)
    assert guide.about.title == "Quiet sunday"
    assert compassion("check", "--strict", "quiet-sunday.yaml").status == 0


def test_the_notes_of_a_new_session_are_right(compassion: Call) -> None:
    """Taken out of their comments, they still make a guide."""
    compassion("new", "guide", "mine")
    text = Path("mine.yaml").read_text()
    for note in ("fit: 10m", "bed: {kind: rain, level: -20}", "fit: 4m"):
        assert f"# {note}" in text
        text = text.replace(f"# {note}", note)
    guide = parse_guide(text)
    assert isinstance(guide, Session)
    assert guide.fit == 600_000


def test_nothing_is_ever_overwritten(compassion: Call) -> None:
    """Neither a file nor a link that leads nowhere."""
    Path("mine.md").write_text("my own words")
    told = compassion("new", "practice", "mine")
    assert told.status == 1
    assert told.err == "Error: mine.md is there already; choose another name\n"
    assert Path("mine.md").read_text() == "my own words"
    Path("other.md").symlink_to("nowhere.md")
    assert compassion("new", "practice", "other").status == 1
    assert not Path("nowhere.md").exists()


def test_it_goes_into_ones_own_library(
    compassion: Call, surroundings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From any folder, and is found by its short name; what it hides is told."""
    own = surroundings / "calm"
    monkeypatch.setenv("COMPASSION_LIBRARY", str(own))
    told = compassion("new", "guide", "hard-day")
    assert told.out == f"{own / 'guides' / 'hard-day.yaml'}\n"
    assert "It takes the place of the hard-day that came along." in told.err
    assert compassion("show", "hard-day").out.startswith("Hard day\n")
    compassion("new", "practice", "my-own")
    assert compassion("show", "my-own").out.startswith("My own\n")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Evening Calm", "did you mean evening-calm?"),
        ("../evil", "did you mean evil?"),
        ("a/b", "did you mean a-b?"),
        ("mine.md", "did you mean mine-md?"),
        ("a--b", "did you mean a-b?"),
        ("", "as in evening-calm"),
        ("x" * 81, f"did you mean {'x' * 80}?"),
    ],
)
def test_a_name_that_cannot_be_typed_later_is_refused(
    compassion: Call, surroundings: Path, name: str, hint: str
) -> None:
    """No folder, no ending, no space; the nearest right name is given."""
    told = compassion("new", "practice", name)
    assert told.status == 1
    assert told.err.rstrip().endswith(hint)
    assert list(surroundings.iterdir()) == []


def test_a_name_may_be_of_any_language(compassion: Call) -> None:
    """Letters are letters."""
    assert compassion("new", "practice", "für-mich").status == 0
    assert "title: Für mich\n" in Path("für-mich.md").read_text(encoding="utf-8")


def test_what_appears_in_the_meantime_is_not_lost(
    compassion: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that someone puts there while ours is written stays."""
    from compassion_audio.studio import starting

    def slow_file(path: Path, *, before_it_appears: Callable[[], None]) -> object:
        path.write_text("theirs")
        return whole_file(path, before_it_appears=before_it_appears)

    monkeypatch.setattr(starting, "whole_file", slow_file)
    assert compassion("new", "practice", "mine").status == 1
    assert Path("mine.md").read_text() == "theirs"
