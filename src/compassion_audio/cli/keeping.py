"""Keeping the reminders: the service, wired. It needs no click, which would stay in its memory.

It runs for weeks, and `python -m compassion_audio remind run` comes here before click is loaded.
"""

import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

from compassion_audio import settings
from compassion_audio.errors import CompassionAudioError

if TYPE_CHECKING:
    from collections.abc import Callable

    from compassion_audio.settings import Folders

DONE, FAILED, INTERRUPTED = 0, 1, 130


def main() -> int:
    """Keep the reminders until somebody ends it, and give the exit status."""
    try:
        keep_reminders()
    except CompassionAudioError as cause:
        for line in cause.lines():
            print(f"Error: {line}", file=sys.stderr)  # noqa: T201  # click would stay in memory
        return FAILED
    except KeyboardInterrupt:  # before it listens to signals
        return INTERRUPTED
    return DONE


def keep_reminders() -> None:
    """Remind for as long as this process runs.

    Raises:
        CompassionAudioError: Somebody else does so already, or what it needs cannot be opened.
    """
    _stay_small()
    import logging

    from compassion_audio.cli.remind_playing import Company, Repertoire, shown_name
    from compassion_audio.reminders.book import reminders_file
    from compassion_audio.reminders.clock import SystemClock
    from compassion_audio.reminders.file_of_rules import FileOfRules
    from compassion_audio.reminders.instance import Instance, service_folder
    from compassion_audio.reminders.ledger import Ledger, ledger_file
    from compassion_audio.reminders.notify.finding import notifier_here
    from compassion_audio.reminders.performance import ChildProcesses
    from compassion_audio.reminders.service import Around, Service

    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    folders, wakeup = folders_of_reminders(), threading.Event()
    with (
        Instance(service_folder(folders.data)) as instance,
        Ledger(ledger_file(folders.data)) as ledger,
    ):
        notifier = notifier_here(wake=wakeup.set, out=sys.stdout)
        service = Service(
            Around(
                clock=SystemClock(),
                notifier=notifier,
                stage=ChildProcesses(wakeup.set),
                ledger=ledger,
                rules=FileOfRules(reminders_file(os.environ)),
                surroundings=Company(folders.data / "playing"),
                commands=Repertoire(folders, os.environ),
                wakeup=wakeup,
                name_of=shown_name,
            )
        )
        _heed_signals(service.stop)
        instance.listen(service.answer)
        try:
            service.run()
        finally:
            notifier.close()


def folders_of_reminders() -> "Folders":
    """Give where things are kept.

    Raises:
        CompassionAudioError: There is no home folder.
    """
    found = settings.folders(os.environ)
    if found is None:
        raise CompassionAudioError(
            "there is no home folder to keep reminders in",
            hint="name one in COMPASSION_DATA, and one in COMPASSION_CACHE",
        )
    return found


def _stay_small() -> None:
    """Let `hashlib` do without OpenSSL, which takes 4 MB all day; Python has a SHA-256 of its own.

    What runs in this process has nothing else to do with cryptography.
    """
    if "hashlib" not in sys.modules:
        sys.modules["_hashlib"] = None  # type: ignore[assignment]  # how an import is refused


def _heed_signals(stop: "Callable[[], None]") -> None:
    """End gently when the system or a person asks: what plays fades out.

    A thread hears of it by a pipe. A signal that comes just before the loop begins to wait would
    not be heeded before it has waited, and its handler may not touch what the loop waits for.
    """
    heard, told = os.pipe()
    os.set_blocking(told, False)

    def heed() -> None:
        os.read(heard, 1)
        stop()

    threading.Thread(target=heed, name="signals", daemon=True).start()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: None)
    if sys.platform == "win32":  # there, only a socket could tell
        signal.signal(signal.SIGINT, lambda *_: os.write(told, b"."))
    else:
        signal.set_wakeup_fd(told, warn_on_full_buffer=False)
