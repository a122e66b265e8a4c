"""Kinds of practice for which some rules are not meant."""

import re

from compassion_audio.check.manuscript import Manuscript
from compassion_audio.script import FrontMatter, Silence

_SLEEP = re.compile(r"\b(?:sleep|asleep|bedtime|in bed|night's rest|insomnia)\b", re.IGNORECASE)
_QUIET = re.compile(r"\b(?:sitting|silen(?:t|ce)|stillness|journal\w*|writing)\b", re.IGNORECASE)
_MOSTLY = 1 / 3
"""A practice with so large a share of unguided silence is about the silence."""


def is_for_sleep(front: FrontMatter) -> bool:
    """Whether it accompanies into sleep, and so neither comes back nor ends with an opening."""
    told = f"{front.title}. {front.summary} {front.when}"
    return front.tradition.casefold() in {"evening", "sleep"} or bool(_SLEEP.search(told))


def is_mostly_quiet(page: Manuscript) -> bool:
    """Whether quiet is what it is for: sleep, sitting, or time to write."""
    if is_for_sleep(page.front) or _QUIET.search(f"{page.front.title} {page.front.tradition}"):
        return True
    cues = page.timeline.cues
    silences = sum(cue.end - cue.start for cue in cues if isinstance(cue.step, Silence))
    return silences > page.timeline.length * _MOSTLY
