"""The voices of a system, as SAPI5, NSSS and eSpeak NG list them, under names that can be typed."""

import re
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.errors import SpeechFailed
from compassion_audio.voices.system_voices import SystemVoice, named_voices, usable

TOKENS = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Speech\\Voices\\Tokens\\"
SAPI5 = {
    "voices": [
        {
            "id": f"{TOKENS}TTS_MS_DE-DE_HEDDA_11.0",
            "name": "Microsoft Hedda Desktop - German",
            "language": "de-DE",
            "gender": "Female",
        },
        {
            "id": f"{TOKENS}TTS_MS_EN-US_DAVID_11.0",
            "name": "Microsoft David Desktop - English (United States)",
            "language": "en-US",
            "gender": "Male",
        },
        {
            "id": f"{TOKENS}TTS_MS_EN-US_ZIRA_11.0",
            "name": "Microsoft Zira Desktop - English (United States)",
            "language": "en-US",
            "gender": "Female",
        },
    ],
    "default": f"{TOKENS}TTS_MS_EN-US_ZIRA_11.0",
}
NSSS = {
    "voices": [
        {
            "id": f"com.apple.{kind}",
            "name": name,
            "language": language,
            "gender": "VoiceGenderFemale",
        }
        for kind, name, language in (
            ("speech.synthesis.voice.Bahh", "Bahh", "en_US"),
            ("voice.compact.es-ES.Monica", "M\u00f3nica", "es_ES"),
            ("voice.compact.en-US.Samantha", "Samantha", "en_US"),
            ("voice.compact.en-GB.Daniel", "Daniel", "en_GB"),
            ("voice.enhanced.en-US.Samantha", "Samantha", "en_US"),
            ("voice.premium.en-US.Zoe", "Zoe (Premium)", "en_US"),
        )
    ],
    "default": "com.apple.voice.compact.es-ES.Monica",
}


def names(answer: Mapping[str, object]) -> list[str]:
    """Give the names of a listing, in order."""
    return [voice.name for voice in named_voices(answer, by_espeak=False)]


def test_sapi5s_voices_lose_their_language_and_keep_their_name() -> None:
    """The one the system would choose comes first, German after English."""
    assert names(SAPI5) == [
        "Microsoft-Zira-Desktop",
        "Microsoft-David-Desktop",
        "Microsoft-Hedda-Desktop",
    ]


def test_the_best_of_macos_come_first_and_its_jokes_last() -> None:
    """Downloaded voices before the small ones, English before others, bells after speech."""
    assert names(NSSS) == [
        "Samantha",
        "Zoe-Premium",
        "com.apple.voice.compact.en-US.Samantha",
        "Daniel",
        "Bahh",
        "M\u00f3nica",
    ]


def test_of_two_voices_with_one_name_the_better_has_it() -> None:
    """The other one answers to its identity, and still to nobody else's name."""
    first, *others = named_voices(NSSS, by_espeak=False)
    assert first.id == "com.apple.voice.enhanced.en-US.Samantha"
    assert first.answers_to("samantha")
    assert not any(one.answers_to("Samantha") for one in others)


def test_espeaks_first_voice_is_american() -> None:
    """Its own choice would be British; the engine `espeak` begins with an American too."""
    voices = [
        {"id": "gmw/en", "name": "English (Great Britain)", "language": "en-gb", "gender": "Male"},
        {"id": "gmw/en-us-nyc", "name": "New York", "language": "en-us-nyc", "gender": "Male"},
        {"id": "gmw/en-us", "name": "English (America)", "language": "en-us", "gender": "Male"},
    ]
    answer: dict[str, object] = {"voices": voices[::2], "default": "gmw/en"}
    first, _ = named_voices(answer, by_espeak=True)
    assert (first.name, first.language) == ("English-America", "en-US")


def test_a_voice_says_what_the_system_knows_of_it() -> None:
    """A woman, a man, or a voice; and its full name."""
    abouts = [voice.about for voice in named_voices(SAPI5, by_espeak=False)]
    assert abouts[0] == "a woman's voice: Microsoft Zira Desktop - English (United States)"
    assert abouts[1].startswith("a man's voice: ")
    assert SystemVoice("x", "Robot").about == "a voice: Robot"


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("en_US", "en-US"),
        ("en-us-nyc", "en-US"),
        ("en-gb-x-rp", "en-GB"),
        ("en-029", "en-029"),
        ("EN", "en"),
        ("cmn-latn-pinyin", "cmn"),
        ("", ""),
    ],
)
def test_a_language_is_a_tag_whatever_the_system_writes(written: str, tag: str) -> None:
    """Language and region, and nothing of what only one system knows."""
    one = {"id": "x", "name": "X", "language": written, "gender": ""}
    (voice,) = named_voices({"voices": [one], "default": "x"}, by_espeak=False)
    assert voice.language == tag


@given(st.text(max_size=40))
def test_a_name_can_be_typed_and_leads_to_its_voice(full: str) -> None:
    """No spaces, no brackets, nothing a shell or `--voice role=NAME` would read otherwise."""
    voice = SystemVoice("id of it", full)
    assert re.fullmatch(r"[\w.+-]+", voice.name)
    assert voice.answers_to(voice.name)
    assert voice.answers_to("id of it")
    assert not voice.answers_to("")
    assert usable(voice.name) == voice.name


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"voices": []},
        {"voices": [], "default": "x"},
        {"voices": [{}], "default": "x"},
        {"voices": [5], "default": "x"},
        {"voices": 5, "default": "x"},
        {"voices": None, "default": "x"},
        {"voices": [{"id": "x", "name": "X", "language": "en"}], "default": "x"},
    ],
)
def test_a_list_that_makes_no_sense_is_an_error_to_be_read(answer: dict[str, object]) -> None:
    """It comes from another process, and from a system nobody here has seen."""
    with pytest.raises(SpeechFailed) as caught:
        named_voices(answer, by_espeak=False)
    assert "compassion voices" in caught.value.hint
