"""A sound or a bed that a practice names is found beside it, and nowhere else."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from compassion_audio.delivery.told import told_of
from compassion_audio.errors import CompassionAudioError, FileError
from compassion_audio.library import Source, read
from compassion_audio.script import Say, Sound
from compassion_audio.settings import Folders
from compassion_audio.studio.finish import Finish
from compassion_audio.studio.render import Report, render
from compassion_audio.studio.rendering import Rendering
from compassion_audio.units import SAMPLE_RATE, Milliseconds, WordsPerMinute

PACE = WordsPerMinute(115)
TEXT = "---\ntitle: A trial\n---\n"


def noise(path: Path, seconds: float = 3.0) -> Path:
    """Write a sound to a file."""
    dice = np.random.default_rng(1)
    soundfile.write(path, 0.1 * dice.standard_normal(round(seconds * SAMPLE_RATE)), SAMPLE_RATE)
    return path


def practice(body: str, folder: Path = Path()) -> Source:
    """Write a practice to a file, and read it."""
    folder.mkdir(exist_ok=True)
    file = folder / "trial.md"
    file.write_text(TEXT + body)
    return read(str(file))


def rendered(
    source: Source,
    finish: Finish | None = None,
    *,
    length: int | None = None,
    folders: Folders | None = None,
) -> Report:
    """Render a practice to a file."""
    asked = None if length is None else Milliseconds(length)
    rendering = Rendering(source, "tone", PACE, length=asked, finish=finish or Finish())
    return render(rendering, to=Path("trial.mp3"), folders=folders)


def test_a_sound_is_heard_where_it_stands() -> None:
    """It takes its own time, the pauses beside it theirs, and a length that is asked for holds."""
    noise(Path("birds.wav"))
    report = rendered(
        practice('Listen. [pause 2s]\n\n[sound "birds.wav"]\n\n[pause 2s] Here.'), length=20_000
    )
    cues = [cue for cue in report.timeline.cues if isinstance(cue.step, Say | Sound)]
    sound = cues[1]
    assert sound.end - sound.start == 3_000
    samples, _ = soundfile.read("trial.mp3")
    assert len(samples) == 20 * SAMPLE_RATE
    loud = np.abs(samples[sound.start * 48 : sound.end * 48]).reshape(-1, 4_800).max(axis=1)
    assert loud.min() > 0.05
    assert np.abs(samples[sound.end * 48 + 3_000 : cues[2].start * 48 - 3_000]).max() < 1e-4


@pytest.mark.parametrize(
    ("name", "make", "told"),
    [
        ("brids.wav", lambda _: None, "there is no brids.wav in the script's folder"),
        ("folder.wav", Path.mkdir, "folder.wav is no ordinary file"),
        ("words.wav", lambda file: file.write_text("no sound"), "is no sound file, or is damaged"),
        (
            "link.wav",
            lambda file: file.symlink_to("../out.wav"),
            "leads out of the script's folder",
        ),
        ("round.wav", lambda file: file.symlink_to("round.wav"), "cannot read 'round.wav'"),
        ("ö" * 196 + ".wav", lambda _: None, "the name is too long"),
    ],
)
@pytest.mark.parametrize("mark", ["sound", "bed"])
def test_what_cannot_be_heard_is_told_with_its_line(
    name: str, make: Callable[[Path], None], told: str, mark: str
) -> None:
    """Before anybody has spoken where that can be, in one sentence, with what to do."""
    source = practice(f'One. [pause 5s]\n\n[{mark} "{name}"]\n\nTwo. [pause 5s]', Path("mine"))
    noise(Path("out.wav"))
    noise(Path("mine/birds.wav"))
    make(Path("mine") / name)
    with pytest.raises(FileError, match=told) as caught:
        rendered(source)
    assert caught.value.message.startswith("mine/trial.md: line 6: ")
    assert caught.value.hint
    assert not Path("trial.mp3").exists()
    if name == "brids.wav":
        assert "birds.wav" in caught.value.hint


def test_a_link_within_the_folder_is_followed() -> None:
    """It leads nowhere else."""
    source = practice('[sound "link.wav"]', Path("mine"))
    noise(Path("mine/birds.wav"))
    Path("mine/link.wav").symlink_to("birds.wav")
    assert rendered(source).timeline.length == 3_000


def test_from_standard_input_sounds_lie_where_the_command_is_called() -> None:
    """There is no other folder that it could mean."""
    noise(Path("birds.wav"))
    source = Source("practice", "standard input", f'{TEXT}[sound "birds.wav"]')
    assert rendered(source).timeline.length == 3_000


def test_a_sound_alone_is_a_recording_at_its_loudness() -> None:
    """Where nobody speaks it is levelled as speech would be."""
    noise(Path("birds.wav"))
    rendered(practice('[sound "birds.wav"]'))
    samples, _ = soundfile.read("trial.mp3")
    middle = samples[SAMPLE_RATE // 2 : -SAMPLE_RATE // 2]
    assert 20 * np.log10(np.sqrt(np.mean(middle**2))) == pytest.approx(-21.6, abs=1.5)


def test_what_was_encoded_of_a_sound_is_found_again(folders: Folders) -> None:
    """Unless the file has changed, at the same name and length."""
    noise(Path("birds.wav"))
    source = practice('One. [pause 5s]\n\n[sound "birds.wav"]')

    def pieces() -> int:
        return len(list((folders.cache / "pieces").rglob("*")))

    rendered(source, folders=folders)
    first, kept = Path("trial.mp3").read_bytes(), pieces()
    rendered(source, folders=folders)
    assert (Path("trial.mp3").read_bytes(), pieces()) == (first, kept)
    samples, _ = soundfile.read("birds.wav")
    soundfile.write("birds.wav", samples[::-1], SAMPLE_RATE)
    rendered(source, folders=folders)
    assert Path("trial.mp3").read_bytes() != first
    assert pieces() > kept


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """Give folders of its own."""
    return Folders(tmp_path / "data", tmp_path / "cache")


def test_a_bed_of_ones_own_lies_under_all_of_it(tmp_path: Path) -> None:
    """In stereo, between the lines too; and nothing in the file says where it was."""
    file = noise(tmp_path / "private-folder-creek.wav", 6.0)
    rendered(practice("One. [pause 20s] Two."), Finish(bed=str(file)))
    samples, _ = soundfile.read("trial.mp3")
    assert samples.shape[1] == 2
    windows = np.abs(samples[SAMPLE_RATE * 6 : SAMPLE_RATE * 12]).reshape(-1, 9_600).max(axis=1)
    assert windows.min() > 1e-3
    data = Path("trial.mp3").read_bytes()
    assert b"creek" not in data
    assert "creek".encode("utf-16-le") not in data
    assert told_of(Path("trial.mp3")) is not None


def test_without_its_beds_a_practice_needs_no_file_of_theirs() -> None:
    """`--voice-only`, or another bed, on a machine that does not have it. Sounds are kept."""
    noise(Path("birds.wav"))
    source = practice('[bed "creek.wav"]\n\nOne. [pause 9s] [sound "birds.wav"]')
    with pytest.raises(FileError, match=r"line 4: there is no creek\.wav"):
        rendered(source)
    for finish in (Finish(bed=""), Finish(bed="brown")):
        report = rendered(source, finish)
        assert sum(isinstance(cue.step, Sound) for cue in report.timeline.cues) == 1


@pytest.mark.parametrize("bed", ["nowhere.wav", "./nowhere"])
def test_a_bed_that_is_not_there_is_told_before_anybody_speaks(bed: str) -> None:
    """Nothing is spoken for nothing."""
    told: list[object] = []
    rendering = Rendering(practice("One."), "tone", PACE, finish=Finish(bed=bed))
    with pytest.raises(CompassionAudioError, match="there is no such file"):
        render(rendering, to=io.BytesIO(), progress=told.append)
    assert told == []
