"""Captions and text: exact, escaped, and read back by strangers."""

import json
import re
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.delivery.captions import WRITERS, Transcript, by_chapter
from compassion_audio.timeline import Chapter
from compassion_audio.timeline.captions import Caption
from compassion_audio.units import Milliseconds

HOUR = 3_600_000
_VTT = re.compile(r"(\d\d):(\d\d):(\d\d)[.,](\d{3}) --> (\d\d):(\d\d):(\d\d)[.,](\d{3})")


def caption(start: int, end: int, words: str) -> Caption:
    """Make a line."""
    return Caption(Milliseconds(start), Milliseconds(end), words)


def transcript(*lines: Caption, title: str = "Kind wishes") -> Transcript:
    """Give an hour and a half with three chapters and these lines."""
    edges = [("Arriving", 0), ("Silence", 5_000), ("Arriving", HOUR), ("", HOUR * 3 // 2)]
    chapters = tuple(
        Chapter(name, Milliseconds(start), Milliseconds(end))
        for (name, start), (_, end) in pairwise(edges)
    )
    return Transcript(title, Milliseconds(HOUR * 3 // 2), chapters, lines)


def moments(text: str) -> list[tuple[int, int]]:
    """Read the moments of VTT or SRT."""
    found = [list(map(int, one.groups())) for one in _VTT.finditer(text)]
    return [
        tuple(((h * 60 + m) * 60 + s) * 1000 + ms for h, m, s, ms in (row[:4], row[4:]))  # type: ignore[misc]
        for row in found
    ]


TWO = transcript(
    caption(1, 4_999, "May I be <kind> & {calm}."),
    caption(HOUR + 61_007, HOUR + 61_008, "Tea\n\n--> or [not]?"),
)


def test_vtt_escapes_what_browsers_would_take_for_markup() -> None:
    """The words arrive as they are, an arrow among them, and no line of them ends a caption."""
    assert WRITERS["vtt"](TWO) == (
        "WEBVTT\n\n"
        "00:00:00.001 --> 00:00:04.999\nMay I be &lt;kind&gt; &amp; {calm}.\n\n"
        "01:01:01.007 --> 01:01:01.008\nTea --&gt; or [not]?\n"
    )


def test_srt_has_numbers_and_no_styling() -> None:
    """What readers would take for tags and hide is replaced by what looks like it."""
    assert WRITERS["srt"](TWO) == (
        "1\n00:00:00,001 --> 00:00:04,999\nMay I be \u2039kind\u203a & (calm).\n\n"
        "2\n01:01:01,007 --> 01:01:01,008\nTea --\u203a or [not]?\n"
    )


def test_lrc_counts_minutes_and_has_no_brackets_but_its_own() -> None:
    """Hundredths of a second, cut and never later than the sound."""
    assert WRITERS["lrc"](TWO) == (
        "[ti:Kind wishes]\n[length:90:00.00]\n"
        "[00:00.00]May I be <kind> & {calm}.\n[61:01.00]Tea --> or not?\n"
    )


def test_text_names_a_section_once() -> None:
    """A section that goes on after its silence is not named again, and silence has no words."""
    assert WRITERS["txt"](TWO) == (
        "Kind wishes\n\nArriving\n\nMay I be <kind> & {calm}.\n\nTea --> or [not]?\n"
    )


def test_json_is_what_podcast_players_read() -> None:
    """Segments with seconds, as Podcasting 2.0 has them."""
    told = json.loads(WRITERS["json"](TWO))
    assert told["version"] == "1.0.0"
    assert told["segments"][1] == {
        "startTime": 3661.007,
        "endTime": 3661.008,
        "body": "Tea --> or [not]?",
    }


@pytest.mark.parametrize("kind", WRITERS)
def test_a_recording_without_words_has_captions_without_lines(kind: str) -> None:
    """Bells and silence: the file is there, and says nothing."""
    silent = WRITERS[kind](transcript(caption(5, 5, " \n ")))
    assert moments(silent) == []
    assert "-->" not in silent


@given(
    st.lists(
        st.tuples(st.integers(0, HOUR), st.integers(0, 9_000), st.text(min_size=1)), max_size=8
    )
)
def test_moments_and_words_come_back(rows: list[tuple[int, int, str]]) -> None:
    """Whatever is said, each line has its exact moments, and an end after its start."""
    rows.sort()
    lines = [caption(at, at + long, f"x{words}") for at, long, words in rows]
    meant = [(one.start, max(one.end, one.start + 1)) for one in lines]
    for kind in ("vtt", "srt"):
        blocks = WRITERS[kind](transcript(*lines)).split("\n\n")
        told = [block for block in blocks if " --> " in block]
        assert [moments(block)[0] for block in told] == meant
        assert all(
            len(block.strip("\n").split("\n")) == (3 if kind == "srt" else 2) for block in told
        )
    segments = json.loads(WRITERS["json"](transcript(*lines)))["segments"]
    assert [round(1000 * one["startTime"]) for one in segments] == [one.start for one in lines]


@given(st.lists(st.integers(0, HOUR * 3 // 2), max_size=8))
def test_each_line_is_in_one_chapter(starts: list[int]) -> None:
    """No line is lost between chapters, none comes twice, and they keep their order."""
    lines = [caption(at, at + 1, "x") for at in sorted(starts)]
    found = [one for _, group in by_chapter(transcript(*lines)) for one in group]
    assert found == lines


@pytest.mark.parametrize("kind", ["vtt", "srt", "lrc"])
def test_ffmpeg_reads_the_same_lines(kind: str, program: Callable[[str], str]) -> None:
    """A stranger finds each line at its moment, with the words that a person would see."""
    path = Path(f"words.{kind}")
    path.write_text(WRITERS[kind](TWO), encoding="utf-8")
    command = [program("ffprobe"), "-v", "error", "-show_packets", "-of", "json", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    told = [float(one["pts_time"]) for one in json.loads(done.stdout)["packets"]]
    assert told == pytest.approx([0.001, 3661.007], abs=0.0101 if kind == "lrc" else 0.0001)
