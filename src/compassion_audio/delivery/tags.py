"""What a recording says of itself; and as ID3, which MP3 and WAV carry."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from mutagen import id3

from compassion_audio.delivery.captions import lrc_moment
from compassion_audio.timeline import Chapter
from compassion_audio.units import Milliseconds

ARTIST = "compassion-audio"
ALBUM = "Self-compassion practices"
GENRE = "Meditation"

MARK = "compassion-audio"
"""The description of the tag that says this program made the file; its text is the version."""

TIMELINE = "compassion-audio timeline"
VOICE = "voice"

DIGEST = "compassion-audio digest"
NO_DIGEST = "0" * 64
"""Stands in the digest's place while the digest of everything else is taken."""

_HEADER_BYTES = 10
_NO_OFFSET = 0xFFFFFFFF
_ORDERED_TOP_LEVEL = 0b11
_IN_MILLISECONDS = 2
_LYRICS = 1
_ISO_639_2 = {"de": "deu", "en": "eng", "es": "spa", "fr": "fra", "it": "ita", "pt": "por"}


@dataclass(frozen=True, slots=True)
class Tags:
    """What a recording says of itself."""

    title: str
    summary: str
    language: str
    """A language tag: `en`, `en-GB`."""

    voice: str
    length: Milliseconds
    chapters: tuple[Chapter, ...]
    lyrics: str
    """The spoken words, a line each."""

    cover: bytes
    """A JPEG."""

    version: str
    """Of this program."""

    synced: tuple[tuple[Milliseconds, str], ...] = ()
    """When each line begins to be spoken, and the line."""

    timeline: str = ""
    """The plan of it, as JSON; empty where none is kept."""

    @property
    def lrc(self) -> str:
        """The synced words as players read them from Vorbis comments: `[mm:ss.xx]` and a line.

        Source: the LRC format; hundredths of a second are all that every reader takes.
        """
        return "\n".join(f"[{lrc_moment(moment)}]{line}" for moment, line in self.synced)

    @property
    def language_code(self) -> str:
        """Three letters, `und` where the language is not known to the program."""
        return _ISO_639_2.get(self.language.partition("-")[0].lower(), "und")


def language_tag(code: str) -> str:
    """Give the language tag for what ID3 keeps: `en` for `eng`; others stay as they are."""
    return {three: two for two, three in _ISO_639_2.items()}.get(code, code)


def id3_bytes(tags: Tags) -> bytes:
    """Write the tags as ID3v2.3, the version every player reads, without padding.

    The digest is still `NO_DIGEST`, once, in plain ASCII.
    """
    utf16 = id3.Encoding.UTF16
    language = tags.language_code
    frames: list[id3.Frame] = [
        id3.TIT2(encoding=utf16, text=[tags.title]),
        id3.TPE1(encoding=utf16, text=[ARTIST]),
        id3.TALB(encoding=utf16, text=[ALBUM]),
        id3.TCON(encoding=utf16, text=[GENRE]),
        id3.TLAN(encoding=utf16, text=[language]),
        id3.TLEN(encoding=utf16, text=[str(tags.length)]),
        id3.TXXX(encoding=utf16, desc=MARK, text=[tags.version]),
        id3.TXXX(encoding=id3.Encoding.LATIN1, desc=DIGEST, text=[NO_DIGEST]),
        id3.TXXX(encoding=utf16, desc=VOICE, text=[tags.voice]),
        id3.USLT(encoding=utf16, lang=language, desc="", text=tags.lyrics),
        id3.APIC(
            encoding=id3.Encoding.LATIN1,
            mime="image/jpeg",
            type=id3.PictureType.COVER_FRONT,
            desc="",
            data=tags.cover,
        ),
        *_chapter_frames(tags.title, tags.chapters),
    ]
    if tags.synced:
        frames.append(_synced_frame(tags, language))
    if tags.timeline:
        frames.append(id3.TXXX(encoding=utf16, desc=TIMELINE, text=[tags.timeline]))
    if tags.summary:
        frames.append(id3.COMM(encoding=utf16, lang=language, desc="", text=[tags.summary]))
    body = b"".join(map(_frame_bytes, frames))
    return b"ID3\x03\x00\x00" + _syncsafe(len(body)) + body


def _synced_frame(tags: Tags, language: str) -> id3.Frame:
    return id3.SYLT(
        encoding=id3.Encoding.UTF16,
        lang=language,
        format=_IN_MILLISECONDS,
        type=_LYRICS,
        desc="",
        text=[(line, moment) for moment, line in tags.synced],
    )


def _frame_bytes(frame: id3.Frame) -> bytes:
    """Write one frame. Saved together, frames are sorted by size, and chapters lose their order."""
    alone = id3.ID3()
    alone.add(frame)
    out = io.BytesIO()
    alone.save(out, v1=id3.ID3v1SaveOptions.REMOVE, v2_version=3, padding=lambda _: 0)
    return out.getvalue()[_HEADER_BYTES:]


def _syncsafe(size: int) -> bytes:
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))


def _chapter_frames(title: str, chapters: Sequence[Chapter]) -> list[id3.Frame]:
    """Give a table of contents with a title, which some players insist on, and its chapters."""
    names = [f"ch{index}" for index in range(len(chapters))]
    contents = id3.CTOC(
        element_id="toc",
        flags=_ORDERED_TOP_LEVEL,
        child_element_ids=names,
        sub_frames=[id3.TIT2(encoding=id3.Encoding.UTF16, text=[title])],
    )
    entries = [
        id3.CHAP(
            element_id=name,
            start_time=chapter.start,
            end_time=chapter.end,
            start_offset=_NO_OFFSET,
            end_offset=_NO_OFFSET,
            sub_frames=[id3.TIT2(encoding=id3.Encoding.UTF16, text=[chapter.name])],
        )
        for name, chapter in zip(names, chapters, strict=True)
    ]
    return [contents, *entries]
