"""The address under which a folder is found: read strictly, and joined to the names of files.

`urllib.parse` reads and writes addresses; nothing here opens one.
"""

import ipaddress
import re
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from compassion_audio.errors import CompassionAudioError, shortened

_HINT = "write it as https://example.org/practices/"
_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9-]{1,63}(?<!-))*\.?", re.IGNORECASE)
_PATH = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*")
"""What a path may hold as it stands. Source: RFC 3986, section 3.3."""


class AddressError(CompassionAudioError, ValueError):
    """Text that is no address of a folder."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a folder is found: `https://example.org/practices/`, with its last slash."""

    text: str

    def of(self, name: str) -> str:
        """Give the address of a file of the folder; `name` may hold folders, parted by `/`."""
        return self.text + quote(name, safe="/-._~", errors="surrogateescape")

    @property
    def bare(self) -> str:
        """The same without `https://` and the last slash, as a feed's identity is made of it."""
        return self.text.partition("://")[2].rstrip("/")


def read_address(text: str) -> Address:
    """Read the address of a folder on a web host.

    Raises:
        AddressError: It is none, or holds what would not survive a file's name behind it.
    """
    if problem := _problem(text):
        raise AddressError(f"{shortened(text)!r} {problem}", hint=_HINT)
    return Address(text if text.endswith("/") else f"{text}/")


def _problem(text: str) -> str:
    """Say what is wrong with it, as the end of a sentence; empty where nothing is."""
    if not text.isascii() or not text.isprintable() or " " in text:
        return "has spaces or letters that an address cannot hold"
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "is not an address"
    if parts.scheme.lower() not in ("http", "https"):
        return "does not begin with https:// or http://"
    if "@" in parts.netloc:
        return "holds a user's name; a feed must not give it away"
    if not _is_host(host):
        return "names no host"
    if "?" in text or "#" in text:
        return "has a ? or a #, and the names of files would come behind it"
    if not _PATH.fullmatch(parts.path) or {".", ".."} & set(parts.path.split("/")):
        return "has a path that leads elsewhere"
    return "" if "//" not in parts.path else "has two slashes where one belongs"


def _is_host(host: str) -> bool:
    with suppress(ValueError):
        ipaddress.ip_address(host)
        return True
    return bool(_HOST.fullmatch(host))
