"""Pictures: what stands in them beside what is seen."""

import warnings
from collections.abc import Iterator, Mapping
from typing import IO, Any

from compassion_audio.sharing.finding import Kind, Mark, Piece, Scope, shown
from compassion_audio.sharing.opened import Found, unseen
from compassion_audio.sharing.scraps import scraps

_LARGEST = 50_000_000
"""Pixels of a picture that is decoded for the texts behind them."""

_EXIF, _GPS, _THUMBNAIL = 0x8769, 0x8825, 1
_MAKER_NOTE = 0x927C
_SOFTWARE = 0x0131
_HARMLESS = frozenset(
    bytes.fromhex(
        "0100 0101 0102 0103 0106 0111 0112 0115 0116 0117 011A 011B 011C 0128 0153 0201 0202 0211"
        "0212 0213 0214 8769 8825 9000 9101 A000 A001 A002 A003"
    )[at : at + 2]
    for at in range(0, 58, 2)
)
"""How the picture is stored and turned. Source: CIPA DC-008 (Exif 2.32), 4.6."""

_SAYS_HOW = """
adobe adobe_transform aspect background bbox chromaticity compression default_image disposal dpi
duration exif extension gamma icc_profile interlace jfif jfif_density jfif_unit jfif_version loop
mp mpoffset progression progressive resolution srgb timestamp transparency version
"""
"""What Pillow tells of a picture's form."""


def picture(file: IO[bytes]) -> Iterator[Found]:
    """Give EXIF, XMP, comments and text chunks of a picture."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings(action="ignore"), Image.open(file) as seen:
            if seen.format == "PNG":  # its texts may stand behind the pixels
                if seen.width * seen.height > _LARGEST:
                    yield unseen("it is larger than pictures are: only plain letters were read")
                    yield from scraps(file)
                    return
                seen.load()
            exif = seen.getexif()
            details, places = exif.get_ifd(_EXIF), exif.get_ifd(_GPS)
            info = dict(seen.info)
    except UnidentifiedImageError:
        yield unseen("pictures of this kind cannot be opened here: only plain letters were read")
        yield from scraps(file)
        return
    if places:
        yield Mark("EXIF GPS", Kind.PLACE, "a position")
    yield from _exif({**exif, **details})
    yield from _info(info)


def _exif(fields: Mapping[int, Any]) -> Iterator[Found]:
    from PIL import ExifTags

    told = 0
    for number, value in fields.items():
        where = f"EXIF {ExifTags.TAGS.get(number, f'{number:#06x}')}"
        if number == _MAKER_NOTE:
            yield Mark(where, Kind.PICTURE, "notes of the camera's maker")
        elif number == _SOFTWARE:
            yield Mark(where, Kind.SOFTWARE, shown(str(value)))
        else:
            told += number.to_bytes(2) not in _HARMLESS
        yield Piece(where, _words(value), Scope.LABEL)
    if told:
        yield Mark("EXIF", Kind.PICTURE, f"{told} {'entry' if told == 1 else 'entries'}")


def _info(info: Mapping[Any, Any]) -> Iterator[Found]:
    for key, value in info.items():
        name = str(key)
        if name.lower() in _SAYS_HOW.split():
            continue
        where = "XMP" if "xmp" in name.lower() else f"text {shown(name)}"
        words = _words(value)
        if not words.strip():
            continue
        is_software = name.lower() == "software"
        yield Mark(
            where,
            Kind.SOFTWARE if is_software else Kind.PICTURE,
            shown(words) if is_software else "a text",
        )
        yield Piece(where, words, Scope.LABEL)


def _words(value: object) -> str:
    """Give what can be read of a field, whatever its type."""
    if isinstance(value, bytes):
        wide = value.decode("utf-16-le", errors="ignore") if b"\0" in value[:4] else ""
        return f"{value.decode('utf-8', errors='replace')} {wide}".replace("\0", "")
    if isinstance(value, dict):
        return " ".join(_words(one) for one in value.values())
    if isinstance(value, str):
        return value.replace("\0", "")
    return ""
