"""A stream cut at its silences into pieces that can be encoded apart.

Where both sides of a cut are digital silence, streams that were encoded apart join without a
trace, provided that each is whole frames, begins with one silent frame and ends with two (at the
two ends of the stream nothing joins), and that the one frame the encoder adds when it is flushed
is dropped: the encoder's delay spills from each piece into its own silence.

Under a bed there is no silence to cut at. A piece that goes on and on comes in parts (`parts`),
each with some of what was before it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from compassion_audio.delivery.parts import (
    SAMPLES_PER_FRAME,
    Again,
    Learnt,
    Parts,
    Pcm,
    Sounding,
)

ENCODER_DELAY = 576
"""Samples that LAME puts before the sound, by its own count."""

_DECODED_DELAY = ENCODER_DELAY + 529
"""Samples before the sound once decoded: a decoder adds its own."""

_HEAD, _TAIL = 1, 2
"""Silent frames that a piece keeps before and after its sound."""

APART = 7 * SAMPLES_PER_FRAME
"""Samples of silence around a `Whole` sound, wherever in a frame it begins."""

_MOST_SILENT = 4096
"""Silent frames in one piece, so that a day of silence takes no more memory than a minute."""


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """A sound that is asked for when it is needed, between two silences.

    At least `APART` samples of silence lie between it and any other sound.
    """

    samples: int
    digest: bytes | None
    """Of everything that decides its samples; None where nothing of it may be kept."""

    pcm: Callable[[], Pcm]
    """Gives them; called on any thread."""


@dataclass(frozen=True, slots=True, eq=False)
class Round:
    """What is heard again and again from here on, by itself, and where it would begin just now."""

    period: int
    """Samples after which it is the same again."""

    pcm: Callable[[int], Pcm]
    """Gives the first so many samples."""


@dataclass(frozen=True, slots=True, eq=False)
class Framed:
    """A piece that is made of a `Whole` one."""

    whole: Whole
    before: int
    """Silent samples before its sound."""

    frames: int

    def sounding(self, channels: int) -> Sounding:
        """Make its sound."""
        samples = np.zeros((self.frames * SAMPLES_PER_FRAME, channels), dtype=np.int16)
        samples[self.before : self.before + self.whole.samples] = self.whole.pcm()
        return Sounding(samples.reshape(self.frames, SAMPLES_PER_FRAME, channels))


@dataclass(frozen=True, slots=True)
class Silent:
    """Frames of nothing."""

    frames: int


Piece = Learnt | Sounding | Again | Framed | Silent


class Pieces:
    """Cuts a stream at its silences.

    `_parts` gathers the piece that is open, or `_whole` holds a sound that came whole, and `_quiet`
    counts how many silent frames came after them and are not in it yet.
    """

    def __init__(self, channels: int) -> None:
        self.samples = 0
        self._frame = (SAMPLES_PER_FRAME, channels)
        self._rest = np.zeros((0, channels), dtype=np.int16)
        self._ahead = 0
        """Samples, silent ones, that lie in frames which were counted already."""

        self._parts = Parts()
        self._whole: Framed | None = None
        self._quiet = 0

    def cut(self, blocks: Iterable[Pcm | Whole | Round]) -> Iterator[Piece]:
        """Give the stream in pieces, with as much silence after it as its decoding needs.

        No frame more: some players take the count of frames for the length.
        """
        for block in blocks:
            if isinstance(block, Whole):
                yield from self._take(block)
            elif isinstance(block, Round):
                offset = (len(self._rest) - self._ahead) % SAMPLES_PER_FRAME
                yield self._parts.learn(block.period, block.pcm, offset)
            elif block.any() or self._rest.any():
                yield from self._add(self._whole_frames(block))
            else:
                self._wait(len(block))
        yield from self._add(self._last_frame())
        needed = frames_to_decode(self.samples)
        yield from self._finish(self._quiet + needed - _frames(self.samples))

    def _add(self, frames: Pcm) -> Iterator[Piece]:
        sounds = frames.any(axis=(1, 2))
        edges = np.flatnonzero(np.diff(sounds)) + 1
        for stretch in np.split(frames, edges):
            if stretch.any():
                yield from self._begin()
                yield from self._parts.add(stretch)
            else:
                self._quiet += len(stretch)

    def _take(self, whole: Whole) -> Iterator[Piece]:
        """Begin a piece with a sound that comes whole."""
        is_open = self._parts.is_open or self._whole is not None
        if self._ahead or self._rest.any() or (is_open and self._quiet < _TAIL + _HEAD):
            raise ValueError(f"at least {APART} samples of silence lie around a whole sound")
        head = min(self._quiet, _HEAD)
        yield from self._finish(self._quiet - head)
        rest = len(self._rest)
        frames = _frames(rest + whole.samples)
        self.samples += whole.samples
        self._ahead = frames * SAMPLES_PER_FRAME - rest - whole.samples
        self._rest = self._rest[:0]
        self._whole = Framed(whole, head * SAMPLES_PER_FRAME + rest, head + frames)
        self._quiet = 0

    def _wait(self, samples: int) -> None:
        """Take so many samples of silence, where no sound is in the frame that is begun."""
        self.samples += samples
        skipped = min(self._ahead, samples)
        self._ahead -= skipped
        full, rest = divmod(len(self._rest) + samples - skipped, SAMPLES_PER_FRAME)
        self._quiet += full
        self._rest = np.zeros((rest, self._frame[1]), dtype=np.int16)

    def _whole_frames(self, block: Pcm) -> Pcm:
        """Give the frames that are full now, and keep the rest."""
        self.samples += len(block)
        skipped = min(self._ahead, len(block))
        if block[:skipped].any():
            raise ValueError(f"at least {APART} samples of silence lie around a whole sound")
        self._ahead -= skipped
        samples = np.concatenate([self._rest, block[skipped:]])
        full = len(samples) // SAMPLES_PER_FRAME * SAMPLES_PER_FRAME
        self._rest = samples[full:]
        return samples[:full].reshape(-1, *self._frame)

    def _last_frame(self) -> Pcm:
        missing = -len(self._rest) % SAMPLES_PER_FRAME
        return np.pad(self._rest, ((0, missing), (0, 0))).reshape(-1, *self._frame)

    def _begin(self) -> Iterator[Piece]:
        """Sound follows `_quiet` silent frames: cut there when they are enough to cut in."""
        is_open = self._parts.is_open
        if self._whole and self._quiet < _TAIL + _HEAD:
            raise ValueError(f"at least {APART} samples of silence lie around a whole sound")
        if self._quiet > _TAIL + _HEAD or (not is_open and self._quiet > _HEAD):
            yield from self._finish(self._quiet - _HEAD)
            self._quiet = _HEAD
        if self._quiet:
            yield from self._parts.add(self._silent(self._quiet))
        self._quiet = 0

    def _finish(self, quiet: int) -> Iterator[Piece]:
        """Close the open piece with its tail, and give the rest of the silence."""
        if self._whole:
            tail = min(quiet, _TAIL)
            yield replace(self._whole, frames=self._whole.frames + tail)
            self._whole = None
            quiet -= tail
        if self._parts.is_open:
            tail = min(quiet, _TAIL)
            yield from self._parts.add(self._silent(tail))
            yield from self._parts.end()
            quiet -= tail
        for done in range(0, quiet, _MOST_SILENT):
            yield Silent(min(_MOST_SILENT, quiet - done))

    def _silent(self, frames: int) -> Pcm:
        return np.zeros((frames, *self._frame), dtype=np.int16)


def frames_to_decode(samples: int) -> int:
    """Give how many frames a stream needs, so that its last sample is decoded."""
    return _frames(samples + _DECODED_DELAY)


def _frames(samples: int) -> int:
    """Give how many whole frames hold so many samples."""
    return -(-samples // SAMPLES_PER_FRAME)
