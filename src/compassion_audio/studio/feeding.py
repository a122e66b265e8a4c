"""A folder of recordings as a podcast of one's own: written for a web host, or served from here."""

import errno
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from compassion_audio.delivery.tags import ALBUM, ARTIST
from compassion_audio.errors import CompassionAudioError, FileError, NotFound
from compassion_audio.files import file_error
from compassion_audio.sharing.address import Address
from compassion_audio.sharing.door import Door, keep_door, kept_door, new_door
from compassion_audio.sharing.feed import FEED, Feed, Show, feed_of, write_feed
from compassion_audio.sharing.item import Item
from compassion_audio.sharing.ledger import Ledger, keep_ledger, read_ledger
from compassion_audio.sharing.serving import LOOPBACK, Server, Shown
from compassion_audio.studio.handing import UNKNOWN, item_of

_USUAL_LANGUAGE = "en"
_AUDIO = "audio"
"""The folder of a bundle that has its recordings."""

_FRONT = "index.html"

_TWIN = "-voice-only"
"""Behind the name of a recording: its voice alone, where it is as long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """What a feed is called; what is empty is chosen, and never from the names of files."""

    title: str = ""
    author: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A feed that was written."""

    path: Path
    address: str
    """Where it will be found."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A folder that is served, as soon as somebody calls `server.serve_forever`."""

    server: Server
    feed: str
    """Its address; empty where there is nothing to hear."""

    page: str
    """The address of the folder's own page; empty where there is none."""

    items: tuple[Item, ...]


def items_in(folder: Path) -> tuple[Item, ...]:
    """Read the MP3s of a folder, in the order of their names; of a bundle, those of its `audio`.

    `NAME-voice-only.mp3` is no item of its own beside a `NAME.mp3` of the same length: it is that
    one's twin.

    Raises:
        NotFound: There is no such folder.
        FileError: One of them cannot be read, or is no MP3 whatever its name says.
    """
    if not folder.is_dir():
        raise NotFound(f"there is no folder {folder}", hint="name the one with your recordings")
    return _paired(list(map(_heard, _recordings(folder) or _recordings(folder / _AUDIO))))


def _paired(items: list[Item]) -> tuple[Item, ...]:
    """Put each twin to its recording, in the place of the recording."""
    by_stem = {item.audio.stem: item for item in items}
    twins: dict[Path, Path] = {}
    for item in sorted(items, key=lambda one: len(one.audio.stem)):  # a twin has none of its own
        twin = by_stem.get(f"{item.audio.stem}{_TWIN}")
        if twin and twin.length == item.length and item.audio not in twins.values():
            twins[item.audio] = twin.audio
    return tuple(
        replace(item, voice_only=twins.get(item.audio))
        for item in items
        if item.audio not in twins.values()
    )


def _heard(path: Path) -> Item:
    item = item_of(path)
    if not item.length:
        raise FileError(f"there is no sound in {path}", hint="move it away, or make it anew")
    return item


def _recordings(folder: Path) -> list[Path]:
    try:
        found = sorted(folder.iterdir()) if folder.is_dir() and not folder.is_symlink() else []
    except OSError as cause:
        raise file_error("cannot read", folder, cause) from cause
    return [
        path
        for path in found
        if path.suffix.lower() == ".mp3"
        and not path.name.startswith(".")
        and path.is_file()
        and not path.is_symlink()
    ]


def make_feed(
    folder: Path,
    address: Address,
    naming: Naming,
    *,
    now: int,
    may_overwrite: bool = False,
) -> Written:
    """Write the feed of a folder, its chapters and its words beside it.

    Args:
        folder: With the recordings.
        address: Where the folder will be found.
        naming: What it is called.
        now: Seconds since 1970, for recordings that were not there before.
        may_overwrite: Also files that the program did not write.

    Raises:
        CompassionAudioError: There is nothing to hear, a recording cannot be read, or the feed
            cannot be written.
    """
    items = items_in(folder)
    if not items:
        raise NotFound(
            f"there is no MP3 in {folder}",
            hint=_make_one(folder),
        )
    remembered = read_ledger(folder)
    feed = _feed(folder, items, address, naming, remembered, now)
    write_feed(folder, feed, remembered=remembered, may_overwrite=may_overwrite)
    return Written(folder / FEED, address.of(FEED), items)


def _make_one(folder: Path) -> str:
    return f"make one: compassion render self-compassion-break -o {folder / 'practice.mp3'}"


def _feed(
    folder: Path,
    items: tuple[Item, ...],
    address: Address,
    naming: Naming,
    remembered: Ledger,
    now: int,
) -> Feed:
    spoken = (item.language for item in items if item.language != UNKNOWN)
    show = Show(
        address=address,
        title=naming.title or ALBUM,
        author=naming.author or ARTIST,
        language=naming.language or next(spoken, _USUAL_LANGUAGE),
    )
    return feed_of(folder, items, show, ledger=remembered, now=now)


def open_folder(
    folder: Path,
    naming: Naming,
    *,
    now: int,
    host: str = LOOPBACK,
    port: int = 0,
    home: Path | None = None,
    with_new_path: bool = False,
) -> Opened:
    """Begin to serve a folder, with a feed for the address it has here; nothing of it is written.

    Args:
        folder: With recordings, a page, or both.
        naming: What the feed is called.
        now: Seconds since 1970.
        host: The address of this machine to listen on.
        port: 0 for that of the last time, else for one that is free.
        home: The person's data folder, where the path and the port are remembered.
        with_new_path: Draw a new path: whoever has the old one finds nothing.

    Raises:
        CompassionAudioError: There is nothing to serve, or no port to serve it on.
    """
    items = items_in(folder)
    has_page = (folder / _FRONT).is_file()
    if not items and not has_page:
        raise NotFound(
            f"there is no MP3 in {folder}, and no page",
            hint=_make_one(folder),
        )
    kept = kept_door(folder, home=home)
    door = new_door(kept.port if kept else 0) if with_new_path or not kept else kept
    server = _listening(folder, host, door, port)
    try:
        address = Address(f"http://{host}:{server.port}/{door.secret}/")
        if items:
            server.shown = replace(server.shown, made=_made(folder, items, address, naming, now))
        keep_door(folder, Door(door.secret, server.port), home=home)
    except BaseException:
        server.server_close()
        raise
    return Opened(
        server, address.of(FEED) if items else "", address.text if has_page else "", items
    )


def _listening(folder: Path, host: str, door: Door, port: int) -> Server:
    wanted = port or door.port
    try:
        return Server(Shown(folder.absolute(), door.secret, {}), host=host, port=wanted)
    except OSError as cause:
        if cause.errno == errno.EADDRINUSE:
            why = "something else uses it"
            hint = "end that, or choose another with --port; then subscribe anew"
        else:
            why, hint = cause.strerror or str(cause), "choose one above 1023 with --port"
        raise CompassionAudioError(f"cannot listen on port {wanted}: {why}", hint=hint) from cause


def _made(
    folder: Path, items: tuple[Item, ...], address: Address, naming: Naming, now: int
) -> dict[str, bytes]:
    remembered = read_ledger(folder)
    feed = _feed(folder, items, address, naming, remembered, now)
    with suppress(FileError):  # a folder that cannot be written can be served
        keep_ledger(folder, replace(remembered, entries=feed.ledger.entries))
    return dict(feed.files)
