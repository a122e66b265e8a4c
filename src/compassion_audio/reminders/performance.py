"""Child processes: one that makes a recording ahead of time, and one that plays it.

The service itself loads no sound: it would be five times as large all day for a few minutes of it.
A child that plays is started a little ahead and begins when it is told to, by a line on its
standard input; it fades out on another, and says in lines of JSON what it does and how far it came.
"""

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any, Literal, Protocol

BEGIN, END = "begin", "end"
"""What a child that plays is told."""

Doing = Literal["playing", "paused"]

_LOWEST = 19
"""Of the priorities of Unix."""

_PATIENCE = 4.0
"""Seconds in which a child that was asked to end has faded out."""

STUBBORN = 15.0
"""Seconds after which a child that was asked to end does not hear: more than twice what a fade and
what a sound card still keeps can take. As long as it is there, all other reminders are held."""

_LONGEST_REASON = 500
_LAST_WORDS = 4096
"""Bytes of what a child complains of that are looked at."""


@dataclass(frozen=True, slots=True)
class Words:
    """A command to be started."""

    command: tuple[str, ...]

    typed: str = ""
    """What it reads on standard input, where that is not for cues."""

    environ: tuple[tuple[str, str], ...] = ()
    """What it finds around it besides: names of practices, which in a command line everybody on
    this computer could read."""

    at_most: float | None = None
    """Seconds after which a child that makes something hangs, and is killed; None for never."""


@dataclass(frozen=True, slots=True)
class Made:
    """A child that makes something has ended."""

    number: int

    trouble: str
    """Why it could not; empty where it could."""

    told: str = ""
    """What it was asked for, where that is a word: `today` in its last line of JSON."""


@dataclass(frozen=True, slots=True)
class Does:
    """A child that plays does something else from now on."""

    number: int
    doing: Doing


@dataclass(frozen=True, slots=True)
class Over:
    """A child that plays has ended."""

    number: int

    seconds: float
    """How far it came; 0 where nothing was heard."""

    is_whole: bool
    """Whether that is its end."""

    trouble: str
    """Why it could not be played; empty where it could."""


Event = Made | Does | Over


class Stage(Protocol):
    """Starts children and tells what becomes of them; none of its calls waits for anybody."""

    def make(self, words: Words) -> int:
        """Start a child that makes something, at low priority; gives its number."""

    def play(self, words: Words) -> int:
        """Start a child that plays when it is told to; gives its number."""

    def begin(self, number: int) -> None:
        """Let a child begin to play."""

    def end(self, number: int) -> None:
        """Let a child fade out, or not begin at all; one that has ended already is no error."""

    def events(self) -> tuple[Event, ...]:
        """Give what has happened since the last call, in order."""

    def close(self) -> None:
        """End all children, with their fades."""


class ChildProcesses:
    """A stage of real processes; for each a thread that sleeps until it has something to tell.

    Args:
        wake: Called in such a thread when there is something in `events`.
        stubborn: Seconds after which a child that was asked to end is killed.
    """

    def __init__(self, wake: Callable[[], None], *, stubborn: float = STUBBORN) -> None:
        self._wake = wake
        self._stubborn = stubborn
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._running: dict[int, subprocess.Popen[bytes]] = {}
        self._watches: dict[int, threading.Thread] = {}
        self._making: set[int] = set()
        self._turn = threading.Lock()
        self._last = 0

    def make(self, words: Words) -> int:
        """Start a child that makes something."""
        number = self._start(words, self._tell_made, is_low=True)
        self._making.add(number)
        return number

    def play(self, words: Words) -> int:
        """Start a child that plays."""
        return self._start(words, self._tell_played, is_low=False)

    def begin(self, number: int) -> None:
        """Send the cue."""
        self._say(number, BEGIN)

    def end(self, number: int) -> None:
        """Send the last cue; a child that hangs on its sound card hears none, and is killed."""
        self._say(number, END)
        last = threading.Timer(self._stubborn, self._kill, (number,))
        last.daemon = True
        last.start()

    def events(self) -> tuple[Event, ...]:
        """Give what has happened."""
        found = []
        while not self._events.empty():
            found.append(self._events.get())
        return tuple(found)

    def close(self) -> None:
        """End all children."""
        with self._turn:
            left, watches = dict(self._running), dict(self._watches)
        for number, child in left.items():
            if number in self._making:
                child.terminate()
            else:
                self.end(number)
        for number, child in left.items():
            watches[number].join(_PATIENCE)
            if watches[number].is_alive():
                child.kill()
                watches[number].join()

    def _start(
        self,
        words: Words,
        tell: "Callable[[int, subprocess.Popen[bytes], Words, IO[bytes]], None]",
        *,
        is_low: bool,
    ) -> int:
        self._last += 1
        number = self._last
        flags = 0
        if sys.platform == "win32":
            flags = subprocess.CREATE_NO_WINDOW
            flags |= subprocess.BELOW_NORMAL_PRIORITY_CLASS if is_low else 0
        import tempfile  # it stays in memory, and nothing may ever be played

        complaints = tempfile.TemporaryFile()  # noqa: SIM115  # closed when the child has ended
        try:
            child = subprocess.Popen(  # noqa: S603  # the program's own commands
                words.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, **dict(words.environ)},
                stderr=complaints,  # a pipe that nobody reads meanwhile would fill up
                creationflags=flags,
                start_new_session=True,  # Ctrl-C is for the service, which ends its children
            )
        except OSError as cause:
            complaints.close()
            trouble = f"{words.command[0]} cannot be started: {cause.strerror or cause}"
            self._tell(Made(number, trouble) if is_low else Over(number, 0, False, trouble))  # noqa: FBT003  # fields
            return number
        if is_low and sys.platform != "win32":
            with suppress(OSError):  # before it has begun anything of its own
                os.setpriority(os.PRIO_PROCESS, child.pid, _LOWEST)
        watch = threading.Thread(
            target=tell, args=(number, child, words, complaints), name="child", daemon=True
        )
        with self._turn:
            self._running[number], self._watches[number] = child, watch
        watch.start()
        return number

    def _say(self, number: int, cue: str) -> None:
        with self._turn:
            child = self._running.get(number)
        if child and child.stdin:
            with suppress(OSError, ValueError):  # it has ended
                child.stdin.write(f"{cue}\n".encode())
                child.stdin.flush()

    def _tell_made(
        self, number: int, child: "subprocess.Popen[bytes]", words: Words, complaints: IO[bytes]
    ) -> None:
        try:
            said, _ = child.communicate(words.typed.encode(), timeout=words.at_most)
        except subprocess.TimeoutExpired:
            child.kill()
            said, _ = child.communicate()
        self._making.discard(number)
        self._forget(number)
        told = next((one["today"] for one in map(_read, said.splitlines()) if "today" in one), "")
        self._tell(Made(number, _trouble(child.returncode, complaints), f"{told}"))

    def _tell_played(
        self, number: int, child: "subprocess.Popen[bytes]", _: Words, complaints: IO[bytes]
    ) -> None:
        assert child.stdout  # noqa: S101  # it is a pipe
        seconds, is_whole = 0.0, False
        for told in map(_read, child.stdout):
            if told.get("doing") in ("playing", "paused"):
                self._tell(Does(number, told["doing"]))
            elif "seconds" in told:
                seconds, is_whole = float(told["seconds"]), bool(told.get("whole"))
        status = child.wait()
        self._forget(number)
        _close(child)
        self._tell(Over(number, seconds, is_whole, _trouble(status, complaints)))

    def _kill(self, number: int) -> None:
        with self._turn:
            child = self._running.get(number)
        if child:
            child.kill()

    def _forget(self, number: int) -> None:
        with self._turn:
            self._running.pop(number, None)
            self._watches.pop(number, None)

    def _tell(self, event: Event) -> None:
        self._events.put(event)
        self._wake()


def _read(line: bytes) -> dict[str, Any]:
    """Read a line of a child; what is none of ours is passed over."""
    try:
        told = json.loads(line)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _trouble(status: int, complaints: IO[bytes]) -> str:
    """Say why a child has failed: its last line, as it would have told a person."""
    with complaints:
        size = complaints.seek(0, os.SEEK_END)
        complaints.seek(max(0, size - _LAST_WORDS))
        lines = complaints.read().decode("utf-8", "replace").strip().splitlines()
    if not status:
        return ""
    told = lines[-1].removeprefix("Error: ") if lines else ""
    return told[:_LONGEST_REASON] or f"it ended with status {status}"


def _close(child: "subprocess.Popen[bytes]") -> None:
    for pipe in (child.stdin, child.stdout):
        if pipe:
            with suppress(OSError):
                pipe.close()
