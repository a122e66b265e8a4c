"""`compassion remind on` and `off`, in a home of their own."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from compassion_audio.cli.remind_autostart import start_aside, startup_of
from compassion_audio.errors import CompassionAudioError
from compassion_audio.reminders.autostart.startup import Startup
from compassion_audio.reminders.instance import ask, is_running, service_folder
from tests.cli.conftest import Said
from tests.patience import HANGS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="these are the ways of Linux")

ENTRY = ".config/autostart/compassion-reminders.desktop"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a home, on a desktop without systemd, a bus or a screen."""
    folder = tmp_path / "a home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("PATH", str(folder))
    for name in ("XDG_CONFIG_HOME", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    return folder


def test_what_would_be_installed_is_shown_and_nothing_done(
    home: Path, compassion: Callable[..., Said]
) -> None:
    """With its place, and every setting of the environment."""
    said = compassion("remind", "on", "--print")
    assert said.status == 0
    first, *rest = said.out.splitlines()
    assert first == f"# {home / ENTRY}"
    (command,) = [line for line in rest if line.startswith("Exec=")]
    assert "COMPASSION_VOICE=espeak" in command
    assert command.endswith(f"{sys.executable} -P -m compassion_audio remind run")
    assert not (home / ENTRY).exists()
    assert not is_running(service_folder(Path(os.environ["COMPASSION_DATA"])))


def test_it_is_switched_on_and_off(home: Path, compassion: Callable[..., Said]) -> None:
    """The service runs when it is said to; switched on again, it is another; off, it has ended."""
    folder = service_folder(Path(os.environ["COMPASSION_DATA"]))

    def process() -> object:
        return ask(folder, {"do": "status"})["process"]

    try:
        said = compassion("remind", "on")
        assert (said.status, is_running(folder)) == (0, True)
        assert "an entry in the desktop's autostart folder" in said.err
        assert (home / ENTRY).is_file()
        first = process()
        assert compassion("remind", "on").status == 0
        assert process() != first
    finally:
        said = compassion("remind", "off")
    assert (said.status, said.err.strip()) == (0, "Reminders are off.")
    assert not is_running(folder)
    assert not (home / ENTRY).exists()
    said = compassion("remind", "off")
    assert (said.status, said.err.strip()) == (0, "Reminders were not on.")


def test_a_service_that_does_not_start_is_told(
    home: Path, compassion: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is to wait for reminders that never come."""
    monkeypatch.setattr(sys, "executable", "/bin/false")
    said = compassion("remind", "on")
    assert said.status == 1
    assert "did not start; see why with: compassion remind run" in said.err
    assert (home / ENTRY).exists()


def test_what_is_started_aside_is_on_its_own(tmp_path: Path) -> None:
    """With the surroundings that were written down."""
    told = tmp_path / "told"
    code = f"import os; open({str(told)!r}, 'w').write(os.environ['COMPASSION_X'] + os.getcwd())"
    start_aside(Startup((sys.executable, "-c", code), (("COMPASSION_X", "here "),)))
    wait_until(lambda: told.exists() and bool(told.read_text(encoding="utf-8")))
    assert told.read_text(encoding="utf-8") == "here /"
    with pytest.raises(CompassionAudioError, match="cannot be started"):
        start_aside(Startup(("/nowhere/python",)))


def test_only_what_decides_is_carried() -> None:
    """In order, and nothing that a file cannot hold."""
    startup = startup_of(
        {"HOME": "/h", "COMPASSION_VOICE": "v", "COMPASSION_DATA": "d", "PATH": ""}
    )
    data = str(Path("d").absolute())
    assert startup.environment == (("COMPASSION_DATA", data), ("COMPASSION_VOICE", "v"))
    startup = startup_of({"COMPASSION_CACHE": "~/x"})
    assert startup.environment == (("COMPASSION_CACHE", "~/x"),)
    with pytest.raises(CompassionAudioError, match="environment"):
        startup_of({"COMPASSION_DATA": "two\nlines"})


def wait_until(is_so: Callable[[], bool]) -> None:
    """Look again and again."""
    give_up = time.monotonic() + HANGS
    while not is_so():
        assert time.monotonic() < give_up
