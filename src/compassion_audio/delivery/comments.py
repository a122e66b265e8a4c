"""Vorbis comments: what FLAC, Ogg and Opus say of themselves.

Source: the Vorbis I specification, section 5; xiph.org, "Chapter Extension" for the chapters, and
"METADATA_BLOCK_PICTURE" for the cover. Words with their times have no standard; players look for
LRC under SYNCEDLYRICS.
"""

import base64
import struct

from mutagen.flac import Picture
from mutagen.id3 import PictureType

from compassion_audio.delivery.tags import ARTIST, GENRE, NO_DIGEST, Tags
from compassion_audio.units import Milliseconds

MAKER = "compassion-audio"
"""Stands where encoders put their names and versions."""

MARK = "COMPASSION_AUDIO"
DIGEST = "COMPASSION_AUDIO_DIGEST"
TIMELINE = "COMPASSION_AUDIO_TIMELINE"
VOICE = "VOICE"
CAUTION = "CAUTION"
NOTICE = "COMMENT"
"""Players show it; the summary is in the description."""

_COVER = "METADATA_BLOCK_PICTURE"


def comment_block(tags: Tags, *, holds_cover: bool) -> bytes:
    """Write the comments, the digest's place first, so that no other text can stand before it.

    Args:
        tags: What to say.
        holds_cover: Whether the cover is one of them, for containers with no place of its own.
    """
    entries = [(DIGEST, NO_DIGEST), (MARK, tags.version), *_words(tags)]
    if holds_cover:
        entries.append((_COVER, base64.b64encode(picture_block(tags.cover)).decode()))
    said = [f"{name}={value}".encode() for name, value in entries]
    block = _with_length(MAKER.encode()) + struct.pack("<I", len(said))
    return block + b"".join(map(_with_length, said))


def picture_block(cover: bytes) -> bytes:
    """Write the cover as FLAC's picture block."""
    picture = Picture()
    picture.type = PictureType.COVER_FRONT
    picture.mime = "image/jpeg"
    picture.data = cover
    return bytes(picture.write())


def _words(tags: Tags) -> list[tuple[str, str]]:
    entries = [
        ("TITLE", tags.title),
        ("ARTIST", ARTIST),
        ("ALBUM", tags.album),
        ("GENRE", GENRE),
        ("LANGUAGE", tags.language),
        (VOICE, tags.voice),
        ("DESCRIPTION", tags.summary),
        (CAUTION, tags.caution),
        (NOTICE, tags.notice),
        ("LYRICS", tags.lyrics),
        ("SYNCEDLYRICS", tags.lrc),
        (TIMELINE, tags.timeline),
    ]
    if tags.track:
        entries += [("TRACKNUMBER", f"{tags.track.number}"), ("TRACKTOTAL", f"{tags.track.of}")]
    for index, chapter in enumerate(tags.chapters):
        entries.append((f"CHAPTER{index:03}", _time(chapter.start)))
        entries.append((f"CHAPTER{index:03}NAME", chapter.name))
    return [(name, value) for name, value in entries if value]


def _time(moment: Milliseconds) -> str:
    minutes, rest = divmod(moment, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def _with_length(data: bytes) -> bytes:
    return struct.pack("<I", len(data)) + data
