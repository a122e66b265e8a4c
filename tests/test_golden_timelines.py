"""Each bundled practice has its timeline as text, so that a change shows as a readable diff."""

from pathlib import Path

import pytest

from compassion_audio import library
from compassion_audio.studio.planning import planned
from compassion_audio.studio.rendering import Rendering
from compassion_audio.timeline.text import written
from compassion_audio.units import WordsPerMinute

GOLDEN = Path(__file__).parent / "golden"


def timeline_of(slug: str) -> str:
    """Plan a practice with the hum, whose lengths are exact."""
    with planned(Rendering(library.read(slug), "tone", WordsPerMinute(115))) as plan:
        return written(plan.timeline)


@pytest.mark.parametrize("slug", library.slugs())
def test_the_timeline_is_the_golden_one(slug: str) -> None:
    """A change of wording or planning is seen before it is kept.

    `python tests/test_golden_timelines.py` writes them again.
    """
    assert timeline_of(slug) == (GOLDEN / f"{slug}.txt").read_text(encoding="utf-8")


def test_no_golden_timeline_is_left_over() -> None:
    """Each belongs to a practice."""
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(library.slugs())


if __name__ == "__main__":
    for name in library.slugs():
        (GOLDEN / f"{name}.txt").write_text(timeline_of(name), encoding="utf-8")
