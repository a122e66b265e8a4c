"""Finding the text of a practice by what a person calls it."""

import os
from pathlib import Path

import pytest

from compassion_audio import library
from compassion_audio.errors import FileError, NotFound

FIRST_FIVE = {
    "breathing-space",
    "self-compassion-break",
    "soles-of-the-feet",
    "supportive-touch",
    "what-do-i-need",
}


def test_the_practices_that_come_along_are_found() -> None:
    """The first five are there, sorted, whatever folder a person stands in."""
    assert set(library.slugs()) >= FIRST_FIVE
    assert list(library.slugs()) == sorted(library.slugs())


@pytest.mark.parametrize("slug", sorted(FIRST_FIVE))
def test_a_short_name_gives_the_bundled_practice(slug: str) -> None:
    """The text is the file's, and messages name it as the repository does."""
    source = library.read(slug)
    written = (library.scripts_folder() / f"{slug}.md").read_bytes().decode()
    assert (source.slug, source.name, source.text) == (slug, f"scripts/{slug}.md", written)


def test_a_bundled_practice_is_not_hidden_by_a_file_nearby(surroundings: Path) -> None:
    """A short name means the same practice in every folder."""
    (surroundings / "breathing-space").write_text("mine")
    (surroundings / "breathing-space.md").write_text("mine")
    assert library.read("breathing-space").text.startswith("---\n")


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("self-compasion-break", "self-compassion-break"),
        ("Breathing-Space", "breathing-space"),
        ("soles-of-feet", "soles-of-the-feet"),
    ],
)
def test_an_unknown_name_gets_the_nearest(wrong: str, meant: str) -> None:
    """A slip is answered with the name that was meant, first of all guesses."""
    with pytest.raises(NotFound) as caught:
        library.read(wrong)
    assert caught.value.message == f"there is no practice called {wrong!r}"
    assert caught.value.hint.startswith(f"did you mean {meant}")


@pytest.mark.parametrize("wrong", ["", "quartz", "..", "mp3" * 50])
def test_a_name_like_no_practice_is_shown_the_list(wrong: str) -> None:
    """Where no guess is good, the hint is the command that lists them all."""
    with pytest.raises(NotFound) as caught:
        library.read(wrong)
    assert caught.value.hint == "see them all with: compassion list"


@pytest.mark.parametrize("name", ["evening.md", "evening.txt", "mine/evening", "./evening"])
def test_a_name_with_an_ending_or_a_folder_is_a_file(surroundings: Path, name: str) -> None:
    """A practice of one's own needs no place in the library."""
    path = surroundings / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes("Ein Abend für mich".encode())
    assert library.read(name) == library.Source("evening", name, "Ein Abend für mich")


def test_a_file_may_begin_with_a_byte_order_mark(surroundings: Path) -> None:
    """The mark that some editors write is no part of the text."""
    (surroundings / "evening.md").write_bytes(b"\xef\xbb\xbf---")
    assert library.read("evening.md").text == "---"


def test_a_missing_file_is_named() -> None:
    """The message holds the path as it was typed, and no errno."""
    with pytest.raises(FileError) as caught:
        library.read("mine/evening.md")
    assert caught.value.lines() == (
        "cannot read mine/evening.md: there is no such file or folder; check the name",
    )


def test_a_folder_is_no_practice(surroundings: Path) -> None:
    """Naming a folder is told apart from naming nothing."""
    (surroundings / "mine.md").mkdir()
    with pytest.raises(FileError, match=r"cannot read mine\.md: it is a folder|permission"):
        library.read("mine.md")


def test_a_file_in_another_encoding_is_refused_at_its_line(surroundings: Path) -> None:
    """Latin-1 text is not guessed at; the message names file and line."""
    (surroundings / "evening.md").write_bytes("---\ntitle: Für mich\n---\n".encode("latin-1"))
    with pytest.raises(FileError) as caught:
        library.read("evening.md")
    assert caught.value.message == "evening.md: line 2: this is not UTF-8 text"


# Guides, and a person's own library


def test_the_guides_that_come_along_are_found() -> None:
    """By their short names, sorted; the README beside them is none."""
    assert "hard-day" in library.guide_slugs()
    assert list(library.guide_slugs()) == sorted(library.guide_slugs())
    source = library.read_guide("hard-day")
    assert (source.name, source.kind, source.origin) == ("guides/hard-day.yaml", "guide", "bundled")


def test_ones_own_file_wins_over_the_bundled(surroundings: Path) -> None:
    """In its folder, by the same name; hidden files and other endings are nobody's practice."""
    own = surroundings / "calm"
    (own / "scripts").mkdir(parents=True)
    for name in ("breathing-space.md", "mine.md", ".mine.md", "._other.md", "notes.txt"):
        (own / "scripts" / name).write_text("mine")
    assert set(library.slugs(own)) == {*library.slugs(), "mine"}
    source = library.read("breathing-space", own)
    assert (source.text, source.origin) == ("mine", "own")
    assert source.name == str(own / "scripts" / "breathing-space.md")
    assert library.read("breathing-space").origin == "bundled"
    assert library.read("soles-of-the-feet", own).origin == "bundled"


def test_a_library_that_is_not_there_hides_nothing(surroundings: Path) -> None:
    """What came along is still found."""
    assert library.slugs(surroundings / "nowhere") == library.slugs()


def test_a_name_finds_whatever_has_it() -> None:
    """A practice or a guide; a file is a guide by its ending."""
    assert library.find("breathing-space").kind == "practice"
    assert library.find("hard-day").kind == "guide"
    for name in ("mine.yaml", "mine.YML"):
        Path(name).write_text("title: A")
        assert library.find(name).kind == "guide"


def test_a_guide_is_not_taken_for_a_practice() -> None:
    """What it is, and where to look."""
    with pytest.raises(NotFound) as caught:
        library.read("hard-day")
    assert caught.value.lines() == (
        "hard-day is a guide, not a practice; see: compassion show hard-day",
    )
    with pytest.raises(NotFound, match="breathing-space is a practice, not a guide"):
        library.read_guide("breathing-space")


def test_near_names_are_sought_among_both() -> None:
    """A slip in a guide's name finds the guide."""
    with pytest.raises(NotFound) as caught:
        library.find("silent-siting")
    assert caught.value.hint == "did you mean silent-sitting?"


@pytest.mark.skipif(os.name != "posix", reason="a link to itself is made as POSIX systems do")
def test_a_link_to_itself_is_an_error_of_the_path(surroundings: Path) -> None:
    """And not of the program."""
    (surroundings / "loop.md").symlink_to("loop.md")
    with pytest.raises(FileError):
        library.read_beside("loop.md", "practice", folder=surroundings)


@pytest.mark.skipif(os.name != "posix", reason="pipes have names on POSIX systems")
def test_a_pipe_beside_a_guide_is_refused(surroundings: Path) -> None:
    """Reading it would wait for ever."""
    os.mkfifo(surroundings / "pipe.md")
    with pytest.raises(FileError, match="it is no ordinary file"):
        library.read_beside("pipe.md", "practice", folder=surroundings)
