"""What is taken for granted of a listener: posture, sight, hands, family, faith, easy breath."""

import re
from collections.abc import Iterator
from functools import partial

from compassion_audio.check.finding import Severity
from compassion_audio.check.manuscript import Line, Manuscript
from compassion_audio.check.phrases import NEGATIONS, Phrase, phrase
from compassion_audio.check.rule import Remark, Rule

_BEFORE = re.compile(
    r"\b(?:if|whether|whatever|wherever|whoever|however|whichever|unless)\b", re.IGNORECASE
)
"""What, in the sentence before an assumption, shows that the listener may have it otherwise."""

_AFTER = re.compile(rf"{_BEFORE.pattern}|\b(?:or|either|otherwise|instead)\b", re.IGNORECASE)
"""The same in one of the two sentences that follow."""

_WITHIN = re.compile(
    rf"{NEGATIONS.pattern}|{_AFTER.pattern}|\b(?:any\w*|leave|skip|someone|perhaps|maybe)\b",
    re.IGNORECASE,
)
"""The same in its own sentence."""

_START = (
    r"(?:\A|[,;:]\s*|\b(?:and|then|now|please|gently|slowly|you (?:might|may|can|could))\s)"
    r"(?:now |then |gently |slowly |just |please )?"
)

_POSTURES = (
    phrase(
        "sit lie stand",
        _START + r"(?:sit (?:up|tall|upright|straight|comfortably|still"
        r"|down(?! (?:beside|next|near|with))|(?:in|on) (?:a|your|the) (?:chair|cushion|floor|mat))"
        r"|lie (?:down|on your)|stand (?:up(?! (?:for|to))|tall|straight))\b",
    ),
    phrase("sitting lying standing", r"\bas you(?:'re| are) (?:sitting|lying|standing)\b"),
    phrase("sit lie stand", r"\bas you (?:sit|lie|stand)\b"),
    phrase("feet", r"\b(?:both|your) feet (?:are )?(?:flat|firmly|planted) (?:up)?on\b"),
    phrase("back spine", r"\b(?:straighten your (?:back|spine)|your (?:back|spine) straight)\b"),
    phrase("legs", r"\b(?:uncross|cross) your legs\b"),
    phrase(
        "chair cushion",
        r"\bfeel(?:ing)? (?:your|the) (?:chair|cushion)\b|\bin(?:to)? your (?:chair|cushion)\b"
        r"|\b(?:chair|cushion) (?:beneath|under|behind) you\b",
    ),
)
_SIGHTS = (
    phrase("close shut closing eyes", r"\b(?:close|shut|closing) (?:your|the|both) eyes\b"),
    phrase("eyes", r"\blet your eyes (?:\w+ ){0,2}?close\b"),
    phrase(
        "look",
        _START + r"look (?:around you|around the|about you|out of the window|up at the"
        r"|at (?:the|an?|one|something) (?:object|wall|floor|ceiling|window|room|spot|point|flame"
        r"|candle|picture|sky))\b",
    ),
    phrase("see", r"\bnotice what you (?:can )?see\b|\bcan you see (?:around|in the room|near)\b"),
    phrase("gaze", r"\b(?:lower your gaze|let your gaze|gaze (?:at|into))\b"),
)
_HANDS = (
    phrase(
        "hand hands palm palms",
        _START + r"(?:place|put|lay|rest|rub|press|cup|fold|raise|lift|open|clench|squeeze)"
        r"(?: (?:a|an|one|both|your|the|of|warm|soft|kind|gentle|right|left)){0,4} "
        r"(?:hands?|palms?)\b",
    ),
    phrase(
        "fingers fists fist", _START + r"(?:wiggle|spread|clench|interlace) (?:your|both) fi\w+"
    ),
)
_FAMILY = (
    phrase(
        "mother father mum mom dad parents child children son daughter partner husband wife "
        "spouse family sister brother siblings grandmother grandfather",
        r"\byour (?:(?!inner )\w+ )?(?:mother|father|mum|mom|dad|parents|child|children|son"
        r"|daughter|partner|husband|wife|spouse|family|sister|brother|siblings|grandmother"
        r"|grandfather)\b(?!')",
    ),
)
_FAITH = (
    phrase(
        "god jesus christ allah lord",
        r"\b(?:jesus|christ|allah)\b|\b(?-i:God|the Lord)\b",
    ),
    phrase("pray prayer prayers", r"\bpray\b|\byour prayers?\b"),
    phrase("church faith creator", r"\byour (?:church|faith|creator)\b"),
    phrase("divine", r"\b(?:the|a) divine\b|\bdivine (?:love|light|grace|presence|power)\b"),
    phrase("universe", r"\btrust the universe\b"),
)
_BREATH = phrase(
    "breath breathing breaths",
    _START
    + r"(?:follow|feel|notice|watch|count|observe|find|sense|attend to|focus on|return to"
    + r"|come back to|bring (?:\w+ ){1,3}?to|rest (?:\w+ ){1,3}?(?:on|in|with))"
    + r" (?:\w+ ){0,3}?(?:breath|breathing|breaths)\b(?! of\b)",
)
_OPEN_EYES = re.compile(
    r"\b(?:eyes\b.*\bopen|open (?:your|the) eyes)\b.*\b(?:any|when\w*|if|like|wish)\b"
    r"|\b(?:may|can|could|might|free|or)\b.*\b(?:eyes\b.*\bopen|open (?:your|the) eyes)\b",
    re.IGNORECASE,
)
"""Said anywhere, it leaves everyone the choice between open eyes and closed ones."""

_BREATH_WORD = re.compile(r"\bbreath(?:s|e|ing)?\b", re.IGNORECASE)


def _has_alternative(page: Manuscript, line: Line) -> bool:
    return bool(
        _WITHIN.search(line.plain)
        or _AFTER.search(page.around(line, after=2))
        or _BEFORE.search(page.around(line, before=1))
    )


def _assumed(
    phrases: tuple[Phrase, ...], told: str, suggestion: str, page: Manuscript
) -> Iterator[Remark]:
    for one in phrases:
        for line, words in one.find(page):
            if not _has_alternative(page, line):
                yield Remark(line.number, told.format(words), suggestion)


def _sight_is_assumed(page: Manuscript) -> Iterator[Remark]:
    closing, others = _SIGHTS[:2], _SIGHTS[2:]
    may_open = any(_OPEN_EYES.search(line.plain[:200]) for line in page.lines_with(["eyes"]))
    told = '"{}" suits not everyone: some do not feel safe so, and some do not see'
    better = (
        'Offer another way: "Your eyes may be open or closed", or "by looking, listening or '
        'touching".'
    )
    yield from _assumed(others if may_open else (*closing, *others), told, better, page)


def _breath_is_assumed(page: Manuscript) -> Iterator[Remark]:
    """Ask for one alternative to the breath in the whole practice, and remark its first place."""
    for line in page.lines_with(_BREATH.triggers | {"breathe"}):
        if _BREATH_WORD.search(line.plain) and _has_alternative(page, line):
            return
    for line, words in _BREATH.find(page):
        yield Remark(
            line.number,
            f'"{words}" suits not everyone; to some the breath is the uneasy place',
            'Say once: "If following the breath is uncomfortable, feel your hands, or listen to '
            'one steady sound."',
        )
        return


def _rule(name: str, kinds: tuple[Phrase, ...], looks_for: str, texts: tuple[str, ...]) -> Rule:
    why, told, better = texts
    return Rule(
        f"assumes/{name}",
        Severity.WARNING,
        f"{looks_for}, with no alternative in the sentence or beside it",
        why,
        better,
        partial(_assumed, kinds, told, f'Offer another way: "{better}"'),
        is_english=True,
    )


RULES = (
    _rule(
        "posture",
        _POSTURES,
        "sit up, lie down, feet flat on the floor, the chair beneath you",
        (
            "Some listeners lie in a bed or stand in a corridor, and cannot do otherwise.",
            '"{}" takes one posture for granted',
            "Sit, stand or lie, whatever asks least of you.",
        ),
    ),
    Rule(
        "assumes/sight",
        Severity.WARNING,
        "close your eyes, in a practice that nowhere says they may be open; look around, notice "
        "what you see, with no alternative in the sentence or beside it",
        "Closed eyes frighten some people, and some do not see.",
        "Your eyes may be open or closed; find two things, by looking, listening or touching.",
        _sight_is_assumed,
        is_english=True,
    ),
    _rule(
        "hands",
        _HANDS,
        "a hand on the chest, palms together, fingers spread",
        (
            "Hands can be missing, in pain or busy, and touch is not welcome to everyone.",
            '"{}" takes free hands and welcome touch for granted',
            "You might lay a hand on your chest, or feel whatever is beneath you.",
        ),
    ),
    _rule(
        "family",
        _FAMILY,
        "your mother, your partner, your children, your family",
        (
            "Not everyone has them, and for some they are where the hurt comes from.",
            '"{}" may be missing, or be where the hurt comes from',
            "Someone who is easy to like, a person, or an animal.",
        ),
    ),
    _rule(
        "faith",
        _FAITH,
        "God, prayer, the divine, your faith",
        (
            "Listeners have every faith, and none.",
            '"{}" takes a faith for granted',
            "Whatever gives you strength, or a kind wish of your own.",
        ),
    ),
    Rule(
        "assumes/breath",
        Severity.WARNING,
        "attention that is sent to the breath in a practice that nowhere offers an alternative "
        "to it",
        "To people with panic, pain or a lung disease the breath is no place of rest.",
        "If following the breath is uncomfortable, feel your hands, or listen to one sound.",
        _breath_is_assumed,
        is_english=True,
    ),
)
