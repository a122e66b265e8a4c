"""Invitations instead of orders, and no therapist where there is none."""

import re
from collections.abc import Iterator

from compassion_audio.check.finding import Severity
from compassion_audio.check.manuscript import Manuscript
from compassion_audio.check.phrases import NEGATIONS, phrase
from compassion_audio.check.rule import Remark, Rule

_INVITES = re.compile(
    r"\b(?:might|may|could|can|perhaps|maybe|if|or|welcome|you'd like|you like)\b", re.IGNORECASE
)
_UNLESS = re.compile(f"{_INVITES.pattern}|{NEGATIONS.pattern}", re.IGNORECASE)

_SELF_TALK = re.compile(
    r"\b(?:no|nothing|neither|says?|saying|said|tells?|telling|told|thinks?|thoughts?|voice|critic"
    r"|believ\w+|whisper\w*|demands?|insists?|hears?|don't|doesn't|not true|rather than|instead of)"
    r"\b",
    re.IGNORECASE,
)
"""In such company the order is spoken of, and not given."""

_CLAUSE = r"(?:\A|[,;:]\s*|\b(?:and|but|so|here|now|first|(?<!now and )then)\s)"

_ORDERS = (
    phrase(
        "must should ought have need",
        _CLAUSE + r"you (?:must|should|ought to|have to|need to)\b",
        excuse=_SELF_TALK,
    ),
    phrase("relax", r"\b(?:just|simply) relax\b", excuse=NEGATIONS),
    phrase("let", r"\bjust let (?:it all )?go\b", excuse=NEGATIONS),
    phrase("let", r"\blet go of (?:all|every(?:thing)?)\b", excuse=_UNLESS),
    phrase("mind", r"\b(?:empty|clear|blank) your mind\b", excuse=NEGATIONS),
    phrase("thoughts", r"\bpush (?:away )?(?:all |any )?(?:your )?thoughts\b", excuse=NEGATIONS),
    phrase(
        "thinking think",
        r"(?:\A|[,;:]\s*|\b(?:and|now|just)\s)(?:stop thinking\b|(?:don't|do not) think\b)",
    ),
    phrase(
        "move",
        r"(?:\A|[,;:]\s*|\b(?:and|but)\s)(?:don't|do not) move\b",
    ),
    phrase(
        "open",
        r"(?:\A|[,;:]\s*|\b(?:and|but)\s)(?:don't|do not|never) open (?:your|the) eyes\b",
    ),
    phrase("calm", r"(?:\A|[,;:]\s*|\b(?:and|just|now)\s)calm (?:down|yourself)\b"),
)

_DEEP_BREATHS = (
    phrase(
        "breath breaths",
        r"\btak(?:e|ing) (?:\w+,? ){0,4}?(?:deep|big|full)(?:,? \w+){0,2}? breaths?\b",
        excuse=_UNLESS,
    ),
    phrase(
        "deeply deep",
        r"(?:\A|[,;:]\s*|\b(?:and|now|then)\s)(?:now )?"
        r"(?:breathe|inhale|exhale) (?:\w+ ){0,2}?deep(?:ly)?\b",
        excuse=_UNLESS,
    ),
)

_WISHES = re.compile(
    r"\b(?:may i|wish(?:es)?|phrases?|words?|say(?:s|ing)?|tell yourself|whisper\w*|repeat\w*)\b",
    re.IGNORECASE,
)
"""With these, the I is the listener's own."""

_THERAPIST = (
    phrase(
        "i i'd i'll i'm i've",
        r"\bi(?:'d| would) (?:like|love|want) you\b"
        r"|\bi(?:'d| would) (?:like|love) to (?:invite|ask)\b"
        r"|\bi (?:want|invite|ask|encourage|suggest|wonder if) you\b"
        r"|\bi know (?:you|how you|that you)\b"
        r"|\bi(?:'ll| will|'m going to| am going to) (?:now |be )?(?:guid\w+|ask\w*|invit\w+"
        r"|lead\w*|ring\w*|count\w*|giv\w+|say\w*|leav\w+|stay\w*|tak\w+ you|bring\w* you|be here"
        r"|here|with you|help\w* you|show\w* you)\b"
        r"|\bi(?:'m| am) (?:here|right here|with you|proud of you|so glad you)\b"
        r"|\bi can (?:see|hear|feel) (?:you|that you)\b",
        excuse=_WISHES,
    ),
    phrase(
        "my me",
        r"\b(?:my voice|follow me|listen to me|trust me)\b"
        r"|\A(?:now )?(?:let me|join me)\b",
        excuse=_WISHES,
    ),
)
_ENOUGH_SENTENCES = 12
"""A text with fewer has little room for choices."""


def _orders(page: Manuscript) -> Iterator[Remark]:
    # once for a sentence, and of two orders in it the one that stands first in the table
    found = {
        line.index: (line, words) for one in reversed(_ORDERS) for line, words in one.find(page)
    }
    for line, words in found.values():
        yield Remark(
            line.number,
            f'"{words}" is an order, and an order can be failed',
            'Invite: "You might…", "If it feels right…", "Perhaps…".',
        )


def _deep_breaths(page: Manuscript) -> Iterator[Remark]:
    for one in _DEEP_BREATHS:
        for line, words in one.find(page):
            yield Remark(
                line.number,
                f'"{words}" orders the breath, and to some a deep breath brings panic',
                'Leave the breath as it is: "Let the breath come and go by itself."',
            )


def _therapist(page: Manuscript) -> Iterator[Remark]:
    for one in _THERAPIST:
        for line, words in one.find(page):
            yield Remark(
                line.number,
                f'"{words}" speaks as if someone were there, and nobody is',
                'Speak of the listener alone: "You might…", or put self-talk in quotation marks.',
            )


def _without_choice(page: Manuscript) -> Iterator[Remark]:
    if len(page.lines) < _ENOUGH_SENTENCES:
        return
    if not any(_INVITES.search(line.plain) for line in page.lines):
        yield Remark(
            page.first_line,
            "no sentence leaves the listener a choice",
            'Begin some of them with "You might…" or "If you like…".',
        )


RULES = (
    Rule(
        "wording/command",
        Severity.WARNING,
        "you must, should, have to, need to; just relax; let go of all; empty or clear your mind; "
        "do not think; do not move or open the eyes; calm down. Quoted self-talk may say them",
        "An order can be failed, and who fails it feels worse than before.",
        "You might let your shoulders be as they are.",
        _orders,
        is_english=True,
    ),
    Rule(
        "wording/deep-breath",
        Severity.WARNING,
        "an order to take a deep breath or to breathe deeply",
        "To someone with panic, a deep breath can bring on what it was to soothe.",
        "Let the breath come and go by itself.",
        _deep_breaths,
        is_english=True,
    ),
    Rule(
        "wording/therapist",
        Severity.WARNING,
        "someone who says I to the listener: I'd like you to, I invite you, my voice, follow me. "
        "Quoted self-talk and wishes may say I",
        "Nobody is there. A voice that pretends to be makes a promise it cannot keep.",
        "You might listen to the sounds around you.",
        _therapist,
        is_english=True,
    ),
    Rule(
        "wording/choice",
        Severity.NOTE,
        f"a practice of {_ENOUGH_SENTENCES} or more sentences without one might, may, could, can, "
        "perhaps, if or or",
        "Choice is what makes a practice safe for people whose choices were taken.",
        "You might stay with this, or leave it for today.",
        _without_choice,
        is_english=True,
    ),
)
