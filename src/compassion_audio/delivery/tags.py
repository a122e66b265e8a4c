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
NOTICE = "notice"
"""The tag from which it is read back; people see it in the comment."""

CAUTION = "caution"
"""The tag from which it is read back; people see it in the comment, where it is short."""

DIGEST = "compassion-audio digest"
NO_DIGEST = "0" * 64
"""Stands in the digest's place while the digest of everything else is taken."""

_LONGEST_SHOWN = 300
"""Characters of a caution that a comment still shows, which players give a few lines."""

_HEADER_BYTES = 10
_NO_OFFSET = 0xFFFFFFFF
_ORDERED_TOP_LEVEL = 0b11
_IN_MILLISECONDS = 2
_LYRICS = 1
_ISO_639_2 = {"de": "deu", "en": "eng", "es": "spa", "fr": "fra", "it": "ita", "pt": "por"}


@dataclass(frozen=True, slots=True)
class Track:
    """Where a recording stands among others."""

    album: str
    """What they are together."""

    number: int
    """From 1."""

    of: int
    """How many there are."""

    @property
    def told(self) -> str:
        """As players read it: `3/12`."""
        return f"{self.number}/{self.of}"


@dataclass(frozen=True, slots=True)
class Tags:
    """What a recording says of itself."""

    title: str
    summary: str
    notice: str
    """That it is no substitute for care: one line, never empty."""

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

    caution: str = ""
    """What to know before listening; empty where there is nothing to say."""

    track: Track | None = None
    """Where it stands among others; None where it stands for itself."""

    def __post_init__(self) -> None:
        if not self.notice.strip():
            raise ValueError("no recording goes anywhere without its notice")

    @property
    def album(self) -> str:
        """What it belongs to."""
        return self.track.album if self.track else ALBUM

    @property
    def comment(self) -> str:
        """The summary, a short caution and the notice, for formats that show people one text."""
        caution = self.caution if len(self.caution) <= _LONGEST_SHOWN else ""
        return "\n\n".join(filter(None, (self.summary, caution, self.notice)))

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
        id3.TALB(encoding=utf16, text=[tags.album]),
        id3.TCON(encoding=utf16, text=[GENRE]),
        id3.TLAN(encoding=utf16, text=[language]),
        id3.TLEN(encoding=utf16, text=[str(tags.length)]),
        id3.TXXX(encoding=utf16, desc=MARK, text=[tags.version]),
        id3.TXXX(encoding=id3.Encoding.LATIN1, desc=DIGEST, text=[NO_DIGEST]),
        id3.TXXX(encoding=utf16, desc=VOICE, text=[tags.voice]),
        id3.TXXX(encoding=utf16, desc=NOTICE, text=[tags.notice]),
        id3.COMM(encoding=utf16, lang=language, desc="", text=[tags.comment]),
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
    if tags.caution:
        frames.append(id3.TXXX(encoding=utf16, desc=CAUTION, text=[tags.caution]))
    if tags.synced:
        frames.append(_synced_frame(tags, language))
    if tags.timeline:
        frames.append(id3.TXXX(encoding=utf16, desc=TIMELINE, text=[tags.timeline]))
    if tags.track:
        frames.append(id3.TRCK(encoding=utf16, text=[tags.track.told]))
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
