"""A recording is held against what it says of itself, and what is off is named and placed."""

import re
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import soundfile
from mutagen.id3 import ID3

from compassion_audio import library
from compassion_audio.audio.clip import Samples
from compassion_audio.audio.master import PRESETS
from compassion_audio.delivery.tags import TIMELINE
from compassion_audio.errors import CompassionAudioError, FileError
from compassion_audio.library import Source
from compassion_audio.settings import Folders
from compassion_audio.studio.finish import Finish
from compassion_audio.studio.portrait import portrait
from compassion_audio.studio.render import render
from compassion_audio.studio.rendering import Rendering
from compassion_audio.studio.verifying import Verdict, verify
from compassion_audio.timeline import kept
from compassion_audio.units import Milliseconds, WordsPerMinute

RATE = 48_000
WORDS = """\
---
title: A trial
---
# Arriving

[bell]

Here we are, on a plain day. [pause 3s] And here is another thing to hear.

# Closing

[pause 12s] That is enough for today. [bell wood x2]
"""


@cache
def made(bed: str | None = None, preset: str = "default") -> bytes:
    """Render the words once for each finish."""
    path = Path("made.mp3")
    finish = Finish(preset=preset, bed=bed)
    source = Source("trial", "trial.md", WORDS)
    render(Rendering(source, "espeak", WordsPerMinute(115), finish=finish), to=path)
    return path.read_bytes()


def recording(bed: str | None = None, preset: str = "default") -> Path:
    """Give a recording of the words, in the test's own folder."""
    path = Path("trial.mp3")
    path.write_bytes(made(bed, preset))
    return path


def changed(change: Callable[[Samples], Samples | None]) -> Verdict:
    """Verify the words after something was done to their sound: as FLAC, with the MP3's tags.

    A FLAC reader passes over ID3 tags before the stream; so the file is one that `told_of` and
    `opened_sound` both read.
    """
    path = recording()
    sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
    after = change(sound)
    written = sound if after is None else after
    soundfile.write("changed.flac", written, rate, subtype="PCM_24")
    ID3(path).save("changed.flac", v2_version=3)
    return verify(Path("changed.flac"))


def names(verdict: Verdict) -> set[str]:
    """Give what is off."""
    return {one.name for one in verdict.findings if one.is_off}


def line(verdict: Verdict, number: int) -> kept.KeptCue:
    """Give one of the lines that the recording says it has."""
    assert verdict.kept is not None
    return verdict.kept.of_kind("say")[number]


def test_a_recording_of_ours_passes() -> None:
    """Its lines, pauses, chapters and bells are compared, and none is off."""
    verdict = verify(recording())
    assert verdict.passes
    assert verdict.findings == ()
    assert verdict.compared is not None
    assert (verdict.compared.lines, verdict.compared.strokes) == (3, 3)
    assert verdict.compared.worst <= 20


def test_a_sound_that_is_left_alone_passes_as_wav_too() -> None:
    """What the tests below find is what they did."""
    assert changed(lambda sound: sound).passes


def test_over_a_bed_it_says_what_was_not_compared() -> None:
    """It passes, and the reader knows how much that means."""
    verdict = verify(recording("rain"))
    assert verdict.passes
    assert [one.name for one in verdict.findings] == ["pause"]
    assert "not compared" in verdict.findings[0].what


def test_a_line_that_comes_late_is_named_and_placed() -> None:
    """Fifty milliseconds are enough, and the pause beside it is told too."""
    late = line(verify(recording()), 2)

    def delay(sound: Samples) -> Samples:
        start, end = ((moment) * 48 for moment in (late.start - 60, late.end + 300))
        moved = sound.copy()
        moved[start:end] = 0
        moved[start + 2400 : end + 2400] += sound[start:end]
        return moved

    verdict = changed(delay)
    assert {"line", "pause"} <= names(verdict)
    assert any(one.at == pytest.approx(late.start + 50, abs=5) for one in verdict.findings)


def test_a_missing_line_is_told() -> None:
    """With its words, and where it should have been."""
    gone = line(verify(recording()), 2)

    def silence(sound: Samples) -> None:
        sound[(gone.start - 60) * 48 : (gone.end + 120) * 48] = 0

    verdict = changed(silence)
    finding = verdict.findings[0]
    assert finding.name == "line"
    assert finding.at == gone.start
    assert gone.words in finding.what


def test_a_sound_in_a_pause_is_told() -> None:
    """Hardly audible, at -70 dBFS."""
    before = line(verify(recording()), 1)
    at = (before.end + 10_000) * 48

    def hum(sound: Samples) -> None:
        sound[at : at + 4800, 0] += 3e-4 * np.hanning(4800) * np.sin(np.arange(4800) / 40)

    verdict = changed(hum)
    assert names(verdict) == {"pause"}
    assert verdict.findings[0].at == pytest.approx(before.end + 10_000, abs=60)


def test_a_click_and_clipping_are_placed() -> None:
    """Each once, where it is."""
    one = line(verify(recording()), 0)
    at = (one.start + one.end) // 2 * 48

    def spoil(sound: Samples) -> None:
        sound[at : at + 4] = 1.0

    verdict = changed(spoil)
    assert {"clipping", "click", "true-peak"} <= names(verdict)
    places = {found.name: found.at for found in verdict.findings}
    assert places["clipping"] == at // 48
    assert places["click"] == pytest.approx(at // 48, abs=1)


def test_a_clip_that_was_cut_while_it_was_loud_is_told() -> None:
    """As when a line's end falls away: the next sound begins at its very edge."""
    one = line(verify(recording()), 2)
    edge = (one.end + 80) * 48

    def lengthen(sound: Samples) -> None:
        tail = sound[(one.start + 200) * 48 : (one.start + 400) * 48].copy()
        sound[edge - len(tail) : edge] += tail

    assert "cut-word" in names(changed(lengthen))


def test_a_file_that_was_shortened_is_told() -> None:
    """By a tenth of a second, at its end."""
    verdict = changed(lambda sound: sound[:-4800])
    assert "length" in names(verdict)


def test_a_copy_that_broke_off_is_told() -> None:
    """An MP3 says how long it is; half of the file is half of the sound."""
    path = recording()
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])
    assert "length" in names(verify(path))


def test_another_volume_is_another_loudness() -> None:
    """And its bells are not at the level they were struck at."""
    verdict = changed(lambda sound: 0.5 * sound)
    assert {"loudness", "bell"} <= names(verdict)


def test_a_changed_table_of_chapters_is_told() -> None:
    """Whoever renamed one did not change what was meant."""
    path = recording()
    tags = ID3(path)
    tags["CHAP:ch1"].sub_frames["TIT2"].text = ["Another name"]
    tags.save(path, v2_version=3)
    assert names(verify(path)) == {"chapter"}


@pytest.mark.parametrize("text", ["{}", "nonsense", '{"version":2}'])
def test_a_timeline_that_cannot_be_read_is_said_and_no_crash(text: str) -> None:
    """The rest is measured all the same."""
    path = recording()
    tags = ID3(path)
    tags[f"TXXX:{TIMELINE}"].text = [text]
    tags.save(path, v2_version=3)
    verdict = verify(path)
    assert verdict.passes
    assert verdict.compared is None
    assert [one.name for one in verdict.findings] == ["timeline"]


def test_it_is_held_against_what_it_was_made_with() -> None:
    """Unless another preset is named."""
    path = recording(preset="quiet-night")
    verdict = verify(path)
    assert verdict.preset.name == "quiet-night"
    assert verdict.passes
    assert names(verify(path, "podcast")) == {"loudness"}


def test_acx_looks_at_rms_peaks_and_noise() -> None:
    """Ours passes, and a copy with a hiss at -55 dB does not."""
    path = recording(preset="acx")
    assert verify(path).passes
    sound, rate = soundfile.read(path, dtype="float32")
    hiss = np.random.default_rng(2).normal(0, 10 ** (-55 / 20), len(sound))
    soundfile.write("hiss.wav", 1.6 * sound + hiss, rate, subtype="FLOAT")
    assert {"noise-floor", "true-peak"} <= names(verify(Path("hiss.wav"), "acx"))
    soundfile.write("soft.wav", 0.4 * sound, rate, subtype="FLOAT")
    assert names(verify(Path("soft.wav"), "acx")) == {"rms"}


def test_a_foreign_recording_is_measured_all_the_same() -> None:
    """At another rate, in another format, without a word of ours in its tags."""
    dice = np.random.default_rng(4)
    voice = dice.normal(0, 0.09, (44_100 * 8, 2)) * np.hanning(44_100 * 8)[:, np.newaxis]
    soundfile.write("foreign.ogg", voice, 44_100)
    verdict = verify(Path("foreign.ogg"))
    assert verdict.told is None
    assert verdict.measured.length == pytest.approx(8000, abs=1)
    assert verdict.rate == 44_100
    assert verdict.findings[-1].what.startswith("not compared")


def test_what_is_no_sound_is_one_clear_error() -> None:
    """And so is a preset that is none."""
    Path("words.mp3").write_text("these are words")
    with pytest.raises(FileError, match="no sound file"):
        verify(Path("words.mp3"))
    with pytest.raises(FileError, match="no such file"):
        verify(Path("gone.mp3"))
    with pytest.raises(CompassionAudioError, match="no preset called 'acxx'") as caught:
        verify(Path("gone.mp3"), "acxx")
    assert caught.value.hint == "did you mean acx?"


@pytest.mark.parametrize("bed", [None, "rain"])
def test_a_stranger_reads_the_same(
    bed: str | None, program: Callable[[str], str], spoken_once: Folders
) -> None:
    """Ffmpeg's ebur128 on a whole practice: loudness within 0.1 of ours and 0.5 of the target."""
    path = Path("whole.mp3")
    source = library.read("between-sessions")
    rendering = Rendering(source, "espeak", WordsPerMinute(115), finish=Finish(bed=bed))
    render(rendering, to=path, folders=spoken_once)
    graph = ["-af", "ebur128=peak=true", "-f", "null", "-"]
    command = [program("ffmpeg"), "-nostats", "-i", str(path), *graph]
    told = subprocess.run(command, capture_output=True, check=True, text=True).stderr
    summary = told.rpartition("Summary:")[2]
    loudness, peak = (
        float(value) for value in re.findall(r"(?:I|Peak): +(-?[\d.]+) (?:LU|dB)", summary)
    )
    verdict = verify(path)
    preset = PRESETS["default"]
    assert verdict.passes
    assert verdict.measured.loudness == pytest.approx(loudness, abs=0.1)
    assert loudness == pytest.approx(preset.stereo if bed else preset.mono, abs=0.5)
    assert verdict.measured.true_peak == pytest.approx(peak, abs=0.15)
    assert peak <= preset.true_peak


def test_its_picture_shows_words_chapters_and_what_is_off() -> None:
    """And is the same whenever it is drawn."""
    verdict = verify(recording(), "quiet-night")
    drawn = portrait(verdict)
    assert "Here we are, on a plain day." in drawn
    assert "Arriving" in drawn
    assert "off, held against quiet-night" in drawn
    assert portrait(verdict) == drawn
    assert verdict.measured.length > Milliseconds(10_000)
