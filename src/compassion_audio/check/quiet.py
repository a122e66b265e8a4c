"""Where quiet is missing, and where it comes unprepared."""

import re
from collections.abc import Iterator, Sequence

from compassion_audio.check.manuscript import VEIL, Manuscript, Spoken, without_quotations
from compassion_audio.script import Bell, Say, Silence, Step
from compassion_audio.units import seconds, write_duration

AFTER_QUESTION = seconds(8)
AFTER_MOVEMENT = seconds(5)
ANNOUNCED_FROM = seconds(30)
ANCHORED_FROM = seconds(180)

_NEAR = 2
"""So many sentences before and after a silence speak of it."""

_ENDS_ASKING = re.compile(r"[?\uff1f\u061f][\"'”’»)\s]*\Z")
"""The question marks of Latin, Chinese and Arabic scripts."""

_QUOTED_ENDING = re.compile(r"[\"'”’»]\s*\Z")
_ASKS_ONESELF = re.compile(
    r"\bask(?:ing)? yourself\b|\byou (?:might|may|could|can) ask\b", re.IGNORECASE
)
_PARTS = (
    r"(?:hands?|palms?|fingers?|thumbs?|wrists?|feet|foot|toes?|ankles?|soles?|legs?|knees?"
    r"|hips?|belly|chest|shoulders?|neck|jaw|face|eyes|arms?|elbows?|back|head|spine|body)"
)
_DOING = (
    r"(?:stretch|roll|rub|press|place|put|lay|lift|lower|raise|loosen|soften|unclench|clench"
    r"|tighten|squeeze|wiggle|wriggle|circle|turn|tilt|drop|bend|rock|sway|shake|tense|uncross"
    r"|move|rest|close|massage|stroke|cup)"
)
_MOVEMENT = re.compile(
    r"(?:\A|[,;:]\s*)"
    r"(?:(?:and|then|now|or|so|perhaps|maybe|gently|slowly|just|please|softly|next)[, ]+){0,3}"
    r"(?:you (?:might|may|could|can) (?:also |then |now |gently |slowly |perhaps |like to ){0,2})?"
    rf"{_DOING}\b(?:\W+\w+){{0,3}}?\W+(?:(?:your|both|one|each|either) (?:\w+ ){{0,2}}?{_PARTS}"
    r"|an? (?:\w+ )?(?:hand|palm|foot|arm))\b",
    re.IGNORECASE,
)
_NOT_NOW = re.compile(
    r"\b(?:later|whenever|any ?time|any (?:moment|point)|always|no need|not|never|stop|may like"
    r"|may want)\b|n't\b",
    re.IGNORECASE,
)
"""A choice that stays open all along, or something for another time, is no instruction."""

_ANNOUNCES = re.compile(
    r"\b(?:silen\w+|quiet\w*|stillness|minutes?|moments|(?:a|some|little|long) while"
    r"|stretch of|writing time"
    r"|(?:take|have|is|some|own|more) (?:\w+ )?time|(?:without|no|few|fewer) words|on your own"
    r"|by yourself|(?:stay|remain|linger|rest|sit|lie|be) (?:here|there|like|as)"
    r"|(?:stay|remain|linger) with|keep|continue|until|pause|bell)\b",
    re.IGNORECASE,
)
_ANCHORS = re.compile(
    r"\b(?:come back|coming back|bring|return\w*|back|again|notice|noticing|feel\w*|sense|sensing"
    r"|hear\w*|listen\w*|sounds?|breath\w*|feet|soles?|body|hands?|ground|attention|here|still with"
    r"|drifted|wandered|elsewhere|holding|beneath|room)\b",
    re.IGNORECASE,
)


def hurried_questions(page: Manuscript) -> Iterator[Spoken]:
    """Give the questions to the listener that have too little time after them."""
    for way in page.spoken:
        asks = [_asks(*one) for one in zip(way, _plain(way), strict=True)]
        for index, spoken in enumerate(way):
            if spoken.quiet >= AFTER_QUESTION or not asks[index]:
                continue
            goes_on = not (spoken.ends_paragraph or spoken.is_parted)
            # one more sentence may belong to the question: "Is it cool? It may be neither."
            if not goes_on or not (asks[index + 1] or way[index + 1].quiet >= AFTER_QUESTION):
                yield spoken


def _plain(way: Sequence[Spoken]) -> Iterator[str]:
    """Give the sentences with quotations covered, also those that go on over several."""
    paragraph: list[str] = []
    for spoken in way:
        paragraph.append(spoken.say.text)
        if spoken.ends_paragraph or spoken.is_last:
            yield from without_quotations("\n".join(paragraph)).split("\n")
            paragraph = []


def _asks(spoken: Spoken, plain: str) -> bool:
    """Say whether a sentence asks the listener: what a quoted voice asks is not for them."""
    text = spoken.say.text
    if not _ENDS_ASKING.search(text[-8:]):
        return False
    is_quoted = plain.endswith(VEIL) or bool(_QUOTED_ENDING.search(text[-4:]))
    return not is_quoted or bool(_ASKS_ONESELF.search(text))


def hurried_movements(page: Manuscript) -> Iterator[Spoken]:
    """Give the instructions to the body that are followed by too little time.

    The longest quiet up to the next paragraph counts, because one movement is often told in two
    sentences.
    """
    for way in page.spoken:
        longest = 0
        for spoken in reversed(way):
            longest = max(spoken.quiet, 0 if spoken.ends_paragraph else longest)
            if longest < AFTER_MOVEMENT and _moves(spoken.say.text):
                yield spoken


def _moves(text: str) -> bool:
    plain = without_quotations(text)
    return bool(_MOVEMENT.search(plain)) and not _NOT_NOW.search(plain)


def unannounced(page: Manuscript) -> Iterator[tuple[int, str]]:
    """Give the line and length of each long silence that no word prepares."""
    for steps in page.ways:
        for index, step in enumerate(steps):
            if isinstance(step, Silence) and step.natural > ANNOUNCED_FROM:
                before = _nearest(steps, range(index - 1, -1, -1))
                if not any(isinstance(one, Say) and _ANNOUNCES.search(one.text) for one in before):
                    yield step.line, write_duration(step.natural)


def unanchored(page: Manuscript) -> Iterator[tuple[int, str]]:
    """Give the line and length of each very long silence from which nothing brings back."""
    for steps in page.ways:
        for index, step in enumerate(steps):
            if isinstance(step, Silence) and step.natural > ANCHORED_FROM:
                after = _nearest(steps, range(index + 1, len(steps)))
                if not any(isinstance(one, Bell) or _ANCHORS.search(one.text) for one in after):
                    yield step.line, write_duration(step.natural)


def _nearest(steps: Sequence[Step], places: range) -> list[Say | Bell]:
    """Give the sentences nearest to a silence, and the bells among them.

    They are looked for in few places, so that a file of nothing but silences takes no longer.
    """
    found: list[Say | Bell] = []
    sentences = 0
    for place in places[:20]:
        step = steps[place]
        if isinstance(step, Say | Bell):
            found.append(step)
            sentences += isinstance(step, Say)
            if sentences == _NEAR:
                break
    return found
