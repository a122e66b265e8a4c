"""Flite speaks at the pace that was asked for, and where it is missing or broken it says so."""

import sys
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from compassion_audio.errors import EngineMissing, SpeechFailed
from compassion_audio.units import WordsPerMinute
from compassion_audio.voices import flite
from compassion_audio.voices.flite import FliteEngine
from compassion_audio.voices.names import find_voice
from compassion_audio.voices.pace import measured_pace

PACE = WordsPerMinute(115)
LINE = "May I be kind to myself."


@pytest.fixture(scope="module")
def engine() -> FliteEngine:
    """One engine for all tests of this page, calibrated once."""
    return FliteEngine()


@pytest.fixture
def nothing_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Empty the PATH, and give the folder that is all there is on it."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def install(folder: Path, *, does: str) -> None:
    """Put a stand-in for flite on the PATH: it lists a voice, and speaks as told."""
    if sys.platform == "win32":
        pytest.skip("the stand-in is a shell script")
    program = folder / "flite"
    lists = 'if [ "$1" = "-lv" ]; then echo "Voices available: slt"; exit 0; fi\n'
    program.write_text(f"#!/bin/sh\n{lists}for last; do :; done\n{does}\n")
    program.chmod(0o755)


def test_it_speaks_at_the_pace_that_was_asked_for(
    engine: FliteEngine, program: Callable[[str], str]
) -> None:
    """Within 2 percent, as it is heard."""
    program("flite")
    engine.speak(LINE, voice="slt", pace=PACE)  # the first line is asked for alone
    heard = measured_pace(
        lambda line: engine.speak(line, voice="slt", pace=PACE),
        hands=engine.hands,
    )
    assert heard == pytest.approx(PACE, rel=0.02)


def test_a_line_is_speech_and_always_the_same(
    engine: FliteEngine, program: Callable[[str], str]
) -> None:
    """Six words at 115 a minute take about three seconds, and the same line the same samples."""
    program("flite")
    clip = engine.speak(LINE, voice="slt", pace=PACE)
    assert clip.samples.shape[1] == 1
    assert 2 < clip.frames / clip.rate < 5
    assert 0.05 < clip.peak <= 1
    engine.speak("Something else.", voice="slt", pace=PACE)
    again = engine.speak(LINE, voice="slt", pace=PACE)
    np.testing.assert_array_equal(clip.samples, again.samples)


def test_words_that_look_like_options_are_spoken(
    engine: FliteEngine, program: Callable[[str], str]
) -> None:
    """A line is never taken for a switch of the program or for the name of a file."""
    program("flite")
    assert engine.speak("-voice, she said.", voice="slt", pace=PACE).frames > 16_000


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("I’m here.", "I'm here."),
        ("Naïve café.", "Naive cafe."),
        ("In \N{EM DASH} and out.", "In, and out."),
    ],
)
def test_letters_that_flite_would_drop_are_written_another_way(
    written: str, read: str, engine: FliteEngine, program: Callable[[str], str]
) -> None:
    """Curly apostrophes, accents and long dashes are said, not left out in silence."""
    program("flite")
    heard, wanted = (engine.speak(text, voice="slt", pace=PACE) for text in (written, read))
    assert heard.frames == pytest.approx(wanted.frames, rel=0.05)
    assert heard.peak == pytest.approx(wanted.peak, rel=0.05)


def test_it_offers_the_voices_it_was_built_with(
    engine: FliteEngine, program: Callable[[str], str]
) -> None:
    """A woman's voice comes first; what it offers it knows, and nothing that is not there."""
    program("flite")
    assert engine.available()
    names = [voice.name for voice in engine.voices()]
    assert names[:2] == ["flite:slt", "flite:rms"]
    assert all(engine.knows(name.removeprefix("flite:")) for name in names)
    assert not engine.knows("nobody")
    assert not engine.knows("")


@pytest.mark.parametrize(
    ("system", "fix"), [("linux", "apt install flite"), ("darwin", "brew install flite")]
)
def test_where_it_is_missing_it_says_how_to_get_it(
    system: str, fix: str, nothing_installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command for this system, before anything is tried."""
    assert not list(nothing_installed.iterdir())
    monkeypatch.setattr(sys, "platform", system)
    here = FliteEngine().available()
    assert not here
    assert here.missing == "the program flite"
    assert fix in here.fix
    with pytest.raises(EngineMissing, match="the program flite") as caught:
        find_voice("flite:slt", {"flite": FliteEngine()})
    assert caught.value.hint == here.fix


@pytest.mark.usefixtures("nothing_installed")
def test_speaking_without_it_says_how_to_get_it() -> None:
    """It may have been removed since it was found."""
    with pytest.raises(EngineMissing, match="the program flite") as caught:
        FliteEngine().speak(LINE, voice="slt", pace=PACE)
    assert "flite" in caught.value.hint


def test_it_is_found_as_soon_as_it_is_installed(nothing_installed: Path) -> None:
    """Having looked in vain once does not hide it for the rest of the run."""
    engine = FliteEngine()
    assert engine.voices() == ()
    assert not engine.knows("slt")
    install(nothing_installed, does="exit 0")
    assert [voice.name for voice in engine.voices()] == ["flite:slt"]
    assert engine.knows("slt")


@pytest.mark.parametrize(
    ("does", "message"),
    [
        ("exit 1", "stopped in the middle"),
        ("kill -9 $$", "stopped in the middle"),
        ("exit 0", "wrote no whole sound"),
        (': > "$last"', "wrote no whole sound"),
        ('echo "this is no sound" > "$last"', "wrote no whole sound"),
        ('printf "RIFF" > "$last"', "wrote no whole sound"),
    ],
)
def test_a_flite_that_goes_wrong_is_an_error_to_be_read(
    does: str, message: str, nothing_installed: Path
) -> None:
    """It fails, dies, writes nothing or writes rubbish: each is one line with a hint."""
    install(nothing_installed, does=does)
    with pytest.raises(SpeechFailed, match=message) as caught:
        FliteEngine().speak(LINE, voice="slt", pace=PACE)
    assert caught.value.hint


def test_words_of_another_script_are_refused_and_not_left_out(nothing_installed: Path) -> None:
    """Flite would skip them, and the line would be shorter than what was written."""
    install(nothing_installed, does="exit 0")
    with pytest.raises(SpeechFailed, match="flite cannot say 'д'") as caught:
        flite._said("Kindness, доброта.", voice="slt", stretch=1.0)
    assert "language" in caught.value.hint


def test_a_sound_that_breaks_off_is_an_error(nothing_installed: Path, tmp_path: Path) -> None:
    """The disk filled up in the middle of a line: nobody hears half a sentence."""
    whole = tmp_path / "whole.wav"
    with wave.open(str(whole), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(b"\x01\x10" * 16_000)
    (tmp_path / "half.wav").write_bytes(whole.read_bytes()[:16_000])
    install(nothing_installed, does=f'/bin/cp "{tmp_path}/half.wav" "$last"')
    with pytest.raises(SpeechFailed, match="wrote no whole sound") as caught:
        flite._said(LINE, voice="slt", stretch=1.0)
    assert "make room" in caught.value.hint
    install(nothing_installed, does=f'/bin/cp "{whole}" "$last"')
    assert flite._said(LINE, voice="slt", stretch=1.0).frames == 16_000


def test_the_words_are_not_on_the_command_line(nothing_installed: Path, tmp_path: Path) -> None:
    """Every user of a machine can read the commands of the others: words are private."""
    install(nothing_installed, does=f'echo "$@" > "{tmp_path}/command"')
    with pytest.raises(SpeechFailed):
        flite._said(LINE, voice="slt", stretch=1.0)
    command = (tmp_path / "command").read_text()
    assert "-voice slt" in command
    assert "kind" not in command


def test_its_files_do_not_stay(
    engine: FliteEngine,
    program: Callable[[str], str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What it writes on the way is gone when the line is spoken: words are private."""
    program("flite")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = set(tmp_path.iterdir())
    engine.speak(LINE, voice="slt", pace=PACE)
    assert set(tmp_path.iterdir()) == before
