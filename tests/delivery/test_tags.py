"""Players read the tags as they were meant: title, words, cover, and chapters in their order."""

import io
import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mutagen.id3 import ID3
from PIL import Image

from compassion_audio.delivery.cover import draw_cover
from compassion_audio.delivery.recording import write_recording
from compassion_audio.delivery.tags import NO_DIGEST, Tags, id3_bytes
from compassion_audio.timeline import Chapter
from compassion_audio.units import Milliseconds

TITLE = "自分への思いやり · ほっとひと息"
LONG_NAME = (
    "A chapter whose name is so long that its frame has more than 128 bytes in it, twice: " * 3
)
CHAPTERS = (
    Chapter("Arriving", Milliseconds(0), Milliseconds(700)),
    Chapter(LONG_NAME, Milliseconds(700), Milliseconds(900)),
    Chapter("Stille", Milliseconds(900), Milliseconds(1_000)),
    Chapter("Abschluß", Milliseconds(1_000), Milliseconds(2_000)),
)
TAGS = Tags(
    title=TITLE,
    summary="Three steps: notice, belong, be kind.",
    notice="No substitute for care. 思いやり: 119.",
    language="en-GB",
    voice="espeak:en-us+klatt4",
    length=Milliseconds(2_000),
    chapters=CHAPTERS,
    lyrics="May I be kind to myself.\nMöge ich freundlich sein.",
    cover=draw_cover(TITLE),
    version="0.1.0",
)


def frames_by_hand(data: bytes) -> list[tuple[str, bytes]]:
    """Walk through ID3v2.3 as its standard says, to the last byte: names and contents."""
    assert data[:6] == b"ID3\x03\x00\x00"
    assert all(byte < 0x80 for byte in data[6:10])
    size = 0
    for byte in data[6:10]:
        size = size << 7 | byte
    assert size == len(data) - 10
    found, at = [], 10
    while at < len(data):
        name, length = data[at : at + 4].decode("ascii"), int.from_bytes(data[at + 4 : at + 8])
        assert length > 0
        assert data[at + 8 : at + 10] == b"\0\0"
        found.append((name, data[at + 10 : at + 10 + length]))
        at += 10 + length
    assert at == len(data)
    return found


def read_back(tags: Tags) -> Any:
    """Read tags with mutagen, as they are and not brought to another version."""
    return ID3(io.BytesIO(id3_bytes(tags)), translate=False)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Give a recording of two seconds with these tags."""
    path = tmp_path / "recording.mp3"
    with path.open("w+b") as file:
        write_recording(file, TAGS, [np.full((48_000, 1), 0.01, dtype=np.float32)] * 2)
    return path


def test_the_tags_are_the_version_every_player_reads() -> None:
    """ID3v2.3, without padding, its frames laid end to end."""
    assert read_back(TAGS).version == (2, 3, 0)
    names = [name for name, _ in frames_by_hand(id3_bytes(TAGS))]
    assert names[0] == "TIT2"
    assert len(names) == len(read_back(TAGS)) == 13 + 1 + len(CHAPTERS)


@pytest.mark.parametrize(
    ("frame", "text"),
    [
        ("TIT2", TITLE),
        ("TPE1", "compassion-audio"),
        ("TALB", "Self-compassion practices"),
        ("TCON", "Meditation"),
        ("TLAN", "eng"),
        ("TLEN", "2000"),
        ("TXXX:voice", "espeak:en-us+klatt4"),
        ("TXXX:compassion-audio", "0.1.0"),
        ("TXXX:compassion-audio digest", "0" * 64),
        ("TXXX:notice", "No substitute for care. 思いやり: 119."),
        (
            "COMM::eng",
            "Three steps: notice, belong, be kind.\n\nNo substitute for care. 思いやり: 119.",
        ),
    ],
)
def test_what_it_says_of_itself_is_read_back(frame: str, text: str) -> None:
    """Title, maker, album, kind, language, length, voice, version, summary and notice."""
    assert read_back(TAGS)[frame].text == [text]


def test_the_words_are_read_back_line_by_line() -> None:
    """The lyrics hold what is spoken, in its language."""
    words = read_back(TAGS)["USLT::eng"]
    assert words.text == TAGS.lyrics
    assert words.lang == "eng"


def test_text_of_any_script_is_utf_16_with_its_mark() -> None:
    """The one encoding of ID3v2.3 that holds every script; players need the order mark."""
    (title,) = [body for name, body in frames_by_hand(id3_bytes(TAGS)) if name == "TIT2"]
    assert title[0] == 1
    assert title[1:3] in (b"\xff\xfe", b"\xfe\xff")
    assert title[1:].decode("utf-16").rstrip("\0") == TITLE


def test_the_cover_is_the_picture_on_the_front() -> None:
    """A JPEG of 600 by 600, said to be one."""
    picture = read_back(TAGS)["APIC:"]
    assert (picture.mime, picture.type) == ("image/jpeg", 3)
    with Image.open(io.BytesIO(picture.data)) as image:
        assert (image.format, image.size) == ("JPEG", (600, 600))


def test_the_contents_are_ordered_at_the_top_and_have_a_title() -> None:
    """Some players hide chapters without a table, and some without its title."""
    tags = read_back(TAGS)
    (contents,) = tags.getall("CTOC")
    assert int(contents.flags) == 0b11
    assert contents.sub_frames["TIT2"].text == [TITLE]
    assert [
        tags[f"CHAP:{child}"].sub_frames["TIT2"].text[0] for child in contents.child_element_ids
    ] == [chapter.name for chapter in CHAPTERS]


def test_chapters_stand_in_the_file_in_their_order() -> None:
    """Also players that ignore the table show them right: one after another, none left out."""
    bodies = [body for name, body in frames_by_hand(id3_bytes(TAGS)) if name == "CHAP"]
    times = []
    for body in bodies:
        _, _, numbers = body.partition(b"\0")
        start, end, first, last = (int.from_bytes(numbers[at : at + 4]) for at in (0, 4, 8, 12))
        assert first == last == 0xFFFFFFFF  # the time counts, no offset in bytes
        times.append((start, end))
    assert times == [(0, 700), (700, 900), (900, 1_000), (1_000, 2_000)]


def test_many_chapters_keep_their_order() -> None:
    """Eleven comes after ten and not after one, in the file and in the table."""
    names = [f"Part {number}" for number in range(25)]
    chapters = tuple(
        Chapter(name, Milliseconds(2_000 * at), Milliseconds(2_000 * at + 2_000))
        for at, name in enumerate(names)
    )
    data = id3_bytes(replace(TAGS, chapters=chapters))
    bodies = [body for name, body in frames_by_hand(data) if name == "CHAP"]
    starts = [int.from_bytes(body.partition(b"\0")[2][:4]) for body in bodies]
    assert starts == [2_000 * at for at in range(25)]
    (contents,) = ID3(io.BytesIO(data), translate=False).getall("CTOC")
    assert contents.child_element_ids == [body.partition(b"\0")[0].decode() for body in bodies]


def test_players_show_the_chapters(recording: Path, program: Callable[[str], str]) -> None:
    """Here ffprobe finds each at its time, in order, with its whole name however long it is."""
    command = [program("ffprobe"), "-v", "warning", "-show_chapters", "-show_format"]
    command += ["-of", "json", str(recording)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    shown = json.loads(done.stdout)
    assert done.stderr == ""
    assert [
        (one["tags"]["title"], float(one["start_time"]), float(one["end_time"]))
        for one in shown["chapters"]
    ] == [(one.name, one.start / 1000, one.end / 1000) for one in CHAPTERS]
    assert shown["format"]["tags"]["title"] == TITLE
    assert shown["format"]["tags"]["artist"] == "compassion-audio"


def test_the_place_of_the_digest_is_there_once_in_plain_ascii() -> None:
    """The recording writes its digest there, over as many bytes."""
    assert id3_bytes(TAGS).count(NO_DIGEST.encode("ascii")) == 1


def test_a_recording_without_a_summary_still_has_its_notice() -> None:
    """The comment is the notice alone, without an empty line."""
    (comment,) = read_back(replace(TAGS, summary="")).getall("COMM")
    assert comment.text == [TAGS.notice]


def test_a_short_caution_is_shown_between_the_summary_and_the_notice() -> None:
    """Where players show people one text; a long one is in a tag of its own alone."""
    (shown,) = read_back(replace(TAGS, caution="Go slowly.")).getall("COMM")
    assert shown.text == [f"{TAGS.summary}\n\nGo slowly.\n\n{TAGS.notice}"]
    long = read_back(replace(TAGS, caution="Go slowly. " * 40 + "Now."))
    assert long.getall("COMM")[0].text == [TAGS.comment]
    assert long["TXXX:caution"].text == ["Go slowly. " * 40 + "Now."]
    assert "TXXX:caution" not in read_back(TAGS)


def test_no_recording_goes_without_its_notice() -> None:
    """There is no way to leave it out."""
    for notice in ("", " "):
        with pytest.raises(ValueError, match="without its notice"):
            replace(TAGS, notice=notice)


@pytest.mark.parametrize(
    ("language", "code"),
    [("en", "eng"), ("en-US", "eng"), ("DE", "deu"), ("xx", "und")],
)
def test_languages_have_the_three_letters_that_id3_wants(language: str, code: str) -> None:
    """And one that is not known says so, in three letters too."""
    tags = read_back(replace(TAGS, language=language))
    assert tags["TLAN"].text == [code]
    assert tags.getall("USLT")[0].lang == code


def test_the_same_tags_give_the_same_bytes() -> None:
    """Nothing in them depends on the run."""
    assert id3_bytes(TAGS) == id3_bytes(replace(TAGS))
