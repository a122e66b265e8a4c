"""Encoded parts, and how they are joined as if one encoder had made them all.

Parts overlap. Each encoder begins some way before its part, and after some frames it does nearly
what one that had heard everything would do. MP3 frames borrow room from the frames before them, so
a part is joined where its first frame borrows no more than the part before it has left free there,
and what it borrowed is carried over; and where both cut time into the same windows there, whose
halves overlap from frame to frame.

Source: ISO 11172-3, 2.4.1, for where things stand in a frame; measured with LAME 3.100 at 48 kHz,
constant bit rate; `tests/delivery/test_mp3.py` measures it again.
"""

from typing import TYPE_CHECKING, Self

from compassion_audio.delivery.coding import Coding
from compassion_audio.delivery.parts import Pcm, Sounding

if TYPE_CHECKING:
    import lameenc

SETTLED = 16
"""Frames after which an encoder is in full swing, and has saved as much room as it ever does."""

HARDLY_SETTLED = 4
"""Frames after which it has heard what its windows reach back to: enough where a bed is heard by
itself, which needs no more room than it has."""

_A_LITTLE = 4
"""Frames that are encoded at first before it is looked again whether a part can be joined."""

_AT_ONCE = 128
"""Frames that an encoder is given at once."""

_HEADER = 4
_SIDE_INFORMATION = {1: 17, 2: 32}
"""Bytes in each frame before its main data, by channels."""

_BEFORE_WINDOWS = {1: 18 + 33, 2: 20 + 33}
"""Bits of the side information before those that tell the first window, by channels."""

_A_GRANULE = 59
"""Bits of it for one half of a frame in one channel; the first three of these tell its windows."""

_MOST_BORROWED = 511
"""Bytes."""


class Run:
    """A part, encoded.

    Args:
        part: What is encoded.
        coding: How.
        data: What it was encoded as, where that is known already.
        is_taken: Whether that is from elsewhere: from the midst of a stream that is the same there.
            No encoder could go on after it.
    """

    def __init__(
        self, part: Sounding, coding: Coding, data: bytes | None = None, *, is_taken: bool = False
    ) -> None:
        self.part = part
        self.is_taken = is_taken
        self._coding = coding
        self._frames = 0
        self.data = data or b""
        """Its encoded frames, those before it as well."""

        self.given = 0
        """How many of them were handed on."""

        self._beyond = 0
        """How many are of the part after it."""

        self._encoder: lameenc.Encoder | None = None
        if data is None:
            self._encoder = coding.encoder()
            self._add(part.samples, goes_on=part.goes_on)
        else:
            self._frames = len(part.samples)

    def encoded(self) -> Self:
        """Encode it, whatever was known of it."""
        return type(self)(self.part, self._coding)

    def _add(self, samples: Pcm, *, goes_on: bool) -> None:
        """Encode what comes next."""
        assert self._encoder  # noqa: S101  # nobody asks one that was taken
        self.data += _through(self._encoder, samples)
        self._frames += len(samples)
        if not goes_on:
            # flushing gives one frame more than there are
            self.data += bytes(self._encoder.flush())
            self.data = self.data[: self._frames * self._coding.frame_bytes]

    def goes_on(self, after: "Run") -> bool:
        """Encode some of the part after it, whose own frames cannot be joined yet.

        A little at first, and each time as much again, so that few looks are enough.

        Returns:
            Whether there is more of that part; once there is not, this is the run of both.
        """
        if self.is_taken:
            return False
        if self._encoder is None:
            self._encoder = self._coding.encoder()
            _through(self._encoder, self.part.samples)  # it was kept: what this gives is known
        begin = after.part.before + self._beyond
        some = after.part.samples[begin : begin + max(_A_LITTLE, self._beyond)]
        is_whole = begin + len(some) == len(after.part.samples)
        self._add(some, goes_on=after.part.goes_on or not is_whole)
        self._beyond = 0 if is_whole else self._beyond + len(some)
        return not is_whole

    def rest(self, end: int | None = None) -> bytes:
        """Hand on the frames up to one of them."""
        size = self._coding.frame_bytes
        begin, self.given = self.given, self._count if end is None else end
        return self.data[begin * size : self.given * size]

    def join(self, after: "Run", *, settled: int) -> bytes | None:
        """Hand on all up to where the next part takes over; None where it cannot.

        That part will begin there.

        Args:
            after: The next part.
            settled: From which of its frames on it may take over. From 0 on there always is a place
                if it was encoded: its first frame borrows nothing, and its windows are let be.
        """
        shift = self._frames - self._beyond - after.part.before
        room = self._main_data(0)
        reach = -(-_MOST_BORROWED // (room.stop - room.start))
        for place in range(max(shift + settled, self.given + reach), self._count):
            owed = after._borrowed(place - shift)
            if owed > self._borrowed(place):
                continue
            if settled and self._windows(place) != after._windows(place - shift):
                continue
            self._carry(owed, after, place, shift)
            after.given = place - shift
            return self.rest(place)
        return None

    def _carry(self, owed: int, after: "Run", place: int, shift: int) -> None:
        """Put what the next part borrows before a place into the room that is free there."""
        data = bytearray(self.data)
        for frame in range(place - 1, self.given - 1, -1):
            if not owed:
                break
            mine, theirs = self._main_data(frame), after._main_data(frame - shift)
            size = min(owed, mine.stop - mine.start)
            data[mine.stop - size : mine.stop] = after.data[theirs.stop - size : theirs.stop]
            owed -= size
        self.data = bytes(data)

    @property
    def _count(self) -> int:
        """How many frames are encoded."""
        return len(self.data) // self._coding.frame_bytes

    def _borrowed(self, frame: int) -> int:
        """Give how many bytes of frames before it a frame has its main data begin in."""
        begin = frame * self._coding.frame_bytes + _HEADER
        return self.data[begin] << 1 | self.data[begin + 1] >> 7

    def _windows(self, frame: int) -> tuple[int, ...]:
        """Give into which windows each half of a frame is cut, in each channel."""
        channels = self._coding.channels
        size = _SIDE_INFORMATION[channels]
        begin = frame * self._coding.frame_bytes + _HEADER
        told = int.from_bytes(self.data[begin : begin + size])
        first = size * 8 - _BEFORE_WINDOWS[channels] - 3
        found = (told >> (first - _A_GRANULE * one) & 0b111 for one in range(2 * channels))
        return tuple(one if one & 0b100 else 0 for one in found)

    def _main_data(self, frame: int) -> slice:
        """Give where in a frame there is room for main data, its own or that of later ones."""
        size = self._coding.frame_bytes
        head = _HEADER + _SIDE_INFORMATION[self._coding.channels]
        return slice(frame * size + head, (frame + 1) * size)


def _through(encoder: "lameenc.Encoder", samples: Pcm) -> bytes:
    """Send frames through an encoder, not so many at once that they take much memory."""
    parts = (samples[at : at + _AT_ONCE] for at in range(0, len(samples), _AT_ONCE))
    rows = (part.astype("<i2", copy=False).tobytes() for part in parts)
    return b"".join(bytes(encoder.encode(row)) for row in rows)
