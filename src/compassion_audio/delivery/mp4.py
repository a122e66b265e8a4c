"""M4A and M4B: AAC by PyAV, with chapters in both ways that players look for.

The index comes before the sound, so that a page can play it while it loads: room is kept for it,
because how long the recording is, is known.

Source: ISO 14496-12 and -14; the iTunes metadata as mutagen documents it.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import IO, TYPE_CHECKING

from mutagen.mp4 import MP4, AtomDataType, MP4Cover, MP4FreeForm

from compassion_audio.audio.clip import Samples
from compassion_audio.delivery.comments import MAKER
from compassion_audio.delivery.formats import Encoding
from compassion_audio.delivery.tags import ARTIST, GENRE, NO_DIGEST, Tags
from compassion_audio.units import SAMPLE_RATE, frames_at

if TYPE_CHECKING:
    import av
    from av.container.core import Chapter

OWNER = "org.compassion-audio"
VERSION, DIGEST, VOICE, LENGTH, CAUTION, TIMELINE = (
    f"----:{OWNER}:{name}"
    for name in ("version", "digest", "voice", "length", "caution", "timeline")
)
NOTICE = "\xa9cmt"
"""The comment, which players show; the summary is in the description."""

_SAMPLES_PER_PACKET = 1024
_MOST_NAME_BYTES = 255
"""Of a chapter: its length has one byte."""

_AUDIOBOOK, _MUSIC = 2, 1
_BIT_EXACT = 0x800000
"""FFmpeg's flag that keeps its name and version out of the stream."""

_OPTIONS = {"fflags": "+bitexact"}
_BRANDS = {"m4a": "M4A ", "m4b": "M4B "}


def write_mp4(
    file: IO[bytes],
    tags: Tags,
    blocks: Iterable[Samples],
    *,
    channels: int,
    encoding: Encoding,
) -> None:
    """Write a stream at 48 kHz as AAC, with its tags.

    Args:
        file: Empty, open for writing, reading and seeking.
        tags: What it says of itself.
        blocks: Shape (frames, channels), float32.
        channels: One or two.
        encoding: Its bit rate, and whether it is an audiobook.
    """
    import av

    options = {
        **_OPTIONS,
        "brand": _BRANDS[encoding.format.name],
        "moov_size": str(_room_for_index(tags)),
    }
    with av.open(file, "w", format="ipod", options=options) as container:
        layout = "mono" if channels == 1 else "stereo"
        stream = container.add_stream("aac", rate=SAMPLE_RATE, layout=layout)
        context = stream.codec_context
        context.format = "fltp"
        context.bit_rate = encoding.kilobits(channels) * 1000
        context.flags |= _BIT_EXACT
        stream.metadata["language"] = tags.language_code
        container.set_chapters(_chapters(tags))
        for frame in _frames(blocks, layout):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    _add_tags(file, tags, is_book=encoding.format.name == "m4b")
    file.seek(0, 2)


def _room_for_index(tags: Tags) -> int:
    """Give enough bytes for the index: four for each packet, and what goes with the chapters."""
    packets = frames_at(tags.length) // _SAMPLES_PER_PACKET + 2
    chapters = sum(64 + 2 * len(one.name.encode()) for one in tags.chapters)
    return 5 * packets + chapters + 8192


def _frames(blocks: Iterable[Samples], layout: str) -> Iterator["av.AudioFrame"]:
    import av

    done = 0
    for block in blocks:
        frame = av.AudioFrame.from_ndarray(block.T.copy(), format="fltp", layout=layout)
        frame.sample_rate, frame.time_base = SAMPLE_RATE, Fraction(1, SAMPLE_RATE)
        frame.pts = done
        done += len(block)
        yield frame


def _chapters(tags: Tags) -> "list[Chapter]":
    return [
        {
            "id": number,
            "start": chapter.start,
            "end": chapter.end,
            "time_base": Fraction(1, 1000),
            "metadata": {"title": _cut(chapter.name)},
        }
        for number, chapter in enumerate(tags.chapters)
    ]


def _cut(name: str) -> str:
    return name.encode()[:_MOST_NAME_BYTES].decode(errors="ignore")


def _add_tags(file: IO[bytes], tags: Tags, *, is_book: bool) -> None:
    file.seek(0)
    told = MP4(file)
    if told.tags is None:
        told.add_tags()
    said: dict[str, object] = {
        "\xa9nam": tags.title,
        "\xa9ART": ARTIST,
        "\xa9alb": tags.album,
        "\xa9gen": GENRE,
        NOTICE: tags.notice,
        "desc": tags.summary,
        "\xa9lyr": tags.lyrics,
        "\xa9too": MAKER,
        "trkn": [(tags.track.number, tags.track.of)] if tags.track else [],
        "stik": [_AUDIOBOOK if is_book else _MUSIC],
        "covr": [MP4Cover(tags.cover, MP4Cover.FORMAT_JPEG)],
        VERSION: _freeform(tags.version),
        DIGEST: _freeform(NO_DIGEST),
        VOICE: _freeform(tags.voice),
        LENGTH: _freeform(str(tags.length)),
        CAUTION: _freeform(tags.caution),
        TIMELINE: _freeform(tags.timeline),
    }
    for name, value in said.items():
        if value:
            told[name] = value
    file.seek(0)
    told.save(file, padding=lambda _: 0)


def _freeform(text: str) -> list[MP4FreeForm]:
    return [MP4FreeForm(text.encode(), AtomDataType.UTF8)] if text else []
