"""The voices that a system has, each under a name that can be typed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from compassion_audio.errors import SpeechFailed

_GENDERS = {"female": "a woman's voice", "male": "a man's voice"}
_LOW_QUALITY = ("com.apple.speech.synthesis.voice.", "com.apple.eloquence.")
"""How macOS since 13 begins the names of its oldest voices and its jokes: bells, bubbles, robots.
Not run there."""


@dataclass(frozen=True, slots=True)
class SystemVoice:
    """A voice of the system."""

    id: str
    """As the system identifies it."""

    full: str
    """Its name as the system gives it."""

    language: str = ""
    """Language and region, `en-US`; empty where the system does not say."""

    gender: str = ""

    @property
    def name(self) -> str:
        """Its name without what SAPI5 adds: `Microsoft Zira - English (United States)`."""
        return usable(self.full.partition(" - ")[0]) or usable(self.id)

    @property
    def about(self) -> str:
        """What the system says of it."""
        gender = self.gender.casefold()
        kind = next((about for word, about in _GENDERS.items() if word in gender), "a voice")
        return f"{kind}: {self.full.strip()}"

    def answers_to(self, name: str) -> bool:
        """Say whether it is called so, in small letters or large, or is identified so."""
        own = (self.name, usable(self.full), usable(self.id))
        return usable(name).casefold() in {one.casefold() for one in own if one}


def named_voices(answer: Mapping[str, object], *, by_espeak: bool) -> tuple[SystemVoice, ...]:
    """Give the voices that a child has listed, the best first, each under a name of its own.

    English ones come first, because the practices that come with the program are English, and
    of those the one the system would choose. eSpeak NG would choose a British one; here it is
    the American one, as for the engine `espeak`.

    Raises:
        SpeechFailed: There are none, or the answer makes no sense.
    """
    try:
        listed: list[dict[str, str]] = answer["voices"]  # type: ignore[assignment]  # or TypeError
        found = [
            SystemVoice(
                str(one["id"]),
                str(one["name"]),
                _language(str(one["language"])),
                str(one["gender"]),
            )
            for one in listed
        ]
        chosen = answer["default"]
    except (LookupError, TypeError) as cause:
        raise SpeechFailed("the system's voices are not to be read", hint=_HINT) from cause
    if not found:
        raise SpeechFailed("the system has no voices", hint=_HINT)

    def rank(voice: SystemVoice) -> tuple[bool, bool, bool, bool]:
        return (
            not voice.language.startswith("en"),
            voice.id.startswith(_LOW_QUALITY),
            voice.language != "en-US" if by_espeak else voice.id != chosen,
            not ("premium" in voice.id or "enhanced" in voice.id),
        )

    return tuple(_named_apart(sorted(found, key=rank)))


_HINT = "choose another engine: compassion voices"


def usable(name: str) -> str:
    """Write a name so that it can be typed without quotation marks."""
    return re.sub(r"[^\w.+]+", "-", name).strip("-.")


def _named_apart(voices: list[SystemVoice]) -> Iterator[SystemVoice]:
    """Call a voice by its identity where a better one has taken its name."""
    taken: set[str] = set()
    for voice in voices:
        is_taken = voice.name.casefold() in taken
        one = replace(voice, full=voice.id) if is_taken else voice
        taken.add(one.name.casefold())
        yield one


def _language(written: str) -> str:
    """Write `en_US` and `en-us-nyc` as a language and its region, `en-US`."""
    language, *rest = written.replace("_", "-").split("-")
    region = rest[0].upper() if rest and re.fullmatch(r"[A-Za-z]{2}|\d{3}", rest[0]) else ""
    return f"{language.lower()}-{region}" if region else language.lower()
