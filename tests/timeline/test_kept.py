"""A timeline comes back from a recording's tags as it was, or not at all."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compassion_audio.script import Bed, Bell, Pause, Say, Section, Step
from compassion_audio.timeline import lay_out
from compassion_audio.timeline.kept import Kept, KeptCue, kept_of, read, written
from compassion_audio.units import Milliseconds

RING = {"bowl": Milliseconds(16_000)}


def kept(*, public: str = "") -> Kept:
    """Keep a timeline with one of everything that matters."""
    line = Say("May Ana be well.", 4, public=public)
    pause = Pause(Milliseconds(3000), Milliseconds(3000), Milliseconds(3000), 5)
    steps: list[Step] = [Bed("rain", 1), Section("Here", 1, 2), Bell("bowl", 2, 3), line, pause]
    timeline = lay_out(steps, clips={line: Milliseconds(2000)}, ring=RING, title="Trial")
    return kept_of(timeline, ring=RING, preset="default", has_bed=True, bell_level=0.25)


def test_it_comes_back_as_it_was() -> None:
    """Every cue, chapter and bell, after a way through text."""
    assert read(written(kept())) == kept()


def test_a_line_is_kept_as_the_ear_has_it() -> None:
    """From the first sound of its speech to the last, without the margins of its clip."""
    (line,) = kept().of_kind("say")
    assert (line.start, line.end) == (10_000, 11_890)
    (bell,) = kept().of_kind("bell")
    assert bell.strokes == (0, 6000)
    assert (bell.ring, bell.level) == (16_000, 0.25)


def test_a_persons_own_words_are_not_kept() -> None:
    """Of them only what may be shown travels with the file."""
    told = written(kept(public="May … be well."))
    assert "Ana" not in told
    assert "May … be well." in told


def test_a_later_version_is_told_apart_from_damage() -> None:
    """A person who reads it knows what to do: take the newer program."""
    data = json.loads(written(kept()))
    with pytest.raises(ValueError, match="a later version"):
        read(json.dumps(data | {"version": 2}))
    with pytest.raises(ValueError, match="damaged"):
        read(json.dumps(data | {"version": True}))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("length", -1),
        ("length", 10_000.0),
        ("bed", 1),
        ("preset", None),
        ("chapters", [["Here", 5, 38_000]]),
        ("chapters", [["Here", 0, 10]]),
        ("cues", [["say", 5]]),
        ("cues", [["say", 5, 2, "backwards"]]),
        ("cues", [["shout", 5, 6]]),
        ("cues", [["say", 50, 60, "a"], ["say", 5, 6, "b"]]),
        ("cues", [["bell", 0, 4000, "bowl", [0], 16_000]]),
        ("cues", [["bell", 0, 4000, "bowl", [0], 16_000, float("nan")]]),
        ("cues", [["bell", 0, 4000, "bowl", [0], 16_000, 10**400]]),
        ("cues", {}),
        ("cues", [[["say"], 5, 6]]),
    ],
)
def test_what_no_recording_has_is_damage(key: str, value: object) -> None:
    """Whatever stands in the place of a value, it is one clear error."""
    data = json.loads(written(kept()))
    with pytest.raises(ValueError, match="damaged"):
        read(json.dumps(data | {key: value}))


@given(st.data())
@settings(max_examples=60)
def test_no_damage_is_a_crash(data: st.DataObject) -> None:
    """A character changed, cut out or put in, anywhere: read, or refused in words."""
    text = written(kept())
    at = data.draw(st.integers(0, len(text)))
    until = data.draw(st.integers(at, min(len(text), at + 4)))
    damaged = text[:at] + data.draw(st.text(max_size=3)) + text[until:]
    try:
        assert isinstance(read(damaged), Kept)
    except ValueError as cause:
        assert "the timeline in its tags" in str(cause)  # noqa: PT017  # or it is whole


def test_nested_without_end_is_damage() -> None:
    """A text made to exhaust the reader is refused like any other."""
    with pytest.raises(ValueError, match="damaged"):
        read("[" * 100_000)


def test_cues_of_every_kind_come_back() -> None:
    """Also a line that has no caption, and a name in another script."""
    cues: tuple[Any, ...] = (
        KeptCue("pause", Milliseconds(0), Milliseconds(5)),
        KeptCue("section", Milliseconds(5), Milliseconds(5), "こころ"),
        KeptCue("say", Milliseconds(5), Milliseconds(9)),
    )
    one = replace(kept(), cues=cues)
    assert read(written(one)) == one
