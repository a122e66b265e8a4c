"""eSpeak NG finds its data, however deep the folder is in which a package was installed."""

from pathlib import Path

import pytest

from compassion_audio.voices.espeak_data import bearable


def test_a_short_path_stays_as_it_is() -> None:
    """Nothing is made for it."""
    assert bearable(Path("/data/espeak-ng-data")) == Path("/data/espeak-ng-data")


@pytest.mark.parametrize("may_link", [True, False])
def test_a_long_path_gets_a_short_one(
    may_link: bool,  # noqa: FBT001  # pytest's own way
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same files are found there, by a link or, where that is forbidden, as a copy."""
    long = tmp_path.joinpath(*["a-folder-with-a-long-name"] * 6, "espeak-ng-data")
    long.mkdir(parents=True)
    (long / "phontab").write_text("sounds")

    def forbidden(*_: object, **__: object) -> None:
        raise OSError("a privilege is not held")

    if not may_link:
        monkeypatch.setattr(Path, "symlink_to", forbidden)
    there = bearable(long)
    assert len(bytes(there)) < 140
    assert there.name == "espeak-ng-data"
    assert (there / "phontab").read_text() == "sounds"
    assert bearable(long) == there
