"""Texts of every form: plain, HTML, XML, JSON, captions, playlists. Anything else gives scraps."""

import base64
import binascii
import html
import io
import re
from collections.abc import Iterator
from typing import IO

from compassion_audio.sharing.finding import Kind, Mark, Piece, Scope, shown
from compassion_audio.sharing.opened import Allowance, Found, Inner, unseen
from compassion_audio.sharing.scraps import scraps

MAKER = "compassion-audio"

_MOST = 256 << 20
"""Bytes that are read of one file: a page may hold hours of sound."""


_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")

_PACKED = re.compile(
    r"(?:(?<=;base64,)[A-Za-z0-9+/]{32,}+|(?:[A-Za-z0-9+/]{60,}+[\r\n]{0,2})++[A-Za-z0-9+/]*+)={0,2}"
)
_PACKED_LEAST = 1024
"""Letters without a sign between them: no language has such words."""

_MARKUP = re.compile(r"<[A-Za-z!/?]")
_TAG = re.compile(r"<[^<>]*>")
_BYTES = re.compile(r"(?:%[0-9A-Fa-f]{2})++")
_CODE = re.compile(r"\\u([0-9A-Fa-f]{4})")
_PROPERTY = re.compile(
    r"<(?:\w+:)?(?P<name>generator|creator|author|lastModifiedBy|Application|CreatorTool|Producer"
    r"|Company|Manager|owner|managingEditor|webMaster|publisher|contributor|copyright|rights)"
    r"\b[^<>]{0,200}>(?P<value>[^<]{1,200})<",
    re.IGNORECASE,
)
_META = re.compile(r"<meta\b[^<>]{0,600}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(name|property|content)\s*=\s*[\"']([^\"']{0,300})[\"']", re.IGNORECASE)
_PROGRAMS = frozenset({"generator", "application", "creatortool", "producer"})


def text(file: IO[bytes], name: str, allowance: Allowance) -> Iterator[Found]:
    """Give the words of a text, and the files that are written into it in letters."""
    data = file.read(_MOST + 1)
    if len(data) > _MOST:
        yield unseen(f"only the first {_MOST >> 20} MB were looked at")
        data = data[:_MOST]
    words = _decoded(data)
    if words is None:
        yield unseen("it is of an unknown kind: only plain letters in it were looked at")
        yield from scraps(file)
        return
    bare, packed = _unpacked(words)
    if packed and "PBKDF2" in bare and "AES-GCM" in bare:
        yield unseen("it is sealed: nobody can look into it without its passphrase")
    else:
        yield from _inside(packed, allowance)
    yield from _views(bare, allowance, is_json=name.lower().endswith("json"))


def _decoded(data: bytes) -> str | None:
    """Decode a text; None where it is none."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        words = data.decode()
    except UnicodeDecodeError:
        words = data.decode("cp1252", errors="replace")
    strange = len(_CONTROL.findall(words[:65_536]))
    return None if strange > len(words[:65_536]) // 100 else words


def _unpacked(words: str) -> tuple[str, list[tuple[int, str]]]:
    """Take out what is written in base64, and give it with the line it stands on."""
    packed: list[tuple[int, str]] = []
    kept: list[str] = []
    end = line = 0
    for found in _PACKED.finditer(words):
        begin = found.start()
        is_data = words[max(0, begin - 8) : begin] == ";base64,"
        if not is_data and len(found[0]) < _PACKED_LEAST:
            continue
        line += words.count("\n", end, begin)
        packed.append((line + 1, found[0]))
        kept += [words[end:begin], " ", "\n" * found[0].count("\n")]
        line += found[0].count("\n")
        end = found.end()
    return "".join([*kept, words[end:]]), packed


def _inside(packed: list[tuple[int, str]], allowance: Allowance) -> Iterator[Found]:
    for line, letters in packed:
        where = f"data in line {line}"
        whole = "".join(letters.split()).rstrip("=")
        try:
            data = base64.b64decode(whole + "=" * (-len(whole) % 4))
        except binascii.Error:
            yield unseen("it is damaged", where)
            continue
        allowance.entries -= 1
        if allowance.take(len(data)) and allowance.entries >= 0:
            yield Inner(where, io.BytesIO(data))
        else:
            yield unseen("there is more than anyone would unpack", where)


def _views(bare: str, allowance: Allowance, *, is_json: bool) -> Iterator[Found]:
    """Give the text as a program reads it, and as a person sees it, whose tags are gone."""
    if len(bare) > allowance.words:
        yield unseen("it has more text than anyone would read: the rest was not looked at")
        bare = bare[: max(0, allowance.words)]
    allowance.words -= len(bare)
    read = html.unescape(bare) if "&" in bare else bare
    if "%" in read:
        read = _BYTES.sub(lambda found: _of_bytes(found[0]), read)
    if is_json or "\\u" in read:
        read = _CODE.sub(lambda found: chr(int(found[1], 16)), read)
        read = read.replace("\\n", " ").replace("\\/", "/")
    yield Piece("", read, Scope.TEXT)
    if _MARKUP.search(bare):
        seen = _TAG.sub(lambda found: " " + "\n" * found[0].count("\n"), bare)
        yield Piece("", html.unescape(seen), Scope.TEXT)
        yield from _properties(bare)


def _properties(bare: str) -> Iterator[Found]:
    for found in _PROPERTY.finditer(bare):
        yield from _property(found["name"], html.unescape(found["value"]))
    for meta in _META.finditer(bare):
        told = {name.lower(): value for name, value in _ATTRIBUTE.findall(meta[0])}
        name = told.get("name") or told.get("property") or ""
        if name and "content" in told:
            yield from _property(name, html.unescape(told["content"]))


def _property(name: str, value: str) -> Iterator[Found]:
    where = f"property {shown(name)}"
    yield Piece(where, value, Scope.LABEL)
    if name.lower() in _PROGRAMS and value.strip() and not value.strip().startswith(MAKER):
        yield Mark(where, Kind.SOFTWARE, shown(value))


def _of_bytes(written: str) -> str:
    return bytes.fromhex(written.replace("%", "")).decode("utf-8", errors="replace")
