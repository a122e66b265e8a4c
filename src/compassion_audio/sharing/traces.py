"""What personal data looks like when nobody has told what it is: addresses, numbers, dates, paths.

Few false alarms matter more than the last find: a look that cries at every timeline is not read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from compassion_audio.sharing.finding import Kind, Scope

_BEFORE_AT, _BEHIND_AT = 64, 255
"""Characters. Source: RFC 5321, 4.5.3.1."""

_LOCAL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+")
_AT = re.compile(r"(?<=[^\s@\"'<>(),;:\\])@(?=\w)")
_BY_NO_CHANCE = re.compile(r"[a-z0-9.-]{3,}\.[a-z]{2,6}")
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+([^\W\d_]{2,24})(?![\w-])")
_NO_DOMAINS = "avif css flac gif html jpeg jpg js json md mp3 ogg png py svg webp"
"""What follows the last dot in names of files, such as `cover@2x.png`."""

_MONTH_NAMES = (
    "jan(?:uary|uar|vier)?|feb(?:ruary|ruar)?|f[ée]vrier|mar(?:ch|s|zo)?|m[äa]rz|apr(?:il)?|avril"
    "|may|mai|june?|juni?|juin|july?|juli?|juillet|aug(?:ust)?|ao[uû]t|sep(?:t|tember|tembre)?"
    "|oct(?:ober|obre)?|okt(?:ober)?|nov(?:ember|embre)?|de[cz](?:ember)?|d[ée]cembre"
)
_DAY_MONTH = (
    rf"\d{{1,2}}(?:st|nd|rd|th|\.)?\s(?:of\s)?(?:{_MONTH_NAMES})\b\.?"
    rf"|\b(?:{_MONTH_NAMES})\b\.?\s\d{{1,2}}(?:st|nd|rd|th)?"
)
_DATE = (
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?\d{2,4}"
    rf"|(?:{_DAY_MONTH})(?:,?\s\d{{4}})?)(?!\d)"
)
_BIRTH = re.compile(
    r"(?<!\w)(?:born|birth(?:day|date)?|d\.?\s?o\.?\s?b\.?|geb(?:\.|oren|urtstag|urtsdatum)?|n[ée]e?"
    r"\s+le|naissance|nacid[oa]|nacimiento|nat[oa]\s+il|nascita|nascid[oa]|nascimento)(?!\w)"
    rf"[^\n\d]{{0,40}}?\b({_DATE})",
    re.IGNORECASE,
)
_BIRTH_WORDS = "born birth dob d.o.b o.b geb ne né nais nac nat nas"
"""One of these is in every text that has one."""

_DATE_IN_NAME = re.compile(
    r"(?<!\d)(?:(?P<y>(?:19|20)\d\d)(?P<s>[-_. ]?)(?P<m>\d\d)(?P=s)(?P<d>\d\d)"
    r"|(?P<d2>\d{1,2})[-_. ](?P<m2>\d{1,2})[-_. ](?P<y2>(?:19|20)\d\d|\d\d))(?!\d)"
)

_PATH = re.compile(
    r"(?<![\w.~-])(?:/home/|/Users/|/mnt/[a-z]/Users/"
    r"|[A-Za-z]:[\\/]{1,4}(?:Users|Documents and Settings)[\\/]{1,4})"
    r"(?P<who>[^\s\\/\"'<>|:*?$%{}()\[\],;&`…]+)",
    re.IGNORECASE,
)
_NOBODY = frozenset({"shared", "public", "default", "all users", "…"})

_NO_PHONE = re.compile(
    r"\bISBN[-:\s\dxX]*|\b97[89][-\s]?(?:\d[-\s]?){9}[\dXx]\b"  # books
    r"|\bISSN[-:\s\dxX]*|\b10\.\d{4,9}/\S+"  # journals, papers
    r"|(?:https?|ftp)://\S+|\burn:\S+"
    r"|(?<![\d.+])\d{4}-\d{1,2}-\d{1,2}(?!\d)(?:[T ]\d\d)?|(?<!\d)\d{1,2}[./]\d{1,2}[./]\d{4}(?!\d)"
    r"|\d+(?::\d+)+(?:[.,]\d+)?"  # times
    r"|(?<!\d)(?:19|20)\d\d\s?[-\u2013]\s?(?:19|20)?\d\d(?!\d)",  # years
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?:\d[^\w\n]{0,3}){6}")
_AROUND = 200
"""Characters on each side by which a number is judged."""

_RUN = re.compile(r"[+(]?\d(?:[ \xa0./\u2010\u2011-]{0,1}[()]?[ \xa0-]?\d)*+\)?")
_NEXT_TO = re.compile(r"[\w@#=_%$\u20ac\xa3^~*\\]")
_CALL = re.compile(
    r"(?<!\w)(?:tel(?:ephone|efon|éfono)?|phone|mobile|mobil|handy|cell|call|ring|fax|sms|whatsapp"
    r"|t[ée]l|signal)(?!\w)[^\w\n]{0,4}(?:\w{1,8}[ :]{1,2})?\Z",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"116\d{3}\Z|\+?(?:00)?(?:44|49|41|43|33|31|61|64|1)?0?80[08]|\+?1?8(?:00|33|44|55|66|77|88)"
)
"""Numbers that cost the caller nothing: a line of help, and no person.
Source: ITU-T E.169.1; 2007/116/EC; NANPA's codes for toll-free calls."""

_LEAST_DIGITS, _MOST_DIGITS = 8, 15


@dataclass(frozen=True, slots=True)
class Trace:
    """Something in a text."""

    kind: Kind
    found: str
    """Shortened."""

    at: int
    """Characters from the text's beginning."""


def traces(text: str, scope: Scope) -> Iterator[Trace]:
    """Find what is personal by the look of it."""
    yield from _emails(text, scope)
    yield from _paths(text)
    if scope is Scope.SCRAPS:
        return
    yield from _phones(text)
    yield from _births(text)
    if scope is Scope.NAME:
        yield from _dates(text)


def _emails(text: str, scope: Scope) -> Iterator[Trace]:
    """Look around each `@`, so that a long run of letters costs nothing."""
    for sign in _AT.finditer(text):
        at = sign.start()
        local = _LOCAL.match(text[max(0, at - _BEFORE_AT) : at][::-1])
        domain = _DOMAIN.match(text, at + 1, at + 1 + _BEHIND_AT)
        if not local or not domain or domain[1].lower() in _NO_DOMAINS.split():
            continue
        if scope is not Scope.SCRAPS or _BY_NO_CHANCE.fullmatch(domain[0]):
            found = f"{local[0][-1]}…@…{domain[0][-6:]}"
            yield Trace(Kind.EMAIL, found, at - len(local[0]))


def _paths(text: str) -> Iterator[Trace]:
    for found in _PATH.finditer(text):
        who = found["who"]
        if who.lower() not in _NOBODY and who.strip("."):
            begin = found[0][: -len(who)].replace("\\\\", "\\")
            yield Trace(Kind.PATH, f"{begin}{who[0]}…", found.start())


def _births(text: str) -> Iterator[Trace]:
    lower = text.lower()
    if not any(word in lower for word in _BIRTH_WORDS.split()):
        return
    for found in _BIRTH.finditer(text):
        yield Trace(Kind.BIRTH, _ends(found[1]), found.start())


def _dates(name: str) -> Iterator[Trace]:
    for found in _DATE_IN_NAME.finditer(name):
        year, month, day = (int(found[key] or found[f"{key}2"]) for key in "ymd")
        year += 0 if year >= 100 else 1900 if year > 30 else 2000
        if _is_date(year, month, day) or _is_date(year, day, month):
            yield Trace(Kind.DATE, _ends(found[0]), found.start())


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _phones(text: str) -> Iterator[Trace]:
    end = 0
    for digits in _DIGITS.finditer(text):
        if digits.start() < end:
            continue
        begin = max(end, digits.start() - _AROUND, text.rfind("\n", end, digits.start()) + 1)
        end = text.find("\n", digits.end())
        end = len(text) if end < 0 else end
        yield from _phones_in(text[begin:end], begin)


def _phones_in(line: str, begin: int) -> Iterator[Trace]:
    """Judge each run of digits whole, with what is no number of a telephone taken out before."""
    bare = _NO_PHONE.sub(lambda found: "_" * len(found[0]), line)
    for run in _RUN.finditer(bare):
        number = run[0]
        digits = re.sub(r"\D", "", number)
        if not 6 <= len(digits) <= _MOST_DIGITS or not digits.isascii():
            continue
        before = bare[max(0, run.start() - 24) : run.start()]
        is_joined = _NEXT_TO.match(bare, run.end()) or (before and _joins(before))
        if not is_joined and _is_phone(number, digits, is_called=bool(_CALL.search(before))):
            yield Trace(Kind.PHONE, f"{number[:3]}…{digits[-2:]}", begin + run.start())


def _joins(before: str) -> bool:
    return bool(_NEXT_TO.match(before[-1])) or before[-1] in ".-/"


def _is_phone(number: str, digits: str, *, is_called: bool) -> bool:
    if _FREE.match(re.sub(r"[^+\d]", "", number)) or len(set(digits)) < 3:
        return False
    if is_called:
        return True
    groups = re.findall(r"\d+", number)
    if len(digits) < _LEAST_DIGITS or _counts_up(groups):
        return False
    if number.startswith("+") or re.match(r"00[1-9]", number):
        return len(digits) >= 9
    if re.fullmatch(r"\(?[2-9]\d\d(?:\)[ -]?|[-.])\d{3}[ .-]\d{4}", number):
        return True
    is_national = re.match(r"\(?0[1-9]\d", number) or re.match(r"\(?0[1-9] \d", number)
    return bool(is_national) and 9 <= len(digits) <= 12 and min(map(len, groups[1:] or ["00"])) > 1


def _counts_up(groups: list[str]) -> bool:
    """Whether they are the numbers of a list: 01 02 03 04 05."""
    numbers = [int(one) for one in groups]
    return len(numbers) > 3 and all(later - one == 1 for one, later in pairwise(numbers))


def _ends(text: str) -> str:
    return f"{text[:2]}…{text[-2:]}"
