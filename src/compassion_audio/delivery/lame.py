"""LAME, on all cores: pieces encoded apart and put together as if one encoder had made them all.

Parts of one piece overlap. Each encoder begins some way before its part, and after forty frames it
does what one that had heard everything would do. MP3 frames borrow room from the frames before
them, so a part is joined where its first frame borrows no more than the part before it has left
free there, and what it borrowed is carried over. Where no frame fits, one encoder goes on.

Source: measured with LAME 3.100 at 48 kHz, constant bit rate; `tests/delivery/test_mp3.py`
measures it again.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

import lameenc

from compassion_audio.delivery.pieces import SAMPLES_PER_FRAME, Framed, Pcm, Silent, Sounding
from compassion_audio.machine import cores
from compassion_audio.shelf import Shelf
from compassion_audio.units import SAMPLE_RATE

QUALITY = 5
"""LAME's -q: 2 is the most careful, 7 the fastest. Between 3 and 5 lies a quarter of the time, and
nothing that is heard in speech at these rates."""

_EDITION = "1"
"""Of how pieces are encoded; counted up whenever the same samples would give other bytes."""

_CHECKSUM = 16
"""Bytes before a piece that is kept, by which damage is noticed."""

_WARM = 40
"""Frames after which an encoder does as one that has heard all that was before."""

_HEADER = 4
_SIDE_INFORMATION = {1: 17, 2: 32}
"""Bytes in each frame before its main data, by channels. Source: ISO 11172-3, 2.4.1."""


@dataclass(frozen=True, slots=True)
class Coding:
    """How a stream is encoded. At 48 kHz every frame has the same size, and none is padded."""

    channels: int

    asked: int | None = None
    """Kilobits a second; None for the usual."""

    @property
    def bit_rate(self) -> int:
        """Kilobits a second, constant: more than speech needs, and more for two channels."""
        return self.asked or (96 if self.channels == 1 else 128)

    @property
    def frame_bytes(self) -> int:
        """Size of each frame."""
        return 144 * self.bit_rate * 1000 // SAMPLE_RATE

    def encoder(self) -> lameenc.Encoder:
        """Begin a stream."""
        encoder = lameenc.Encoder()
        encoder.set_channels(self.channels)
        encoder.set_in_sample_rate(SAMPLE_RATE)
        encoder.set_out_sample_rate(SAMPLE_RATE)  # at low rates LAME would choose another
        encoder.set_bit_rate(self.bit_rate)
        encoder.set_quality(QUALITY)
        return encoder


class _Run:
    """A part on its way through an encoder of its own."""

    def __init__(self, part: Sounding, coding: Coding) -> None:
        self.part = part
        self._coding = coding
        self._encoder = coding.encoder()
        self._frames = 0
        self.data = b""
        """Its encoded frames, those before it as well."""

        self.given = 0
        """How many of them were handed on."""

        self.add(part.samples, goes_on=part.goes_on)

    def add(self, samples: Pcm, *, goes_on: bool) -> None:
        """Encode what comes next."""
        self.data += bytes(self._encoder.encode(samples.astype("<i2", copy=False).tobytes()))
        self._frames += len(samples)
        if not goes_on:
            # flushing gives one frame more than there are
            self.data += bytes(self._encoder.flush())
            self.data = self.data[: self._frames * self._coding.frame_bytes]

    def continued(self, after: "_Run") -> None:
        """Encode the part after this one, too, as its own encoder cannot be joined."""
        self.add(after.part.samples[after.part.before :], goes_on=after.part.goes_on)

    @property
    def count(self) -> int:
        """How many frames are encoded."""
        return len(self.data) // self._coding.frame_bytes

    def rest(self, end: int | None = None) -> bytes:
        """Hand on the frames up to one of them."""
        size = self._coding.frame_bytes
        begin, self.given = self.given, self.count if end is None else end
        return self.data[begin * size : self.given * size]

    def borrowed(self, frame: int) -> int:
        """Give how many bytes of frames before it a frame has its main data begin in."""
        begin = frame * self._coding.frame_bytes + _HEADER
        return self.data[begin] << 1 | self.data[begin + 1] >> 7

    def main_data(self, frame: int) -> slice:
        """Give where in a frame there is room for main data, its own or that of later ones."""
        size = self._coding.frame_bytes
        head = _HEADER + _SIDE_INFORMATION[self._coding.channels]
        return slice(frame * size + head, (frame + 1) * size)

    def join(self, after: "_Run") -> bytes | None:
        """Hand on all up to where the next part takes over; None where it cannot.

        That part will begin there.
        """
        shift = self._frames - after.part.before
        for place in range(shift + _WARM, self.count):
            owed = after.borrowed(place - shift)
            if owed <= self.borrowed(place):
                data = bytearray(self.data)
                for frame in range(place - 1, self.given - 1, -1):
                    if not owed:
                        break
                    mine, theirs = self.main_data(frame), after.main_data(frame - shift)
                    size = min(owed, mine.stop - mine.start)
                    borrowed = after.data[theirs.stop - size : theirs.stop]
                    data[mine.stop - size : mine.stop] = borrowed
                    owed -= size
                self.data = bytes(data)
                after.given = place - shift
                return self.rest(place)
        return None


def encoded(
    pieces: Iterable[Sounding | Framed | Silent], coding: Coding, shelf: Shelf | None
) -> Iterator[bytes]:
    """Encode pieces on all cores, in order, never far ahead of what is taken."""
    left: _Run | None = None
    for one in _in_order(pieces, coding, shelf):
        if isinstance(one, _Run) and left and one.part.before:
            data = left.join(one)
            if data is None:
                left.continued(one)
            else:
                yield data
                left = one
            continue
        if left:
            yield left.rest()
        left = one if isinstance(one, _Run) else None
        if isinstance(one, bytes):
            yield one
    if left:
        yield left.rest()


def _in_order(
    pieces: Iterable[Sounding | Framed | Silent], coding: Coding, shelf: Shelf | None
) -> Iterator[_Run | bytes]:
    workers = cores()
    with ThreadPoolExecutor(workers, thread_name_prefix="mp3") as pool:
        waiting: deque[Future[_Run] | Future[bytes]] = deque()
        try:
            for one in pieces:
                if isinstance(one, Silent):
                    waiting.append(pool.submit(silence, one.frames, coding))
                elif isinstance(one, Framed):
                    waiting.append(pool.submit(_known, one, coding, shelf))
                else:
                    waiting.append(pool.submit(_Run, one, coding))
                while len(waiting) > workers + 1:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _known(piece: Framed, coding: Coding, shelf: Shelf | None) -> bytes:
    """Encode a piece, or find it where it was kept."""
    digest = piece.whole.digest
    if not shelf or not digest:
        return _Run(piece.sounding(coding.channels), coding).data
    told = (_EDITION, repr(coding), digest.hex(), f"{piece.before}", f"{piece.frames}")
    if file := shelf.opened(*told):
        with file:
            checksum, data = file.read(_CHECKSUM), file.read()
        if checksum == sha256(data).digest()[:_CHECKSUM]:
            return data
    data = _Run(piece.sounding(coding.channels), coding).data
    shelf.put(sha256(data).digest()[:_CHECKSUM] + data, *told)
    return data


@cache
def _silent_pair(coding: Coding) -> bytes:
    encoder = coding.encoder()
    nothing = bytes(2 * 2 * coding.channels * SAMPLES_PER_FRAME)
    data = bytes(encoder.encode(nothing)) + bytes(encoder.flush())
    return data[: 2 * coding.frame_bytes]


def silence(frames: int, coding: Coding) -> bytes:
    """Give encoded silence: its first frame, and then the second again and again."""
    pair = _silent_pair(coding)
    first, again = pair[: coding.frame_bytes], pair[coding.frame_bytes :]
    return first + again * (frames - 1)
