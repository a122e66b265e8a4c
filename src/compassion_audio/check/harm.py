"""Wordings that can harm: the worst memories, false assurance, advice against care, the road."""

import re

from compassion_audio.check.phrases import NEGATIONS, phrase

_BRINGING = (
    r"\b(?:bring|call|think of|think about|think back|recall|remember|picture|imagine|choose|pick"
    r"|go back to|return to|revisit|relive)(?: \w+){0,7}? "
)
_PAINS = (
    r"(?:moments?|memor(?:y|ies)|times?|days?|hours?|pains?|hurts?|wounds?|fears?|failures?"
    r"|mistakes?|loss(?:es)?|shame|grief|traumas?|regrets?|problems?|difficult(?:y|ies)|struggles?)"
)
_NOT_THE_WORST = re.compile(
    rf"{NEGATIONS.pattern}|\b(?:wait|leave|later|another|less than|skip|if you)\b", re.IGNORECASE
)
WORST = (
    phrase(
        "worst painful difficult traumatic shameful terrible hardest",
        _BRINGING + r"(?:the|your) (?:\w+ )?(?:worst|hardest|most (?:painful|difficult|terrible"
        r"|traumatic|shameful))\b(?: \w+)?+(?! (?:is|was|are|were|can|may|has)\b)",
        excuse=_NOT_THE_WORST,
    ),
    phrase(
        "biggest greatest deepest darkest heaviest traumatic",
        _BRINGING + r"(?:the|your|a|that) (?:\w+ )?"
        rf"(?:(?:biggest|greatest|deepest|darkest|heaviest) {_PAINS}|traumatic \w+)\b",
        excuse=_NOT_THE_WORST,
    ),
    phrase(
        "relive happened",
        r"\b(?:re-?live|(?:go back to|return to|picture|imagine|remember) the "
        r"(?:moment|day|night|time) (?:it|this|that) happened)\b"
        r"(?! (?:is|was|are|were|can|may|has)\b)",
        excuse=_NOT_THE_WORST,
    ),
    phrase(
        "lost died",
        r"\b(?:imagine|picture|see|visuali[sz]e)\b[^.!?]{0,40}? (?:who died|who has died"
        r"|you(?:'ve| have)? (?:\w+ )?lost (?:is |are )?(?:\w+ )?(?:standing|sitting|before"
        r"|beside|in front|here|with you|speaking|looking))\b",
        excuse=_NOT_THE_WORST,
    ),
    phrase(
        "trauma traumas abuse", _BRINGING + r"(?:trauma|traumas|abuse)\b", excuse=_NOT_THE_WORST
    ),
)

_UNLESS_SURE = re.compile(
    r"\b(?:not|never|n't|if|when(?:ever)?|where(?:ver)?|whether|sure|until|once|as long as|may"
    r"|might|perhaps|wish|say\w*|tell\w*|promise\w*|believ\w+|whisper\w*)\b",
    re.IGNORECASE,
)
ASSURANCES = (
    phrase(
        "safe",
        r"(?:\A|[,;:]\s*|\b(?:and|know|that|here|now)\s)you(?:'re| are) (?:\w+ ){0,2}?safe\b"
        r"(?! (?:to|enough)\b)",
        excuse=_UNLESS_SURE,
    ),
    phrase(
        "nothing",
        r"\bnothing (?:can|will) (?:hurt|harm|touch|reach|happen to) you\b",
        excuse=_UNLESS_SURE,
    ),
    phrase(
        "everything all",
        r"\b(?:everything|all)(?: will|'ll| is going to) be (?:\w+ )?(?:all right|alright|okay|ok"
        r"|fine|well)\b",
        excuse=_UNLESS_SURE,
    ),
)

_CARE = (
    r"(?:medications?|medicines?|meds|pills?|tablets?|antidepressants?|treatments?|therapy|insulin)"
)
_WITH_CARE = re.compile(
    r"\b(?:not|never|nor|without|before|unless|until|if|whether|instead)\b|n't\b", re.IGNORECASE
)
AGAINST_CARE = (
    phrase(
        "stop quit skip give throw come",
        r"\b(?:stop|quit|skip|give up|throw away|come off)(?: taking| using)?"
        rf" (?:your|the|all|any)(?: \w+)? {_CARE}\b",
        excuse=_WITH_CARE,
    ),
    phrase(
        "need",
        r"\b(?:no longer|don't|do not|won't|will not|never) need (?:your|a|any|the) (?:\w+ )?"
        rf"(?:therapist|doctor|psychiatrist|counsellor|{_CARE})\b",
        excuse=re.compile(r"\b(?:if|whether|think|until|unless)\b", re.IGNORECASE),
    ),
)
AT_THE_WHEEL = phrase(
    "drive driving wheel",
    r"\b(?:listen\w*|play\w*|use|do this|follow\w*|practi[sc]\w+|meditat\w+)\b[^.!?]{0,60}?"
    r" (?:while|when|as)\b(?: \w+){0,3}? (?:driv(?:e|ing)|at the wheel)\b",
    excuse=re.compile(
        r"\b(?:not|never|no|nor|cannot|later|wait|park\w*|passenger|else)\b|n't\b", re.IGNORECASE
    ),
)
