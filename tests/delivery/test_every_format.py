"""What holds in every format: length, sound, words, chapters, cover; read by strangers."""

import io
import re
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from operator import itemgetter
from pathlib import Path

import numpy as np
import pytest
import soundfile

from compassion_audio.delivery.formats import Encoding, format_named
from compassion_audio.delivery.recording import write_recording
from compassion_audio.delivery.tags import Track
from compassion_audio.timeline import Chapter
from compassion_audio.units import Milliseconds
from tests.delivery.sample import (
    CHAPTERS,
    FRAMES,
    KEEPS_ALL,
    LENGTH,
    NAMES,
    TAGS,
    TITLE,
    Sound,
    blocks,
    decoded,
    probed,
    require_av,
    sound,
    written,
)

OF_SNDFILE = [name for name in NAMES if name not in ("m4a", "m4b")]
_AAC_FRAME = 1024
PRE_SKIP = 312
"""Samples before an Opus stream, which ffprobe counts in its length."""


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    """Give each format in turn."""
    return str(request.param)


@pytest.fixture
def path(name: str, tmp_path: Path) -> Path:
    """Give the sample as a file."""
    path = tmp_path / f"sample.{name}"
    path.write_bytes(written(name))
    return path


def alike(one: Sound, other: Sound) -> float:
    """Compare two sounds sample by sample: 1 for the same, 0 for strangers."""
    row, heard = one.ravel(), other.ravel()
    return float(row @ heard / np.sqrt((row @ row) * (heard @ heard)))


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("name", OF_SNDFILE)
def test_the_decoded_length_is_exact_to_the_sample(name: str, channels: int) -> None:
    """As libsndfile decodes it; nothing is moved by a sample, and no channel is lost."""
    heard, rate = soundfile.read(
        io.BytesIO(written(name, channels=channels)), dtype="float32", always_2d=True
    )
    assert (rate, heard.shape) == (48_000, (FRAMES, channels))
    assert alike(heard, sound(channels)) > 0.99


def test_a_stranger_hears_the_same(name: str, path: Path, program: Callable[[str], str]) -> None:
    """As ffmpeg decodes it, exact to the sample.

    But for what fills an AAC's last frame: ffmpeg plays it; Chromium goes by the edit list and
    gives the exact length (measured).
    """
    heard = decoded(path, program)
    filled = -FRAMES % _AAC_FRAME if name in ("m4a", "m4b") else 0
    assert len(heard) == FRAMES + filled
    assert np.abs(heard[FRAMES:]).max(initial=0.0) < 0.01 or filled
    assert alike(heard[:FRAMES], sound()) > 0.99


@pytest.mark.parametrize("name", KEEPS_ALL)
def test_formats_that_keep_every_sample_keep_24_bits(name: str) -> None:
    """Rounded to the nearest step; and silence stays exact silence."""
    heard, _ = soundfile.read(io.BytesIO(written(name)), always_2d=True)
    assert np.abs(heard - sound()).max() <= 1 / 2**23
    assert not heard[sound() == 0].any()
    assert soundfile.info(io.BytesIO(written(name))).subtype == "PCM_24"


def test_the_level_is_that_of_the_sound(
    path: Path, name: str, program: Callable[[str], str]
) -> None:
    """No encoder turns it down or up; Opus alone takes a tenth of a decibel of the lowest."""
    heard = decoded(path, program)[:FRAMES]
    levels = [10 * np.log10(float(np.square(row).mean())) for row in (heard, sound())]
    assert levels[0] == pytest.approx(levels[1], abs=0.2 if name == "opus" else 0.1)


@pytest.mark.parametrize("bit_rate", [64, 192, 224, 320])
def test_at_every_bit_rate_lame_gives_the_level_that_was_wanted(
    bit_rate: int, tmp_path: Path, program: Callable[[str], str]
) -> None:
    """It turns some down and others not; what it takes is given before."""
    path = tmp_path / "sample.mp3"
    path.write_bytes(written("mp3", bit_rate=bit_rate))
    heard = decoded(path, program)
    levels = [10 * np.log10(float(np.square(row).mean())) for row in (heard, sound())]
    assert levels[0] == pytest.approx(levels[1], abs=0.1)
    assert len(heard) == FRAMES


@pytest.mark.parametrize("name", ["mp3", "m4a", "opus"])
def test_a_higher_bit_rate_takes_more_room(name: str) -> None:
    """The choice reaches the encoder."""
    sizes = [len(written(name, channels=2, bit_rate=rate)) for rate in (128, 192, 256)]
    assert sizes[0] + 10_000 < sizes[1]
    assert sizes[1] + 10_000 < sizes[2]


def test_players_show_the_notice_as_its_comment(path: Path, program: Callable[[str], str]) -> None:
    """As ffprobe reads it: a stranger, who looks where players look."""
    assert TAGS.notice in _told(path, program)["comment"]


def test_players_show_where_it_stands_among_others(
    name: str, tmp_path: Path, program: Callable[[str], str]
) -> None:
    """Album and number, and of how many."""
    path = tmp_path / f"track.{name}"
    tags = replace(TAGS, track=Track("Zwei Wochen", 3, 12))
    path.write_bytes(written(name, tags=tags))
    told = _told(path, program)
    assert told["album"] == "Zwei Wochen"
    assert told["track"].partition("/")[0] == "3"
    assert "12" in (told["track"].partition("/")[2], told.get("tracktotal"))


def _told(path: Path, program: Callable[[str], str]) -> dict[str, str]:
    """Give what ffprobe shows of a file, whether it belongs to the file or to its one stream."""
    found = probed(path, program)
    (stream,) = (one for one in found["streams"] if one["codec_type"] == "audio")
    both = {**stream.get("tags", {}), **found["format"].get("tags", {})}
    return {key.lower(): value for key, value in both.items()}


def test_the_same_sound_gives_the_same_bytes(name: str) -> None:
    """No serial number drawn by lot, no date."""
    if name in ("m4a", "m4b"):
        require_av()
    again = io.BytesIO()
    write_recording(again, TAGS, blocks(sound()), encoding=_as(name))
    assert again.getvalue() == written(name)


def _as(name: str) -> Encoding:
    return Encoding(format_named(name))


def test_no_encoder_writes_its_name_into_it(name: str) -> None:
    """Everywhere stands our own, but in the first frame of an MP3.

    Decoders trust the length that is said there only if LAME says it.
    """
    found = set(
        re.findall(rb"Lav[fc]\d*|LAME3|libsndfile|Xiph\.Org|libopus|libVorbis", written(name))
    )
    assert found == ({b"LAME3"} if name == "mp3" else set())
    assert b"compassion-audio" in written(name)


def test_players_see_title_cover_and_chapters(path: Path, program: Callable[[str], str]) -> None:
    """As ffprobe shows them, each once; a WAV has them as markers and in its ID3."""
    seen = probed(path, program)
    tags = seen["format"].get("tags") or seen["streams"][0]["tags"]
    told = {key.upper(): value for key, value in tags.items()}
    assert told["TITLE"] == TITLE
    assert told["ARTIST"] == "compassion-audio"
    assert [one["width"] for one in seen["streams"] if one["codec_type"] == "video"] == [600]
    chapters = [
        (one["tags"]["title"], round(float(one["start_time"]) * 1000)) for one in seen["chapters"]
    ]
    wanted = [(one.name, one.start) for one in CHAPTERS]
    assert sorted(chapters, key=itemgetter(1)) == wanted


def test_players_show_how_long_it_is(name: str, path: Path, program: Callable[[str], str]) -> None:
    """Exactly, or by what the format counts besides: MP3's last frames, Opus's first samples."""
    shown = float(probed(path, program)["format"]["duration"]) * 1000
    besides = {"mp3": 50, "opus": PRE_SKIP / 48 + 1}.get(name, 1)
    assert LENGTH - 1 <= shown <= LENGTH + besides


def test_many_chapters_with_long_names_have_room(name: str) -> None:
    """As many as there can be, in any script; an M4A keeps room for its index beforehand."""
    chapters = tuple(
        Chapter(f"{at} " + "ß" * 300, Milliseconds(9 * at), Milliseconds(9 * at + 9))
        for at in range(255)
    )
    data = written(name, tags=replace(TAGS, chapters=chapters))
    assert len(data) > 2 * 255 * 250


@pytest.mark.parametrize("name", ["wav", "flac", "opus", "ogg"])
def test_a_long_recording_takes_no_more_memory_than_a_short_one(name: str, tmp_path: Path) -> None:
    """It is written second by second."""

    def seconds(count: int) -> Iterator[Sound]:
        rows = np.zeros((48_000, 1), dtype=np.float32)
        for _ in range(count):
            yield rows

    peaks = []
    for count in (2, 200):
        tags = replace(TAGS, length=Milliseconds(count * 1000))
        with (tmp_path / "long").open("w+b") as file:
            tracemalloc.start()
            write_recording(file, tags, seconds(count), encoding=_as(name))
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < peaks[0] + 2_500_000


@pytest.mark.parametrize("name", ["wav", "flac", "opus", "ogg", "m4a", "mp3"])
def test_a_full_disk_is_told_in_words_wherever_it_fills(name: str) -> None:
    """What the file says reaches the person, also out of a library's callback."""
    if name == "m4a":
        require_av()

    class Full(io.BytesIO):
        def write(self, _: object, /) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        write_recording(Full(), TAGS, blocks(sound()), encoding=_as(name))
