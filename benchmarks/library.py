"""Every guide and course that comes along, really rendered with the hum and verified.

The rows printed belong in `docs/proofs.md`. `--guide` and `--voice` choose others.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from compassion_audio import library
from compassion_audio.delivery.formats import MP3, Encoding
from compassion_audio.studio.guides import is_course
from compassion_audio.studio.render import render
from compassion_audio.studio.rendering import Rendering
from compassion_audio.studio.series import Manner, render_course
from compassion_audio.studio.verifying import Verdict, verify
from compassion_audio.units import Milliseconds, WordsPerMinute, exact_clock


def main() -> int:
    """Print a row for each guide; 1 where any recording is off."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--guide", nargs="*", default=library.guide_slugs())
    parser.add_argument("--voice", default="tone")
    chosen = parser.parse_args()
    print("| guide | recordings | length | shortest to longest | rendered in | off |")
    print("|---|---|---|---|---|---|")
    failed = False
    for slug in chosen.guide:
        with tempfile.TemporaryDirectory() as folder:
            begun = time.monotonic()
            paths = _rendered(slug, chosen.voice, Path(folder))
            took = time.monotonic() - begun
            failed |= _print_row(slug, [verify(path) for path in paths], took)
    return int(failed)


def _rendered(slug: str, voice: str, folder: Path) -> list[Path]:
    rendering = Rendering(library.read_guide(slug), voice, WordsPerMinute(115))
    if is_course(rendering.source):
        entries = render_course(rendering, Manner(folder, Encoding(MP3))).entries
        for entry in entries:
            if entry.trouble:
                raise entry.trouble
        return [entry.path for entry in entries]
    to = folder / f"{slug}.mp3"
    render(rendering, to=to)
    return [to]


def _print_row(slug: str, found: list[Verdict], took: float) -> bool:
    lengths = [one.measured.length for one in found]
    off = sorted(
        f"{one.path.name}: {', '.join({what.name for what in one.findings if what.is_off})}"
        for one in found
        if not one.passes
    )
    least, most = exact_clock(min(lengths)), exact_clock(max(lengths))
    print(
        f"| {slug} | {len(found)} | {exact_clock(Milliseconds(sum(lengths)))} "
        f"| {least if least == most else f'{least} to {most}'} | {took:.0f} s "
        f"| {'; '.join(off) or 'none'} |",
        flush=True,
    )
    return bool(off)


if __name__ == "__main__":
    sys.exit(main())
