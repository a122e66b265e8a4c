"""MP3 by LAME, on all cores, silence encoded once, its length exact.

A practice is half silence. The sound is cut at its pauses (`pieces`), the pieces are encoded side
by side (`lame`), and the pauses between are one silent frame, repeated. A piece that was encoded
before is not even mixed again: it is found by what decides its samples, and by where in a frame
it begins.
"""

import os
from collections.abc import Iterable
from typing import IO

from compassion_audio.delivery.coding import Coding
from compassion_audio.delivery.info_frame import Crc, info_frame
from compassion_audio.delivery.lame import encoded, silence
from compassion_audio.delivery.parts import SAMPLES_PER_FRAME, Pcm
from compassion_audio.delivery.pieces import ENCODER_DELAY, Pieces, Round, Whole
from compassion_audio.shelf import Shelf

ENCODED_LEVEL = 0.95
"""What LAME makes of a level of 1 at the usual rates: it turns everything down by 0.45 dB, so that
peaks which encoding raises do not clip. Source: LAME 3.100, `presets.c`, and measured."""

_LEVEL_OF_HIGH_RATES = {192: 0.97, 224: 0.98, 256: 1.0, 320: 1.0}
"""The same where it differs, by kilobits a second. Source: measured, LAME 3.100."""


def encoded_level(bit_rate: int | None) -> float:
    """Give what LAME makes of a level of 1 at a constant bit rate; None for the usual one.

    At a variable bit rate it turns nothing down.
    """
    return _LEVEL_OF_HIGH_RATES.get(bit_rate or 0, ENCODED_LEVEL)


def write_mp3(
    file: IO[bytes],
    blocks: Iterable[Pcm | Whole | Round],
    *,
    channels: int = 1,
    bit_rate: int | None = None,
    shelf: Shelf | None = None,
    is_private: bool = True,
) -> None:
    """Encode a stream at 48 kHz, its Info frame first.

    Args:
        file: Open for writing and seeking; the Info frame goes to where it stands.
        blocks: Of shape (frames, channels), in order; or sounds that are not made yet.
        channels: One or two.
        bit_rate: Kilobits a second; None for the usual.
        shelf: Where encoded pieces are kept between runs; None to keep nothing.
        is_private: Whether what comes in blocks is not kept.

    The decoded length is exactly that of the stream. The same samples give the same bytes,
    however many cores there are.
    """
    coding = Coding(channels, bit_rate)
    begin = file.tell()
    file.write(bytes(coding.frame_bytes))
    pieces = Pieces(channels)
    crc = Crc(coding.frame_bytes)
    frames = 0
    for data in encoded(pieces.cut(blocks), coding, shelf, is_private=is_private):
        frames += len(data)
        crc.add(data)
        file.write(data)
    frames //= coding.frame_bytes
    file.seek(begin)
    file.write(
        info_frame(
            silence(1, coding)[:4],
            frame_bytes=coding.frame_bytes,
            frames=frames,
            bit_rate=coding.bit_rate,
            channels=channels,
            delay=ENCODER_DELAY,
            padding=frames * SAMPLES_PER_FRAME - ENCODER_DELAY - pieces.samples,
            music_crc=crc.value,
        )
    )
    file.seek(0, os.SEEK_END)
