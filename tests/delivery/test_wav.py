"""A WAV is read by everyone, its markers and tags too, and may grow beyond 4 GB."""

import io
import struct
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import mutagen.wave
import numpy as np
import pytest
import soundfile

from compassion_audio.delivery import wav
from compassion_audio.delivery.formats import Encoding, format_named
from compassion_audio.delivery.mark import is_unchanged, place_of
from compassion_audio.delivery.recording import write_recording
from compassion_audio.delivery.told import told_of
from tests.delivery.sample import CHAPTERS, FRAMES, TAGS, TITLE, blocks, sound, written


def held(data: bytes) -> dict[bytes, list[bytes]]:
    """Take a WAV apart by hand: what is in each chunk, by name."""
    assert data[8:12] == b"WAVE"
    found: dict[bytes, list[bytes]] = {}
    at = 12
    while at < len(data):
        name, size = struct.unpack("<4sI", data[at : at + 8])
        found.setdefault(name, []).append(data[at + 8 : at + 8 + size])
        at += 8 + size + size % 2
    assert at == len(data)
    return found


def test_its_sizes_are_true_to_the_last_byte() -> None:
    """Chunks lie end to end, and the whole is as long as it says."""
    data = written("wav")
    assert data[:4] == b"RIFF"
    assert struct.unpack("<I", data[4:8])[0] == len(data) - 8
    assert len(held(data)[b"data"][0]) == FRAMES * 3
    assert struct.unpack("<HHIIHH", held(data)[b"fmt "][0]) == (1, 1, 48_000, 144_000, 3, 24)


def test_an_odd_number_of_bytes_is_filled_up() -> None:
    """Chunks begin at even places; the filling counts in no length but the whole."""
    file = io.BytesIO()
    write_recording(file, TAGS, blocks(sound(frames=1_001)), encoding=Encoding(format_named("wav")))
    assert len(held(file.getvalue())[b"data"][0]) == 3_003
    assert struct.unpack("<I", file.getvalue()[4:8])[0] == len(file.getvalue()) - 8


def test_editors_find_the_chapters_as_markers() -> None:
    """At the very sample, each with its label."""
    chunks = held(written("wav"))
    (cues,) = chunks[b"cue "]
    assert struct.unpack("<I", cues[:4]) == (3,)
    points = [struct.unpack("<II4sIII", cues[at : at + 24]) for at in range(4, len(cues), 24)]
    assert [point[5] for point in points] == [one.start * 48 for one in CHAPTERS]
    (labels,) = [one for one in chunks[b"LIST"] if one.startswith(b"adtl")]
    for point, chapter in zip(points, CHAPTERS, strict=True):
        assert struct.pack("<I", point[0]) + chapter.name.encode() + b"\0" in labels


def test_it_has_the_tags_of_the_mp3() -> None:
    """The same ID3, with words, times and cover, as mutagen reads it."""
    tags: Any = mutagen.wave.WAVE(io.BytesIO(written("wav"))).tags
    assert tags["TIT2"].text == [TITLE]
    assert tags["APIC:"].data == TAGS.cover
    assert tags["USLT::deu"].text == TAGS.lyrics
    assert tags["SYLT::deu"].text == [(line, moment) for moment, line in TAGS.synced]


def test_sox_has_nothing_to_say(tmp_path: Path, program: Callable[[str], str]) -> None:
    """It reads every sample, and warns of none."""
    path = tmp_path / "sample.wav"
    path.write_bytes(written("wav", channels=2))
    command = [program("sox"), str(path), "-n", "stat"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    assert ["Samples", "read:", str(2 * FRAMES)] in [line.split() for line in said.splitlines()]
    assert "WARN" not in said


def test_what_is_too_long_for_a_riff_is_an_rf64(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: Callable[[str], str]
) -> None:
    """After four hours of stereo; its true sizes stand where there is room for them.

    Who reads it finds sound, tags and mark. Here the limit is lowered, not the file made so long.
    """
    path = tmp_path / "long.wav"
    monkeypatch.setattr(wav, "_MOST_IN_RIFF", 100_000)
    with path.open("w+b") as file:
        write_recording(file, TAGS, blocks(sound()), encoding=Encoding(format_named("wav")))
        place = place_of(file)
        assert place is not None
        assert is_unchanged(file, place)
    data = path.read_bytes()
    assert data[:8] == b"RF64\xff\xff\xff\xff"
    assert data[12:16] == b"ds64"
    assert struct.unpack("<QQQ", data[20:44]) == (len(data) - 8, FRAMES * 3, FRAMES)
    heard, _ = soundfile.read(path, dtype="float32", always_2d=True)
    assert np.abs(heard - sound()).max() < 1e-6
    told = told_of(path)
    assert told is not None
    assert told.chapters == CHAPTERS
    command = [program("ffprobe"), "-v", "error", "-show_entries", "format=duration", str(path)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "duration=2.345000" in shown.stdout


@pytest.mark.parametrize(("samples", "name"), [(715_827_000, b"RIFF"), (715_828_000, b"RF64")])
def test_the_head_of_a_very_long_one_holds_its_true_sizes(samples: int, name: bytes) -> None:
    """At 4 GB, where 32 bits end, the one becomes the other; the sound begins at one place."""
    head = wav._head(2, samples=samples, rest=0)
    assert head[:4] == name
    assert len(head) == len(wav._head(1, samples=0, rest=0))


def test_it_says_nothing_where_there_is_nothing_to_say() -> None:
    """Without summary and caution the comment is the notice alone, and no track is a number."""
    (infos,) = [
        one
        for one in held(written("wav", tags=replace(TAGS, summary="", caution="")))[b"LIST"]
        if one.startswith(b"INFO")
    ]
    comment = TAGS.notice.encode()
    assert b"ICMT" + struct.pack("<I", len(comment) + 1) + comment + b"\0" in infos
    assert b"IPRT" not in infos
    assert b"INAM" in infos
