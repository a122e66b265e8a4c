"""A loop of the service, no larger than a test needs it."""

import threading
import time

from compassion_audio.reminders.notify.notice import Event, Notifier
from tests.patience import HANGS


class Waiting:
    """Waits for what a notifier tells. Its `wake` is what the notifier calls."""

    def __init__(self) -> None:
        self._bell = threading.Event()
        self._events: list[Event] = []

    def wake(self) -> None:
        """Ring."""
        self._bell.set()

    def is_calm(self, notifier: Notifier) -> bool:
        """Say whether nothing was told that nobody has looked at."""
        self._events += notifier.events()
        return not self._events

    def next_of(self, notifier: Notifier) -> Event:
        """Give the next event."""
        give_up = time.monotonic() + HANGS
        while not self._events:
            assert self._bell.wait(max(0.0, give_up - time.monotonic())), "nothing was told"
            self._bell.clear()
            self._events += notifier.events()
        return self._events.pop(0)
