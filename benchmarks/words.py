"""How long a long script takes: `python benchmarks/words.py`, printed as Markdown.

A script of 10,000 lines is eight hours long. Each stage is timed alone, in CPU seconds of this
process, and the last column holds it to being linear: ten times the lines, about ten times the
time.
"""

import random
import sys
import time
from collections.abc import Callable
from typing import TypeVar

from compassion_audio import library
from compassion_audio.audio.bell import BELLS
from compassion_audio.check import Reading, check
from compassion_audio.script import Say, Script, Step, parse, resolve
from compassion_audio.timeline import LEAD, TAIL, Clips, Timeline, fitted, lay_out
from compassion_audio.units import Milliseconds

SIZES = (1_000, 10_000, 100_000)
Result = TypeVar("Result")
RING = {kind: bell.ring for kind, bell in BELLS.items()}
MOST = 1.0
"""Seconds for each stage at 10,000 lines."""


def long_script(lines: int) -> str:
    """Make a script of so many paragraphs of the bundled practices, in a drawn order."""
    dice = random.Random(1)  # noqa: S311  # no secret
    paragraphs = [
        block
        for slug in library.slugs()
        for block in library.read(slug).text.split("---\n", 2)[2].split("\n\n")
        if block.strip() and not block.startswith(("#", "[", "<"))
    ]
    body = "\n\n".join(dice.choice(paragraphs).strip() for _ in range(lines))
    return f"---\ntitle: Long\nminutes: 480\n---\n{body}\n"


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Do something and give the CPU seconds it took, and its result."""
    begin = time.process_time()
    result = work()
    return time.process_time() - begin, result


def stages(lines: int) -> dict[str, float]:
    """Time each stage for a script of so many lines."""
    text = long_script(lines)
    parsing, script = timed(lambda: parse(text))
    resolving, steps = timed(lambda: resolve(script))
    clips: Clips = {
        step: Milliseconds(LEAD + TAIL + 500 * len(step.text.split()))
        for step in steps
        if isinstance(step, Say)
    }
    laying, timeline = timed(lambda: laid_out(steps, clips))
    target = Milliseconds(timeline.length * 11 // 10)
    fitting, _ = timed(lambda: fitted(steps, clips=clips, ring=RING, target=target))
    checking, _ = timed(lambda: checked(script, timeline, text))
    return {
        "parse": parsing,
        "resolve": resolving,
        "lay out": laying,
        "fit to a length": fitting,
        "check": checking,
    }


def laid_out(steps: tuple[Step, ...], clips: Clips) -> Timeline:
    """Lay a script out."""
    return lay_out(steps, clips=clips, ring=RING, title="Long")


def checked(script: Script, timeline: Timeline, text: str) -> int:
    """Read a script as an editor would, and count what was found."""
    return len(check(script, Reading(timeline, text)))


def main() -> int:
    """Print the table; exit 1 when a stage of an eight-hour script takes more than a second."""
    found = {lines: stages(lines) for lines in SIZES}
    print("| stage | 1,000 lines | 10,000 lines | 100,000 lines | ten times the lines |")
    print("|---|---|---|---|---|")
    for name in found[SIZES[0]]:
        times = [found[lines][name] for lines in SIZES]
        growth = times[2] / max(times[1], 1e-9)
        cells = " | ".join(f"{seconds:.2f} s" for seconds in times)
        print(f"| {name} | {cells} | {growth:.1f} times |")
    slow = [name for name, seconds in found[10_000].items() if seconds > MOST]
    return int(bool(slow))


if __name__ == "__main__":
    sys.exit(main())
