"""Recordings as people make them: speech in a room, with quiet, coughs and second tries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from compassion_audio.audio.clip import Clip, mono, resampled
from compassion_audio.voices.engine import Engine
from compassion_audio.voices.takes.edit import edited

Row = npt.NDArray[np.float64]
PADDING = np.zeros(9_600)


def room(frames: int, *, seed: int = 7) -> Row:
    """Give room noise of power 1: mostly rumble, some hiss."""
    draw = np.random.default_rng(seed)
    rumble = np.cumsum(draw.normal(size=frames + 4_800))
    sums = np.cumsum(np.concatenate([[0.0], rumble]))
    rumble = rumble[: frames + 1][:frames] - (sums[4_800:] - sums[:-4_800])[:frames] / 4_800
    noise = 0.8 * rumble / rumble.std() + 0.4 * draw.normal(size=frames)
    result: Row = noise / noise.std()
    return result


def power(row: Row) -> float:
    """Give the root of a row's mean power."""
    return float(np.sqrt(np.mean(row**2)))


def in_room(speech: Row, *, noise: float, before: int = 700, after: int = 900) -> Clip:
    """Put speech into a room.

    Args:
        speech: At 48 kHz.
        noise: Decibels of the room against the speech; -90 is a studio's.
        before: Milliseconds of the room alone.
        after: The same, behind.
    """
    row = np.concatenate([np.zeros(before * 48), speech, np.zeros(after * 48)])
    return mono(row + room(len(row)) * power(speech) * 10 ** (noise / 20))


def word(milliseconds: int = 600, *, level: float = -20.0) -> Row:
    """Make something like a word: three buzzing syllables with stops between them."""
    time = np.arange(milliseconds * 48) / 48_000
    buzz = np.sign(np.sin(2 * np.pi * 120 * time)) + np.sin(2 * np.pi * 700 * time)
    syllables = np.abs(np.sin(np.pi * 3 * time / time[-1])) ** 0.5
    row = buzz * syllables
    result: Row = row / power(row) * 10 ** (level / 20)
    return result


def spoken_by(engine: Engine, voice: str, lines: Iterable[str]) -> list[Row]:
    """Have lines spoken, each cut to its speech as takes are."""
    from compassion_audio.units import WordsPerMinute

    rows = []
    for text in lines:
        clip = resampled(engine.speak(text, voice=voice, pace=WordsPerMinute(120)))
        padded = mono(np.concatenate([PADDING, clip.samples[:, 0], PADDING]))
        cut = edited(padded).clip.samples[:, 0]
        rows.append(cut[30 * 48 : -80 * 48].astype(np.float64))
    return rows


@dataclass(frozen=True, slots=True)
class Session:
    """A long recording, and the truth of it."""

    clip: Clip
    places: dict[int, tuple[float, float]]
    """Of each line that was read: from and to, in milliseconds, as it was read last."""


def session(
    lines: Sequence[Row],
    *,
    noise: float = -45.0,
    missing: Iterable[int] = (),
    twice: Iterable[int] = (),
    started: Iterable[int] = (),
    coughs_before: Iterable[int] = (),
    gaps: tuple[int, int] = (1_200, 2_600),
    seed: int = 1,
) -> Session:
    """Read lines one after the other, as people do.

    Args:
        lines: What is read.
        noise: Of the room, against the speech.
        missing: Lines that are passed over.
        twice: Lines that are read a second time.
        started: Lines that are begun, and begun again.
        coughs_before: Lines before which the reader coughs.
        gaps: Milliseconds between lines, from and to.
        seed: Of what is left to chance.
    """
    draw = np.random.default_rng(seed)
    parts: list[Row] = []
    places = {}

    def quiet(least: int, most: int) -> None:
        parts.append(np.zeros(int(draw.uniform(least, most) * 48)))

    def read(row: Row) -> tuple[float, float]:
        at = sum(map(len, parts)) / 48
        parts.append(row * 10 ** (draw.uniform(-2, 2) / 20))
        return at, at + len(row) / 48

    quiet(1_000, 2_000)
    for number, row in enumerate(lines):
        if number in missing:
            continue
        if number in coughs_before:
            frames = 300 * 48
            parts.append(0.1 * draw.normal(size=frames) * np.exp(-np.linspace(0, 4, frames)))
            quiet(700, 1_200)
        if number in started:
            read(row[: int(len(row) * 0.45)])
            quiet(700, 1_200)
        if number in twice:
            read(row)
            quiet(*gaps)
        places[number] = read(row)
        quiet(*gaps)
    row = np.concatenate(parts)
    loud = power(np.concatenate(list(lines)))
    return Session(mono(row + room(len(row)) * loud * 10 ** (noise / 20)), places)
