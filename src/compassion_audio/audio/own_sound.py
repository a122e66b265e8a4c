"""A sound of a person's own, ready to be placed in a recording."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from compassion_audio.audio.clip import Clip, Samples
from compassion_audio.audio.held import PIECE, Held, held
from compassion_audio.audio.loudness import SILENCE, integrated
from compassion_audio.audio.measured import Measured, measured_in_parts
from compassion_audio.audio.read import opened_sound
from compassion_audio.errors import FileError
from compassion_audio.timeline.plan import STEP
from compassion_audio.units import SAMPLE_RATE, Frames, Milliseconds, clock, frames_at

LONGEST_SOUND = Milliseconds(30 * 60_000)

FADE_IN = Milliseconds(5)
"""Short enough for the stroke of a bell that was cut right at its beginning."""

FADE_OUT = Milliseconds(100)

_LARGEST_SHARE = 0.1
"""Of a sound that each of its fades may take."""


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Some of a sound; all of them in a row are the whole."""

    begin: Milliseconds
    """From the beginning of the sound."""

    frames: Frames
    digest: bytes
    """Of everything that decides its samples."""

    fetch: "partial[Clip]"
    """Gives its clip, faded at the edges of the sound."""


@dataclass(frozen=True, slots=True, eq=False)
class OwnSound:
    """A sound of one channel at 48 kHz."""

    samples: Held
    measured: Measured
    digest: bytes

    @property
    def length(self) -> Milliseconds:
        """Give how long it is on the plan: whole steps, so that its last one may end in silence."""
        return Milliseconds(-(-self.samples.frames // frames_at(STEP)) * STEP)

    @property
    def pieces(self) -> Iterator[Piece]:
        """Give what is short enough to be in memory, one after the other."""
        for begin in range(0, self.samples.frames, PIECE):
            frames = Frames(min(PIECE, self.samples.frames - begin))
            digest = hashlib.sha256(self.digest + begin.to_bytes(8, "little")).digest()
            start = Milliseconds(begin * 1000 // SAMPLE_RATE)
            yield Piece(start, frames, digest, partial(self._faded, begin, begin + frames))

    def _faded(self, begin: int, end: int) -> Clip:
        frames = self.samples.frames
        part = self.samples.part(begin, end)
        _fade(part, begin, frames, FADE_IN)
        _fade(part[::-1], frames - end, frames, FADE_OUT)
        return Clip(part)


def _fade(part: Samples, begin: int, frames: int, over: Milliseconds) -> None:
    """Let a sound rise as a cosine does; `part` begins so many frames after its edge."""
    length = min(frames_at(over), int(frames * _LARGEST_SHARE))
    places = np.arange(begin, min(length, begin + len(part)))
    rise = 0.5 - 0.5 * np.cos(np.pi * (places + 0.5) / max(1, length))
    part[: len(places)] *= rise.astype(np.float32)[:, np.newaxis]


def read_own_sound(path: Path) -> OwnSound:
    """Read a sound from any file that `audio.read` can read, and mix it down to one channel.

    Raises:
        FileError: It cannot be read, is longer than `LONGEST_SOUND`, or silent.
    """
    samples = held_sound(path, most_channels=1, longest=LONGEST_SOUND)
    digest = hashlib.sha256()
    for part in samples.parts():
        digest.update(part.data)
    figures = measured_in_parts(samples.parts())
    if integrated(figures.powers) == SILENCE:
        raise silent(path)
    return OwnSound(samples, figures, digest.digest())


def held_sound(path: Path, *, most_channels: int, longest: Milliseconds) -> Held:
    """Read a file and hold it on disk.

    Raises:
        FileError: It cannot be read, is empty, or longer than that.
    """
    with opened_sound(path, most_channels=most_channels) as opened:
        found = held(_no_longer_than(longest, opened.blocks, path), opened.channels)
    if found is None:
        raise FileError(f"{path} is empty: it holds no sound", hint="save it again, as WAV")
    return found


def silent(path: Path) -> FileError:
    """Say that nothing can be heard in a file."""
    return FileError(f"{path} is silent", hint="listen to it, and choose another file")


def _no_longer_than(
    longest: Milliseconds, blocks: Iterator[Samples], path: Path
) -> Iterator[Samples]:
    done = 0
    for block in blocks:
        done += len(block)
        if done > frames_at(longest):
            raise FileError(
                f"{path} is longer than {clock(longest)}", hint="cut it, and name the shorter file"
            )
        yield block
