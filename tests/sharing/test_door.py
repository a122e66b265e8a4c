"""A folder is found where it was found before, and by nobody else."""

import os
from pathlib import Path

import pytest

from compassion_audio.sharing.door import Door, keep_door, kept_door, new_door


def test_a_path_cannot_be_guessed() -> None:
    """128 bits, drawn anew each time."""
    drawn = {new_door().secret for _ in range(200)}
    assert len(drawn) == 200
    assert {len(secret) for secret in drawn} == {22}


def test_each_folder_keeps_its_own(tmp_path: Path) -> None:
    """A subscription stays, and one folder's path says nothing of another's."""
    one, two = new_door(8001), new_door(8002)
    keep_door(tmp_path / "a", one, home=tmp_path / "data")
    keep_door(tmp_path / "b", two, home=tmp_path / "data")
    assert kept_door(tmp_path / "a", home=tmp_path / "data") == one
    assert kept_door(tmp_path / "b" / ".." / "b", home=tmp_path / "data") == two
    assert kept_door(tmp_path / "c", home=tmp_path / "data") is None


def test_it_is_kept_for_the_persons_eyes_alone(tmp_path: Path) -> None:
    """Nobody else of this machine reads the path, and the folder's name is not in it."""
    keep_door(tmp_path / "anna", new_door(1), home=tmp_path / "data")
    file = tmp_path / "data" / "served.json"
    assert b"anna" not in file.read_bytes()
    if os.name != "nt":
        assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "row",
    [
        '["short", 1]',
        '["../../../../../../../etc/x", 1]',
        "[1, 2]",
        "[]",
        '["' + "a" * 22 + '", 70000]',
    ],
)
def test_a_damaged_one_is_drawn_anew(tmp_path: Path, row: str) -> None:
    """What could be guessed, or is no port, is never used."""
    keep_door(tmp_path, Door("a" * 22, 80), home=tmp_path)
    file = tmp_path / "served.json"
    assert kept_door(tmp_path, home=tmp_path) == Door("a" * 22, 80)
    name = file.read_text().split('"')[1]
    file.write_text(f'{{"{name}": {row}}}')
    assert kept_door(tmp_path, home=tmp_path) is None


def test_without_a_home_nothing_is_kept(tmp_path: Path) -> None:
    """It is served all the same."""
    keep_door(tmp_path, new_door(1), home=None)
    assert kept_door(tmp_path, home=None) is None
    assert not list(tmp_path.rglob("served.json"))
