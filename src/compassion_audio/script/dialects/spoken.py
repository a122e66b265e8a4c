"""Words made such that a practice may hold them, by the parser's own eyes."""

import re
from collections.abc import Iterator

from compassion_audio.script.body import VEIL, Run, join
from compassion_audio.script.dialects.draft import MARK, NOTE, Draft
from compassion_audio.script.markup import FOREIGN, plain
from compassion_audio.script.sentences import sentence_spans
from compassion_audio.script.variables import VARIABLE

_ROUNDS = 6
"""How often words are mended before nothing but letters and digits stays."""

_INSTEAD = {"[": "(", "]": ")", "{": "(", "}": ")", "\\": " ", "|": " ", "_": " "}
_DROPPED = "*`~"
_SIGNS = "[]{}\\|_*`~<>"
_MANY = 200
"""In one paragraph. It has not been written for the ear then, or not by hand."""

_SPACED = str.maketrans(dict.fromkeys(_SIGNS, " "))
_CLOSING = re.compile(r"\s*+([.,;:!?…)\"'”’»]++)(?=\s|\Z|[\x01\x03])")
_LOST_SPACE = re.compile("(?<!\\s)\\s++(?=\x01[^\x02]*\x02[.,;:!?])")
_GLUED = re.compile("(?<!\\S)\x01[^\x02]*\x02(?=\\w)")
_ENDS = ".!?…,;:"


def spoken(text: str, line: int, draft: Draft, *, in_heading: bool = False) -> str:
    """Mend a block's text, so that the parser takes its words.

    Args:
        text: With its marks and notes set apart.
        line: Where it begins.
        draft: Takes note of every change.
        in_heading: Whether it stands in a heading, where there are no variables.
    """
    pieces = re.split("(\x03[^\x04]*\x04)", text)
    for index in range(2, len(pieces), 2):
        pieces[index - 2], pieces[index] = _drawn_back(pieces[index - 2], pieces[index])
    for index in range(0, len(pieces), 2):
        pieces[index] = _mended(pieces[index], line, draft, in_heading=in_heading)
        line += len(re.findall("[\n\x05]", pieces[index]))
    return " ".join(pieces)


def is_said(text: str) -> bool:
    """Say whether there are words in it."""
    return any(character.isalnum() for character in NOTE.sub("", MARK.sub("", text)))


def _drawn_back(before: str, after: str) -> tuple[str, str]:
    """Put the full stop of `so [pause].` where it belongs, before the mark."""
    found = _CLOSING.match(after)
    if not found:
        return before, after
    bare = before.rstrip()
    ending = "" if bare[-1:] in _ENDS and found[1][0] in _ENDS else found[1]
    return bare + ending if is_said(bare) else before, after[found.end() :]


def _mended(text: str, line: int, draft: Draft, *, in_heading: bool) -> str:
    if sum(map(text.count, _SIGNS)) > _MANY:
        text = _without_signs(text, line, draft)
    for _ in range(_ROUNDS):
        text = _GLUED.sub(r"\g<0> ", _LOST_SPACE.sub("", text))
        faults = list(_faults(text, in_heading=in_heading))
        if not faults:
            return text
        text = _replaced(text, faults, line, draft)
    return _letters(text, line, draft)


def _without_signs(text: str, line: int, draft: Draft) -> str:
    """Take every sign out of words that are mostly signs: each one apart would take very long."""
    pieces = re.split("(\x01[^\x02]*\x02)", text)
    count = sum(piece.count(sign) for piece in pieces[::2] for sign in _SIGNS)
    if count > _MANY:
        draft.changed(line, f"{count} signs such as {_SIGNS[0]} and {_SIGNS[-1]}", "spaces")
        pieces[::2] = [piece.translate(_SPACED) for piece in pieces[::2]]
    return "".join(pieces)


def _seen(text: str) -> Run:
    """Give the words as the parser sees them; a place's column is the index in `text`, plus 1."""
    veiled = NOTE.sub(lambda found: VEIL * len(found.group()), text)
    return plain(join([(veiled, (1, 1))]))


def _faults(text: str, *, in_heading: bool) -> Iterator[tuple[int, int, str]]:
    """Give what the parser would refuse: where it begins and ends in `text`, and what it is."""
    run = _seen(text)
    found_any = False
    for found in FOREIGN.finditer(run.text):
        if not in_heading and VARIABLE.fullmatch(found.group()):
            continue
        found_any = True
        yield *_place(run, found.start(), found.end()), found.lastgroup or ""
    if found_any:
        return
    for start, end in sentence_spans(run.text):
        if not any(character.isalnum() for character in run.text[start:end]):
            yield *_place(run, start, end), "sentence"


def _place(run: Run, start: int, end: int) -> tuple[int, int]:
    return run.place(start)[1] - 1, run.place(end - 1)[1]


def _replaced(text: str, faults: list[tuple[int, int, str]], line: int, draft: Draft) -> str:
    pieces: list[str] = []
    end = seen = 0
    for start, stop, kind in faults:
        line += len(re.findall("[\n\x05]", text[seen:start]))
        seen = start
        pieces += [text[end:start], _instead(text[start:stop], kind, line, draft)]
        end = stop
    return "".join([*pieces, text[end:]])


def _instead(fault: str, kind: str, line: int, draft: Draft) -> str:
    if kind == "character" and fault in _INSTEAD:
        draft.changed(line, fault, _INSTEAD[fault].replace(" ", "a space"))
        return _INSTEAD[fault]
    if kind == "picture":
        return draft.commented(line, fault)
    if kind in ("heading", "highlight") or fault in _DROPPED:
        draft.changed(line, fault)
        return ""
    if kind == "entity":
        draft.changed(line, fault, fault[:-1])
        return fault[:-1]
    if kind == "variable":
        draft.changed(line, fault, fault[1:-1])
        return fault[1:-1].replace("|", " ")
    return draft.kept(line, fault)


def _letters(text: str, line: int, draft: Draft) -> str:
    """Keep nothing but letters, digits and notes: no pattern of the parser finds fault there."""
    draft.changed(line, text, "its letters alone")
    pieces = re.split("(\x01[^\x02]*\x02)", text)
    pieces[::2] = ["".join(c if c.isalnum() else " " for c in piece) for piece in pieces[::2]]
    return "".join(pieces) if is_said("".join(pieces)) else "".join(pieces[1::2])
