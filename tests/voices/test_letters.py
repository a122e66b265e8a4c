"""A voice is asked for words of its own script alone."""

import pytest

from compassion_audio.errors import SpeechFailed
from compassion_audio.voices.letters import refuse_foreign_letters


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Naïve, isn’t it? 1975 — 20 %.", "en-GB"),
        ("Straße", "de-DE"),
        ("доброта and kindness", "ru-RU"),
        ("καλοσύνη", "el-GR"),
        ("दया kindness", "hi"),
        ("善", "zh-CN"),
        ("anything и всё", "xx"),
        ("1st, 2ª, 3º", "es"),
    ],
)
def test_words_of_its_script_are_accepted(text: str, language: str) -> None:
    """Latin letters are read everywhere; a language that is not known here is asked nothing."""
    refuse_foreign_letters(text, language=language, engine="choir")


@pytest.mark.parametrize(
    ("text", "language", "letter"),
    [("Kindness, доброта.", "en-US", "д"), ("善", "fr", "善"), ("καλό", "ru-RU", "κ")],
)
def test_words_of_another_script_are_refused(text: str, language: str, letter: str) -> None:
    """They would be spelt letter by letter, or left out without a word."""
    with pytest.raises(SpeechFailed, match=f"choir cannot say '{letter}'") as caught:
        refuse_foreign_letters(text, language=language, engine="choir")
    assert "language" in caught.value.hint
