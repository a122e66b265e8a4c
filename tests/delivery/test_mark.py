"""The program knows its own unchanged work in every format, and the least change to it."""

import io
from functools import cache
from pathlib import Path

import mutagen
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutagen.id3 import TIT2

from compassion_audio.delivery.formats import FORMATS
from compassion_audio.delivery.mark import is_unchanged, place_of
from compassion_audio.delivery.recording import refuse_to_lose
from compassion_audio.errors import NotOurs
from tests.delivery.sample import NAMES, written


def is_ours(data: bytes) -> bool:
    """Ask as the program does before it overwrites."""
    file = io.BytesIO(data)
    place = place_of(file)
    return place is not None and is_unchanged(file, place)


@cache
def tag_bytes(name: str) -> tuple[int, int]:
    """Tell where the tags and the digest are, roughly: what a change is likeliest to hit."""
    place = place_of(io.BytesIO(written(name)))
    assert place is not None
    return max(0, place.at - 300), place.at + 300


@pytest.mark.parametrize("name", NAMES)
def test_our_own_unchanged_work_is_known(name: str, tmp_path: Path) -> None:
    """Whatever it is called."""
    path = tmp_path / "calm.txt"
    path.write_bytes(written(name))
    refuse_to_lose(path)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_known_in_stereo_and_with_every_choice(name: str) -> None:
    """How it was encoded makes no difference."""
    assert is_ours(written(name, channels=2))
    if name == "mp3":
        assert is_ours(written(name, vbr=4))


@pytest.mark.parametrize("name", NAMES)
@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7), near=st.booleans())
@settings(max_examples=60)
def test_one_flipped_bit_anywhere_is_noticed(
    name: str, *, where: float, bit: int, near: bool
) -> None:
    """In the sound, a tag, a length, a checksum or the digest."""
    data = bytearray(written(name))
    begin, end = tag_bytes(name) if near else (0, len(data))
    data[begin + int(where * (end - begin))] ^= 1 << bit
    assert not is_ours(bytes(data))


@pytest.mark.parametrize("name", NAMES)
def test_every_bit_around_the_digest_counts(name: str) -> None:
    """The one place that is left out of the digest is compared with it."""
    place = place_of(io.BytesIO(written(name)))
    assert place is not None
    begin = place.page[0] if place.page else place.at - 40
    for at in [*range(begin, begin + 40), *range(place.at, place.at + 64, 9)]:
        data = bytearray(written(name))
        data[at] ^= 1
        assert not is_ours(bytes(data)), at


@pytest.mark.parametrize("name", NAMES)
@given(share=st.floats(0, 1, exclude_max=True))
@settings(max_examples=15)
def test_a_file_that_is_cut_short_or_grown_is_not_ours_alone(name: str, share: float) -> None:
    """A broken copy, or one that somebody added to."""
    data = written(name)
    assert not is_ours(data[: int(share * len(data))])
    assert not is_ours(data + b"\0")


@pytest.mark.parametrize("name", NAMES)
def test_what_another_tagger_saved_is_told_from_what_another_program_made(
    name: str, tmp_path: Path
) -> None:
    """A title that a person gave it is theirs to keep, and the message says which it is."""
    path = tmp_path / f"calm.{name}"
    path.write_bytes(written(name))
    file = mutagen.File(path, easy=name != "wav")
    if name == "wav":
        file.tags.add(TIT2(encoding=3, text=["For the hard days"]))
    else:
        file["title"] = "For the hard days"
    file.save()
    with pytest.raises(NotOurs, match="was changed since this program made it"):
        refuse_to_lose(path)


@given(
    head=st.sampled_from([b"ID3\x03", b"RIFF", b"RF64", b"fLaC", b"OggS\0\x02", b"\0\0\0\x20ftyp"]),
    rest=st.binary(max_size=200),
)
@settings(max_examples=200)
def test_a_damaged_file_of_any_kind_is_not_ours(head: bytes, rest: bytes) -> None:
    """Whatever stands behind the first bytes."""
    assert not is_ours(head + rest)


def test_every_format_is_tried_here() -> None:
    """A new one has to keep the same promises."""
    assert [one.name for one in FORMATS] == NAMES
