"""The only place that opens a connection, and only for `compassion voices install`.

What has arrived of a file stays when anything goes wrong, and the next try goes on there. It takes
its name when it is whole, and not before.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from http.client import HTTPException, HTTPMessage, HTTPResponse
from ipaddress import ip_address
from pathlib import Path
from ssl import SSLCertVerificationError
from typing import IO, cast
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from compassion_audio import __version__
from compassion_audio.errors import CompassionAudioError, FetchFailed
from compassion_audio.files import file_error
from compassion_audio.voices.models import (
    Brought,
    Listener,
    ModelFile,
    digest_of,
    part_name,
    refuse_no_room,
    refuse_other,
    tag_name,
)

_PATIENCE = 30.0
"""Seconds in which a server says something; less would give up on slow lines."""

_BLOCK = 1 << 18
_ASKED = {
    "User-Agent": f"compassion-audio/{__version__}",
    "Accept-Encoding": "identity",  # a packed answer could not be resumed
}
_NO_NETWORK = "check the network, or fetch the files elsewhere and use --from FOLDER"
_RESUME = "what has arrived is kept: run it again to go on"
_CERTIFICATE = (
    "if a proxy of your network opens encrypted connections, name its certificate in SSL_CERT_FILE"
)
_NOT_SATISFIABLE = 416
_PARTIAL = 206
_ANSWERS = {
    401: "ask who runs your network, or fetch the files elsewhere and use --from FOLDER",
    403: "ask who runs your network, or fetch the files elsewhere and use --from FOLDER",
    404: "check the name; if it is right, the files have moved: a newer version may know where",
    407: "put the name and password for your proxy into https_proxy",
    410: "check the name; if it is right, the files have moved: a newer version may know where",
}
_LATER = "the server is busy: try again later; what has arrived is kept"


def fetched(file: ModelFile, folder: Path, *, progress: Listener) -> ModelFile:
    """Fetch a file; it appears whole or not at all.

    Args:
        file: Which one. Where it has a size and a digest, it must have these.
        folder: Where it appears; made if it is not there.
        progress: Called as it arrives, and as it is checked.

    Returns:
        The file, with the size and digest it has.

    Raises:
        FetchFailed: It is not there, does not arrive, or is another one.
        FileError: It cannot be written.
    """
    part = _Part(folder / part_name(file.name), folder / tag_name(file.name))
    if not part.is_all_of(file):
        _receive(file, part, progress)
    digest = digest_of(part.path, lambda one: progress(replace(one, name=file.name)))
    size = part.size
    try:
        refuse_other(file, size, digest, file.name)
    except FetchFailed:
        part.remove()  # going on with it could never make it right
        raise
    try:
        part.path.replace(folder / file.name)
    except OSError as cause:
        raise file_error("cannot write", folder / file.name, cause) from cause
    part.remove()
    return replace(file, size=size, sha256=digest)


def size_told(file: ModelFile) -> int | None:
    """Ask the server how large a file is; None where it does not say.

    Raises:
        FetchFailed: It is not there, or nobody answers.
    """
    with _answer(Request(file.address, method="HEAD", headers=_ASKED)) as answer:  # noqa: S310  # checked in _answer
        return _number(answer.headers.get("Content-Length"))


@dataclass(frozen=True, slots=True)
class _Part:
    """What has arrived of a file, and of which edition it is."""

    path: Path
    tag: Path

    @property
    def size(self) -> int:
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    def is_all_of(self, file: ModelFile) -> bool:
        return file.sha256 is not None and file.size is not None and self.size == file.size

    def ranged(self, file: ModelFile) -> dict[str, str]:
        """Give what to ask for so as to go on, or nothing to begin at the beginning."""
        start = self.size
        if not start or (file.size is not None and start >= file.size):
            return {}
        with suppress(OSError):
            return {"Range": f"bytes={start}-", "If-Range": self.tag.read_text(encoding="ascii")}
        # with a known digest, a mixture of two editions would be noticed
        return {"Range": f"bytes={start}-"} if file.sha256 else {}

    def keep_tag(self, headers: HTTPMessage) -> None:
        tag = headers.get("ETag", "")
        if tag.startswith('"'):  # a weak one does not promise the same bytes
            self.tag.write_text(tag, encoding="ascii", errors="replace")
        else:
            self.tag.unlink(missing_ok=True)

    def remove(self) -> None:
        for path in (self.path, self.tag):
            with suppress(OSError):
                path.unlink()


def _receive(file: ModelFile, part: _Part, progress: Listener) -> None:
    asked = part.ranged(file)
    try:
        answer = _answer(_request(file, asked))
    except _NotSatisfiable:
        part.remove()
        answer = _answer(_request(file, {}))
    with answer:
        start = part.size if _goes_on(answer, part, asked) else 0
        length = _number(answer.headers.get("Content-Length"))
        total = file.size if length is None else start + length
        _refuse_wrong_kind(file, answer, total)
        refuse_no_room(part.path.parent, (total or 0) - start)
        try:
            part.path.parent.mkdir(parents=True, exist_ok=True)
            part.keep_tag(answer.headers)
            with part.path.open("r+b" if start else "wb", buffering=0) as target:
                target.seek(start)
                _copy(answer, target, Brought("fetching", file.name, start, total), progress)
                os.fsync(target.fileno())
        except OSError as cause:
            raise file_error("cannot write", part.path, cause) from cause


def _refuse_wrong_kind(file: ModelFile, answer: HTTPResponse, total: int | None) -> None:
    """Check that the answer can be the file, before a third of a gigabyte of it arrives."""
    where = _host(file.address)
    if file.size not in (None, total):
        told = f"{where} has {total} bytes for {file.name}, which has {file.size}"
    elif answer.headers.get_content_type() == "text/html":
        told = f"{where} sent a web page and not {file.name}"
    else:
        return
    raise FetchFailed(told, hint="if your network asks for a login, open a web page first")


def _copy(answer: HTTPResponse, target: IO[bytes], at: Brought, progress: Listener) -> None:
    """Copy what arrives until it is all there.

    Raises:
        FetchFailed: It ends too early.
        OSError: It cannot be written.
    """
    done = at.done
    progress(at)
    while True:
        try:
            block = answer.read(_BLOCK)
        except (OSError, HTTPException) as cause:
            raise FetchFailed(
                f"the connection broke while {at.name} arrived", hint=_RESUME
            ) from cause
        if not block:
            break
        _write_all(target, block)
        done += len(block)
        progress(replace(at, done=done))
    if at.total is not None and done < at.total:
        raise FetchFailed(
            f"the connection ended after {done} of the {at.total} bytes of {at.name}", hint=_RESUME
        )


def _write_all(target: IO[bytes], block: bytes) -> None:
    rest = memoryview(block)
    while rest:
        rest = rest[target.write(rest) :]


def _request(file: ModelFile, asked: Mapping[str, str]) -> Request:
    return Request(file.address, headers=_ASKED | dict(asked))  # noqa: S310  # checked in _answer


def _goes_on(answer: HTTPResponse, part: _Part, asked: Mapping[str, str]) -> bool:
    """Say whether the answer begins where the part ends, and not at the beginning."""
    told = answer.headers.get("Content-Range", "")
    is_partial = bool(asked) and answer.status == _PARTIAL
    if is_partial and not told.startswith(f"bytes {part.size}-"):
        raise FetchFailed("the server sent another piece than was asked for", hint="run it again")
    return is_partial


class _NotSatisfiable(CompassionAudioError):
    """The server has no bytes after those that are here."""


def _answer(request: Request) -> HTTPResponse:
    """Send a request, through the proxies of the environment.

    Raises:
        FetchFailed: There is no answer, or none that helps.
    """
    address = request.full_url
    _refuse_unsafe(address)
    where = _host(address)
    try:
        opener = build_opener(_Redirects())
        return cast("HTTPResponse", opener.open(request, timeout=_PATIENCE))
    except HTTPError as cause:
        with cause:
            if cause.code == _NOT_SATISFIABLE:
                raise _NotSatisfiable("") from cause
            hint = _ANSWERS.get(cause.code, _LATER)
            raise FetchFailed(
                f"{where} answers {cause.code} {cause.reason} for {address}", hint=hint
            ) from cause
    except (OSError, HTTPException) as cause:
        reason = cause.reason if isinstance(cause, URLError) else cause
        if isinstance(reason, SSLCertVerificationError):
            raise FetchFailed(
                f"{where} cannot prove who it is: {reason.verify_message}", hint=_CERTIFICATE
            ) from cause
        if isinstance(reason, TimeoutError):
            raise FetchFailed(
                f"{where} has said nothing for {_PATIENCE:.0f} seconds", hint=_RESUME
            ) from cause
        raise FetchFailed(f"cannot reach {where}: {reason}", hint=_NO_NETWORK) from cause


class _Redirects(HTTPRedirectHandler):
    """Follows a server's directions, and never to where anyone could listen in."""

    def redirect_request(
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> Request | None:
        """Follow with the same method: Python up to 3.12 turns HEAD into GET."""
        _refuse_unsafe(newurl, came_from=req.full_url)
        after = super().redirect_request(req, fp, code, msg, headers, newurl)
        if after is not None:
            after.method = req.get_method()
        return after


def _refuse_unsafe(address: str, *, came_from: str = "") -> None:
    """Check that nobody between here and the server can change the file unnoticed.

    Raises:
        FetchFailed: The address is not https, nor this machine.
    """
    parts = urlsplit(address)
    if parts.scheme == "https":
        return
    is_own = parts.scheme == "http" and _is_this_machine(parts.hostname or "")
    if is_own and urlsplit(came_from).scheme in ("", "http"):
        return
    way = f"{_host(came_from)} points to" if came_from else "the address is"
    raise FetchFailed(
        f"{way} {address}, which is not encrypted",
        hint="nothing was fetched; fetch the files elsewhere and use --from FOLDER",
    )


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _host(address: str) -> str:
    return urlsplit(address).netloc.rpartition("@")[2] or address


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None
