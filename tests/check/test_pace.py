"""Pace and quiet, at their limits."""

import pytest

from compassion_audio.check.manuscript import Manuscript, Reading
from compassion_audio.script import parse
from tests.check.aloud import around, findings, laid_out, rules, written


@pytest.mark.parametrize(
    ("between", "quiet"),
    [
        ("[pause 3s]", 3000),
        ("[pause 3s] [pause 2s]", 5000),
        ("[pause 0.2s]", 700),
        ("", 700),
        ("\n\n", 1500),
        ("[breath x2]", 20_000),
        ("[pause 3s] [bell]", 7000),
        ("[bell x2] [pause 5s]", 15_700),
        ("[silence 1m]", 60_000),
    ],
)
def test_quiet_is_what_the_ear_hears(between: str, quiet: int) -> None:
    """As the timeline lays it out, a bell's hold included."""
    text = written(f"One. {between} Two.")
    script = parse(text)
    timeline = laid_out(script)
    page = Manuscript(script, Reading(timeline, text))
    assert page.spoken[0][0].quiet == quiet
    one, two = (cue for cue in timeline.cues if hasattr(cue.step, "role"))
    assert two.start + 30 - (one.end - 80) == quiet


@pytest.mark.parametrize(("pause", "is_short"), [("7.999s", True), ("8s", False)])
def test_a_question_has_eight_seconds(pause: str, *, is_short: bool) -> None:
    """Not one millisecond less."""
    assert ("pace/question" in rules(around(f"How is it? [pause {pause}]"))) is is_short


@pytest.mark.parametrize(("pause", "is_short"), [("4.999s", True), ("5s", False)])
def test_a_movement_has_five_seconds(pause: str, *, is_short: bool) -> None:
    """Not one millisecond less."""
    assert ("pace/body" in rules(around(f"Lift both arms. [pause {pause}]"))) is is_short


def test_the_last_movement_may_end_a_practice() -> None:
    """With too little after it, it is remarked as any other."""
    assert "pace/body" in rules(written("A hill. [pause 5s]\n\nRoll your shoulders."))


def test_a_question_mark_of_another_script_asks_too() -> None:
    """Arabic and Chinese questions need their time as well."""
    for words in ("كيف حالك؟", "你好吗\uff1f"):
        assert "pace/question" in rules(written(f"{words} [pause 3s]", language="ar"))


@pytest.mark.parametrize(
    ("silence", "found"), [("30s", set()), ("31s", {"pace/silence-announced"})]
)
def test_a_silence_is_announced_when_it_is_long(silence: str, found: set[str]) -> None:
    """Over 30 seconds."""
    text = around(f"A hill. [pause 5s]\n\n[silence {silence}]\n\nA brook. [pause 5s]")
    assert rules(text) & {"pace/silence-announced"} == found


@pytest.mark.parametrize(
    "after", ["[bell]\n\nA brook.", "Feel the ground.", "A brook. [pause 4s]\n\nListen again."]
)
def test_a_very_long_silence_ends_with_an_anchor(after: str) -> None:
    """A bell, or words within two sentences, bring the listener back."""
    assert "pace/silence-anchored" not in rules(around(f"A hill. [silence 4m]\n\n{after}"))
    assert "pace/silence-anchored" in rules(written("A hill. [silence 4m]\n\nA brook."))
    assert "pace/silence-anchored" not in rules(written("A hill. [silence 3m]\n\nA brook."))


def test_a_person_s_own_sound_is_no_silence() -> None:
    """Else a practice with much music would be called too quiet."""
    body = "The hill is far. [pause 4s]\n\n" + '[sound "sea.wav"]\n\n' * 12
    assert "pace/much-silence" not in rules(around(body))


def test_the_message_says_how_much_there_is() -> None:
    """And the line is that of the question."""
    text = around("A hill. [pause 5s]\n\nHow is it? [pause 2.5s]")
    (found,) = [one for one in findings(text) if one.rule == "pace/question"]
    assert "2.5 s" in found.message
    assert text.splitlines()[found.line - 1].startswith("How is it?")
