"""The slow proof of the system's voices: `python benchmarks/system_voices.py [PASSAGES]`.

It speaks passages of one to sixty words through the real pyttsx3, as many at once as the machine
takes, and every bundled practice; and prints a row for `docs/proofs.md`. Where the system's
voices are eSpeak NG, each passage has to be as long as eSpeak NG itself makes it without pyttsx3,
so that no lost word goes unheard.
"""

import platform
import random
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from compassion_audio import library
from compassion_audio.audio.clip import Clip
from compassion_audio.audio.trim import speech_bounds
from compassion_audio.errors import SpeechFailed
from compassion_audio.script import Say, parse, resolve
from compassion_audio.units import WordsPerMinute
from compassion_audio.voices.espeak_process import Worker
from compassion_audio.voices.espeak_wheel import library as espeak_library
from compassion_audio.voices.pace import count_words
from compassion_audio.voices.passages import MOST_WORDS
from compassion_audio.voices.system import SystemEngine
from compassion_audio.voices.system_process import IS_ESPEAK, asked

PACE = WordsPerMinute(115)
ALIKE = 0.03
"""How much longer or shorter a whole passage may be than without pyttsx3, which ends it with a
pause of its own; and the same in seconds for very short ones."""

NEAR = 0.05


class Asked:
    """Asks as usual, and remembers every request that a fresh child had to be given."""

    def __init__(self) -> None:
        self.requests: list[Mapping[str, object]] = []

    def __call__(self, request: Mapping[str, object]) -> dict[str, Any]:
        """Remember, and ask."""
        self.requests.append(request)
        return asked(request)


def practice_lines(slug: str) -> list[str]:
    """Give the lines of a bundled practice."""
    steps = resolve(parse(library.read(slug).text, name=slug))
    return [step.text for step in steps if isinstance(step, Say)]


def drawn_passages(count: int) -> list[str]:
    """Draw different passages of one to sixty words from the practices' own, in a drawn order."""
    dice = random.Random(1)  # noqa: S311  # no secret
    words = [
        word for slug in library.slugs() for line in practice_lines(slug) for word in line.split()
    ]
    found: dict[str, None] = {}
    while len(found) < count:
        length, start = dice.randint(1, MOST_WORDS), dice.randrange(len(words) - MOST_WORDS)
        passage = " ".join(words[start : start + length])
        if count_words(passage) <= MOST_WORDS:
            found[passage] = None
    return list(found)


def heard(clip: Clip) -> float:
    """Measure the seconds of speech in a clip."""
    start, end = speech_bounds(clip.samples)
    return (end - start) / clip.rate


def all_spoken(engine: SystemEngine, voice: str, lines: Sequence[str]) -> list[float | None]:
    """Give the seconds of each line, None for one that failed."""

    def seconds(line: str) -> float | None:
        try:
            return heard(engine.speak(line, voice=voice, pace=PACE))
        except SpeechFailed as cause:
            print(f"failed: {cause}", file=sys.stderr)
            return None

    with ThreadPoolExecutor(engine.hands) as pool:
        return list(pool.map(seconds, lines))


def unlike(requests: Sequence[Mapping[str, Any]], seconds: Mapping[str, float | None]) -> int:
    """Count the passages that are not as long as eSpeak NG itself makes them."""
    worker = Worker(espeak_library())
    count = 0
    for request in requests:
        tempo = {name: request[name] for name in ("rate", "gap")}
        rate, samples = worker.speak(text=request["text"], voice="en-us", **tempo)
        alone = np.frombuffer(samples, "<i2").astype(np.float32).reshape(-1, 1)
        start, end = speech_bounds(alone)
        length = (end - start) / rate
        count += abs((seconds[request["text"]] or 0) - length) > length * ALIKE + ALIKE
    worker.stop()
    return count


def main() -> int:
    """Print the row; exit 1 when a passage is not whole, or a practice not at its pace."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    ask = Asked()
    engine = SystemEngine(ask=ask)
    voice = engine.voices()[0].name.partition(":")[2]
    engine.speak("Hello.", voice=voice, pace=PACE)
    passages = drawn_passages(count)
    ask.requests.clear()
    begin = time.perf_counter()
    seconds = dict(zip(passages, all_spoken(engine, voice, passages), strict=True))
    wall = time.perf_counter() - begin
    whole = sum(one is not None for one in seconds.values())
    again = len(ask.requests) - count
    lost = unlike(ask.requests, seconds) if IS_ESPEAK else 0
    paces = {}
    for slug in library.slugs():
        lines = practice_lines(slug)
        spoken = all_spoken(engine, voice, lines)
        paces[slug] = sum(map(count_words, lines)) * 60 / sum(one or 0 for one in spoken)
    furthest = max(abs(pace / PACE - 1) for pace in paces.values())
    middle = statistics.median(count_words(one) for one in passages)
    python = platform.python_version()
    cells = [
        time.strftime("%Y-%m-%d"),
        f"{platform.system()} {platform.machine()}, Python {python}, {engine.hands} at once",
        f"{count} of 1 to {MOST_WORDS} words, the middle one {middle:.0f}, in {wall:.0f} s",
        f"{whole} ({again} after a second try)",
        f"{lost}",
        f"{', '.join(f'{pace:.1f}' for pace in paces.values())}: at most {furthest:.1%} off",
    ]
    print(f"| {' | '.join(cells)} |")
    return int(whole < count or lost > 0 or furthest > NEAR)


if __name__ == "__main__":
    sys.exit(main())
