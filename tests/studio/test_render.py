"""The whole path, from a practice to a file, measured in the file."""

import io
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pytest
import soundfile
from mutagen.id3 import ID3
from mutagen.mp3 import MP3

from compassion_audio import library
from compassion_audio.audio.loudness import Meter, integrated
from compassion_audio.audio.measure import measure
from compassion_audio.delivery import formats
from compassion_audio.delivery.formats import Encoding, format_named
from compassion_audio.delivery.recording import refuse_to_lose
from compassion_audio.delivery.told import told_of
from compassion_audio.errors import FileError, NotOurs, ScriptError, VoiceNotFound
from compassion_audio.library import Source
from compassion_audio.script import Bell, Say
from compassion_audio.settings import Folders
from compassion_audio.studio.finish import Finish
from compassion_audio.studio.planning import planned
from compassion_audio.studio.render import Report, recording_path, render
from compassion_audio.studio.rendering import Progress, Rendering
from compassion_audio.studio.sound import sounded
from compassion_audio.studio.verifying import Verdict, verify
from compassion_audio.timeline import LEAD, Cue
from compassion_audio.units import (
    FRAMES_PER_MILLISECOND,
    SAMPLE_RATE,
    Milliseconds,
    WordsPerMinute,
)
from tests.delivery.counting import counting
from tests.delivery.sample import require_av

HEARD = 10 ** (-42 / 20)
"""Of full scale: what these tests take for speech, by their own measure."""

PACE = WordsPerMinute(115)
Sound = npt.NDArray[np.float64]


def source(body: str, title: str = "A trial") -> Source:
    """Make a practice of a few words."""
    return Source("trial", "trial.md", f"---\ntitle: {title}\n---\n{body}")


def rendered(body: str, to: Path | io.BytesIO, voice: str = "tone") -> Report:
    """Render a few words."""
    return render(Rendering(source(body), voice, PACE), to=to)


def heard(path: Path) -> Sound:
    """Decode a recording as a player does."""
    samples, rate = soundfile.read(path)
    assert rate == SAMPLE_RATE
    return np.asarray(samples, dtype=np.float64)


def said(cue: Cue) -> str:
    """Give the words of a cue."""
    assert isinstance(cue.step, Say)
    return cue.step.text


class Recorded(NamedTuple):
    """A recording, what was made, and what is measured in it."""

    path: Path
    report: Report
    verdict: Verdict
    rendering: Rendering
    folders: Folders
    """Where its spoken lines are kept."""


MEASURED = library.slugs()[6::8]
"""Whose MP3 files are measured here; `nox -s loudness` and `nox -s library` measure all."""


@pytest.mark.parametrize("slug", library.slugs())
def test_every_practice_has_its_length_and_its_loudness(slug: str, spoken_once: Folders) -> None:
    """As encoders get it, by the embedded voice: exact, and within 0.5 LU of the target."""
    meter, frames = Meter(), 0
    with planned(Rendering(library.read(slug), "espeak", PACE), folders=spoken_once) as plan:
        for block in sounded(plan).blocks:
            meter.add(block)
            frames += len(block)
        assert frames == plan.timeline.length * FRAMES_PER_MILLISECOND
    assert integrated(meter.powers) == pytest.approx(-19.0, abs=0.5)


@pytest.fixture(scope="module", params=MEASURED)
def recording(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    spoken_once: Folders,
) -> Recorded:
    """Render some of the bundled practices once, and measure each as a stranger would."""
    path, folders = tmp_path_factory.mktemp("recording") / "practice.mp3", spoken_once
    rendering = Rendering(library.read(request.param), "espeak", PACE)
    report = render(rendering, to=path, folders=folders)
    return Recorded(path, report, verify(path), rendering, folders)


def test_every_pause_lasts_as_long_as_the_script_says(recording: Recorded) -> None:
    """Each line begins and ends within 20 ms of its moment in the decoded MP3, bells or not."""
    compared = recording.verdict.compared
    assert compared is not None
    assert compared.lines > 1
    assert compared.pauses == compared.lines - 1
    assert compared.worst <= 20


def test_the_program_passes_its_own_recordings(recording: Recorded) -> None:
    """Nothing clicks, clips, is cut or sounds in a pause; bells fade, chapters begin in quiet."""
    assert recording.verdict.findings == ()


def test_a_recording_has_its_loudness(recording: Recorded) -> None:
    """Within 0.5 LU of the target, its peaks below the ceiling."""
    measured = recording.verdict.measured
    assert measured.loudness == pytest.approx(-19.0, abs=0.5)
    assert measured.true_peak <= -1.0


def test_the_decoded_length_is_the_timelines_to_the_sample(
    recording: Recorded,
) -> None:
    """What players decode is neither a frame longer nor shorter than what was planned."""
    path, report = recording.path, recording.report
    timeline = report.timeline
    assert len(heard(path)) == timeline.length * FRAMES_PER_MILLISECOND


def test_a_bed_by_itself_is_encoded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a long practice; what is taken from that round is heard as all the rest."""
    counts = counting(monkeypatch)
    body = "[bell]\n\n" + "Notice one breath, and let it go. [pause 36s]\n\n" * 5
    what = Rendering(source(body), "tone", PACE, finish=Finish(bed="brown"))
    report = render(what, to=tmp_path / "long.mp3")
    length = report.timeline.length
    assert counts.taken * 24 > 0.5 * length
    sound = heard(tmp_path / "long.mp3")
    assert len(sound) == length * FRAMES_PER_MILLISECOND
    hops = np.square(sound).mean(axis=1)[: len(sound) // 4_800 * 4_800].reshape(-1, 4_800)
    inside = hops.mean(axis=1)[120:-100]
    assert inside.min() > np.median(inside) / 10  # nowhere a hole
    measured = verify(tmp_path / "long.mp3").measured
    assert (measured.clicks, measured.clipped) == (0, 0)


@pytest.mark.parametrize("slug", library.slugs()[::12])
def test_over_a_bed_it_has_its_loudness_too(slug: str, spoken_once: Folders) -> None:
    """Within 0.5 LU of the target for two channels, before it is encoded.

    Some of the practices here; all of them, with every voice, are in `nox -s loudness`.
    """
    under = Rendering(library.read(slug), "espeak", PACE, finish=Finish(bed="rain"))
    with planned(under, folders=spoken_once) as plan:
        sound = sounded(plan)
        measured = measure(sound.blocks, channels=sound.channels)
    assert measured.loudness == pytest.approx(-16.0, abs=0.5)
    assert measured.true_peak <= -1.0
    assert (measured.clicks, measured.clipped) == (0, 0)


def test_speech_is_well_above_the_bells(recording: Recorded) -> None:
    """A bell's peak lies 6 dB under the speech's."""
    report = recording.report
    speech = recording.verdict.measured.levels.min() / -2
    assert 20 * np.log10(report.levels.bell) - speech == pytest.approx(-6, abs=0.8)


def test_pauses_are_silent(recording: Recorded) -> None:
    """Where neither a clip nor a bell's tail sounds, nothing is above -80 dBFS in the MP3.

    Beyond the two frames over which its encoder smears what is beside them, there is nothing.
    """
    path, report = recording.path, recording.report
    timeline = report.timeline
    sound = heard(path)
    for margin, most in ((12, 10 ** (-80 / 20)), (60, 0.0)):
        quiet = np.ones(len(sound), dtype=bool)
        for cue in timeline.cues:
            spans: list[tuple[int, int]] = []
            if isinstance(cue.step, Say):
                spans.append((cue.start, cue.end))
            for begin, end in spans + [(stroke, stroke + 16_000) for stroke in cue.strokes]:
                start = max(0, begin - margin) * FRAMES_PER_MILLISECOND
                quiet[start : (end + margin) * FRAMES_PER_MILLISECOND] = False
        assert quiet.sum() > SAMPLE_RATE
        assert np.abs(sound[quiet]).max() <= most


def test_ffprobe_reads_the_length_and_the_chapters(
    recording: Recorded, program: Callable[[str], str]
) -> None:
    """A stranger reads the same length within 50 ms, and every chapter with its name and place."""
    path, report = recording.path, recording.report
    timeline = report.timeline
    command = [program("ffprobe"), "-v", "error", "-show_chapters", "-show_format"]
    done = subprocess.run([*command, "-of", "json", str(path)], capture_output=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    assert float(told["format"]["duration"]) == pytest.approx(timeline.length / 1000, abs=0.05)
    assert [
        (chapter["tags"]["title"], chapter["start"], chapter["end"]) for chapter in told["chapters"]
    ] == [(chapter.name, chapter.start, chapter.end) for chapter in timeline.chapters]


@pytest.mark.parametrize("length", [20_000, 22_000, 30_000, 31_357, 600_000])
def test_a_recording_is_as_long_as_it_was_asked_to_be(
    length: int, program: Callable[[str], str]
) -> None:
    """To the sample where it is decoded; within 30 ms where a player counts frames.

    A stream begins with 23 ms that belong to the decoder and are not played: ffprobe counts them
    in the duration, and gives them as the start time.
    """
    path = Path("asked.mp3")
    asked = Milliseconds(length)
    practice = source("Here we are.\n\n[silence 20s]")
    render(Rendering(practice, "tone", PACE, length=asked), to=path)
    assert len(heard(path)) == length * FRAMES_PER_MILLISECOND
    info = MP3(path).info
    assert info is not None
    assert round(info.length * SAMPLE_RATE) == length * FRAMES_PER_MILLISECOND
    command = [program("ffprobe"), "-v", "error", "-show_entries", "format=duration,start_time"]
    done = subprocess.run([*command, "-of", "json", str(path)], capture_output=True, check=True)
    told = {name: float(value) for name, value in json.loads(done.stdout)["format"].items()}
    assert told["duration"] - told["start_time"] == pytest.approx(length / 1000, abs=0.03)
    if length % 3000 == 0:  # whole frames, as every half and whole minute has
        assert told["duration"] == pytest.approx(length / 1000, abs=0.03)


def test_mp3val_finds_nothing(recording: Recorded, program: Callable[[str], str]) -> None:
    """The file is a sound MP3 for the strictest reader."""
    path = recording.path
    done = subprocess.run([program("mp3val"), str(path)], capture_output=True, check=True)
    assert b"WARNING" not in done.stdout
    assert b"CBR" in done.stdout


def test_a_practice_may_begin_and_end_with_a_pause() -> None:
    """The first word comes after exactly the pause, and the last one is followed by one."""
    path = Path("trial.mp3")
    report = rendered("[pause 2s]\n\nHere we are.\n\n[pause 3s]", path)
    loud = np.flatnonzero(np.abs(heard(path)) > HEARD)
    assert loud[0] / SAMPLE_RATE == pytest.approx(2.0, abs=0.01)
    assert (len(heard(path)) - loud[-1]) / SAMPLE_RATE == pytest.approx(3.0, abs=0.01)
    assert report.timeline.length == pytest.approx(5000 + 3 * 60_000 / 115, abs=12)


def test_a_practice_may_begin_and_end_with_a_bell() -> None:
    """It starts with the stroke at once, and ends when the last tail has died away."""
    path = Path("trial.mp3")
    report = rendered("[bell]\n\nHere we are.\n\n[bell]", path)
    first, last = (cue.start for cue in report.timeline.cues if isinstance(cue.step, Bell))
    assert first == 0
    assert np.abs(heard(path)[: SAMPLE_RATE // 10]).max() > 0.1
    assert report.timeline.length == last + 16_000


def test_the_same_practice_gives_the_same_bytes() -> None:
    """Rendering again changes nothing, so that a recording can be compared and cached."""
    first, second = io.BytesIO(), io.BytesIO()
    for stream in (first, second):
        rendered("[bell]\n\nHere we are, on a plain day. [pause 2s] And here.", stream, "espeak")
    assert first.getvalue() == second.getvalue()


def test_the_tags_hold_the_words_and_the_mark() -> None:
    """Title, artist, album, genre, the words line by line, a cover, and who made it."""
    path = Path("trial.mp3")
    rendered("# One\n\nHere we are. And here.", path)
    tags = ID3(path)
    assert str(tags["TIT2"]) == "A trial"
    assert {"TPE1", "TALB", "TCON", "TXXX:compassion-audio"} <= set(tags)
    assert tags["USLT::eng"].text == "Here we are.\nAnd here."
    assert tags["APIC:"].data.startswith(b"\xff\xd8")


def test_progress_tells_every_line_before_it_is_spoken() -> None:
    """Each sentence is announced once, in order, and then the writing is counted to its end."""
    told: list[Progress] = []
    rendering = Rendering(source("One thing. Another thing.\n\nA third."), "tone", PACE)
    render(rendering, to=io.BytesIO(), progress=told.append)
    speaking = [(one.done, one.total, one.words) for one in told if one.stage == "speaking"]
    assert speaking == [(0, 3, "One thing."), (1, 3, "Another thing."), (2, 3, "A third.")]
    writing = [one for one in told if one.stage == "writing"]
    done = [one.done for one in writing]
    assert done == sorted(set(done))
    assert 0 < done[-1] < writing[-1].total


def test_a_line_that_comes_twice_is_heard_twice() -> None:
    """Repetition is part of practice; the second time sounds where it stands."""
    report = rendered("May I be kind. [pause 2s] May I be kind.", io.BytesIO())
    says = [cue for cue in report.timeline.cues if isinstance(cue.step, Say)]
    assert [said(cue) for cue in says] == ["May I be kind."] * 2
    assert says[1].start > says[0].end + 1500


def test_a_bell_alone_is_a_recording() -> None:
    """A practice without a word still renders: bells and silence are enough."""
    report = rendered("[bell bowl x3]\n\n[silence 5s]", io.BytesIO())
    assert report.timeline.length == 12_000 + 16_000
    assert report.timeline.spoken == 0


def test_a_foreign_file_is_not_overwritten_unless_asked() -> None:
    """Someone's own file stays as it was; with leave it is replaced."""
    path = Path("mine.mp3")
    path.write_bytes(b"my own song")
    with pytest.raises(NotOurs, match="did not make it"):
        rendered("Here.", path)
    assert path.read_bytes() == b"my own song"
    render(Rendering(source("Here."), "tone", PACE), to=path, may_overwrite=True)
    assert path.read_bytes().startswith(b"ID3")


def test_our_own_recording_is_made_again_without_asking() -> None:
    """Rendering twice to one place is the ordinary way to work on a practice."""
    path = Path("trial.mp3")
    rendered("Here.", path)
    before = path.read_bytes()
    rendered("Here, and there.", path)
    assert path.read_bytes() != before


@pytest.mark.parametrize(
    ("body", "voice", "error"),
    [
        ("[puase 5s] Hello.", "tone", ScriptError),
        ("Hello.", "nobody", VoiceNotFound),
        ("Hello.", "espeak:en-us+nobody", VoiceNotFound),
    ],
)
def test_nothing_is_written_when_it_cannot_be_made(
    body: str, voice: str, error: type[Exception]
) -> None:
    """An error leaves no file, no part of one, and no folder with one in it."""
    with pytest.raises(error):
        rendered(body, Path("out") / "trial.mp3", voice)
    assert list(Path().rglob("*")) == [] or list(Path().rglob("*")) == [Path("out")]


def test_an_interruption_leaves_nothing_behind() -> None:
    """Ctrl-C in the middle of the writing: no file, no part file, and the old one is whole."""
    path = Path("trial.mp3")
    rendered("Here.", path)
    before = path.read_bytes()

    def interrupt(progress: Progress) -> None:
        if progress.stage == "writing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        render(Rendering(source("There."), "tone", PACE), to=path, progress=interrupt)
    assert list(Path().iterdir()) == [path]
    assert path.read_bytes() == before


def test_where_a_recording_goes() -> None:
    """A file as named; a folder that is there, or a name without an ending, takes the slug."""
    folder = Path("audio_out")
    Path("there").mkdir()
    Path("dotted.d").mkdir()
    assert recording_path("kind", wanted=None, folder=folder) == folder / "kind.mp3"
    assert recording_path("kind", wanted="a.mp3", folder=folder) == Path("a.mp3")
    assert recording_path("kind", wanted="a.MP3", folder=folder) == Path("a.MP3")
    assert recording_path("kind", wanted="there", folder=folder) == Path("there/kind.mp3")
    assert recording_path("kind", wanted="new/", folder=folder) == Path("new/kind.mp3")
    assert recording_path("kind", wanted="dotted.d", folder=folder) == Path("dotted.d/kind.mp3")


@pytest.mark.parametrize("wanted", ["a.mid", "a.txt", ""])
def test_a_name_that_promises_something_else_is_refused(wanted: str) -> None:
    """An ending that no recording has would be a lie."""
    with pytest.raises(FileError):
        recording_path("kind", wanted=wanted, folder=Path())


@pytest.mark.parametrize("ending", [".m4a", ".opus", ".ogg", ".flac", ".wav"])
def test_a_file_is_what_its_ending_says(ending: str) -> None:
    """With the words and their times as they are spoken, from the plan itself."""
    if ending == ".m4a":
        require_av()
    path = Path(f"trial{ending}")
    report = rendered("First. [pause 3s] Second.", path)
    told = told_of(path)
    assert told is not None
    assert (told.title, told.voice, told.chapters) == (
        report.title,
        report.voice,
        report.timeline.chapters,
    )
    refuse_to_lose(path)


def test_the_words_come_when_they_are_spoken() -> None:
    """Synced lyrics begin with the speech, not with the breath of silence before it."""
    path = Path("trial.mp3")
    report = rendered("First. [pause 3s] Second.", path)
    (synced,) = ID3(path).getall("SYLT")
    starts = [cue.start + LEAD for cue in report.timeline.cues if isinstance(cue.step, Say)]
    assert synced.text == [("First.", starts[0]), ("Second.", starts[1])]
    assert starts[1] - starts[0] > 3_000


def test_personal_words_stay_out_of_synced_lyrics_too() -> None:
    """As in all tags: `…` in their place, unless they are to be shown."""
    made = {}
    for shows in (False, True):
        path = Path(f"trial-{shows}.flac")
        trial = Rendering(source("For {wish}."), "tone", PACE, values={"wish": "Anna"})
        render(trial, to=path, shows_personal=shows)
        made[shows] = path.read_bytes()
    assert b"[00:00.03]For Anna." in made[True]
    assert "[00:00.03]For ….".encode() in made[False]
    assert b"Anna" not in made[False]


def test_what_cannot_be_encoded_here_is_refused_before_a_word_is_spoken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One line that says how to bring the encoder, and no file."""
    monkeypatch.setattr(formats, "find_spec", lambda _: None)
    spoken: list[Progress] = []
    with pytest.raises(FileError) as caught:
        render(Rendering(source("Hello."), "tone", PACE), to=Path("a.m4b"), progress=spoken.append)
    assert "pip install 'compassion-audio[formats]'" in caught.value.hint
    assert spoken == []
    assert list(Path().iterdir()) == []


def test_a_format_that_was_asked_for_names_the_file() -> None:
    """In a folder it is the ending; beside another ending it is a contradiction."""
    flac = format_named("flac")
    there = Path("there")
    assert recording_path("kind", wanted=None, folder=there, format_=flac) == there / "kind.flac"
    assert recording_path("kind", wanted="new/", folder=there, format_=flac) == Path(
        "new/kind.flac"
    )
    with pytest.raises(FileError, match=r"ends in \.mp3, and the format is flac"):
        recording_path("kind", wanted="a.mp3", folder=there, format_=flac)


@pytest.mark.parametrize(
    ("name", "choice"),
    [
        ("mp3", {"bit_rate": 64}),
        ("mp3", {"vbr": 9}),
        ("m4a", {"bit_rate": 128}),
        ("opus", {}),
        ("ogg", {}),
    ],
)
def test_peaks_and_loudness_hold_in_every_format(
    name: str, choice: dict[str, int], program: Callable[[str], str]
) -> None:
    """As ffmpeg measures it: no true peak above -1 dB, and the loudness that was wanted."""
    if name == "m4a":
        require_av()
    text = "You might notice how you are. Perhaps there is pressure here. Be kind to yourself."
    path = Path(f"trial.{name}")
    encoding = Encoding(format_named(name), **choice)
    render(Rendering(source(text), "espeak", PACE), to=path, encoding=encoding)
    command = [program("ffmpeg"), "-nostats", "-hide_banner", "-i", str(path), "-map", "0:a"]
    command += ["-af", "ebur128=peak=true", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    summary = said[said.rindex("Summary:") :]
    loudness, peak = (
        float(re.search(rf"{label}:\s+(\S+)", summary)[1])  # type: ignore[index]
        for label in ("I", "Peak")
    )
    assert loudness == pytest.approx(-19, abs=0.5)
    assert peak <= -1
