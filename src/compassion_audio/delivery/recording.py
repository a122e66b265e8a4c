"""The finished file: tags, sound, and the mark by which the program knows its own work."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import IO

import numpy as np

from compassion_audio.audio.clip import Samples
from compassion_audio.audio.mix import Steady, Stretch, quantised
from compassion_audio.delivery.formats import Encoding
from compassion_audio.delivery.mark import is_unchanged, place_of, sign
from compassion_audio.delivery.mp3 import encoded_level, write_mp3
from compassion_audio.delivery.parts import Pcm, is_worth_it
from compassion_audio.delivery.pieces import Round, Whole
from compassion_audio.delivery.tags import Tags, id3_bytes
from compassion_audio.delivery.told import told_of
from compassion_audio.errors import NotOurs
from compassion_audio.files import file_error
from compassion_audio.shelf import Shelf

USUAL = Encoding()

Sound = Samples | Stretch | Steady
"""What a recording is made of. Steady is what comes from here on again and again; it is no part of
the recording by itself, and saves work where the format allows it."""

_FORCE = "choose another name with -o, or overwrite it with --force"


def write_recording(
    file: IO[bytes],
    tags: Tags,
    blocks: Iterable[Sound],
    *,
    channels: int = 1,
    encoding: Encoding = USUAL,
    shelf: Shelf | None = None,
    is_private: bool = True,
) -> None:
    """Write a recording with its tags.

    The same sound, tags and encoding give the same bytes.

    Args:
        file: Empty, open for writing, reading and seeking.
        tags: What it says of itself; its length is that of the sound.
        blocks: The sound, 48 kHz, shape (frames, channels), float32 with full scale at 1; none
            longer than a second. Or stretches, whose sound is asked for when it is needed.
        channels: One or two.
        encoding: The format, and how well it is kept.
        shelf: Where encoded pieces are kept between runs; None to keep nothing.
        is_private: Whether somebody's own words may be in what comes in blocks: then it is not
            kept.

    Raises:
        FileError: There is no room for what is kept aside on the way.
    """
    if encoding.format.name == "mp3" and encoding.vbr is None:
        rate = encoding.bit_rate
        rows = _rows(blocks, 1 / encoded_level(rate))
        file.write(id3_bytes(tags))
        write_mp3(file, rows, channels=channels, bit_rate=rate, shelf=shelf, is_private=is_private)
    else:
        _write_blocks(file, tags, _flat(blocks), channels, encoding)
    sign(file)


def _write_blocks(
    file: IO[bytes], tags: Tags, blocks: Iterable[Samples], channels: int, encoding: Encoding
) -> None:
    match encoding.format.name:
        case "mp3":
            from compassion_audio.delivery.vbr import write_vbr

            quality = encoding.vbr or 0
            file.write(id3_bytes(tags))
            write_vbr(file, quantised(blocks), channels=channels, quality=quality)
        case "wav":
            from compassion_audio.delivery.wav import write_wav

            write_wav(file, tags, blocks, channels=channels)
        case "flac":
            from compassion_audio.delivery.flac import write_flac

            write_flac(file, tags, blocks, channels=channels)
        case "opus":
            from compassion_audio.delivery.ogg import write_opus

            write_opus(file, tags, blocks, channels=channels, encoding=encoding)
        case "ogg":
            from compassion_audio.delivery.ogg import write_vorbis

            write_vorbis(file, tags, blocks, channels=channels)
        case _:
            from compassion_audio.delivery.mp4 import write_mp4

            write_mp4(file, tags, blocks, channels=channels, encoding=encoding)


def _flat(blocks: Iterable[Sound]) -> Iterator[Samples]:
    for one in blocks:
        if isinstance(one, Stretch):
            yield from one.sound()
        elif not isinstance(one, Steady):
            yield one


def refuse_to_lose(path: Path) -> None:
    """Check that a file may be overwritten: that nothing of the person's would be lost.

    It may when there is none, or when this program made it and no byte of it, tags included,
    was changed since.

    Raises:
        NotOurs: It holds someone's work.
        FileError: It cannot be read.
    """
    try:
        with path.open("rb") as file:
            place = place_of(file)
            if place and is_unchanged(file, place):
                return
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as cause:
        raise file_error("cannot read", path, cause) from cause
    if place is None and told_of(path) is None:
        raise NotOurs(f"{path} is there already, and this program did not make it", hint=_FORCE)
    raise NotOurs(f"{path} was changed since this program made it", hint=_FORCE)


def _rows(blocks: Iterable[Sound], gain: float) -> Iterator[Pcm | Whole | Round]:
    """Give a sound as it is encoded to MP3, in 16 bits."""
    for one in blocks:
        if isinstance(one, Stretch):
            yield Whole(one.end - one.begin, one.digest, partial(_pcm, one.sound, gain))
        elif isinstance(one, Steady):
            if is_worth_it(one.period, one.length):
                yield Round(one.period, partial(_first, one, gain))
        else:
            yield from quantised([one], gain=gain)


def _pcm(sound: Callable[[], Iterator[Samples]], gain: float) -> Pcm:
    return np.concatenate(list(quantised(sound(), gain=gain)))


def _first(one: Steady, gain: float, frames: int) -> Pcm:
    return _pcm(partial(one.sound, frames), gain)
