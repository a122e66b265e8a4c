"""How voices, speaker, extras and folders are: each is well, or says what to do."""

import shutil
from collections import namedtuple
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from compassion_audio.errors import NoSpeaker
from compassion_audio.machine import Diagnosis
from compassion_audio.settings import Folders, Settings
from compassion_audio.studio import health
from compassion_audio.units import WordsPerMinute


@pytest.fixture(autouse=True)
def speaker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a speaker, whatever this machine has."""
    monkeypatch.setattr(health, "speakers", lambda: ("Loudspeaker",))


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """Give folders in which nothing is."""
    return Folders(tmp_path / "data", tmp_path / "cache")


def chosen(*, voice: str = "espeak", library: Path | None = None) -> Settings:
    """Give settings."""
    return Settings(voice, WordsPerMinute(115), Path("out"), library)


def of(about: str, found: tuple[Diagnosis, ...]) -> list[Diagnosis]:
    """Give what was found of one part."""
    return [one for one in found if one.about == about]


def test_every_engine_has_a_line(folders: Folders) -> None:
    """One that could be brought says how, and is no fault."""
    lines = {one.told.split(":")[0]: one for one in of("voices", health.examine(None, folders))}
    assert lines["espeak"].state == "ok"
    assert (lines["takes"].state, bool(lines["takes"].fix)) == ("note", True)


def test_a_voice_that_is_not_there_is_to_be_mended(folders: Folders) -> None:
    """The chosen one; without settings nobody is chosen."""
    (found,) = of("voice", health.examine(chosen(), folders))
    assert (found.state, found.told[:7]) == ("ok", "espeak:")
    (found,) = of("voice", health.examine(chosen(voice="nobody"), folders))
    assert (found.state, bool(found.fix)) == ("mend", True)
    assert of("voice", health.examine(None, folders)) == []


def test_a_library_that_is_gone_is_noticed(folders: Folders, tmp_path: Path) -> None:
    """As when a disk is not plugged in."""
    (found,) = of("library", health.examine(chosen(library=tmp_path), folders))
    assert found.state == "ok"
    (found,) = of("library", health.examine(chosen(library=tmp_path / "gone"), folders))
    assert found.state == "mend"
    assert of("library", health.examine(chosen(), folders)) == []


def test_where_nothing_can_play_it_is_said(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what the speaker's own error has to say."""

    def none() -> tuple[str, ...]:
        raise NoSpeaker("nothing to play on", hint="make a file")

    monkeypatch.setattr(health, "speakers", none)
    (found,) = of("speaker", health.examine(None, folders))
    assert found == Diagnosis("speaker", "nothing to play on", "mend", "make a file")


def test_a_disk_that_is_nearly_full_is_noticed(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before a recording is lost to it."""
    assert of("disk", health.examine(None, folders)) == []
    usage = namedtuple("usage", ("total", "used", "free"))  # noqa: PYI024  # as shutil's own
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(0, 0, 3 * 2**20))
    (found,) = of("disk", health.examine(None, folders))
    assert found.state == "mend"
    assert found.told.startswith("3 MB are free")


def test_an_extra_that_is_missing_is_no_fault(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says what brings it."""
    monkeypatch.setattr(health, "find_spec", lambda _: None)
    found = of("extras", health.examine(None, folders))
    assert {one.state for one in found} == {"note"}
    assert found[0].fix == "pip install 'compassion-audio[formats]'"
    monkeypatch.setattr(health, "find_spec", lambda name: ModuleSpec(name, None))
    assert {one.state for one in of("extras", health.examine(None, folders))} == {"ok"}


def test_without_a_home_nothing_is_kept() -> None:
    """Which is to be mended; the rest is looked at."""
    found = health.examine(None, None)
    assert of("folders", found)[0].state == "mend"
    assert of("speaker", found)
