"""What was spoken once is not spoken again, and what is personal is never kept."""

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from compassion_audio import library
from compassion_audio.audio.clip import Clip
from compassion_audio.errors import SpeechFailed
from compassion_audio.library import Source
from compassion_audio.settings import Folders
from compassion_audio.studio.render import Report, render
from compassion_audio.studio.rendering import Progress, Rendering
from compassion_audio.units import WordsPerMinute
from compassion_audio.voices.espeak import EspeakEngine

PACE = WordsPerMinute(115)
BODY = "You might look up. [pause 2s]\n\nThere is time. [pause 2s]\n\nAnd come back.\n"


class Counting(EspeakEngine):
    """The embedded voice, which writes down what it is asked to say."""

    asked: list[str] = []  # noqa: RUF012  # shared: each rendering makes an engine of its own

    def speak(self, text: str, *, voice: str, pace: WordsPerMinute) -> Clip:
        """Write it down, and say it."""
        self.asked.append(text)
        if "unspeakable" in text:
            raise SpeechFailed("the voice gave up")
        return super().speak(text, voice=voice, pace=pace)


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give what the voice is asked to say from here on."""
    monkeypatch.setattr("compassion_audio.voices.espeak.EspeakEngine", Counting)
    Counting.asked = []
    return Counting.asked


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """Give a person's folders."""
    return Folders(tmp_path / "data", tmp_path / "cache")


def made(
    body: str,
    folders: Folders,
    *,
    values: Mapping[str, str] | None = None,
    pace: WordsPerMinute = PACE,
) -> Report:
    """Render a few words."""
    source = Source("trial", "trial.md", f"---\ntitle: A trial\n---\n{body}")
    rendering = Rendering(source, "espeak", pace, values=values or {})
    return render(rendering, to=Path("trial.mp3"), may_overwrite=True, folders=folders)


def digest() -> str:
    """Tell one recording from another."""
    return hashlib.sha256(Path("trial.mp3").read_bytes()).hexdigest()


def kept(folders: Folders) -> Iterator[Path]:
    """List the files of kept lines."""
    return (folders.cache / "lines").glob("??/*")


def test_the_second_rendering_speaks_nothing(folders: Folders, asked: list[str]) -> None:
    """Neither the lines nor the paragraph that finds the pace, and the bytes are the same."""
    made(BODY, folders)
    first = digest()
    assert len(asked) == 3
    made(BODY, folders)
    assert len(asked) == 3
    assert digest() == first


def test_a_recording_is_the_same_with_and_without_what_was_kept(folders: Folders) -> None:
    """A line that comes from the disk sounds exactly as one that was just spoken."""
    made(BODY, folders)
    made(BODY, folders)
    from_disk = digest()
    source = Source("trial", "trial.md", f"---\ntitle: A trial\n---\n{BODY}")
    render(Rendering(source, "espeak", PACE), to=Path("trial.mp3"), may_overwrite=True)
    assert digest() == from_disk


def test_one_edited_line_speaks_one_line(folders: Folders, asked: list[str]) -> None:
    """The others are taken from where they were kept."""
    made(BODY, folders)
    asked.clear()
    made(BODY.replace("There is time.", "There is plenty of time."), folders)
    assert asked == ["There is plenty of time."]


def test_another_pace_speaks_everything_anew(folders: Folders, asked: list[str]) -> None:
    """A line that was spoken faster is another line."""
    made(BODY, folders)
    asked.clear()
    made(BODY, folders, pace=WordsPerMinute(100))
    assert len(asked) == 3


def test_a_pronunciation_is_part_of_a_line(folders: Folders, asked: list[str]) -> None:
    """When it changes, what it touches is spoken again, and nothing else."""
    words = "Germer wrote this. [pause 2s]\n\nRest here."
    made(words, folders)
    asked.clear()
    source = Source("trial", "t.md", f"---\ntitle: x\npronounce:\n  Germer: Gurmer\n---\n{words}")
    render(Rendering(source, "espeak", PACE), to=Path("x.mp3"), folders=folders)
    assert asked == ["Gurmer wrote this."]


def test_personal_words_are_never_kept(folders: Folders, asked: list[str]) -> None:
    """A line that holds them is spoken each time, and no file of the person's folders grows."""
    body = "May {name} rest here. [pause 2s]\n\nThere is time."
    for _ in range(2):
        made(body, folders, values={"name": "Ada"})
    assert asked.count("May Ada rest here.") == 2
    assert asked.count("There is time.") == 1
    assert len(list(kept(folders))) == 1


def test_under_a_bed_encoded_sound_is_kept_unless_personal_words_are_in_it(
    folders: Folders,
) -> None:
    """With somebody's own words nothing of it is; without, the second time nothing is encoded."""
    body = "[bed rain]\n\nMay {name} rest here. [pause 70s]\n\nThere is time."
    pieces = folders.cache / "pieces"
    made(body, folders, values={"name": "Ada"})
    assert not pieces.exists()
    made(body.replace("{name}", "you"), folders)
    first, there = digest(), set(pieces.glob("??/*"))
    assert there
    made(body.replace("{name}", "you"), folders)
    assert digest() == first
    assert set(pieces.glob("??/*")) == there


def test_an_error_loses_no_line_that_was_spoken(folders: Folders, asked: list[str]) -> None:
    """The next run goes on where this one stopped."""
    broken = BODY + "\n[pause 2s]\n\nThis is unspeakable now.\n"
    with pytest.raises(SpeechFailed, match="line 12: the voice gave up"):
        made(broken, folders)
    asked.clear()
    made(BODY, folders)
    assert asked == []


def test_ctrl_c_loses_no_line_that_was_spoken(folders: Folders, asked: list[str]) -> None:
    """Whoever stops a long rendering and begins again waits only for the rest."""
    practice = library.read("breathing-space")

    def interrupt(progress: Progress) -> None:
        if progress.done == 8:
            raise KeyboardInterrupt

    rendering = Rendering(practice, "espeak", PACE)
    with pytest.raises(KeyboardInterrupt):
        render(rendering, to=Path("trial.mp3"), progress=interrupt, folders=folders)
    spoken = set(asked)
    assert len(list(kept(folders))) == len(spoken) >= 8
    asked.clear()
    render(rendering, to=Path("trial.mp3"), folders=folders)
    assert not spoken & set(asked)


def test_a_damaged_line_is_spoken_again(folders: Folders, asked: list[str]) -> None:
    """And nobody hears the damage."""
    made(BODY, folders)
    whole = digest()
    for path in kept(folders):
        path.write_bytes(path.read_bytes()[:-500])
    asked.clear()
    made(BODY, folders)
    assert len(asked) == 3
    assert digest() == whole


def test_where_nothing_can_be_kept_the_recording_is_made_all_the_same(folders: Folders) -> None:
    """The report says why every line will be spoken anew."""
    folders.cache.mkdir(parents=True)
    (folders.cache / "lines").write_text("a file in the place of the folder")
    report = made(BODY, folders)
    assert report.trouble is not None
    assert "cannot keep spoken lines in" in report.trouble.message
    assert Path("trial.mp3").exists()
    (folders.cache / "lines").unlink()
    assert made(BODY, folders).trouble is None


def test_the_folders_may_vanish_at_any_time(folders: Folders, asked: list[str]) -> None:
    """A cache that was emptied is only a slower start."""
    made(BODY, folders)
    first = digest()
    shutil.rmtree(folders.cache)
    asked.clear()
    made(BODY, folders)
    assert len(asked) == 3
    assert digest() == first
