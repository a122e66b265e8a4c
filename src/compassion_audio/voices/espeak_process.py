"""The parent's end of eSpeak NG's child process: start it, ask it, and never wait for ever."""

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, cast

from compassion_audio.errors import SpeechFailed
from compassion_audio.units import Hertz
from compassion_audio.voices.espeak_data import quick
from compassion_audio.voices.espeak_wheel import DATA

SCRIPT = Path(__file__).with_name("espeak_worker.py")

PATIENCE = 30.0
"""Seconds for one line. It takes a few milliseconds; more than this is a hang."""


class Worker:
    """One child process. It is used by one thread at a time.

    Args:
        library: Path of eSpeak NG's shared library; its data lies beside it.
        script: What the child runs.
        patience: Seconds to wait for one line.

    Raises:
        SpeechFailed: It cannot be started.
    """

    def __init__(
        self,
        library: Path,
        *,
        script: Path = SCRIPT,
        patience: float = PATIENCE,
    ) -> None:
        self._patience = patience
        data = quick(library.parent / DATA)
        command = [sys.executable, "-I", "-S", str(script), str(library), str(data.parent)]
        try:
            self._process = subprocess.Popen(  # noqa: S603  # our own script, our own interpreter
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as cause:
            reason = cause.strerror or str(cause)
            raise SpeechFailed(f"eSpeak NG did not start: {reason}", hint="try again") from cause

    def speak(self, *, text: str, voice: str, rate: int, gap: int) -> tuple[Hertz, bytes]:
        """Say a line.

        Returns:
            The sample rate, and 16-bit samples of one channel, little end first.

        Raises:
            SpeechFailed: The child refused the line, ended, or took too long. It is stopped.
        """
        request = {"text": text, "voice": voice, "rate": rate, "gap": gap}
        watch = threading.Timer(self._patience, self._process.kill)
        watch.start()
        try:
            return self._answer(request)
        except BaseException:
            self.stop()  # after Ctrl-C too: what is left unread would answer the next line
            raise
        finally:
            watch.cancel()

    def stop(self) -> None:
        """End the child, and wait until it is gone."""
        self._process.kill()
        self._process.communicate()

    def _answer(self, request: Mapping[str, object]) -> tuple[Hertz, bytes]:
        questions = cast("IO[bytes]", self._process.stdin)
        answers = cast("IO[bytes]", self._process.stdout)
        try:
            questions.write(json.dumps(request).encode() + b"\n")
            questions.flush()
            head = json.loads(answers.readline())
            if "error" not in head:
                return Hertz(head["rate"]), _exactly(head["bytes"], answers)
        except (OSError, EOFError, ValueError, TypeError, LookupError) as cause:
            hint = "try again, or choose another voice: compassion voices"
            raise SpeechFailed("eSpeak NG stopped in the middle of it", hint=hint) from cause
        raise SpeechFailed(head["error"], hint="choose another voice: compassion voices")


def _exactly(count: int, answers: IO[bytes]) -> bytes:
    """Read so many bytes. Fewer are a line whose end is missing, and nobody would hear why."""
    data = answers.read(count)
    if len(data) != count:
        raise EOFError
    return data
