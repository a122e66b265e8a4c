"""A bed is there where it was asked for, makes way for the voice, and is never heard to move."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compassion_audio.script import Say, Sound, parse, resolve
from compassion_audio.timeline import LEAD, TAIL, Clips, Timeline, lay_out
from compassion_audio.timeline.background import (
    CROSS_FADE,
    DUCKING,
    FADE_IN,
    FADE_OUT,
    LOOK_AHEAD,
    SWELL,
    Curve,
    ducking,
    underlays,
)
from compassion_audio.units import Milliseconds

LOW = 10 ** (DUCKING / 20)


def timeline(body: str, clip: int = 3_000) -> Timeline:
    """Lay out a practice whose lines all last as long."""
    steps = resolve(parse(f"---\ntitle: x\n---\n{body}"))
    clips: Clips = {step: Milliseconds(clip) for step in steps if isinstance(step, Say)}
    return lay_out(steps, clips=clips, ring={"bowl": Milliseconds(16_000)}, title="x")


def at(curve: Curve, moment: int) -> float:
    """Read a curve."""
    if moment <= curve[0][0]:
        return curve[0][1]
    for (begin, low), (end, high) in pairwise(curve):
        if begin <= moment <= end:
            return low + (high - low) * (moment - begin) / max(1, end - begin)
    return curve[-1][1]


def test_a_bed_throughout_fades_in_and_out_at_the_ends() -> None:
    """It begins with the recording and is gone when it ends."""
    plan = timeline("One. [pause 30s] Two. [pause 30s]")
    (one,) = underlays(plan, throughout="rain")
    assert one.kind == "rain"
    assert one.fades == (
        (0, 0.0),
        (FADE_IN, 1.0),
        (plan.length - FADE_OUT, 1.0),
        (plan.length, 0.0),
    )


def test_a_mark_brings_a_bed_and_another_takes_it_away() -> None:
    """Each where it stands in the script, cross-faded: one falls as the other rises."""
    plan = timeline(
        "One. [pause 20s] [bed rain] Two. [pause 20s] [bed waves] Three. [bed off] End."
    )
    rain, waves = underlays(plan)
    assert (rain.kind, waves.kind) == ("rain", "waves")
    change = waves.fades[0][0]
    assert rain.fades[-2:] == ((change, 1.0), (change + CROSS_FADE, 0.0))
    assert at(waves.fades, change + CROSS_FADE) == pytest.approx(1.0) or waves.fades[-1][1] == 0
    assert waves.fades[-1][0] <= plan.length


def test_what_is_asked_for_stands_above_the_script() -> None:
    """Another bed, or none."""
    plan = timeline("[bed rain] One. [pause 20s]")
    assert [one.kind for one in underlays(plan, throughout="waves")] == ["waves"]
    assert underlays(plan, throughout="") == ()
    assert [one.kind for one in underlays(plan)] == ["rain"]


def test_it_is_down_when_speech_begins_and_comes_back_after() -> None:
    """It sinks beforehand, so that no first word is covered."""
    plan = timeline("One. [pause 20s] Two. [pause 20s]")
    curve = ducking(plan)
    for cue in plan.cues:
        if isinstance(cue.step, Say):
            begin, end = cue.start + LEAD, cue.end - TAIL
            assert at(curve, begin) == pytest.approx(LOW)
            assert at(curve, end) == pytest.approx(LOW)
            assert at(curve, begin - LOOK_AHEAD) == pytest.approx(1.0) or begin < LOOK_AHEAD
            assert at(curve, end + 5_000) == pytest.approx(1.0)


def test_it_stays_down_through_short_rests() -> None:
    """Between sentences of one paragraph it does not pump."""
    plan = timeline("One. Two. Three. [pause 2s] Four.")
    said = [cue for cue in plan.cues if isinstance(cue.step, Say)]
    curve = ducking(plan)
    for moment in range(said[0].start + LEAD, said[-1].end - TAIL, 100):
        assert at(curve, moment) == pytest.approx(LOW)


def test_it_grows_in_a_silence_where_that_was_asked_for() -> None:
    """And is back before anybody speaks."""
    plan = timeline("One. [silence 1m] Two.")
    silence = next(cue for cue in plan.cues if cue.end - cue.start >= 60_000)
    middle = (silence.start + silence.end) // 2
    assert at(ducking(plan), middle) == pytest.approx(1.0)
    swelling = ducking(plan, swells=True)
    assert at(swelling, middle) == pytest.approx(10 ** (SWELL / 20))
    assert at(swelling, silence.end + LEAD) <= 1.0


PARTS = st.sampled_from(
    ["Say.", "[pause 3s]", "[pause 12s]", "[silence 40s]", "[bell]", "[bed rain]", "[bed off]"]
)


@given(st.lists(PARTS, min_size=1, max_size=14), st.booleans())
@settings(max_examples=60)
def test_curves_go_forward_and_never_leap(parts: list[str], is_swelling: bool) -> None:  # noqa: FBT001  # hypothesis hands it over
    """Moments never go back, factors stay in their range, and no fade is shorter than 100 ms."""
    plan = timeline("Here. " + "\n\n".join(parts))
    curves = [ducking(plan, swells=is_swelling), *(one.fades for one in underlays(plan))]
    for curve in curves:
        assert all(0 <= factor <= 1.6 for _, factor in curve)
        for (begin, low), (end, high) in pairwise(curve):
            assert begin <= end
            assert low == pytest.approx(high) or end - begin >= 100 or begin == 0


def test_it_makes_way_for_a_sound_as_for_a_voice() -> None:
    """From its first frame to its last: a sound has no margins."""
    steps = resolve(parse('---\ntitle: x\n---\nOne. [pause 20s] [sound "a.wav"] [pause 20s] Two.'))
    clips = {step: Milliseconds(6_000) for step in steps if isinstance(step, Say | Sound)}
    plan = lay_out(steps, clips=clips, ring={}, title="x")
    (sound,) = (cue for cue in plan.cues if isinstance(cue.step, Sound))
    curve = ducking(plan)
    for moment in (sound.start, sound.start + 3_000, sound.end):
        assert at(curve, moment) == pytest.approx(LOW)
    assert at(curve, sound.start - LOOK_AHEAD - 1) == pytest.approx(1.0)
    assert at(curve, sound.end + 10) > LOW
