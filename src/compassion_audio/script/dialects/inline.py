"""What stands inside the lines of a foreign text: directions, links, tags, code."""

import re
from bisect import bisect_right
from collections.abc import Callable, Collection
from html import unescape

from compassion_audio.script.body import CONTROL
from compassion_audio.script.dialects.direction import STRENGTHS, is_aside, mark_for, pause
from compassion_audio.script.dialects.draft import Draft, mark, note
from compassion_audio.script.variables import VARIABLE

_MODIFIERS = (
    "emphasis|sub|ipa|voice|lang|date|time|number|ordinal|cardinal|characters|digits|expletive|bleep"
    "|fraction|telephone|phone|unit|address|interjection|pitch|rate|vol|volume|whisper|excited"
    "|disappointed|newscaster|dj|defaults|audio|mark"
)
# No pattern reaches into what is set apart already, and each reads a character at most
# a few times, wherever it fails: 1 MB of brackets is quick.
_INLINE = re.compile(
    "(?P<set>\x01[^\x02]*\x02|\x03[^\x04]*\x04)"
    r"|(?P<escape>\\(?P<escaped>[!-/:-@\[-`{-~]))"
    r"|(?P<image>!\[(?P<alt>[^\x01-\x04\[\]]*)\](?:\([^\x01-\x04()]*\)|\[[^\x01-\x04\[\]]*\])?)"
    rf"|(?P<modified>\((?P<words>[^\x01-\x04()]*)\)\[(?P<modifier>(?:{_MODIFIERS})\b[^\x01-\x04\[\]]*)\])"
    r"|(?P<ipa>\((?P<letters>[^\x01-\x04()]*)\)(?:/[^\x01-\x04/\s]+/|\[/[^\x01-\x04\[\]]*/\]))"
    r"|(?P<section>#\[[^\x01-\x04\[\]]*\])"
    r"|(?P<footnote>\[\^[^\x01-\x04\[\]]*\]:?)"
    r"|(?P<link>\[(?P<label>[^\x01-\x04\[\]]+)\]\(\s*+(?P<to>[^\x01-\x04()\s]*+)(?:\s++[\"'][^\x01-\x04\"'\n]*+[\"'])?+\s*+\))"
    r"|(?P<box>\[(?P<inner>[^\x01-\x04\[\]]*)\](?:\[(?P<id>[^\x01-\x04\[\]]*)\])?)"
    r"|(?P<emphatic>(?P<signs>[*_]{1,3})\[(?P<inside>[^\x01-\x04\[\]]*)\](?P=signs))"
    r"|(?P<aside>(?:(?:(?<!\.)\.{2,}+|…)\s?)?[*_]{0,3}\((?P<said>[^\x01-\x04()\[\]<>{}`\\]*)\)[*_]{0,3})"
    r"|(?P<twice>\{\{\s*+(?P<called>[\w-]{1,40})\s*+\}\})"
    r"|(?P<brace>\{(?P<held>[^\x01-\x04{}]*)\})"
    r"|(?P<autolink><(?:https?://|mailto:|[\w.+-]+@)[^\x01-\x04<>\s]*>)"
    r"|(?P<tag></?(?P<name>[A-Za-z][\w:.-]*+)(?P<attributes>[^\x01-\x04<>]*)>)"
    r"|(?P<code>(?<!`)`++(?P<coded>[^\x01-\x04`]+)`++)"
    r"|(?P<dots>\s?(?<!\.)\.(?: \.){2,}+(?!\.))"
    r"|(?P<gap>(?<![\w*])_{3,}+(?!\w))"
    r"|(?P<highlight>={2,}+)"
    r"|(?P<struck>~~[^\x01-\x04~]+~~)"
    r"|(?P<entity>&#?\w+;)"
    r"|(?P<address>https?://[^\s\x01-\x04]+|www\.[^\s\x01-\x04]+)",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"(?P<strong>\+\+(?P<loud>[^+\n]+)\+\+)|(?P<soft>(?<!\w)\+(?P<firm>[^\s+][^+\n]*)\+(?!\w))"
)
_PERHAPS = re.compile(
    r"(?:\A|(?<=[.!?\u2026\n\x04]))\s*"
    r"(?P<said>(?:then )?(?:pause|silence)\b[^.!?\x01-\x04]{0,80}[.!?])",
    re.IGNORECASE,
)
"""A sentence that speaks of a pause, to the listener or to the reader."""

_TIME = re.compile(r"""\btime\s*=\s*["']?([^"'\s/>]+)""", re.IGNORECASE)
_MOST_SECONDS = 30
"""A break with a larger number and no unit may have meant milliseconds, or a slip."""

_STRENGTH = re.compile(r"""\bstrength\s*=\s*["']?([a-z-]+)""", re.IGNORECASE)
_LAYOUT = frozenset({
    "a", "abbr", "article", "aside", "b", "big", "blockquote", "body", "br", "center", "cite",
    "code", "div", "dd", "dl", "dt", "em", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "html", "i", "ins", "kbd", "li", "main", "mark", "nav", "ol", "p", "pre", "q",
    "s", "section", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead",
    "tr", "tt", "u", "ul", "w", "speak",
})  # fmt: skip
_TURN = re.compile(r'#\[voice(?::"([a-z][a-z0-9-]{0,39})")?\]')
_EXPORTED = re.compile(r'mark:"((?:bell|bed)-[A-Za-z0-9-]+)"')
"""The marks of our own Speech Markdown."""

_PARTING = frozenset({"br", "p", "div", "li", "td", "th", "tr", "h1", "h2", "h3", "hr"})
_SPOKEN_NEVER = re.compile(r"(?:long |short |brief )?(?:pause|silence)\b", re.IGNORECASE)
"""What no practice may hold in round brackets, whatever follows."""


def break_for(time: str | None, strength: str | None) -> str | None:
    """Give the mark for a break of SSML or Speech Markdown; None if it asks for nothing known."""
    if time is not None:
        if has_no_unit(time) and float(time) > _MOST_SECONDS:
            return None
        return mark_for(f"pause {time}")
    length = STRENGTHS.get((strength or "medium").casefold())  # medium by the standard
    return pause(length) if length else None


def has_no_unit(time: str) -> bool:
    """Say whether a break's time is a bare number, which no standard gives a meaning."""
    return bool(re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", time.strip(), re.ASCII))


def told_of_break(asked: str, time: str | None) -> str:
    """Give what a report says a break became."""
    return f"{asked}, taken as seconds" if time and has_no_unit(time) else asked


class Inline:
    """The reading of what stands inside the lines of one text."""

    def __init__(
        self, draft: Draft, *, references: Collection[str] = (), has_signs: bool = False
    ) -> None:
        """Begin.

        Args:
            draft: Takes note of every change.
            references: The names of a Markdown text's link definitions, in small letters.
            has_signs: Whether `++` and `+` are emphasis, as in Speech Markdown.
        """
        self._draft = draft
        self._references = references
        self._has_signs = has_signs

    def read(self, text: str, line: int) -> str:
        """Give a block's text with its marks and notes set apart."""
        if self._has_signs:
            text = _SIGNED.sub(
                lambda found: f"**{found['loud']}**" if found["strong"] else f"*{found['firm']}*",
                text,
            )
        breaks = [found.start() for found in re.finditer("[\n\x05]", text)]
        pieces: list[str] = []
        end = 0
        for found in _INLINE.finditer(text):
            line_of_it = line + bisect_right(breaks, found.start())
            meaning = _MEANINGS[found.lastgroup or ""](self, found, line_of_it)
            pieces += [text[end : found.start()], meaning]
            end = found.end()
        read = "".join([*pieces, text[end:]])
        breaks = [found.start() for found in re.finditer("[\n\x05]", read)]
        for found in _PERHAPS.finditer(read):
            self._draft.doubted(line + bisect_right(breaks, found.start("said")), found["said"])
        return read

    def _as_it_is(self, found: re.Match[str], _line: int) -> str:
        return found.group()

    def _escape(self, found: re.Match[str], _line: int) -> str:
        return found["escaped"]

    def _comment(self, found: re.Match[str], line: int) -> str:
        return self._draft.commented(line, found.group())

    def _unknown(self, found: re.Match[str], line: int) -> str:
        return self._draft.kept(line, found.group())

    def _section(self, found: re.Match[str], line: int) -> str:
        """Read `#[voice:"second"]` of our own export; any other style of a section is not ours."""
        turn = _TURN.fullmatch(found.group())
        if not turn:
            return self._draft.kept(line, found.group())
        return self._direction(found.group(), f"voice {turn[1]}" if turn[1] else "voice", line)

    def _direction(self, text: str, inner: str, line: int) -> str:
        exported = _EXPORTED.fullmatch(inner)
        asked = mark_for(exported[1].replace("-", " ") if exported else inner.strip().strip("*_"))
        if asked is None:
            return self._draft.kept(line, text)
        if asked != text:
            self._draft.changed(line, text, asked)
        return mark(asked)

    def _box(self, found: re.Match[str], line: int) -> str:
        """Read square brackets: a direction, a link by its name, or a box to tick."""
        inner, second = found["inner"], found["id"]
        if not inner.strip() or inner in {"x", "X"}:
            self._draft.changed(line, f"[{inner}]")
            meaning = ""
        elif mark_for(inner) is None and (second or inner).casefold() in self._references:
            self._draft.changed(line, found.group(), inner)
            return inner
        else:
            meaning = self._direction(f"[{inner}]", inner, line)
        return meaning if second is None else meaning + self._direction(f"[{second}]", second, line)

    def _emphatic(self, found: re.Match[str], line: int) -> str:
        return self._direction(found.group(), found["inside"], line)

    def _aside(self, found: re.Match[str], line: int) -> str:
        """Read round brackets, which hold spoken words far more often than directions."""
        inner = found["said"].strip().strip("*_")
        if is_aside(inner) and (asked := mark_for(inner)):
            self._draft.changed(line, found.group(), asked)
            return mark(asked)
        if _SPOKEN_NEVER.match(inner):
            self._draft.changed(line, found.group(), "[pause] and a comment")
            return mark("[pause]") + note(f"import: {found.group().strip()}")
        return found.group()

    def _twice(self, found: re.Match[str], line: int) -> str:
        """Read `{{first_name}}` of programs that write letters."""
        variable = f"{{{found['called']}}}"
        if not VARIABLE.fullmatch(variable):
            return self._draft.kept(line, found.group())
        self._draft.changed(line, found.group(), variable)
        return variable

    def _dots(self, found: re.Match[str], line: int) -> str:
        self._draft.changed(line, found.group(), "\N{HORIZONTAL ELLIPSIS}")
        return "\N{HORIZONTAL ELLIPSIS}"

    def _gap(self, found: re.Match[str], line: int) -> str:
        self._draft.changed(line, found.group(), "a comment, for it is a gap to fill in")
        return note(f"import: {found.group()}, a gap to fill in")

    def _sign(self, found: re.Match[str], line: int) -> str:
        self._draft.changed(line, found.group())
        return ""

    def _brace(self, found: re.Match[str], line: int) -> str:
        held = found["held"]
        if asked := mark_for(held) if is_aside(held) else None:
            self._draft.changed(line, found.group(), asked)
            return mark(asked)
        if VARIABLE.fullmatch(found.group()):
            self._draft.changed(line, found.group(), "a variable")
            return found.group()
        return self._draft.kept(line, found.group())

    def _modified(self, found: re.Match[str], line: int) -> str:
        """Read `(words)[modifier:"value"]` of Speech Markdown."""
        words, modifier = found["words"], found["modifier"]
        name, _, value = modifier.partition(":")
        value = value.strip(" \"'")
        if name == "emphasis" and ";" not in modifier:
            sign = {"strong": "**", "none": "", "reduced": ""}.get(value, "*")
            meaning = f"{sign}{words.strip()}{sign}"
            self._draft.changed(line, found.group(), meaning)
            return meaning
        if name == "sub" and self._draft.pronounced(words.strip(), value):
            self._draft.changed(line, found.group(), f"{words}, with its way of speaking")
            return words
        return words + self._draft.kept(line, f"[{modifier}]")

    def _ipa(self, found: re.Match[str], line: int) -> str:
        return found["letters"] + self._draft.kept(line, found.group())

    def _link(self, found: re.Match[str], line: int) -> str:
        self._draft.changed(line, found.group(), found["label"])
        return found["label"] + note(f"import: {found['to']}")

    def _tag(self, found: re.Match[str], line: int) -> str:
        name, inner = found["name"].casefold(), f"{found['name']}{found['attributes']}"
        if name == "break":
            return self._break(found, line)
        if is_aside(inner) and (asked := mark_for(inner)):
            self._draft.changed(line, found.group(), asked)
            return mark(asked)
        if name in _LAYOUT:
            self._draft.changed(line, found.group())
            return " " if name in _PARTING else ""
        return self._draft.kept(line, found.group())

    def _break(self, found: re.Match[str], line: int) -> str:
        if found.group().startswith("</"):
            return ""
        time = _TIME.search(found["attributes"])
        strength = _STRENGTH.search(found["attributes"])
        asked = break_for(time and time[1], strength and strength[1])
        if asked is None:
            return self._draft.kept(line, found.group())
        self._draft.changed(line, found.group(), told_of_break(asked, time and time[1]))
        return mark(asked)

    def _code(self, found: re.Match[str], line: int) -> str:
        self._draft.changed(line, found.group(), found["coded"])
        return found["coded"]

    def _entity(self, found: re.Match[str], line: int) -> str:
        character = CONTROL.sub("", unescape(found.group()))
        if character != found.group():
            self._draft.changed(line, found.group(), character.strip() or "a space")
        return character

    def _address(self, found: re.Match[str], line: int) -> str:
        address = found.group().rstrip(".,;:!?)'\"’”")
        return self._draft.commented(line, address) + found.group()[len(address) :]


_MEANINGS: dict[str, Callable[[Inline, re.Match[str], int], str]] = {
    "set": Inline._as_it_is,
    "escape": Inline._escape,
    "image": Inline._comment,
    "modified": Inline._modified,
    "ipa": Inline._ipa,
    "section": Inline._section,
    "footnote": Inline._comment,
    "link": Inline._link,
    "box": Inline._box,
    "emphatic": Inline._emphatic,
    "aside": Inline._aside,
    "twice": Inline._twice,
    "brace": Inline._brace,
    "autolink": Inline._comment,
    "tag": Inline._tag,
    "code": Inline._code,
    "dots": Inline._dots,
    "gap": Inline._gap,
    "highlight": Inline._sign,
    "struck": Inline._comment,
    "entity": Inline._entity,
    "address": Inline._address,
}
