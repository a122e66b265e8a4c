"""Playing as another program leads it, which is the service of the reminders.

It is told by lines on standard input when to begin and when to fade out, and tells by lines of JSON
on standard output what it does and, at its end, how far it came.
"""

import json
import queue
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from compassion_audio.studio.playing import Key, Now
    from compassion_audio.units import Milliseconds

BEGIN, END = "begin", "end"


class Lead:
    """The other program. It may end before what it leads does; then that plays on by itself."""

    def __init__(self) -> None:
        self._cues: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._doing = ""
        self.was_ended = False
        """Whether it was told to fade out."""

        threading.Thread(target=self._listen, name="lead", daemon=True).start()

    def wait(self) -> bool:
        """Wait for the cue; False where there will be none."""
        return self._cues.get() == BEGIN

    def keys(self, seconds: float) -> "Key":
        """Wait for a cue, and give the key that a person would have pressed."""
        with suppress(queue.Empty):
            cue = self._cues.get(timeout=seconds)
            if cue == END:
                self.was_ended = True
                return "quit"
            if cue == BEGIN and self._doing == "paused":
                return "pause"
        return ""

    def show(self, now: "Now") -> None:
        """Tell what it does, when that is something else."""
        if now.state != self._doing and now.state in ("playing", "paused"):
            self._doing = now.state
            _tell({"doing": now.state})

    def close(self, position: "Milliseconds", *, is_whole: bool) -> None:
        """Tell how far it came."""
        _tell({"seconds": position / 1000, "whole": is_whole})

    def _listen(self) -> None:
        if sys.stdin is not None:
            for line in sys.stdin:
                self._cues.put(line.strip())
        self._cues.put("")


def _tell(what: dict[str, object]) -> None:
    with suppress(OSError, ValueError, AttributeError):  # nobody listens any more
        sys.stdout.write(json.dumps(what) + "\n")
        sys.stdout.flush()
