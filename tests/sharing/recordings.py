"""Recordings for the tests of feeds and books: short and hummed, with words of all kinds."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from compassion_audio.delivery.cover import draw_cover
from compassion_audio.sharing.address import read_address
from compassion_audio.sharing.feed import Show
from compassion_audio.sharing.item import Item
from compassion_audio.timeline import Chapter
from compassion_audio.timeline.captions import Caption
from compassion_audio.units import Milliseconds
from tests.delivery.sample import CHAPTERS, LENGTH, written

drawn_once = cache(draw_cover)
"""Stands in for `draw_cover`, which takes longer than all else that a feed is made of."""

SUMMARY = "A wish for you & <somebody>."
LINES = (
    Caption(Milliseconds(130), Milliseconds(900), "May I be kind & <calm>."),
    Caption(Milliseconds(1_200), Milliseconds(1_600), "Möge ich\x01 es sein."),
    Caption(Milliseconds(1_900), Milliseconds(2_300), "自分"),
)
SHOW = Show(
    address=read_address("https://example.org/p"),
    title="Practices & more",
    author="A clinic <north>",
    language="en-GB",
)


def spoken(path: Path, title: str = "Kind wishes & <thanks>", *, twin: Path | None = None) -> Item:
    """Give one with chapters and lines."""
    return Item(
        title=title,
        summary=SUMMARY,
        language="en",
        audio=_there(path),
        length=LENGTH,
        chapters=CHAPTERS,
        captions=LINES,
        caution="Go slowly.",
        voice_only=_there(twin) if twin else None,
    )


def another(path: Path) -> Item:
    """Give one that is not ours: no lines, and one chapter."""
    whole = (Chapter("Rain", Milliseconds(0), LENGTH),)
    return Item(
        title="Rain", summary="", language="de", audio=_there(path), length=LENGTH, chapters=whole
    )


def _there(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written("mp3") + path.name.encode())
    return path


def epubcheck(program: Callable[[str], str]) -> list[str]:
    """Give the words that call the judge of books."""
    checker = program("epubcheck")
    if Path(checker).read_bytes()[:2] == b"PK":  # Debian's is the archive itself
        return [program("java"), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", checker]
    return [checker]
