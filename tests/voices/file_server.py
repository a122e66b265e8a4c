"""A small web server on this machine, which can do everything that goes wrong on the way."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Shelf:
    """One file of the server, and how it is given."""

    data: bytes = b""
    status: int = 200
    etag: str = '"one"'
    cut_after: int | None = None
    """Bytes of an answer after which the connection ends."""

    heeds_range: bool = True
    range_start: int | None = None
    """Where a piece is said to begin, if it is not where it was asked for."""

    tells_length: bool = True
    kind: str = "application/octet-stream"
    moved_to: str = ""


@dataclass
class Asked:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]


@dataclass
class FileServer:
    """What it has, and what it was asked."""

    address: str = ""
    files: dict[str, Shelf] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def put(self, name: str, data: bytes) -> str:
        """Offer a file; give its address."""
        self.files[f"/{name}"] = Shelf(data)
        return f"{self.address}/{name}"


class _Server(ThreadingHTTPServer):
    def __init__(self, here: FileServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.here = here

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of those who leave in the middle: that is what the tests do."""


class _Handler(BaseHTTPRequestHandler):
    """Answers as the shelf of the file says."""

    server: "_Server"

    @property
    def _here(self) -> FileServer:
        return self.server.here

    def do_GET(self) -> None:
        """Give a file, or what goes wrong with it."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Give what is known of a file."""
        self._answer(with_body=False)

    def do_CONNECT(self) -> None:
        """Refuse to be a tunnel, and remember who asked for one."""
        self._here.asked.append(Asked("CONNECT", self.path, dict(self.headers)))
        self.send_error(407, "Proxy Authentication Required")

    def log_message(self, *_: object) -> None:
        """Say nothing on standard error."""

    def _answer(self, *, with_body: bool) -> None:
        self._here.asked.append(Asked(self.command, self.path, dict(self.headers)))
        shelf = self._here.files.get("/" + self.path.rpartition("/")[2], Shelf(status=404))
        if shelf.moved_to:
            self.send_response(302)
            self.send_header("Location", shelf.moved_to)
            self.end_headers()
            return
        if shelf.status != 200:
            self.send_error(shelf.status)
            return
        self._give(shelf, with_body=with_body)

    def _give(self, shelf: Shelf, *, with_body: bool) -> None:
        start = self._start(shelf)
        if start and start >= len(shelf.data):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        if start:
            told = start if shelf.range_start is None else shelf.range_start
            size = len(shelf.data)
            self.send_header("Content-Range", f"bytes {told}-{size - 1}/{size}")
        if shelf.tells_length:
            self.send_header("Content-Length", str(len(shelf.data) - start))
        self.send_header("Content-Type", shelf.kind)
        self.send_header("ETag", shelf.etag)
        self.end_headers()
        if with_body:
            piece = shelf.data[start:]
            self.wfile.write(piece if shelf.cut_after is None else piece[: shelf.cut_after])

    def _start(self, shelf: Shelf) -> int:
        asked = self.headers.get("Range", "")
        same = self.headers.get("If-Range") in (None, shelf.etag)
        if not asked or not shelf.heeds_range or not same:
            return 0
        return int(asked.removeprefix("bytes=").rstrip("-"))


@contextmanager
def serving() -> Iterator[FileServer]:
    """Serve on a free port of this machine until the block ends."""
    here = FileServer()
    server = _Server(here)
    here.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
