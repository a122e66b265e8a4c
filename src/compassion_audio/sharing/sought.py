"""What a person told the look to look for: names, their own words, what this machine is called."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise, permutations

from compassion_audio.machine import Owner
from compassion_audio.sharing.finding import Kind, Scope, initials
from compassion_audio.sharing.traces import Trace

_WORDS_TOO = """
angel april art august autumn bill bliss chance charity chase christian clay constant coral
crystal dawn drew earnest eve faith felicity forest frank gay gene grace grant guy harmony
hazel heather holly hope iris ivy jack jade jasmine joy june king lane lily love lucky major
mark max may melody mercy merry miles misty nick olive pat patience pearl penny ray rich
river rob robin rose ruby sage sandy serenity sky star sterling sue summer sunny true van
victor violet wade will willow win winter young
"""
WORDS_TOO = frozenset(_WORDS_TOO.split())
"""Names that are words of practices too: alone, they count only where they were listed alone."""

_ANYBODY = """
admin administrator build builder debian default desktop docker fedora guest home host laptop
linux localhost localdomain local mac macbook me nobody owner pc pi raspberrypi root runner
server system test ubuntu unknown user username vagrant vm windows work
"""
"""Accounts and computers that are called so everywhere."""

_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_MOST_BETWEEN = 4
"""Characters between the words of a name: `Example, Anna`."""

_LONGEST_SHUFFLED = 3
"""Words of a name that are looked for in every order; longer ones in two."""

_SHORTEST_PART = 3
_UNDIVIDED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Scripts that put no space between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ACCENTS = re.compile(r"[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u3099\u309a]+")
_LETTERS = str.maketrans(
    {"ß": "ss", "ẞ": "SS", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d"}
    | {"æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "þ": "th", "Þ": "Th", "\u0131": "i"}
)
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Words that have to follow each other."""

    words: tuple[str, ...]
    kind: Kind
    found: str
    scopes: tuple[Scope, ...] = tuple(Scope)
    is_part: bool = False
    """Whether it is one word of a longer name: it counts in names, else with a capital."""


@dataclass(frozen=True, slots=True)
class Sought:
    """All of it, ready for looking. Made by `sought`."""

    by_first: dict[str, list[_Wanted]] = field(default_factory=dict)
    undivided: tuple[tuple[str, Kind], ...] = ()
    home: re.Pattern[str] | None = None

    def found_in(self, text: str, scope: Scope) -> Iterator[Trace]:
        """Find it in a text whose accents are folded away (`plain`)."""
        for words, kind in self.undivided:
            at = text.find(words)
            if at >= 0:
                yield Trace(kind, f"{words[0]}…", at)
        if self.home and (found := self.home.search(text)):
            yield Trace(Kind.PATH, "your home folder", found.start())
        if not self.by_first:
            return
        yield from self._told_in(text, scope)
        apart = _CAMEL.sub(" ", text)
        if scope is Scope.NAME and apart != text:
            yield from self._told_in(apart, scope)

    def _told_in(self, text: str, scope: Scope) -> Iterator[Trace]:
        # which of the words are there at all is soon told, and of most texts that is the end of it
        there = self.by_first.keys() & set(_TOKEN.findall(text.casefold()))
        if there:
            yield from self._named_in(text, scope, there)

    def _named_in(self, text: str, scope: Scope, there: set[str]) -> Iterator[Trace]:
        firsts = re.compile("|".join(map(re.escape, sorted(there, key=len))), re.IGNORECASE)
        told = at = 0
        while hit := firsts.search(text, at):
            word = _TOKEN.match(text, hit.start())
            at = word.end() if word else hit.end()
            if not word or _goes_on(text, hit.start()):
                continue
            for wanted in self.by_first.get(word[0].casefold(), ()):
                behind = list(islice(_TOKEN.finditer(text, hit.start()), len(wanted.words)))
                is_told = wanted.is_part and hit.start() < told
                if not is_told and _is_there(wanted, behind, text, scope):
                    told = max(told, behind[-1].end())
                    yield Trace(wanted.kind, wanted.found, hit.start())
                    break


def _goes_on(text: str, at: int) -> bool:
    """Whether a word began before this place."""
    before = text[at - 1 : at]
    return before.isdigit() if text[at].isdigit() else before.isalpha()


def sought(names: Sequence[str], values: Sequence[str], owner: Owner) -> Sought:
    """Make ready what is looked for.

    Args:
        names: Of persons, in any order of their words.
        values: What was filled in for variables; shorter ones than three letters are left out.
        owner: Whose machine this is.
    """
    by_first: dict[str, list[_Wanted]] = {}
    every = [*_of_names(names), *_of_values(values), *_of_owner(owner)]
    for wanted in sorted(every, key=lambda one: -len(one.words)):
        by_first.setdefault(wanted.words[0], []).append(wanted)
    told = [(one, Kind.NAME) for one in names] + [(one, Kind.VALUE) for one in values]
    undivided = {(plain(one).strip(), kind) for one, kind in told if _UNDIVIDED.search(one)}
    home = owner.home.rstrip("/\\")
    folder = re.compile(rf"(?<![\w.~-]){re.escape(plain(home))}(?=[/\\])") if home else None
    return Sought(by_first, tuple(sorted(undivided, key=lambda one: one[0])), folder)


def plain(text: str) -> str:
    """Take the accents off, and bring signs that mean the same into one form. Lines stay."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return _ACCENTS.sub("", apart)


def _words(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(plain(text).casefold()))


def _spellings(name: str) -> set[tuple[str, ...]]:
    """Give a name's words: Müller is written Muller and Mueller."""
    composed = unicodedata.normalize("NFC", name).lower()
    return {one for one in (_words(name), _words(composed.translate(_SPELT_OUT))) if one}


def _of_names(names: Iterable[str]) -> Iterator[_Wanted]:
    for name in names:
        if _UNDIVIDED.search(name):
            continue
        found = initials(name)
        for words in _spellings(name):
            for order in _orders(words):
                yield _Wanted(order, Kind.NAME, found)
                if len(order) > 1:
                    yield _Wanted(("".join(order),), Kind.NAME, found)
            if len(words) > 1:
                yield from _parts(words)


def _orders(words: tuple[str, ...]) -> set[tuple[str, ...]]:
    """Give the orders in which a name is written, also without its middle names."""
    if len(words) <= _LONGEST_SHUFFLED:
        orders = set(permutations(words))
    else:
        orders = {words, (words[-1], *words[:-1])}
    return orders | {(words[0], words[-1]), (words[-1], words[0])} if len(words) > 1 else orders


def _parts(words: tuple[str, ...]) -> Iterator[_Wanted]:
    for word in words:
        if len(word) >= _SHORTEST_PART and word not in WORDS_TOO and not word.isdigit():
            yield _Wanted((word,), Kind.NAME, f"{word[0].upper()}…", is_part=True)


def _of_values(values: Iterable[str]) -> Iterator[_Wanted]:
    for value in values:
        words = _words(value)
        if sum(map(len, words)) >= _SHORTEST_PART:
            yield _Wanted(words, Kind.VALUE, f"{value.strip()[0]}…")


def _of_owner(owner: Owner) -> Iterator[_Wanted]:
    """Look for them in names and tags alone: in running text, many are plain words."""
    for name in (owner.account, owner.computer.partition(".")[0]):
        words = _words(name)
        if sum(map(len, words)) >= _SHORTEST_PART and not set(words) <= set(_ANYBODY.split()):
            scopes = (Scope.NAME, Scope.LABEL)
            yield _Wanted(words, Kind.ACCOUNT, f"{name[0]}…", scopes=scopes)


def _is_there(wanted: _Wanted, behind: list[re.Match[str]], text: str, scope: Scope) -> bool:
    if scope not in wanted.scopes:
        return False
    if tuple(word[0].casefold() for word in behind) != wanted.words:
        return False
    if wanted.is_part and scope is not Scope.NAME and not behind[0][0][0].isupper():
        return False
    return all(
        one.end() + _MOST_BETWEEN >= other.start()
        and text.count("\n", one.end(), other.start()) < 2
        for one, other in pairwise(behind)
    )
