"""The stamps beside the recordings."""

from pathlib import Path

from compassion_audio.reminders.stamps import Stamps


def test_a_stamp_outlives_the_process_until_it_is_forgotten(tmp_path: Path) -> None:
    """And belongs to its own recording."""
    calm, kind = tmp_path / "calm.mp3", tmp_path / "kind.mp3"
    Stamps().keep("abc:1", of=calm)
    assert Stamps().of(calm) == "abc:1"
    assert Stamps().of(kind) == ""
    Stamps().forget(calm)
    Stamps().forget(kind)
    assert Stamps().of(calm) == ""


def test_a_stamp_that_cannot_be_kept_or_read_ends_nothing(tmp_path: Path) -> None:
    """It is known for as long as the process lives."""
    (tmp_path / "no-folder").write_text("")
    file = tmp_path / "no-folder" / "calm.mp3"
    stamps = Stamps()
    stamps.keep("abc:1", of=file)
    assert stamps.of(file) == "abc:1"
    stamps.forget(file)
    assert stamps.of(file) == ""
    (tmp_path / "calm.mp3.stamp").write_bytes(b"\xff\xfe")
    assert Stamps().of(tmp_path / "calm.mp3") == ""
