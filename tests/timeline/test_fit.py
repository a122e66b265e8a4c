"""A practice made exactly as long as asked."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from compassion_audio.script import (
    Bell,
    Breath,
    Pause,
    Rest,
    Say,
    Section,
    Silence,
    Sound,
    Step,
)
from compassion_audio.script.model import PARAGRAPH_REST, SENTENCE_REST
from compassion_audio.timeline import LEAD, TAIL, Unreachable, fitted, lay_out, reach
from compassion_audio.units import Milliseconds

RING = {"bowl": Milliseconds(16_000)}


def ms(count: int) -> Milliseconds:
    """Name a length."""
    return Milliseconds(count)


@st.composite
def pauses(draw: st.DrawFn) -> Pause:
    """Draw a pause whose limits hold its natural length; some are exact."""
    natural = draw(st.integers(100, 30_000))
    shortest = draw(st.integers(100, natural))
    longest = draw(st.integers(natural, 60_000))
    if draw(st.booleans()):
        shortest = longest = natural
    return Pause(ms(natural), ms(shortest), ms(longest), 1)


@st.composite
def practices(draw: st.DrawFn) -> tuple[tuple[Step, ...], dict[Say | Sound, Milliseconds]]:
    """Draw resolved steps, as `resolve` gives them, and the lengths of their clips."""
    quiet = st.one_of(
        pauses(),
        st.builds(Silence, st.integers(1_000, 90_000).map(ms), st.just(1)),
        st.builds(Breath, st.integers(1, 3), st.just(1)),
        st.just(Section("Part", 1)),
    )
    steps: list[Step] = list(draw(st.lists(quiet, max_size=2)))
    clips: dict[Say | Sound, Milliseconds] = {}
    for index in range(draw(st.integers(1, 8))):
        if index:
            steps.append(draw(st.sampled_from([SENTENCE_REST, PARAGRAPH_REST])))
            steps += draw(st.lists(quiet, max_size=3))
        if draw(st.integers(0, 4)):
            say = Say(f"Sentence {index}.", index + 1)
            clips[say] = ms(LEAD + TAIL + draw(st.integers(1, 8_000)))
            steps.append(say)
        else:
            steps.append(Bell("bowl", draw(st.integers(1, 3)), index + 1))
    steps += draw(st.lists(quiet, max_size=2))
    return tuple(steps), clips


Practice = tuple[tuple[Step, ...], dict[Say | Sound, Milliseconds]]


def length_of(steps: tuple[Step, ...], clips: dict[Say | Sound, Milliseconds]) -> int:
    """Lay steps out and read how long they are."""
    return lay_out(steps, clips=clips, ring=RING, title="A practice").length


def fit(practice: Practice, target: int) -> tuple[Step, ...]:
    """Fit a practice."""
    steps, clips = practice
    return fitted(steps, clips=clips, ring=RING, target=ms(target))


def quiet_lengths(steps: tuple[Step, ...]) -> list[int]:
    """Give the lengths of everything that a target may change, in order."""
    return [step.natural for step in steps if isinstance(step, Pause | Rest | Silence)]


@st.composite
def targets(draw: st.DrawFn, practice: Practice) -> int:
    """Draw a length that the practice can reach."""
    steps, clips = practice
    span = reach(steps, clips=clips, ring=RING)
    return draw(st.integers(span.shortest, span.longest or span.shortest + 900_000))


@given(st.data(), practices())
def test_the_sum_is_exact_for_any_reachable_target(data: st.DataObject, practice: Practice) -> None:
    """Laid out, the fitted steps last as long as asked, to the millisecond."""
    target = data.draw(targets(practice))
    assert length_of(fit(practice, target), practice[1]) == target


@given(st.data(), practices())
def test_limits_always_hold_and_nothing_else_changes(
    data: st.DataObject, practice: Practice
) -> None:
    """Every pause, rest and silence stays within its limits; order, speech and breaths stay."""
    steps, _ = practice
    after = fit(practice, data.draw(targets(practice)))
    assert len(after) == len(steps)
    for old, new in zip(steps, after, strict=True):
        if isinstance(old, Pause | Rest | Silence):
            assert isinstance(new, Pause | Rest | Silence)
            assert new == replace(old, natural=new.natural)
            if isinstance(old, Silence):
                assert 2 * new.natural >= old.natural
            else:
                assert old.shortest <= new.natural <= old.longest
        else:
            assert new == old


@given(st.data(), practices())
def test_a_longer_target_makes_nothing_shorter(data: st.DataObject, practice: Practice) -> None:
    """Between two targets, the longer leaves every pause, rest and silence at least as long."""
    one, other = sorted((data.draw(targets(practice)), data.draw(targets(practice))))
    shorter, longer = quiet_lengths(fit(practice, one)), quiet_lengths(fit(practice, other))
    assert all(low <= high for low, high in zip(shorter, longer, strict=True))


@given(practices())
def test_a_millisecond_more_makes_nothing_shorter(practice: Practice) -> None:
    """The same for neighbouring targets, where rounding would show."""
    steps, clips = practice
    begin = length_of(steps, clips)
    span = reach(steps, clips=clips, ring=RING)
    before: list[int] | None = None
    for target in range(begin, begin + 12):
        if target not in span:
            break
        now = quiet_lengths(fit(practice, target))
        assert before is None or all(low <= high for low, high in zip(before, now, strict=True))
        before = now


@given(practices())
def test_the_natural_length_changes_nothing(practice: Practice) -> None:
    """Asked for what it is, a practice stays as it is."""
    assert fit(practice, length_of(*practice)) == practice[0]


@given(practices())
def test_beyond_its_reach_there_is_nothing(practice: Practice) -> None:
    """One millisecond outside is refused, and the edges themselves are not."""
    steps, clips = practice
    span = reach(steps, clips=clips, ring=RING)
    assume(span.shortest > 1)
    with pytest.raises(Unreachable):
        fit(practice, span.shortest - 1)
    assert length_of(fit(practice, span.shortest), clips) == span.shortest
    if span.longest is not None:
        with pytest.raises(Unreachable):
            fit(practice, span.longest + 1)
        assert length_of(fit(practice, span.longest), clips) == span.longest


def spoken(*quiet: Step) -> Practice:
    """Make two sentences of a second each with steps between them."""
    first, second = Say("One.", 1), Say("Two.", 2)
    clips: dict[Say | Sound, Milliseconds] = {first: ms(1_110), second: ms(1_110)}
    return (first, SENTENCE_REST, *quiet, second), clips


def test_silences_take_the_stretch_before_pauses_do() -> None:
    """Where there is a silence, a longer target leaves the pauses alone."""
    practice = spoken(Pause(ms(4_000), ms(2_000), ms(16_000), 1), Silence(ms(60_000), 1))
    begin = length_of(*practice)
    assert quiet_lengths(fit(practice, begin + 30_000)) == [700, 4_000, 90_000]


def test_silences_give_before_pauses_and_pauses_before_rests() -> None:
    """Shrinking, a silence goes to its half, then pauses to theirs, then rests to theirs."""
    practice = spoken(
        Pause(ms(4_000), ms(2_000), ms(16_000), 1), Silence(ms(60_000), 1), Say("Mid.", 1)
    )
    steps, clips = practice
    clips[Say("Mid.", 1)] = ms(1_110)
    practice = ((*steps[:-1], SENTENCE_REST, steps[-1]), clips)
    begin = length_of(*practice)
    assert quiet_lengths(fit(practice, begin - 30_000)) == [700, 4_000, 30_000, 700]
    assert quiet_lengths(fit(practice, begin - 31_000)) == [700, 3_000, 30_000, 700]
    assert quiet_lengths(fit(practice, begin - 32_300)) == [400, 2_000, 30_000, 400]


def test_pauses_move_together_each_by_its_own_room() -> None:
    """Two pauses that may grow by three times and by once grow in that proportion."""
    practice = spoken(
        Pause(ms(4_000), ms(2_000), ms(16_000), 1), Pause(ms(8_000), ms(8_000), ms(12_000), 1)
    )
    begin = length_of(*practice)
    assert quiet_lengths(fit(practice, begin + 8_000)) == [700, 10_000, 10_000]


def test_counted_breaths_never_change() -> None:
    """A breath is ten seconds, whatever is asked for."""
    practice = spoken(Breath(2, 1), Pause(ms(4_000), ms(2_000), ms(16_000), 1))
    after = fit(practice, length_of(*practice) + 5_000)
    timeline = lay_out(after, clips=practice[1], ring=RING, title="A practice")
    (breath,) = (cue for cue in timeline.cues if isinstance(cue.step, Breath))
    assert breath.end - breath.start == 20_000
