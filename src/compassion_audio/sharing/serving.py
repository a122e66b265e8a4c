"""A folder on this machine, given to whoever has its address: loopback alone unless asked.

Its files are found under a path that nobody guesses; every other path is answered alike. What is
given is what the folder lists: no links, nothing hidden, no kinds that a page or a feed has no use
for, and never a list. Who asked for what is written down nowhere.

Source: RFC 9110, sections 8.8 (ETag), 13 (conditions) and 14 (ranges).
"""

import hashlib
import hmac
import io
import os
import re
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from typing import IO, Any
from urllib.parse import unquote

from compassion_audio.errors import CompassionAudioError

LOOPBACK = "127.0.0.1"

KINDS = {
    ".css": "text/css; charset=utf-8",
    ".epub": "application/epub+zip",
    ".flac": "audio/flac",
    ".htm": "text/html; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".lrc": "text/plain; charset=utf-8",
    ".m3u8": "application/vnd.apple.mpegurl",
    ".m4a": "audio/mp4",
    ".m4b": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".srt": "application/x-subrip",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".wav": "audio/wav",
    ".xml": "application/rss+xml; charset=utf-8",
    ".zip": "application/zip",
}
"""What is given, by the end of its name. `mimetypes` would ask the system, and differ with it."""

_ANYWHERE = ("192.0.2.1", 9)
"""An address that nobody has. Source: RFC 5737."""

_CHAPTERS = "application/json+chapters"
_FRONT = "index.html"
_PIECE = 1 << 16
_MOST_AT_ONCE = 64
"""Connections. A telephone opens six."""

_PATIENCE = 30
"""Seconds that a connection may say nothing."""

_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_RANGE = re.compile(r"bytes=\s*(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))\s*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shown:
    """What is given, and under which path."""

    folder: Path
    secret: str
    """The first part of every path."""

    made: Mapping[str, bytes]
    """Files that are in no folder, by their names; they come before those that are."""


class Server(ThreadingHTTPServer):
    """Gives the files of a folder until it is closed.

    `serve_forever` blocks; `shutdown` from another thread, or Ctrl-C, ends it.
    """

    daemon_threads = True
    request_queue_size = _MOST_AT_ONCE  # with the usual five, a page with pictures waits seconds
    allow_reuse_address = os.name != "nt"  # there it would let two programs listen at once

    def __init__(self, shown: Shown, *, host: str = LOOPBACK, port: int = 0) -> None:
        """Listen.

        Args:
            shown: What is given.
            host: The address of this machine to listen on.
            port: 0 for one that is free.

        Raises:
            OSError: The port is taken, or not to be had.
        """
        self.shown = shown
        self._places = threading.BoundedSemaphore(_MOST_AT_ONCE)
        super().__init__((host, port), _Answer)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def server_bind(self) -> None:
        """Bind without asking a name server what this machine is called, as the library would."""
        TCPServer.server_bind(self)

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401  # the library's signature
        """Answer in a thread of its own, or hang up where too many are being answered."""
        if self._places.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:  # noqa: ANN401  # the library's signature
        """Answer, and make room for the next."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401  # the library's signature
        """Say nothing: players leave in the middle, and their addresses are nobody's business."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A file that may be given."""

    file: IO[bytes]
    size: int
    kind: str
    tag: str
    """A strong ETag."""


class _Answer(BaseHTTPRequestHandler):
    """Answers the requests of one connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    timeout = _PATIENCE

    def do_GET(self) -> None:
        """Give a file, or the part of it that was asked for."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Say what GET would."""
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        if "Content-Length" in self.headers or "Transfer-Encoding" in self.headers:
            self.close_connection = True  # a body that nobody reads is no next request
        found = _found(self.server.shown, self.path)
        if found is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        with found.file:
            if _names(self.headers.get("If-None-Match", ""), found.tag):
                self._begin(HTTPStatus.NOT_MODIFIED, found)
                self.end_headers()
                return
            self._give(found, self._span(found) if with_body else None, with_body=with_body)

    def _span(self, found: _Found) -> tuple[int, int] | None:
        """Give the range that was asked for, as long as the file is still the one they have."""
        condition = self.headers.get("If-Range")
        if condition is not None and condition.strip() != found.tag:
            return None
        return span_of(self.headers.get("Range", ""), found.size)

    def _give(self, found: _Found, span: tuple[int, int] | None, *, with_body: bool) -> None:
        begin, end = span or (0, found.size)
        if span and begin >= end:
            self._begin(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, found)
            self.send_header("Content-Range", f"bytes */{found.size}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self._begin(HTTPStatus.PARTIAL_CONTENT if span else HTTPStatus.OK, found)
        if span:
            self.send_header("Content-Range", f"bytes {begin}-{end - 1}/{found.size}")
        self.send_header("Content-Type", found.kind)
        self.send_header("Content-Length", str(end - begin))
        self.end_headers()
        if with_body:
            self._send(found.file, begin, end - begin)

    def _begin(self, status: HTTPStatus, found: _Found) -> None:
        self.send_response(status)
        self.send_header("ETag", found.tag)
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Cache-Control", "private, no-cache")

    def _send(self, file: IO[bytes], begin: int, left: int) -> None:
        file.seek(begin)
        while left and (piece := file.read(min(left, _PIECE))):
            self.wfile.write(piece)
            left -= len(piece)
        if left:  # it was cut short in the meantime; what was promised will not come
            self.close_connection = True

    def send_response(self, code: int, message: str | None = None) -> None:
        """Begin an answer, without the name of a program, and with what keeps the path secret."""
        self.send_response_only(code, message)
        self.send_header("Date", self.date_time_string())
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Robots-Tag", "noindex")

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002  # the library's signature
        """Refuse in the same few words, whatever was asked."""
        words = f"{HTTPStatus(code).phrase}\n".encode()
        is_known = code == HTTPStatus.NOT_FOUND
        self.send_response(code)
        if not is_known:  # what follows in the connection may be anything
            self.send_header("Connection", "close")
            self.close_connection = True
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(words)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(words)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401  # the library's signature
        """Write nothing down."""


def span_of(asked: str, size: int) -> tuple[int, int] | None:
    """Read which bytes a request wants.

    Returns:
        From the first byte to the one after the last; an empty span where the file has none of
        them; None for the whole, which also answers several ranges at once, and what is no range.
    """
    read = _RANGE.fullmatch(asked)
    if not read:
        return None
    first, last, suffix = read.groups()
    if suffix is not None:
        return max(0, size - int(suffix)), size
    begin = int(first)
    if last and int(last) < begin:
        return None
    end = min(size, int(last) + 1) if last else size
    return begin, max(begin, end) if begin < size else begin


def _names(condition: str, tag: str) -> bool:
    """Tell whether a list of ETags has this one, weak or strong."""
    told = {one.strip().removeprefix("W/") for one in condition.split(",")}
    return tag in told or condition.strip() == "*"


def _found(shown: Shown, path: str) -> _Found | None:
    """Find what a path stands for; None for all that is not to be given."""
    asked = unquote(path.partition("?")[0], errors="surrogateescape")  # as the system names files
    begin, secret, name = (*asked.split("/", 2), "", "")[:3]
    if begin or not hmac.compare_digest(
        secret.encode(errors="surrogateescape"), shown.secret.encode()
    ):
        return None
    if not asked.startswith(f"/{secret}/"):
        return None
    name = name or _FRONT
    kind = KINDS.get(Path(name).suffix.lower())
    if kind is None:
        return None
    if name in shown.made:
        kind = _CHAPTERS if name.endswith(".chapters.json") else kind
        data = shown.made[name]
        return _Found(
            io.BytesIO(data), len(data), kind, f'"{hashlib.sha256(data).hexdigest()[:32]}"'
        )
    file = _opened(shown.folder, name.split("/"))
    if file is None:
        return None
    told = os.fstat(file.fileno())
    return _Found(file, told.st_size, kind, f'"{told.st_mtime_ns:x}-{told.st_size:x}"')


def _opened(folder: Path, names: list[str]) -> IO[bytes] | None:
    """Open a file that the folder lists under exactly this name.

    Nothing is made of the name, only compared: so that `..`, a device, another case of the letters
    or a dot at the end find nothing on any system.
    """
    here = folder
    for depth, name in enumerate(names, 1):
        is_last = depth == len(names)
        try:
            with os.scandir(here) as listed:
                one = next((entry for entry in listed if entry.name == name), None)
            if one is None or name.startswith(".") or one.is_symlink():
                return None
            is_right = one.is_file(follow_symlinks=False) if is_last else one.is_dir()
        except OSError:
            return None
        if not is_right:
            return None
        here = here / one.name
    with suppress(OSError):
        return os.fdopen(os.open(here, _READ), "rb")
    return None


def address_in_network() -> str:
    """Give this machine's address in the network it is in, as its neighbours know it.

    Raises:
        CompassionAudioError: It is in none.
    """
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
            way.connect(_ANYWHERE)  # chooses the way out, and sends nothing
            found = str(way.getsockname()[0])
    except OSError:
        found = LOOPBACK
    if found.startswith(("127.", "0.")):
        raise CompassionAudioError(
            "this machine is in no network",
            hint="join the one your telephone is in, or leave out --lan",
        )
    return found
