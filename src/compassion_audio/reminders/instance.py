"""One service for each person, and a way to talk to it.

Whoever holds the lock is the service; the system lets go of it whatever ends the process. Beside
the lock stands where it listens: a socket that only this person can reach, one line of JSON each
way. On Windows, where Python knows no such socket, it is a named pipe; that way has been written
and not yet been tried on a real one.
"""

import hashlib
import json
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Protocol, Self

from compassion_audio.errors import CompassionAudioError
from compassion_audio.files import file_error, whole_file

Told = Mapping[str, Any]
"""What JSON can carry."""

Answer = Callable[[Told], Told]
"""Answers a question; called in a thread of the door, one at a time."""

_LOCK, _ADDRESS = "service.lock", "service.json"

_LONGEST = 107
"""Bytes of a path that a Unix socket takes. macOS takes 103.

Source: unix(7), sun_path.
"""

_LONGEST_MAC = 103

_LARGEST = 1 << 20
"""Bytes of a line."""

_PATIENCE = 5.0
"""Seconds for one question."""

_FAR = 1 << 30
"""Where on Windows the lock lies, beyond what the file holds."""

_GLANCE = 0.02
"""Seconds in which somebody who only looks has let go of the lock."""

_GLANCES = 5

_log = logging.getLogger(__name__)


class NotRunning(CompassionAudioError):
    """Nobody keeps the reminders just now."""

    def __init__(self) -> None:
        super().__init__(
            "the reminders are not running",
            hint="start them with: compassion remind on, or here: compassion remind run",
        )


class RunsAlready(CompassionAudioError):
    """Somebody keeps the reminders already."""


def service_folder(data: Path) -> Path:
    """Give where the service keeps its lock, in the folder for what cannot be made again."""
    return data / "reminders"


def is_running(folder: Path) -> bool:
    """Say whether a service holds its lock.

    Args:
        folder: Its `service_folder`.
    """
    try:
        with (folder / _LOCK).open("rb+") as file:
            _lock(file)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def ask(folder: Path, question: Told, *, patience: float = _PATIENCE) -> Told:
    """Ask the service that is running.

    Args:
        folder: Its `service_folder`.
        question: With `do`, what is asked for.
        patience: Seconds.

    Returns:
        What it told.

    Raises:
        NotRunning: There is none.
        CompassionAudioError: It does not answer, or says why it cannot.
    """
    if not is_running(folder):
        raise NotRunning
    try:
        address = json.loads((folder / _ADDRESS).read_bytes())["address"]
        told = json.loads(_exchanged(address, json.dumps(question).encode(), patience))
    except (OSError, ValueError, KeyError, TypeError, EOFError) as cause:
        raise CompassionAudioError(
            "the reminders are running and do not answer",
            hint="try again; if they hang, end the process and start them anew",
        ) from cause
    if not isinstance(told, dict) or "error" in told:
        why = told.get("error") if isinstance(told, dict) else ""
        raise CompassionAudioError(f"{why or 'the reminders gave no answer'}")
    return told


class Instance:
    """The right to be the one service, held from `__enter__` to `__exit__`.

    Args:
        folder: Its `service_folder`; made for this user alone.
        answer: Answers what others ask; None where that is told later, to `listen`.

    Raises:
        RunsAlready: Somebody has it.
        FileError: The folder cannot be written.
    """

    def __init__(self, folder: Path, *, answer: Answer | None = None) -> None:
        self._folder = folder
        self._answer = answer
        self._file: IO[bytes] | None = None
        self._door: Door | None = None

    def __enter__(self) -> Self:
        """Take it."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            file = _opened(self._folder / _LOCK)
        except OSError as cause:
            raise file_error("cannot write in", self._folder, cause) from cause
        try:
            _lock_in_the_end(file)
        except OSError as cause:
            file.close()
            raise RunsAlready(
                "the reminders are running already", hint="see: compassion remind status"
            ) from cause
        self._file = file
        try:
            if self._answer:
                self.listen(self._answer)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Give it back. The lock's file stays: whoever removed it could remove another's."""
        with suppress(OSError):
            (self._folder / _ADDRESS).unlink()
        if self._door:
            self._door.close()
        if self._file:
            self._file.close()

    def listen(self, answer: Answer) -> None:
        """Answer what others ask, from now on.

        Raises:
            FileError: The folder cannot be written.
        """
        try:
            self._door = door(self._folder, answer)
        except OSError as cause:
            raise file_error("cannot listen in", self._folder, cause) from cause
        with whole_file(self._folder / _ADDRESS, is_private=True) as out:
            told = {"address": self._door.address, "process": os.getpid()}
            out.write(json.dumps(told).encode() + b"\n")


class Door(Protocol):
    """Where others ask."""

    @property
    def address(self) -> str:
        """What whoever asks must know."""

    def close(self) -> None:
        """Answer nobody any more."""


def door(folder: Path, answer: Answer) -> Door:
    """Open a door for this user alone.

    Raises:
        OSError: It cannot be.
    """
    return PipeDoor(folder, answer) if sys.platform == "win32" else SocketDoor(folder, answer)


def socket_path(folder: Path, environ: Mapping[str, str]) -> Path:
    """Choose where the socket lies: in its folder, or where that has too long a name, elsewhere.

    The name elsewhere belongs to the folder, so that two of them never meet.
    """
    path = folder / "control"
    longest = _LONGEST_MAC if sys.platform == "darwin" else _LONGEST
    if len(os.fsencode(path)) <= longest:
        return path
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    name = f"compassion-audio-{os.getuid() if hasattr(os, 'getuid') else 0}-{digest}"
    for base in (environ.get("XDG_RUNTIME_DIR"), environ.get("TMPDIR"), "/tmp"):  # noqa: S108  # the folder made there is private
        if base and len(os.fsencode(Path(base) / name / "control")) <= longest:
            return Path(base) / name / "control"
    return path


class SocketDoor:
    """A Unix socket. The folder, the socket and the system's word all keep others out."""

    def __init__(self, folder: Path, answer: Answer) -> None:
        import socket

        self._path = socket_path(folder, os.environ)
        self._answer = answer
        _make_private(self._path.parent)
        with suppress(FileNotFoundError):
            self._path.unlink()  # of one that was killed: the lock is ours
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            before = os.umask(0o177)
            try:
                self._socket.bind(os.fspath(self._path))
            finally:
                os.umask(before)
            self._socket.listen(8)
        except BaseException:
            self._socket.close()
            raise
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="door", daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """The path of the socket."""
        return os.fspath(self._path)

    def close(self) -> None:
        """Listen no more."""
        import socket

        self._over.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        if sys.platform == "darwin":  # there, shutting down wakes nobody who accepts
            with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as knock:
                knock.connect(os.fspath(self._path))
        self._thread.join(_PATIENCE)
        self._socket.close()
        with suppress(OSError):
            self._path.unlink()

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                one, _ = self._socket.accept()
            except OSError:
                return
            with one, suppress(OSError):
                one.settimeout(_PATIENCE)
                if not self._over.is_set() and _is_own(one):
                    with one.makefile("rb") as file:
                        question = file.readline(_LARGEST)
                    one.sendall(_answered(question, self._answer))


class PipeDoor:
    """A named pipe of Windows, with a secret that only this user can read."""

    def __init__(self, folder: Path, answer: Answer) -> None:
        from multiprocessing.connection import Listener

        self._secret = os.urandom(32)
        digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
        self._pipe = rf"\\.\pipe\compassion-audio-{digest}-{os.getpid()}"
        self._answer = answer
        self._listener = Listener(self._pipe, "AF_PIPE", authkey=self._secret)
        self._over = threading.Event()
        threading.Thread(target=self._serve, name="door", daemon=True).start()

    @property
    def address(self) -> str:
        """The name of the pipe, and the secret."""
        return f"{self._pipe} {self._secret.hex()}"

    def close(self) -> None:
        """Listen no more."""
        self._over.set()
        self._listener.close()

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                with self._listener.accept() as one:
                    one.send_bytes(_answered(one.recv_bytes(_LARGEST), self._answer))
            except Exception:
                if not self._over.is_set():  # a stranger, or one who left
                    _log.debug("a question was not answered", exc_info=True)


def _answered(question: bytes, answer: Answer) -> bytes:
    """Answer one line; what goes wrong is told, and ends nothing."""
    told: Told
    try:
        asked = json.loads(question)
        told = answer(asked) if isinstance(asked, dict) else {"error": "this is no question"}
        return json.dumps(told, ensure_ascii=False).encode() + b"\n"
    except CompassionAudioError as cause:
        told = {"error": cause.lines()[0]}
    except (ValueError, RecursionError):
        told = {"error": "this is no question"}
    except Exception as cause:
        _log.exception("a question could not be answered")
        told = {"error": f"this went wrong: {type(cause).__name__}"}
    return json.dumps(told).encode() + b"\n"


def _exchanged(address: str, line: bytes, patience: float) -> bytes:
    """Send one line and give the line that comes back.

    Raises:
        OSError: Nobody is there, or nothing came in time.
    """
    if sys.platform == "win32":
        from multiprocessing.connection import Client

        pipe, _, secret = address.partition(" ")
        with Client(pipe, "AF_PIPE", authkey=bytes.fromhex(secret)) as one:
            one.send_bytes(line)
            return one.recv_bytes(_LARGEST) if one.poll(patience) else b""
    import socket

    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as one:
        one.settimeout(patience)
        one.connect(address)
        one.sendall(line + b"\n")
        with one.makefile("rb") as file:
            return file.readline(_LARGEST)


def _make_private(folder: Path) -> None:
    """Make a folder that nobody else can look into, and refuse one that is another's.

    Raises:
        OSError: It cannot be made, or belongs to somebody else.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    about = folder.lstat()
    if about.st_uid != os.getuid() or folder.is_symlink():
        raise PermissionError(1, "this folder belongs to somebody else", os.fspath(folder))
    folder.chmod(0o700)


def _is_own(one: Any) -> bool:  # noqa: ANN401  # a socket, which is imported where it is used
    """Whether this user asks, where the system can tell."""
    import socket
    import struct

    if not hasattr(socket, "SO_PEERCRED"):
        return True
    told = one.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, user, _ = struct.unpack("3i", told)
    return bool(user in (os.getuid(), 0))


def _opened(path: Path) -> IO[bytes]:
    """Open a file that is left as it is, or made for this user alone."""
    return os.fdopen(os.open(path, os.O_CREAT | os.O_RDWR, 0o600), "rb+", buffering=0)


def _lock_in_the_end(file: IO[bytes]) -> None:
    """Lock a file that others may hold for a moment, to see whether it can be locked.

    Raises:
        OSError: Another process holds it, and not just for a moment.
    """
    for _ in range(_GLANCES):
        with suppress(OSError):
            _lock(file)
            return
        time.sleep(_GLANCE)
    _lock(file)


def _lock(file: IO[bytes]) -> None:
    """Lock a file without waiting.

    Raises:
        OSError: Another process holds it.
    """
    if sys.platform == "win32":
        import msvcrt

        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
