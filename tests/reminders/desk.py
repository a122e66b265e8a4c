"""A desktop for tests: a session bus, a screen that nobody sees, dunst, and a hand that presses.

Everything is real; only the person is a script.
"""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.patience import HANGS

_BUS = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={folder}/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
"""Without folders of services: only what a test starts is there."""

_DUNST = """\
[global]
    dmenu = "{folder}/hand"
    markup = full
    format = "%s\\n%b"
    idle_threshold = 0
    stack_duplicates = false
[told]
    summary = "*"
    script = "{folder}/eye"
"""

_EYE = """\
#!{python} -S
import json, os
names = ("ID", "SUMMARY", "BODY", "URGENCY", "TIMEOUT", "CATEGORY", "DESKTOP_ENTRY", "APP_NAME")
row = {{name.lower(): os.environ.get("DUNST_" + name, "") for name in names}}
with open({seen!r}, "w") as pipe:
    pipe.write(json.dumps(row) + "\\n")
"""

_HAND = """\
#!{python} -S
import sys
wanted = open({wanted!r}).read()
for line in sys.stdin:
    if line.startswith("#" + wanted + " "):
        sys.stdout.write(line)
        break
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """A notice, as it came on the screen."""

    id: int
    summary: str
    body: str
    urgency: str
    timeout: str
    category: str
    desktop_entry: str
    app_name: str


class Desk:
    """A desktop with one notification server, which can be ended and started again.

    Args:
        folder: For everything it keeps.
        environ: With the bus and the screen.
        find: Finds a program, or skips the test.
    """

    def __init__(
        self, folder: Path, environ: Mapping[str, str], find: Callable[[str], str]
    ) -> None:
        self.environ = dict(environ)
        self.address = environ["DBUS_SESSION_BUS_ADDRESS"]
        self._folder = folder
        self._dunst, self._dunstctl = find("dunst"), find("dunstctl")
        self._server: subprocess.Popen[bytes] | None = None
        self._eyes = os.open(folder / "seen", os.O_RDWR)  # so that it never ends
        self._rest = b""

    def start_server(self) -> None:
        """Start dunst and wait until it can be called.

        On a busy machine it may end at once, before the screen or the bus has answered it.
        """
        give_up = time.monotonic() + HANGS
        asked = [self._dunstctl, "is-paused"]
        while True:
            if self._server is None or self._server.poll() is not None:
                self._server = self._started()
            told = subprocess.run(asked, env=self.environ, capture_output=True, check=False)
            if not told.returncode:
                return
            assert time.monotonic() < give_up, "no notification server can be started"

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [self._dunst, "-config", str(self._folder / "dunstrc")],
            env=self.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def end_server(self) -> None:
        """Kill it, as a crash would."""
        if self._server:
            self._server.kill()
            self._server.wait()
            self._server = None

    def restart(self) -> None:
        """End the server and start a new one, with an empty screen that nobody has looked at."""
        self.end_server()
        self.start_server()
        while select.select([self._eyes], [], [], 0)[0]:
            os.read(self._eyes, 65_536)
        self._rest = b""

    def hang_server(self) -> None:
        """Let it answer no more."""
        assert self._server
        self._server.send_signal(signal.SIGSTOP)

    def wake_server(self) -> None:
        """Let it go on."""
        assert self._server
        self._server.send_signal(signal.SIGCONT)

    def look(self) -> Seen:
        """Wait for the next notice on the screen."""
        give_up = time.monotonic() + HANGS
        while b"\n" not in self._rest:
            left = max(0.0, give_up - time.monotonic())
            assert select.select([self._eyes], [], [], left)[0], "nothing came on the screen"
            self._rest += os.read(self._eyes, 65_536)
        line, _, self._rest = self._rest.partition(b"\n")
        row = json.loads(line)
        return Seen(**{**row, "id": int(row["id"])})

    def count(self) -> int:
        """Say how many notices are on the screen."""
        return int(self.control("count", "displayed"))

    def press(self, label: str) -> None:
        """Press the button with this label, of whichever notice has one."""
        (self._folder / "wanted").write_text(label, encoding="utf-8")
        self.control("context")

    def dismiss(self) -> None:
        """Close the newest notice, as a click does."""
        self.control("close")

    def control(self, *words: str) -> str:
        """Call dunst's own remote control."""
        told = subprocess.run(
            [self._dunstctl, *words], env=self.environ, capture_output=True, check=True, text=True
        )
        return told.stdout.strip()

    def close(self) -> None:
        """Leave nothing running."""
        self.end_server()
        os.close(self._eyes)


@contextmanager
def desk_in(folder: Path, find: Callable[[str], str]) -> Iterator[Desk]:
    """Set up a desktop, with its server running.

    Args:
        folder: Private and short: the name of a socket has at most 107 bytes.
        find: Finds a program, or skips the test.
    """
    daemon, screen = find("dbus-daemon"), find("Xvfb")
    _write_parts(folder)
    with ExitStack() as stack:
        where = folder / "bus"
        _started(stack, [daemon, f"--config-file={folder}/bus.conf", "--nofork", "--print-address"])
        number = _started(
            stack, [screen, "-displayfd", "1", "-screen", "0", "640x480x8", "-nolisten", "tcp"]
        )
        environ = {
            **os.environ,
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={where}",
            "DISPLAY": f":{number}",
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
        }
        for name in ("WAYLAND_DISPLAY", "XDG_CURRENT_DESKTOP"):
            environ.pop(name, None)
        desk = Desk(folder, environ, find)
        stack.callback(desk.close)
        desk.start_server()
        yield desk


def _write_parts(folder: Path) -> None:
    os.mkfifo(folder / "seen", 0o600)
    python = sys.executable
    for name, text in (
        ("bus.conf", _BUS.format(folder=folder)),
        ("dunstrc", _DUNST.format(folder=folder)),
        ("eye", _EYE.format(python=python, seen=str(folder / "seen"))),
        ("hand", _HAND.format(python=python, wanted=str(folder / "wanted"))),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    for name in ("eye", "hand"):
        (folder / name).chmod(0o700)


def _started(stack: ExitStack, words: list[str]) -> str:
    """Start a program that says on one line when it is ready; give the line."""
    running = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    stack.callback(_ended, running)
    assert running.stdout
    assert select.select([running.stdout], [], [], HANGS)[0], f"{words[0]} does not start"
    line = running.stdout.readline().decode().strip()
    assert line, f"{words[0]} has ended at once"
    return line


def _ended(running: subprocess.Popen[bytes]) -> None:
    running.terminate()
    try:
        running.wait(HANGS)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()
    if running.stdout:
        running.stdout.close()


@contextmanager
def short_folder() -> Iterator[Path]:
    """Give a private folder whose name leaves room for a socket's."""
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="desk-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
