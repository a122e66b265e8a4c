"""Kokoro speaks through its real package, here with a small model in place of the real one."""

import logging
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from compassion_audio.audio.clip import Clip
from compassion_audio.errors import EngineMissing, SpeechFailed
from compassion_audio.units import WordsPerMinute
from compassion_audio.voices import kokoro
from compassion_audio.voices.engine import Home
from compassion_audio.voices.kokoro import KokoroEngine
from compassion_audio.voices.memory import Memory
from compassion_audio.voices.names import find_voice
from compassion_audio.voices.pace import measured_pace

from .stand_ins import kokoro_model, kokoro_voices, need, put

PACE = WordsPerMinute(115)
LINE = "May I be kind to myself."
NAMES = ("am_michael", "bf_emma", "af_heart", "ff_siwis", "zf_xiaobei")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a small model and five voices, which stand in for the real files."""
    need("kokoro_onnx", "onnx")
    folder = tmp_path_factory.mktemp("kokoro")
    real = kokoro.FILES
    kokoro.FILES = (
        put(folder, real[0].name, kokoro_model()),
        put(folder, real[1].name, kokoro_voices(*NAMES)),
    )
    yield folder
    kokoro.FILES = real


@pytest.fixture(scope="module")
def home(installed: Path) -> Home:
    """A home for several engines, so that they calibrate once."""
    return Home(installed)


@pytest.fixture(scope="module")
def engine(home: Home) -> KokoroEngine:
    """One engine for the tests that only listen."""
    return KokoroEngine(home)


@pytest.fixture
def copy(installed: Path, tmp_path: Path) -> Path:
    """The files, for a test that damages them."""
    return Path(shutil.copytree(installed, tmp_path / "kokoro"))


def test_the_files_of_the_release_are_pinned() -> None:
    """Their names, sizes and digests, and https; changing one is a decision."""
    assert [(file.name, file.size, str(file.sha256)[:8]) for file in kokoro.FILES] == [
        ("kokoro-v1.0.onnx", 325_532_387, "7d5df8ec"),
        ("voices-v1.0.bin", 28_214_398, "bca610b8"),
    ]
    for file in kokoro.FILES:
        assert file.address.startswith("https://github.com/thewh1teagle/kokoro-onnx/releases/")
        assert file.address.endswith(f"/model-files-v1.0/{file.name}")
        assert len(str(file.sha256)) == 64


def test_it_speaks_at_the_pace_that_was_asked_for(engine: KokoroEngine) -> None:
    """Within 2 percent, as it is heard."""

    def speak(line: str) -> Clip:
        return engine.speak(line, voice="af_heart", pace=PACE)

    assert measured_pace(speak) == pytest.approx(PACE, rel=0.02)


def test_a_pace_beyond_its_own_comes_as_near_as_it_can(engine: KokoroEngine) -> None:
    """Its speed does not go down to where it distorts."""
    assert engine._calibrated("af_heart", WordsPerMinute(60)) == (0.65,)


def test_the_same_line_gives_the_same_samples(engine: KokoroEngine, home: Home) -> None:
    """After another line, and in another engine, though the model throws dice."""
    clip = engine.speak(LINE, voice="af_heart", pace=PACE)
    assert clip.rate == 24_000
    assert 2 < clip.frames / clip.rate < 5
    assert 0.05 < clip.peak <= 1
    engine.speak("Something else.", voice="af_heart", pace=PACE)
    for other in (engine, KokoroEngine(home)):
        again = other.speak(LINE, voice="af_heart", pace=PACE)
        np.testing.assert_array_equal(clip.samples, again.samples)
    engine.close()
    np.testing.assert_array_equal(
        clip.samples, engine.speak(LINE, voice="af_heart", pace=PACE).samples
    )


def test_a_pace_is_found_once(installed: Path, tmp_path: Path) -> None:
    """Calibration takes a minute with the real model: it is remembered."""
    memory = Memory(tmp_path / "paces.json")
    KokoroEngine(Home(installed, memory)).speak(LINE, voice="af_heart", pace=PACE)
    fresh = KokoroEngine(Home(installed, Memory(tmp_path / "paces.json")))
    fresh._calibrated = None  # type: ignore[assignment, method-assign]  # must not be called
    assert fresh.speak(LINE, voice="af_heart", pace=PACE).frames


def test_voices_differ_and_are_offered_in_the_order_of_their_worth(engine: KokoroEngine) -> None:
    """The best first, each with its language; what cannot be read properly is not known."""
    offered = engine.voices()
    assert [voice.name for voice in offered] == [
        "kokoro:af_heart",
        "kokoro:bf_emma",
        "kokoro:am_michael",
        "kokoro:ff_siwis",
    ]
    assert [voice.language for voice in offered] == ["en-US", "en-GB", "en-US", "fr"]
    assert find_voice("kokoro", {"kokoro": engine}).voice == "af_heart"
    for name in ("zf_xiaobei", "af_nobody", "", "af_heart.npy"):
        assert not engine.knows(name)
    one, other = (engine._said(LINE, name, 1.0).samples for name in ("af_heart", "am_michael"))
    assert not np.array_equal(one, other)


def test_words_of_another_language_leave_no_marks_in_the_sound(
    engine: KokoroEngine, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """The phonemizer marks them with `(en)`, which the model would say; nothing is printed."""
    asked: list[str] = []
    _, speaks = engine._ready()
    real = speaks.create

    def create(phonemes: str, **rest: object) -> object:
        asked.append(phonemes)
        return real(phonemes, **rest)

    speaks.create = create
    try:
        with caplog.at_level(logging.WARNING):
            engine._said("Le weekend (ou non) et le shopping.", "ff_siwis", 1.0)
    finally:
        speaks.create = real
    assert "(en)" not in asked[0]
    assert "(fr)" not in asked[0]
    assert "k\u02c8\u025bnd" in asked[0]  # the end of weekend, said as in English
    assert asked[0].count("(") == 1
    assert caplog.text == ""
    assert capfd.readouterr() == ("", "")


def test_a_long_line_is_said_in_passages(engine: KokoroEngine) -> None:
    """Twice the words in one line take about twice the time, with a rest between the passages."""
    sentence = "Notice the breath as it comes, and let it go again; nothing needs doing."
    once, often = (engine._said(" ".join([sentence] * count), "af_heart", 1.0) for count in (1, 10))
    assert often.rate == 48_000
    assert often.frames / 48_000 == pytest.approx(10 * once.frames / 24_000, rel=0.1)


@pytest.mark.parametrize(
    ("text", "message"),
    [("…", "has no sound for these words"), ("?!", "has no sound"), ("Доброта.", "cannot say 'Д'")],
)
def test_what_it_cannot_say_is_told(text: str, message: str, engine: KokoroEngine) -> None:
    """Marks alone and another script: an error to be read, and not a sigh in the recording."""
    with pytest.raises(SpeechFailed, match=message) as caught:
        engine.speak(text, voice="af_heart", pace=PACE)
    assert caught.value.hint


def test_what_is_missing_is_told_with_the_command_that_brings_it(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First the package, then the files; nothing heavy is imported to find out."""
    engine = KokoroEngine(Home(copy))
    assert engine.available()
    (copy / kokoro.FILES[0].name).write_bytes(b"the beginning of it")
    here = engine.available()
    assert here.missing.startswith("its model")
    assert here.fix == "compassion voices install kokoro"
    with pytest.raises(EngineMissing, match="needs its model"):
        engine.speak(LINE, voice="af_heart", pace=PACE)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    here = engine.available()
    assert here.missing == "the package kokoro-onnx"
    assert here.fix == "python -m pip install 'compassion-audio[neural]'"


def test_without_a_folder_it_says_so() -> None:
    """As for a user without a home."""
    need("kokoro_onnx")
    here = KokoroEngine(Home()).available()
    assert "folder" in here.missing
    assert "COMPASSION_DATA" in here.fix
    assert KokoroEngine().voices() == ()


def test_asking_whether_it_is_there_imports_nothing_heavy(installed: Path) -> None:
    """`compassion voices` stays quick."""
    import subprocess

    code = (
        "import sys; from pathlib import Path;"
        "from compassion_audio.voices.kokoro import KokoroEngine;"
        "from compassion_audio.voices.engine import Home;"
        f"e = KokoroEngine(Home(Path({str(installed)!r}))); e.available(); e.voices();"
        "e.version('af_heart');"
        "print([n for n in ('kokoro_onnx', 'onnxruntime', 'phonemizer') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[]"


@pytest.mark.parametrize("which", [0, 1])
def test_a_damaged_file_is_one_error_that_says_to_install_again(which: int, copy: Path) -> None:
    """Of the right size and with other bytes: found before it is used."""
    path = copy / kokoro.FILES[which].name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    engine = KokoroEngine(Home(copy))
    assert engine.available()
    assert engine.voices()
    with pytest.raises(EngineMissing, match=f"{path.name} is damaged") as caught:
        engine.speak(LINE, voice="af_heart", pace=PACE)
    assert caught.value.hint == "bring it again: compassion voices install kokoro"


def test_a_file_that_is_no_model_is_told(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where its digest is right, as after an update that no longer reads it."""
    model = put(copy, kokoro.FILES[0].name, b"no model at all")
    monkeypatch.setattr(kokoro, "FILES", (model, kokoro.FILES[1]))
    with pytest.raises(EngineMissing, match="kokoro cannot be loaded") as caught:
        KokoroEngine(Home(copy)).speak(LINE, voice="af_heart", pace=PACE)
    assert "install it again" in caught.value.hint


def test_its_version_changes_with_the_files(
    engine: KokoroEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines that another model has spoken are not taken for its own."""
    before = engine.version("af_heart")
    assert "kokoro-onnx 0.6" in before
    assert str(kokoro.FILES[0].sha256) in before
    monkeypatch.setattr(kokoro, "FILES", kokoro.FILES[::-1])
    assert engine.version("af_heart") != before
