"""`compassion doctor`: each line is ok, or says what to do."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from compassion_audio.errors import NoSpeaker
from compassion_audio.studio import health
from tests.cli.conftest import Said

Call = Callable[..., Said]


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a home of its own and a speaker, on no desktop."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_CONFIG_HOME", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "PULSE_SERVER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(health, "speakers", lambda: ("Loudspeaker", "Headphones"))


def test_where_nothing_is_amiss_all_is_well(compassion: Call) -> None:
    """What could be had in addition is no fault."""
    said = compassion("doctor")
    assert said.status == 0
    assert said.out.endswith("All is well.\n")
    assert "ok   speaker" in said.out
    assert "Loudspeaker, and 1 more" in said.out
    assert "-    rules" in said.out
    assert "MEND" not in said.out
    assert "Not verified on this operating system" in said.out


def test_what_does_not_work_is_told_with_what_to_do(
    compassion: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the exit status says so."""

    def none() -> tuple[str, ...]:
        raise NoSpeaker("there is nothing to play on", hint="plug one in")

    monkeypatch.setattr(health, "speakers", none)
    monkeypatch.setenv("COMPASSION_VOICE", "espeak:nobody")
    said = compassion("doctor")
    assert said.status == 1
    lines = said.out.splitlines()
    for part in ("voice", "speaker"):
        (at,) = [n for n, line in enumerate(lines) if line.startswith(f"MEND {part} ")]
        assert "to do: " in "".join(lines[at : at + 4])
    assert lines[-1] == "2 things are to be mended."


def test_settings_that_make_no_sense_do_not_end_it(compassion: Call) -> None:
    """The rest is looked at."""
    file = Path(os.environ["COMPASSION_SETTINGS"])
    file.parent.mkdir()
    file.write_text("voices = 3\n", encoding="utf-8")
    assert "MEND settings" in compassion("doctor").out
    file.write_text("nonsense", encoding="utf-8")
    said = compassion("doctor")
    assert said.status == 1
    assert "MEND settings" in said.out
    assert "ok   speaker" in said.out


def test_the_data_says_the_same(compassion: Call) -> None:
    """With the next occurrences, exact to the offset."""
    assert compassion("remind", "add", "breathing-space", "--at", "08:30").status == 0
    said = compassion("doctor", "--json")
    told = json.loads(said.out)
    assert said.status == 1  # a rule, and nobody who keeps it
    assert told["ok"] is False
    assert len(told["next"]) == 5
    states = {one["about"]: one["state"] for one in told["checks"]}
    assert states["service"] == states["login"] == states["notifications"] == "mend"
    assert states["speaker"] == "ok"
    assert all(one["fix"] for one in told["checks"] if one["state"] == "mend")
    assert told["unverified"]
    text = compassion("doctor").out
    assert "What comes next:" in text
    assert text.count("breathing-space") >= 5
