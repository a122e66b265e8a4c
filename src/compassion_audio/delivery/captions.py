"""Captions and text, as players and people read them: VTT, SRT, LRC, JSON and plain text.

Source: W3C, "WebVTT"; Podcasting 2.0, "transcripts" for the JSON. SRT and LRC have no standard, and
are written as every reader takes them.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from compassion_audio.timeline import Chapter
from compassion_audio.timeline.captions import Caption
from compassion_audio.units import Milliseconds


@dataclass(frozen=True, slots=True)
class Transcript:
    """What is said in a recording, and when."""

    title: str
    length: Milliseconds
    chapters: tuple[Chapter, ...]
    captions: tuple[Caption, ...]
    """In the order in which they sound; may be empty."""


_LOOK_ALIKE = str.maketrans({"<": "\u2039", ">": "\u203a", "{": "(", "}": ")"})


def vtt(transcript: Transcript) -> str:
    """Write WebVTT, which browsers and podcast players show; exact to the millisecond."""
    cues = [
        f"{_clock(one.start)} --> {_clock(_after(one))}\n{_escaped(_line(one.words))}\n"
        for one in _said(transcript)
    ]
    return "\n".join(["WEBVTT\n", *cues])


def srt(transcript: Transcript) -> str:
    """Write SubRip, which video players and editors read; exact to the millisecond.

    It has no way to write `<` or `{` themselves: readers take them for styling and hide what
    follows. Marks that look like them stand in their place.
    """
    cues = [
        f"{number}\n{_clock(one.start, ',')} --> {_clock(_after(one), ',')}\n"
        f"{_line(one.words).translate(_LOOK_ALIKE)}\n"
        for number, one in enumerate(_said(transcript), 1)
    ]
    return "\n".join(cues)


def lrc(transcript: Transcript) -> str:
    """Write LRC, which music players show beside a song; exact to the hundredth of a second."""
    head = [f"[ti:{_unmarked(transcript.title)}]", f"[length:{lrc_moment(transcript.length)}]"]
    lines = [f"[{lrc_moment(one.start)}]{_unmarked(one.words)}" for one in _said(transcript)]
    return "\n".join([*head, *lines, ""])


def text(transcript: Transcript) -> str:
    """Write it to be read or printed: the title, and under the name of each chapter its lines."""
    parts = [_line(transcript.title)]
    name = parts[0]
    for chapter, lines in by_chapter(transcript):
        if lines and _line(chapter.name) != name:  # a section goes on after its silence
            name = _line(chapter.name)
            parts.append(name)
        if lines:
            parts.append("\n".join(_line(one.words) for one in lines))
    return "\n\n".join(parts) + "\n"


def as_json(transcript: Transcript) -> str:
    """Write it as Podcasting 2.0 has it; seconds, exact to the millisecond."""
    segments = [
        {"startTime": one.start / 1000, "endTime": _after(one) / 1000, "body": _line(one.words)}
        for one in _said(transcript)
    ]
    told = {"version": "1.0.0", "segments": segments}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def lrc_moment(moment: Milliseconds) -> str:
    """Write a moment as LRC has it: hundredths of a second are all that every reader takes."""
    minutes, rest = divmod(moment, 60_000)
    return f"{minutes:02}:{rest // 1000:02}.{rest % 1000 // 10:02}"


WRITERS: Mapping[str, Callable[[Transcript], str]] = {
    "vtt": vtt,
    "srt": srt,
    "lrc": lrc,
    "txt": text,
    "json": as_json,
}
"""By the ending of the file, without its point."""


def by_chapter(transcript: Transcript) -> Iterator[tuple[Chapter, tuple[Caption, ...]]]:
    """Give each chapter with the lines that begin in it, those with no words left out."""
    lines = tuple(_said(transcript))
    for chapter in transcript.chapters:
        is_last = chapter is transcript.chapters[-1]
        yield (
            chapter,
            tuple(
                one
                for one in lines
                if chapter.start <= one.start and (is_last or one.start < chapter.end)
            ),
        )


def _said(transcript: Transcript) -> Iterator[Caption]:
    return (one for one in transcript.captions if one.words.strip())


def _after(one: Caption) -> Milliseconds:
    """Give its end, which no reader takes unless it lies after the start."""
    return Milliseconds(max(one.end, one.start + 1))


def _line(words: str) -> str:
    """Keep it on one line: an empty one would end a caption."""
    return " ".join(words.split())


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _unmarked(words: str) -> str:
    """Take away what a reader of LRC would take for a moment or a mark."""
    return re.sub(r"[\[\]]", "", _line(words))


def _clock(moment: Milliseconds, point: str = ".") -> str:
    minutes, rest = divmod(moment, 60_000)
    whole, thousandths = divmod(rest, 1000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{whole:02}{point}{thousandths:03}"
