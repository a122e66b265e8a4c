"""Recordings of any common kind are read as 48 kHz mono, and each broken one is told in a line."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from compassion_audio.audio.read import opened_sound, read_sound
from compassion_audio.errors import FileError
from compassion_audio.machine import quiet_errors

RATE = 44_100
SECONDS = 2


def tone(level: float = 0.3) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
    """Two seconds of a sine."""
    time = np.arange(RATE * SECONDS) / RATE
    return (level * np.sin(2 * np.pi * 440 * time)).astype(np.float32)


def recorded(name: str, *, form: str | None = None, level: float = 0.3) -> Path:
    """Write the sine, on the left only half as loud as on the right."""
    path = Path(name)
    both = np.column_stack([tone(level), 2 * tone(level)]) / 1.5
    soundfile.write(path, both, RATE, format=form)
    return path


@pytest.fixture
def needs_av() -> None:
    """Skip what needs PyAV where it is not, or fail where everything has to be there."""
    try:
        import av  # noqa: F401  # only whether it is here
    except ImportError:
        if os.environ.get("COMPASSION_REQUIRE_ALL") == "1":
            pytest.fail("av is not here: pip install 'compassion-audio[formats]'")
        pytest.skip("av is not here: pip install 'compassion-audio[formats]'")


def loudest_tone(path: Path) -> tuple[float, float]:
    """Read a recording, and give the frequency that is the loudest in it, and its level."""
    samples = read_sound(path).samples[4_800:-4_800, 0]
    strength = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    at = int(strength.argmax())
    return at * 48_000 / len(samples), float(strength[at] * 4 / len(samples))


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.ogg", "a.mp3", "a.aiff"])
def test_what_the_base_install_reads(name: str) -> None:
    """One channel at 48 kHz, the mean of both, as long as it was, at its pitch and level."""
    clip = read_sound(recorded(name))
    assert clip.rate == 48_000
    assert clip.samples.shape[1] == 1
    assert clip.length == pytest.approx(SECONDS * 1000, abs=60)
    pitch, level = loudest_tone(Path(name))
    assert pitch == pytest.approx(440, abs=1)
    assert level == pytest.approx(0.3, rel=0.05)


@pytest.mark.usefixtures("needs_av")
@pytest.mark.parametrize("name", ["a.m4a", "a.mp4", "a.aac", "a.webm", "a.opus"])
def test_what_phones_and_browsers_make(name: str, program: Callable[[str], str]) -> None:
    """The same with PyAV."""
    recorded("a.wav")
    subprocess.run([program("ffmpeg"), "-v", "error", "-i", "a.wav", name], check=True)
    assert read_sound(Path(name)).length == pytest.approx(SECONDS * 1000, abs=60)
    pitch, level = loudest_tone(Path(name))
    assert pitch == pytest.approx(440, abs=1)
    assert level == pytest.approx(0.3, rel=0.1)


@pytest.mark.parametrize("name", ["voice memo.m4a", "voice memo.mp3"])
def test_without_pyav_the_error_says_what_to_install(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the ending, or by what is inside whatever the ending says."""
    monkeypatch.setitem(sys.modules, "av", None)
    Path(name).write_bytes(b"\0\0\0\x20ftypM4A " + bytes(2_000))
    with pytest.raises(FileError, match="in a format of phones and browsers") as caught:
        read_sound(Path(name))
    assert caught.value.hint.endswith("pip install 'compassion-audio[formats]'")


def broken() -> dict[str, tuple[bytes, str]]:
    """Give recordings that cannot be used, each with what has to be said of it."""
    whole = recorded("whole.wav").read_bytes()
    flac = recorded("whole.flac").read_bytes()
    spoilt = tone()
    spoilt[9] = np.nan
    soundfile.write("nan.wav", spoilt, RATE, subtype="FLOAT")
    soundfile.write("none.wav", spoilt[:0], RATE)
    return {
        "empty.wav": (b"", "empty.wav is empty"),
        "none.wav": (Path("none.wav").read_bytes(), "none.wav is empty: it holds no sound"),
        "words.wav": (b"These are words.", "words.wav is no sound file, or is damaged"),
        "noise.mp3": (np.random.default_rng(3).bytes(50_000), "damaged"),
        "cut.flac": (flac[: len(flac) // 3], "cut.flac is no sound file, or is damaged"),
        "head.wav": (whole[:20], "head.wav is no sound file, or is damaged"),
        "rate.wav": (whole[:24] + b"\1\0\0\0" + whole[28:], "it says it has 1 samples a second"),
        "nan.wav": (Path("nan.wav").read_bytes(), "nan.wav is damaged, 0 seconds from its"),
    }


@pytest.mark.parametrize(
    "name",
    [
        "empty.wav",
        "none.wav",
        "words.wav",
        "noise.mp3",
        "cut.flac",
        "head.wav",
        "rate.wav",
        "nan.wav",
    ],
)
@pytest.mark.parametrize("has_av", [True, False])
def test_a_broken_recording_is_one_clear_error(
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    has_av: bool,  # noqa: FBT001  # pytest's way
) -> None:
    """The file, what it is, what to do; nothing of what the decoders think reaches the screen."""
    if not has_av:
        monkeypatch.setitem(sys.modules, "av", None)
    data, told = broken()[name]
    Path(name).write_bytes(data)
    with pytest.raises(FileError) as caught:
        read_sound(Path(name))
    assert told in caught.value.message
    assert caught.value.hint
    assert capfd.readouterr().err == ""


def test_a_switched_off_microphone_is_told() -> None:
    """Digital silence, and the noise of 16 bits, are silence."""
    for level in (0.0, 1 / 32768):
        with pytest.raises(FileError, match=r"silent\.wav is silent") as caught:
            read_sound(recorded("silent.wav", level=level))
        assert "microphone" in caught.value.hint
    assert read_sound(recorded("soft.wav", level=0.003)).length == 2_000


def test_what_is_no_file_is_told() -> None:
    """A folder, a pipe that would hang, a name that nothing has."""
    Path("folder.wav").mkdir()
    with pytest.raises(FileError, match=r"cannot read folder\.wav: it is a folder"):
        read_sound(Path("folder.wav"))
    with pytest.raises(FileError, match=r"cannot read gone\.wav: there is no such file"):
        read_sound(Path("gone.wav"))
    if hasattr(os, "mkfifo"):
        os.mkfifo("pipe.wav")
        with pytest.raises(FileError, match=r"pipe\.wav: it is no ordinary file"):
            read_sound(Path("pipe.wav"))


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux counts it")
def test_an_hour_is_not_held_in_memory() -> None:
    """Five minutes at 48 kHz are 58 MB of samples; no more than a fraction of it is ever held."""
    with soundfile.SoundFile("long.wav", "w", 48_000, 2, "PCM_16") as file:
        for _ in range(30):
            file.write(np.tile(tone()[:48_000, None], (10, 2)))
    look = (
        "import resource; from pathlib import Path; import soundfile;"
        "from compassion_audio.audio.read import opened_sound, read_sound;"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        "clip = read_sound(Path('long.wav'));"
        "after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        "print(clip.length, after - before)"
    )
    told = subprocess.run([sys.executable, "-c", look], capture_output=True, check=True).stdout
    length, grown = map(int, told.split())
    assert length == 300_000
    assert grown < 30_000


def test_a_library_that_prints_is_not_heard(capfd: pytest.CaptureFixture[str]) -> None:
    """Past Python, on the second file handle; afterwards everything is heard again."""
    with quiet_errors():
        os.write(2, b"ALSA lib confmisc.c\n")
    os.write(2, b"mine\n")
    assert capfd.readouterr().err == "mine\n"


def test_a_recording_is_opened_with_its_own_channels() -> None:
    """At 48 kHz whatever it was, left and right apart; more than two become one."""
    with opened_sound(recorded("a.wav")) as opened:
        sound = np.concatenate(list(opened.blocks))
    assert (opened.channels, opened.rate, opened.frames) == (2, RATE, RATE * SECONDS)
    assert len(sound) == 48_000 * SECONDS
    left, right = np.abs(sound).max(axis=0)
    assert right / left == pytest.approx(2, rel=0.01)
    soundfile.write("six.wav", np.repeat(tone()[:, None], 6, axis=1), 48_000)
    with opened_sound(Path("six.wav")) as opened:
        assert opened.channels == 1
        assert {block.shape[1] for block in opened.blocks} == {1}


def test_damage_on_the_way_is_told_with_its_place() -> None:
    """What could be read was handed out; the error says how far it is good."""
    spoilt = np.tile(tone(), 10)
    spoilt[-9] = np.nan
    soundfile.write("late.wav", spoilt, RATE, subtype="FLOAT")
    with (
        opened_sound(Path("late.wav")) as opened,
        pytest.raises(FileError, match=r"late\.wav is damaged, \d+ seconds"),
    ):
        assert sum(map(len, opened.blocks)) < 20 * 48_000


def test_an_mp3_is_as_long_as_its_sound_was(program: Callable[[str], str]) -> None:
    """What its encoder put around it is left out: to the sample what ffmpeg decodes."""
    soundfile.write("a.wav", np.tile(tone(), 3)[: 48_000 * 5 + 77], 48_000)
    ffmpeg = [program("ffmpeg"), "-v", "error", "-nostdin"]
    subprocess.run([*ffmpeg, "-i", "a.wav", "-b:a", "96k", "a.mp3"], check=True)
    raw = ["-f", "s16le", "-ac", "1", "-"]
    decoded = subprocess.run([*ffmpeg, "-i", "a.mp3", *raw], capture_output=True, check=True).stdout
    with opened_sound(Path("a.mp3")) as opened:
        assert sum(map(len, opened.blocks)) == 48_000 * 5 + 77 == len(decoded) // 2
