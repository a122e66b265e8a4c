"""A file becomes what is shared of it, whoever made it."""

import os
from pathlib import Path

import pytest
from mutagen.id3 import CHAP, ID3, TIT2

from compassion_audio.errors import FileError
from compassion_audio.library import Source
from compassion_audio.studio.finish import Finish
from compassion_audio.studio.handing import item_of
from compassion_audio.studio.render import Report, render
from compassion_audio.studio.rendering import Rendering
from compassion_audio.timeline import Chapter
from compassion_audio.timeline.captions import captions_in
from compassion_audio.units import Milliseconds, WordsPerMinute
from tests.delivery.sample import written

FRONT = "---\ntitle: A trial\nsummary: Two steps.\ncaution: Go slowly.\nlanguage: en-GB\n---\n"
BODY = "# One\n\nHere we are. [pause 2s]\n\n# Two\n\nAnd here."


def rendered(to: str, body: str = BODY, bed: str = "") -> Report:
    """Render a few words."""
    source = Source("trial", "trial.md", FRONT + body)
    return render(
        Rendering(source, "tone", WordsPerMinute(115), finish=Finish(bed=bed)), to=Path(to)
    )


def test_a_recording_of_ours_tells_all_that_is_shared() -> None:
    """Title, words of caution, language, length, chapters and lines come from the file alone."""
    timeline = rendered("trial.mp3").timeline
    item = item_of(Path("trial.mp3"))
    assert (item.title, item.summary, item.language) == ("A trial", "Two steps.", "en")
    assert item.caution == "Go slowly."
    assert (item.length, item.chapters) == (timeline.length, timeline.chapters)
    assert item.captions == captions_in(timeline)


def test_a_twin_is_as_long_as_the_recording() -> None:
    """The same practice without its bed is one; another practice is not."""
    rendered("bed.mp3", bed="rain")
    rendered("voice.mp3")
    rendered("other.mp3", body="Here.")
    assert item_of(Path("bed.mp3"), voice_only=Path("voice.mp3")).voice_only == Path("voice.mp3")
    with pytest.raises(FileError, match="is no twin"):
        item_of(Path("bed.mp3"), voice_only=Path("other.mp3"))


def test_anothers_mp3_is_shared_by_its_name_and_its_length() -> None:
    """Nothing is known of its words; it is one chapter."""
    rendered("trial.mp3")
    meant = item_of(Path("trial.mp3")).length
    ID3("trial.mp3").delete("trial.mp3")
    Path("trial.mp3").rename("A song.mp3")
    item = item_of(Path("A song.mp3"))
    assert (item.title, item.summary, item.caution) == ("A song", "", "")
    assert item.captions == ()
    assert item.language == "und"
    assert item.length == meant
    assert item.chapters == (Chapter("A song", Milliseconds(0), meant),)


def test_a_title_is_one_line_that_can_be_shown() -> None:
    """A tag may hold what moves the cursor of a terminal, a name bytes that are no UTF-8."""
    rendered("trial.mp3")
    tags = ID3("trial.mp3")
    tags.delete("trial.mp3")
    path = Path("trial.mp3").rename(os.fsdecode(b"caf\xe9.mp3"))
    assert item_of(path).title == "caf\ufffd"
    tags = ID3()
    tags.add(TIT2(encoding=3, text="A\x1b[2J\nsong"))
    tags.add(CHAP(element_id="1", start_time=0, sub_frames=[TIT2(encoding=3, text="\x07One")]))
    tags.save(path)
    item = item_of(path)
    assert item.title == "A [2J song"
    assert [one.name for one in item.chapters] == ["One"]


def test_a_recording_that_was_cut_has_no_words_any_more() -> None:
    """Editors keep its tags; the moments in them are no longer those of the sound."""
    rendered("trial.mp3")
    rendered("longer.mp3", body=BODY + "[pause 9s]")
    longer, tags = Path("longer.mp3").read_bytes(), ID3("trial.mp3")
    ID3("longer.mp3").delete("longer.mp3")
    tags.save("longer.mp3")
    item = item_of(Path("longer.mp3"))
    assert longer != Path("longer.mp3").read_bytes()
    assert item.title == "A trial"
    assert item.captions == ()
    assert item.chapters[-1].end == item.length > 9_000


def test_anothers_chapters_are_kept() -> None:
    """They are made contiguous, and one that lies outside is left out."""
    Path("song.mp3").write_bytes(written("mp3"))
    tags = ID3()
    tags.add(TIT2(text="A song"))
    for name, start in (("Two", 1_500), ("Late", 99_000)):
        sub = [TIT2(text=name)]
        tags.add(CHAP(element_id=name, start_time=start, end_time=start + 1, sub_frames=sub))
    ID3("song.mp3").delete("song.mp3")
    tags.save("song.mp3")
    item = item_of(Path("song.mp3"))
    assert [(one.name, one.start, one.end) for one in item.chapters] == [
        ("A song", 0, 1_500),
        ("Two", 1_500, item.length),
    ]


@pytest.mark.parametrize(("name", "data"), [("words.mp3", b"no sound"), ("empty.mp3", b"")])
def test_what_is_no_mp3_is_refused(name: str, data: bytes) -> None:
    """In one line, with what to do."""
    Path(name).write_bytes(data)
    with pytest.raises(FileError, match="is no MP3") as error:
        item_of(Path(name))
    assert "MP3" in error.value.hint


def test_other_formats_are_refused_and_missing_files_named() -> None:
    """A page, a feed and a telephone play MP3."""
    rendered("trial.flac")
    with pytest.raises(FileError, match="is no MP3"):
        item_of(Path("trial.flac"))
    with pytest.raises(FileError, match="there is no such file"):
        item_of(Path("nothing.mp3"))
