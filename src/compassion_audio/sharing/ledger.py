"""What a feed remembers between runs: by what each recording is known, and since when it is there.

It lies beside the feed, hidden, and says nothing that the feed does not say. Without it a
subscription would go on, with other dates.
"""

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from compassion_audio.errors import FileError
from compassion_audio.files import decode, read_bytes, whole_file
from compassion_audio.sharing.digest import digest_of

NAME = ".compassion-feed.json"

VERSION = 1

_OURS = uuid.UUID("6b0d6c44-9a0f-5f0e-8d55-2f7b0a1c9e31")
"""The name space of recordings: drawn once, and never to be changed."""

_APART = 60
"""Seconds between two recordings that came at once: players sort by the date alone."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One recording of a feed."""

    identity: str
    """By which players know it, whatever its name, its place and its sound become."""

    since: int
    """When it came into the feed, in seconds since 1970."""

    digest: str
    """SHA-256 of the file."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """All that a feed remembers."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    """By the name of the file in the folder."""

    made: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """SHA-256 of what the program wrote beside the recordings, by the name of the file."""

    def wrote(self, name: str, data: bytes) -> bool:
        """Tell whether this is what the program wrote there, and nobody changed since."""
        return digest_of(data) in self.made.get(name, ())


def entered(ledger: Ledger, found: Sequence[tuple[str, str]], *, now: int) -> Mapping[str, Entry]:
    """Enter the recordings that are there now; those that have gone are forgotten.

    A recording is known by its sound first, so that it may be renamed or numbered anew, and by
    its name where its sound has changed, so that it may be made anew.

    Args:
        ledger: What was remembered.
        found: The name and the digest of each file, in the order of the feed.
        now: Seconds since 1970. A new recording never comes before one that was there.
    """
    left = dict(ledger.entries)
    known: dict[str, Entry] = {}
    for is_same in (_is_unchanged, _has_its_sound, _has_its_name):
        for name, digest in found:
            old = next((key for key in left if is_same(key, left[key], name, digest)), None)
            if name not in known and old is not None:
                before = left.pop(old)
                known[name] = Entry(before.identity, before.since, digest)
    fresh = [(name, digest) for name, digest in found if name not in known]
    last = max((entry.since for entry in known.values()), default=0)
    first = max(now - _APART * (len(fresh) - 1), last + _APART)
    for number, (name, digest) in enumerate(fresh):
        taken = {entry.identity for entry in known.values()}
        known[name] = Entry(_identity(digest, taken), first + number * _APART, digest)
    return {name: known[name] for name, _ in found}


def _is_unchanged(key: str, entry: Entry, name: str, digest: str) -> bool:
    return key == name and entry.digest == digest


def _has_its_sound(_key: str, entry: Entry, _name: str, digest: str) -> bool:
    return entry.digest == digest


def _has_its_name(key: str, _entry: Entry, name: str, _digest: str) -> bool:
    return key == name


def _identity(digest: str, taken: Iterable[str]) -> str:
    """Take it from the sound, so that it is the same again where the ledger was lost."""
    number, identity = 1, str(uuid.uuid5(_OURS, digest))
    while identity in taken:  # the same recording twice
        number += 1
        identity = str(uuid.uuid5(_OURS, f"{digest} {number}"))
    return identity


def read_ledger(folder: Path) -> Ledger:
    """Read what is remembered of a folder; nothing where there never was a feed.

    Raises:
        FileError: It cannot be read, or is damaged.
    """
    path = folder / NAME
    if not path.exists():
        return Ledger()
    try:
        return _read(json.loads(decode(read_bytes(path), str(path))))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as cause:
        raise FileError(
            f"{path} is damaged, or of a later version",
            hint="remove it: subscriptions go on, and the recordings get new dates",
        ) from cause


def _read(data: Any) -> Ledger:  # noqa: ANN401  # whatever JSON holds
    if data["version"] != VERSION:
        raise ValueError("another version")
    return Ledger(
        {str(name): _entry(*row) for name, row in data["recordings"].items()},
        {str(name): tuple(map(str, row)) for name, row in data["made"].items()},
    )


def _entry(identity: object, since: object, digest: object) -> Entry:
    if type(since) is not int or not 0 <= since < 1 << 37:
        raise ValueError("no moment")
    return Entry(str(uuid.UUID(str(identity))), since, str(digest))


def keep_ledger(folder: Path, ledger: Ledger) -> None:
    """Write it beside the feed.

    Raises:
        FileError: The folder cannot be written.
    """
    data = {
        "version": VERSION,
        "recordings": {
            name: [one.identity, one.since, one.digest] for name, one in ledger.entries.items()
        },
        "made": {name: list(digests) for name, digests in sorted(ledger.made.items())},
    }
    with whole_file(folder / NAME) as file:
        file.write(json.dumps(data, indent=1).encode() + b"\n")
