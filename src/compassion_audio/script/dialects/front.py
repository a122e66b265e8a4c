"""Front matter of another program: what ours knows is kept, the rest becomes comments."""

import re

from compassion_audio.script.dialects.draft import Block, Draft, Kind
from compassion_audio.script.front_matter import FENCE, MOST_CHARACTERS, read_front_matter

_ENTRY = re.compile(r"(?m)^(?=[^\s#:-][^:\n]*:(?:\s|$))")
NO_YAML = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Source: YAML 1.1, section 5.1, Character Set."""


def read_front(text: str, draft: Draft) -> tuple[str, int]:
    """Take the front matter off a text.

    Returns:
        The text below it, and the number of its first line.
    """
    found = re.match(rf"{FENCE}[ \t]*\n(.*?\n)?(?:{FENCE}|\.\.\.)[ \t]*(?:\n|\Z)", text, re.DOTALL)
    if not found or not _ENTRY.match(found[1] or "") or len(found[1]) > MOST_CHARACTERS // 2:
        return text, 1
    head = NO_YAML.sub("", found[1])
    kept: list[str] = []
    line = 2
    for entry in _ENTRY.split(head):
        if entry:
            kept.append(_kept(entry, line, draft))
            line += entry.count("\n")
    draft.front = "".join(kept)
    front, problems = read_front_matter(draft.front if draft.title else f"title: x\n{draft.front}")
    # good one by one, and not together: a key stands twice, or all of it is too long
    if problems or front is None or len(draft.front) > MOST_CHARACTERS // 2:
        draft.front, draft.title = "", ""
        draft.blocks.append(Block(Kind.PARAGRAPH, draft.commented(2, head), 2))
    return text[found.end() :], text.count("\n", 0, found.end()) + 1


def _kept(entry: str, line: int, draft: Draft) -> str:
    front, problems = read_front_matter(entry)
    if front and not problems:
        draft.title = front.title
        return entry
    front, problems = read_front_matter(f"title: x\n{entry}")
    if front and not problems:
        return entry
    draft.kept(line, entry.strip())
    return _as_comment(entry)


def _as_comment(entry: str) -> str:
    return "".join(f"# import: {line}\n" for line in entry.splitlines())
