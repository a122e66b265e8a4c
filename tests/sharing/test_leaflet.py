"""The plain text of a bundle speaks of what is in it, and of nothing else."""

from pathlib import Path

from compassion_audio.sharing.leaflet import leaflet
from tests.sharing.recordings import another, spoken


def test_words_are_spoken_of_where_there_are_any(tmp_path: Path) -> None:
    """Nobody is sent to a folder that is not there."""
    mute, told = another(tmp_path / "a.mp3"), spoken(tmp_path / "b.mp3")
    assert "TO READ INSTEAD" not in leaflet("A trial", [mute], "No substitute.")
    assert 'the folder "text"' in leaflet("A trial", [mute, told], "No substitute.")


def test_what_it_speaks_of_stands_under_its_own_heading() -> None:
    """Each heading has an empty line before it, whatever is left out."""
    for is_packed in (True, False):
        for is_personal in (True, False):
            text = leaflet("A", [], "No.", is_packed=is_packed, is_personal=is_personal)
            lines = text.splitlines()
            headings = [at for at, line in enumerate(lines) if line.isupper() and len(line) > 1]
            assert len(headings) == 3 + is_packed + is_personal
            assert all(not lines[at - 1] and lines[at + 1] for at in headings)
