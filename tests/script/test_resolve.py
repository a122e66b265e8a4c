"""From a script as it is written to the steps of one rendering."""

import pytest

from compassion_audio.errors import CompassionAudioError, ScriptError
from compassion_audio.script import (
    Bell,
    Break,
    Breath,
    Choices,
    If,
    Pause,
    Rest,
    Say,
    Silence,
    Step,
    Turn,
    parse,
    resolve,
    thresholds,
)
from compassion_audio.script.model import PARAGRAPH_REST, SENTENCE_REST
from compassion_audio.units import Milliseconds

MINUTE = 60_000


def steps(body: str, choices: Choices | None = None, *, minutes: int = 10) -> tuple[Step, ...]:
    """Read and resolve a body."""
    return resolve(parse(f"---\ntitle: A trial\nminutes: {minutes}\n---\n{body}"), choices)


def words(body: str, choices: Choices | None = None, *, minutes: int = 10) -> list[str]:
    """Give what is said."""
    found = steps(body, choices, minutes=minutes)
    return [step.text for step in found if isinstance(step, Say)]


def asked(length: int) -> Choices:
    """Ask for a length."""
    return Choices(length=Milliseconds(length))


def test_between_any_two_sounds_there_is_one_rest() -> None:
    """A sentence rest inside a paragraph, a paragraph rest across a break, none at the ends."""
    found = steps(
        "[pause 1s]\n\nOne. Two.\n\n[bell]\n\n# Part\n\nThree. [pause 2s] Four.\n\n[bell]"
    )
    rests = [step for step in found if isinstance(step, Rest)]
    assert rests == [SENTENCE_REST, PARAGRAPH_REST, PARAGRAPH_REST, SENTENCE_REST, PARAGRAPH_REST]
    assert isinstance(found[0], Pause)
    assert isinstance(found[-1], Bell)


def test_a_rest_stands_right_after_its_sound() -> None:
    """Whatever else lies between two sentences comes after the rest."""
    found = steps("One. [pause 2s]\n\n[breath]\n\n[silence 1m]\n\nTwo.")
    assert [type(step) for step in found] == [Say, Rest, Pause, Breath, Silence, Say]


def test_nothing_of_the_writing_is_left() -> None:
    """No condition, no turn and no break reaches the plan."""
    found = steps("[if alone]\n\nHello. [voice second] Hi. [voice]\n\n[end]\n\nBye.")
    assert not [step for step in found if isinstance(step, If | Turn | Break)]


BODY = """[if alone]

[bell]

Welcome.

[else]

Again.

[end]

One.

[if alone]

Two.

[else]

Onwards.

[end]

[if 12m or longer]

Three. [if alone] Four. [end]

[end]

[if alone]

Bye.

[bell]

[end]
"""


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        (Choices(), "Welcome. One. Two. Three. Four. Bye."),
        (Choices(is_last=True), "Welcome. One. Two. Three. Four. Bye."),
        (Choices(is_alone=False), "Again. One. Onwards. Three."),
        (Choices(is_alone=False, is_last=True), "Again. One. Two. Three. Four. Bye."),
    ],
)
def test_the_last_of_several_greets_nobody_and_says_goodbye(choices: Choices, said: str) -> None:
    """What it says alone before its first words is a welcome; whatever comes later closes it."""
    assert " ".join(words(BODY, choices, minutes=20)) == said


def test_a_welcome_may_come_in_several_parts() -> None:
    """Until the first words that are said in company, too, all of it is welcome."""
    body = (
        "[if alone] Hello. [end]\n\n[bell]\n\n[if alone] Sit. [end]\n\nSo.\n\n[if alone] Bye. [end]"
    )
    assert words(body, Choices(is_alone=False, is_last=True)) == ["So.", "Bye."]


@pytest.mark.parametrize(
    ("length", "minutes", "kept"),
    [
        (12 * MINUTE, 5, "Long."),
        (12 * MINUTE - 1, 20, "Short."),
        (None, 12, "Long."),
        (None, 11, "Short."),
    ],
)
def test_the_length_decides_a_condition(length: int | None, minutes: int, kept: str) -> None:
    """The length asked for counts; without one, the front matter's minutes."""
    choices = None if length is None else asked(length)
    body = "[if 12m or longer] Long. [else] Short. [end]"
    assert words(body, choices, minutes=minutes) == [kept]


def test_standing_alone_decides_a_condition() -> None:
    """Welcomes and closings are left out where practices are joined."""
    body = "[if alone] Welcome. [else] And now. [end] Here."
    assert words(body) == ["Welcome.", "Here."]
    assert words(body, Choices(is_alone=False)) == ["And now.", "Here."]


def test_conditions_may_stand_inside_each_other() -> None:
    """The inner one counts only where the outer one holds."""
    body = "[if 5m or longer] A. [if 15m or longer] B. [if alone] C. [end] [end] [end] D."
    assert words(body, asked(16 * MINUTE)) == ["A.", "B.", "C.", "D."]
    assert words(body, asked(6 * MINUTE)) == ["A.", "D."]
    assert words(body, asked(MINUTE)) == ["D."]


def test_thresholds_are_every_length_a_condition_names() -> None:
    """At these lengths, and at no others, the words may change."""
    script = parse(
        "---\ntitle: A trial\n---\n[if 12m or longer] A. [if 20m or longer] B. [end] [else] "
        "[if 8m or longer] C. [end] [end] D. [if alone] E. [end]"
    )
    assert thresholds(script.steps) == (8 * MINUTE, 12 * MINUTE, 20 * MINUTE)


def test_a_role_speaks_until_it_is_taken_back() -> None:
    """Sections do not reset it; the bare mark does."""
    found = steps("One. [voice second] Two.\n\n# Part\n\nThree. [voice] Four.")
    assert [step.role for step in found if isinstance(step, Say)] == ["", "second", "second", ""]


def test_a_role_taken_inside_a_condition_that_is_not_kept_is_not_taken() -> None:
    """What is left out changes nothing."""
    found = steps("[if 20m or longer] [voice second] Hm. [end] One.")
    assert [step.role for step in found if isinstance(step, Say)] == [""]


def test_a_variable_is_filled_in_with_its_value_or_its_default() -> None:
    """A value wins over a default."""
    body = "May {wish|I be kind}. Hello {name|dear one}."
    assert words(body) == ["May I be kind.", "Hello dear one."]
    chosen = Choices(values={"wish": "we rest"})
    assert words(body, chosen) == ["May we rest.", "Hello dear one."]


def test_a_default_with_a_full_stop_stays_one_sentence() -> None:
    """What stands in braces is one word to the reader of sentences."""
    assert words("May {wish|I rest. I rest} now. Good.") == ["May I rest. I rest now.", "Good."]


def test_an_empty_value_closes_up_its_space() -> None:
    """No double space, no space before a comma, and no empty sentence."""
    found = words("Hello {name|}, and {x|} welcome. {y|}. Here.")
    assert found == ["Hello, and welcome.", "Here."]


def test_a_sentence_that_becomes_empty_leaves_no_rest() -> None:
    """It is as if it had not been written."""
    assert steps("One. {x|}. Two.") == steps("One. Two.")


def test_personal_words_are_hidden_in_captions_and_nowhere_else() -> None:
    """The value is spoken; what is shown has an ellipsis in its place. Defaults are shown."""
    found = steps("May {wish|I be kind}, {name|dear}.", Choices(values={"wish": "Anna rest"}))
    (say,) = (step for step in found if isinstance(step, Say))
    assert say.text == "May Anna rest, dear."
    assert say.caption == "May …, dear."


def test_a_missing_value_is_an_error_that_names_it_and_its_place() -> None:
    """All of them at once, with what to type."""
    with pytest.raises(ScriptError) as caught:
        steps("Hello {name}.\n\nMay {wish}.")
    assert caught.value.lines() == (
        'the script: line 5, column 7: {name} has no value; give one with --set name="…"',
        'the script: line 7, column 5: {wish} has no value; give one with --set wish="…"',
    )


def test_a_value_without_a_place_is_an_error_with_the_nearest_name() -> None:
    """A slip in the name does not go unnoticed into the recording."""
    with pytest.raises(CompassionAudioError, match="no variable 'wsih'") as caught:
        steps("May {wish|I be kind}.", Choices(values={"wsih": "we rest"}))
    assert caught.value.hint == "did you mean wish?"


@pytest.mark.parametrize("value", ["a [pause]", "b]", "{c}", "two\nlines", "<b>", "a\\b", "*x*"])
def test_a_value_is_plain_words_and_its_refusal_does_not_repeat_it(value: str) -> None:
    """Brackets and line breaks are refused; the private words stay out of the message."""
    with pytest.raises(CompassionAudioError) as caught:
        steps("May {wish|I be kind}.", Choices(values={"wish": f"secret {value}"}))
    assert caught.value.message.startswith("the value of wish holds")
    assert "secret" not in caught.value.message
