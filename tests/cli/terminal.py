"""A terminal with a person at it, for commands that listen to keys."""

import os
import select
import sys
import time

from tests.patience import HANGS


class Terminal:
    """A person at the command, who waits for words and types others."""

    def __init__(self, *words: str) -> None:
        import pty

        self.pid, self._handle = pty.fork()
        if self.pid == 0:
            os.execv(sys.executable, [sys.executable, "-m", "compassion_audio", *words])  # noqa: S606
        self.seen = ""

    def wait_for(self, words: str) -> str:
        """Read the screen until these words are on it, and give what came with them."""
        found = ""
        give_up = time.monotonic() + HANGS
        while words not in found:
            left = max(0.0, give_up - time.monotonic())
            assert select.select([self._handle], [], [], left)[0], f"never saw {words}: {found}"
            try:
                found += os.read(self._handle, 4096).decode(errors="replace")
            except OSError:  # the command has ended
                break
        self.seen += found
        return found

    def type(self, words: str) -> None:
        """Type."""
        os.write(self._handle, words.encode())

    def modes(self) -> list[object]:
        """Give how the terminal is set."""
        import termios

        return termios.tcgetattr(self._handle)

    def status(self) -> int:
        """Read to the end, and give the exit status."""
        self.wait_for("\0")
        _, status = os.waitpid(self.pid, 0)
        os.close(self._handle)
        return os.waitstatus_to_exitcode(status)
