"""The real service, on a real desktop and a real sound server; only the person is a script."""

import random
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
import soundfile

from compassion_audio.reminders.instance import is_running
from compassion_audio.reminders.ledger import Ledger
from tests.hearing import Server, likeness, server
from tests.reminders.desk import Desk
from tests.reminders.running import Home, Running, false_clock

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="its parts are Linux's")

__all__ = ["server"]

KILLS = 20

PROMPT = timedelta(seconds=10)
"""A second is what is promised, and what an idle machine takes a fifth of; this one may be busy."""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Give a person a home."""
    folder = tmp_path / "home"
    folder.mkdir()
    return Home(folder)


def practice_in(folder: Path, *, seed: int) -> Path:
    """Make a recording like which there is no other: half a minute of noise that comes and goes.

    No sample of it is near to nothing, so that what was silent is a gap.
    """
    dice = np.random.default_rng(seed)
    shape = 48_000 * 30
    noise = dice.choice((-1, 1), shape) * dice.uniform(0.2, 1, shape).astype(np.float32)
    swell = np.repeat(dice.uniform(0.1, 1, 300), 4_800).astype(np.float32)
    path = folder / f"practice-{seed}.wav"
    soundfile.write(path, noise * swell * 0.1, 48_000, "FLOAT")
    return path


def test_a_reminder_is_shown_played_and_stopped(
    home: Home, desk: Desk, server: Server, program: Callable[[str], str], tmp_path: Path
) -> None:
    """At its time, the practice that was due and no other, until Stop is pressed."""
    server.sink("card")
    server.default("card")
    due, other = (practice_in(tmp_path, seed=seed) for seed in (1, 2))
    home.write(f'[rule.calm]\nplay = "{due}"\nat = "08:30"\n')
    around = {name: desk.environ[name] for name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY")}
    around |= false_clock(program, "2026-06-01 08:29:57")
    with Running(home, around, out=tmp_path / "out") as running:
        running.wait()
        seen = desk.look()
        assert (seen.summary, seen.body) == ("Time for a pause", "")
        recorder = server.recorder("card")
        desk.press("Play")
        assert desk.look().body == "Playing."
        recorder.wait(4)
        desk.press("Stop")
        running.until(lambda: running.ask(do="status")["playing"] is None)
        heard = recorder.end()
        assert running.end() == 0, (tmp_path / "out").read_text()
    with Ledger(home.ledger) as ledger:
        (one,) = ledger.history()
        happened = ledger.happenings()
    assert one.outcome == "shown"
    assert timedelta() <= one.at - one.occurrence.due < PROMPT
    assert [told.what for told in happened] == ["delivered", "playing", "stopped"]
    assert happened[0].at - one.occurrence.due < PROMPT
    assert (happened[-1].seconds or 0) >= 4
    piece = heard[3 * 48_000 : 4 * 48_000]  # after the fade at its beginning
    assert likeness(piece, soundfile.read(due, dtype="float32")[0]) > 0.5
    assert likeness(piece, soundfile.read(other, dtype="float32")[0]) < 0.3


def test_what_plays_by_itself_begins_on_time(
    home: Home, server: Server, program: Callable[[str], str], tmp_path: Path
) -> None:
    """A player was ready, and waited for its moment; it ends with the service."""
    server.sink("card")
    server.default("card")
    home.write(
        f'[rule.calm]\nplay = "{practice_in(tmp_path, seed=1)}"\nat = "08:30"\nhow = "play"\n'
    )
    around = false_clock(program, "2026-06-01 08:29:52")
    with Running(home, around, out=tmp_path / "out") as running, Ledger(home.ledger) as ledger:
        running.wait()
        running.until(lambda: "playing" in [one.what for one in ledger.happenings()])
        begun = ledger.happenings()[-1]
        (one,) = ledger.history()
        assert begun.at - one.occurrence.due < PROMPT
        assert running.end() == 0, (tmp_path / "out").read_text()
        assert ledger.happenings()[-1].what == "stopped"


def test_twenty_kills_lose_nothing_and_show_nothing_twice(
    home: Home, program: Callable[[str], str], tmp_path: Path
) -> None:
    """Whenever it dies, what was handled stays so, and what was not is shown in the end."""
    dice = random.Random(7)  # noqa: S311  # no secret
    times = [f"08:{minute:02}" for minute in range(KILLS)]
    home.write(f'[rule.calm]\nhow = "text"\nat = "{",".join(times)}"\n')
    out = tmp_path / "out"
    with Ledger(home.ledger) as ledger:
        for minute in range(KILLS):
            clock = false_clock(
                program,
                f"2026-06-01 07:{59}:59" if not minute else f"2026-06-01 08:{minute - 1:02}:59",
            )
            with Running(home, clock, out=out) as running:
                running.wait()
                killing = threading.Timer(dice.uniform(0, 1.0), running.process.kill)
                killing.start()
                assert running.process.wait(30) == -signal.SIGKILL
            assert not is_running(home.service)
        with Running(home, false_clock(program, "2026-06-01 08:20:30"), out=out) as running:
            running.wait()
            running.until(lambda: len(ledger.history()) >= KILLS)
            assert running.end() == 0, (tmp_path / "out").read_text()
        handled = ledger.history()
    assert sorted(one.occurrence.key for one in handled) == [
        f"calm|2026-06-01|{at}" for at in times
    ]
    outcomes = Counter(one.outcome for one in handled)
    assert outcomes.keys() <= {"shown", "folded", "interrupted"}
    printed = out.read_text().count("Time for a pause")
    assert outcomes["shown"] <= printed <= outcomes["shown"] + outcomes["interrupted"]
