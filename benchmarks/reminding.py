"""What the running reminders cost and how soon they are there: `python benchmarks/reminding.py`.

The real service with twenty rules, on a session bus with dunst and a sound server whose card leads
nowhere: its memory and its wake-ups in a minute in which nothing is due, and, several times over,
how long after its moment a notice had been delivered and a practice was playing. Printed as
Markdown. Run from the repository's root, with what the tests need; nothing else should be running.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

import numpy as np
import soundfile
from tests.reminders.desk import desk_in, short_folder
from tests.reminders.running import Home, Running, false_clock

from compassion_audio.reminders.ledger import Ledger
from compassion_audio.reminders.rule import DAYS

MOST_MEGABYTES, MOST_WAKES, MOST_SECONDS = 24.0, 3.0, 1.0
RULES, ROUNDS, MINUTE, SETTLES = 20, 7, 60.0, 15.0
FAR = DAYS[(datetime.now().astimezone().weekday() + 3) % 7]
IDLE = "".join(
    f'[rule.r{number}]\nplay = "breathing-space"\nat = "{number:02}:17"\non = "{FAR}"\n'
    for number in range(RULES)
)


def found(name: str) -> str:
    """Find a program that this needs."""
    path = shutil.which(name)
    if path is None:
        sys.exit(f"{name} is not here; this needs what the tests need, and .ci/run installs that")
    return path


@contextmanager
def sound_server(home: Path) -> Iterator[dict[str, str]]:
    """Start a sound server whose only card leads nowhere."""
    home.mkdir(mode=0o700)
    around = {"PULSE_SERVER": f"unix:{home}/socket", "XDG_CONFIG_HOME": f"{home}"}
    modules = (
        f"module-native-protocol-unix socket={home}/socket auth-anonymous=1",
        "module-null-sink sink_name=card rate=48000",
    )
    loads = [word for module in modules for word in ("-L", module)]
    options = ["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", *loads]
    surroundings = {**os.environ, "HOME": f"{home}", "XDG_RUNTIME_DIR": f"{home}"}
    command = [found("pulseaudio"), *options]
    with subprocess.Popen(command, env=surroundings, stderr=subprocess.DEVNULL) as server:
        try:
            asked, calling = [found("pactl"), "info"], {**os.environ, **around}
            while subprocess.run(asked, env=calling, capture_output=True, check=False).returncode:
                time.sleep(0.05)
            yield around
        finally:
            server.terminate()


def status(process: int) -> tuple[float, int]:
    """Give how many megabytes a process holds, and how often its threads have had to wait."""
    told = Path(f"/proc/{process}/status").read_text()
    kilobytes = next(line.split()[1] for line in told.splitlines() if line.startswith("VmRSS"))
    waits = 0
    for task in Path(f"/proc/{process}/task").iterdir():
        for line in (task / "status").read_text().splitlines():
            if line.startswith("voluntary_ctxt_switches"):
                waits += int(line.split()[1])
    return int(kilobytes) * 1024 / 1e6, waits


def idle(folder: Path, around: dict[str, str]) -> tuple[float, float]:
    """Give the megabytes and the wake-ups a minute of a service with nothing to do."""
    home = Home(folder)
    folder.mkdir()
    home.write(IDLE)
    with Running(home, around, out=folder / "out") as running:
        running.wait()
        time.sleep(SETTLES)
        _, before = status(running.process.pid)
        time.sleep(MINUTE)
        megabytes, after = status(running.process.pid)
        running.end()
    return megabytes, (after - before) * 60 / MINUTE


def late(folder: Path, around: dict[str, str], *, how: str, until: str, lead: int) -> float:
    """Give how many seconds after its moment a reminder had come so far."""
    home = Home(folder)
    folder.mkdir()
    noise = np.random.default_rng(1).standard_normal(48_000 * 20).astype(np.float32) * 0.05
    soundfile.write(folder / "noise.wav", noise, 48_000)
    home.write(f'[rule.calm]\nplay = "{folder / "noise.wav"}"\nat = "08:30"\nhow = "{how}"\n')
    clock = false_clock(found, f"2026-06-01 08:29:{60 - lead}")
    with Running(home, {**around, **clock}, out=folder / "out") as running:
        running.wait()
        with Ledger(home.ledger) as ledger:
            running.until(lambda: until in [one.what for one in ledger.happenings()])
            (one,) = ledger.history()
            when = next(told.at for told in ledger.happenings() if told.what == until)
        running.end()
    return (when - one.occurrence.due).total_seconds()


def main() -> None:
    """Measure, and print."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        short = stack.enter_context(short_folder())
        desk = stack.enter_context(desk_in(short, found))
        sound = stack.enter_context(sound_server(folder / "sound"))
        screen = {name: desk.environ[name] for name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY")}
        around = {**screen, **sound}
        megabytes, wakes = idle(folder / "idle", around)
        notices, sounds = [], []
        for number in range(ROUNDS):
            notices.append(
                late(folder / f"n{number}", around, how="ask", until="delivered", lead=6)
            )
            sounds.append(late(folder / f"p{number}", around, how="play", until="playing", lead=14))
    print("| the service with 20 rules, on a desktop | must | measured |")
    print("|---|---|---|")
    print(f"| memory | {MOST_MEGABYTES:g} MB | {megabytes:.1f} MB |")
    print(f"| wake-ups a minute | {MOST_WAKES:g} | {wakes:.1f} |")
    for what, found_late in (("a notice is there after", notices), ("sound begins after", sounds)):
        middle, most = statistics.median(found_late), max(found_late)
        print(f"| {what} | {MOST_SECONDS:g} s | {middle:.2f} s, at most {most:.2f} s |")


if __name__ == "__main__":
    main()
