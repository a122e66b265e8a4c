"""eSpeak NG finds its data, however deep the folder is in which a package was installed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from compassion_audio.voices import espeak_wheel
from compassion_audio.voices.espeak_data import bearable, quick
from compassion_audio.voices.espeak_process import SCRIPT
from tests.patience import HANGS

from .stand_ins import need


def test_a_short_path_stays_as_it_is() -> None:
    """Nothing is made for it."""
    assert bearable(Path("/data/espeak-ng-data")) == Path("/data/espeak-ng-data")


def test_a_long_path_gets_a_short_one(tmp_path: Path) -> None:
    """The same files are found there, also by those who follow links first."""
    long = tmp_path.joinpath(*["a-folder-with-a-long-name"] * 6, "espeak-ng-data")
    long.mkdir(parents=True)
    (long / "phontab").write_text("sounds")
    there = bearable(long)
    assert len(bytes(there.resolve())) < 140
    assert there.name == "espeak-ng-data"
    assert (there / "phontab").read_text() == "sounds"
    assert bearable(long) == there


def test_the_phonemizer_of_kokoro_reads_its_data_from_there(tmp_path: Path) -> None:
    """In a process of its own, which eSpeak NG ends where it does not find its data."""
    need("kokoro_onnx")
    code = f"""
import shutil; from pathlib import Path
import espeakng_loader
from kokoro_onnx.tokenizer import EspeakConfig, Tokenizer
from compassion_audio.voices.espeak_data import bearable
long = Path({str(tmp_path)!r}) / ("d" * 100) / ("e" * 60) / "espeak-ng-data"
shutil.copytree(espeakng_loader.get_data_path(), long)
print(Tokenizer(EspeakConfig(data_path=str(bearable(long)))).phonemize("Hello"))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, timeout=HANGS, check=True
    )
    assert done.stdout.strip()


def said(data: Path, voice: str) -> bytes:
    """Say a line with the data of a folder."""
    command = [sys.executable, "-I", "-S", str(SCRIPT), str(espeak_wheel.library())]
    line = {"text": "Here we are.", "voice": voice, "rate": 120, "gap": 0}
    asked = json.dumps(line).encode() + b"\n"
    return subprocess.run(
        [*command, str(data.parent)], input=asked, capture_output=True, timeout=HANGS, check=True
    ).stdout


@pytest.mark.parametrize("voice", ["en-us+klatt4", "en-gb-x-rp+f3", "de", "fr", "cmn"])
def test_a_voice_found_at_once_sounds_as_one_that_was_searched(voice: str) -> None:
    """To the byte, in every language."""
    data = espeak_wheel.library().parent / espeak_wheel.DATA
    assert quick(data) != data
    assert said(quick(data), voice) == said(data, voice)


def test_where_no_links_can_be_made_the_data_stays_where_it_is(tmp_path: Path) -> None:
    """It is slower, and it speaks."""
    missing = tmp_path / "espeak-ng-data"
    assert quick(missing) == missing
