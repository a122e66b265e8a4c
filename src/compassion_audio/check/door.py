"""The door, by which a listener may leave at any time, and the closing, which opens the room."""

import re
from collections.abc import Iterator

from compassion_audio.check.finding import Severity
from compassion_audio.check.kinds import is_for_sleep
from compassion_audio.check.manuscript import Manuscript, without_quotations
from compassion_audio.check.rule import Remark, Rule
from compassion_audio.script import Say
from compassion_audio.timeline import LEAD
from compassion_audio.units import Milliseconds, clock, seconds

FIRST_MINUTE = LAST_MINUTE = seconds(60)
HALF_WAY = 0.3, 0.75
"""Between these shares of the length a door stands half-way."""

_WAY_OUT = re.compile(
    r"\b(?:stop(?:ping)?(?! \w+ing\b)|skip|end (?:this|it|here)|finish early"
    r"|leave (?:it|this|anything|any part|the practice|whenever|at any)|take a break"
    r"|come out of (?:it|this)|step (?:out|away)"
    r"|open(?:ing)? (?:your|the) eyes|eyes (?:can|may|could) (?:\w+ ){0,2}?open|keep your eyes open"
    r"|(?:rest|come back|return|go back|turn|resting|coming back)\b(?:\W+\w+){0,6}?\W+"
    r"(?:feet|soles|solid|supports?|holds?|holding|carries|carrying|ground)"
    r"|feet\b(?:\W+\w+){0,8}?\W+(?:resting place|rest on|come back to|return to))\b",
    re.IGNORECASE,
)
_MOVING = re.compile(r"\b(?:mov(?:e|ing)|shift(?:ing)?)\b", re.IGNORECASE)
_ANY_TIME = re.compile(
    r"\b(?:any ?time|any (?:point|moment|stage)|when(?:ever)? (?:you|it|this)|always|free to"
    r"|as (?:soon|often) as you)\b",
    re.IGNORECASE,
)
_MAY = re.compile(
    r"\b(?:may|can|could|free to|welcome to|fine|okay|ok|all right|alright|allowed|if|when"
    r"|always|choose|choice|up to you|yours)\b",
    re.IGNORECASE,
)
_PERMITS = re.compile(
    r"\bshould you (?:\w+ )?(?:want|wish|need|like|choose|prefer) to stop"
    r"|\b(?:nobody|no one|you (?:don't|do not|never)|no need)(?: has| have| needs?)?(?: to)? "
    r"(?:finish|go on|continue|stay)"
    r"|\b(?:rather|prefer|want|wish|like|choose)(?: to)? not(?: to)? "
    r"(?:go on|continue|finish|stay|do this)"
    r"|\bif (?:this|it)(?: practice)? (?:is not|isn't) (?:right )?for you\b",
    re.IGNORECASE,
)
"""A way out in words of its own, without any that stand in the table above."""

_FORBIDS = re.compile(
    r"\b(?:(?:may|can|could|must|should|do|shall|are) not|cannot|can't|mustn't|don't|never"
    r"|not (?:allowed|permitted) to) (?:\w+ )?"
    r"(?:stop|skip|leave|move|open your eyes|take a break)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"\b(?:sounds?|hear(?:d|ing)?|widen\w*|wide again|wider|walls?|near you|look(?:ing)? (?:at|out)"
    r"|listen(?:ing)?|ears?|noises?|room|around you|round you|space"
    r"|light|air|outside|outdoors|beyond|stretch\w*|mov(?:e|ing|ement|ements)|shift"
    r"|stir\w*|fingers?|toes?|shoulders?|wriggl\w*|wiggl\w*|yawn\w*|eyes|look(?:ing)? (?:around"
    r"|up|about)|the day|your day|surroundings?)\b",
    re.IGNORECASE,
)


def is_door(text: str) -> bool:
    """Say whether a sentence tells the listener that they may stop, look, move or rest."""
    plain = without_quotations(text.replace("’", "'"))
    if _FORBIDS.search(plain):
        return False
    if _PERMITS.search(plain):
        return True
    if _WAY_OUT.search(plain):
        return bool(_MAY.search(plain) or _ANY_TIME.search(plain))
    return bool(_MOVING.search(plain) and _ANY_TIME.search(plain))


def _spoken(page: Manuscript) -> Iterator[tuple[int, Say]]:
    """Give the sentences that were read aloud, and when each begins."""
    for cue in page.timeline.cues:
        if isinstance(cue.step, Say):
            yield cue.start + LEAD, cue.step


def _doors(page: Manuscript) -> Iterator[tuple[int, Say]]:
    return ((start, say) for start, say in _spoken(page) if is_door(say.text))


def _is_missing(page: Manuscript) -> Iterator[Remark]:
    if not any(_doors(page)):
        yield Remark(
            page.first_line,
            "nowhere is the listener told that they may stop",
            "Within the first minute, say for example: You may stop, move or open your eyes at "
            "any time, or rest with your feet, or with whatever supports you.",
        )


def _is_late(page: Manuscript) -> Iterator[Remark]:
    for start, say in _doors(page):
        if start > FIRST_MINUTE:
            after = clock(Milliseconds(start))
            told = f"the first word that the listener may stop comes after {after}"
            yield Remark(say.line, told, "Say it within the first minute, before anything deep.")
        return


def _is_not_repeated(page: Manuscript) -> Iterator[Remark]:
    if page.front.intensity != "deep":
        return
    first, last = (share * page.timeline.length for share in HALF_WAY)
    doors = [start for start, _ in _doors(page)]
    if doors and not any(first <= start <= last for start in doors[1:]):
        yield Remark(
            _line_at(page, page.timeline.length // 2),
            "half-way through a deep practice nothing says that the listener may stop",
            "Say the door again about here: If this is too much, you can rest with your feet, "
            "open your eyes, or stop.",
        )


def _line_at(page: Manuscript, moment: int) -> int:
    lines = [say.line for start, say in _spoken(page) if start <= moment]
    return lines[-1] if lines else page.first_line


def _does_not_open(page: Manuscript) -> Iterator[Remark]:
    length = page.timeline.length
    if length < LAST_MINUTE or is_for_sleep(page.front):
        return
    last = [say for start, say in _spoken(page) if start >= length - LAST_MINUTE]
    if not any(_OPENING.search(say.text) for say in last):
        yield Remark(
            last[0].line if last else page.first_line,
            "the last minute does not lead back into the room",
            "Widen attention before the end: sounds near and far, the room, a stretch if welcome.",
        )


RULES = (
    Rule(
        "door/missing",
        Severity.ERROR,
        "a practice in which no sentence says that the listener may stop, open the eyes, move, or "
        "rest with the feet or whatever supports them",
        "Kindness can bring up old pain. Who does not know that they may leave feels caught.",
        "You may stop, move or open your eyes at any time, or rest with your feet, or with "
        "whatever supports you.",
        _is_missing,
        is_english=True,
    ),
    Rule(
        "door/late",
        Severity.WARNING,
        "a door that comes after the first minute",
        "It is needed before anything stirs, and not after.",
        "Move the sentence up, next to the welcome.",
        _is_late,
        is_english=True,
    ),
    Rule(
        "door/again",
        Severity.WARNING,
        "a practice of deep intensity that does not say the door again half-way, between "
        "30 % and 75 % of its length",
        "What was said at the beginning is forgotten in the middle of something hard.",
        "If this is too much, you can rest with your feet, open your eyes, or stop.",
        _is_not_repeated,
        is_english=True,
    ),
    Rule(
        "door/closing",
        Severity.WARNING,
        "a last minute without sounds, the room, light, the eyes or movement, unless the practice "
        "is for sleep",
        "A listener who is left inside a practice goes into traffic from there.",
        "Let the sounds of the room come nearer, and stretch if you would enjoy that.",
        _does_not_open,
        is_english=True,
    ),
)
