"""The page of the library says what the practices and guides say."""

from pathlib import Path

import pytest

from compassion_audio.studio.library_page import page

PAGE = Path(__file__).parents[2] / "docs" / "library.md"


def test_the_page_has_the_figures_of_the_library(
    surroundings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not those of who makes it: neither a pace nor a practice of one's own changes them.

    `python -m compassion_audio.studio.library_page > docs/library.md` writes it.
    """
    own = surroundings / "scripts"
    own.mkdir()
    (own / "soles-of-the-feet.md").write_text("---\ntitle: Mine\n---\nMine. [pause 5s]\n")
    monkeypatch.setenv("COMPASSION_LIBRARY", str(surroundings))
    monkeypatch.setenv("COMPASSION_PACE", "80")
    assert PAGE.read_text(encoding="utf-8") == page()
