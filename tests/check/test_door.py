"""Doors and closings."""

import pytest

from compassion_audio.check.door import is_door
from tests.check.aloud import DOOR, around, findings, written

FILLER = "The afternoon goes on, slow and grey and without hurry. [pause 6s]\n\n"


@pytest.mark.parametrize(
    "words",
    [
        "You may stop at any time.",
        "Stopping is always fine.",
        "If it gets too much, open your eyes.",
        "Your eyes can stay open.",
        "You’re free to move whenever you like.",
        "You can rest with your feet, or with whatever holds you.",
        "Your feet, or anything solid, can be a resting place.",
        "You can come back to the soles of your feet.",
        "You may leave any part out, or skip it.",
        "Should you want to stop, please do.",
        "Nobody has to finish this practice.",
        "If you'd rather not go on, that is fine.",
        "If this is not for you today, let it be.",
    ],
)
def test_a_door_has_many_wordings(words: str) -> None:
    """Stop, look, move, or rest with what supports: each leads out."""
    assert is_door(words)


@pytest.mark.parametrize(
    "words",
    [
        "You can stop worrying now.",
        "Open your eyes.",
        "The bus will stop here.",
        "You might move your fingers.",
        'It may say, "Stop at any time."',
        "Rest with this question.",
        "You may not stop.",
        "You cannot leave at any time.",
        "Never open your eyes, if you can.",
    ],
)
def test_an_order_or_another_stop_is_no_door(words: str) -> None:
    """A door is a permission."""
    assert not is_door(words)


def test_the_first_door_counts_from_the_first_word_to_the_minute() -> None:
    """One that begins within 60 seconds is in time."""
    for fillers, is_late in ((5, False), (7, True)):
        found = findings(written(f"{FILLER * fillers}{DOOR}\n\nA sound. [pause 5s]"))
        assert ("door/late" in {one.rule for one in found}) is is_late


def test_the_remark_about_a_deep_practice_stands_half_way() -> None:
    """Where the sentence is missing, and nowhere where there is no door at all."""
    text = around(FILLER * 20, intensity="deep")
    (found,) = [one for one in findings(text) if one.rule == "door/again"]
    lines = text.splitlines()
    first = lines.index(DOOR)
    assert 0.4 < (found.line - first) / (len(lines) - first) < 0.6
    rules = {one.rule for one in findings(written(FILLER * 20, intensity="deep"))}
    assert "door/missing" in rules
    assert "door/again" not in rules


@pytest.mark.parametrize("fillers", [(1, 20), (20, 1)])
def test_half_way_is_neither_the_beginning_nor_the_end(fillers: tuple[int, int]) -> None:
    """A second door beside the first, or in the last minute, is none in the middle."""
    before, after = (FILLER * count for count in fillers)
    text = around(f"{before}You may skip any part. [pause 5s]\n\n{after}", intensity="deep")
    assert "door/again" in {one.rule for one in findings(text)}


@pytest.mark.parametrize(
    "words",
    [
        "The real walls come forward.",
        "What can be heard behind them?",
        "Let attention become wide again.",
        "Look at three things near you.",
        "Come back to the day that waits.",
    ],
)
def test_a_closing_has_many_wordings(words: str) -> None:
    """Walls, width, things to look at: each leads back."""
    found = findings(written(f"{DOOR}\n\n{FILLER * 9}{words} [pause 8s]"))
    assert "door/closing" not in {one.rule for one in found}


def test_sleep_does_not_come_back() -> None:
    """A practice that accompanies into sleep ends as it likes."""
    body = f"{DOOR}\n\n{FILLER * 9}"
    for front, is_remarked in (({}, True), ({"title": "Into sleep"}, False)):
        found = findings(written(body, **front))
        assert ("door/closing" in {one.rule for one in found}) is is_remarked
