"""How soon `play` is heard: `python benchmarks/first_sound.py [ROUNDS]`, printed as Markdown.

Each round starts the real command with an empty cache, and takes the time from its start to the
moment when samples that are not silence reach the sound card's library. The sound card is
PulseAudio with a sink that leads nowhere, started for this alone. Medians of interleaved rounds.
"""

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MOST = 1.0
"""Seconds; no more may pass."""

CASES = {
    "a bell first": ["self-compassion-break"],
    "words first": ["words.md"],
    "words first, under rain": ["words.md", "--bed", "rain"],
    "words first, exactly five minutes": ["words.md", "--length", "5m"],
}
ASKED = ("a bell first", "words first")
WORDS = "---\ntitle: Words\n---\nYou are welcome here.\n\n" + "Rest your hands. [pause 9s]\n\n" * 12

LISTENER = """\
import sys, time
from compassion_audio.playback import speaker
usual = speaker.Speaker._played
def played(self, pull):
    def heard(frames):
        samples = pull(frames)
        if samples.any():
            print(time.time(), flush=True)
            sys.stdout.close()
            import os
            os._exit(0)
        return samples
    return usual(self, heard)
speaker.Speaker._played = played
from compassion_audio.cli import main
sys.argv[1:1] = ["play", "-q"]
main()
"""


def surroundings(home: Path) -> dict[str, str]:
    """Give an environment with nothing of this person's in it."""
    plain = {name: value for name, value in os.environ.items() if "COMPASSION_" not in name}
    names = ("HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "COMPASSION_DATA", "COMPASSION_CACHE")
    own = {name: str(home) for name in names}
    return plain | own | {"PULSE_SERVER": f"unix:{home}/socket", "COMPASSION_VOICE": "espeak"}


def first_sound(words: list[str], home: Path, env: dict[str, str]) -> float:
    """Start the command and give the seconds until it is heard."""
    with tempfile.TemporaryDirectory(dir=home) as cache:
        begin = time.time()
        told = subprocess.run(
            [sys.executable, "-c", LISTENER, *words],
            env=env | {"COMPASSION_CACHE": cache, "COMPASSION_DATA": cache},
            cwd=home,
            capture_output=True,
            check=True,
        )
        return float(told.stdout) - begin


def main() -> int:
    """Print the table; exit 1 when a target is missed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        home.chmod(0o700)
        (home / "words.md").write_text(WORDS, encoding="utf-8")
        env = surroundings(home)
        modules = (
            f"module-native-protocol-unix socket={home}/socket auth-anonymous=1",
            "module-null-sink rate=48000",
        )
        loads = [part for module in modules for part in ("-L", module)]
        options = ["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", *loads]
        with subprocess.Popen(["pulseaudio", *options], env=env, stderr=subprocess.DEVNULL) as one:
            try:
                while not (home / "socket").exists() and one.poll() is None:
                    time.sleep(0.01)
                found: dict[str, list[float]] = {name: [] for name in CASES}
                for index in range(count + 1):  # the first is thrown away
                    for name, words in CASES.items():
                        took = first_sound(words, home, env)
                        if index:
                            found[name].append(took)
            finally:
                one.terminate()
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    print(f"{machine}, Python {platform.python_version()}, medians of {count} interleaved rounds\n")
    print("| first sound of `play`, embedded voice, empty cache | s | at most | met |")
    print("|---|---|---|---|")
    medians = {name: statistics.median(times) for name, times in found.items()}
    for name, took in medians.items():
        target = f"{MOST:g} | {'yes' if took <= MOST else 'NO'}" if name in ASKED else "| "
        print(f"| {name} | {took:.2f} | {target} |")
    return int(any(medians[name] > MOST for name in ASKED))


if __name__ == "__main__":
    sys.exit(main())
