"""Where the sound comes out: whether the headphones that it came out of are still there.

The library that plays is told when a device goes away, and does not pass it on: the system moves
the sound to the loudspeakers, for a whole room to hear. PulseAudio and PipeWire can be asked, by
`pactl`; elsewhere nobody watches, and only a device that falls silent is noticed.
"""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

_PATIENCE = 5.0
"""Seconds for one answer of `pactl`."""

_EVENTS = ("'change' on sink", "'remove' on sink", "'new' on sink", "on card", "on server")


class Place(NamedTuple):
    """A sound card's way out: one card may have loudspeakers and headphones."""

    sink: str
    port: str
    """Empty where a sink has none."""


class Outlet(Protocol):
    """Watches where the sound comes out."""

    @property
    def has_gone(self) -> bool:
        """Whether what it came out of is no longer there."""

    def settle(self) -> None:
        """Take it where it comes out now."""

    def close(self) -> None:
        """Watch no more."""


class Unwatched:
    """Where nobody can be asked."""

    has_gone = False

    def settle(self) -> None:
        """Know nothing."""

    def close(self) -> None:
        """Let go of nothing."""


class PulseOutlet:
    """Asks PulseAudio, or PipeWire in its place, whenever something there changes.

    Args:
        pactl: The program that asks.
        process: Whose sound is watched.
    """

    def __init__(self, pactl: str, *, process: int) -> None:
        self._pactl = pactl
        self._process = process
        self._home: Place | None = None
        self.has_gone = False
        self._is_over = False
        self._events = subprocess.Popen(  # noqa: S603  # the system's own program
            [pactl, "subscribe"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_plain_words(),
            start_new_session=True,  # Ctrl-C is for the player, which ends this one
        )
        self._watch = threading.Thread(target=self._listen, name="outlet", daemon=True)
        self._watch.start()

    def settle(self) -> None:
        """Take it where it comes out now."""
        self._home = None
        self.has_gone = False

    def close(self) -> None:
        """Watch no more."""
        self._is_over = True
        self._events.kill()
        self._events.wait()
        self._watch.join()  # at most as long as one answer of `pactl`
        if self._events.stdout:
            self._events.stdout.close()

    def _listen(self) -> None:
        self._look()
        assert self._events.stdout  # noqa: S101  # it is a pipe
        for line in self._events.stdout:
            if self._is_over:
                return
            if any(event in line.decode(errors="replace") for event in _EVENTS):
                self._look()

    def _look(self) -> None:
        sinks = self._asked("sinks")
        if self._home is None:
            self._home = place_of(self._process, self._asked("sink-inputs"), sinks)
        if self._home is not None and sinks is not None:
            self.has_gone = has_gone(self._home, sinks)

    def _asked(self, what: str) -> Sequence[Mapping[str, Any]] | None:
        """Ask for a list; None where there is no answer, as from a server that is going away."""
        try:
            told = subprocess.run(  # noqa: S603  # as above
                [self._pactl, "-f", "json", "list", what],
                capture_output=True,
                timeout=_PATIENCE,
                check=True,
                env=_plain_words(),
                start_new_session=True,
            )
            found = json.loads(told.stdout)
        except (OSError, ValueError, subprocess.SubprocessError):
            return None
        return found if isinstance(found, list) else None


def outlet(backend: str) -> Outlet:
    """Watch where this process's sound comes out, if that can be known.

    Args:
        backend: By which system it is played, as a `Device` names it.
    """
    pactl = shutil.which("pactl")
    if backend.casefold() != "pulseaudio" or pactl is None:
        return Unwatched()
    try:
        return PulseOutlet(pactl, process=os.getpid())
    except OSError:
        return Unwatched()


def place_of(
    process: int,
    inputs: Sequence[Mapping[str, Any]] | None,
    sinks: Sequence[Mapping[str, Any]] | None,
) -> Place | None:
    """Find where a process's sound comes out; None where that is not told."""
    for one in inputs or ():
        if one.get("properties", {}).get("application.process.id") != str(process):
            continue
        for sink in sinks or ():
            if sink.get("index") == one.get("sink"):
                return Place(str(sink.get("name")), str(sink.get("active_port") or ""))
    return None


def has_gone(place: Place, sinks: Sequence[Mapping[str, Any]]) -> bool:
    """Say whether a place is no longer there: its card is out, or nothing is plugged into it.

    Headphones that are plugged in take the sound away from loudspeakers that are still there:
    nothing has gone then.
    """
    for sink in sinks:
        if sink.get("name") == place.sink:
            ports = {port.get("name"): port for port in sink.get("ports") or ()}
            return _is_out(ports.get(place.port, {}))
    return True


def _is_out(port: Mapping[str, Any]) -> bool:
    return str(port.get("availability", "")).casefold() in ("not available", "no")


def _plain_words() -> dict[str, str]:
    """Let `pactl` name its events in English."""
    return {**os.environ, "LC_ALL": "C"}
