"""Files in which somebody is named, of every kind that is looked into."""

import base64
import io
import json
import struct
import zipfile
from collections.abc import Callable, Mapping

from mutagen.apev2 import APEv2
from mutagen.flac import FLAC
from mutagen.id3 import APIC, CHAP, COMM, ID3, PRIV, SYLT, TIT2, TSSE, TXXX, USLT, Encoding
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis
from PIL import Image, PngImagePlugin

from tests.delivery.sample import written

WHO = "Anna Example"
SAID = f"For {WHO}."


def picture(kind: str = "JPEG") -> bytes:
    """Give a picture that keeps who took it, where, and with what."""
    exif = Image.Exif()
    exif[0x0131], exif[0x013B] = "PhotoApp 3", WHO
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8769)[0x927C] = b"notes"
    texts = PngImagePlugin.PngInfo()
    texts.add_itxt("Comment", SAID, zip=True)
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, kind, exif=exif, pnginfo=texts)
    return out.getvalue()


def _late() -> bytes:
    texts = PngImagePlugin.PngInfo()
    texts.add(b"tEXt", b"Comment\0" + SAID.encode(), after_idat=True)
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG", pnginfo=texts)
    return out.getvalue()


def packed(entries: Mapping[str, bytes], *, comment: bytes = b"") -> bytes:
    """Give a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.comment = comment
        for name, data in entries.items():
            file.writestr(name, data)
    return out.getvalue()


def _id3(*frames: object) -> bytes:
    tags = ID3()
    for frame in frames:
        tags.add(frame)
    out = io.BytesIO()
    tags.save(out)
    return out.getvalue() + bytes(400)


def _ape() -> bytes:
    out = io.BytesIO(b"\xff\xfb\x90\x64" + bytes(413))
    tags = APEv2()
    tags["Title"] = SAID
    tags.save(out)
    return out.getvalue()


def _with(kind: str, read: Callable[[io.BytesIO], object], key: str) -> bytes:
    file = io.BytesIO(written(kind))
    tags = read(file)
    tags[key] = [SAID]  # type: ignore[index]
    file.seek(0)
    tags.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


def _wave(name: bytes, data: bytes) -> bytes:
    body = b"WAVE" + name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _info(name: bytes, text: bytes) -> bytes:
    return b"INFO" + name + struct.pack("<I", len(text)) + text + bytes(len(text) % 2)


_UTF8 = Encoding.UTF8
_SAID = SAID.encode()

NAMED: Mapping[str, Callable[[], bytes]] = {
    "title.mp3": lambda: _id3(TIT2(encoding=_UTF8, text=[SAID])),
    "comment.mp3": lambda: _id3(COMM(encoding=_UTF8, lang="eng", desc=SAID, text=["x"])),
    "words.mp3": lambda: _id3(USLT(encoding=_UTF8, lang="eng", desc="", text=f"Hello.\n{SAID}")),
    "timed.mp3": lambda: _id3(
        SYLT(encoding=_UTF8, lang="eng", format=2, type=1, desc="", text=[("Anna Example", 5)])
    ),
    "own.mp3": lambda: _id3(TXXX(encoding=_UTF8, desc="client", text=[WHO])),
    "chapter.mp3": lambda: _id3(
        CHAP(element_id="a", end_time=9, sub_frames=[TIT2(encoding=_UTF8, text=[SAID])])
    ),
    "cover.mp3": lambda: _id3(APIC(mime="image/jpeg", type=3, desc="", data=picture())),
    "unknown.mp3": lambda: (
        b"ID3\x04\0\0"
        + bytes([0, 0, 0, 10 + len(_SAID)])
        + b"ZZZZ"
        + bytes([0, 0, 0, len(_SAID), 0, 0])
        + _SAID
    ),
    "private.mp3": lambda: _id3(PRIV(owner="x", data=b"\0\1" + _SAID)),
    "old.mp3": lambda: (
        _id3(TIT2(encoding=_UTF8, text=["Calm"])) + b"TAG" + _SAID.ljust(30, b"\0") + bytes(95)
    ),
    "ape.mp3": _ape,
    "tags.flac": lambda: _with("flac", FLAC, "CLIENT"),
    "tags.ogg": lambda: _with("ogg", OggVorbis, "CLIENT"),
    "tags.opus": lambda: _with("opus", OggOpus, "CLIENT"),
    "tags.m4a": lambda: _with("m4a", MP4, "\xa9grp"),
    "info.wav": lambda: _wave(b"LIST", _info(b"ICMT", _SAID)),
    "label.wav": lambda: _wave(
        b"LIST",
        b"adtllabl" + struct.pack("<I", 4 + len(_SAID)) + b"nnnn" + WHO.encode().ljust(len(_SAID)),
    ),
    "bext.wav": lambda: _wave(b"bext", _SAID.ljust(602, b"\0")),
    "id3.wav": lambda: _wave(b"id3 ", _id3(TIT2(encoding=_UTF8, text=[SAID]))),
    "ixml.wav": lambda: _wave(b"iXML", b"<NOTE>%s</NOTE>" % _SAID),
    "name.aiff": lambda: (
        (b"FORM" + struct.pack(">I", 12 + len(_SAID)) + b"AIFFNAME" + struct.pack(">I", len(_SAID)))
        + _SAID
    ),
    "photo.jpg": picture,
    "photo.png": lambda: picture("PNG"),
    "photo.webp": lambda: picture("WEBP"),
    "photo.tiff": lambda: picture("TIFF"),
    "drawing.svg": lambda: b"<svg><metadata>%s</metadata></svg>" % _SAID,
    "page.html": lambda: b"<p>For <b>Anna</b> <i>Ex&#97;mple</i></p>",
    "attribute.html": lambda: b'<img alt="Anna Ex&#97;mple">',
    "late.png": _late,
    "hidden.html": lambda: b"<!-- Anna Example -->",
    "data.html": lambda: (
        b'<audio src="data:audio/mpeg;base64,%s">'
        % base64.b64encode(_id3(TIT2(encoding=_UTF8, text=[SAID])))
    ),
    "script.html": lambda: (
        b"<script>const sound='%s'</script>"
        % base64.b64encode(
            _id3(TIT2(encoding=_UTF8, text=[SAID]), TXXX(desc="x", text=["y" * 900]))
        )
    ),
    "feed.xml": lambda: b"<rss><title>For Anna Example</title></rss>",
    "address.xml": lambda: b'<enclosure url="https://a.org/Anna%20Example.mp3"/>',
    "chapters.json": lambda: json.dumps({"title": "For Änna Example"}).encode(),
    "captions.vtt": lambda: b"WEBVTT\n\n00:01.000 --> 00:02.000\nFor Anna\nExample.\n",
    "session.m3u8": lambda: b"#EXTM3U\n#EXTINF:300,For Anna Example\n01.mp3\n",
    "client.toml": lambda: b'wish = "Anna Example rests"',
    "latin.txt": lambda: "Für Änna Example".encode("cp1252"),
    "wide.txt": lambda: SAID.encode("utf-16"),
    "unknown.bin": lambda: bytes(range(256)) + _SAID + bytes(range(256)),
    "wide.bin": lambda: bytes(300) + SAID.encode("utf-16-le") + bytes(300),
    "entry.zip": lambda: packed({"notes/anna-example.txt": b""}),
    "comment.zip": lambda: packed({"a.txt": b""}, comment=_SAID),
    "within.zip": lambda: packed({"b.zip": packed({"c.zip": packed({"d.txt": _SAID})})}),
    "book.epub": lambda: packed({"content.opf": b"<dc:creator>Anna Example</dc:creator>"}),
}
"""By their names, which tell nothing."""

SIGNED: Mapping[str, Callable[[], bytes]] = {
    "a.mp3": lambda: _id3(TSSE(encoding=_UTF8, text=["Lavf60"])),
    "b.mp3": lambda: _id3(TXXX(encoding=_UTF8, desc="Encoded by", text=["Studio 5"])),
    "c.mp3": lambda: _id3(PRIV(owner="WM/Provider", data=b"\0")),
    "d.flac": lambda: _with("flac", FLAC, "ENCODER"),
    "e.ogg": lambda: _with("ogg", OggVorbis, "ENCODED-BY"),
    "f.m4a": lambda: _with("m4a", MP4, "\xa9too"),
    "g.wav": lambda: _wave(b"LIST", _info(b"ISFT", b"Studio 5")),
    "h.wav": lambda: _wave(b"bext", bytes(256) + b"Studio 5".ljust(346, b"\0")),
    "i.jpg": picture,
    "j.html": lambda: b'<meta name="generator" content="Wordy 3.1">',
    "k.docx": lambda: packed({"docProps/app.xml": b"<Application>Wordy</Application>"}),
}
"""What other programs leave."""
