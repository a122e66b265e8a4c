"""The rules: each with an example, a near miss, and its place on the page."""

from pathlib import Path

import pytest

from compassion_audio.check import RULES
from compassion_audio.check.page import page
from tests.check.aloud import around, rules
from tests.check.examples import EXAMPLES

PAGE = Path(__file__).parents[2] / "docs" / "check-rules.md"
OF_THE_VOICE = {"pace/too-fast": 140, "pace/too-slow": 90}


@pytest.mark.parametrize("rule", EXAMPLES)
def test_a_rule_finds_what_it_looks_for(rule: str) -> None:
    """What it is right about, it says."""
    assert rule in rules(EXAMPLES[rule][0])


@pytest.mark.parametrize("rule", EXAMPLES)
def test_a_near_miss_stays_unremarked(rule: str) -> None:
    """What only looks like it, it leaves alone."""
    assert rule not in rules(EXAMPLES[rule][1])


@pytest.mark.parametrize("rule", OF_THE_VOICE)
def test_the_pace_of_the_voice_has_limits(rule: str) -> None:
    """Too fast and too slow are remarked, each alone; the default pace is not."""
    text = around("\n\n".join(["The hill is far, and so is the day behind it. [pause 5s]"] * 9))
    assert rules(text, pace=OF_THE_VOICE[rule]) & set(OF_THE_VOICE) == {rule}
    assert not rules(text, pace=115) & set(OF_THE_VOICE)


def test_every_rule_has_an_example_and_a_near_miss() -> None:
    """A rule that is added without them is found out."""
    assert set(EXAMPLES) | set(OF_THE_VOICE) == set(RULES)


def test_the_page_holds_every_rule() -> None:
    """`docs/check-rules.md` is made from the rules; write it again when they change."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_a_rule_says_why_and_what_is_better() -> None:
    """Its texts are whole, and its name begins with its family."""
    for name, rule in RULES.items():
        family, _, own = name.partition("/")
        assert family
        assert own
        assert rule.name == name
        assert not rule.looks_for.endswith(".")
        assert rule.why.endswith(".")
        assert rule.better
