"""A practice as Speech Markdown.

It has neither comments nor escapes, so a heading is a mark, and the few characters of plain words
that would be read as its signs are written in another way. Source: the grammar of
speechmarkdown-js, which is what programs use to read it.
"""

import re
from collections.abc import Iterable, Iterator

from compassion_audio.script.export.outline import breaks, paragraphs, quiet
from compassion_audio.script.model import Bed, Bell, FrontMatter, Say, Section, Sound, Step
from compassion_audio.script.pronounce import ways

_SIGN = re.compile(r"(?<![A-Za-z0-9])[-+]|[-+](?![A-Za-z0-9])")
"""`-so-` and `+so+` are emphasis; between two letters of English or digits a sign is none."""

_INSTEAD = {"-": "\N{EN DASH}", "+": "\N{FULLWIDTH PLUS SIGN}"}
_WORDS_OF_SUB = re.compile(r"[^()\[\]]+")
_VALUE_OF_SUB = re.compile(r"[A-Za-z0-9' .-]+")
_NOT_OF_MARK = re.compile(r"[^A-Za-z0-9]+")


def written(front: FrontMatter, steps: Iterable[Step]) -> str:
    """Write a practice as Speech Markdown.

    Args:
        front: For how words are said. Its title has no place in the form.
        steps: Resolved.

    Returns:
        Text that ends with a line break.
    """
    role = ""
    sections = 0
    blocks: list[str] = []
    for item in paragraphs(steps):
        lines: list[str] = []
        is_cut = False
        for step in item if isinstance(item, tuple) else (item,):
            if isinstance(step, Say) and step.role != role:
                role = step.role
                lines.append(f'#[voice:"{role}"]' if role else "#[voice]")
                is_cut = False
            sections += isinstance(step, Section)
            told = list(_lines(step, front, sections))
            if is_cut and told:  # what cuts a sentence stands inside it, on its line
                told = [f"{lines.pop()} {told[0]}"]
            lines += told
            if isinstance(step, Say):
                is_cut = step.goes_on
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _lines(step: Step, front: FrontMatter, sections: int) -> Iterator[str]:
    match step:
        case Say():
            yield "".join(_said(*piece) for piece in ways(step.caption, front.pronounce))
        case Section(name=name):
            yield _mark(f"section {sections} {name}")
        case Bell(kind=kind, times=times):
            yield _mark(f"bell {kind} x{times}")
        case Bed(kind=kind):
            yield _mark(f"bed {kind or 'off'}")
        case Sound(file=file):
            yield _mark(f"sound {file}")
        case _:
            yield " ".join(f"[{length}]" for length in breaks(quiet(step)))


def _mark(name: str) -> str:
    """Write a mark, whose name holds letters and digits of English alone."""
    return f'[mark:"{_NOT_OF_MARK.sub("-", name).strip("-")}"]'


def _said(piece: str, way: str) -> str:
    if piece == way:
        return _plain(piece)
    if _WORDS_OF_SUB.fullmatch(piece) and _VALUE_OF_SUB.fullmatch(way):
        return f'({piece})[sub:"{way}"]'
    return _plain(way)  # the form cannot hold both, and the ear needs this one


def _plain(words: str) -> str:
    words = words.replace("[", "(").replace("]", ")")  # no practice has them; a mark none may be
    return _SIGN.sub(lambda found: _INSTEAD[found.group()], words)
