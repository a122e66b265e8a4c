"""The parent's end of the system's voices: one child for one request, never waited for in vain."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from compassion_audio.errors import SpeechFailed
from compassion_audio.voices.espeak_wheel import library

SCRIPT = Path(__file__).with_name("system_worker.py")

PATIENCE = 60.0
"""Seconds for one passage of at most 60 words. It takes a fraction of a second with eSpeak NG,
and no longer than the speech itself anywhere; more than this is a hang."""

Ask = Callable[[Mapping[str, object]], dict[str, Any]]
"""Takes a request, and gives its answer, as `asked` does."""

IS_ESPEAK = sys.platform not in ("win32", "darwin")
"""Whether the system's voices are eSpeak NG, for which pyttsx3 goes everywhere else."""

_GRACE = 5.0
"""Seconds after which the child ends by itself, when nobody is left to end it."""

_HINT = "try again, or choose another voice: compassion voices"


def asked(
    request: Mapping[str, object], *, script: Path = SCRIPT, patience: float = PATIENCE
) -> dict[str, Any]:
    """Start a child, ask it, and give its answer; it is gone when this returns or raises.

    Args:
        request: As `system_worker` describes it. It is not on the command line, where every user
            of the machine could read the words.
        script: What the child runs.
        patience: Seconds to wait.

    Raises:
        SpeechFailed: It did not start, refused, ended, took too long, or answered rubbish.
    """
    # not -I: pyttsx3 is wherever this program found it; -P: no module here hides one of Python's
    command = [sys.executable, "-P", str(script), str(patience + _GRACE)]
    if IS_ESPEAK and library().is_file():
        command.append(str(library().parent))
    try:
        done = subprocess.run(  # noqa: S603  # our own script, our own interpreter
            command,
            input=json.dumps(request).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=patience,
            check=False,
        )
    except subprocess.TimeoutExpired as cause:
        raise SpeechFailed("the system's voice did not answer in time", hint=_HINT) from cause
    except OSError as cause:
        reason = cause.strerror or str(cause)
        raise SpeechFailed(f"the system's voice did not start: {reason}", hint=_HINT) from cause
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise SpeechFailed("the system's voice stopped in the middle of it", hint=_HINT)
    if "error" in answer:
        raise SpeechFailed(f"the system's voice failed: {answer['error']}", hint=_HINT)
    return answer
