"""What can harm: held breath, promises, the worst of memories, and depth without a warning."""

import re
from collections.abc import Iterator
from functools import partial

from compassion_audio.check.finding import Severity
from compassion_audio.check.harm import AGAINST_CARE, ASSURANCES, AT_THE_WHEEL, WORST
from compassion_audio.check.manuscript import Manuscript
from compassion_audio.check.phrases import NEGATIONS, Phrase, phrase
from compassion_audio.check.rule import Remark, Rule

_NOTICING = re.compile(
    rf"{NEGATIONS.pattern}|\b(?:notic\w+|if you|when(?:ever)? you|whether you|let go)\b",
    re.IGNORECASE,
)
_HELD_BREATH = (
    phrase(
        "breath breathe breathing inhale",
        r"\b(?:hold|retain|pause) (?:your|the|that|this) (?:\w+ )?breath\b(?! of\b)"
        r"(?! (?:\w+ )?(?:in|with) (?:\w+ )?(?:awareness|attention|mind|kindness|warmth))"
        r"|\b(?:breathe|inhale|breath) (?:\w+ ){0,4}?in\b[^.!?]{0,40}?(?:,|\band|\bthen)"
        r" (?:then |now |gently )?hold(?= it\b| for\b| there\b| here\b|\W*\Z|[,;:])"
        r"|\binhale\b[^.!?]{0,40}? hold (?:it|for)\b|\bstop breathing\b",
        excuse=_NOTICING,
    ),
)
_HOLD = phrase(
    "hold",
    r"\A(?:and |now |then )?hold(?: it| there| here)*+(?:,? for\b[^.!?]{0,30})?\W*\Z",
    excuse=_NOTICING,
)
"""A sentence of its own: what is held, the sentences before it say."""

_BREATH = re.compile(r"\b(?:breath|breathe|inhale)\b", re.IGNORECASE)

_FEELING = (
    r"(?:better|calm(?:er)?|relaxed|at peace|peaceful|happ(?:y|ier)|safe(?:r)?|free(?:r)?|lighter"
    r"|healed|loved|whole|refreshed|renewed|confident|stronger|less (?:anxious|depressed|stressed)"
    r"|no (?:pain|fear))"
)
_WILL = r"(?:will|'ll|is going to|are going to|is guaranteed to|is proven to|are proven to)"
_DOUBT = re.compile(
    rf"{NEGATIONS.pattern}|\b(?:might|may|perhaps|if this|if it|whether|promise|hope|hoping)\b",
    re.IGNORECASE,
)
_PROMISES = (
    phrase(
        "will you'll it'll this'll that'll going guaranteed proven",
        rf"\b(?:this|it|that|practice|exercise|meditation|compassion|kindness|words|breath|session)"
        rf"(?: (?:practice|exercise|meditation|session|voice))?\s?{_WILL} (?:\w+ly )?"
        r"(?:heal|cure|fix|save|transform you|change your life|change you|make you|set you free"
        r"|free you|relieve|remove|erase|take away|wash away|melt away|dissolve"
        r"|(?:end|stop) your (?:pain|suffering|anxiety|fears?|worr\w+)"
        r"|calm you|relax you|reduce your|lower your)\b",
        excuse=_DOUBT,
    ),
    phrase(
        "you'll will going",
        rf"\byou\s?{_WILL} (?:\w+ly |soon |always |never |begin to |start to ){{0,2}}?"
        rf"(?:feel (?:\w+ ){{0,2}}?{_FEELING}|be (?:\w+ )?(?:healed|cured|free of|free from"
        r"|at peace)|heal|sleep (?:better|well|deeply|soundly)|recover|overcome)\b",
        excuse=_DOUBT,
    ),
    phrase(
        "your pain fear anxiety sadness worries stress depression wounds",
        r"\byour (?:pain|fears?|anxiety|sadness|worr(?:y|ies)|stress|depression|wounds?|trauma"
        rf"|grief)\s?{_WILL} (?:\w+ly |soon ){{0,2}}?(?:heal|go away|disappear|vanish|dissolve|melt"
        r"|leave|end|be gone|be healed|be cured)\b",
        excuse=_DOUBT,
    ),
    phrase(
        "heals cures cure eliminates guarantees guaranteed",
        r"\b(?:heals|cures|eliminates) (?:you|your|all|every|any|anxiety|depression|pain|trauma"
        r"|stress|shame)\b|\ba cure for\b|\bguarantee[sd]\b",
        excuse=_DOUBT,
    ),
)

_SHARE = phrase(
    "percent cent people adults women men us listeners clinicians patients participants trials "
    "studies meditators effect g",
    r"\d\s?%|\bper ?cent\b|\b(?:one|two|three|nine|\d+) (?:in|out of) (?:two|three|four|five|ten"
    r"|\d+) (?:\w+ )?(?:people|adults|women|men|of us|listeners|clinicians|patients|participants)\b"
    r"|\b\d[\d,]* (?:\w+ ){0,2}?(?:trials|studies|participants|patients|people|meditators)\b"
    r"|\b(?:effect size|g = \d)",
)
_COUNTERPART = re.compile(
    r"\b(?:but|however|yet|although|though|only|while|whereas|against|compared|not|no|less|small"
    r"|smaller|modest|limit\w*|uncertain|mixed|careful\w*|correlat\w+|cannot|unclear|caution|part)\b"
    r"|n't\b",
    re.IGNORECASE,
)
_CALLS = phrase(
    "call dial ring text phone",
    r"\b(?:call|dial|ring|text|phone)\b[^.!?]{0,40}?\d{2,4}(?:[ -]?\d{2,4})*+\b",
)
_HEAVY = re.compile(
    r"\b(?:anxiety|anxious|panic|low mood|depress\w+|backdraft|despair)\b", re.IGNORECASE
)
_REACH = re.compile(
    r"\b(?:danger|emergency|crisis|helpline)\b"
    r"|\b(?:reach|tell|call|phone|talk to|talk with|speak to|speak with|contact|let|ask)\b"
    r"(?:\W+\w+){0,5}?\W+(?:someone|somebody|anyone|person|people|doctor|friend|therapist|help"
    r"|clinician)\b",
    re.IGNORECASE,
)


def _said(
    phrases: tuple[Phrase, ...], told: str, suggestion: str, page: Manuscript
) -> Iterator[Remark]:
    for one in phrases:
        for line, words in one.find(page):
            yield Remark(line.number, told.format(words), suggestion)


def _breath_is_held(page: Manuscript) -> Iterator[Remark]:
    found = [match for one in _HELD_BREATH for match in one.find(page)]
    found += [
        (line, words)
        for line, words in _HOLD.find(page)
        if _BREATH.search(page.around(line, before=2))
    ]
    for line, words in found:
        yield Remark(
            line.number,
            f'"{words}" asks for a held breath, which can frighten or harm',
            'Leave it out, or say: "Let the breath come and go by itself."',
        )


def _numbers_alone(page: Manuscript) -> Iterator[Remark]:
    told = page.lines_with(_SHARE.triggers)
    signs = (line for line in page.lines if "%" in line.plain)
    for line in {one.index: one for one in (*told, *signs)}.values():
        if _SHARE.pattern.search(line.plain) and not _COUNTERPART.search(
            page.around(line, before=2, after=3)
        ):
            yield Remark(
                line.number,
                "this number stands without its counterpart, and alone it promises too much",
                "Say beside it what limits it, as: Against other good treatments, no clear "
                "difference was found.",
            )


def _deep_without_caution(page: Manuscript) -> Iterator[Remark]:
    front = page.front
    if front.intensity != "deep":
        return
    if front.caution and ("backdraft" in front.caution.casefold() or not page.is_english):
        return
    lacks = "its caution does not name backdraft" if front.caution else "it has no caution"
    yield Remark(
        page.first_line,
        f"this practice is deep, and {lacks}",
        "Write caution: Meeting yourself kindly can bring up old pain, which is known as backdraft "
        "and usually passes. Go slowly, rest with your feet or stop, and tell someone if it stays.",
    )


def _nobody_to_reach(page: Manuscript) -> Iterator[Remark]:
    if not _HEAVY.search(f"{page.front.title} {page.front.tradition}"):
        return
    if not any(_REACH.search(line.text) for line in page.lines):
        yield Remark(
            page.first_line,
            "who hears this may be in danger, and nothing tells them to reach someone",
            "Say once: If this is too much, or you are in danger, reach someone now.",
        )


RULES = (
    Rule(
        "safety/held-breath",
        Severity.ERROR,
        "hold your breath, in any form",
        "A held breath raises alarm in the body, and some illnesses forbid it.",
        "Let the breath come and go by itself.",
        _breath_is_held,
        is_english=True,
    ),
    Rule(
        "safety/promise",
        Severity.ERROR,
        "a promise of healing, calm, sleep or any other effect",
        "Nobody knows what a practice will do; where a promise fails, the listener blames "
        "themselves.",
        "Some people find that this steadies them; you may notice something else.",
        partial(
            _said,
            _PROMISES,
            '"{}" is a promise that no practice can keep',
            'Say what may be tried, not what will happen: "Perhaps a little ease comes, or not."',
        ),
        is_english=True,
    ),
    Rule(
        "safety/worst",
        Severity.ERROR,
        "calling to mind the worst, the most painful or a trauma",
        "Alone with a recording, a listener has no one to help them out of it again.",
        "Let one difficulty come to mind, a small or middling one.",
        partial(
            _said,
            WORST,
            '"{}" calls up more than a recording can hold',
            'Ask for something mild to moderate: "a small or middling difficulty; the heaviest '
            'things can wait."',
        ),
        is_english=True,
    ),
    Rule(
        "safety/treatment",
        Severity.ERROR,
        "leaving off medicine, therapy or a doctor",
        "Some medicines do harm when they are stopped; no recording can know who hears it.",
        "Leave it out, or say: What your doctor has given you stays as it is.",
        partial(
            _said,
            AGAINST_CARE,
            '"{}" can cost a life',
            "Leave it out; what somebody takes, and whom they see, is not for a recording.",
        ),
        is_english=True,
    ),
    Rule(
        "safety/driving",
        Severity.ERROR,
        "listening while driving",
        "Attention that turns inward is missing on the road.",
        "Listen where nothing needs your eyes or hands.",
        partial(
            _said,
            (AT_THE_WHEEL,),
            '"{}" takes attention off the road',
            "Say: Listen where nothing needs your eyes or hands.",
        ),
        is_english=True,
    ),
    Rule(
        "safety/assurance",
        Severity.WARNING,
        "the assurance that the listener is safe, or that all will be well",
        "A recording cannot know it; who is not safe hears that nobody looks.",
        "If you are somewhere safe enough for now, you might let that be felt.",
        partial(
            _said,
            ASSURANCES,
            '"{}" is more than a recording can know',
            'Leave it to the listener: "If you feel safe enough here, you might…".',
        ),
        is_english=True,
    ),
    Rule(
        "safety/caution",
        Severity.ERROR,
        "a practice of deep intensity without a caution in its front matter; in English it names "
        "backdraft",
        "Who chooses a deep practice decides by what the front matter says.",
        "caution: This can bring up old pain, which is known as backdraft and usually passes.",
        _deep_without_caution,
    ),
    Rule(
        "safety/number",
        Severity.WARNING,
        "a percentage or a count of studies or people with nothing near it that limits it",
        "A number alone sounds like a promise to the one who is listening.",
        "In 22 trials it helped; against other treatments, no clear difference was found.",
        _numbers_alone,
        is_english=True,
    ),
    Rule(
        "safety/reach-someone",
        Severity.WARNING,
        "a practice about anxiety, panic, low mood or backdraft that names nobody to reach",
        "A listener who has only the sound never sees a notice.",
        "If this is too much, or you are in danger, reach someone now.",
        _nobody_to_reach,
        is_english=True,
    ),
    Rule(
        "safety/crisis-number",
        Severity.NOTE,
        "a telephone number to call, spoken in a practice",
        "Numbers change and differ by country; a recording keeps the old one for years.",
        "Reach someone you trust, or the emergency number where you are.",
        partial(
            _said,
            (_CALLS,),
            '"{}" may be wrong in another country, or next year',
            "Say: reach someone you trust, or the emergency number where you are.",
        ),
        is_english=True,
    ),
)
