"""The real service in a process of its own, at a time of the test's choosing."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from compassion_audio.reminders.instance import Told, ask, is_running, service_folder
from compassion_audio.reminders.ledger import ledger_file
from tests.patience import HANGS


@dataclass(frozen=True, slots=True)
class Home:
    """A person's folders."""

    folder: Path

    @property
    def data(self) -> Path:
        """Where the service keeps what it keeps."""
        return self.folder / "data"

    @property
    def ledger(self) -> Path:
        """Where the ledger is."""
        return ledger_file(self.data)

    @property
    def service(self) -> Path:
        """Where the lock is."""
        return service_folder(self.data)

    def write(self, rules: str) -> None:
        """Write the file of rules, as of the day before those on which tests take place."""
        file = self.folder / "reminders.toml"
        file.write_text("version = 1\n" + rules, encoding="utf-8")
        long_before = datetime(2026, 5, 31, 20, tzinfo=UTC).timestamp()
        os.utime(file, (long_before, long_before))

    def environ(self, more: Mapping[str, str]) -> dict[str, str]:
        """Give the surroundings of a process: nobody's desktop, and a zone."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "XDG_RUNTIME_DIR")
        }
        return {
            **kept,
            "TZ": "Europe/Oslo",
            "COMPASSION_DATA": str(self.data),
            "COMPASSION_CACHE": str(self.folder / "cache"),
            "COMPASSION_SETTINGS": str(self.folder / "settings.toml"),
            **more,
        }


def false_clock(find: Callable[[str], str], moment: str) -> dict[str, str]:
    """Let a process begin at a moment, as a clock of its zone shows it, and go on from there.

    The monotonic clock, by which processes wait, stays true.
    """
    find("faketime")
    library = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
    return {
        "LD_PRELOAD": str(library),
        "FAKETIME": f"@{moment}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
    }


class Running:
    """`compassion remind run`.

    Args:
        home: Whose.
        environ: What else it finds around it.
        out: Where what it prints is added.
    """

    def __init__(self, home: Home, environ: Mapping[str, str], *, out: Path) -> None:
        self._home = home
        with out.open("ab") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "compassion_audio", "remind", "run"],
                env=home.environ(environ),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                cwd=home.folder,
            )

    def __enter__(self) -> Self:
        """Leave nothing running."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it, however."""
        self.process.kill()
        self.process.wait()

    def wait(self) -> None:
        """Wait until it answers."""
        self.until(lambda: is_running(self._home.service) and self._address())

    def until(self, holds: Callable[[], object]) -> None:
        """Wait until something holds."""
        give_up = time.monotonic() + HANGS
        while not holds():
            assert time.monotonic() < give_up, "it never comes true"
            assert self.process.poll() is None, "it has ended"
            time.sleep(0.02)

    def ask(self, **question: str) -> Told:
        """Ask it something."""
        return ask(self._home.service, question)

    def end(self) -> int:
        """Ask it to end as the system does, and give its status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(HANGS)

    def _address(self) -> bool:
        try:
            told = json.loads((self._home.service / "service.json").read_bytes())
        except (OSError, ValueError):
            return False
        return bool(told["process"] == self.process.pid)
