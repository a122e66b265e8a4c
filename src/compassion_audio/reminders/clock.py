"""The clock that the service lives by, and one for tests that is moved by hand.

Waiting goes by the monotonic clock, which stands still while the computer sleeps, and people go by
the one on the wall, which they can set. So nobody waits for long, and whoever waited compares.
"""

import logging
import os
import threading
import time
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

LONGEST_WAIT = 30.0
"""Seconds. After a sleep it takes at most so long to notice; two wake-ups a minute cost nothing."""

JUMP = 2.0
"""Seconds by which two clocks differ only if one was set, or the computer slept."""


class Clock(Protocol):
    """What time it is."""

    def now(self) -> datetime:
        """Give the instant, in UTC, aware."""

    def monotonic(self) -> float:
        """Give seconds since some moment; nobody can set it, and it may stop in sleep."""

    def zone(self) -> ZoneInfo:
        """Find the zone of the computer anew: it may have travelled."""

    def wait(self, seconds: float, wakeup: threading.Event) -> None:
        """Wait until `wakeup` is set, for at most so many seconds; then it is not set any more."""


class SystemClock:
    """The computer's own."""

    def __init__(self) -> None:
        self._zone = ZoneInfo("UTC")
        # it complains each time of a file that Debian has left behind: twice a minute, for ever
        logging.getLogger("tzlocal").setLevel(logging.ERROR)

    def now(self) -> datetime:
        """Give the instant."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Give seconds since some moment."""
        return time.monotonic()

    def zone(self) -> ZoneInfo:
        """Find the zone: by TZ, else as this system keeps it.

        Where that is contradictory or unknown for a while, as in an update, the last one holds.
        """
        if hasattr(time, "tzset"):
            time.tzset()  # for everything else in this process that shows local time
        self._zone = _named_zone() or _searched_zone() or self._zone
        return self._zone

    def wait(self, seconds: float, wakeup: threading.Event) -> None:
        """Wait, and at most `LONGEST_WAIT`."""
        wakeup.wait(max(0.0, min(seconds, LONGEST_WAIT)))
        wakeup.clear()


def _named_zone() -> ZoneInfo | None:
    """Find the zone where it is plainly named: in TZ, or by the link that most systems keep.

    tzlocal finds it, too, and on its way loads 1.5 MB that stay (measured on Linux).
    """
    name = os.environ.get("TZ", "").removeprefix(":")
    if not name:
        name = os.path.realpath("/etc/localtime").partition("/zoneinfo/")[2].removeprefix("posix/")
    try:
        return ZoneInfo(name) if name else None
    except (OSError, LookupError, ValueError):
        return None


def _searched_zone() -> ZoneInfo | None:
    """Find the zone however this system keeps it; None where that is contradictory or unknown."""
    import tzlocal

    try:
        with warnings.catch_warnings(action="ignore"):
            return tzlocal.reload_localzone()
    except (OSError, LookupError, ValueError):
        return None


@dataclass
class HandClock:
    """A clock that goes on only when somebody waits for it, or moves it by hand."""

    moment: datetime
    """In UTC, aware."""

    home: ZoneInfo
    elapsed: float = 0.0
    """Of the monotonic clock."""

    def now(self) -> datetime:
        """Give the instant."""
        return self.moment

    def monotonic(self) -> float:
        """Give the seconds that were waited."""
        return self.elapsed

    def zone(self) -> ZoneInfo:
        """Give the zone it was given."""
        return self.home

    def wait(self, seconds: float, wakeup: threading.Event) -> None:
        """Go on by so much at once, unless there is something to do already."""
        if not wakeup.is_set():
            step = max(0.0, min(seconds, LONGEST_WAIT))
            self.moment += timedelta(seconds=step)
            self.elapsed += step
        wakeup.clear()

    def sleep(self, how_long: timedelta) -> None:
        """Close the lid: time goes by, and the monotonic clock does not notice."""
        self.moment += how_long


class Watch:
    """Notices what waiting alone does not tell: sleep, a clock that was set, another zone."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._zone = clock.zone()
        self._now, self._monotonic = clock.now(), clock.monotonic()

    @property
    def zone(self) -> ZoneInfo:
        """The zone at the last look."""
        return self._zone

    def has_changed(self) -> bool:
        """Say whether time has jumped since the last look, or the zone is another."""
        zone, now, monotonic = self._clock.zone(), self._clock.now(), self._clock.monotonic()
        went = (now - self._now).total_seconds() - (monotonic - self._monotonic)
        is_other = str(zone) != str(self._zone) or (  # all that have no name are called local
            now.astimezone(zone).utcoffset() != now.astimezone(self._zone).utcoffset()
        )
        self._zone, self._now, self._monotonic = zone, now, monotonic
        return abs(went) > JUMP or is_other
