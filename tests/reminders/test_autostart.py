"""What is installed to start the service, read by those who will read it."""

import os
import plistlib
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from compassion_audio.errors import CompassionAudioError
from compassion_audio.reminders.autostart.launchd import agent
from compassion_audio.reminders.autostart.startup import Startup
from compassion_audio.reminders.autostart.systemd import unit
from compassion_audio.reminders.autostart.ways import install, installed, parts, remove, way_here
from compassion_audio.reminders.autostart.windows import task
from compassion_audio.reminders.autostart.xdg import entry
from tests.patience import HANGS

GOLDEN = Path(__file__).parent / "golden"

linux = pytest.mark.skipif(sys.platform != "linux", reason="these are the ways of Linux")

PLAIN = Startup(
    ("/opt/calm/bin/python", "-P", "-m", "compassion_audio", "remind", "run"),
    (("COMPASSION_DATA", "/home/anna/my data"), ("PATH", "/usr/local/bin:/usr/bin:/bin")),
)

ODD = "a b%c\"d\\e$HOME`f'g;h&i<j>é"
"""Everything that means something to somebody."""


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("compassion-reminders.service", unit(PLAIN)),
        ("compassion-reminders.desktop", entry(PLAIN, has_unit=False)),
        ("compassion-reminders-beside-unit.desktop", entry(PLAIN, has_unit=True)),
        ("compassion-audio.reminders.plist", agent(PLAIN).decode()),
        ("reminders.xml", task(PLAIN, user="HOME\\anna").decode("utf-16").replace("\r\n", "\n")),
    ],
)
def test_what_is_installed_is_what_was_looked_at(name: str, made: str) -> None:
    """A change shows in a file that people can read."""
    assert made == (GOLDEN / name).read_text(encoding="utf-8")


def odd_program(folder: Path) -> tuple[Path, Path]:
    """Make a program with an odd name that writes down what it was told; give where it writes."""
    odd = folder / ODD
    odd.mkdir()
    told = folder / "told"
    program = odd / "run"
    program.write_text(
        f'#!{sys.executable} -S\nimport os, sys\nwith open({str(told)!r}, "w") as out:\n'
        '    print(ascii([sys.argv[1:], os.environ.get("ODD")]), file=out)\n',
        encoding="utf-8",
    )
    program.chmod(0o700)
    return program, told


@linux
def test_systemd_finds_no_fault_with_the_unit(
    tmp_path: Path, program: Callable[[str], str]
) -> None:
    """Nor with a path in which everything means something; a program that is not there it names."""
    analyze = program("systemd-analyze")
    odd, _ = odd_program(tmp_path)

    def verify(startup: Startup) -> str:
        file = tmp_path / "compassion-reminders.service"
        file.write_text(unit(startup), encoding="utf-8")
        told = subprocess.run(
            [analyze, "--user", "verify", "--man=no", str(file)],
            capture_output=True,
            text=True,
            env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
            check=False,
        )
        return "\n".join(one for one in told.stderr.splitlines() if "compassion" in one)

    assert verify(Startup((sys.executable, *PLAIN.command[1:]), PLAIN.environment)) == ""
    assert verify(Startup((str(odd), ODD), (("ODD", ODD),))) == ""
    assert "/nowhere/python" in verify(Startup(("/nowhere/python",)))


@linux
def test_a_desktop_starts_the_entry_whatever_is_in_its_paths(
    tmp_path: Path, program: Callable[[str], str]
) -> None:
    """Every word arrives as it was given."""
    odd, told = odd_program(tmp_path)
    words = (ODD, "", "--plain=yes", "%f", "$x", "a\\")
    file = tmp_path / "odd.desktop"
    text = entry(Startup((str(odd), *words), (("ODD", ODD),)), has_unit=False)
    file.write_text(text, encoding="utf-8")
    subprocess.run([program("gio"), "launch", str(file)], check=True, capture_output=True)
    give_up = time.monotonic() + HANGS
    while not (told.exists() and told.read_text(encoding="utf-8").endswith("\n")):
        assert time.monotonic() < give_up
    assert told.read_text(encoding="utf-8").strip() == ascii([list(words), ODD])


def test_a_line_of_the_unit_is_taken_apart_into_what_was_put_together() -> None:
    """By systemd's own rules for quotes, specifiers and variables."""
    made = unit(Startup(("/bin/x", ODD, "", "two words"), (("ODD", ODD),)))
    (line,) = re.findall(r"^ExecStart=(.*)$", made, re.MULTILINE)
    words = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', line)
    plain = [
        re.sub(r"\\(.)", r"\1", a).replace("%%", "%").replace("$$", "$") or b for a, b in words
    ]
    assert plain == ["/bin/x", ODD, "", "two words"]
    assert line.count("$") == 2
    (line,) = re.findall(r"^Environment=(.*)$", made, re.MULTILINE)
    assert re.sub(r"\\(.)", r"\1", line[1:-1]).replace("%%", "%") == f"ODD={ODD}"
    assert "ExecStart=/usr/bin/env /a/$$b" in unit(Startup(("/a/$b",)))


def test_macos_and_windows_read_back_what_was_written() -> None:
    """With all that means something in XML, and in a command line of Windows."""
    odd = Startup(("/x y/p", ODD, "end\\", 'a\\"b', ""), (("ODD", ODD),))
    table = plistlib.loads(agent(odd))
    assert table["ProgramArguments"] == list(odd.command)
    assert table["EnvironmentVariables"] == {"ODD": ODD}
    found = ET.fromstring(task(odd, user="A&B\\<anna>"))  # noqa: S314  # our own
    space = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
    assert {one.text for one in found.iter(f"{space}UserId")} == {"A&B\\<anna>"}
    assert [one.text for one in found.iter(f"{space}Command")] == ["/x y/p"]
    (arguments,) = (one.text for one in found.iter(f"{space}Arguments"))
    assert arguments == f'"{ODD.replace(chr(34), chr(92) + chr(34))}" end\\ a\\\\\\"b ""'


@pytest.mark.parametrize("words", [(), ("",), ("/x", "two\nlines")])
def test_what_no_file_can_hold_is_refused(words: tuple[str, ...]) -> None:
    """Before anything is written."""
    with pytest.raises(ValueError, match=r"command|line break"):
        Startup(words)


class System:
    """A home with a systemctl that writes down what it is asked."""

    def __init__(self, folder: Path, *, works: bool) -> None:
        self.home = folder / "home"
        self._log = folder / "log"
        self._log.write_text("", encoding="utf-8")
        programs = folder / "programs"
        programs.mkdir()
        end = "" if works else "echo Failed to connect to bus >&2; exit 1\n"
        script = f'#!/bin/sh\necho "$*" >> "{self._log}"\n{end}'
        (programs / "systemctl").write_text(script, encoding="utf-8")
        (programs / "systemctl").chmod(0o700)
        self.environ: Mapping[str, str] = {"HOME": str(self.home), "PATH": str(programs)}
        self.started: list[Startup] = []

    @property
    def asked(self) -> list[str]:
        """Everything so far."""
        return self._log.read_text(encoding="utf-8").splitlines()

    def files(self) -> set[str]:
        """Everything that is installed."""
        return {str(one.relative_to(self.home)) for one in self.home.rglob("*") if not one.is_dir()}


ENTRY = ".config/autostart/compassion-reminders.desktop"
UNIT = ".config/systemd/user/compassion-reminders.service"


@linux
def test_where_systemd_runs_the_unit_is_enabled_and_started(tmp_path: Path) -> None:
    """And an entry for sessions that it does not manage; both are gone afterwards."""
    system = System(tmp_path, works=True)
    assert installed(system.environ) is None
    assert install(PLAIN, start=system.started.append, environ=system.environ) == "systemd"
    assert system.asked[1:] == [
        "--user daemon-reload",
        "--user enable compassion-reminders.service",
        "--user restart compassion-reminders.service",
    ]
    assert system.started == []
    assert system.files() == {ENTRY, UNIT}
    assert "X-systemd-skip=true" in (system.home / ENTRY).read_text(encoding="utf-8")
    assert installed(system.environ) == "systemd"
    assert remove(system.environ)
    assert system.asked[-2:] == [
        "--user disable --now compassion-reminders.service",
        "--user daemon-reload",
    ]
    assert system.files() == set()
    assert not remove(system.environ)


@linux
@pytest.mark.parametrize("has_systemctl", [True, False])
def test_where_systemd_does_not_run_the_desktop_starts_it(
    tmp_path: Path, *, has_systemctl: bool
) -> None:
    """Nothing tells systemd to pass over the only entry; we start it now ourselves."""
    system = System(tmp_path, works=False)
    if not has_systemctl:
        (tmp_path / "programs" / "systemctl").unlink()
    assert way_here(system.environ) == "xdg"
    assert install(PLAIN, start=system.started.append, environ=system.environ) == "xdg"
    assert system.started == [PLAIN]
    assert system.files() == {ENTRY}
    assert "X-systemd-skip" not in (system.home / ENTRY).read_text(encoding="utf-8")
    assert installed(system.environ) == "xdg"
    assert remove(system.environ)
    assert installed(system.environ) is None


@linux
def test_what_systemd_says_against_it_is_told(tmp_path: Path) -> None:
    """With what to do instead."""
    system = System(tmp_path, works=False)
    with pytest.raises(CompassionAudioError, match="Failed to connect to bus") as told:
        install(PLAIN, start=system.started.append, way="systemd", environ=system.environ)
    assert "compassion remind run" in told.value.hint


def test_every_way_can_be_shown(tmp_path: Path) -> None:
    """Before it is installed, on whatever system one is."""
    environ = {"HOME": str(tmp_path), "USERDOMAIN": "D", "USERNAME": "anna"}
    for way, word in (
        ("systemd", "ExecStart"),
        ("xdg", "Exec="),
        ("launchd", "RunAtLoad"),
        ("windows", "D\\anna"),
    ):
        found = parts(way, PLAIN, environ)  # type: ignore[arg-type]  # they are the ways
        assert word in found[0].text
        assert all(str(one.path).startswith(str(tmp_path)) for one in found)
