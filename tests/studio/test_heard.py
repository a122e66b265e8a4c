"""What a listener hears: beds that make way, joints without a click, words that are whole."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from compassion_audio import library
from compassion_audio.audio.loudness import integrated, powers_of
from compassion_audio.library import Source
from compassion_audio.script import Bed, Bell, Say, Silence
from compassion_audio.script import Sound as SoundStep
from compassion_audio.studio.finish import Finish
from compassion_audio.studio.plan import Plan
from compassion_audio.studio.planning import planned
from compassion_audio.studio.rendering import Rendering
from compassion_audio.studio.sound import Sounded, sounded
from compassion_audio.timeline import LEAD, TAIL, Cue, Timeline
from compassion_audio.timeline.background import (
    CROSS_FADE,
    FADE_IN,
    FADE_OUT,
    LOOK_AHEAD,
    RECOVERY,
)
from compassion_audio.units import SAMPLE_RATE, WordsPerMinute

PACE = WordsPerMinute(115)
Row = npt.NDArray[np.float64]

LOW, HIGH = 200, 330
"""Hertz of two beds that are one tone each: whole turns in a window, so each is told apart."""

WINDOW = 4_800
"""Frames: 100 ms."""

BODY = """
[bed "low.wav"]

One plain sentence at the beginning. [pause 14s] And another one. [silence 30s]

[bed "high.wav"] A third sentence is here. [pause 15s]

[sound "hum.wav"] [pause 15s]
"""


@dataclass(frozen=True)
class Heard:
    """A recording as it is before it is encoded."""

    timeline: Timeline
    whole: Row
    """Shape (frames, 2)."""

    voice: Row
    """What is left when the beds are gone, shape (frames,): the same gains, one channel."""

    edges: tuple[int, ...]
    """Where its stretches begin and end, without the beds."""

    @property
    def bed(self) -> Row:
        """What of it is bed, shape (frames,)."""
        return self.whole[:, 0] - self.voice

    def level(self, pitch: int) -> Row:
        """Give the amplitude of a bed in each 100 ms."""
        rows = self.bed[: len(self.bed) // WINDOW * WINDOW].reshape(-1, WINDOW)
        turns = np.exp(-2j * np.pi * pitch * np.arange(WINDOW) / SAMPLE_RATE)
        found: Row = np.abs(rows @ turns) * (2 / WINDOW)
        return found

    def cues(self, kind: type) -> list[Cue]:
        """Give when steps of a kind sound."""
        return [cue for cue in self.timeline.cues if isinstance(cue.step, kind)]


def tone(name: str, pitch: int, seconds: float) -> None:
    """Write a tone to a file, for the practice to name."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    soundfile.write(name, 0.2 * np.sin(2 * np.pi * pitch * time), SAMPLE_RATE, subtype="FLOAT")


def samples(sound: Sounded) -> Row:
    """Give all of a recording."""
    return np.concatenate(list(sound.blocks)).astype(np.float64)


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Heard:
    """Mix one practice with its beds, and without."""
    folder = tmp_path_factory.mktemp("practice")
    tone(f"{folder}/low.wav", LOW, 17.03)
    tone(f"{folder}/high.wav", HIGH, 23.01)
    tone(f"{folder}/hum.wav", 90, 12.5)
    text = f"---\ntitle: A trial\n---\n{BODY}"
    source = Source("trial", "trial.md", text, file=folder / "trial.md")
    with planned(Rendering(source, "tone", PACE)) as plan:
        bedded = sounded(replace(plan, finish=Finish(swells=True)))
        alone = sounded(replace(plan, finish=Finish(bed="")))
        # the same sounds, at the gains that they have in two channels
        shares = np.divide(bedded.levels.lines, alone.levels.lines)
        assert np.ptp(shares) < 1e-9
        voice = samples(alone)[:, 0] * shares[0]
        edges = tuple(edge for one in alone.stretches for edge in (one.begin, one.end))
        return Heard(plan.timeline, samples(bedded), voice, edges)


def at(levels: Row, moment: float) -> float:
    """Read a level at a moment of the plan, in dB."""
    return float(20 * np.log10(levels[round(moment / 100)]))


def test_a_bed_lies_four_decibels_lower_under_speech(heard: Heard) -> None:
    """And under a sound; it is down when the first word comes, and back after the last one."""
    usual = at(heard.level(LOW), heard.cues(Say)[1].start - 2_000)
    for cue in heard.cues(Say)[1:2]:
        assert at(heard.level(LOW), cue.start + LEAD + 100) - usual == pytest.approx(-4, abs=0.1)
        assert at(heard.level(LOW), cue.end - TAIL - 200) - usual == pytest.approx(-4, abs=0.1)
        after = cue.end - TAIL + RECOVERY + 100
        assert at(heard.level(LOW), after) - usual == pytest.approx(0, abs=0.2)
    (sound,) = heard.cues(SoundStep)
    usual = at(heard.level(HIGH), sound.start - 2_000)
    for moment in (sound.start + 100, sound.end - 200):
        assert at(heard.level(HIGH), moment) - usual == pytest.approx(-4, abs=0.1)


def test_a_bed_swells_in_a_silence(heard: Heard) -> None:
    """By four decibels, in its middle, where it was asked for."""
    (silence,) = heard.cues(Silence)
    usual = at(heard.level(LOW), heard.cues(Say)[1].start - 2_000)
    middle = (silence.start + silence.end) / 2
    assert at(heard.level(LOW), middle) - usual == pytest.approx(4, abs=0.1)
    assert at(heard.level(LOW), silence.end - LOOK_AHEAD - 100) - usual == pytest.approx(0, abs=0.3)


def test_a_bed_fades_in_and_out(heard: Heard) -> None:
    """From nothing and to nothing, as the sine does."""
    levels = heard.level(HIGH)
    length = heard.timeline.length
    full = at(levels, length - FADE_OUT - 1_000)
    assert at(levels, length - FADE_OUT / 2) - full == pytest.approx(-3, abs=0.4)
    assert at(levels, length - 400) - full < -18
    low = heard.level(LOW)
    assert low[0] < 0.05 * low.max()
    usual = at(low, heard.cues(Say)[1].start - 2_000)
    assert at(low, FADE_IN / 2) - usual == pytest.approx(-3 - 4, abs=0.4)  # somebody speaks


def test_two_beds_cross_in_equal_power(heard: Heard) -> None:
    """One is gone when the other is whole, and between the two the power stays."""
    low, high = heard.level(LOW), heard.level(HIGH)
    begin = heard.cues(Bed)[1].start
    powers = low**2 + high**2
    crossing = powers[begin // 100 : (begin + CROSS_FADE) // 100]
    ducking = 10 * np.log10(crossing / powers[(begin + CROSS_FADE) // 100 + 5])
    assert ducking.min() > -4.5
    assert ducking.max() < 4.5
    middle = (begin + CROSS_FADE / 2) / 100
    assert low[round(middle)] == pytest.approx(high[round(middle)], rel=0.08)
    assert high[begin // 100 - 2] < 1e-3 * high.max()
    assert low[(begin + CROSS_FADE) // 100 + 2] < 1e-3 * low.max()


def test_a_bed_lies_twenty_lu_under_the_voice(heard: Heard) -> None:
    """In the pauses, where it is loudest without a swell; a tone in one channel lies in both."""
    begin = heard.cues(Say)[1].start - 5_000
    part = heard.whole[begin * 48 : (begin + 4_000) * 48].astype(np.float32)
    assert integrated(powers_of(part)) == pytest.approx(-36, abs=0.3)
    np.testing.assert_allclose(heard.whole[:, 0], heard.whole[:, 1], atol=1e-7)


def test_a_sound_is_as_loud_as_the_voice(heard: Heard) -> None:
    """Within half a unit, in the finished recording, with the bed under it."""
    (sound,) = heard.cues(SoundStep)
    part = heard.whole[sound.start * 48 : sound.end * 48].astype(np.float32)
    assert integrated(powers_of(part)) == pytest.approx(-16, abs=0.5)


def test_nothing_clicks_under_a_bed(heard: Heard) -> None:
    """No loop's end, no block's border and no change of a factor bends the tones of the beds."""
    bends = np.abs(np.diff(heard.bed, n=2))
    amplitude = max(heard.level(LOW).max(), heard.level(HIGH).max())
    steepest = amplitude * (2 * np.pi * HIGH / SAMPLE_RATE) ** 2
    assert bends.max() < 1.5 * steepest


def test_nothing_clicks_where_a_stretch_begins_or_ends(heard: Heard) -> None:
    """The step there is smaller than those within it, and it begins and ends near nothing."""
    steps = np.abs(np.diff(heard.voice, prepend=0.0, append=0.0))
    inside = steps.max()
    assert len(heard.edges) == 8
    for edge in heard.edges:
        assert steps[max(0, edge - 2) : edge + 2].max() < 0.2 * inside


@pytest.fixture(scope="module")
def spoken() -> Iterator[Plan]:
    """Speak a bundled practice with the embedded voice."""
    with planned(Rendering(library.read("breathing-space"), "espeak", PACE)) as plan:
        yield plan


def test_no_word_is_clipped(spoken: Plan) -> None:
    """Each line begins and ends far below its loudest sound: nothing was cut while it sounded."""
    lines = [cue.step for cue in spoken.timeline.cues if isinstance(cue.step, Say)]
    assert lines
    for line in lines:
        clip = spoken.clips[line]
        edge = max(np.abs(clip.samples[:240]).max(), np.abs(clip.samples[-240:]).max())
        assert 20 * np.log10(max(edge, 1e-9) / clip.peak) < -40, line.text


def test_nothing_clicks_at_the_edges_of_what_is_spoken(spoken: Plan) -> None:
    """A stretch of the mix begins and ends at nothing, to -55 dB of full scale."""
    sound = sounded(replace(spoken, finish=Finish()))
    for one in sound.stretches:
        blocks = list(one.sound())
        for edge in (blocks[0][:4], blocks[-1][-4:]):
            assert np.abs(edge).max() < 10 ** (-55 / 20)


def test_a_bell_dies_away_in_the_recording() -> None:
    """It has fallen by 60 dB when its time is over, also under the words that follow it."""
    source = Source("trial", "trial.md", "---\ntitle: x\n---\n[bell]\n\n[pause 20s]\n\nHere.")
    with planned(Rendering(source, "tone", PACE)) as plan:
        heard = samples(sounded(replace(plan, finish=Finish())))[:, 0]
        (bell,) = (cue for cue in plan.timeline.cues if isinstance(cue.step, Bell))
    stroke = bell.start * 48

    def loudest(begin: float, end: float) -> float:
        part = heard[stroke + round(begin * SAMPLE_RATE) : stroke + round(end * SAMPLE_RATE)]
        return float(20 * np.log10(np.abs(part).max()))

    assert loudest(7.3, 8.7) - loudest(0, 1.4) == pytest.approx(-30, abs=8)
    assert loudest(15.5, 16.0) - loudest(0, 1.4) < -60
    assert not heard[stroke + 16 * SAMPLE_RATE : stroke + 19 * SAMPLE_RATE].any()


def test_the_same_file_gives_the_same_recording(tmp_path: Path) -> None:
    """A bed of one's own is as certain as one that is computed."""
    tone(f"{tmp_path}/low.wav", LOW, 5.0)
    source = Source("trial", "trial.md", "---\ntitle: x\n---\nHere. [pause 10s]")
    with planned(Rendering(source, "tone", PACE)) as plan:
        first, second = (
            samples(sounded(replace(plan, finish=Finish(bed=f"{tmp_path}/low.wav"))))
            for _ in range(2)
        )
        assert len(first) == plan.timeline.length * 48
    np.testing.assert_array_equal(first, second)
