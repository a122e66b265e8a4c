"""Captions beside a recording: as exact as it, and in nobody's place."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from compassion_audio.errors import CompassionAudioError, FileError, NotOurs
from compassion_audio.library import Source
from compassion_audio.studio.captioning import caption_kinds, transcript_of
from compassion_audio.studio.render import Report, render
from compassion_audio.studio.rendering import Rendering
from compassion_audio.units import WordsPerMinute
from tests.delivery.test_captions import moments

BODY = "Here we are. [pause 2s] {wish|And here.} [pause 3s]\n\n# Then\n\nIt ends."
HEARD = 10 ** (-42 / 20)


def rendered(
    body: str = BODY,
    to: str = "trial.mp3",
    *,
    kinds: tuple[str, ...] = ("vtt", "srt"),
    wish: str = "",
    shows_personal: bool = False,
    may_overwrite: bool = False,
) -> Report:
    """Render a few words with captions."""
    source = Source("trial", "trial.md", f"---\ntitle: A trial\n---\n{body}")
    rendering = Rendering(
        source, "tone", WordsPerMinute(115), values={"wish": wish} if wish else {}
    )
    return render(
        rendering,
        to=Path(to),
        captions=kinds,
        shows_personal=shows_personal,
        may_overwrite=may_overwrite,
    )


@pytest.mark.parametrize("ending", ["mp3", "flac"])
def test_captions_are_exact_to_ten_milliseconds_against_the_sound(ending: str) -> None:
    """Each line is heard from when its caption begins until it ends."""
    rendered(
        to=f"trial.{ending}", body="[pause 1s]\n\nHere we are. [pause 2s] And here. [pause 3s]"
    )
    samples, rate = soundfile.read(f"trial.{ending}")
    loud = np.flatnonzero(np.abs(samples) > HEARD) / rate * 1000
    breaks = np.flatnonzero(np.diff(loud) > 500)  # a gap within a hum is far shorter
    starts = [loud[0], *loud[breaks + 1]]
    ends = [*loud[breaks], loud[-1]]
    told = moments(Path("trial.vtt").read_text(encoding="utf-8"))
    assert len(told) == 2
    assert [start for start, _ in told] == pytest.approx(starts, abs=10)
    assert [end for _, end in told] == pytest.approx(ends, abs=10)


def test_what_was_made_is_named(surroundings: Path) -> None:
    """The report has the files, which are there, whole and alone."""
    report = rendered()
    assert report.captions == (Path("trial.vtt"), Path("trial.srt"))
    assert {path.name for path in surroundings.iterdir()} == {"trial.mp3", "trial.vtt", "trial.srt"}


def test_captions_are_those_of_the_recordings_own_tags() -> None:
    """What the file keeps of its plan gives the same words and moments."""
    rendered()
    words = transcript_of(Path("trial.mp3"))
    assert words is not None
    assert [one.words for one in words.captions] == ["Here we are.", "And here.", "It ends."]
    told = moments(Path("trial.vtt").read_text(encoding="utf-8"))
    assert told == [(one.start, one.end) for one in words.captions]


def test_a_persons_own_words_are_shown_only_when_asked() -> None:
    """`…` stands in their place; with leave they are there."""
    rendered(wish="May Ada rest.")
    assert "Ada" not in Path("trial.vtt").read_text(encoding="utf-8")
    assert "…" in Path("trial.vtt").read_text(encoding="utf-8")
    rendered(wish="May Ada rest.", shows_personal=True)
    assert "May Ada rest." in Path("trial.vtt").read_text(encoding="utf-8")


def test_our_own_captions_are_made_again_without_asking() -> None:
    """Working on a practice changes its words, and its captions follow."""
    rendered()
    rendered("Something else.")
    assert "Something else." in Path("trial.srt").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["vtt", "srt"])
def test_captions_that_someone_changed_are_not_lost(kind: str) -> None:
    """They stay, and so does the recording: nothing is done before it is known to be allowed."""
    rendered()
    mine = Path(f"trial.{kind}")
    mine.write_text("my own words", encoding="utf-8")
    before = Path("trial.mp3").read_bytes()
    with pytest.raises(NotOurs, match=f"trial.{kind}"):
        rendered("Something else.")
    assert mine.read_text(encoding="utf-8") == "my own words"
    assert Path("trial.mp3").read_bytes() == before
    rendered("Something else.", may_overwrite=True)
    assert "Something else." in mine.read_text(encoding="utf-8")


def test_one_recording_in_two_formats_has_one_set_of_captions() -> None:
    """The second finds what the first wrote, and knows it."""
    rendered(to="trial.mp3")
    rendered(to="trial.flac")
    rendered("Something else.", to="trial.mp3")
    assert "Something else." in Path("trial.srt").read_text(encoding="utf-8")


def test_a_folder_in_the_place_of_captions_is_an_error() -> None:
    """Before anything is spoken."""
    Path("trial.vtt").mkdir()
    with pytest.raises(FileError, match="it is a folder"):
        rendered()
    assert not Path("trial.mp3").exists()


def test_damaged_tags_tell_no_words() -> None:
    """A file that is no recording of ours has no transcript, and that is no error."""
    Path("song.mp3").write_bytes(b"ID3 nothing of ours")
    assert transcript_of(Path("song.mp3")) is None


def test_kinds_are_read_as_people_write_them() -> None:
    """Spaces, points and capitals are forgiven, and each kind counts once."""
    assert caption_kinds("VTT, .srt,vtt") == ("vtt", "srt")


@pytest.mark.parametrize(("asked", "hint"), [("vvt", "vtt"), ("", "vtt, srt"), ("vtt,,srt", "vtt")])
def test_an_unknown_kind_is_named_with_the_nearest(asked: str, hint: str) -> None:
    """So that a slip of the finger is mended at once."""
    with pytest.raises(CompassionAudioError, match="no kind of captions") as error:
        caption_kinds(asked)
    assert hint in error.value.hint
