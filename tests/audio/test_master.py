"""Every passage comes to the target, and everything else to the speech."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compassion_audio.audio.bell import strike
from compassion_audio.audio.clip import Clip, mono
from compassion_audio.audio.level import as_factor
from compassion_audio.audio.loudness import Meter, integrated, rows_of
from compassion_audio.audio.master import PRESETS, Levels, Sounding, levels
from compassion_audio.audio.measured import measured
from compassion_audio.audio.mix import Looped, Placed, joined, mix, stretches
from compassion_audio.audio.peaks import limited, true_peaks
from compassion_audio.studio.finish import PRESET_NAMES
from compassion_audio.units import Decibels, Frames, Lufs, Milliseconds

CEILING = Decibels(-2.0)


def speech(seed: int, seconds: float, level: float) -> Clip:
    """Give noise that swells like syllables."""
    dice = np.random.default_rng(seed)
    time = np.arange(round(seconds * 48_000)) / 48_000
    swell = 0.55 - 0.45 * np.cos(2 * np.pi * 4 * time)
    return mono(level * swell * dice.standard_normal(len(time)) * 0.25)


def placed(clip: Clip, start: int) -> Sounding:
    """Place a sound."""
    end = Milliseconds(start + clip.length)
    return Sounding(Milliseconds(start), end, measured(clip))


def heard(
    clips: list[tuple[Clip, int]], found: Levels, bells: tuple[int, ...] = (), length: int = 60_000
) -> tuple[float, float]:
    """Mix and limit, and give the loudness and the true peak."""
    sounds = [
        (clip, start, gain) for (clip, start), gain in zip(clips, found.lines, strict=True)
    ] + [(strike("bowl"), start, found.bell) for start in bells]
    every = [
        Placed(partial(Clip, clip.samples), Milliseconds(start), gain, Frames(clip.frames))
        for clip, start, gain in sounds
    ]
    whole = Milliseconds(length)
    parts = stretches(every, length=whole, finished=partial(limited, ceiling=CEILING))
    meter, peak = Meter(1), 0.0
    for block in joined(parts, length=whole, channels=1):
        meter.add(block)
        peak = max(peak, float(true_peaks(block).max(initial=0.0)))
    return integrated(meter.powers), 20 * float(np.log10(peak))


@given(
    st.lists(st.tuples(st.integers(0, 99), st.floats(0.05, 3.0)), min_size=3, max_size=6),
    st.sampled_from([-19.0, -24.0]),
)
@settings(max_examples=6)
def test_a_recording_comes_to_its_target(lines: list[tuple[int, float]], target: float) -> None:
    """Whatever the levels of its lines, with bells, within 0.5 LU and under the ceiling."""
    clips = [
        (speech(seed, 3, level), 5_000 + 8_000 * index) for index, (seed, level) in enumerate(lines)
    ]
    bells = (0, 4_000 + 8_000 * len(lines))
    found = levels(
        [("anna", placed(clip, start)) for clip, start in clips],
        [placed(strike("bowl"), start) for start in bells],
        target=Lufs(target),
        channels=1,
        ceiling=CEILING,
    )
    loudness, peak = heard(clips, found, bells, 30_000 + 8_000 * len(lines))
    assert loudness == pytest.approx(target, abs=0.5)
    assert peak <= CEILING + 0.1


def test_each_passage_comes_near_the_target_by_itself() -> None:
    """A line that was recorded 3 dB too low is brought up; a whisper of -15 dB stays one."""
    low, usual, whisper = speech(1, 4, 0.7), speech(2, 4, 1.0), speech(3, 4, 0.18)
    clips = [(usual, 0), (low, 10_000), (usual, 20_000), (whisper, 30_000)]
    gains = levels(
        [("anna", placed(clip, start)) for clip, start in clips],
        [],
        target=Lufs(-24.0),
        channels=1,
        ceiling=CEILING,
    ).lines
    lifted = 20 * np.log10(gains[1] / gains[0])
    assert lifted == pytest.approx(20 * np.log10(1 / 0.7), abs=0.5)
    assert 20 * np.log10(gains[3] / gains[0]) < 6


def test_two_speakers_come_to_the_same_loudness() -> None:
    """A far microphone and a near one."""
    near, far = speech(1, 5, 1.0), speech(2, 5, 0.1)
    gains = levels(
        [("anna", placed(near, 0)), ("ben", placed(far, 9_000))],
        [],
        target=Lufs(-24.0),
        channels=1,
        ceiling=CEILING,
    ).lines
    assert 20 * np.log10(gains[1] / gains[0]) == pytest.approx(20, abs=0.7)


def test_bells_stay_six_db_under_the_peaks_of_the_speech() -> None:
    """Under those that the limiter leaves."""
    clip = speech(1, 5, 1.0)
    found = levels([("anna", placed(clip, 0))], [], target=Lufs(-19.0), channels=1, ceiling=CEILING)
    peak = min(found.lines[0] * clip.peak * 1.03, as_factor(CEILING))
    assert 20 * np.log10(found.bell / peak) == pytest.approx(-6.0, abs=0.1)


def test_where_nobody_speaks_the_bells_have_the_target() -> None:
    """The loudest 400 ms of a stroke."""
    bell = strike("bowl")
    found = levels([], [placed(bell, 0)], target=Lufs(-19.0), channels=1, ceiling=CEILING)
    rows = rows_of(bell.samples * np.float32(found.bell))
    hops = rows.reshape(-1, 100).mean(axis=1)
    loud = max(hops[at : at + 4].mean() for at in range(len(hops) - 4))
    assert -0.691 + 10 * np.log10(loud) == pytest.approx(-19.0, abs=0.1)


@pytest.mark.parametrize("level", [-20.0, -28.0])
def test_a_bed_lies_so_far_under_the_voice(level: float) -> None:
    """Its loudest three seconds do."""
    clip = speech(1, 5, 1.0)
    noise = np.random.default_rng(2).standard_normal((10 * 48_000, 2)).astype(np.float32) * 0.1
    rows = rows_of(noise)
    found = levels(
        [("anna", placed(clip, 5_000))],
        [],
        target=Lufs(-16.0),
        channels=2,
        ceiling=CEILING,
        beds=[rows.reshape(-1, 100).mean(axis=1)],
        bed_level=level,
    )
    bed = Looped(Clip(noise), found.beds[0], ((Milliseconds(0), 1.0),), ((Milliseconds(0), 1.0),))
    meter = Meter(2)
    for block in mix([], length=Milliseconds(10_000), beds=[bed]):
        meter.add(block)
    assert integrated(meter.powers) == pytest.approx(-16.0 + level, abs=0.3)


def test_few_words_over_much_else_are_not_driven_up() -> None:
    """Bells that ring all the time, softer than speech, lift it by no more than four LU."""
    clip = speech(1, 5, 1.0)
    bell = placed(strike("bowl"), 0)
    starts = [Milliseconds(6_000 + 2_000 * index) for index in range(200)]
    bells = [replace(bell, start=start, end=start) for start in starts]
    lines = [("anna", placed(clip, 0))]
    alone = levels(lines, [], target=Lufs(-19.0), channels=1, ceiling=CEILING).lines[0]
    among = levels(lines, bells, target=Lufs(-19.0), channels=1, ceiling=CEILING).lines[0]
    assert 20 * np.log10(among / alone) <= 4.21


def test_the_presets_are_known_by_name() -> None:
    """The command names those that there are; the default is as podcasts are."""
    assert tuple(PRESETS) == PRESET_NAMES
    usual = PRESETS["default"]
    assert [usual.mono, usual.stereo, usual.true_peak] == [-19.0, -16.0, -1.0]


@pytest.mark.parametrize("channels", [1, 2])
def test_a_sound_comes_to_the_loudness_of_the_speech(channels: int) -> None:
    """Music or nature, loud or faint, by its own loudness, and not by that of speech near it."""
    line, faint, loud = speech(1, 4, 1.0), speech(2, 6, 0.02), speech(3, 6, 3.0)
    found = levels(
        [("anna", placed(line, 10_000))],
        [],
        target=Lufs(-24.0),
        channels=channels,
        ceiling=CEILING,
        sounds=[placed(faint, 0), placed(loud, 20_000)],
    )
    told = [
        integrated(measured(clip).powers) + 20 * np.log10(gain) + 10 * np.log10(channels)
        for clip, gain in (
            (line, found.lines[0]),
            (faint, found.sounds[0]),
            (loud, found.sounds[1]),
        )
    ]
    assert told == pytest.approx([-24.0] * 3, abs=0.5)


def test_where_nobody_speaks_the_sounds_have_the_target_and_the_bells_their_peaks() -> None:
    """They are levelled as speech would be, and bells stay 6 dB under them."""
    clip = speech(1, 6, 0.3)
    found = levels(
        [],
        [placed(strike("bowl"), 8_000)],
        target=Lufs(-24.0),
        channels=1,
        ceiling=CEILING,
        sounds=[placed(clip, 0)],
    )
    loudness, _ = heard([(clip, 0)], Levels(found.sounds, found.bell, ()), (8_000,), 25_000)
    assert loudness == pytest.approx(-24.0, abs=0.5)
    peak = min(found.sounds[0] * clip.peak * 1.03, as_factor(CEILING))
    assert 20 * np.log10(found.bell / peak) == pytest.approx(-6.0, abs=0.1)


def test_a_sound_of_sharp_peaks_stays_under_the_target_rather_than_be_pressed_flat() -> None:
    """And does not raise the voice in its place."""
    line = speech(1, 5, 1.0)
    drops = np.random.default_rng(4).standard_normal(48_000 * 40) * 0.05
    drops[::12_000] = 0.9
    alone = levels([("anna", placed(line, 0))], [], target=Lufs(-16.0), channels=1, ceiling=CEILING)
    found = levels(
        [("anna", placed(line, 0))],
        [],
        target=Lufs(-16.0),
        channels=1,
        ceiling=CEILING,
        sounds=[placed(mono(drops), 6_000)],
    )
    assert found.lines == alone.lines
    over = 20 * np.log10(found.sounds[0] * 0.9 * 1.03) - CEILING
    assert over == pytest.approx(6.0, abs=0.1)


def test_a_bed_shorter_than_three_seconds_has_its_level_too() -> None:
    """It goes round until there are three."""
    powers = np.full(13, 1e-3)
    found = levels(
        [],
        [],
        target=Lufs(-16.0),
        channels=2,
        ceiling=CEILING,
        beds=[powers],
    )
    told = -0.691 + 10 * np.log10(powers[0] * found.beds[0] ** 2)
    assert told == pytest.approx(-36.0, abs=0.01)
