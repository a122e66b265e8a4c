"""Do Not Disturb and a microphone in use, asked of real servers and of small ones."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from compassion_audio.reminders.considerate import do_not_disturb, microphone_in_use, untold
from tests.hearing import sound_server
from tests.patience import HANGS
from tests.reminders.desk import Desk

QUIET = "Do Not Disturb is on"
TALKING = "the microphone is in use"


def test_do_not_disturb_of_dunst_is_heeded(desk: Desk) -> None:
    """As long as it is on."""
    assert do_not_disturb(desk.environ) is None
    desk.control("set-paused", "true")
    assert do_not_disturb(desk.environ) == QUIET
    desk.control("set-paused", "false")
    assert do_not_disturb(desk.environ) is None


def test_where_no_server_is_nobody_is_asked(desk: Desk) -> None:
    """Nor started by the question; a bus that is not there is no error."""
    desk.end_server()
    assert do_not_disturb(desk.environ) is None
    assert do_not_disturb({"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}) is None
    assert do_not_disturb({}) is None


def test_a_server_that_hangs_is_not_waited_for(desk: Desk) -> None:
    """It counts as one that says nothing."""
    desk.hang_server()
    assert do_not_disturb(desk.environ) is None
    desk.wake_server()


@pytest.mark.parametrize(
    ("desktop", "program", "words", "told", "expected"),
    [
        ("ubuntu:GNOME", "gsettings", "show-banners", "false", QUIET),
        ("ubuntu:GNOME", "gsettings", "show-banners", "true", None),
        ("sway", "gsettings", "show-banners", "false", None),
        ("XFCE", "xfconf-query", "/do-not-disturb", "true", QUIET),
        ("XFCE", "xfconf-query", "/do-not-disturb", "false", None),
        ("XFCE", "xfconf-query", "/something-else", "true", None),
    ],
)
def test_the_settings_of_a_desktop_are_read(
    tmp_path: Path, desktop: str, program: str, words: str, told: str, expected: str | None
) -> None:
    """Only of the desktop that runs: others leave theirs behind."""
    script = f'#!/bin/sh\ncase "$*" in *{words}) echo {told};; *) exit 1;; esac\n'
    (tmp_path / program).write_text(script, encoding="utf-8")
    (tmp_path / program).chmod(0o700)
    assert do_not_disturb({"PATH": str(tmp_path), "XDG_CURRENT_DESKTOP": desktop}) == expected


@contextmanager
def recording(
    program: Callable[[str], str], environ: dict[str, str], device: str
) -> Iterator[None]:
    """Record, as a call does."""
    words = [program("parec"), f"--device={device}", "--latency-msec=10"]
    with subprocess.Popen(words, env=environ, stdout=subprocess.PIPE) as running:
        assert running.stdout
        assert running.stdout.read(1)
        yield
        running.terminate()


@pytest.mark.skipif(sys.platform != "linux", reason="the sound server of the test is Linux's")
def test_a_call_is_told_from_a_recording_of_the_loudspeaker(
    program: Callable[[str], str],
) -> None:
    """Only somebody who records the microphone is in a call, and only as long as they do."""
    with sound_server(program) as server:
        server.sink("loud")
        server.source("mouth")
        environ = server.environ
        assert microphone_in_use(environ) is None
        assert not [one for one in untold(environ) if "microphone" in one]
        with recording(program, environ, "loud.monitor"):
            assert microphone_in_use(environ) is None
        with recording(program, environ, "mouth"):
            assert microphone_in_use(environ) == TALKING
        give_up = time.monotonic() + HANGS
        while microphone_in_use(environ):
            assert time.monotonic() < give_up
    assert microphone_in_use(environ) is None
    assert [one for one in untold(environ) if "microphone" in one]


SOURCES = [
    {"index": 1, "name": "mouth", "properties": {"device.class": "sound"}},
    {"index": 2, "name": "loud.monitor", "properties": {}},
    {"index": 3, "name": "other", "properties": {"device.class": "monitor"}},
]


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ({"source": 1, "properties": {}}, TALKING),
        ({"source": 1}, TALKING),
        ({"source": 9, "properties": None}, TALKING),
        ({"source": 2}, None),
        ({"source": 3}, None),
        ({"source": 1, "corked": True}, None),
        ({"source": 1, "resample_method": "peaks"}, None),
        ({"source": 1, "properties": {"stream.monitor": "true"}}, None),
        ({"source": 1, "properties": {"application.id": "org.pulseaudio.pavucontrol"}}, None),
        ("nonsense", None),
    ],
)
def test_meters_and_what_is_held_are_no_calls(
    tmp_path: Path, output: Any, expected: str | None
) -> None:
    """A source that is not listed may be anything: it counts as a microphone."""
    (tmp_path / "source-outputs").write_text(json.dumps([output]) + "\n", encoding="utf-8")
    (tmp_path / "sources").write_text(json.dumps(SOURCES) + "\n", encoding="utf-8")
    script = f'#!/bin/sh\nwhile read -r line; do echo "$line"; done < "{tmp_path}/$4"\n'
    (tmp_path / "pactl").write_text(script, encoding="utf-8")
    (tmp_path / "pactl").chmod(0o700)
    assert microphone_in_use({"PATH": str(tmp_path)}) == expected


@pytest.mark.parametrize("script", ["echo nonsense", "echo '{}'", "exit 1", "echo '[1, null]'"])
def test_a_sound_server_that_talks_nonsense_is_no_error(tmp_path: Path, script: str) -> None:
    """Then nobody can tell, and the reminder is shown."""
    (tmp_path / "pactl").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (tmp_path / "pactl").chmod(0o700)
    assert microphone_in_use({"PATH": str(tmp_path)}) is None
