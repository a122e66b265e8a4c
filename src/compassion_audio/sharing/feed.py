"""A podcast of one's own: RSS 2.0 with the words that Apple and Podcasting 2.0 have added.

Source: RSS 2.0; Apple's "Podcaster's guide to RSS"; the podcast namespace 1.0, and its JSON
chapters 1.2.
"""

import html
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from email.utils import formatdate
from pathlib import Path

from compassion_audio import __version__
from compassion_audio.delivery.captions import Transcript, vtt
from compassion_audio.delivery.cover import draw_cover
from compassion_audio.errors import CompassionAudioError, NotOurs
from compassion_audio.files import file_error, read_bytes, whole_file
from compassion_audio.notice import notice
from compassion_audio.sharing.address import Address
from compassion_audio.sharing.digest import digest_of
from compassion_audio.sharing.item import Item
from compassion_audio.sharing.ledger import Entry, Ledger, entered, keep_ledger
from compassion_audio.sharing.markup import Element, clean, document, put, root

FEED = "feed.xml"

BESIDE = "feed"
"""The folder for what the feed names besides the recordings, and what is made for it alone."""

_NAMESPACES = {
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "xmlns:podcast": "https://podcastindex.org/namespace/1.0",
}
_FEEDS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The name space of feeds. Source: the podcast namespace, `podcast:guid`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """What a feed says of itself."""

    address: Address
    """Where the folder is found."""

    title: str
    author: str
    language: str
    """A language tag: `en`, `en-GB`."""

    notice: str = ""
    """Said after its title, in every player; none for the usual one."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that is not yet written, or is served as it is."""

    files: Mapping[str, bytes]
    """All that is made for it, by the name in its folder; `feed.xml` last."""

    ledger: Ledger
    """What is to be remembered."""


def feed_of(folder: Path, items: Sequence[Item], show: Show, *, ledger: Ledger, now: int) -> Feed:
    """Make the feed of the recordings of a folder. The same folder gives the same bytes.

    Args:
        folder: Where they lie, or in folders of it.
        items: In their order; at least one.
        show: What the feed says of itself.
        ledger: What is remembered of it.
        now: Seconds since 1970: the date of what was not there before.

    Raises:
        CompassionAudioError: A recording lies outside the folder, or cannot be read.
    """
    names = [_name_in(folder, item.audio) for item in items]
    found = [(name, digest_of(item.audio)) for name, item in zip(names, items, strict=True)]
    entries = entered(ledger, found, now=now)
    episodes = [
        _Episode(
            number,
            name,
            item,
            entries[name],
            dict(_beside(name, item)),
            _name_in(folder, item.voice_only) if item.voice_only else "",
        )
        for number, (name, item) in enumerate(zip(names, items, strict=True), 1)
    ]
    files = {f"{BESIDE}/cover.jpg": draw_cover(show.title)}
    for episode in episodes:
        files |= episode.beside
    files[FEED] = _written(show, episodes)
    return Feed(files, Ledger(entries, {name: (digest_of(data),) for name, data in files.items()}))


@dataclass(frozen=True, slots=True)
class _Episode:
    number: int
    name: str
    """Of its file, in the folder."""

    item: Item
    entry: Entry
    beside: Mapping[str, bytes]
    """Its chapters and its words."""

    twin: str
    """The name of its voice alone, or empty."""


def _written(show: Show, episodes: Sequence[_Episode]) -> bytes:
    top = root("rss", {"version": "2.0", **_NAMESPACES})
    channel = put(top, "channel")
    _describe(channel, show)
    for episode in episodes:
        _add(channel, show, episode)
    return document(top)


def _name_in(folder: Path, path: Path) -> str:
    try:
        return path.relative_to(folder).as_posix()
    except ValueError as cause:
        raise CompassionAudioError(
            f"{path} is not in {folder}", hint="copy it there; a feed names what lies beside it"
        ) from cause


def _beside(name: str, item: Item) -> Iterator[tuple[str, bytes]]:
    """Give the chapters and the words of a recording, as players read them."""
    stem = f"{BESIDE}/{name.removesuffix('.mp3').replace('/', '-')}"
    if len(item.chapters) > 1:
        yield f"{stem}.chapters.json", _chapters(item)
    if item.captions:
        yield f"{stem}.vtt", clean(_words(item)).encode()


def _words(item: Item) -> str:
    return vtt(Transcript(item.title, item.length, item.chapters, item.captions))


def _chapters(item: Item) -> bytes:
    chapters = [
        {"startTime": one.start / 1000, "endTime": one.end / 1000, "title": clean(one.name)}
        for one in item.chapters
    ]
    data = {"version": "1.2.0", "title": clean(item.title), "chapters": chapters}
    return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"


def _describe(channel: Element, show: Show) -> None:
    address = show.address
    put(channel, "title", show.title)
    put(channel, "link", address.text)
    put(channel, "description", _for_html(show.notice or notice(show.language)))
    put(channel, "language", show.language)
    put(channel, "generator", f"compassion-audio {__version__}")
    here = {"rel": "self", "type": "application/rss+xml", "href": address.of(FEED)}
    put(channel, "atom:link", attributes=here)
    image, picture = put(channel, "image"), address.of(f"{BESIDE}/cover.jpg")
    for name, text in {"url": picture, "title": show.title, "link": address.text}.items():
        put(image, name, text)
    put(channel, "itunes:image", attributes={"href": picture})
    put(channel, "itunes:author", show.author)
    category = put(channel, "itunes:category", attributes={"text": "Health & Fitness"})
    put(category, "itunes:category", attributes={"text": "Mental Health"})
    put(channel, "itunes:explicit", "false")
    put(channel, "itunes:type", "serial")
    put(channel, "itunes:block", "Yes")
    put(channel, "podcast:block", "yes")
    put(channel, "podcast:locked", "yes")
    identity = f"{address.bare}/{FEED}"
    put(channel, "podcast:guid", str(uuid.uuid5(_FEEDS, identity)))


def _add(channel: Element, show: Show, episode: _Episode) -> None:
    item, address = episode.item, show.address
    told = put(channel, "item")
    put(told, "title", item.title)
    about = " ".join(filter(None, (item.summary, item.caution))) or item.title
    put(told, "description", _for_html(about))
    put(told, "guid", f"urn:uuid:{episode.entry.identity}", {"isPermaLink": "false"})
    put(told, "pubDate", formatdate(episode.entry.since, usegmt=True))
    where = {"url": address.of(episode.name)}
    put(told, "enclosure", attributes={**where, **_sound(item.audio)})
    put(told, "itunes:title", item.title)
    put(told, "itunes:duration", str(max(1, round(item.length / 1000))))
    put(told, "itunes:episode", str(episode.number))
    put(told, "itunes:explicit", "false")
    put(told, "itunes:block", "Yes")
    for file in episode.beside:
        where = {"url": address.of(file)}
        if file.endswith(".vtt"):
            kind = {"type": "text/vtt", "language": item.language, "rel": "captions"}
            put(told, "podcast:transcript", attributes={**where, **kind})
        else:
            kind = {"type": "application/json+chapters"}
            put(told, "podcast:chapters", attributes={**where, **kind})
    if item.voice_only:
        twin = {**_sound(item.voice_only), "title": "Voice only"}
        other = put(told, "podcast:alternateEnclosure", attributes=twin)
        put(other, "podcast:source", attributes={"uri": address.of(episode.twin)})


def _sound(path: Path) -> dict[str, str]:
    try:
        return {"length": str(path.stat().st_size), "type": "audio/mpeg"}
    except OSError as cause:
        raise file_error("cannot read", path, cause) from cause


def _for_html(text: str) -> str:
    """Escape it once more: players show descriptions as HTML."""
    return html.escape(text, quote=False)


def write_feed(
    folder: Path, feed: Feed, *, remembered: Ledger, may_overwrite: bool = False
) -> None:
    """Write a feed into its folder, and take away what an earlier one left there.

    Args:
        folder: Where the recordings lie.
        feed: Made of them.
        remembered: The ledger of the folder as it was read.
        may_overwrite: Also what the program did not write, or what was changed since.

    Raises:
        NotOurs: Something of the person's stands in the place of one of its files.
        FileError: The folder cannot be written.
    """
    if (folder / BESIDE).is_symlink():
        raise NotOurs(f"{folder / BESIDE} leads elsewhere", hint="remove the link")
    if not may_overwrite:
        for name, data in feed.files.items():
            _refuse_to_lose(folder, name, data, remembered)
    both = {
        name: tuple(
            dict.fromkeys((*remembered.made.get(name, ()), *feed.ledger.made.get(name, ())))
        )
        for name in (*remembered.made, *feed.ledger.made)
    }
    keep_ledger(folder, replace(feed.ledger, made=both))  # whatever ends this early, all is ours
    for name, data in feed.files.items():
        with whole_file(folder / name) as file:
            file.write(data)
    for name in set(remembered.made) - set(feed.files):
        _take_away(folder, name, remembered)
    keep_ledger(folder, feed.ledger)


def _refuse_to_lose(folder: Path, name: str, data: bytes, remembered: Ledger) -> None:
    path = folder / name
    if not path.exists():
        return
    there = read_bytes(path)
    if there != data and not remembered.wrote(name, there):
        raise NotOurs(
            f"{path} is there already, and this program did not make it as it is",
            hint="move it, or overwrite it with --force",
        )


def _take_away(folder: Path, name: str, remembered: Ledger) -> None:
    """Remove a file of ours that nothing names any more, if nobody has changed it."""
    path = folder / name
    is_inside = name.startswith(f"{BESIDE}/") and "/" not in name[len(BESIDE) + 1 :]
    if is_inside and path.is_file() and not path.is_symlink():
        with suppress(OSError):
            if remembered.wrote(name, read_bytes(path)):
                path.unlink()
