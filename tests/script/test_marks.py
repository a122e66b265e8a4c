"""One strict form for each mark, and the nearest right form for any other."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.script.marks import MarkError, read_mark, write_mark
from compassion_audio.script.model import Bed, Bell, Pause, Silence
from compassion_audio.units import Milliseconds, write_duration


@pytest.mark.parametrize(
    ("mark", "natural", "shortest", "longest"),
    [
        ("pause", 4_000, 2_000, 16_000),
        ("pause 5s", 5_000, 2_500, 20_000),
        ("pause 1m30s", 90_000, 45_000, 360_000),
        ("pause 0.1s", 100, 50, 400),
        ("pause 1h", 3_600_000, 1_800_000, 14_400_000),
        ("pause 5s..20s", 5_000, 5_000, 20_000),
        ("pause 10s 5s..20s", 10_000, 5_000, 20_000),
        ("pause 5s 5s..5s", 5_000, 5_000, 5_000),
        ("pause 4s exact", 4_000, 4_000, 4_000),
    ],
)
def test_a_pause_has_a_length_and_limits(
    mark: str, natural: int, shortest: int, longest: int
) -> None:
    """4 s if nothing is said; from half to four times, unless limits are written."""
    assert read_mark(mark, 7, 1) == Pause(
        Milliseconds(natural), Milliseconds(shortest), Milliseconds(longest), 7
    )


@given(st.integers(100, 3_600_000).map(Milliseconds))
def test_a_pause_may_have_any_length_up_to_an_hour(length: Milliseconds) -> None:
    """To the millisecond, with limits around it."""
    pause = read_mark(f"pause {write_duration(length)}", 1, 1)
    assert isinstance(pause, Pause)
    assert pause.natural == length
    assert pause.shortest <= length <= pause.longest


@pytest.mark.parametrize(
    ("mark", "length"),
    [("silence 2m", 120_000), ("silence 1s", 1_000), ("silence 23h59m59.999s", 86_399_999)],
)
def test_a_silence_has_a_length(mark: str, length: int) -> None:
    """From a second to a day."""
    assert read_mark(mark, 7, 1) == Silence(Milliseconds(length), 7)


@pytest.mark.parametrize(
    ("mark", "times"), [("bell", 1), ("bell bowl", 1), ("bell x3", 3), ("bell bowl x108", 108)]
)
def test_a_bell_has_a_kind_and_strokes(mark: str, times: int) -> None:
    """One stroke of the bowl if nothing is said."""
    assert read_mark(mark, 7, 1) == Bell("bowl", times, 7)


def refusal(inner: str) -> tuple[str, str]:
    """Give what is said of a mark that is refused, and the hint."""
    with pytest.raises(MarkError) as caught:
        read_mark(inner, 1, 1)
    return str(caught.value), caught.value.hint


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("puase 5s", "pause 5s"),
        ("pasue", "pause"),
        ("silense 2m", "silence 2m"),
        ("bel", "bell"),
        ("bell bowls", "bell"),
        ("Pause 5s", "pause 5s"),
        ("PAUSE:5", "pause 5s"),
        ("pause:5", "pause 5s"),
        ("pause: 3s", "pause 3s"),
        ("pause 5", "pause 5s"),
        ("pause  5s", "pause 5s"),
        (" pause 5s ", "pause 5s"),
        ("Pause 5 seconds", "pause 5s"),
        ("pause 2 minutes", "pause 2m"),
        ("5s", "pause 5s"),
        ("400ms", "pause 0.4s"),
        ("pause 1500 milliseconds", "pause 1.5s"),
        ("silence", None),
        ("silence 90", "silence 90s"),
        ("bell x0", "bell"),
        ("pause 5s long", "pause 5s"),
        ("pause 5s-20s", "pause 5s..20s"),
        ("pause 5s…20s", "pause 5s..20s"),
        ("pause 5-20 seconds", "pause 5s..20s"),
        ("pause 10s, 5s to 20s", "pause 10s 5s..20s"),
        ("pause 4s, exact", "pause 4s exact"),
        ("pause 00:30", "pause 30s"),
        ("pause for 1:30", "pause 1m30s"),
        ("2m silence", "silence 2m"),
        ("bell 3", "bell x3"),
        ("bell bowl 3x", "bell bowl x3"),
        ("3 bells", "bell x3"),
        ("breath 3", "breath x3"),
        ("if 12m or more", "if 12m or longer"),
        ("if longer than 12 minutes", "if 12m or longer"),
        ("sound file.wav", 'sound "file.wav"'),
        ("sound “My File.WAV”", 'sound "My File.WAV"'),
    ],
)
def test_a_misspelt_mark_gets_the_nearest_right_one(wrong: str, right: str | None) -> None:
    """Slips, and the marks of other languages, lead to ours; no length or count is lost."""
    said, hint = refusal(wrong)
    assert f"[{wrong}]" in said
    assert hint == (f"did you mean [{right}]?" if right else "")


@pytest.mark.parametrize("inner", ["", " ", "quartz", "x", "link text", "^1", "🙂"])
def test_a_mark_like_no_other_gets_the_list(inner: str) -> None:
    """Where nothing is near, the hint shows what there is."""
    said, hint = refusal(inner)
    assert said == f"unknown mark [{inner}]"
    assert hint.startswith("the marks are [pause 5s], [silence 2m], [breath], [bell], ")


@pytest.mark.parametrize(
    ("mark", "reason"),
    [
        ("pause exact", "a pause is written"),
        ("pause 5s..20s exact", "a pause is written"),
        ("pause 5s ..20s", "a pause is written"),
        ("pause 20s..5s", "the limits stand in order"),
        ("pause 30s 5s..20s", "the first length lies within them"),
        ("pause 1s 5s..20s", "the first length lies within them"),
        ("pause 0s", "a pause lasts from 0.1s to 1h"),
        ("pause 0.099s", "a pause lasts from 0.1s to 1h"),
        ("pause 1h0.001s", "a pause lasts from 0.1s to 1h"),
        ("pause 1s..2h", "a pause lasts from 0.1s to 1h"),
        ("pause 1.5m", "'1.5m' is not a length"),
        ("silence", "a silence is written with its length, [silence 2m]"),
        ("silence 0.5s", "a silence lasts from 1s to 24h"),
        ("silence 24h1s", "a silence lasts from 1s to 24h"),
        ("silence 2m exact", "a silence is written with its length"),
        ("bell gong", "there is no bell called gong; the bells are bowl"),
        ("bell x109", "a bell has at most 108 strokes"),
        ("bell x3 bowl", "a bell is written"),
        ("bell x03", "a bell is written"),
    ],
)
def test_a_malformed_mark_is_told_why(mark: str, reason: str) -> None:
    """The mark is shown, and then what is wrong with it."""
    said, _ = refusal(mark)
    assert said.startswith(f"[{mark}]: ")
    assert reason in said


@pytest.mark.parametrize("inner", ["x", "1s", "1", "pause ", "bell ", "silence "])
def test_an_endless_mark_gets_a_short_answer(inner: str) -> None:
    """A message is read by a person, whatever stands in the brackets."""
    ones = inner + "1" * 10_000
    for endless in (inner * 10_000, ones + "s", ones + "ms", inner + "a" * 10_000):
        said, hint = refusal(endless)
        assert len(said) + len(hint) < 250


fragments = st.sampled_from(
    ["pause", "silence", "bell", "bowl", "x3", "5s", "5", "..", " ", "exact", ":", "2m", "PAUSE"]
)
inners = st.lists(st.one_of(fragments, st.text(max_size=3)), max_size=6).map("".join)


@given(inners)
def test_a_mark_is_read_or_refused_and_a_suggestion_is_always_right(inner: str) -> None:
    """Nothing between brackets breaks the reading; what is suggested is another mark, and valid."""
    try:
        step = read_mark(inner, 1, 1)
    except MarkError as cause:
        if found := re.fullmatch(r"did you mean \[(.*)\]\?", cause.hint, re.DOTALL):
            assert found[1] != inner
            read_mark(found[1], 1, 1)
    else:
        assert isinstance(step, Pause | Silence | Bell)
        if isinstance(step, Pause):
            assert 0 < step.shortest <= step.natural <= step.longest


@pytest.mark.parametrize("name", ["creek.wav", "my creek, at dawn.mp3", "Bäche.flac"])
def test_a_bed_may_be_a_file_beside_the_script(name: str) -> None:
    """It is written as it is read, and never taken for one that is computed."""
    step = read_mark(f'bed "{name}"', 1, 1)
    assert isinstance(step, Bed)
    assert (step.kind, step.is_own) == (name, True)
    assert write_mark(step) == f'[bed "{name}"]'
    assert not Bed("rain", 1).is_own
    assert not Bed("", 1).is_own


@pytest.mark.parametrize(
    ("inner", "told"),
    [
        ('bed "rain"', "a file with an ending"),
        ('bed ".hidden.wav"', "a file with an ending"),
        ('bed "../creek.wav"', "a bed is one of rain"),
        ('bed "a\\creek.wav"', "a bed is one of rain"),
        ("bed creek.wav", "a bed is one of rain"),
    ],
)
def test_a_bed_that_is_no_file_beside_the_script_is_refused(inner: str, told: str) -> None:
    """With the right form, where it can be told."""
    with pytest.raises(MarkError, match=told) as caught:
        read_mark(inner, 1, 1)
    if inner == "bed creek.wav":
        assert caught.value.hint == 'did you mean [bed "creek.wav"]?'
