"""`compassion voices install`, `remove`, `try` and `cache`."""

import hashlib
import json
import os
import re
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from compassion_audio.playback import speaker
from compassion_audio.playback.speaker import Collector, Speaker
from compassion_audio.units import Milliseconds
from compassion_audio.voices import kokoro, piper
from tests.voices.file_server import FileServer, serving
from tests.voices.stand_ins import (
    kokoro_model,
    kokoro_voices,
    need,
    piper_config,
    piper_model,
    put,
)

from .conftest import Said

Call = Callable[..., Said]
PIPER = "en_GB-alba-medium"


@pytest.fixture(autouse=True)
def loopback_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test of this page on this machine, whatever address a mistake may leave."""
    real = socket.getaddrinfo

    def getaddrinfo(host: str, *rest: object, **named: object) -> object:
        assert host in ("127.0.0.1", "localhost"), host
        return real(host, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    """Publish both engines' files on this machine, and let the program look there."""
    need("kokoro_onnx", "piper", "onnx")
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    with serving() as server:
        data = (kokoro_model(), kokoro_voices("af_heart", "bf_emma"))
        files = [
            replace(
                file,
                address=server.put(file.name, one),
                size=len(one),
                sha256=hashlib.sha256(one).hexdigest(),
            )
            for file, one in zip(kokoro.FILES, data, strict=True)
        ]
        monkeypatch.setattr(kokoro, "FILES", tuple(files))
        server.put(f"{PIPER}.onnx.json", piper_config())
        server.put(f"{PIPER}.onnx", piper_model())
        monkeypatch.setattr(piper, "ADDRESS", f"{server.address}/")
        yield server


@pytest.fixture
def stick(tmp_path: Path, server: FileServer) -> Path:
    """A folder with the files, as somebody carries them to a machine without internet."""
    folder = tmp_path / "stick"
    for path, shelf in server.files.items():
        put(folder, path.removeprefix("/"), shelf.data)
    return folder


def test_kokoro_is_installed_listed_and_speaks(
    compassion: Call, server: FileServer, tmp_path: Path, surroundings: Path
) -> None:
    """From nothing to a recording, through everything that is real but the model's weights."""
    assert "To bring it: compassion voices install kokoro" in compassion("voices").out
    told = compassion("voices", "install", "kokoro", "--yes")
    assert told.status == 0
    assert told.out == ""
    folder = tmp_path / "data" / "kokoro"
    for file in kokoro.FILES:
        line = next(line for line in told.err.splitlines() if line.startswith(f"  {file.name}"))
        assert re.search(r"\d (kB|bytes)   " + re.escape(file.address), line)
    assert f"They go into {folder}\nLicence: Apache-2.0\nInstalled kokoro" in told.err
    assert told.err.endswith("Hear it: compassion voices try kokoro\n")
    assert {path.name for path in folder.iterdir()} == {file.name for file in kokoro.FILES} | {
        ".lock"
    }
    engines = json.loads(compassion("voices", "--json").out)["engines"]
    kokoro_shelf = next(one for one in engines if one["name"] == "kokoro")
    assert kokoro_shelf["available"] is True
    told = compassion("voices", "try", "kokoro", "-o", "audio_out/try-kokoro.mp3")
    assert told.status == 0
    made = surroundings / "audio_out" / "try-kokoro.mp3"
    assert f"Made {Path('audio_out') / made.name}, spoken by kokoro:af_heart." in told.err
    assert 3 < soundfile.info(made).duration < 20
    asked = len(server.asked)
    assert compassion("voices", "install", "kokoro").err.startswith("kokoro is here and whole")
    assert len(server.asked) == asked


def test_it_is_the_default_once_it_is_there(
    compassion: Call, server: FileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The warmest voice speaks when none is named."""
    assert server.files
    monkeypatch.delenv("COMPASSION_VOICE")
    compassion("voices", "install", "kokoro", "--yes")
    assert json.loads(compassion("voices", "--json").out)["default"] == "kokoro:af_heart"


def test_a_piper_voice_is_installed_by_its_name(
    compassion: Call, server: FileServer, tmp_path: Path
) -> None:
    """Its sizes are asked, its digests recorded, and a changed file is noticed after."""
    name = f"piper:{PIPER}"
    told = compassion("voices", "install", name, "--yes")
    assert told.status == 0, told.err
    assert re.search(rf"  {PIPER}\.onnx +\d+(\.\d)? (kB|bytes)   {server.address}", told.err)
    assert f"MODEL_CARD\nInstalled {name}" in told.err
    folder = tmp_path / "data" / "piper"
    recorded = json.loads((folder / f"{PIPER}.digests").read_text())
    assert recorded[f"{PIPER}.onnx"]["sha256"] == hashlib.sha256(piper_model()).hexdigest()
    assert compassion("voices", "try", name, "-o", "alba.mp3").status == 0
    (folder / f"{PIPER}.onnx").write_bytes(piper_model()[::-1])
    told = compassion("voices", "try", name, "-o", "again.mp3", "--pace", "100")
    assert told.status == 1
    assert f"bring it again: compassion voices install {name}" in told.err
    assert compassion("voices", "install", name, "--yes").status == 0
    assert (folder / f"{PIPER}.onnx").read_bytes() == piper_model()


def test_a_published_file_that_changed_is_not_taken_for_the_old_one(
    compassion: Call, server: FileServer, tmp_path: Path
) -> None:
    """The digest that was recorded holds until the voice is removed."""
    name = f"piper:{PIPER}"
    compassion("voices", "install", name, "--yes")
    (tmp_path / "data" / "piper" / f"{PIPER}.onnx").unlink()
    server.files[f"/{PIPER}.onnx"].data = piper_model()[::-1]
    told = compassion("voices", "install", name, "--yes")
    assert told.status == 1
    assert "is not the file it should be" in told.err
    assert compassion("voices", "remove", name).status == 0
    assert compassion("voices", "install", name, "--yes").status == 0


def test_files_from_a_folder_need_no_network(
    compassion: Call, stick: Path, server: FileServer, tmp_path: Path
) -> None:
    """For machines without internet: checked as if they had been fetched; nobody is asked."""
    for name in ("kokoro", f"piper:{PIPER}"):
        told = compassion("voices", "install", name, "--from", str(stick))
        assert told.status == 0, told.err
    assert server.asked == []
    for file in kokoro.FILES:
        copy = tmp_path / "data" / "kokoro" / file.name
        assert copy.read_bytes() == (stick / file.name).read_bytes()


def test_a_folder_with_the_wrong_files_is_told(
    compassion: Call, stick: Path, tmp_path: Path
) -> None:
    """Damaged, missing, or no folder: one line each, and nothing half-installed."""
    path = stick / kokoro.FILES[0].name
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    told = compassion("voices", "install", "kokoro", "--from", str(stick))
    assert told.status == 1
    assert "is not the file it should be" in told.err
    assert not (tmp_path / "data" / "kokoro" / path.name).exists()
    path.unlink()
    told = compassion("voices", "install", "kokoro", "--from", str(stick))
    assert f"{path.name} is not in {stick}; fetch it from http" in told.err
    told = compassion("voices", "install", "kokoro", "--from", "nowhere")
    assert "Error: there is no folder 'nowhere'" in told.err


def test_nobody_to_ask_is_told_to_say_yes(
    compassion: Call, server: FileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a script nothing waits for an answer, and nothing is fetched without one."""
    with socket.socket() as none, none.makefile("r") as pipe:
        monkeypatch.setattr(sys, "stdin", pipe)
        told = compassion("voices", "install", "kokoro")
    assert told.status == 1
    assert "say yes with --yes" in told.err
    assert server.asked == []


@pytest.mark.parametrize(("answer", "status"), [("y\n", 0), ("n\n", 1), ("\n", 1)])
def test_a_person_is_asked_first(
    answer: str, status: int, compassion: Call, server: FileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the size in the question; the usual answer is no."""

    class Terminal(list[str]):
        """Somebody who types one answer."""

        def isatty(self) -> bool:
            """They are there."""
            return True

        def readline(self) -> str:
            """Type it."""
            return answer

    monkeypatch.setattr(sys, "stdin", Terminal())
    told = compassion("voices", "install", "kokoro")
    assert told.status == status
    assert re.search(r"Fetch \d+(\.\d)? [kM]B now\? \[y/N\]", told.err)
    assert bool(server.asked) == (status == 0)


def test_a_download_that_breaks_goes_on_the_next_time(
    compassion: Call, server: FileServer, tmp_path: Path
) -> None:
    """One line says so, and the same command finishes it."""
    big = server.files[f"/{kokoro.FILES[1].name}"]
    big.cut_after = len(big.data) // 2
    told = compassion("voices", "install", "kokoro", "--yes")
    assert told.status == 1
    assert told.err.splitlines()[-1].endswith("what has arrived is kept: run it again to go on")
    assert "kokoro is not here" in compassion("voices").out
    big.cut_after = None
    assert compassion("voices", "install", "kokoro", "--yes").status == 0
    assert server.asked[-1].headers["Range"] == f"bytes={len(big.data) // 2}-"
    whole = tmp_path / "data" / "kokoro" / kokoro.FILES[1].name
    assert whole.read_bytes() == big.data


def test_a_piper_voice_that_is_not_published_is_told(compassion: Call, server: FileServer) -> None:
    """Before anybody is asked."""
    assert server.files
    told = compassion("voices", "install", "piper:en_GB-nobody-low")
    assert told.status == 1
    assert "answers 404" in told.err
    assert "check the name" in told.err


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("kokro", "there is no engine called 'kokro'; did you mean kokoro"),
        ("piper", "piper has many voices: name one"),
        ("piper:alba", "piper has no voice called 'alba'"),
        ("tone", "tone has no files to install; it speaks here already"),
    ],
)
def test_a_name_that_cannot_be_installed_is_told(name: str, message: str, compassion: Call) -> None:
    """With the nearest, an example, or the reason."""
    for verb in ("install", "remove"):
        told = compassion("voices", verb, name)
        assert told.status == 1
        assert message in told.err


def test_removing_frees_the_room(compassion: Call, stick: Path, tmp_path: Path) -> None:
    """What is removed is told, and what was not there, too."""
    assert "nothing of kokoro is installed" in compassion("voices", "remove", "kokoro").err
    compassion("voices", "install", "kokoro", "--from", str(stick))
    told = compassion("voices", "remove", "kokoro")
    assert re.fullmatch(r"Removed kokoro: [\d.]+ [kM]B are free again\.\n", told.err)
    assert [path.name for path in (tmp_path / "data" / "kokoro").iterdir()] == [".lock"]


def test_a_voice_is_tried_in_a_file(compassion: Call, surroundings: Path) -> None:
    """A sentence of the library, under the voice's name, or where it is asked for."""
    assert compassion("voices", "try", "tone:low", "-o", "audio_out/").status == 0
    made = surroundings / "audio_out" / "try-tone-low.mp3"
    assert soundfile.info(made).duration > 3
    assert compassion("voices", "try", "tone:low", "-o", "low.mp3", "--pace", "200").status == 0
    assert soundfile.info(surroundings / "low.mp3").duration < soundfile.info(made).duration
    (surroundings / "low.mp3").write_text("someone's own")
    assert compassion("voices", "try", "tone:low", "-o", "low.mp3").status == 1
    assert compassion("voices", "try", "tone:low", "-o", "low.mp3", "--force").status == 0
    told = compassion("voices", "try", "tone:lo", "-o", "low.mp3")
    assert told.err.startswith("Error: tone has no voice called 'lo'; did you mean low?")


def test_the_kept_lines_are_shown_pruned_and_cleared(compassion: Call, tmp_path: Path) -> None:
    """How many, how large, where."""
    folder = tmp_path / "cache" / "lines"
    assert compassion("voices", "cache").out == f"0 lines, 0 bytes, in {folder}\n"
    compassion("voices", "try", "espeak", "-o", "x.mp3")
    kept = json.loads(compassion("voices", "cache", "--json").out)
    assert kept["lines"] == 1
    assert kept["bytes"] > 100_000
    assert kept["folder"] == str(folder)
    assert compassion("voices", "cache", "--prune", "500MB").out.startswith("Gave up 0 lines, 0")
    told = compassion("voices", "cache", "--clear")
    assert re.match(r"Gave up 1 line, [\d.]+ kB\.\n0 lines, 0 bytes", told.out)
    assert compassion("voices", "cache", "--prune", "much").status == 2
    assert compassion("voices", "cache", "--prune", "1GB", "--clear").status == 2


def test_a_command_of_voices_that_is_misspelt_is_answered_with_the_nearest(
    compassion: Call,
) -> None:
    """And the options of one are not given to the other in silence."""
    told = compassion("voices", "instal", "kokoro")
    assert told.status == 2
    assert "did you mean install?" in told.err
    assert compassion("voices", "--json", "cache").status == 2


def test_a_voice_is_heard_where_nothing_else_is_asked_for(
    compassion: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the speaker; where there is none, one sentence says how to make a file."""
    opened: list[Collector] = []

    class Quick(Collector):
        """Asks for more as soon as it has it."""

        def start(self) -> None:
            super().start()
            opened.append(self)
            threading.Thread(target=self._ask, daemon=True).start()

        def _ask(self) -> None:
            while self.is_open:
                self.drive(Milliseconds(60))
                time.sleep(0)

    monkeypatch.setattr(speaker, "Speaker", lambda pull, **_: Quick(pull))
    told = compassion("voices", "try", "tone:low")
    assert told.status == 0
    assert told.err.startswith("That was tone:low.\nChoose it for all: compassion settings voice")
    assert np.count_nonzero(opened[0].heard) > 3 * 48_000
    monkeypatch.setattr(speaker, "Speaker", Speaker)
    monkeypatch.setitem(sys.modules, "miniaudio", None)
    told = compassion("voices", "try", "tone:low")
    assert told.status == 1
    assert told.err.endswith("make a file of it: compassion voices try tone:low -o FILE\n")
