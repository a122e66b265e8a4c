"""How well long recordings are cut into their lines: real voices, with every kind of slip.

`nox -s takes` prints a row for each kind: lines that were found where they are, of all that were
read; those of the wrong ones that were called sure; and those of the right ones that were not.
"""

import random
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.voices.rooms import Row, session, spoken_by

from compassion_audio import library
from compassion_audio.script import Say, resolve
from compassion_audio.studio.catalogue import read
from compassion_audio.voices.espeak import EspeakEngine
from compassion_audio.voices.flite import FliteEngine
from compassion_audio.voices.takes.align import align
from compassion_audio.voices.takes.islands import islands_of

if TYPE_CHECKING:
    from compassion_audio.voices.engine import Engine

PRACTICES = ("breathing-space", "self-compassion-break", "soles-of-the-feet")
TRIES = 3
EDGE = 400
"""Milliseconds. Voices begin and end with a breath under the room's; a word is longer."""


def main() -> None:
    """Print the table."""
    sums: dict[str, list[int]] = {}
    for lines, rows in readings():
        for seed in range(TRIES):
            for kind, slips in kinds(len(lines), random.Random(seed)).items():  # noqa: S311  # no secret
                counts = sums.setdefault(kind, [0, 0, 0, 0])
                for at, count in enumerate(one(lines, rows, seed, slips)):
                    counts[at] += count
    print(f"{'':28}{'found':>12}{'wrong, sure':>14}{'right, unsure':>16}")
    for kind, (right, all_, bold, shy) in sums.items():
        print(f"{kind:28}{f'{right} of {all_}':>12}{bold:>14}{shy:>16}")


def readings() -> Iterator[tuple[list[str], list[Row]]]:
    """Give each practice's lines, spoken by each voice."""
    voices: list[tuple[Engine, str]] = [
        (EspeakEngine(), "en-us+klatt4"),
        (FliteEngine(), "slt"),
        (FliteEngine(), "rms"),
    ]
    for slug in PRACTICES:
        steps = resolve(read(library.read(slug)))
        lines = list(dict.fromkeys(step.text for step in steps if isinstance(step, Say)))
        for engine, voice in voices:
            if engine.available():
                yield lines, spoken_by(engine, voice, lines)


def kinds(count: int, draw: random.Random) -> dict[str, dict[str, object]]:
    """Give each kind of slip, on lines by chance."""
    some = draw.sample(range(1, count), 4)
    return {
        "no slip": {},
        "no slip, a loud room": {"noise": -32.0},
        "no slip, short gaps": {"gaps": (600, 1_200)},
        "two coughs": {"coughs_before": some[:2]},
        "two false starts": {"started": some[:2]},
        "two lines read twice": {"twice": some[:2]},
        "a line missing": {"missing": some[:1]},
        "only the first half": {"missing": range(count // 2, count)},
        "one of each": {
            "coughs_before": some[:1],
            "started": some[1:2],
            "twice": some[2:3],
            "missing": some[3:],
        },
    }


def one(
    lines: list[str], rows: list[Row], seed: int, slips: dict[str, object]
) -> tuple[int, int, int, int]:
    """Cut one session, and count: right, all, wrong but sure, right but unsure."""
    what = session(rows, seed=seed, **slips)  # type: ignore[arg-type]  # as `kinds` has them
    found = {one.line: one for one in align(islands_of(what.clip), lines).found}
    right = {
        line
        for line, (start, end) in what.places.items()
        if line in found
        and abs(found[line].start - start) < EDGE
        and abs(found[line].end - end) < EDGE
    }
    bold = sum(one.is_sure for line, one in found.items() if line not in right)
    return len(right), len(what.places), bold, sum(not found[line].is_sure for line in right)


if __name__ == "__main__":
    main()
