"""The careful editor: what would trip a listener, said kindly. Pure: it is handed a reading."""

from compassion_audio.check.finding import Finding, Severity
from compassion_audio.check.manuscript import Manuscript, Reading, stand_ins
from compassion_audio.check.registry import RULES
from compassion_audio.script import Script

__all__ = ["RULES", "Finding", "Reading", "Severity", "check", "stand_ins"]


def check(script: Script, reading: Reading) -> tuple[Finding, ...]:
    """Read a practice as a careful editor would.

    Args:
        script: As it was parsed.
        reading: How it sounded, and the file it came from.

    Returns:
        What there is to say, in the order of the file; nothing twice, and nothing that a comment
        in the file silences.
    """
    page = Manuscript(script, reading)
    silenced = {(ignore.name, ignore.covers) for ignore in page.ignores}
    found = {
        Finding(rule.name, rule.severity, remark.line, remark.message, remark.suggestion)
        for rule in RULES.values()
        if page.is_english or not rule.is_english
        for remark in rule.find(page)
        if (rule.name, remark.line) not in silenced
    }
    return tuple(sorted(found, key=lambda one: (one.line, one.rule, one.message)))
