"""The calendar shows what was done, and says nothing of what was not."""

from datetime import UTC, date, datetime

from compassion_audio.journal.calendar import TYPED, calendar
from compassion_audio.journal.history import Practised
from compassion_audio.units import Milliseconds

TODAY = date(2026, 11, 19)  # a Thursday


def practised(month: int, day: int, minutes: int) -> Practised:
    """Practise at noon."""
    return Practised(
        began=datetime(2026, month, day, 12, tzinfo=UTC),
        heard=Milliseconds(minutes * 60_000),
        name="a",
        title="A",
        is_whole=True,
    )


def test_each_day_stands_where_it_belongs() -> None:
    """A week is a row, Monday comes first, and it ends today."""
    entries = [practised(11, 2, 4), practised(11, 18, 6), practised(11, 18, 5)]
    assert calendar(entries, today=TODAY, weeks=3, marks=TYPED).splitlines() == [
        "       Mo Tu We Th Fr Sa Su",
        "  Nov  o  .  .  .  .  .  .",
        "       .  .  .  .  .  .  .",
        "       .  .  O  .",
        "",
        "       o up to 10 minutes   O 10 minutes and more",
    ]


def test_a_month_is_named_where_it_begins() -> None:
    """And the first row has a name in any case."""
    rows = calendar([], today=TODAY, weeks=11).splitlines()
    assert [row[2:5] for row in rows if row[2:5].strip()] == ["Sep", "Oct", "Nov"]


def test_what_was_done_before_the_first_row_is_left_out() -> None:
    """It is in the summary."""
    alone = calendar([], today=TODAY, weeks=2)
    assert calendar([practised(1, 1, 5)], today=TODAY, weeks=2) == alone
