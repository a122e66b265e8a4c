"""What tests share: system parts that may be missing, and a person's surroundings of their own."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

from compassion_audio.settings import Folders

settings.register_profile("calm", deadline=None, print_blob=True, max_examples=40)
settings.register_profile("long", deadline=None, print_blob=True, max_examples=1500)
settings.load_profile("long" if os.environ.get("COMPASSION_LONG") == "1" else "calm")

_PACKAGES = {
    "7zz": "7zip",
    "Xvfb": "xvfb",
    "chromium": "chromium",
    "dbus-daemon": "dbus",
    "dunst": "dunst",
    "dunstctl": "dunst",
    "epubcheck": "epubcheck",
    "faketime": "faketime",
    "ffmpeg": "ffmpeg",
    "ffprobe": "ffmpeg",
    "flite": "flite",
    "gio": "libglib2.0-bin",
    "java": "default-jre-headless",
    "mp3val": "mp3val",
    "mpg123": "mpg123",
    "notify-send": "libnotify-bin",
    "pactl": "pulseaudio-utils",
    "paplay": "pulseaudio-utils",
    "parec": "pulseaudio-utils",
    "pulseaudio": "pulseaudio",
    "sox": "sox",
    "systemd-analyze": "systemd",
    "zbarimg": "zbar-tools",
}


def found_program(name: str) -> str:
    """Find a program that a test needs, or skip the test and name the package that brings it.

    With COMPASSION_REQUIRE_ALL=1 a missing program is a failure.
    """
    found = shutil.which(name)
    return found or missing(f"{name} is not here; install the package {_PACKAGES[name]}")


def missing(reason: str) -> NoReturn:
    """Skip a test for want of something, or fail it where everything has to be there."""
    if os.environ.get("COMPASSION_REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def program() -> Callable[[str], str]:
    """Give what finds a program that a test needs."""
    return found_program


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test an empty folder to stand in, and no settings but its own."""
    for name in list(os.environ):
        if name.startswith("COMPASSION_") and name != "COMPASSION_REQUIRE_ALL":
            monkeypatch.delenv(name)
    monkeypatch.setenv("COMPASSION_SETTINGS", str(tmp_path / "config" / "settings.toml"))
    monkeypatch.setenv("COMPASSION_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COMPASSION_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("COMPASSION_VOICE", "espeak")  # the same on every machine
    monkeypatch.setattr(os, "fsync", lambda _: None)  # no test loses its power, and disks are slow
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


@pytest.fixture(scope="session")
def spoken_once(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """Give folders for tests that only need practices spoken, whoever speaks them first."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    return Folders(shared / "spoken" / "data", shared / "spoken" / "cache")


_LONG = ("tests/reminders/test_end_to_end.py", "tests/studio/test_render.py")
"""Begun first, so that no worker is left with one of them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest; everything else stays in its order."""
    items.sort(key=lambda item: not item.nodeid.startswith(_LONG))
