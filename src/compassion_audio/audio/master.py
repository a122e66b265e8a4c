"""How loud everything is in a recording: each passage of speech to the target, the rest to it.

Speech is levelled where it is still speech alone: in a finished mix, silence would be left out of
the measure and a bed would drag it. So the loudness of the whole is told beforehand, from the power
of every line, bell and bed at its place.

Source: ITU-R BS.1770-4 gates what lies 10 LU under the rest; a bed 8 to 12 LU under the voice would
lift the voice by 3 to 4 LU if the mix were normalised (measured).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from compassion_audio.audio.level import as_factor
from compassion_audio.audio.loudness import (
    BLOCK_HOPS,
    HOP,
    SHORT_HOPS,
    SILENCE,
    Powers,
    integrated,
    loudest,
)
from compassion_audio.audio.measured import Measured
from compassion_audio.units import Decibels, Lufs, Milliseconds, frames_at


@dataclass(frozen=True, slots=True)
class Preset:
    """What a finished recording is held to."""

    name: str
    about: str
    mono: Lufs
    """The integrated loudness of a recording of one channel."""

    stereo: Lufs
    """Of one with two channels, which sound the same: 3 LU more."""

    true_peak: Decibels
    """Above which no peak rises once it is encoded."""

    within: float | None = 0.5
    """LU that a recording's loudness may lie from its target; None where `rms` counts instead."""

    rms: tuple[Decibels, Decibels] | None = None
    """Between which the RMS of what sounds has to lie."""

    noise_floor: Decibels | None = None
    """RMS above which no half second of quiet may lie."""

    @property
    def ceiling(self) -> Decibels:
        """Where the limiter holds peaks, so that they stay below once they are encoded."""
        return Decibels(self.true_peak + ENCODING_MARGIN)

    def target(self, channels: int) -> Lufs:
        """Give the integrated loudness of a recording of so many channels."""
        return self.stereo if channels > 1 else self.mono


PRESETS: Mapping[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset(
            "default",
            "calm and clear on a telephone, in headphones, in a quiet room",
            Lufs(-19.0),
            Lufs(-16.0),
            Decibels(-1.0),
        ),
        # Source: Apple Podcasts, "Audio requirements": -16 dB LKFS, +/- 1 dB, -1 dB true peak.
        Preset(
            "podcast",
            "as podcasts are, beside others",
            Lufs(-19.0),
            Lufs(-16.0),
            Decibels(-1.0),
            within=1.0,
        ),
        # Source: ACX, "Audio Submission Requirements": RMS of -23 to -18 dB, peaks to -3 dB, noise
        # below -60 dB. -20 LUFS of speech is -21 dB RMS, measured on the voices here.
        Preset(
            "acx",
            "as audiobook shops ask for",
            Lufs(-20.0),
            Lufs(-20.0),
            Decibels(-3.0),
            within=None,
            rms=(Decibels(-23.0), Decibels(-18.0)),
            noise_floor=Decibels(-60.0),
        ),
        Preset(
            "quiet-night",
            "softer, for the last minutes of a day",
            Lufs(-27.0),
            Lufs(-24.0),
            Decibels(-6.0),
        ),
    )
}

ENCODING_MARGIN = Decibels(-1.0)
"""Encoding moves peaks; so far below the preset's the limiter keeps them. Source: measured, LAME at
96 and 128 kbit/s raises true peaks of speech by up to 0.8 dB."""

BELL_UNDER_SPEECH = Decibels(-6.0)
"""A bell's peak against the speech's: it calls, it does not startle."""

BED_UNDER_SPEECH = -20.0
"""LU. Source: WCAG 2.2, 1.4.7: background at least 20 dB under the speech."""

_MOST_APART = 4.0
"""dB by which a passage's gain may differ from its speaker's: a whisper stays one."""

_MOST_FOR_BELLS = 4.0
"""LU by which the voice may be louder because bells, which are softer, count in the whole. Beds are
left out of it: where few words lie over a long one, it would drive the voice into the limiter."""
_MOST_PRESSED = Decibels(6.0)
"""By how much the limiter may hold down a sound of a person's own. A clap, or a bird near by, has
peaks so high above its loudness that it would be pressed flat before it came to the target: it
stays under it instead."""

_ROUNDS = 4
"""The limiter takes from what is louder: each round gives back what the one before it lost."""

_STEP = 0.2
"""dB. What belongs to the whole recording is set in steps of this."""

_PASSAGE_GAP = Milliseconds(3_500)
"""Lines that lie nearer than this are one passage."""


@dataclass(frozen=True, slots=True, eq=False)
class Sounding:
    """A line or a stroke at its place, as it is before it is levelled."""

    start: Milliseconds
    end: Milliseconds
    measured: Measured

    @property
    def powers(self) -> Powers:
        """K-weighted power in each hop."""
        return self.measured.powers


@dataclass(frozen=True, slots=True)
class Levels:
    """The factors that bring a recording to its target."""

    lines: tuple[float, ...]
    """For each line, in the order they were given."""

    bell: float
    """For a stroke whose own peak is at full scale."""

    beds: tuple[float, ...]
    """For each bed, in the order they were given."""

    sounds: tuple[float, ...] = ()
    """For each sound of a person's own, in the order they were given."""


def levels(
    lines: Sequence[tuple[str, Sounding]],
    strokes: Sequence[Sounding],
    *,
    target: Lufs,
    channels: int,
    ceiling: Decibels,
    beds: Sequence[Powers] = (),
    bed_level: float = BED_UNDER_SPEECH,
    sounds: Sequence[Sounding] = (),
) -> Levels:
    """Find the factors.

    Args:
        lines: Who speaks, and each line; in the order of time.
        strokes: Of bells, each at full scale.
        target: Integrated loudness of the recording.
        channels: Two where there is a bed.
        ceiling: Where the limiter holds peaks.
        beds: The power of each bed's loop in each hop, both channels.
        bed_level: LU against the voice.
        sounds: A person's own, each a passage of its own.
    """
    each = _passage_gains(lines, target, channels)
    own = [_own_gain(one, target, channels) for one in sounds]
    most = [as_factor(Decibels(ceiling + _MOST_PRESSED)) / one.measured.peak for one in sounds]
    loops = tuple(as_factor(Decibels(target + bed_level - _loudest(bed))) for bed in beds)

    def raised(whole: float) -> Levels:
        factor = as_factor(Decibels(whole))
        gains = tuple(factor * gain for gain in each)
        sung = tuple(map(min, (factor * gain for gain in own), most))
        heard = [line for _, line in lines] or sounds
        peaks = [one.measured.peak * gain for one, gain in zip(heard, gains or sung, strict=True)]
        bell = _bell_factor(peaks, strokes, target, channels, ceiling)
        return Levels(gains, bell, loops, sung)

    def told(found: Levels, bells: Sequence[Sounding]) -> Lufs:
        pairs = [(line, gain) for (_, line), gain in zip(lines, found.lines, strict=True)]
        # a sound that stays under the target would have everything else raised in its place
        reaching = zip(sounds, found.sounds, most, strict=True)
        pairs += [(one, gain) for one, gain, limit in reaching if gain < limit]
        return _told(pairs, bells, found, channels, ceiling)

    def settled(bells: Sequence[Sounding]) -> float:
        whole = 0.0
        for _ in range(_ROUNDS):
            loudness = told(raised(whole), bells)
            if loudness == SILENCE:
                break
            whole += target - loudness
        return whole

    return raised(_stepped(min(settled(strokes), settled(()) + _MOST_FOR_BELLS)))


def _own_gain(sound: Sounding, target: Lufs, channels: int) -> float:
    """Bring a sound to the target, as a passage of speech."""
    gain = target - integrated(sound.powers) - _as_one(channels)
    return as_factor(Decibels(gain)) if np.isfinite(gain) else 1.0


def _loudest(bed: Powers) -> Lufs:
    """Give the loudest three seconds of a bed that goes round and round."""
    rounds = -(-SHORT_HOPS // len(bed)) + 1
    return loudest(np.tile(bed, rounds), SHORT_HOPS)


def _stepped(level: float) -> float:
    """Bring what one line can change for all the others to whole steps.

    So an edited line leaves the sound of the others as it is, to the bit, nearly always.
    """
    return round(level / _STEP) * _STEP if np.isfinite(level) else level


def _passage_gains(
    lines: Sequence[tuple[str, Sounding]], target: Lufs, channels: int
) -> tuple[float, ...]:
    """Bring each passage to the target by its own loudness, not far from its speaker's."""
    speakers = {
        who: integrated(np.concatenate([line.powers for by, line in lines if by == who]))
        for who in dict.fromkeys(who for who, _ in lines)
    }
    gains: list[float] = []
    for who, passage in _passages(lines):
        usual = _stepped(target - speakers[who] - _as_one(channels))
        own = target - integrated(np.concatenate([line.powers for line in passage]))
        own -= _as_one(channels)
        near = min(max(own, usual - _MOST_APART), usual + _MOST_APART)
        gains += [as_factor(Decibels(near if np.isfinite(near) else 0.0))] * len(passage)
    return tuple(gains)


def _passages(lines: Sequence[tuple[str, Sounding]]) -> list[tuple[str, list[Sounding]]]:
    """Gather lines of one speaker that lie near each other."""
    found: list[tuple[str, list[Sounding]]] = []
    for who, line in lines:
        if found and found[-1][0] == who and line.start - found[-1][1][-1].end < _PASSAGE_GAP:
            found[-1][1].append(line)
        else:
            found.append((who, [line]))
    return found


def _bell_factor(
    peaks: Sequence[float],
    strokes: Sequence[Sounding],
    target: Lufs,
    channels: int,
    ceiling: Decibels,
) -> float:
    """Hold bells under the peaks of the speech; where there are none, they have the target."""
    if peaks:
        highest = min(_stepped(20 * np.log10(max(*peaks, 1e-9))), ceiling)
        return as_factor(Decibels(highest + BELL_UNDER_SPEECH))
    if not strokes:
        return 1.0
    momentary = max(loudest(stroke.powers, BLOCK_HOPS) for stroke in strokes)
    return as_factor(Decibels(target - momentary - _as_one(channels)))


def _told(
    pairs: Sequence[tuple[Sounding, float]],
    strokes: Sequence[Sounding],
    found: Levels,
    channels: int,
    ceiling: Decibels,
) -> Lufs:
    """Tell how loud the whole will be, from what lies where."""
    if not pairs:
        return SILENCE  # bells alone have their level already
    sounding = [(one, gain**2 * one.measured.kept_power(gain, ceiling)) for one, gain in pairs]
    sounding += [(stroke, found.bell**2) for stroke in strokes]
    last = max(one.start + 100 * (len(one.powers) + 2) for one, _ in sounding)
    powers = np.zeros(last // 100 + 2)
    for one, factor in sounding:
        _add(powers, one, factor * channels)
    return integrated(powers)


def _add(powers: Powers, one: Sounding, factor: float) -> None:
    """Add a sound's power where it lies; a hop that falls between two is shared by them."""
    first, over = divmod(frames_at(one.start), HOP)
    share = over / HOP
    powers[first : first + len(one.powers)] += factor * (1 - share) * one.powers
    powers[first + 1 : first + 1 + len(one.powers)] += factor * share * one.powers


def _as_one(channels: int) -> float:
    """Give how much louder a sound of one channel is when it goes to both."""
    return 10 * float(np.log10(channels))
