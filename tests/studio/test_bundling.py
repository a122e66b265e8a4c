"""What is shared is made, laid out, looked through, and put where it is wanted."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

import pytest
from mutagen.id3 import ID3

from compassion_audio.errors import CompassionAudioError, FileError, NotOurs
from compassion_audio.library import Source
from compassion_audio.settings import Folders
from compassion_audio.sharing.names import add_names
from compassion_audio.studio.bundling import (
    Gathered,
    Order,
    gathered,
    personal_data,
)
from compassion_audio.studio.finish import Finish
from compassion_audio.studio.looking import looked_through
from compassion_audio.studio.render import render
from compassion_audio.studio.rendering import Rendering
from compassion_audio.studio.wrapping import (
    put_book,
    put_folder,
    put_sealed,
    put_single,
    put_zip,
)
from compassion_audio.units import WordsPerMinute

PACE = WordsPerMinute(115)
WORDS = "amber lantern creek"
FRONT = "---\ntitle: A trial\nsummary: Two steps.\ncaution: Go slowly.\n---\n"
BODY = "# One\n\nHere we are. [pause 2s]\n\n# Two\n\nMay {wish|all be well}."


def rendering(body: str = BODY, *, bed: str = "", **values: str) -> Rendering:
    """Ask for a few words."""
    source = Source("trial", "trial.md", FRONT + body)
    return Rendering(source, "tone", PACE, values=values, finish=Finish(bed=bed))


@contextmanager
def ready(
    *wanted: Rendering | Path, folders: Folders | None = None, **order: object
) -> Iterator[Gathered]:
    """Gather recordings."""
    with gathered(Order(wanted=wanted, **order), folders=folders) as one:  # type: ignore[arg-type]  # fields of an order
        yield one


def test_a_practice_is_made_and_its_caution_goes_with_it() -> None:
    """And nothing of the making stays behind."""
    with ready(rendering()) as one:
        (item,) = one.items
        assert (item.title, item.caution) == ("A trial", "Go slowly.")
        assert item.voice_only is None
        assert item.audio.is_file()
    assert not item.audio.exists()


def test_what_has_a_background_comes_without_it_too() -> None:
    """Unless that is not wanted."""
    with ready(rendering(bed="rain")) as one:
        assert one.items[0].voice_only is not None
        put_folder(one, Path("both"))
    assert Path("both/audio/01-a-trial-voice-only.mp3").is_file()
    with ready(rendering(bed="rain"), has_twins=False) as one:
        assert one.items[0].voice_only is None


def test_finished_files_are_shared_as_they_are() -> None:
    """Beside what is made, in the order in which they were named."""
    render(rendering("Hello."), to=Path("done.mp3"))
    with ready(Path("done.mp3"), rendering()) as one:
        assert [item.title for item in one.items] == ["A trial", "A trial"]
        put_folder(one, Path("both"))
    assert Path("both/audio/01-a-trial.mp3").read_bytes() == Path("done.mp3").read_bytes()
    assert Path("both/audio/02-a-trial.mp3").is_file()


def test_the_days_of_a_course_are_recordings_each() -> None:
    """Those on which there is something to hear, with the cautions of the course and the day."""
    Path("step.md").write_text(FRONT + "Here we are.")
    days = ("practice: ./step.md", "rest: yes", "practice: ./step.md")
    text = "\n".join(
        ["title: Days", "caution: One day at a time.", "days:", *(f"  - {day}" for day in days), ""]
    )
    Path("days.yaml").write_text(text)
    source = Source("days", "days.yaml", text, file=Path("days.yaml"), kind="guide")
    with ready(Rendering(source, "tone", PACE)) as one:
        assert [item.caution for item in one.items] == ["One day at a time. Go slowly."] * 2


def guide(name: str, *items: str, caution: str = "") -> Rendering:
    """Ask for a session of its own."""
    own = f"caution: {caution}\n" if caution else ""
    text = f"title: {name}\n{own}items:\n" + "".join(f"  - {item}\n" for item in items)
    Path(f"{name}.yaml").write_text(text)
    source = Source(name, f"{name}.yaml", text, file=Path(f"{name}.yaml"), kind="guide")
    return Rendering(source, "tone", PACE)


def test_a_guide_brings_the_cautions_of_what_it_holds() -> None:
    """Each once, in the order heard, after its own; also of the guides it includes."""
    for number, caution in enumerate(("First.", "Second.", "First."), 1):
        front = f"---\ntitle: Step {number}\ncaution: {caution}\n---\n"
        Path(f"step-{number}.md").write_text(f"{front}Here.")
    guide("inner", "practice: ./step-2.md", "silence: 2s", caution="Inner.")
    items = ("practice: ./step-1.md", "guide: ./inner.yaml", "practice: ./step-3.md")
    cautions = []
    for own in ("", "Own.", "Second."):
        with ready(guide("outer", *items, caution=own)) as one:
            cautions.append(one.items[0].caution)
    assert cautions == [
        "First. Inner. Second.",
        "Own. First. Inner. Second.",
        "Second. First. Inner.",
    ]


def test_a_guide_of_nothing_but_a_practice_has_its_caution_everywhere() -> None:
    """On the page, in the book, and in the recording itself, which may be shared on its own."""
    words = "old pain"
    with ready(guide("bare", "practice: soften-soothe-allow")) as one:
        put_folder(one, Path("for-you"))
        put_book(one, Path("a.epub"))
    assert words in Path("for-you/index.html").read_text(encoding="utf-8")
    with ZipFile("a.epub") as book:
        assert words in book.read("EPUB/01.xhtml").decode()
    (recording,) = Path("for-you/audio").iterdir()
    with ready(recording) as one:
        assert words in one.items[0].caution


def test_a_bundle_holds_the_notice_with_the_line_of_ones_own() -> None:
    """On the page, in the plain text, and in every recording."""
    with ready(rendering(), own_line="My practice: call the office.") as one:
        put_folder(one, Path("for-you"))
    for path in ("index.html", "README.txt", "text/01-a-trial.txt"):
        text = " ".join(Path("for-you", path).read_text(encoding="utf-8-sig").split())
        assert "no substitute for care" in text, path
        assert "My practice: call the office." in text, path
    assert "call the office" in str(ID3("for-you/audio/01-a-trial.mp3").getall("COMM")[0])


def test_personal_words_are_in_the_sound_and_nowhere_else(tmp_path: Path) -> None:
    """Neither in a text of the bundle, nor in what is kept between runs; it says whom it is for."""
    folders = Folders(tmp_path / "data", tmp_path / "cache")
    wish = "the heron remember me"
    with ready(rendering(wish=wish), folders=folders) as one:
        assert one.order.is_personal
        assert personal_data(one, folders=folders) == ()
        put_folder(one, Path("for-you"))
        spoken = one.items[0].length
    with ready(rendering()) as one:
        assert one.items[0].length != spoken
    for path in [*Path("for-you").rglob("*"), *tmp_path.rglob("*")]:
        if path.is_file():
            data = path.read_bytes()
            assert wish.encode() not in data, path
            assert wish.encode("utf-16-le") not in data, path
    assert "chosen for one person" in Path("for-you/README.txt").read_text(encoding="utf-8-sig")
    assert "chosen for one person" in Path("for-you/index.html").read_text(encoding="utf-8")


def test_a_book_says_all_that_the_page_does() -> None:
    """A word from whoever shares it, that it was made for one person, and the licence."""
    with ready(rendering(wish="the heron remember me"), note="Dear you,\n\nslowly.") as one:
        put_book(one, Path("a.epub"))
    with ZipFile("a.epub") as book:
        told = book.read("EPUB/notice.xhtml").decode()
        assert not any(b"heron" in book.read(name) for name in book.namelist())
    for words in ("<p>Dear you,</p>", "<p>slowly.</p>", "chosen for one person", "CC BY 4.0"):
        assert words in told


def test_personal_words_are_shown_where_that_is_wanted() -> None:
    """Then they are not looked for either."""
    with ready(rendering(wish="the heron remember me"), shows_personal=True) as one:
        assert personal_data(one, folders=None) == ()
        put_folder(one, Path("for-you"))
    assert "the heron remember me" in Path("for-you/text/01-a-trial.txt").read_text(
        encoding="utf-8-sig"
    )


def test_a_name_from_the_list_is_found_before_it_is_shared(tmp_path: Path) -> None:
    """In a title, in a note, and in the tags of somebody's own file; by its place in the bundle."""
    folders = Folders(tmp_path / "data", tmp_path / "cache")
    add_names(["Wilhelmina Osterholm"], data=folders.data)
    with ready(rendering(), note="For Wilhelmina.") as one:
        assert {finding.file for finding in personal_data(one, folders=folders)} == {"index.html"}
    render(rendering(), to=Path("done.mp3"))
    tags = ID3("done.mp3")
    tags["TIT2"].text = ["For Osterholm"]
    tags.save(v2_version=3)
    with ready(Path("done.mp3")) as one:
        found = {finding.file for finding in personal_data(one, folders=folders)}
    assert "audio/01-for-osterholm.mp3" in found


def test_each_shape_is_one_file_that_knows_itself() -> None:
    """Made again, it replaces its own; what somebody changed it leaves."""
    with ready(rendering()) as one:
        for put, name in ((put_single, "a.html"), (put_zip, "a.zip")):
            put(one, Path(name))
            first = Path(name).read_bytes()
            put(one, Path(name))
            assert Path(name).read_bytes() == first
        put_sealed(one, Path("sealed.html"), passphrase=WORDS)
        assert b"Here we are" not in Path("sealed.html").read_bytes()
        put_sealed(one, Path("sealed.html"), passphrase=WORDS)
        for name in ("a.html", "a.zip", "sealed.html"):
            Path(name).write_bytes(b"mine")
        with pytest.raises(NotOurs):
            put_single(one, Path("a.html"))
        with pytest.raises(NotOurs):
            put_zip(one, Path("a.zip"))
        with pytest.raises(NotOurs):
            put_sealed(one, Path("sealed.html"), passphrase=WORDS)


def test_nothing_personal_is_in_what_the_program_makes_itself() -> None:
    """In whatever shape; what is sealed cannot be looked into, and that is said."""
    with ready(rendering(bed="rain"), rendering("Hello."), note="Take your time.") as one:
        put_folder(one, Path("folder"))
        put_zip(one, Path("a.zip"))
        put_single(one, Path("a.html"))
        put_book(one, Path("a.epub"))
        put_sealed(one, Path("sealed.html"), passphrase=WORDS)
    names = ("folder", "a.zip", "a.html", "a.epub", "sealed.html")
    found = looked_through([Path(name) for name in names], folders=None)
    assert [(one.file, one.is_trace) for one in found] == [("sealed.html", False)]


def test_what_cannot_be_shared_is_told() -> None:
    """Nothing, a file that is no sound, one that is not there."""
    with pytest.raises(CompassionAudioError, match="nothing to share"), ready():
        pass
    Path("words.mp3").write_text("words")
    with pytest.raises(FileError, match=r"words\.mp3"), ready(Path("words.mp3")):
        pass
    with pytest.raises(FileError, match=r"gone\.mp3"), ready(Path("gone.mp3")):
        pass
