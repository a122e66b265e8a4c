"""Piper speaks through its real package, here with a small model in place of a real voice."""

from pathlib import Path

import numpy as np
import pytest

from compassion_audio.errors import EngineMissing, SpeechFailed, VoiceNotFound
from compassion_audio.units import WordsPerMinute
from compassion_audio.voices.engine import Home
from compassion_audio.voices.names import find_voice
from compassion_audio.voices.pace import measured_pace
from compassion_audio.voices.piper import PiperEngine

from .stand_ins import need, piper_config, piper_model, put

PACE = WordsPerMinute(115)
LINE = "May I be kind to myself."
NAME = "en_GB-alba-medium"


def install(folder: Path, name: str = NAME, *, config: bytes = b"", model: bytes = b"") -> Path:
    """Put a voice there as `voices install` does, with its digests recorded."""
    models = PiperEngine(Home(folder)).models(name)
    for file, data in zip(
        models.files, (config or piper_config(), model or piper_model()), strict=True
    ):
        models.record(put(folder, file.name, data))
    return folder


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one voice."""
    need("piper", "onnx")
    return install(tmp_path_factory.mktemp("piper"))


@pytest.fixture(scope="module")
def engine(installed: Path) -> PiperEngine:
    """One engine for the tests that only listen."""
    return PiperEngine(Home(installed))


def test_its_address_follows_from_its_name(tmp_path: Path) -> None:
    """Language, region, name and quality are the folders where it is published."""
    models = PiperEngine(Home(tmp_path)).models("pt_BR-faber_2-x_low")
    place = "https://huggingface.co/rhasspy/piper-voices/resolve/main/pt/pt_BR/faber_2/x_low/"
    assert [file.address for file in models.files] == [
        f"{place}pt_BR-faber_2-x_low.onnx.json",
        f"{place}pt_BR-faber_2-x_low.onnx",
    ]
    assert models.name == "piper:pt_BR-faber_2-x_low"
    assert "MODEL_CARD" in models.licence


@pytest.mark.parametrize(
    "name",
    [
        "alba",
        "en_GB-alba",
        "en_GB-alba-best",
        "../../etc-passwd-low",
        "en_GB-a/b-low",
        "en_GB-a-low\n",
    ],
)
def test_a_name_that_cannot_be_one_is_refused(name: str, tmp_path: Path) -> None:
    """Before an address or a path is made of it."""
    with pytest.raises(VoiceNotFound, match="piper has no voice called") as caught:
        PiperEngine(Home(tmp_path)).models(name)
    assert NAME in caught.value.hint


def test_without_a_name_one_is_asked_for(tmp_path: Path) -> None:
    """There are hundreds: where they can be heard is in the hint."""
    with pytest.raises(VoiceNotFound, match="name one") as caught:
        PiperEngine(Home(tmp_path)).models("")
    assert "piper-samples" in caught.value.hint
    with pytest.raises(EngineMissing, match="no folder"):
        PiperEngine().models(NAME)


@pytest.mark.parametrize("pace", [80, 115, 160])
def test_it_speaks_at_the_pace_that_was_asked_for(engine: PiperEngine, pace: int) -> None:
    """Within 2 percent, as it is heard."""
    asked = WordsPerMinute(pace)
    heard = measured_pace(lambda line: engine.speak(line, voice=NAME, pace=asked))
    assert heard == pytest.approx(pace, rel=0.02)


def test_the_same_line_gives_the_same_samples(engine: PiperEngine, installed: Path) -> None:
    """After another line, and in another engine, though the model throws dice."""
    clip = engine.speak(LINE, voice=NAME, pace=PACE)
    assert clip.rate == 22_050
    assert 2 < clip.frames / clip.rate < 5
    assert 0.05 < clip.peak < 0.9  # as loud as the model gave it
    engine.speak("Something else.", voice=NAME, pace=PACE)
    for other in (engine, PiperEngine(Home(installed))):
        np.testing.assert_array_equal(
            clip.samples, other.speak(LINE, voice=NAME, pace=PACE).samples
        )


def test_it_offers_what_is_installed_and_whole(installed: Path, tmp_path: Path) -> None:
    """Half a voice, or one whose size is not what was recorded, is not there."""
    assert [voice.name for voice in PiperEngine(Home(installed)).voices()] == [f"piper:{NAME}"]
    assert PiperEngine(Home(installed)).voices()[0].language == "en-GB"
    install(tmp_path, model=b"1234", config=b"{}")
    engine = PiperEngine(Home(tmp_path))
    assert engine.knows(NAME)
    (tmp_path / f"{NAME}.onnx").write_bytes(b"12345")
    assert not engine.knows(NAME)
    (tmp_path / f"{NAME}.onnx").write_bytes(b"1234")
    (tmp_path / f"{NAME}.onnx.json").unlink()
    assert not engine.knows(NAME)
    assert engine.voices() == ()


def test_what_is_missing_is_told_with_the_command_that_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First the package, then a voice."""
    need("piper")
    engine = PiperEngine(Home(tmp_path / "not there"))
    with pytest.raises(EngineMissing, match="needs a voice") as caught:
        find_voice("piper", {"piper": engine})
    assert caught.value.hint == f"compassion voices install piper:{NAME}"
    assert "folder" in PiperEngine().available().missing
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert engine.available().fix == "python -m pip install 'compassion-audio[piper]'"


def test_a_long_line_is_said_in_passages(engine: PiperEngine) -> None:
    """No word of it is left out."""
    sentence = "Notice the breath as it comes, and let it go again."
    once, often = (engine._said(" ".join([sentence] * count), NAME, 1.0) for count in (1, 12))
    assert often.frames / 48_000 == pytest.approx(12 * once.frames / 22_050, rel=0.15)


@pytest.mark.parametrize(
    ("text", "message"), [("…", "has no sound"), ("Доброта.", "cannot say 'Д'")]
)
def test_what_it_cannot_say_is_told(text: str, message: str, engine: PiperEngine) -> None:
    """Marks alone and another script."""
    with pytest.raises(SpeechFailed, match=message) as caught:
        engine.speak(text, voice=NAME, pace=PACE)
    assert caught.value.hint


def test_double_brackets_are_words_and_not_sounds(engine: PiperEngine) -> None:
    """Piper would read phonemes between them."""
    kind, other = (engine._said(text, NAME, 1.0) for text in ("Be [[kind]] now.", "Be kind now."))
    assert kind.frames == pytest.approx(other.frames, rel=0.25)


def test_a_damaged_voice_is_one_error_that_says_to_install_again(tmp_path: Path) -> None:
    """Of the right size and with other bytes: found before it is used."""
    need("piper", "onnx")
    path = install(tmp_path) / f"{NAME}.onnx"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(EngineMissing, match=f"{NAME}.onnx is damaged") as caught:
        PiperEngine(Home(tmp_path)).speak(LINE, voice=NAME, pace=PACE)
    assert caught.value.hint == f"bring it again: compassion voices install piper:{NAME}"


@pytest.mark.parametrize(
    ("config", "model"), [(b"{", b""), (b"{}", b""), (b"[]", b""), (b"", b"no model")]
)
def test_files_that_make_no_voice_are_told(config: bytes, model: bytes, tmp_path: Path) -> None:
    """They were like that when they were brought: away with them, and again."""
    need("piper", "onnx")
    install(tmp_path, config=config, model=model)
    with pytest.raises(EngineMissing, match="cannot be loaded") as caught:
        PiperEngine(Home(tmp_path)).speak(LINE, voice=NAME, pace=PACE)
    assert f"voices remove piper:{NAME}" in caught.value.hint


def test_a_voice_that_would_fetch_more_is_refused(tmp_path: Path) -> None:
    """Some languages need parts that Piper downloads by itself: nothing here does."""
    need("piper", "onnx")
    install(tmp_path, "zh_CN-huayan-medium", config=piper_config(spelling="pinyin"))
    with pytest.raises(EngineMissing, match="read by pinyin"):
        PiperEngine(Home(tmp_path)).speak(LINE, voice="zh_CN-huayan-medium", pace=PACE)


def test_its_version_changes_with_the_files(installed: Path, tmp_path: Path) -> None:
    """Lines that another model has spoken are not taken for its own."""
    install(tmp_path, model=piper_model(throws_dice=False))
    mine, other = (PiperEngine(Home(one)).version(NAME) for one in (installed, tmp_path))
    assert "piper-tts 1." in mine
    assert mine != other
