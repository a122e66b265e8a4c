"""How quickly lines are spoken: `python benchmarks/voices.py [ROUNDS]`, printed as Markdown.

Times are on this machine, medians of interleaved rounds after one that is thrown away; two
workers are timed beside one in the same rounds, because only the ratio travels. Calibration is
part of a cold start of eSpeak NG, and is done beforehand for the system's voices.
"""

import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from compassion_audio import library
from compassion_audio.audio.clip import Clip
from compassion_audio.script import Say, parse, resolve
from compassion_audio.units import WordsPerMinute
from compassion_audio.voices.cache import LineCache
from compassion_audio.voices.engine import Home
from compassion_audio.voices.espeak import EspeakEngine
from compassion_audio.voices.lines import Speaker, spoken_lines
from compassion_audio.voices.names import Chosen, find_voice
from compassion_audio.voices.system import SystemEngine

LINES = 120
PAIRED = 32
"""Lines that one worker and two workers say in a round."""

PACE = WordsPerMinute(115)


class CountedEspeak(EspeakEngine):
    """Speaks as usual, and counts the lines."""

    lines = 0

    def speak(self, text: str, *, voice: str, pace: WordsPerMinute) -> Clip:
        """Count, and speak."""
        self.lines += 1
        return super().speak(text, voice=voice, pace=pace)


def practice_lines() -> list[Say]:
    """Give different lines of the bundled practices."""
    steps = [step for slug in library.slugs() for step in resolve(parse(library.read(slug).text))]
    found = {step.text: step for step in steps if isinstance(step, Say)}
    said = list(found.values())
    while len(said) < LINES:
        one, another = said[-1], said[len(said) // 2]
        said.append(replace(one, text=f"{another.text} {len(said)}."))
    return said[:LINES]


def timed(work: Callable[[], object]) -> float:
    """Do something, and give the seconds it took."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def speak_all(lines: Sequence[Say], voice: Chosen, folder: Path | None) -> None:
    """Say lines as a rendering does, and let go of the engine."""
    with closing(voice.engine):
        kept = LineCache(folder) if folder else None
        for _ in spoken_lines(lines, Speaker(voice, PACE, kept=kept)):
            pass


def espeak_round(lines: Sequence[Say]) -> tuple[float, float, float, int]:
    """Give the seconds cold, from the cache, and after one edit; and the lines spoken after it."""
    home = Home()
    with tempfile.TemporaryDirectory() as name:
        engines = [CountedEspeak(home) for _ in range(3)]
        edited = [*lines[:50], replace(lines[50], text="This line is another one."), *lines[51:]]
        times = [
            timed(lambda: speak_all(said, find_voice("espeak", {"espeak": engine}), Path(name)))  # noqa: B023  # called at once
            for engine, said in zip(engines, (lines, lines, edited), strict=True)
        ]
    if engines[1].lines:
        raise SystemExit(f"{engines[1].lines} lines were spoken that were in the cache")
    return times[0], times[1], times[2], engines[2].lines


def system_seconds(lines: Sequence[Say], home: Home, workers: int) -> float:
    """Give the seconds in which so many workers say lines through pyttsx3."""
    engine = SystemEngine(home)
    engine.hands = workers
    voice = find_voice("system", {"system": engine})
    return timed(lambda: speak_all(lines, voice, None))


def row(name: str, value: str, target: str, *, is_met: bool) -> str:
    """Write one line of the table."""
    return f"| {name} | {value} | {target} | {'yes' if is_met else 'NO'} |"


def main() -> int:
    """Print the table; exit 1 when a target is missed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    lines, home = practice_lines(), Home()
    system_seconds(lines[:1], home, 2)
    rounds = [
        (
            espeak_round(lines),
            system_seconds(lines[:PAIRED], home, 1),
            system_seconds(lines[:PAIRED], home, 2),
        )
        for _ in range(count + 1)
    ][1:]
    cold, cached, edited = (statistics.median(one[0][part] for one in rounds) for part in range(3))
    spoken = max(one[0][3] for one in rounds)
    ratio = statistics.median(one[1] / one[2] for one in rounds)
    each = statistics.median(one[1] for one in rounds) / PAIRED
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, ", end="")
    print(f"Python {platform.python_version()}, medians of {count} interleaved rounds\n")
    print("| what | measured | target | met |\n|---|---|---|---|")
    table = [
        row(f"espeak, {LINES} lines cold", f"{cold:.2f} s", "at most 2 s", is_met=cold <= 2),
        row("the same from the cache", f"{cached:.2f} s", "at most 0.2 s", is_met=cached <= 0.2),
        row("the same after one edit", f"{edited:.2f} s", "no other line", is_met=spoken == 1),
        row(
            "system, two workers against one",
            f"{ratio:.2f} times",
            "at least 1.6",
            is_met=ratio >= 1.6,
        ),
        row("system, one line by one worker", f"{each * 1000:.0f} ms", "", is_met=True),
    ]
    print("\n".join(table))
    return int(any(line.endswith("| NO |") for line in table))


if __name__ == "__main__":
    sys.exit(main())
