"""Which letters a voice can read: one of another script would be spelt out, or left out."""

import unicodedata

from compassion_audio.errors import SpeechFailed

_LATIN = (
    "ca cs cy da de en es et eu fi fr ga hr hu id is it lb lt lv nb nl nn no pl pt ro sk sl sq"
    " sv sw tr vi"
)
"""Languages whose words are written in Latin letters alone."""

_OTHERS = {
    "ar": "ARABIC",
    "bg": "CYRILLIC",
    "el": "GREEK",
    "fa": "ARABIC",
    "hi": "DEVANAGARI",
    "ka": "GEORGIAN",
    "kk": "CYRILLIC",
    "ml": "MALAYALAM",
    "ne": "DEVANAGARI",
    "ru": "CYRILLIC",
    "sr": "CYRILLIC",
    "te": "TELUGU",
    "uk": "CYRILLIC",
    "ur": "ARABIC",
}
_EVERYWHERE = ("LATIN", "MODIFIER LETTER", "FEMININE ORDINAL", "MASCULINE ORDINAL")


def refuse_foreign_letters(text: str, *, language: str, engine: str) -> None:
    """Check that a voice can read the letters of a line.

    Args:
        text: The line.
        language: Of the voice, as a language tag; one that is not known here is asked for nothing.
        engine: For the message.

    Raises:
        SpeechFailed: A letter belongs to another script.
    """
    spoken = language.partition("-")[0]
    scripts: tuple[str, ...]
    if spoken in _OTHERS:
        scripts = (*_EVERYWHERE, _OTHERS[spoken])
    elif spoken in _LATIN.split():
        scripts = _EVERYWHERE
    else:
        return
    for letter in text:
        if letter.isalpha() and not unicodedata.name(letter, "").startswith(scripts):
            raise SpeechFailed(
                f"{engine} cannot say {letter!r}",
                hint="choose a voice for the words' language",
            )
