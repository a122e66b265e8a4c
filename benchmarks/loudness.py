"""The whole matrix: every practice, every voice that is here, with and without a bed, each preset.

Each recording is rendered, verified by the program, and read by a stranger, ffmpeg's ebur128. The
rows printed belong in `docs/proofs.md`. `--practice` and `--voice` choose some of them.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from compassion_audio import library
from compassion_audio.audio.master import PRESETS
from compassion_audio.errors import CompassionAudioError
from compassion_audio.studio.finish import Finish
from compassion_audio.studio.render import render
from compassion_audio.studio.rendering import Rendering
from compassion_audio.studio.verifying import Verdict, verify
from compassion_audio.units import WordsPerMinute

BEDS = (None, "rain")
VOICES = ("espeak", "flite", "kokoro", "piper", "system", "tone")


def main() -> int:
    """Print a row for each voice, bed and preset; 1 where any recording is off."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--practice", nargs="*", default=library.slugs())
    parser.add_argument("--voice", nargs="*", default=VOICES)
    chosen = parser.parse_args()
    print("| voice | bed | preset | practices | LUFS by ffmpeg | true peak | off |")
    print("|---|---|---|---|---|---|---|")
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for voice, bed, preset in product(chosen.voice, BEDS, PRESETS):
            to = Path(folder) / "recording.mp3"
            try:
                rows = list(_rows(chosen.practice, voice, Finish(preset=preset, bed=bed), to))
            except CompassionAudioError as cause:
                print(f"| {voice} | {bed or 'none'} | {preset} | {cause.message} | | | |")
                continue
            failed |= _print_row(voice, bed or "none", preset, rows)
    return int(failed)


def _rows(
    practices: list[str], voice: str, finish: Finish, to: Path
) -> Iterator[tuple[str, Verdict, float, float]]:
    for slug in practices:
        pace = WordsPerMinute(115)
        render(Rendering(library.read(slug), voice, pace, finish=finish), to=to)
        yield slug, verify(to), *_by_ffmpeg(to)


def _by_ffmpeg(path: Path) -> tuple[float, float]:
    graph = ["-af", "ebur128=peak=true", "-f", "null", "-"]
    command = ["ffmpeg", "-nostats", "-i", str(path), *graph]
    told = subprocess.run(command, capture_output=True, check=True, text=True).stderr
    found = re.findall(r"(?:I|Peak): +(-?[\d.]+) (?:LU|dB)", told.rpartition("Summary:")[2])
    return float(found[0]), float(found[1])


def _print_row(
    voice: str, bed: str, preset: str, rows: list[tuple[str, Verdict, float, float]]
) -> bool:
    loudness = [row[2] for row in rows]
    off = [
        f"{slug}: {', '.join(sorted({one.name for one in verdict.findings if one.is_off}))}"
        for slug, verdict, _, _ in rows
        if not verdict.passes
    ]
    print(
        f"| {voice} | {bed} | {preset} | {len(rows)} | {min(loudness):.1f} to {max(loudness):.1f} "
        f"| {max(row[3] for row in rows):.1f} | {'; '.join(off) or 'none'} |",
        flush=True,
    )
    return bool(off)


if __name__ == "__main__":
    sys.exit(main())
