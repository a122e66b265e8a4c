"""The child process speaks, says the same line the same way, and is never waited for in vain."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from compassion_audio.errors import SpeechFailed
from compassion_audio.voices.espeak_process import SCRIPT, Worker
from compassion_audio.voices.espeak_wheel import library
from tests.patience import HANGS

LIBRARY = library()
LINE = "May I be kind to myself in this moment, and may I have what I need."

Children = Callable[[], set[int]]


@pytest.fixture
def children() -> Children:
    """Tell the processes that this one has started and that are not gone, zombies included."""
    if not sys.platform.startswith("linux"):
        pytest.skip("processes are counted in Linux's /proc")

    def started() -> set[int]:
        found = set()
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # it may end while we look
                parent = stat.read_text().rpartition(")")[2].split()[1]
                if int(parent) == os.getpid():
                    found.add(int(stat.parent.name))
        return found

    return started


@contextmanager
def worker(library: Path = LIBRARY) -> Iterator[Worker]:
    """Start a child with the real library, and end it."""
    child = Worker(library)
    try:
        yield child
    finally:
        child.stop()


def say(child: Worker, text: str = LINE, *, voice: str = "en-us+klatt4") -> bytes:
    """Let a child say a line, and give its samples."""
    _, samples = child.speak(text=text, voice=voice, rate=120, gap=0)
    return samples


def loudness(samples: bytes) -> float:
    """Measure a root mean square of full scale."""
    heard: npt.NDArray[np.float64] = np.frombuffer(samples, dtype="<i2") / 32768
    return float(np.sqrt(np.mean(heard**2)))


def test_it_speaks() -> None:
    """Fifteen words take some seconds, and are loud enough to be words."""
    with worker() as child:
        rate, samples = child.speak(text=LINE, voice="en-us+klatt4", rate=120, gap=0)
    assert rate == 22_050
    assert 3 < len(samples) / 2 / rate < 9
    assert loudness(samples) > 0.02


@pytest.mark.parametrize("text", ["Naïve? — “déjà vu”, she said…", "доброта", "5 < 6 & <b>7</b>"])
def test_it_takes_whatever_people_write(text: str) -> None:
    """Quotation marks, other alphabets and what looks like markup are words like others."""
    with worker() as child:
        assert loudness(say(child, text)) > 0.01


def test_text_is_read_as_utf_8() -> None:
    """A curly apostrophe sounds as a straight one does, not as three foreign letters."""
    with worker() as child:
        assert say(child, "I’m here, and it’s hard.") == say(child, "I'm here, and it's hard.")


def test_a_higher_rate_is_quicker_and_a_wider_gap_slower() -> None:
    """Calibration turns these two, so they have to mean something."""
    with worker() as child:

        def length(rate: int, gap: int) -> int:
            return len(child.speak(text=LINE, voice="en-us+klatt4", rate=rate, gap=gap)[1])

        assert length(160, 0) < 0.85 * length(120, 0)
        assert length(80, 20) > 1.15 * length(80, 0)


def test_a_line_is_the_same_after_other_lines_later_and_in_another_process() -> None:
    """The library keeps state and throws dice, its own and the system's; nobody may hear it.

    Each of these voices throws others. Other lines are said for more than a second, because the
    clock that seeds the dice counts seconds.
    """
    voices = ("en-us+klatt4", "en-us+caleb", "en-gb-x-rp+f3")
    began = time.monotonic()
    others = 0
    with worker() as child:
        first = [say(child, voice=voice) for voice in voices]
        again = [say(child, voice=voice) for voice in voices]
        while time.monotonic() - began < 1.1 or others < 5:
            say(child, f"Something else, {others}.", voice=voices[others % 3])
            others += 1
        later = [say(child, voice=voice) for voice in voices]
    with worker() as another:
        elsewhere = [say(another, voice=voice) for voice in voices]
    assert first == again == later == elsewhere


def test_a_voice_that_is_not_there_is_refused_by_its_name() -> None:
    """The child says what it lacks, and the hint where to look."""
    child = Worker(LIBRARY)
    with pytest.raises(SpeechFailed, match="eSpeak NG has no voice en-nowhere") as caught:
        say(child, voice="en-nowhere")
    assert "compassion voices" in caught.value.hint


def test_a_library_that_cannot_be_loaded_is_an_error_to_be_read(tmp_path: Path) -> None:
    """A damaged installation is named, not shown as a broken pipe."""
    broken = tmp_path / LIBRARY.name
    broken.write_bytes(b"this is no library")
    with pytest.raises(SpeechFailed, match=broken.name):
        say(Worker(broken))


def test_a_folder_with_a_very_long_path_will_do(tmp_path: Path) -> None:
    """The library itself fails when the path to its data is longer than about 160 characters."""
    folder = tmp_path.joinpath(*["a long way down"] * 12)
    assert len(str(folder)) > 180
    folder.mkdir(parents=True)
    shutil.copy(LIBRARY, folder)
    shutil.copytree(LIBRARY.parent / "espeak-ng-data", folder / "espeak-ng-data")
    with worker() as near, worker(folder / LIBRARY.name) as far:
        assert say(far) == say(near)


ASKED = "import sys, threading; sys.stdin.readline()\n"
ANSWER = ASKED + "sys.stdout.write({0!r}); sys.stdout.flush()\n"
HANG = "threading.Event().wait(10)\n"
"""It hangs until all is lost, and then answers: a parent that waits so long would be content."""

HEAD = '{"rate": 22050, "bytes": 100}\n'
FAULTS = {
    "dies before it is asked": "",
    "dies when it is asked": ASKED + "raise SystemExit(3)",
    "dies in the middle of its answer": ANSWER.format(HEAD[:20]),
    "dies in the middle of its samples": ANSWER.format(HEAD + "...."),
    "hangs when it is asked": ASKED + HANG + ANSWER.format(HEAD + "." * 100).removeprefix(ASKED),
    "hangs in the middle of its samples": (
        ANSWER.format(HEAD + "....") + HANG + "sys.stdout.write('.' * 96)"
    ),
    "answers rubbish": ANSWER.format("Segmentation fault\n") + HANG,
    "answers an empty line": ANSWER.format("\n") + HANG,
    "answers a list": ANSWER.format("[]\n") + HANG,
    "answers a number": ANSWER.format("5\n") + HANG,
    "answers without a rate": ANSWER.format('{"bytes": 0}\n') + HANG,
    "answers without samples": ANSWER.format('{"rate": 22050}\n') + HANG,
    "refuses": ANSWER.format('{"error": "it would rather not"}\n') + HANG,
}


def stand_in(fault: str, folder: Path, *, patience: float = 60) -> Worker:
    """Start a child that goes wrong in this way."""
    script = folder / "stand_in.py"
    script.write_text(FAULTS[fault])
    return Worker(LIBRARY, script=script, patience=0.3 if "hangs" in fault else patience)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_child_that_goes_wrong_is_an_error_and_leaves_nothing_behind(
    fault: str, tmp_path: Path, children: Children
) -> None:
    """However it fails, the person reads one line, and no process stays."""
    before = children()
    child = stand_in(fault, tmp_path)
    assert len(children() - before) == 1
    with pytest.raises(SpeechFailed) as caught:
        say(child)
    assert children() == before
    expected = "it would rather not" if fault == "refuses" else "stopped in the middle"
    assert expected in caught.value.message
    assert "compassion voices" in caught.value.hint


def test_a_request_too_long_for_a_pipe_does_not_hang(tmp_path: Path, children: Children) -> None:
    """A child that reads nothing is given up too, while it is being written to."""
    before = children()
    child = stand_in("hangs when it is asked", tmp_path)
    with pytest.raises(SpeechFailed):
        say(child, "kind " * 100_000)
    assert children() == before


def test_an_interpreter_that_cannot_be_started_is_an_error_to_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No bare errno, and nothing about the file that was to be written."""
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python-is-gone"))
    with pytest.raises(SpeechFailed, match="eSpeak NG did not start"):
        Worker(LIBRARY)


def test_ctrl_c_is_the_parents(children: Children) -> None:
    """The signal reaches the whole group; the child answers on, and its parent ends it."""
    before = children()
    with worker() as child:
        say(child)
        (pid,) = children() - before
        os.kill(pid, signal.SIGINT)
        assert say(child)
    assert children() == before


def test_ctrl_c_in_the_middle_of_a_line_leaves_nothing_behind(
    tmp_path: Path, children: Children
) -> None:
    """What is left unread of one answer can never be taken for the next."""
    script = tmp_path / "stand_in.py"
    script.write_text(f"{ASKED}import os, signal; os.kill(os.getppid(), signal.SIGINT)\n{HANG}")
    before = children()
    child = Worker(LIBRARY, script=script)
    with pytest.raises(KeyboardInterrupt):
        say(child)
    assert children() == before


def test_the_child_ends_when_its_parent_does() -> None:
    """Its input ends then, however the parent died, and so does it."""
    command = [sys.executable, str(SCRIPT), str(LIBRARY), str(LIBRARY.parent)]
    done = subprocess.run(command, input=b"", capture_output=True, timeout=HANGS, check=True)
    assert done.stdout == b""
