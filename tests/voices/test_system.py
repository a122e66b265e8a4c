"""The system's voices speak whole passages at the right pace, whatever their child does."""

import importlib.util
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from compassion_audio import library, script
from compassion_audio.audio.clip import Clip
from compassion_audio.audio.trim import speech_bounds
from compassion_audio.errors import SpeechFailed, VoiceNotFound
from compassion_audio.units import WordsPerMinute
from compassion_audio.voices import espeak_wheel, system
from compassion_audio.voices.engine import Home
from compassion_audio.voices.espeak_process import Worker
from compassion_audio.voices.names import find_voice
from compassion_audio.voices.pace import count_words
from compassion_audio.voices.sound_file import read_sound
from compassion_audio.voices.system import SystemEngine
from compassion_audio.voices.system_process import IS_ESPEAK, SCRIPT, asked
from tests.patience import HANGS

VOICE = "English-America"
PACE = WordsPerMinute(115)
LINE = "May I be kind to myself in this moment, and may I have what I need."
LONG = " ".join([LINE] * 6)

on_espeak = pytest.mark.skipif(not IS_ESPEAK, reason="this is how eSpeak NG's voices are")


class Counted:
    """Asks as usual, and remembers what."""

    def __init__(self, ask: Callable[[Mapping[str, object]], dict[str, Any]] = asked) -> None:
        self.requests: list[dict[str, object]] = []
        self._ask = ask

    def __call__(self, request: Mapping[str, object]) -> dict[str, Any]:
        """Remember, and ask."""
        self.requests.append(dict(request))
        return self._ask(request)


@pytest.fixture(scope="module")
def home() -> Home:
    """Keep what was calibrated once for all tests of this page."""
    return Home()


@pytest.fixture
def engine(home: Home) -> SystemEngine:
    """Give an engine as a person has it."""
    return SystemEngine(home)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a folder for temporary files, and expect it to be empty at the end."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert not list(folder.iterdir())


def heard(clip: Clip) -> float:
    """Measure the seconds of speech in a clip."""
    start, end = speech_bounds(clip.samples)
    return (end - start) / clip.rate


def practice_lines() -> list[str]:
    """Give the lines of the bundled practices, each once."""
    steps = [
        step
        for slug in library.slugs()
        for step in script.resolve(script.parse(library.read(slug).text, name=slug))
    ]
    return list(dict.fromkeys(step.text for step in steps if isinstance(step, script.Say)))


@on_espeak
def test_twelve_passages_are_whole_and_at_the_pace_that_was_asked_for(home: Home) -> None:
    """The slow proof of 300 in small: every file whole at once, each as long as it should be.

    eSpeak NG itself, without pyttsx3, tells how long each passage is when nothing is lost.
    """
    ask = Counted()
    engine = SystemEngine(home, ask=ask)
    engine.speak("Hello.", voice=VOICE, pace=PACE)  # the first line is asked for alone
    lines = practice_lines()
    passages = [*lines[:: len(lines) // 11][:11], " ".join(lines[:4])]
    assert len(passages) == 12
    ask.requests.clear()
    with ThreadPoolExecutor(engine.hands) as pool:
        clips = list(pool.map(lambda line: engine.speak(line, voice=VOICE, pace=PACE), passages))
    assert len(ask.requests) == 12  # none was tried twice
    worker = Worker(espeak_wheel.library())
    for request, clip in zip(sorted(ask.requests, key=_place(passages)), clips, strict=True):
        tempo = {name: request[name] for name in ("rate", "gap")}
        _, samples = worker.speak(text=request["text"], voice="en-us", **tempo)  # type: ignore[arg-type]  # from JSON
        alone = np.frombuffer(samples, "<i2").astype(np.float32).reshape(-1, 1)
        start, end = speech_bounds(alone)
        assert heard(clip) == pytest.approx((end - start) / 22_050, rel=0.03, abs=0.05)
    worker.stop()
    words = sum(map(count_words, passages))
    assert words * 60 / sum(map(heard, clips)) == pytest.approx(PACE, rel=0.05)


def _place(passages: list[str]) -> Callable[[Mapping[str, object]], int]:
    return lambda request: passages.index(str(request["text"]))


@on_espeak
def test_a_line_is_always_the_same(engine: SystemEngine, home: Home) -> None:
    """Each passage has a process of its own with the same dice, in this run and in the next."""
    first = engine.speak(LINE, voice=VOICE, pace=PACE)
    engine.speak("Something else.", voice=VOICE, pace=PACE)
    again = SystemEngine(home).speak(LINE, voice=VOICE, pace=PACE)
    np.testing.assert_array_equal(first.samples, again.samples)


@on_espeak
@pytest.mark.parametrize("voice", ["en-us", "en-us+klatt4", "en-us+caleb"])
def test_a_file_has_the_same_bytes_in_every_process(voice: str, tmp_path: Path) -> None:
    """Voices throw different dice, the library's own and the system's; nobody may hear it."""
    file = tmp_path / "x.wav"
    request = {"text": LINE, "voice": voice, "rate": 120, "gap": 0, "file": str(file)}
    heard = set()
    for _ in range(3):
        asked(request)
        heard.add(file.read_bytes())
    assert len(heard) == 1


@on_espeak
def test_what_is_set_is_never_lost(tmp_path: Path) -> None:
    """Rate, gap and voice each decide the length, in whatever order lines are said."""

    def length(voice: str, rate: int, gap: int) -> float:
        request = {"text": LINE, "voice": voice, "rate": rate, "gap": gap}
        file = tmp_path / f"{voice[-2:]}-{rate}-{gap}.wav"
        asked({**request, "file": str(file)})
        return heard(read_sound(file))

    usual = length("gmw/en-us", 100, 0)
    assert length("gmw/en-us", 150, 0) < 0.8 * usual
    assert length("gmw/en-us", 100, 10) > 1.2 * usual
    assert length("roa/fr", 100, 0) != usual
    assert length("gmw/en-us", 100, 0) == usual


def test_a_long_line_is_said_in_passages(home: Home, temporary: Path) -> None:
    """Ninety-six words are said in two processes, and heard as one line."""
    ask = Counted()
    engine = SystemEngine(home, ask=ask)
    name = engine.voices()[0].name.partition(":")[2]
    engine.speak(LINE, voice=name, pace=PACE)
    ask.requests.clear()
    clip = engine.speak(LONG, voice=name, pace=PACE)
    texts = [str(request["text"]) for request in ask.requests]
    assert " ".join(texts) == LONG
    assert [count_words(text) for text in texts] == [48, 48]
    parts = [heard(engine.speak(text, voice=name, pace=PACE)) for text in texts]
    assert heard(clip) == pytest.approx(sum(parts) + 0.39, abs=0.05)
    assert not list(temporary.iterdir())


def test_it_is_here_and_nothing_is_loaded_to_say_so() -> None:
    """It comes with the base install."""
    assert SystemEngine().available()
    assert "pyttsx3" not in sys.modules


@pytest.mark.parametrize(
    ("gone", "fix"), [("pyttsx3", "pyttsx3"), ("espeakng_loader", "espeakng-loader")]
)
@on_espeak
def test_where_a_part_is_missing_it_says_how_to_get_it(
    gone: str, fix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command, before anything is tried."""
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == gone else found(name)
    )
    monkeypatch.setattr(system, "_system_has_espeak", lambda: False)
    if gone == "espeakng_loader":
        monkeypatch.setattr(system, "library", lambda: tmp_path / "gone")
    here = SystemEngine().available()
    assert not here
    assert here.fix.startswith("python -m pip install")
    assert here.fix.endswith(fix)


@on_espeak
def test_voices_are_known_by_name_by_identity_and_in_any_case(engine: SystemEngine) -> None:
    """As the system writes it, or as it can be typed."""
    assert engine.voices()[0].name == f"system:{VOICE}"
    for name in (VOICE, "english-america", "English (America)", "gmw/en-us", "Swahili"):
        assert engine.knows(name)
    for name in ("", "-", "English", "Samantha"):
        assert not engine.knows(name)
    assert all(voice.language.startswith("en") for voice in engine.voices())
    with pytest.raises(VoiceNotFound, match="no voice called 'English-Amerika'") as caught:
        find_voice("system:English-Amerika", {"system": engine})
    assert "English-America" in caught.value.hint


@on_espeak
def test_every_voice_of_the_system_speaks_in_its_own(engine: SystemEngine, tmp_path: Path) -> None:
    """What is listed can be set: pyttsx3 would go on with the last voice otherwise."""
    sounds = {}
    for voice in engine.voices():
        known = engine._found(voice.name.partition(":")[2])
        assert known is not None
        file = tmp_path / "x.wav"
        asked({"text": LINE, "voice": known.id, "rate": 120, "gap": 0, "file": str(file)})
        sounds[voice.name] = file.read_bytes()
    assert len(set(sounds.values())) >= len(sounds) - 1  # two English accents may share their words


def test_a_voice_that_is_not_there_is_refused_by_its_name(engine: SystemEngine) -> None:
    """Also where nobody looked before."""
    with pytest.raises(SpeechFailed, match="no voice Nobody") as caught:
        engine.speak(LINE, voice="Nobody", pace=PACE)
    assert "compassion voices" in caught.value.hint


def test_its_version_names_pyttsx3_and_makes_no_process() -> None:
    """Lines are kept under it, and looked for before anything is spoken."""
    ask = Counted()
    assert SystemEngine(ask=ask).version(VOICE).startswith("2.")
    assert ask.requests == []


@pytest.mark.parametrize(
    "text", ["\u2026", "<b>hi", "[[h@l'oU]]", "1234567890123456789", "\u6211\u4eec\u4eca\u5929"]
)
@on_espeak
def test_whatever_is_written_is_said_or_is_silence(text: str, engine: SystemEngine) -> None:
    """Marks alone, what looks like markup, long numbers and other scripts are no failures."""
    clip = engine.speak(text, voice=VOICE, pace=PACE)
    assert (heard(clip) > 0.3) == any(one.isalnum() for one in text)


CHILD = """
import json, os, pathlib, sys, threading
here = pathlib.Path(__file__).parent
asked = json.loads(sys.stdin.read())
if not asked:
    one = {"id": "x", "name": "Ada", "language": "en_US", "gender": "Female"}
    print(json.dumps({"voices": [one], "default": "x"}))
    raise SystemExit
with open(here / "children", "a") as children:
    children.write(f"{os.getpid()}\\n")

def writes(name, begin=0, end=None):
    data = (here / name).read_bytes()[begin:end]
    pathlib.Path(asked["file"]).write_bytes(data)
    print('{"saved": true}')

"""
FAULTS = {
    "dies": ("raise SystemExit(3)", "stopped in the middle"),
    "is killed": ("os.abort()", "stopped in the middle"),
    "hangs": ("threading.Event().wait(60)", "did not answer in time"),
    "says rubbish": ("print('Audio saved')", "stopped in the middle"),
    "says what is no text": ("os.write(1, bytes(range(128, 256)))", "stopped in the middle"),
    "says a number": ("print(5)", "stopped in the middle"),
    "refuses": ('print(\'{"error": "no"}\')', "failed: no"),
    "writes nothing": ("print('{}')", "there is no file"),
    "writes an empty file": ("writes('whole', 0, 0)", "it is empty"),
    "writes a head alone": ("writes('whole', 0, 44)", "breaks off"),
    "writes a part": ("writes('whole', 0, 40_000)", "breaks off"),
    "writes another format": ("writes('whole', 44, 40_000)", "neither WAV nor AIFF"),
    "writes too little": ("writes('short')", "took 0.5 s for 16 words"),
    "writes too much": ("writes('long')", "took 60.0 s for 16 words"),
    "writes silence": ("writes('silence')", "no sound for these words"),
}


def stand_in(does: str, folder: Path, *, patience: float = 20.0) -> SystemEngine:
    """Make an engine whose child does this, and whose voice Ada is calibrated already."""
    for name, seconds, level in (
        ("whole", 8.0, 0.1),
        ("short", 0.5, 0.1),
        ("long", 60.0, 0.1),
        ("silence", 8.0, 0.0),
    ):
        samples = np.full(round(seconds * 8_000), level)
        soundfile.write(folder / name, samples, 8_000, "PCM_16", format="WAV")
    child = folder / "child.py"
    child.write_text(CHILD + does)
    engine = SystemEngine(Home(), ask=partial(asked, script=child, patience=patience))
    engine._paces.found("Ada", PACE, engine.version("Ada"), lambda _, __: (120, 0))
    return engine


def children_of(folder: Path) -> list[int]:
    """Give the processes that were asked to speak, by number."""
    return [int(line) for line in (folder / "children").read_text().split()]


def is_there(process: int) -> bool:
    """Say whether a process is still there."""
    with suppress(ProcessLookupError):
        os.kill(process, 0)
        return True
    return False


@pytest.mark.usefixtures("temporary")
@pytest.mark.parametrize("fault", FAULTS)
def test_a_child_that_goes_wrong_is_one_clear_error(fault: str, tmp_path: Path) -> None:
    """It is tried twice and no more; nothing of it stays, no process and no file."""
    does, message = FAULTS[fault]
    engine = stand_in(does, tmp_path, patience=0.8 if fault == "hangs" else 20)
    engine.voices()
    with pytest.raises(SpeechFailed, match=message) as caught:
        engine.speak(LINE, voice="Ada", pace=PACE)
    assert caught.value.hint
    assert len(caught.value.lines()) == 1
    children = children_of(tmp_path)
    assert len(set(children)) == 2
    assert not any(map(is_there, children))


@pytest.mark.usefixtures("temporary")
def test_what_went_wrong_once_goes_well_in_a_fresh_child(tmp_path: Path) -> None:
    """Speech that is lost now and then is said again, and nobody has to know."""
    once = (
        "if not (here / 'tried').exists():\n    (here / 'tried').touch()\n    raise SystemExit(3)\n"
    )
    engine = stand_in(once + "writes('whole')", tmp_path)
    assert heard(engine.speak(LINE, voice="Ada", pace=PACE)) == pytest.approx(8, abs=0.01)
    assert len(children_of(tmp_path)) == 2


@pytest.mark.parametrize(
    ("does", "message"),
    [
        ("raise SystemExit(3)", "stopped in the middle"),
        ("print('{\"voices\": []}')", "has no voices|not to be read"),
        ('print(\'{"voices": 5, "default": 1}\')', "not to be read"),
    ],
)
def test_a_system_that_cannot_list_its_voices_is_an_error_to_be_read(
    does: str, message: str, tmp_path: Path
) -> None:
    """It is installed, and broken."""
    child = tmp_path / "child.py"
    child.write_text(does)
    engine = SystemEngine(ask=partial(asked, script=child))
    with pytest.raises(SpeechFailed, match=message):
        find_voice("system", {"system": engine})


def test_a_full_disk_is_told_and_not_waited_for(temporary: Path) -> None:
    """In pyttsx3 the failure is lost in a callback of the library, and it waits for ever."""
    gone = temporary / "gone" / "x.wav"
    request = {"text": LINE, "voice": "gmw/en-us", "rate": 120, "gap": 0, "file": str(gone)}
    with pytest.raises(SpeechFailed, match="No such file"):
        asked(request, patience=20)


def test_without_a_place_for_temporary_files_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No traceback from the depth of the system."""
    engine = stand_in("writes('whole')", tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(SpeechFailed, match="cannot write: No such file") as caught:
        engine.speak(LINE, voice="Ada", pace=PACE)
    assert "make room" in caught.value.hint


def test_an_interpreter_that_cannot_be_started_is_an_error_to_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No bare errno."""
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python-is-gone"))
    with pytest.raises(SpeechFailed, match="the system's voice did not start"):
        asked({})


def test_a_child_that_nobody_ends_ends_itself(tmp_path: Path) -> None:
    """Its parent was killed while a voice hung: the child has a watch of its own."""
    package = tmp_path / "pyttsx3.py"
    package.write_text("import threading\nthreading.Event().wait(60)\n")
    environ = {**os.environ, "PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "-P", str(SCRIPT), "0.5"]
    done = subprocess.run(
        command, input=b"{}", env=environ, capture_output=True, timeout=HANGS, check=False
    )
    assert done.returncode == 1
    assert done.stdout == b""


def test_the_words_are_not_on_the_command_line(tmp_path: Path) -> None:
    """Every user of a machine can read the commands of the others: words are private."""
    child = tmp_path / "child.py"
    child.write_text("import sys, json; print(json.dumps({'command': sys.argv}))")
    told = asked({"text": LINE}, script=child)
    assert "kind" not in " ".join(told["command"])
