"""What pages and books say by themselves, by language. A language is added by adding its table."""

from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    "practices": "Practices",
    "minutes": "{n} min",
    "seconds": "{n} s",
    "caution": "Before you listen",
    "play": "Play",
    "pause": "Pause",
    "back": "15 seconds back",
    "back_short": "\u2212 15 s",  # a minus sign, as wide as the plus
    "forward": "15 seconds forward",
    "forward_short": "+ 15 s",
    "speed": "Speed",
    "usual_speed": "usual",
    "sleep": "Sleep timer",
    "sleep_off": "off",
    "voice_only": "Voice only",
    "voice_only_about": "without the background sound",
    "resumed": "Goes on at {time}, where you stopped.",
    "from_start": "From the start",
    "chapters": "Chapters",
    "words": "The words",
    "words_hint": "Choose a line to hear it. The arrow keys go from line to line.",
    "unplayable": "The sound cannot be played. If it came as a folder, keep the whole folder "
    "together, and open this page from inside it.",
    "note": "Please note",
    "contents": "Contents",
    "places": "Places",
    "begin": "Begin",
    "cover": "{title}: rings on still water under a pale sun",
    "soundless": "Your reader plays no sound.",
    "sealed_title": "A sealed page",
    "sealed_about": "What is inside opens with the passphrase that was agreed with you. It opens "
    "here, on this computer; nothing is sent anywhere.",
    "passphrase": "Passphrase",
    "show": "Show what I type",
    "open": "Open",
    "opening": "Opening …",
    "wrong": "That passphrase did not open it. Nothing is lost: look at the spelling, capitals "
    "and spaces, and try again.",
    "damaged": "Something in this file is missing, as when it was not copied to its end. "
    "Please ask for it again.",
    "insecure": "Browsers open sealed pages only from a file, or from an address that begins with "
    "https. Please save this page on your computer (Ctrl+S, or ⌘S on a Mac), and open "
    "the saved file.",
    "scriptless": "A sealed page needs JavaScript to open itself, and here it is switched off, or "
    "this is only a preview. Please open the file in a browser on a computer.",
}

TEXTS: Mapping[str, Mapping[str, str]] = {"en": ENGLISH}


def spoken(language: str) -> str:
    """Give the language in which a page speaks to somebody who listens in another: ours, or `en`.

    Args:
        language: A language tag: `en`, `en-GB`.
    """
    short = language.partition("-")[0].lower()
    return short if short in TEXTS else "en"
