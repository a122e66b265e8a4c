"""The page of the rules, made from the rules themselves: it cannot say anything else.

`python -m compassion_audio.check.page > docs/check-rules.md` writes it; a test compares.
"""

import sys
from itertools import groupby

from compassion_audio.check.registry import RULES
from compassion_audio.check.rule import Rule

_INTRODUCTION = """\
# What `compassion check` looks for

`compassion check my-practice.md` reads a practice as a careful editor would. Each rule has a name,
and a severity:

- an **error** can harm a listener; the command ends with 1
- a **warning** will trip a listener; the command ends with 1 if `--strict` is given
- a **note** is for the writer to weigh

A comment silences a rule for the next line that holds anything but comments; several names stand
with commas between them. What belongs to no line in particular stands where the words begin, and is
silenced from above them:

```markdown
<!-- check: ignore wording/command -->
You must be tired. [pause 5s]
```

Pace and length are measured in your own voice and at your own pace, as `compassion settings` has
them; where that voice cannot speak, they are estimated, and the last line says so. Words under a
condition are read as well. What stands in quotation marks is self-talk, and may say anything.
Rules marked *English* are left out for a practice in another language.
"""

_FAMILIES = {
    "pace": "Pace and quiet",
    "door": "The door and the closing",
    "wording": "Wording",
    "safety": "Safety",
    "assumes": "What is taken for granted",
    "reading": "Easy to take in",
    "front": "Front matter and conditions",
    "editor": "The editor itself",
}


def page() -> str:
    """Give the whole page as Markdown."""
    parts = [_INTRODUCTION]
    for family, rules in groupby(RULES.values(), key=lambda rule: rule.name.partition("/")[0]):
        parts += [f"## {_FAMILIES[family]}\n", *map(_entry, rules)]
    return "\n".join(parts)


def _entry(rule: Rule) -> str:
    english = ", *English*" if rule.is_english else ""
    return (
        f"### `{rule.name}`\n\n"
        f"{rule.severity}{english}\n\n"
        f"- Looks for: {rule.looks_for}.\n"
        f"- Why: {rule.why}\n"
        f"- Better: {rule.better}\n"
    )


if __name__ == "__main__":
    sys.stdout.write(page())
