"""The speed table: `python benchmarks/run.py [ROUNDS]`, printed as Markdown.

Every figure is a ratio to something timed beside it in the same rounds, or a time on this
machine; medians of interleaved rounds, because machines are noisy.
"""

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PYTHON = sys.executable
NOTHING = [PYTHON, "-c", "pass"]
HELP = [str(Path(PYTHON).with_name("compassion")), "--help"]
IMPORT = [PYTHON, "-c", "import compassion_audio, sys; sys.exit('numpy' in sys.modules)"]
RENDER = [PYTHON, "-m", "compassion_audio", "render", "-q", "self-compassion-break"]
RENDER += ["--voice", "espeak", "--pace", "115"]
OURS = {name: value for name, value in os.environ.items() if not name.startswith("COMPASSION_")}


@dataclass(frozen=True, slots=True)
class Run:
    """What one process cost."""

    wall: float
    cpu: float
    megabytes: float
    """The largest process of the tree, resident."""


def measure(command: Sequence[str], folder: str) -> Run:
    """Run a command to its end and ask the system what it cost, children included."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=OURS, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def rounds(count: int) -> dict[str, list[Run]]:
    """Run everything in turn, `count` times, after one round that is thrown away."""
    commands = {"nothing": NOTHING, "help": HELP, "import": IMPORT, "render": RENDER}
    found: dict[str, list[Run]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as folder:
        for index in range(count + 1):
            for name, command in commands.items():
                run = measure(command, folder)
                if index:
                    found[name].append(run)
    return found


def row(name: str, value: float, unit: str, target: float) -> str:
    """Write one line of the table."""
    verdict = "yes" if value <= target else "NO"
    return f"| {name} | {value:.2f} {unit} | {target:g} {unit} | {verdict} |"


def main() -> int:
    """Print the table; exit 1 when a target is missed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    found = rounds(count)

    def ratio(name: str) -> float:
        pairs = zip(found[name], found["nothing"], strict=True)
        return statistics.median(run.wall / nothing.wall for run, nothing in pairs)

    wall = statistics.median(run.wall for run in found["render"])
    memory = max(run.megabytes for run in found["render"])
    lines = [
        row("`compassion --help` against `python -c pass`", ratio("help"), "times", 6),
        row("`import compassion_audio`, which loads no numpy", ratio("import"), "times", 2),
        row("the five-minute practice, embedded voice, wall", wall, "s", 4),
        row("the same, memory of the largest process", memory, "MB", 200),
    ]
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    print(f"{machine}, Python {platform.python_version()}, medians of {count} interleaved rounds\n")
    print("| what | measured | at most | met |\n|---|---|---|---|")
    print("\n".join(lines))
    return int(any(line.endswith("| NO |") for line in lines))


if __name__ == "__main__":
    sys.exit(main())
