"""The page: one calm file that plays recordings and shows their words, and asks nothing of a net.

It is HTML with its style and its script inside, and a policy by which a browser lets it load
nothing but its own sound. Without JavaScript it is sound and text.
"""

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import IO

from jinja2 import DictLoader, Environment, StrictUndefined, Template
from markupsafe import Markup

from compassion_audio.delivery.captions import Transcript, by_chapter
from compassion_audio.errors import FileError
from compassion_audio.files import file_error
from compassion_audio.notice import notice
from compassion_audio.sharing.item import Item
from compassion_audio.sharing.texts import TEXTS, spoken
from compassion_audio.timeline.captions import Caption
from compassion_audio.units import Milliseconds, clock

SPEEDS = (0.75, 0.9, 1, 1.1, 1.25)
"""Slower and faster than this, a voice that guides is no longer calm."""

NAPS = (5, 10, 15, 20, 30, 45, 60)
"""Minutes after which the sound fades out."""

LARGEST = 256 << 20
"""Bytes of sound inside a page. Source: Chromium holds no text longer than 512 MiB, and inside
a page sound is text; measured there, four hours in 220 MB open in seven seconds, and play."""

_LANGUAGE = re.compile(r"(?!und)[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
"""A tag that tells a language; whoever reads the page aloud believes it. Source: BCP 47."""

_LONGEST_NAME = 60
_PIECE = 3 << 16
"""Bytes that are written at a time; a multiple of three, so that base64 joins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page shows. All of it can be read by whoever has the page."""

    title: str

    items: tuple[Item, ...]
    """At least one."""

    note: str = ""
    """From whoever shares it; an empty line begins a paragraph."""

    notice: str = ""
    """What to know before practising; the usual one where it is empty."""

    small_print: tuple[str, ...] = ()
    """The licence, and the like."""

    def __post_init__(self) -> None:
        if not self.items:
            raise ValueError("a page has at least one recording")

    @property
    def language(self) -> str:
        """Give the language of the page's own words: the first recording's, where we have it."""
        return spoken(self.items[0].language)


@dataclass(frozen=True, slots=True)
class Sound:
    """A file that a page plays, and the name under which the page looks for it."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class _Article:
    """A recording as the template wants it."""

    item: Item
    key: str
    source: str
    twin: str
    lang: Markup
    long: str
    has_heading: bool
    parts: tuple[tuple[str, tuple[Caption, ...]], ...]


def sounds_of(items: Sequence[Item]) -> tuple[Sound, ...]:
    """Give the files that a page plays, twins after their recordings, with names in its folder."""
    found: list[Sound] = []
    for number, item in enumerate(items, 1):
        slug = re.sub(r"[^a-z0-9]+", "-", item.title.casefold()).strip("-")[:_LONGEST_NAME]
        name = "-".join(filter(None, (f"{number:02}", slug.strip("-"))))
        found.append(Sound(item.audio, f"audio/{name}.mp3"))
        if item.voice_only:
            found.append(Sound(item.voice_only, f"audio/{name}-voice-only.mp3"))
    return tuple(found)


def write_single(page: Page, file: IO[bytes]) -> None:
    """Write the page with its sounds inside, as one file.

    Args:
        page: What it shows.
        file: Open for writing.

    Raises:
        FileError: A sound cannot be read, or there is more than `LARGEST`.
    """
    sounds = sounds_of(page.items)
    sizes_of(sounds)
    places = [f"sound:{number}" for number in range(len(sounds))]
    rest = written(page, places)
    for sound, place in zip(sounds, places, strict=True):
        # no text of anybody's can look like this: in texts, quotation marks are escaped
        before, _, rest = rest.partition(f'src="{place}"')
        file.write(f'{before}src="data:audio/mpeg;base64,'.encode("utf-8", "replace"))
        for piece in pieces_of(sound.path):
            file.write(base64.b64encode(piece))
        file.write(b'"')
    file.write(rest.encode("utf-8", "replace"))


def sizes_of(sounds: Sequence[Sound]) -> tuple[int, ...]:
    """Measure the files that go into one page.

    Raises:
        FileError: One is not there, or they are more than `LARGEST`.
    """
    sizes: list[int] = []
    for sound in sounds:
        try:
            sizes.append(sound.path.stat().st_size)
        except OSError as cause:
            raise file_error("cannot read", sound.path, cause) from cause
    if sum(sizes) > LARGEST:
        raise FileError(
            f"{sum(sizes) >> 20} MB of sound are too much for one page",
            hint=f"share less at once, up to {LARGEST >> 20} MB, or render at a lower --bit-rate",
        )
    return tuple(sizes)


def pieces_of(path: Path) -> Iterator[bytes]:
    """Read a file piece by piece, each but the last as long as base64 likes it.

    Raises:
        FileError: It cannot be read.
    """
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece
    except OSError as cause:
        raise file_error("cannot read", path, cause) from cause


def written(page: Page, sources: Sequence[str], *, secret: str = "") -> str:
    """Write the page as HTML.

    Args:
        page: What it shows.
        sources: Where it finds each of `sounds_of`, in that order.
        secret: Goes into the names under which a browser remembers places, so that they do not
            tell which recordings were heard.
    """
    return _template("page.html").render(
        title=page.title,
        language=page.language,
        texts=TEXTS[page.language],
        note=paragraphs(page.note),
        notice=page.notice or notice(page.language),
        small_print=page.small_print,
        articles=tuple(_articles(page, sources, secret)),
        policy=policy(["page.js"], media="'self' data: blob:"),
        style=asset("page.css"),
        script=asset("page.js"),
        speeds=SPEEDS,
        naps=NAPS,
        clock=clock,
    )


def paragraphs(text: str) -> tuple[str, ...]:
    """Cut a text at its empty lines."""
    return tuple(" ".join(part.split()) for part in re.split(r"\n[ \t\r]*\n", text) if part.strip())


def policy(scripts: Sequence[str], *, media: str) -> str:
    """Write the policy that lets a page load nothing but itself.

    Args:
        scripts: The assets that may run; their digests allow them, and nothing else.
        media: Where its sound may come from.

    Source: W3C, "Content Security Policy Level 3".
    """
    allowed = " ".join(_allowance(name) for name in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_allowance('page.css')}; "
        f"media-src {media}; img-src data:; base-uri 'none'; form-action 'none'"
    )


@cache
def asset(name: str) -> Markup:
    """Read a style or a script as it stands in the page."""
    text = (resources.files(__package__) / "templates" / name).read_text(encoding="utf-8")
    return Markup(text)  # noqa: S704  # ours, and no part of it comes from anywhere else


def template_of(name: str) -> Template:
    """Read a template; what is put into it is escaped."""
    return _template(name)


@cache
def _template(name: str) -> Template:
    source = str(asset(name))
    home = Environment(
        loader=DictLoader({name: source}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return home.get_template(name)


def _allowance(name: str) -> str:
    told = hashlib.sha256(asset(name).encode()).digest()
    return f"'sha256-{base64.b64encode(told).decode()}'"


def _articles(page: Page, sources: Sequence[str], secret: str) -> Iterator[_Article]:
    found = iter(sources)
    for number, item in enumerate(page.items):
        lang = Markup("")
        if _LANGUAGE.fullmatch(item.language) and item.language != page.language:
            lang = Markup(' lang="{}"').format(item.language)
        yield _Article(
            item=item,
            key=_key(item, f"{secret} {number}" if secret else ""),
            source=next(found),
            twin=next(found) if item.voice_only else "",
            lang=lang,
            long=_long(item.length, page.language),
            has_heading=len(page.items) > 1 or item.title != page.title,
            parts=tuple(_parts(item)),
        )


def _key(item: Item, secret: str) -> str:
    """Name a recording for a browser's memory, without naming it."""
    told = secret or "\0".join(
        (item.title, str(item.length), *(one.words for one in item.captions))
    )
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16]


def _long(length: Milliseconds, language: str) -> str:
    texts = TEXTS[language]
    if length < 60_000:
        return texts["seconds"].format(n=max(1, round(length / 1000)))
    return texts["minutes"].format(n=round(length / 60_000))


def _parts(item: Item) -> Iterator[tuple[str, tuple[Caption, ...]]]:
    """Give the lines under the names of their chapters; one that goes on is not named again."""
    last = item.title
    transcript = Transcript(item.title, item.length, item.chapters, item.captions)
    for chapter, lines in by_chapter(transcript):
        if lines:
            yield ("" if chapter.name == last else chapter.name), lines
            last = chapter.name
