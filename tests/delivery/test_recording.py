"""A recording is known again by its own program, and never takes a person's work away."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile
from mutagen.id3 import ID3, TIT2

from compassion_audio.delivery.recording import refuse_to_lose, write_recording
from compassion_audio.delivery.tags import Tags, id3_bytes
from compassion_audio.errors import FileError, NotOurs
from compassion_audio.timeline import Chapter
from compassion_audio.units import Milliseconds

TAGS = Tags(
    title="Kind wishes",
    summary="",
    notice="No substitute for care.",
    language="en",
    voice="tone:middle",
    length=Milliseconds(1_500),
    chapters=(Chapter("Kind wishes", Milliseconds(0), Milliseconds(1_500)),),
    lyrics="May I be kind to myself.",
    cover=b"\xff\xd8 a cover \xff\xd9",
    version="0.1.0",
)
SAMPLES = 72_000


def blocks() -> Iterator[npt.NDArray[np.float32]]:
    """Give a second and a half of hum with a pause in it."""
    hum = (0.25 * np.sin(np.arange(SAMPLES) / 40)).astype(np.float32)
    hum[20_000:40_000] = 0
    yield from np.split(hum[:, np.newaxis], [48_000])


def recorded(tags: Tags = TAGS) -> bytes:
    """Make a recording in memory."""
    file = io.BytesIO()
    write_recording(file, tags, blocks())
    return file.getvalue()


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """Give a recording as a file."""
    path = tmp_path / "kind-wishes.mp3"
    path.write_bytes(recorded())
    return path


def test_a_recording_is_its_tags_and_then_its_sound() -> None:
    """The sound begins right after the tags, and is as long as it was to the sample."""
    data = recorded()
    head = id3_bytes(TAGS)
    assert data[len(head) : len(head) + 2] == b"\xff\xfb"
    sound, rate = soundfile.read(io.BytesIO(data))
    assert (len(sound), rate) == (SAMPLES, 48_000)
    assert ID3(io.BytesIO(data), translate=False)["TIT2"].text == ["Kind wishes"]


def test_the_same_recording_has_the_same_bytes() -> None:
    """Made again from the same words, it is the same file."""
    assert recorded() == recorded()


def test_two_recordings_differ_in_their_digests() -> None:
    """The digest is of the tags too, not of the sound alone."""
    digests = [
        str(ID3(io.BytesIO(recorded(tags)))["TXXX:compassion-audio digest"])
        for tags in (TAGS, replace(TAGS, title="Kind words"))
    ]
    assert all(len(digest) == 64 and set(digest) <= set("0123456789abcdef") for digest in digests)
    assert len(set(digests)) == 2
    assert "0" * 64 not in digests


def test_nothing_is_lost_where_nothing_is(tmp_path: Path) -> None:
    """A new name is free, in a new folder too; what stands in the way is found when writing."""
    refuse_to_lose(tmp_path / "new.mp3")
    refuse_to_lose(tmp_path / "new" / "folder" / "new.mp3")
    (tmp_path / "file").write_text("mine")
    refuse_to_lose(tmp_path / "file" / "new.mp3")


def test_our_own_recording_may_be_made_again(ours: Path) -> None:
    """It can be had back by rendering, so no one is asked."""
    refuse_to_lose(ours)


def flip_a_byte_of_sound(data: bytearray) -> None:
    """Change the sound by one bit."""
    data[-1_000] ^= 1


def flip_a_byte_of_tags(data: bytearray) -> None:
    """Change a letter of the spoken words."""
    at = bytes(data).index("May I".encode("utf-16-le"))
    data[at] ^= 2


def flip_a_byte_of_the_digest(data: bytearray) -> None:
    """Change the digest itself."""
    at = bytes(data).index(b"compassion-audio digest\0") + len(b"compassion-audio digest\0")
    data[at] = ord("f") if data[at] != ord("f") else ord("e")


def cut_the_end_off(data: bytearray) -> None:
    """Lose the last frame, as a broken copy would."""
    del data[-288:]


def add_a_tag_at_the_end(data: bytearray) -> None:
    """Append an old ID3v1 tag, as some players do to keep a rating."""
    data += b"TAG" + bytes(125)


@pytest.mark.parametrize(
    "change",
    [
        flip_a_byte_of_sound,
        flip_a_byte_of_tags,
        flip_a_byte_of_the_digest,
        cut_the_end_off,
        add_a_tag_at_the_end,
    ],
)
def test_a_recording_that_was_changed_is_not_ours_alone(
    change: Callable[[bytearray], None], ours: Path
) -> None:
    """Someone has put work into it, or it is broken: either way they are asked."""
    data = bytearray(ours.read_bytes())
    change(data)
    ours.write_bytes(data)
    with pytest.raises(NotOurs, match="was changed since this program made it") as caught:
        refuse_to_lose(ours)
    assert str(ours) in caught.value.message
    assert "--force" in caught.value.hint


@pytest.mark.parametrize("version", [3, 4])
def test_a_recording_that_another_tagger_saved_is_not_ours_alone(version: int, ours: Path) -> None:
    """A title that a person gave it is theirs to keep."""
    tags = ID3(ours)
    tags.add(TIT2(encoding=3, text=["For the hard days"]))
    tags.save(ours, v2_version=version)
    with pytest.raises(NotOurs, match="was changed"):
        refuse_to_lose(ours)


def foreign_recording() -> bytes:
    """Give a song with tags that another program made."""
    tags, file = ID3(), io.BytesIO()
    tags.add(TIT2(encoding=3, text=["A song"]))
    tags.save(file)
    return file.getvalue() + recorded()[len(id3_bytes(TAGS)) :]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"ID3",
        b"Dear diary,",
        recorded()[len(id3_bytes(TAGS)) :],
        id3_bytes(TAGS)[:100],
        foreign_recording(),
    ],
    ids=["empty", "cut", "text", "no tags", "cut tags", "a song"],
)
def test_a_file_that_this_program_did_not_make_is_kept(data: bytes, tmp_path: Path) -> None:
    """An empty file, a diary, a song: whatever it is, it is someone's."""
    path = tmp_path / "kind-wishes.mp3"
    path.write_bytes(data)
    with pytest.raises(NotOurs, match="this program did not make it") as caught:
        refuse_to_lose(path)
    assert str(path) in caught.value.message
    assert "--force" in caught.value.hint


def test_the_mark_alone_does_not_make_it_ours(tmp_path: Path) -> None:
    """Tags whose digest was never written, as after a crash, prove nothing."""
    path = tmp_path / "unfinished.mp3"
    path.write_bytes(id3_bytes(TAGS))
    with pytest.raises(NotOurs):
        refuse_to_lose(path)


def test_what_cannot_be_read_is_not_overwritten(tmp_path: Path) -> None:
    """A folder, or a name too long to look up, is an error in words."""
    with pytest.raises(FileError, match="it is a folder"):
        refuse_to_lose(tmp_path)
    with pytest.raises(FileError, match="the name is too long"):
        refuse_to_lose(tmp_path / f"{'x' * 300}.mp3")
