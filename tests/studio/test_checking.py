"""Practices listened to by the careful editor."""

import pytest

from compassion_audio import library
from compassion_audio.errors import ScriptError
from compassion_audio.library import Source
from compassion_audio.settings import Folders
from compassion_audio.studio.checking import check_practice
from compassion_audio.units import WordsPerMinute
from tests.check.aloud import around

PACE = WordsPerMinute(115)
LINES = "\n\n".join(["The hill is far, and so is the day behind it. [pause 5s]"] * 9)


def source(body: str) -> Source:
    """Make a practice of a body in order but for its middle."""
    return Source("window", "window.md", around(body))


def test_a_voice_that_is_here_is_measured() -> None:
    """It is named, and its own pace is what is judged."""
    checked = check_practice(source(LINES), voice="tone", pace=WordsPerMinute(150))
    assert checked.voice == "tone:middle"
    assert not checked.estimated_because
    assert "pace/too-fast" in {one.rule for one in checked.findings}


def test_without_the_voice_the_lengths_are_estimated_and_the_reason_is_told() -> None:
    """About as long as a voice at that pace would take, and nothing fails."""
    guessed = check_practice(source(LINES), voice="nobody", pace=PACE)
    heard = check_practice(source(LINES), voice="tone", pace=PACE)
    assert not guessed.voice
    assert "nobody" in guessed.estimated_because
    assert guessed.length == pytest.approx(heard.length, rel=0.01)


def test_a_practice_is_checked_without_its_words_and_with_one_voice_for_all_roles() -> None:
    """A variable without a default stands for itself; a role needs no voice of its own."""
    body = "{wish} is here. [pause 5s]\n\n[voice second] You must rest. [pause 5s]"
    checked = check_practice(source(body), voice="tone", pace=PACE)
    assert checked.voice
    assert "wording/command" in {one.rule for one in checked.findings}


def test_a_sound_that_is_not_there_is_no_error() -> None:
    """The words can be read without it; each mark that names one is warned of, heard or not."""
    body = 'A hill. [pause 5s]\n\n[sound "sea.wav"]\n\nA brook. [pause 5s]\n\n'
    body += '[if 2h or longer]\n\n[bed "creek.wav"]\n\nA day. [pause 5s]\n\n[end]'
    checked = check_practice(source(body), voice="tone", pace=PACE)
    assert checked.length > 0
    told = [one.message for one in checked.findings if one.rule == "sound/file"]
    assert told == [
        f"there is no {name} in the script's folder" for name in ("sea.wav", "creek.wav")
    ]
    assert [one.line for one in checked.findings] == sorted(one.line for one in checked.findings)


@pytest.mark.parametrize("slug", library.slugs())
def test_the_bundled_practices_are_in_order_when_they_are_heard(
    slug: str, spoken_once: Folders
) -> None:
    """At the default pace, with the embedded voice."""
    checked = check_practice(library.read(slug), voice="espeak", pace=PACE, folders=spoken_once)
    assert checked.findings == ()


def test_what_cannot_be_read_cannot_be_checked() -> None:
    """The problems are those of the parser."""
    with pytest.raises(ScriptError):
        check_practice(source("[puase 5s] Here."), voice="tone", pace=PACE)
