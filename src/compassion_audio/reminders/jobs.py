"""What is to be done, and at which instant: the registry and the loop of `schedule`.

Its own clock is not used. It counts in local time without a zone: a time that spring skips fires
twice the day after, a clock that ran ahead for an hour silences it until then, and an exception in
one job ends the pass. So a job here is due at an exact instant in UTC that somebody worked out.
"""

import functools
import logging
from collections.abc import Callable
from datetime import datetime

import schedule

_log = logging.getLogger(__name__)

Work = Callable[[], datetime | None]
"""What a job does; it gives when it is due next, or None where it is done."""


class Moment(schedule.Job):
    """A job that is due at an instant.

    Args:
        due: In UTC, aware.
        work: What it does.
        now: Gives the instant it is.
        registry: Whose it is.
    """

    next_run: datetime
    """Always there, aware."""

    def __init__(
        self,
        due: datetime,
        work: Work,
        *,
        now: Callable[[], datetime],
        registry: schedule.Scheduler,
    ) -> None:
        super().__init__(1, registry)
        self.unit = "moments"  # whoever prints a job expects one
        self.job_func = functools.partial(work)
        self.next_run = due
        self._now = now
        self._work = work

    @property
    def should_run(self) -> bool:
        """Whether its instant is there."""
        return self._now() >= self.next_run

    def run(self) -> type[schedule.CancelJob] | None:
        """Do it. What goes wrong is written down, and ends this job and no other."""
        due = None
        try:
            due = self._work()
        except Exception:
            _log.exception("a job of the reminders has failed")
        self.last_run = self._now()
        if due is None:
            return schedule.CancelJob
        self.next_run = due
        return None


class Jobs:
    """The jobs of a service, each under a name of its own.

    Args:
        now: Gives the instant it is, in UTC.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._registry = schedule.Scheduler()

    def put(self, name: str, due: datetime, work: Work) -> None:
        """Plan a job, in the place of one of the same name."""
        self.drop(name)
        job = Moment(due, work, now=self._now, registry=self._registry)
        self._registry.jobs.append(job.tag(name))

    def drop(self, name: str) -> None:
        """Plan no job of this name."""
        self._registry.clear(name)

    def names(self) -> tuple[str, ...]:
        """Give the names of all jobs, the soonest first."""
        return tuple(str(tag) for job in sorted(self._registry.jobs) for tag in job.tags)

    @property
    def next_due(self) -> datetime | None:
        """When the next one is due; None where there is none."""
        return self._registry.get_next_run()

    def run_due(self) -> None:
        """Do what is due, in its order; each once, whatever it does to the others."""
        self._registry.run_pending()
