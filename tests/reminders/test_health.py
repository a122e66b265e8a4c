"""How reminders are: well on a desktop with everything, and each thing that is not is named."""

import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from compassion_audio.machine import Diagnosis, diagnosed_folder
from compassion_audio.reminders.autostart.startup import Startup
from compassion_audio.reminders.autostart.ways import install, is_current, way_here
from compassion_audio.reminders.health import Health, Surroundings, examine, unverified
from compassion_audio.reminders.instance import Instance, service_folder
from tests.reminders.desk import Desk
from tests.rights import as_someone_without_rights

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="these are the ways of Linux")

STARTUP = Startup(("/a b/python", "-m", "compassion_audio", "remind", "run"), (("A", "1"),))

RULES = """\
version = 1

[rule.morning]
play = "breathing-space"
at = "08:30"
"""


@pytest.fixture
def around(tmp_path: Path) -> Surroundings:
    """Give a home with one rule, and nothing else."""
    file = tmp_path / "reminders.toml"
    file.write_text(RULES, encoding="utf-8")
    (tmp_path / "programs").mkdir()
    return Surroundings(
        file=file,
        data=tmp_path / "data",
        startup=STARTUP,
        now=datetime(2026, 3, 27, 12, tzinfo=UTC),
        home=ZoneInfo("Europe/Oslo"),
        environ={"HOME": str(tmp_path), "PATH": str(tmp_path / "programs")},
    )


def by_name(health: Health) -> dict[str, Diagnosis]:
    """Give what was found of each part."""
    return {one.about: one for one in health.found}


def test_where_everything_is_there_all_is_well(
    desk: Desk, around: Surroundings, tmp_path: Path
) -> None:
    """With the next five, over the night in which clocks are changed."""
    environ = {**desk.environ, "HOME": str(tmp_path), "PATH": str(around.environ["PATH"])}
    environ.pop("XDG_CONFIG_HOME", None)
    around = replace(around, environ=environ)
    install(STARTUP, start=lambda _: None, environ=environ)
    with ExitStack() as stack:
        stack.enter_context(Instance(service_folder(around.data)))
        health = examine(around)
    found = by_name(health)
    assert [one for one in health.found if one.state == "mend"] == []
    assert found["notifications"].told.startswith("shown by dunst")
    assert found["service"].told == "running"
    assert found["login"].told == "started by an entry in the desktop's autostart folder"
    assert found["zone"].told == "Europe/Oslo, where it is 2026-03-27 13:00 (+01:00)"
    desk.control("set-paused", "true")
    (told,) = [one.told for one in examine(around).found if one.about == "a bad moment"]
    assert told.startswith("reminders are held: Do Not Disturb is on; it cannot be told whether")
    dues = [one.due.astimezone(around.home).isoformat() for one, _ in health.following]
    assert len(dues) == 5
    assert dues[:2] == ["2026-03-28T08:30:00+01:00", "2026-03-29T08:30:00+02:00"]
    assert {rule.id for _, rule in health.following} == {"morning"}


def test_what_a_rule_needs_is_to_be_mended(around: Surroundings) -> None:
    """Each with what to do; where there is no rule, it is only said."""
    found = {}
    for text, state in ((RULES, "mend"), ("", "note")):
        around.file.write_text(text, encoding="utf-8")
        found = by_name(examine(around))
        for part in ("notifications", "service", "login"):
            assert found[part].state == state
            assert found[part].fix
    assert found["rules"].state == "note"
    off = RULES + "enabled = false\n"
    around.file.write_text(off, encoding="utf-8")
    health = examine(around)
    assert by_name(health)["service"].state == "note"
    assert health.following == ()


def test_a_file_with_an_error_is_told_with_its_line(around: Surroundings) -> None:
    """And the rest is looked at all the same."""
    around.file.write_text(RULES.replace("08:30", "25:30"), encoding="utf-8")
    found = by_name(examine(around))
    assert found["rules"].state == "mend"
    assert "line 5" in found["rules"].told
    assert found["service"].state == "mend"


def test_an_entry_of_a_program_that_was_here_before_is_noticed(around: Surroundings) -> None:
    """As when Python was installed anew elsewhere; other surroundings are a choice."""
    environ = around.environ
    install(STARTUP, start=lambda _: None, environ=environ)
    assert by_name(examine(around))["login"].state == "ok"
    elsewhere = Startup(("/new/python", *STARTUP.command[1:]))
    found = by_name(examine(replace(around, startup=elsewhere)))["login"]
    assert (found.state, found.fix) == ("mend", "compassion remind on")
    assert is_current("xdg", Startup(STARTUP.command), environ)
    assert way_here(environ) == "xdg"


def test_folders_are_looked_at_with_their_rights(tmp_path: Path) -> None:
    """One that is not there yet is where it can be made."""
    there = tmp_path / "there"
    there.mkdir(mode=0o755)
    file = tmp_path / "file"
    file.touch()
    assert diagnosed_folder("x", there).state == "ok"
    assert diagnosed_folder("x", there / "a" / "b").told.endswith("b (not there yet)")
    assert diagnosed_folder("x", file).told == f"{file} is no folder"
    assert diagnosed_folder("x", file / "below").state == "mend"
    private = diagnosed_folder("x", there, is_private=True)
    assert (private.state, private.fix) == ("mend", f"chmod 700 '{there}'")
    there.chmod(0o700)
    assert diagnosed_folder("x", there, is_private=True).state == "ok"
    with as_someone_without_rights():
        assert diagnosed_folder("x", there).state == "mend"
        assert diagnosed_folder("x", there / "below").state == "mend"


def test_what_no_test_has_seen_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """For each system its own; of one that nobody tried, everything."""
    seen = set()
    for platform in ("linux", "darwin", "win32", "plan9"):
        monkeypatch.setattr(sys, "platform", platform)
        seen.add(tuple(unverified()))
    assert len(seen) == 4
    assert all(seen)


def test_nobody_is_started_by_looking(around: Surroundings, program: Callable[[str], str]) -> None:
    """Nor is anything written."""
    assert program("dbus-daemon")
    before = sorted(around.file.parent.rglob("*"))
    examine(around)
    assert sorted(around.file.parent.rglob("*")) == before
