"""From a draft to a practice that the parser takes, whatever the draft holds."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from compassion_audio.errors import CompassionAudioError
from compassion_audio.script.blocks import item_sign, stands_apart
from compassion_audio.script.body import CONTROL
from compassion_audio.script.dialects.direction import pause
from compassion_audio.script.dialects.draft import LINE_BREAK, MARK, NOTE, Block, Draft, Kind, mark
from compassion_audio.script.dialects.front import NO_YAML
from compassion_audio.script.dialects.spoken import is_said, spoken
from compassion_audio.script.format import formatted
from compassion_audio.script.front_matter import FENCE
from compassion_audio.script.marks import LONGEST_PAUSE, read_mark
from compassion_audio.script.model import Bell, Pause, Sound
from compassion_audio.script.nesting import Closing, Opening, Otherwise, nest
from compassion_audio.units import Milliseconds

_DEEPEST_HEADING = 3
_LONGEST_TITLE = 120
_PLAIN_TITLE = re.compile(r"[^\W\d_][\w ,'’()-]*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_PAUSES = re.compile("\x03(\\[pause[^\x04]*\\])\x04(?:\\s*+\x03(\\[pause[^\x04]*\\])\x04)+")
_BEFORE = re.compile("(?:\\s|\x01[^\x02]*\x02)*")


def written(draft: Draft, *, title: str, name: str) -> str:
    """Write a practice in its canonical form.

    Args:
        draft: What was read; takes note of what is changed here.
        title: What to call it where the text itself has no title.
        name: How to name the file in an error.

    Raises:
        CompassionAudioError: There is nothing in it to hear.
    """
    blocks = _with_sound_conditions(draft)
    title, blocks = _titled(draft, blocks, title)
    body: list[str] = []
    is_heard = False
    above: Kind | None = None
    for block in blocks:
        for kind, text in _lines(block, draft):
            is_heard = is_heard or (kind is not Kind.HEADING and _can_be_heard(text))
            body.append("\n" if above is kind is Kind.ITEM else "\n\n")
            body.append(_shown(text))
            above = kind
    if not is_heard:
        raise CompassionAudioError(
            f"{name}: there are no words in it to speak", hint="check that it is the right file"
        )
    front = "".join(_front(draft, title))
    return formatted(f"{FENCE}\n{front}{FENCE}\n{''.join(body)}\n", name=name)


def _front(draft: Draft, title: str) -> Iterator[str]:
    if not draft.title:
        yield f"title: {_value(title)}\n"
    yield draft.front
    if _LANGUAGE.fullmatch(draft.language):
        yield f"language: {draft.language}\n"
    if draft.pronounce:
        yield "pronounce:\n"
        for word, way in draft.pronounce.values():
            yield f"  {_value(word)}: {_value(way)}\n"


def _value(text: str) -> str:
    """Write a text as YAML; plain where it is surely read as it is written."""
    if _PLAIN_TITLE.fullmatch(text) and text == text.strip():
        return text
    return json.dumps(text, ensure_ascii=False)


def _titled(draft: Draft, blocks: list[Block], title: str) -> tuple[str, list[Block]]:
    """Find the title; a first heading that stands above all others goes into the front matter."""
    first = next((block for block in blocks if is_said(block.text)), None)
    name = _title_of(first.text) if first and first.kind is Kind.HEADING else ""
    if not first or not name:
        return _title_of(title)[:_LONGEST_TITLE].strip() or "Untitled", _raised(blocks)
    others = [block.level for block in blocks if block.kind is Kind.HEADING and block is not first]
    is_on_top = all(level > first.level for level in others)
    if draft.title or not is_on_top or len(name) > _LONGEST_TITLE:
        return name[:_LONGEST_TITLE].strip(), _raised(blocks)
    draft.changes = [
        change
        for change in draft.changes
        if (change.line, change.became) != (first.line, "a heading")
    ]
    draft.changed(first.line, name, "the title")
    aside = "".join(
        found.group() for found in re.finditer(f"{MARK.pattern}|{NOTE.pattern}", first.text)
    )
    left = [Block(Kind.PARAGRAPH, aside, first.line)] if aside else []
    index = blocks.index(first)
    return name, [*blocks[:index], *left, *_raised(blocks[index + 1 :])]


def _raised(blocks: list[Block]) -> list[Block]:
    """Let the highest heading be a section of the first level."""
    levels = [block.level for block in blocks if block.kind is Kind.HEADING]
    up = min(levels, default=1) - 1
    return [replace(block, level=block.level - up) for block in blocks]


def _title_of(text: str) -> str:
    text = NOTE.sub("", MARK.sub("", text))
    text = re.sub("[*_`#\ufeff]", " ", NO_YAML.sub("", CONTROL.sub(" ", text)))
    return " ".join(text.split())


def _with_sound_conditions(draft: Draft) -> list[Block]:
    """Keep `[if …]`, `[else]` and `[end]` only where all of them belong together."""
    marks = [
        read_mark(found[1][1:-1], 0, 0)
        for block in draft.blocks
        for found in MARK.finditer(block.text)
    ]
    if not nest(marks)[1]:
        return list(draft.blocks)
    return [replace(block, text=_unconditional(block, draft)) for block in draft.blocks]


def _unconditional(block: Block, draft: Draft) -> str:
    def turned(found: re.Match[str]) -> str:
        is_structure = isinstance(read_mark(found[1][1:-1], 0, 0), Opening | Otherwise | Closing)
        return draft.kept(block.line, found[1]) if is_structure else found.group()

    return MARK.sub(turned, block.text)


def _lines(block: Block, draft: Draft) -> Iterator[tuple[Kind, str]]:
    """Give the lines of a block, each as the parser takes it, notes and marks still set apart."""
    text = _PAUSES.sub(lambda found: _summed(found, block, draft), block.text)
    if block.kind is Kind.HEADING:
        yield from _heading(replace(block, text=text), draft)
        return
    kind, number = block.kind, block.number
    text = spoken(text, block.line, draft).strip()
    if kind is Kind.PARAGRAPH:
        text = _without_signs(text, block.line, draft)
        before, sign, rest = _item(text)
        if sign:
            found = re.search(r"\d+", sign)
            kind, number = Kind.ITEM, found.group() if found else ""
            text = spoken(rest, block.line, draft).strip()
            if before:
                yield Kind.PARAGRAPH, before
    if kind is Kind.ITEM and (is_said(text) or MARK.search(text)):
        yield kind, (f"{number}. " if number else "- ") + text
    elif text:
        yield Kind.PARAGRAPH, text


def _item(text: str) -> tuple[str, str, str]:
    """Part a line that the parser would read as a list item: notes, sign, and words."""
    sign = item_sign(NOTE.sub(lambda found: " " * len(found.group()), text))
    aside = "".join(found.group() for found in NOTE.finditer(text[: len(sign)]))
    return aside, sign, text[len(sign) :]


def _without_signs(text: str, line: int, draft: Draft) -> str:
    """Take away a `#` that would make a heading of a line, as of `#1 is rest`."""
    while stands_apart(NOTE.sub(" ", text)) and NOTE.sub("", text).strip():
        before = _BEFORE.match(text)
        at = before.end() if before else 0
        draft.changed(line, text[at])
        text = text[:at] + text[at + 1 :].lstrip()
    return text


def _heading(block: Block, draft: Draft) -> Iterator[tuple[Kind, str]]:
    aside = re.findall("\x01[^\x02]*\x02|\x03[^\x04]*\x04", block.text)
    words = NOTE.sub("", MARK.sub(" ", block.text))
    words = spoken(words, block.line, draft, in_heading=True)
    aside += (found.group() for found in NOTE.finditer(words))
    words = " ".join(NOTE.sub("", words).split())
    if words:
        level = min(max(block.level, 1), _DEEPEST_HEADING)
        yield Kind.HEADING, f"{'#' * level} {words}"
    if aside:
        yield Kind.PARAGRAPH, " ".join(aside)


def _summed(found: re.Match[str], block: Block, draft: Draft) -> str:
    """Make one pause of several in a row, as other programs write a long one."""
    pauses = [read_mark(one[1][1:-1], 0, 0) for one in MARK.finditer(found.group())]
    total = sum(one.natural for one in pauses if isinstance(one, Pause))
    is_plain = all(
        isinstance(one, Pause)
        and (one.shortest, one.longest) == (one.natural // 2, one.natural * 4)
        for one in pauses
    )
    if not is_plain or total > LONGEST_PAUSE:
        return found.group()
    whole = pause(Milliseconds(total))
    line = block.line + len(re.findall("[\n\x05]", block.text[: found.start()]))
    draft.changed(line, f"{len(pauses)} pauses in a row", whole)
    return mark(whole)


def _can_be_heard(text: str) -> bool:
    if is_said(re.sub(r"\A\d+\. ", "", text)):
        return True
    marks = (read_mark(found[1][1:-1], 0, 0) for found in MARK.finditer(text))
    return any(isinstance(one, Bell | Sound) for one in marks)


def _shown(text: str) -> str:
    """Write marks and comments as the language has them."""
    text = MARK.sub(lambda found: found[1], text)
    text = NOTE.sub(lambda found: f"<!-- {found[1].replace('-->', '-- >').strip()} -->", text)
    return " ".join(text.replace(LINE_BREAK, " ").split())
