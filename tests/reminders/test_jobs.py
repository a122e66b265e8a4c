"""The jobs, and what of `schedule` they stand on."""

from datetime import UTC, datetime, timedelta

import pytest
import schedule

from compassion_audio.reminders.jobs import Jobs, Moment

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Desk:
    """Jobs, and a clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW
        self.done: list[str] = []
        self.jobs = Jobs(lambda: self.now)

    def put(self, name: str, due: datetime, *again: datetime) -> None:
        """Plan a job that writes its name down, and comes again when it is told to."""
        dues = list(again)

        def work() -> datetime | None:
            self.done.append(name)
            return dues.pop(0) if dues else None

        self.jobs.put(name, due, work)


def test_jobs_are_done_at_their_instants_in_order() -> None:
    """And not before."""
    desk = Desk()
    desk.put("second", NOW + 2 * MINUTE)
    desk.put("first", NOW + MINUTE)
    desk.put("last", NOW + 9 * MINUTE)
    desk.jobs.run_due()
    assert desk.done == []
    desk.now += 2 * MINUTE
    desk.jobs.run_due()
    assert desk.done == ["first", "second"]
    assert desk.jobs.names() == ("last",)
    assert desk.jobs.next_due == NOW + 9 * MINUTE


def test_a_job_comes_again_when_it_says_so() -> None:
    """And once a pass, however late it is."""
    desk = Desk()
    desk.put("plan", NOW, NOW + MINUTE, NOW + 2 * MINUTE)
    desk.now += 30 * MINUTE
    desk.jobs.run_due()
    assert desk.done == ["plan"]
    desk.jobs.run_due()
    desk.jobs.run_due()
    assert desk.done == ["plan"] * 3
    assert desk.jobs.next_due is None


def test_a_job_that_fails_ends_no_other(caplog: pytest.LogCaptureFixture) -> None:
    """It is written down, and is gone."""
    desk = Desk()

    def fail() -> None:
        raise ZeroDivisionError("on purpose")

    desk.jobs.put("failing", NOW, fail)
    desk.put("other", NOW + MINUTE)
    desk.now += MINUTE
    desk.jobs.run_due()
    assert desk.done == ["other"]
    assert desk.jobs.names() == ()
    assert "on purpose" in caplog.text


def test_a_name_stands_for_one_job() -> None:
    """The last that was given it, even while it is being done."""
    desk = Desk()
    desk.put("plan", NOW)
    desk.put("plan", NOW + MINUTE)
    assert desk.jobs.next_due == NOW + MINUTE
    desk.jobs.put("plan", NOW, lambda: desk.put("plan", NOW + 5 * MINUTE))
    desk.jobs.run_due()
    assert desk.jobs.next_due == NOW + 5 * MINUTE
    desk.jobs.drop("plan")
    assert desk.jobs.next_due is None


def test_a_clock_that_ran_ahead_silences_nothing() -> None:
    """The instant of a job does not move with the clock."""
    desk = Desk()
    desk.now += timedelta(days=30)
    desk.put("plan", NOW + MINUTE, NOW + 2 * MINUTE)
    desk.jobs.run_due()
    desk.now = NOW + 2 * MINUTE
    desk.jobs.run_due()
    assert desk.done == ["plan", "plan"]


def test_schedule_keeps_the_contract() -> None:
    """What is used of it: a registry in the open, and a loop that asks and runs each job."""
    registry = schedule.Scheduler()
    ran: list[datetime] = []
    now = NOW

    def work() -> datetime | None:
        ran.append(now)
        return NOW + 3 * MINUTE if len(ran) == 1 else None

    job = Moment(NOW + MINUTE, work, now=lambda: now, registry=registry)
    registry.jobs.append(job.tag("one"))
    assert registry.get_jobs("one") == [job]
    assert registry.get_next_run() == NOW + MINUTE
    registry.run_pending()
    assert ran == []
    now = NOW + 2 * MINUTE
    registry.run_pending()
    assert ran == [now]
    assert (job.last_run, job.next_run) == (now, NOW + 3 * MINUTE)
    assert "moment" in repr(job)
    now = NOW + 4 * MINUTE
    registry.run_pending()
    assert registry.jobs == []
    registry.jobs.append(job)
    registry.clear("one")
    assert registry.jobs == []
